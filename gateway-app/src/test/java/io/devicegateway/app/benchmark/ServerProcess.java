package io.devicegateway.app.benchmark;

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
final class ServerProcess implements AutoCloseable {
    private final String name;
    private final Process process;
    private final int port;

    private ServerProcess(String name, Process process, int port) {
        this.name = name;
        this.process = process;
        this.port = port;
    }

    /** The gateway, on a data directory of its own. */
    static ServerProcess gateway(Path data) throws IOException {
        List<String> settings = List.of(
                "http.port=0",
                "wosi.bind=127.0.0.1",
                "wosi.port=0",
                "--set",
                "powerbank.port=0",
                "--set",
                "pressure.port=0",
                "wosi.onLogin=",
                "wosi.returnInventory=0s",
                "sessions.maxConnections=20000",
                "sessions.perAddress=20000",
                "sessions.acceptRate=20000",
                "sessions.maxUndurable=1024",
                "logging.level=warn");
        List<String> arguments = new ArrayList<>(List.of("run", "--data", data.toString()));
        settings.forEach(setting -> arguments.addAll(List.of("--set", setting)));
        return start("gateway", "io.devicegateway.app.Main", arguments, "wosi 127.0.0.1:");
    }

    /** The bare server; durable when a file is given. */
    static ServerProcess bare(String... file) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("0", "1"));
        arguments.addAll(List.of(file));
        return start("bare", "io.devicegateway.benchmark.BareNettyServer", arguments, "listening ");
    }

    private static ServerProcess start(String name, String main, List<String> arguments, String portAfter)
            throws IOException {
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
        if (name.equals("gateway")) {
            command.addAll(extraOptions());
        }
        command.add(main);
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        int port = 0;
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith(portAfter)) {
                port = Integer.parseInt(line.substring(portAfter.length()).strip());
            }
            if (port != 0 && (line.equals("ready") || portAfter.equals("listening "))) {
                Thread.ofPlatform().daemon().start(() -> out.lines().forEach(rest -> {}));
                return new ServerProcess(name, process, port);
            }
        }
        throw new IOException(name + " did not start");
    }

    /** As for the launcher; for a profiler. */
    private static List<String> extraOptions() {
        List<String> options = new ArrayList<>();
        StringTokenizer tokens = new StringTokenizer(System.getenv().getOrDefault("GATEWAY_JAVA_OPTS", ""));
        while (tokens.hasMoreTokens()) {
            options.add(tokens.nextToken());
        }
        return options;
    }

    String name() {
        return name;
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    /** Nanoseconds of CPU, user and system, of all its threads that live. */
    long cpuNanos() {
        try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(process.pid()), "task"))) {
            return tasks.mapToLong(ServerProcess::schedNanos).sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
