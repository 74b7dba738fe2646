package io.devicegateway.app.brokers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One run of the brokers' program. Its standard input is what keeps it alive. */
final class BrokerChild {
    private static final long STOP_SECONDS = 15;
    private static final int ERROR_CHARS = 2_000;

    private final Process process;
    private final Path errors;
    private final CompletableFuture<Boolean> ready = new CompletableFuture<>();

    private BrokerChild(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
    }

    static BrokerChild start(EmbeddedBrokerOptions options) throws IOException {
        Files.createDirectories(options.data());
        Process process = new ProcessBuilder(options.command())
                .redirectError(options.errors().toFile())
                .start();
        BrokerChild child = new BrokerChild(process, options.errors());
        Thread.ofVirtual().name("embedded-brokers-output").start(child::read);
        return child;
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("ready")) {
                    ready.complete(true);
                }
            }
        } catch (IOException e) {
            // Its output ends with it; who waits for it says so.
        }
        ready.complete(false);
    }

    /** Whether it said that it is ready within that time; false also when it ended before. */
    boolean awaitReady(Duration limit) throws InterruptedException {
        try {
            return ready.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    long pid() {
        return process.pid();
    }

    boolean alive() {
        return process.isAlive();
    }

    /** Waits until it has ended. */
    int awaitEnd() throws InterruptedException {
        return process.waitFor();
    }

    /** Ends its input and waits for it; kills it when that takes too long. */
    void stop() throws InterruptedException {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            process.destroy();
        }
        if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
            kill();
        }
    }

    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
    }

    /** Why it ended: the reason that it gave, or its exit code; one line. */
    String lastWords() {
        String state = process.isAlive() ? "still running" : "exit code " + process.exitValue();
        try {
            List<String> lines = Files.readAllLines(errors, StandardCharsets.UTF_8).stream()
                    .filter(line -> !line.isBlank() && !line.startsWith("WARNING:"))
                    .toList();
            if (lines.isEmpty()) {
                return state;
            }
            String first = lines.getFirst();
            return state + ": " + first.substring(0, Math.min(first.length(), ERROR_CHARS));
        } catch (IOException e) {
            return state;
        }
    }
}
