package io.devicegateway.remote;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A stream of server-sent events, read by one thread. One on which nothing comes any more, not even a sign of life, breaks. */
final class ServerEvents implements AutoCloseable {
    /** The daemon gives a sign of life every 15 seconds. */
    private static final Duration SILENCE = Duration.ofSeconds(45);

    private static final Duration LOOK = Duration.ofSeconds(5);

    private final InputStream body;
    private final BufferedReader lines;
    private final ScheduledFuture<?> watch;
    private volatile long heard = System.nanoTime();

    ServerEvents(InputStream body, ScheduledExecutorService timer) {
        this.body = body;
        lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        watch = timer.scheduleWithFixedDelay(this::look, LOOK.toNanos(), LOOK.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void look() {
        if (System.nanoTime() - heard > SILENCE.toNanos()) {
            close();
        }
    }

    /**
     * Waits for the next event that carries data; null when the stream ended.
     *
     * @throws IOException if it broke
     */
    @Nullable
    Message next() throws IOException {
        String name = "message";
        StringBuilder data = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            heard = System.nanoTime();
            if (line.isEmpty()) {
                if (!data.isEmpty()) {
                    return new Message(name, Wire.read(data.toString()));
                }
                name = "message";
            } else if (line.startsWith("event:")) {
                name = value(line);
            } else if (line.startsWith("data:")) {
                data.append(value(line)).append('\n');
            }
        }
        return null;
    }

    private static String value(String line) {
        String value = line.substring(line.indexOf(':') + 1);
        return value.startsWith(" ") ? value.substring(1) : value;
    }

    @Override
    public void close() {
        watch.cancel(false);
        try {
            body.close();
        } catch (IOException e) {
            // It is of no use any more, closed or not.
            watch.cancel(true);
        }
    }

    /** One event. */
    record Message(String name, JsonNode data) {}
}
