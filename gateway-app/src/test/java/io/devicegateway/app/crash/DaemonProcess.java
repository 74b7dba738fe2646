package io.devicegateway.app.crash;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A daemon in a process of its own, which can be killed. */
public final class DaemonProcess implements AutoCloseable {
    private static final long START_SECONDS = 120;
    private static final Pattern HTTP = Pattern.compile("^http http://127\\.0\\.0\\.1:(\\d+)$", Pattern.MULTILINE);

    private final Process process;
    private final Path output;
    private final int httpPort;
    private final Ports ports;

    private DaemonProcess(Process process, Path output) throws InterruptedException {
        this.process = process;
        this.output = output;
        String said = awaitReady();
        httpPort = port(HTTP, said);
        ports = new Ports(listener("wosi", said), listener("powerbank", said), listener("pressure", said));
    }

    /**
     * Starts it and waits until it is ready.
     *
     * @param ports where it listens
     */
    public static DaemonProcess start(Path data, Path output, Ports ports, String... settings)
            throws IOException, InterruptedException {
        return start(Room.USUAL, data, output, ports, settings);
    }

    /** The same with that much room. */
    public static DaemonProcess start(Room room, Path data, Path output, Ports ports, String... settings)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(room.limits());
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + room.heap(),
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError", // as the launcher says
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "io.devicegateway.app.Main",
                "run",
                "--data",
                data.toString(),
                "--set",
                "http.port=0",
                "--set",
                "wosi.bind=127.0.0.1",
                "--set",
                "wosi.port=" + ports.wosi(),
                "--set",
                "powerbank.bind=127.0.0.1",
                "--set",
                "powerbank.port=" + ports.powerbank(),
                "--set",
                "pressure.bind=127.0.0.1",
                "--set",
                "pressure.port=" + ports.pressure()));
        for (String setting : settings) {
            command.add("--set");
            command.add(setting);
        }
        File log = output.toFile();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        try {
            return new DaemonProcess(process, output);
        } catch (RuntimeException | InterruptedException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private String awaitReady() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (System.nanoTime() < end) {
            String said = said();
            if (said.lines().anyMatch("ready"::equals)) {
                return said;
            }
            if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("the daemon ended with " + process.exitValue() + ": " + said());
            }
        }
        throw new IllegalStateException("the daemon is not ready after " + START_SECONDS + " s: " + said());
    }

    private String said() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int listener(String protocol, String said) {
        return port(Pattern.compile("^" + protocol + " 127\\.0\\.0\\.1:(\\d+)$", Pattern.MULTILINE), said);
    }

    private static int port(Pattern pattern, String said) {
        Matcher matcher = pattern.matcher(said);
        if (!matcher.find()) {
            throw new IllegalStateException("no " + pattern + " in: " + said);
        }
        return Integer.parseInt(matcher.group(1));
    }

    public int httpPort() {
        return httpPort;
    }

    /** Where it listens for devices. */
    public Ports ports() {
        return ports;
    }

    /**
     * Where a daemon listens for devices of each protocol; 0 for a free port.
     */
    public record Ports(int wosi, int powerbank, int pressure) {
        public static final Ports FREE = new Ports(0, 0, 0);
    }

    /**
     * What a daemon may use.
     *
     * @param heap as {@code 512m}
     * @param files that it may open; 0 for as many as the tests may
     */
    public record Room(String heap, int files) {
        static final Room USUAL = new Room("256m", 0);

        private List<String> limits() {
            return files == 0 ? List.of() : List.of("sh", "-c", "ulimit -n " + files + " && exec \"$@\"", "sh");
        }
    }

    /** Whether it still runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** How long it kept processors busy since it began. */
    public Duration busy() {
        return process.toHandle().info().totalCpuDuration().orElseThrow();
    }

    /** Its process, for a signal. */
    public long pid() {
        return process.pid();
    }

    /** As {@code kill -9} does. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the daemon does not die");
        }
    }

    /** As {@code kill} does; answers how long it took, in milliseconds. */
    public long stop() throws InterruptedException {
        long begin = System.nanoTime();
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the daemon does not stop: " + said());
        }
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
