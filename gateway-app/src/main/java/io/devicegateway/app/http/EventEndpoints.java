package io.devicegateway.app.http;

import io.devicegateway.api.EventRecord;
import io.devicegateway.journal.EventJournal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reading the journal, page by page or as a stream. */
final class EventEndpoints {
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1_000;

    /** Events looked at for one page: where a filter lets few pass, a page ends here, and {@code next} tells where to go on. */
    private static final int MAX_SCAN = 100_000;

    /** A page ends when its events are longer than this, in characters of JSON: raw messages, which are hexadecimal, and data. */
    private static final long MAX_CHARACTERS = 4L * 1_024 * 1_024;

    /** What is around the data of each event. */
    private static final int AROUND = 400;

    private final EventJournal journal;
    private final EventStreams streams;

    EventEndpoints(EventJournal journal, EventStreams streams) {
        this.journal = journal;
        this.streams = streams;
    }

    List<Route> routes() {
        return List.of(Route.get("/api/v1/events", this::page), Route.get("/api/v1/events/stream", this::stream));
    }

    private Reply page(Call call) {
        QueryParameters query = call.query(EventFilter.and("after", "limit"));
        long after = query.number("after", 0, 0, Long.MAX_VALUE - 1);
        int limit = (int) query.number("limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
        EventFilter filter = EventFilter.read(query);
        requireReached(journal, after);
        ObjectNode node = ApiJson.object();
        ArrayNode events = node.putArray("events");
        long next = after;
        long characters = 0;
        try (EventJournal.Reader reader = journal.reader(after + 1)) {
            for (int scanned = 0;
                    scanned < MAX_SCAN && events.size() < limit && characters < MAX_CHARACTERS;
                    scanned++) {
                EventJournal.@Nullable Entry entry = reader.poll();
                if (entry == null) {
                    break;
                }
                EventRecord event = entry.record();
                next = event.offset();
                if (filter.accepts(event)) {
                    ObjectNode envelope = CloudEvents.envelope(event);
                    events.add(envelope);
                    characters += AROUND
                            + 2L * event.raw().remaining()
                            + envelope.path("data").toString().length();
                }
            }
        }
        node.put("next", next);
        node.put("firstOffset", journal.firstOffset());
        node.put("lastOffset", journal.durableOffset());
        return Reply.json(200, node);
    }

    private Reply stream(Call call) {
        QueryParameters query = call.query(EventFilter.and("after"));
        EventFilter filter = EventFilter.read(query);
        long after = query.number("after", journal.durableOffset(), 0, Long.MAX_VALUE - 1);
        String lastId = call.header("Last-Event-ID").orElse("").strip();
        if (!lastId.isEmpty()) {
            after = offset(lastId);
        }
        requireReached(journal, after);
        return new Reply.Events(streams.open(filter, after));
    }

    /** A place that the journal has not reached belongs to another journal. */
    static void requireReached(EventJournal journal, long after) {
        if (after > journal.durableOffset()) {
            throw new Problem(
                            409,
                            "offset-ahead",
                            "The place to resume from does not exist",
                            "offset " + after + " is asked for, and the journal ends at " + journal.durableOffset()
                                    + ": the position belongs to another journal",
                            "start again from the position that belongs to this gateway's data, or from after=0")
                    .asException();
        }
    }

    private static long offset(String lastId) {
        try {
            long offset = Written.whole(lastId);
            if (offset >= 0 && offset < Long.MAX_VALUE) {
                return offset;
            }
        } catch (NumberFormatException e) {
            throw badLastId(lastId);
        }
        throw badLastId(lastId);
    }

    private static ProblemException badLastId(String lastId) {
        return Problem.badFields(
                        "invalid-parameter",
                        "The Last-Event-ID is not valid",
                        List.of(new Problem.FieldProblem(
                                "Last-Event-ID", "is '" + lastId + "'", "the id of an event of this stream, a number")),
                        "send the id of the last event received, or leave the header out")
                .asException();
    }
}
