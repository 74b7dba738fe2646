package io.devicegateway.app.http;

import io.helidon.common.media.type.MediaTypes;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.http.sse.SseEvent;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.sse.SseSink;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Writes server-sent events. Each write must be done within the stall time. */
final class SseEventSink implements Reply.EventSink, AutoCloseable {
    private final SseSink sink;
    private final RequestDeadlines.Deadline deadline;
    private final Duration stallTime;

    private SseEventSink(SseSink sink, RequestDeadlines.Deadline deadline, Duration stallTime) {
        this.sink = sink;
        this.deadline = deadline;
        this.stallTime = stallTime;
    }

    /** @throws ProblemException when the client takes no event streams */
    static void requireAccepted(ServerRequestHeaders headers) {
        if (!headers.isAccepted(MediaTypes.TEXT_EVENT_STREAM)) {
            throw new Problem(
                            406,
                            "not-acceptable",
                            "The answer has a media type that the client does not take",
                            "this operation answers text/event-stream, which the Accept header excludes",
                            "send 'Accept: text/event-stream', or leave the header out")
                    .asException();
        }
    }

    /** Sends the head of the answer. */
    static SseEventSink open(ServerResponse response, RequestDeadlines.Deadline deadline, Duration stallTime) {
        deadline.within(stallTime);
        response.header(HeaderNames.create("X-Content-Type-Options"), "nosniff");
        SseEventSink sink = new SseEventSink(response.sink(SseSink.TYPE), deadline, stallTime);
        deadline.none();
        return sink;
    }

    @Override
    public void event(String id, String name, byte[] data) {
        write(id, name, data, null);
    }

    @Override
    public void notice(String name, byte[] data) {
        write(null, name, data, null);
    }

    @Override
    public void heartbeat() {
        write(null, null, null, "");
    }

    @Override
    public void progress(String id) {
        write(id, null, null, "");
    }

    /** Ends the stream in an orderly way. */
    @Override
    public void close() {
        deadline.within(stallTime);
        sink.close();
    }

    private void write(@Nullable String id, @Nullable String name, byte @Nullable [] data, @Nullable String comment) {
        SseEvent.Builder event = SseEvent.builder();
        if (comment != null) {
            event.comment(comment);
        }
        if (id != null) {
            event.id(id);
        }
        if (name != null) {
            event.name(name);
        }
        if (data != null) {
            event.data(data);
        }
        deadline.within(stallTime);
        sink.emit(event.build());
        deadline.none();
    }
}
