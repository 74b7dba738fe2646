package io.devicegateway.app.http;

import io.helidon.http.DirectHandler;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;
import org.jspecify.annotations.Nullable;

/** Problems that do not belong to one operation, and the answers of the HTTP library in the same form. */
final class HttpProblems {
    private HttpProblems() {}

    static Problem stopping() {
        return new Problem(
                        503,
                        "stopping",
                        "The gateway is stopping",
                        "the gateway takes no new requests because it is being stopped",
                        "try again when it is running")
                .header("Retry-After", "5");
    }

    static Problem overloaded() {
        return new Problem(
                        503,
                        "overloaded",
                        "The gateway has too many requests under way",
                        "as many requests as this gateway allows are under way",
                        "send fewer requests at once and try again")
                .header("Retry-After", "1");
    }

    static Problem noSuchPath(String path) {
        return new Problem(
                404,
                "not-found",
                "There is nothing at this path",
                "this gateway has no operation at " + path,
                "see GET /openapi.yaml for all operations");
    }

    static Problem wrongMethod(String method, String path, String allowed) {
        return new Problem(
                        405,
                        "method-not-allowed",
                        "The path does not take this method",
                        path + " does not take " + method,
                        "use one of " + allowed)
                .header("Allow", allowed);
    }

    static Problem journalUnavailable(String cause) {
        return new Problem(
                        503,
                        "journal-unavailable",
                        "The event journal cannot be read now",
                        cause,
                        "see GET /health/ready and try again")
                .header("Retry-After", "5");
    }

    static Problem storeUnavailable() {
        return new Problem(
                        503,
                        "store-unavailable",
                        "The gateway cannot write its data now",
                        "a database file of the gateway cannot be read or written; nothing was changed",
                        "see GET /health/ready and the gateway's log, and try again")
                .header("Retry-After", "5");
    }

    static Problem interrupted() {
        return new Problem(
                503,
                "interrupted",
                "The request was broken off",
                "the request took too long, or the gateway is stopping; what it asked for may have been done",
                "look at the state before you repeat it; repeat a command with the same Idempotency-Key only");
    }

    static Problem internal(String incident) {
        return new Problem(
                500,
                "internal-error",
                "The gateway failed",
                "the gateway failed in a way that is not the request's fault (incident " + incident + ")",
                "look for the incident in the gateway's log");
    }

    /** The library's own refusals, before or outside of an operation. */
    static DirectHandlers directHandlers(int hardBodyLimit) {
        DirectHandler handler = (request, event, status, headers, message) -> {
            Problem problem = refused(status, message, hardBodyLimit);
            return DirectHandler.TransportResponse.builder()
                    .status(Status.create(problem.status()))
                    .headers(headers)
                    .header(io.helidon.http.HeaderNames.CONTENT_TYPE, Problem.MEDIA_TYPE)
                    .keepAlive(false)
                    .entity(problem.toJson())
                    .build();
        };
        DirectHandlers.Builder builder = DirectHandlers.builder();
        for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
            builder.addHandler(type, handler);
        }
        return builder.build();
    }

    private static Problem refused(Status status, @Nullable String message, int hardBodyLimit) {
        return switch (status.code()) {
            case 413 ->
                new Problem(
                        413,
                        "body-too-large",
                        "The request body is too large",
                        "the body is longer than " + hardBodyLimit + " bytes",
                        "send a shorter body");
            case 503 -> overloaded();
            case 500 -> internal("unknown");
            default ->
                new Problem(
                        status.code(),
                        "bad-request",
                        "The request is not valid HTTP, or not one that this gateway takes",
                        reason(status, message),
                        "correct the request line and the headers; in the path and the query, whatever is not ASCII must be"
                                + " percent-encoded as UTF-8");
        };
    }

    /** The library's message where it says something, and is meant for the client. */
    private static String reason(Status status, @Nullable String message) {
        return message == null || message.isBlank() || message.contains("see server log")
                ? "the request is refused as it stands (" + status.reasonPhrase() + ")"
                : message;
    }
}
