package io.devicegateway.app.crash;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A backend that rents with idempotency keys, and asks with the same key again until it knows how each rent ended. */
public final class KeyedCaller implements Runnable {
    private static final Pattern RESULT = Pattern.compile("\"result\":\"(\\w+)\"");
    private static final int SLOTS = 200;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final String device;
    private final Path data;
    private final IntSupplier port;
    private final List<String> outcomes = new ArrayList<>();
    private volatile boolean stopped;

    public KeyedCaller(String device, Path data, IntSupplier port) {
        this.device = device;
        this.data = data;
        this.port = port;
    }

    /** How the rents ended, in their order; the slot of the n-th is {@code 1 + n % 200}. */
    public synchronized List<String> outcomes() {
        return List.copyOf(outcomes);
    }

    public static int slot(int number) {
        return 1 + number % SLOTS;
    }

    public void stop() {
        stopped = true;
    }

    @Override
    public void run() {
        for (int number = 0; !stopped; number++) {
            String outcome = null;
            while (outcome == null && !Thread.currentThread().isInterrupted()) {
                outcome = ask(number);
                if (outcome == null) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
                }
            }
            synchronized (this) {
                outcomes.add(String.valueOf(outcome));
            }
        }
    }

    /** Null when the daemon did not answer. */
    private String ask(int number) {
        try {
            String token = Files.readString(data.resolve("token")).strip();
            HttpRequest request = HttpRequest.newBuilder(URI.create(
                            "http://127.0.0.1:" + port.getAsInt() + "/api/v1/devices/" + device + "/commands"))
                    .timeout(Duration.ofSeconds(30))
                    .header("Authorization", "Bearer " + token)
                    .header("Content-Type", "application/json")
                    .header("Idempotency-Key", "order-" + number)
                    .POST(HttpRequest.BodyPublishers.ofString(
                            "{\"type\":\"RentBank\",\"slot\":" + slot(number) + ",\"deadline\":\"10s\"}"))
                    .build();
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            Matcher matcher = RESULT.matcher(response.body());
            return response.statusCode() == 200 && matcher.find() ? matcher.group(1) : null;
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
