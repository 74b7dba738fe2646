package io.devicegateway.examples.rental;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** {@code gateway demo} in a process of its own, with hasty customers. */
final class DemoProcess implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 240;

    private final Path data;
    private final Path output;
    private final int http;
    private final Process process;

    DemoProcess(Path folder, String... options) throws IOException {
        data = folder.resolve("data");
        output = folder.resolve("demo.log");
        try (ServerSocket socket = new ServerSocket(0)) {
            http = socket.getLocalPort();
        }
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(List.of(options));
        command.addAll(List.of("io.devicegateway.app.Main", "demo", "--devices", "2", "--customers", "300ms"));
        command.addAll(List.of("--data", data.toString()));
        for (String port : List.of("http.port=" + http, "wosi.port=0", "powerbank.port=0", "pressure.port=0")) {
            command.addAll(List.of("--set", port));
        }
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    static Path plugins(Path folder) throws IOException {
        return Files.createDirectories(folder.resolve("data").resolve("plugins"));
    }

    String http() {
        return "http://127.0.0.1:" + http;
    }

    Path token() {
        return data.resolve("token");
    }

    /** Waits for lines of its output. */
    void awaitLines(int count, Predicate<String> like) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (Files.readString(output).lines().filter(like).count() < count) {
            if (!process.isAlive() || System.nanoTime() - end > 0) {
                throw new AssertionError("the demo did not say so: " + Files.readString(output));
            }
            process.waitFor(100, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
