package io.devicegateway.chargepile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.devicegateway.api.ChargingStartRequested;
import io.devicegateway.brokers.testing.AmqpBroker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A broker that is killed, stopped and frozen under load. {@code -Dchargepile.restarts=100} for so many restarts instead of
 * five.
 */
@Timeout(value = 60, unit = TimeUnit.MINUTES)
final class BrokerRestartTest {
    private static final int RESTARTS = Integer.getInteger("chargepile.restarts", 5);

    @TempDir
    private Path data;

    @Test
    void itConsumesAgainAfterEachRestart() throws Exception {
        try (AmqpBroker broker = AmqpBroker.owned();
                ConsumerBench bench = new ConsumerBench(broker, data).start();
                Load load = new Load(bench)) {
            bench.awaitConsuming();
            for (int i = 0; i < RESTARTS; i++) {
                await().atMost(ConsumerBench.WITHIN).until(load::flows);
                long before = bench.timesConsumed();
                if (i % 2 == 0) {
                    broker.kill();
                } else {
                    broker.stop();
                }
                broker.start();
                bench.awaitConsumingAfter(before);
                String mark = "MARK" + i;
                load.confirm(mark);
                bench.awaitOrder(mark);
            }
            load.close();
            assertThat(load.failure).isNull();
            bench.awaitAllAcknowledged();
            List<String> executable = bench.orders();
            assertThat(executable).as("nothing twice").doesNotHaveDuplicates();
            assertThat(executable).as("nothing lost that the broker confirmed").containsAll(load.confirmed);
            Set<String> known = Set.copyOf(load.attempted);
            assertThat(bench.events(ChargingStartRequested.class).stream()
                            .map(ChargingStartRequested::orderNumber)
                            .collect(Collectors.toSet()))
                    .as("nothing invented")
                    .isSubsetOf(known);
            assertThat(load.confirmed).hasSizeGreaterThan(RESTARTS);
        }
    }

    @Test
    void aFrozenBrokerIsNoticedAndConsumedFromWhenItThaws() throws Exception {
        try (AmqpBroker broker = AmqpBroker.owned();
                ConsumerBench bench = new ConsumerBench(broker, data).start()) {
            bench.awaitConsuming();
            bench.publish(Lines.start(Instant.now(), Lines.PILE, "O1"));
            bench.awaitOrder("O1");
            broker.freeze();
            await().atMost(ConsumerBench.WITHIN)
                    .until(() -> !bench.consumer.health().consuming());
            assertThat(bench.consumer.health().cause()).contains("does not answer in time");
            broker.thaw();
            bench.awaitConsumingAfter(1);
            bench.publish(Lines.start(Instant.now(), Lines.PILE, "O2"));
            bench.awaitOrder("O2");
        }
    }

    /** A platform that publishes all the time, and each line again until the broker has confirmed it. */
    private static final class Load implements AutoCloseable {
        private static final Duration PATIENCE = Duration.ofSeconds(60);

        private final ConsumerBench bench;
        private final AtomicBoolean done = new AtomicBoolean();
        private final Thread thread;
        final List<String> attempted = new CopyOnWriteArrayList<>();
        final List<String> confirmed = new CopyOnWriteArrayList<>();
        private int seen;
        volatile Throwable failure;

        Load(ConsumerBench bench) {
            this.bench = bench;
            this.thread = Thread.ofPlatform().start(this::run);
        }

        private void run() {
            for (int i = 0; !done.get(); i++) {
                try {
                    confirm("O" + i);
                    TimeUnit.MILLISECONDS.sleep(2);
                } catch (InterruptedException | RuntimeException | Error e) {
                    failure = e;
                    return;
                }
            }
        }

        void confirm(String order) throws InterruptedException {
            byte[] line = Lines.bytes(Lines.start(Instant.now(), Lines.PILE, order));
            attempted.add(order);
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (System.nanoTime() < end) {
                try {
                    bench.publisher.publish(line);
                    confirmed.add(order);
                    return;
                } catch (IOException e) {
                    TimeUnit.MILLISECONDS.sleep(50);
                }
            }
            throw new AssertionError(order + " was not confirmed within " + PATIENCE);
        }

        /** Whether events have come since it was last asked. */
        boolean flows() {
            int now = bench.records.size();
            boolean more = now > seen;
            seen = now;
            return more;
        }

        @Override
        public void close() {
            done.set(true);
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
