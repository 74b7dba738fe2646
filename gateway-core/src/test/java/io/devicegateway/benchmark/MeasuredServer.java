package io.devicegateway.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server in a process of its own, on one processor, whose CPU time is taken from the operating system's accounts. */
final class MeasuredServer implements AutoCloseable {
    private static final String LISTENING = "listening ";

    private final Process process;
    private final int port;

    private MeasuredServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts one.
     *
     * @param main prints {@code listening PORT}
     * @param options of its virtual machine, for a profiler
     */
    static MeasuredServer start(Class<?> main, Path argument, String options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "taskset",
                "-c",
                "0",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms256m",
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:ActiveProcessorCount=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path")));
        StringTokenizer tokens = new StringTokenizer(options);
        while (tokens.hasMoreTokens()) {
            command.add(tokens.nextToken());
        }
        command.add(main.getName());
        command.add(argument.toString());
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith(LISTENING)) {
                Thread.ofPlatform().daemon().start(() -> out.lines().forEach(System.err::println));
                return new MeasuredServer(
                        process,
                        Integer.parseInt(line.substring(LISTENING.length()).strip()));
            }
        }
        throw new IOException(main.getName() + " did not start");
    }

    int port() {
        return port;
    }

    /**
     * Nanoseconds of CPU, user and system, of all its threads that live but those which compile: they end their work, on a busy
     * machine long after it is measured.
     */
    long cpuNanos() {
        try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(process.pid()), "task"))) {
            return tasks.filter(task -> !compiles(task))
                    .mapToLong(MeasuredServer::schedNanos)
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean compiles(Path task) {
        try {
            return Files.readString(task.resolve("comm")).matches("(?s)C[12] CompilerThre.*");
        } catch (IOException e) {
            return true; // the thread ended
        }
    }

    private static long schedNanos(Path task) {
        try {
            return Long.parseLong(new StringTokenizer(Files.readString(task.resolve("schedstat"))).nextToken());
        } catch (IOException e) {
            return 0; // the thread ended
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(15, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
