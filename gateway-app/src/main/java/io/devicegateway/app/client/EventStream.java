package io.devicegateway.app.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Server-sent events, read one after the other by one thread. */
public final class EventStream implements AutoCloseable {
    private final BufferedReader lines;
    private String lastId = "";

    EventStream(InputStream body) {
        this.lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    }

    /** The id to resume after; empty when none came yet. */
    public String lastId() {
        return lastId;
    }

    /**
     * Waits for the next event that carries data; null when the stream ended.
     *
     * @throws IOException if it broke
     */
    public @Nullable Message next() throws IOException {
        String id = lastId;
        String name = "message";
        StringBuilder data = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.isEmpty()) {
                // Not before: of an event that is cut off, the id must not count.
                lastId = id;
                if (!data.isEmpty()) {
                    return new Message(lastId, name, data.substring(0, data.length() - 1));
                }
                name = "message";
            } else if (line.startsWith("id:")) {
                id = value(line);
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
    public void close() throws IOException {
        lines.close();
    }

    /**
     * One event.
     *
     * @param id to resume after
     * @param name its name
     * @param data its content
     */
    public record Message(String id, String name, String data) {}
}
