package io.devicegateway.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Reads server-sent events as a browser does: by the standard's rules, written here once more. */
final class EventStreamReader implements AutoCloseable {
    /** How a stream ended in an orderly way. */
    static final Event END = new Event("", "END", "");

    /** How a stream broke off. */
    static final Event BROKEN = new Event("", "BROKEN", "");

    /**
     * An event, a comment (named {@code :}), or the end.
     *
     * @param id the last id the stream has named
     */
    record Event(String id, String name, String data) {}

    private final InputStream body;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

    private EventStreamReader(InputStream body) {
        this.body = body;
        Thread.ofVirtual().name("event-stream-reader").start(this::read);
    }

    static EventStreamReader open(ApiFixture api, HttpRequest.Builder request) throws Exception {
        HttpResponse<InputStream> response = api.client.send(
                request.header("Accept", "text/event-stream").build(), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
        return new EventStreamReader(response.body());
    }

    /** The next event, comments passed over. */
    Event next() throws InterruptedException {
        Event event;
        do {
            event = nextOrComment();
        } while (event.name().equals(":"));
        return event;
    }

    Event nextOrComment() throws InterruptedException {
        Event event = events.poll(20, TimeUnit.SECONDS);
        assertThat(event).as("an event within 20 s").isNotNull();
        return event;
    }

    @Override
    public void close() throws IOException {
        body.close();
    }

    private void read() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            String id = "";
            String name = "";
            StringBuilder data = new StringBuilder();
            boolean comment = false;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty()) {
                    if (!data.isEmpty()) {
                        events.add(new Event(id, name, data.toString()));
                    } else if (comment) {
                        events.add(new Event(id, ":", ""));
                    }
                    name = "";
                    data.setLength(0);
                    comment = false;
                } else if (line.startsWith(":")) {
                    comment = true;
                } else {
                    String field = line.substring(0, line.indexOf(':'));
                    String value = line.substring(line.indexOf(':') + 1).replaceFirst("^ ", "");
                    switch (field) {
                        case "id" -> id = value;
                        case "event" -> name = value;
                        case "data" -> data.append(data.isEmpty() ? "" : "\n").append(value);
                        default -> throw new AssertionError("unknown field in the stream: " + line);
                    }
                }
            }
            events.add(END);
        } catch (IOException e) {
            events.add(BROKEN);
        }
    }
}
