package io.devicegateway.app.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.devicegateway.api.BankReturned;
import io.devicegateway.api.CommandEvent.CommandIssued;
import io.devicegateway.api.CommandEvent.CommandSettled;
import io.devicegateway.api.EventRecord;
import io.devicegateway.app.crash.DaemonProcess.Ports;
import io.devicegateway.journal.EventJournal.Entry;
import io.devicegateway.journal.EventJournal.Reader;
import io.devicegateway.journal.LogSettings;
import io.devicegateway.journal.LoggedEvents;
import io.devicegateway.journal.SegmentedLog;
import io.devicegateway.metrics.MemoryMetrics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The daemon is killed at random moments while cabinets and lockers return banks, modules report samples and a
 * backend rents: what was acknowledged is in the
 * journal, once and in order, and no order was written twice. {@code -Dcrash.kills=100} for more.
 */
class CrashTest {
    private static final int KILLS = Integer.getInteger("crash.kills", 10);
    private static final int CABINETS = 6;
    private static final long SEED = Long.getLong("crash.seed", 20261120L);

    @TempDir
    Path directory;

    @Test
    void whatWasAcknowledgedSurvivesKillsAtRandomMoments() throws Exception {
        Path data = directory.resolve("data");
        Random random = new Random(SEED);
        List<LedgerCabinet> cabinets = new ArrayList<>();
        AtomicInteger httpPort = new AtomicInteger();
        KeyedCaller caller;
        OtherDevices others = null;
        List<Thread> threads = new ArrayList<>();
        DaemonProcess daemon = DaemonProcess.start(data, directory.resolve("run-0.log"), Ports.FREE);
        try {
            Ports ports = daemon.ports();
            others = OtherDevices.start(ports);
            httpPort.set(daemon.httpPort());
            for (int i = 0; i < CABINETS; i++) {
                LedgerCabinet cabinet = new LedgerCabinet(i + 1, ports.wosi());
                cabinets.add(cabinet);
                threads.add(Thread.ofPlatform().daemon().start(cabinet));
            }
            caller = new KeyedCaller("wosi:" + cabinets.get(0).serial(), data, httpPort::get);
            threads.add(Thread.ofPlatform().daemon().start(caller));
            for (int kill = 1; kill <= KILLS; kill++) {
                awaitProgress(cabinets);
                others.awaitProgress();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(400)));
                daemon.kill();
                daemon = DaemonProcess.start(data, directory.resolve("run-" + kill + ".log"), ports);
                httpPort.set(daemon.httpPort());
            }
            awaitProgress(cabinets);
            others.awaitProgress();
            others.stop();
            caller.stop();
            cabinets.forEach(LedgerCabinet::stop);
            await().atMost(Duration.ofSeconds(60)).until(() -> cabinets.stream().allMatch(LedgerCabinet::isFinished));
            threads.get(threads.size() - 1).join(60_000);
            assertThat(daemon.stop())
                    .as("an orderly stop takes less than ten seconds")
                    .isLessThan(10_000);
        } finally {
            threads.forEach(Thread::interrupt);
            if (others != null) {
                others.stop();
            }
            daemon.close();
        }
        List<EventRecord> journalled = read(data.resolve("journal"));
        check(journalled, cabinets, caller);
        others.check(journalled);
    }

    /** Each cabinet gets at least a few acknowledgements between two kills. */
    private static void awaitProgress(List<LedgerCabinet> cabinets) {
        Map<LedgerCabinet, Integer> before = new HashMap<>();
        cabinets.forEach(cabinet -> before.put(cabinet, cabinet.acknowledged().size()));
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> cabinets.stream()
                        .allMatch(cabinet -> cabinet.acknowledged().size() > before.get(cabinet) + 2));
    }

    private static void check(List<EventRecord> journal, List<LedgerCabinet> cabinets, KeyedCaller caller) {
        Map<String, List<String>> returned = new HashMap<>();
        Set<String> ids = new HashSet<>();
        Set<String> issued = new HashSet<>();
        Map<String, Integer> settled = new HashMap<>();
        for (EventRecord record : journal) {
            assertThat(ids.add(record.id())).as("event id " + record.id()).isTrue();
            switch (record.event()) {
                case BankReturned back ->
                    returned.computeIfAbsent(back.device().value(), device -> new ArrayList<>())
                            .add(back.bank().value());
                case CommandIssued command -> issued.add(command.commandId());
                case CommandSettled command -> settled.merge(command.commandId(), 1, Integer::sum);
                default -> {}
            }
        }
        int acknowledged = 0;
        for (LedgerCabinet cabinet : cabinets) {
            List<String> journalled = returned.getOrDefault(cabinet.serial(), List.of());
            assertThat(journalled)
                    .as("returns of " + cabinet.serial() + ": once each, in order, nothing acknowledged lost")
                    .isEqualTo(cabinet.reported())
                    .containsExactlyElementsOf(cabinet.acknowledged());
            acknowledged += cabinet.acknowledged().size();
        }
        assertThat(settled.keySet())
                .as("every command that was issued was settled")
                .containsAll(issued);
        assertThat(settled.values()).as("and once").allMatch(times -> times == 1);
        checkOrders(cabinets.get(0).rents(), caller.outcomes());
        System.out.println("crash test: " + KILLS + " kills, " + acknowledged + " acknowledged returns all there, "
                + caller.outcomes().size() + " keyed rents, "
                + caller.outcomes().stream().filter("unknown"::equals).count() + " of them unknown");
    }

    /** Each order came at most once, and exactly once where the outcome says that it was carried out. */
    private static void checkOrders(List<Integer> rents, List<String> outcomes) {
        int next = 0;
        for (int number = 0; number < outcomes.size(); number++) {
            boolean came = next < rents.size() && rents.get(next) == KeyedCaller.slot(number);
            String outcome = outcomes.get(number);
            if (came) {
                next++;
                assertThat(outcome)
                        .as("outcome of order " + number + " that came")
                        .isIn("done", "unknown");
            } else {
                assertThat(outcome)
                        .as("outcome of order " + number + " that did not come")
                        .isNotEqualTo("done");
            }
        }
        assertThat(next).as("no order came twice").isEqualTo(rents.size());
    }

    static List<EventRecord> read(Path directory) throws IOException {
        List<EventRecord> records = new ArrayList<>();
        MemoryMetrics metrics = new MemoryMetrics();
        LogSettings settings = LogSettings.defaults(directory);
        try (LoggedEvents journal = new LoggedEvents(
                        SegmentedLog.open(settings, Clock.systemUTC(), System::nanoTime, metrics),
                        LoggedEvents.identity(directory),
                        Clock.systemUTC(),
                        metrics);
                Reader reader = journal.reader(1)) {
            for (Entry entry = reader.poll(); entry != null; entry = reader.poll()) {
                records.add(entry.record());
            }
            assertThat(metrics.count("gateway_journal_unreadable")).isZero();
        }
        return records;
    }
}
