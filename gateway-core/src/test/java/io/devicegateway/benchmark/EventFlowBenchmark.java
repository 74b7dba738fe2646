package io.devicegateway.benchmark;

import io.devicegateway.api.BankId;
import io.devicegateway.api.BankReturned;
import io.devicegateway.api.DecidedBy;
import io.devicegateway.api.DeviceId;
import io.devicegateway.embedded.EmbeddedGateway;
import io.devicegateway.embedded.GatewayOptions;
import io.devicegateway.journal.EventJournal.Draft;
import io.devicegateway.journal.LoggedEvents;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;

/**
 * Events from append to a handler: journalled with group commit, applied to the registry, handed to one handler in this JVM.
 *
 * <pre>EventFlowBenchmark [SECONDS=10] [DIRECTORY ON A REAL DISK]</pre>
 */
public final class EventFlowBenchmark {
    private static final int DEVICES = 1_000;
    private static final int IN_FLIGHT = 8_192;
    private static final byte[] RAW = new byte[18];

    private EventFlowBenchmark() {}

    /** Measures, and prints a line. */
    public static void main(String[] arguments) throws Exception {
        int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10;
        Path directory = arguments.length > 1 ? Path.of(arguments[1]) : Files.createTempDirectory("event-flow");
        LongAdder handled = new LongAdder();
        try (EmbeddedGateway gateway = EmbeddedGateway.open(GatewayOptions.defaults(directory, Clock.systemUTC()))) {
            gateway.subscribe("benchmark", event -> handled.increment());
            LoggedEvents journal = gateway.journal();
            append(journal, seconds / 2 + 1);
            await(handled, journal);
            long before = handled.sum();
            long begin = System.nanoTime();
            append(journal, seconds);
            await(handled, journal);
            double elapsed = (System.nanoTime() - begin) / 1e9;
            System.out.printf(
                    Locale.ROOT,
                    "%,.0f events/s from append to handler (%,d in %.1f s)%n",
                    (handled.sum() - before) / elapsed,
                    handled.sum() - before,
                    elapsed);
        }
    }

    private static void append(LoggedEvents journal, int seconds) throws InterruptedException {
        Semaphore places = new Semaphore(IN_FLIGHT);
        DeviceId[] devices = new DeviceId[DEVICES];
        for (int i = 0; i < DEVICES; i++) {
            devices[i] = new DeviceId("plain", "D" + i);
        }
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        for (int n = 0; System.nanoTime() < end; n++) {
            places.acquire();
            BankReturned event = new BankReturned(
                    devices[n % DEVICES], 1 + n % 8, new BankId("BANK" + n % 100_000), DecidedBy.AUTHORITY);
            var unused = journal.append(new Draft(1, event, RAW, null, List.of()))
                    .whenComplete((record, error) -> places.release());
        }
        places.acquire(IN_FLIGHT);
    }

    private static void await(LongAdder handled, LoggedEvents journal) throws InterruptedException {
        while (handled.sum() < journal.durableOffset()) {
            Thread.sleep(1);
        }
    }
}
