package io.devicegateway.brokers;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The program. It starts the brokers that it was told to, prints one line that begins with {@code ready}, and ends when its
 * standard input does, so that it never outlives the process that started it, not even when that one is killed.
 *
 * <pre>
 * java -cp 'brokers/*' io.devicegateway.brokers.EmbeddedBrokers --mqtt 127.0.0.1:1883 --amqp 127.0.0.1:5672 --data DIR
 * </pre>
 *
 * <p>Exit codes: 0 its input ended, 1 a broker failed, 2 the command line is wrong, 3 a port is taken, 4 the folder cannot be used.
 * The reason of each but 0 is one line on standard error; the log is {@code DIR/log/brokers.log}, 10 MB at the most.
 */
public final class EmbeddedBrokers {
    private static final long STOP_MILLIS = 10_000;

    private EmbeddedBrokers() {}

    /**
     * Starts the brokers and ends with the process.
     *
     * @param args see the class
     */
    public static void main(String[] args) {
        int exitCode = run(List.of(args), System.in, System.out, System.err);
        // Threads of the brokers' libraries must not keep the process.
        Runtime.getRuntime().halt(exitCode);
    }

    private static int run(List<String> arguments, InputStream in, PrintStream out, PrintStream err) {
        List<RunningBroker> running = Collections.synchronizedList(new ArrayList<>());
        try {
            Options options = Options.parse(arguments);
            try (DataFolder folder = DataFolder.open(options.data())) {
                folder.logThere();
                start(options, folder, running);
                out.println("ready" + described(running));
                out.flush();
                awaitEnd(in);
                stop(running);
            }
            return 0;
        } catch (Refused e) {
            err.println("embedded brokers: " + e.getMessage());
            stop(running);
            return e.exitCode();
        } catch (Exception | LinkageError e) {
            err.println("embedded brokers: " + e);
            e.printStackTrace(err);
            stop(running);
            return Refused.BROKER_FAILED;
        }
    }

    private static void start(Options options, DataFolder folder, List<RunningBroker> running) throws Exception {
        LoopbackAddress mqtt = options.mqtt();
        LoopbackAddress amqp = options.amqp();
        // Both ports first: whoever finds one taken should hear it at once and not after the other broker's start.
        if (mqtt != null) {
            mqtt.mustBeFree("--mqtt");
        }
        if (amqp != null) {
            amqp.mustBeFree("--amqp");
        }
        if (mqtt != null) {
            running.add(ArtemisMqtt.start(mqtt, folder.resolve("mqtt")));
        }
        if (amqp != null) {
            running.add(QpidAmqp.start(amqp, folder.resolve("amqp")));
        }
    }

    private static String described(List<RunningBroker> running) {
        StringBuilder text = new StringBuilder();
        for (RunningBroker broker : running) {
            text.append(' ').append(broker.description());
        }
        return text.toString();
    }

    private static void awaitEnd(InputStream in) {
        byte[] ignored = new byte[64];
        try {
            while (in.read(ignored) >= 0) {
                // Only the end counts.
            }
        } catch (IOException e) {
            // An input that cannot be read has ended, too.
        }
    }

    /** In an orderly way, but not for ever. */
    private static void stop(List<RunningBroker> running) {
        Thread stopping = Thread.ofPlatform().name("stop").daemon(true).start(() -> {
            for (RunningBroker broker : running) {
                broker.stop();
            }
        });
        try {
            stopping.join(STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
