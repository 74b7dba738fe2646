package io.devicegateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.devicegateway.api.DeviceId;
import io.devicegateway.api.Presence;
import io.devicegateway.api.Presence.State;
import io.devicegateway.journal.EventJournal.Entry;
import io.devicegateway.metrics.MemoryMetrics;
import io.devicegateway.protocol.Inbound;
import io.devicegateway.protocol.Link;
import io.devicegateway.testing.InMemoryJournal;
import io.devicegateway.testing.MemoryRegistry;
import io.devicegateway.testing.PlainProtocol;
import io.devicegateway.testing.ScriptedAuthority;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.RepeatedTest;

/** Many connections claim to be one device at once, and hang up at random: one wins, and it is never said to be offline. */
class TakeoverRaceTest {
    private static final DeviceId CABINET = new DeviceId("plain", "A1");
    private static final int CONNECTIONS = 60;

    @RepeatedTest(5)
    void oneConnectionWinsAndPresenceSaysSo() throws InterruptedException {
        InMemoryJournal journal = new InMemoryJournal();
        ExecutorService loops = Executors.newFixedThreadPool(4);
        try (ScheduledTimers timers = new ScheduledTimers()) {
            Sessions sessions = new Sessions(
                    new SessionEnvironment(
                            journal,
                            new MemoryRegistry(),
                            new ScriptedAuthority(),
                            CommandHistory.NONE,
                            timers,
                            System::nanoTime,
                            Clock.systemUTC(),
                            SessionSettings.DEFAULT,
                            new MemoryMetrics()),
                    1);
            sessions.start();
            List<LoopLink> links = race(sessions, loops);
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> links.stream().filter(LoopLink::isOpen).count() <= 1
                            && sessions.connected(CABINET).isPresent()
                                    == links.stream().anyMatch(LoopLink::isOpen));
            check(journal, sessions);
            sessions.close();
        } finally {
            loops.shutdown();
            assertThat(loops.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
            journal.close();
        }
    }

    private static List<LoopLink> race(Sessions sessions, ExecutorService loops) throws InterruptedException {
        Inbound.Opener opener = sessions.opener(new PlainProtocol());
        Random random = new Random(42);
        CountDownLatch done = new CountDownLatch(CONNECTIONS);
        List<LoopLink> links = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            LoopLink link = new LoopLink("192.0.2.1:" + i, loops);
            links.add(link);
            boolean hangsUp = random.nextInt(3) == 0 && i < CONNECTIONS - 1;
            link.executor().execute(() -> {
                Inbound inbound = opener.open(link);
                link.inbound = inbound;
                inbound.receive("login A1\n".getBytes(StandardCharsets.US_ASCII));
                if (hangsUp) {
                    link.executor().execute(() -> link.end(Presence.Reason.CLOSED_BY_PEER));
                }
                done.countDown();
            });
        }
        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        return links;
    }

    private static void check(InMemoryJournal journal, Sessions sessions) {
        List<Presence> said = new ArrayList<>();
        List<Long> epochs = new ArrayList<>();
        for (Entry entry : journal.entries()) {
            if (entry.record().event() instanceof Presence presence) {
                said.add(presence);
                epochs.add(entry.record().epoch());
            }
        }
        long newest = 0;
        boolean online = false;
        for (int i = 0; i < said.size(); i++) {
            if (said.get(i).state() == State.ONLINE) {
                assertThat(epochs.get(i)).as("epochs ascend").isGreaterThan(newest);
                newest = epochs.get(i);
                online = true;
            } else {
                assertThat(epochs.get(i))
                        .as("only the session that was said to be online last can be said to be offline")
                        .isEqualTo(newest);
                online = false;
            }
        }
        assertThat(sessions.connected(CABINET).isPresent()).isEqualTo(online);
        if (online) {
            assertThat(sessions.connected(CABINET).orElseThrow().epoch()).isEqualTo(newest);
        }
    }

    /** A link whose tasks run in order on a pool, as an event loop's do. */
    private static final class LoopLink implements Link {
        private final String remote;
        private final Executor executor;
        private final AtomicBoolean open = new AtomicBoolean(true);
        private volatile Inbound inbound;
        private CompletableFuture<Void> tail = CompletableFuture.completedFuture(null);

        LoopLink(String remote, ExecutorService pool) {
            this.remote = remote;
            this.executor = task -> {
                synchronized (this) {
                    tail = tail.thenRunAsync(task, pool).exceptionally(error -> null);
                }
            };
        }

        void end(Presence.Reason reason) {
            if (open.compareAndSet(true, false)) {
                inbound.closed(reason, "");
            }
        }

        @Override
        public CompletableFuture<Void> write(byte[] frame) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void answer(byte[] frame) {}

        @Override
        public boolean isOpen() {
            return open.get();
        }

        @Override
        public void close(String reason) {
            executor.execute(() -> end(Presence.Reason.PROTOCOL_ERROR));
        }

        @Override
        public Executor executor() {
            return executor;
        }

        @Override
        public String remote() {
            return remote;
        }
    }
}
