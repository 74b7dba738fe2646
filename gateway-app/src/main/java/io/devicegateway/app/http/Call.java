package io.devicegateway.app.http;

import io.devicegateway.api.DeviceId;
import io.devicegateway.app.http.Problem.FieldProblem;
import io.helidon.common.buffers.DataReader;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One request, as its endpoint sees it. What is wrong with it becomes a problem as it is read. */
final class Call {
    private final ServerRequest request;
    private final RequestDeadlines.Deadline deadline;
    private final int bodyLimit;

    /** @param bodyLimit longest body, in bytes */
    Call(ServerRequest request, RequestDeadlines.Deadline deadline, int bodyLimit) {
        this.request = request;
        this.deadline = deadline;
        this.bodyLimit = bodyLimit;
    }

    /** Until when the request may take. */
    RequestDeadlines.Deadline deadline() {
        return deadline;
    }

    /** The method, as GET. */
    String method() {
        return request.prologue().method().text();
    }

    /** The path, as it was sent. */
    String path() {
        return request.path().rawPath();
    }

    /** The query parameters, of which only these are known. */
    QueryParameters query(String... known) {
        return QueryParameters.of(request.query(), List.of(known));
    }

    /** A header; empty if it is absent. */
    Optional<String> header(String name) {
        HeaderName header = HeaderNames.create(name);
        return request.headers().contains(header)
                ? Optional.of(request.headers().get(header).get())
                : Optional.empty();
    }

    /** Whether the caller reads Chinese rather than any other language that we speak, which is English. */
    boolean asksForChinese() {
        return header("Accept-Language")
                .map(languages -> languages.strip().regionMatches(true, 0, "zh", 0, 2))
                .orElse(false);
    }

    /** A segment of the path, decoded. */
    String segment(String name) {
        return request.path().pathParameters().get(name);
    }

    /** The device in the path. */
    DeviceId device() {
        return deviceId("id", segment("id"));
    }

    /** A device id in a part of the request. */
    static DeviceId deviceId(String field, String text) {
        try {
            return DeviceId.parse(text);
        } catch (IllegalArgumentException e) {
            throw Problem.badFields(
                            "invalid-device-id",
                            "A device id is not valid",
                            List.of(new FieldProblem(
                                    field,
                                    "is not valid: " + e.getMessage(),
                                    "protocol:value, as wosi:RL1A031712000015")),
                            "write the id as protocol:value; in a path the colon may be written as %3A")
                    .asException();
        }
    }

    /** The body as a JSON object. Whatever media type it claims, it must be JSON in UTF-8. */
    ObjectNode body() {
        byte[] bytes = bytes();
        if (bytes.length == 0) {
            throw malformed("the request has no body", "send a JSON object");
        }
        JsonNode node;
        try {
            node = ApiJson.read(bytes);
        } catch (JacksonException e) {
            throw malformed("the body is not valid JSON" + place(e), "send one JSON object in UTF-8, each name once");
        }
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw malformed("the body is JSON, but not an object", "send a JSON object, in braces");
    }

    private byte[] bytes() {
        if (!request.content().hasEntity()) {
            return new byte[0];
        }
        if (request.headers().contentLength().orElse(0) > bodyLimit) {
            throw tooLarge();
        }
        try (InputStream in = request.content().inputStream()) {
            byte[] bytes = in.readNBytes(bodyLimit + 1);
            if (bytes.length > bodyLimit) {
                throw tooLarge();
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (DataReader.InsufficientDataAvailableException e) {
            throw new UncheckedIOException(new IOException("the client went away within its request", e));
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest(
                            "malformed-body",
                            "The request body cannot be read",
                            "the body is not framed as HTTP asks for",
                            "correct the chunks of the body")
                    .header("Connection", "close")
                    .asException();
        }
    }

    private ProblemException tooLarge() {
        return new Problem(
                        413,
                        "body-too-large",
                        "The request body is too large",
                        "the body is longer than " + bodyLimit + " bytes",
                        "send at most " + bodyLimit + " bytes")
                .asException();
    }

    private static ProblemException malformed(String cause, String fix) {
        return Problem.badRequest("malformed-json", "The request body cannot be read", cause, fix)
                .asException();
    }

    private static String place(JacksonException e) {
        return e.getLocation() == null
                ? ""
                : " (line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr() + ": " + e.getOriginalMessage() + ")";
    }
}
