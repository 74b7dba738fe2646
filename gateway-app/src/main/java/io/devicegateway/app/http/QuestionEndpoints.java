package io.devicegateway.app.http;

import io.devicegateway.api.ReturnVerdict;
import io.devicegateway.app.http.Problem.FieldProblem;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The questions of devices, for a client that answers them. */
final class QuestionEndpoints {
    private static final String FORM = "one of {\"answer\":{\"admitted\":true}},"
            + " {\"answer\":{\"admitted\":false,\"reason\":\"...\"}}, {\"answer\":{\"owns\":true}},"
            + " {\"answer\":{\"verdict\":\"ACCEPTED\"}}, {\"leftToGateway\":true}, {\"failed\":\"cause\"}";

    private final RemoteAuthority authority;

    QuestionEndpoints(RemoteAuthority authority) {
        this.authority = authority;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/v1/questions/stream", this::stream),
                Route.post("/api/v1/questions/{id}/answer", this::answer));
    }

    private Reply stream(Call call) {
        try {
            return new Reply.Events(authority.open(Standby.Client.of(call.query("instance", "lease"))));
        } catch (IllegalStateException e) {
            throw ConsumerEndpoints.conflict(e);
        }
    }

    private Reply answer(Call call) {
        call.query();
        ObjectNode body = call.body();
        String id = call.segment("id");
        if (body.size() != 1 || !isValid(body)) {
            throw Problem.badFields(
                            "invalid-answer",
                            "The answer is not valid",
                            List.of(new FieldProblem("answer", "is not valid", FORM)),
                            "answer with " + FORM)
                    .asException();
        }
        if (!authority.answer(id, body)) {
            throw new Problem(
                            404,
                            "question-gone",
                            "Nobody waits for that answer",
                            "question " + id + " was answered, or its deadline is over and the fallback answered",
                            "nothing; the event that comes of it says who answered")
                    .asException();
        }
        return Reply.noContent();
    }

    private static boolean isValid(ObjectNode body) {
        JsonNode answer = body.path("answer");
        if (answer.isObject()) {
            return answer.path("admitted").isBoolean()
                    || answer.path("owns").isBoolean()
                    || Arrays.stream(ReturnVerdict.values())
                            .anyMatch(verdict ->
                                    verdict.name().equals(answer.path("verdict").asString("")));
        }
        return body.path("leftToGateway").isBoolean() || body.path("failed").isString();
    }
}
