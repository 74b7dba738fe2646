package io.devicegateway.app.http;

import java.util.List;
import tools.jackson.databind.JsonNode;

/** What an endpoint answers. */
sealed interface Reply {
    /**
     * A whole document.
     *
     * @param status the HTTP status
     * @param contentType its media type; empty when there is no content
     * @param body its bytes; not changed by anybody later
     * @param headers pairs of name and value
     */
    record Document(int status, String contentType, byte[] body, List<String> headers) implements Reply {
        Document(int status, String contentType, byte[] body) {
            this(status, contentType, body, List.of());
        }
    }

    /** Server-sent events, written until the body returns. */
    record Events(EventStreamBody body) implements Reply {}

    /** A JSON document. */
    static Document json(int status, JsonNode node) {
        return new Document(status, "application/json", ApiJson.bytes(node));
    }

    /** A problem document. */
    static Document problem(Problem problem) {
        return new Document(problem.status(), Problem.MEDIA_TYPE, problem.toJson(), problem.headers());
    }

    /** Done, and nothing to say. */
    static Document noContent() {
        return new Document(204, "", new byte[0]);
    }

    /** Writes the events of one stream, on the connection's own thread. */
    @FunctionalInterface
    interface EventStreamBody {
        /** Returns when the stream is over; throws when the client is gone or takes nothing any more. */
        void writeTo(EventSink sink) throws InterruptedException;

        /** The stream is over, or could not even begin. Called once in any case. */
        default void over() {}
    }

    /** The client's end of a stream. A write waits while the client takes nothing, up to the limit. */
    interface EventSink {
        /** One event. */
        void event(String id, String name, byte[] data);

        /** An event without an id: a client that reconnects does not start from it. */
        void notice(String name, byte[] data);

        /** A comment that shows both ends that the other is there. */
        void heartbeat();

        /** The same, and moves the place from which the client resumes. */
        void progress(String id);
    }
}
