package io.devicegateway.app.crash;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A daemon in a process of its own, which can be killed. */
final class DaemonProcess implements AutoCloseable {
    private static final long START_SECONDS = 120;
    private static final Pattern HTTP = Pattern.compile("^http http://127\\.0\\.0\\.1:(\\d+)$", Pattern.MULTILINE);
    private static final Pattern WOSI = Pattern.compile("^wosi 127\\.0\\.0\\.1:(\\d+)$", Pattern.MULTILINE);

    private final Process process;
    private final Path output;
    private final int httpPort;
    private final int wosiPort;

    private DaemonProcess(Process process, Path output) throws InterruptedException {
        this.process = process;
        this.output = output;
        String said = awaitReady();
        httpPort = port(HTTP, said);
        wosiPort = port(WOSI, said);
    }

    /**
     * Starts it and waits until it is ready.
     *
     * @param wosiPort 0 for a free one
     */
    static DaemonProcess start(Path data, Path output, int wosiPort, String... settings)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
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
                "wosi.port=" + wosiPort));
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

    private static int port(Pattern pattern, String said) {
        Matcher matcher = pattern.matcher(said);
        if (!matcher.find()) {
            throw new IllegalStateException("no " + pattern + " in: " + said);
        }
        return Integer.parseInt(matcher.group(1));
    }

    int httpPort() {
        return httpPort;
    }

    int wosiPort() {
        return wosiPort;
    }

    /** As {@code kill -9} does. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the daemon does not die");
        }
    }

    /** As {@code kill} does; answers how long it took, in milliseconds. */
    long stop() throws InterruptedException {
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
