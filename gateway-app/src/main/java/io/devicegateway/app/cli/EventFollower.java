package io.devicegateway.app.cli;

import io.devicegateway.app.client.DaemonClient;
import io.devicegateway.app.client.DaemonRefused;
import io.devicegateway.app.client.DaemonUnreachable;
import io.devicegateway.app.client.EventStream;
import io.devicegateway.app.text.Phrase;
import java.io.IOException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Follows the events of a daemon, over broken connections and restarts. */
final class EventFollower {
    private static final long FIRST_PAUSE_MILLIS = 250;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;

    private final DaemonClient client;
    private final Terminal terminal;
    private final String filter;
    private volatile boolean stopped;

    /** @param filter further parts of the query, each with its {@code &} */
    EventFollower(DaemonClient client, Terminal terminal, String filter) {
        this.client = client;
        this.terminal = terminal;
        this.filter = filter;
    }

    /**
     * Hands on each event until the taker says that it wants no more.
     *
     * @param after the offset after which to begin; null for what happens from now on
     * @throws DaemonUnreachable if the very first connection cannot be made; later ones are tried again
     */
    void follow(@Nullable Long after, Predicate<JsonNode> taker)
            throws DaemonUnreachable, DaemonRefused, InterruptedException {
        // Asked for once, so that nothing is missed when the first connection breaks before its first event.
        String lastId = after != null
                ? Long.toString(after)
                : client.get("/api/v1/events?limit=1&after=0")
                        .path("lastOffset")
                        .asString("0");
        long pause = FIRST_PAUSE_MILLIS;
        boolean connectedBefore = false;
        boolean said = false;
        while (true) {
            try (EventStream stream = client.stream("/api/v1/events/stream?" + filter.replaceFirst("^&", ""), lastId)) {
                connectedBefore = true;
                pause = FIRST_PAUSE_MILLIS;
                said = false;
                if (!take(stream, taker)) {
                    return;
                }
                lastId = stream.lastId().isEmpty() ? lastId : stream.lastId();
            } catch (DaemonUnreachable e) {
                if (!connectedBefore) {
                    throw e;
                }
            } catch (IOException e) {
                // The connection broke while it was closed: it is made again.
            }
            if (stopped) {
                return;
            }
            if (!said) {
                terminal.note(Phrase.of("events.again", lastId));
                said = true;
            }
            Thread.sleep(pause);
            pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
        }
    }

    /** From now on a stream that ends is not made again. */
    void stop() {
        stopped = true;
    }

    /** Answers whether more are wanted after the stream ended. */
    private boolean take(EventStream stream, Predicate<JsonNode> taker) {
        try {
            for (EventStream.Message message = stream.next(); message != null; message = stream.next()) {
                if (message.name().equals("gap")) {
                    JsonNode gap = JsonText.read(message.data());
                    terminal.note(Phrase.of(
                            "events.gap",
                            gap.path("after").asString("?"),
                            gap.path("firstOffset").asString("?")));
                } else if (!taker.test(JsonText.read(message.data()))) {
                    return false;
                }
            }
        } catch (IOException e) {
            return true;
        }
        return true;
    }
}
