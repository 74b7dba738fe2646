package io.devicegateway.app.http;

import io.devicegateway.api.ConsumerStatus;
import io.devicegateway.app.http.Problem.FieldProblem;
import io.devicegateway.router.EventRouter;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.NoSuchElementException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The named consumers of events: how they stand, holding them back, sending them back, and letting them go. */
final class ConsumerEndpoints {
    private static final String POSITION = "position";
    private static final String TIME = "time";

    private final EventRouter router;
    private final RemoteSubscriptions subscriptions;

    /** @param subscriptions the consumers that clients have: one that is removed is taken from its client first */
    ConsumerEndpoints(EventRouter router, RemoteSubscriptions subscriptions) {
        this.router = router;
        this.subscriptions = subscriptions;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/v1/consumers", this::list),
                Route.get("/api/v1/consumers/{name}", this::get),
                Route.delete("/api/v1/consumers/{name}", this::remove),
                Route.post("/api/v1/consumers/{name}/pause", this::pause),
                Route.post("/api/v1/consumers/{name}/resume", this::resume),
                Route.post("/api/v1/consumers/{name}/rewind", this::rewind));
    }

    /**
     * How the consumer in the path stands.
     *
     * @throws ProblemException when there is none
     */
    static ConsumerStatus status(EventRouter router, Call call) {
        String name = call.segment("name");
        return router.consumers().stream()
                .filter(consumer -> consumer.name().equals(name))
                .findFirst()
                .orElseThrow(() -> unknown(name));
    }

    /** The problem that a consumer, or what was asked of it, does not exist any more. */
    static ProblemException gone(NoSuchElementException e) {
        return new Problem(
                        404,
                        "not-there",
                        "What was asked for is not there",
                        String.valueOf(e.getMessage()),
                        "see GET /api/v1/consumers, and the dead letters of the consumer")
                .asException();
    }

    /** The problem that a consumer is not in the state that is needed. */
    static ProblemException conflict(IllegalStateException e) {
        return new Problem(
                        409,
                        "consumer-state",
                        "The consumer is not in a state for that",
                        String.valueOf(e.getMessage()),
                        "see the consumer's state at GET /api/v1/consumers")
                .asException();
    }

    private static ProblemException unknown(String name) {
        return new Problem(
                        404,
                        "consumer-unknown",
                        "There is no such consumer",
                        "no consumer has the name '" + name + "'",
                        "see GET /api/v1/consumers; a consumer exists from its first subscription on")
                .asException();
    }

    private Reply list(Call call) {
        call.query();
        ObjectNode node = ApiJson.object();
        ArrayNode consumers = node.putArray("consumers");
        router.consumers().forEach(consumer -> consumers.add(ApiJson.consumer(consumer)));
        return Reply.json(200, node);
    }

    private Reply get(Call call) {
        call.query();
        return Reply.json(200, ApiJson.consumer(status(router, call)));
    }

    private Reply remove(Call call) {
        call.query();
        String name = status(router, call).name();
        change(() -> subscriptions.remove(name));
        return Reply.noContent();
    }

    private Reply pause(Call call) {
        call.query();
        String name = status(router, call).name();
        change(() -> router.pause(name));
        return Reply.json(200, ApiJson.consumer(status(router, call)));
    }

    private Reply resume(Call call) {
        call.query();
        String name = status(router, call).name();
        change(() -> router.resume(name));
        return Reply.json(200, ApiJson.consumer(status(router, call)));
    }

    private Reply rewind(Call call) {
        call.query();
        String name = status(router, call).name();
        ObjectNode body = call.body();
        if (body.size() == 1 && body.path(TIME).isString()) {
            Instant from = time(body.path(TIME).stringValue());
            change(() -> router.rewind(name, from));
            return Reply.json(200, ApiJson.consumer(status(router, call)));
        }
        JsonNode position = body.path(POSITION);
        if (body.size() != 1 || !position.isIntegralNumber() || !position.canConvertToLong()) {
            throw badPosition("is missing, no whole number, or not the only field");
        }
        try {
            change(() -> router.rewind(name, position.longValue()));
        } catch (IllegalArgumentException e) {
            throw badPosition("is refused: " + e.getMessage());
        }
        return Reply.json(200, ApiJson.consumer(status(router, call)));
    }

    private static Instant time(String text) {
        try {
            return Written.time(text);
        } catch (DateTimeParseException e) {
            throw Problem.badFields(
                            "invalid-position",
                            "The position is not valid",
                            List.of(new FieldProblem(TIME, "is '" + text + "'", Written.TIME_FORM)),
                            "give the time from which all events are to be delivered again, in UTC")
                    .asException();
        }
    }

    private static ProblemException badPosition(String cause) {
        return Problem.badFields(
                        "invalid-position",
                        "The position is not valid",
                        List.of(new FieldProblem(POSITION, cause, "an offset behind the consumer's position")),
                        "give the offset after which all events are to be delivered again, as {\"position\":12}")
                .asException();
    }

    /** Some changes wait for handlers under way, within the router's own bound. */
    private static void change(Runnable change) {
        try {
            change.run();
        } catch (NoSuchElementException e) {
            throw gone(e);
        } catch (IllegalStateException e) {
            throw conflict(e);
        }
    }
}
