package io.devicegateway.journal;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;

/** Appends until it is killed, and prints each acknowledged record: run number, producer, count, offset. */
final class KilledWriter {
    private static final int PRODUCERS = 3;
    private static final int WINDOW = 20;

    private KilledWriter() {}

    public static void main(String[] arguments) throws Exception {
        String run = arguments[1];
        PrintStream out = System.out;
        System.setOut(System.err); // for the log, of which a line is no acknowledgement
        SegmentedLog log = LogFixture.open(LogFixture.settings(Path.of(arguments[0])));
        for (int producer = 0; producer < PRODUCERS; producer++) {
            String name = run + " " + producer + " ";
            Thread.ofPlatform().start(() -> produce(log, out, name));
        }
        Thread.currentThread().join();
    }

    private static void produce(SegmentedLog log, PrintStream out, String name) {
        Semaphore window = new Semaphore(WINDOW);
        for (int i = 0; ; i++) {
            window.acquireUninterruptibly();
            String text = name + i;
            log.append(0, LogFixture.bytes(text), new AppendCallback() {
                @Override
                public void durable(long offset) {
                    out.println(text + " " + offset);
                    window.release();
                }

                @Override
                public void failed(JournalUnavailableException cause) {
                    window.release();
                }
            });
        }
    }
}
