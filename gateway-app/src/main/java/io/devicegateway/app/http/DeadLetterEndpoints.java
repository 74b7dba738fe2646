package io.devicegateway.app.http;

import io.devicegateway.api.DeadLetter;
import io.devicegateway.app.http.Problem.FieldProblem;
import io.devicegateway.router.EventRouter;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Events that a consumer could not handle: listing them, trying them again, giving them up. */
final class DeadLetterEndpoints {
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1_000;
    private static final int MAX_REASON = 256;
    private static final String REASON_FORM = "a string of 1 to " + MAX_REASON + " characters, no control characters";

    /** How long an answer waits for handlers; then it says that they go on. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final EventRouter router;

    DeadLetterEndpoints(EventRouter router) {
        this.router = router;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/v1/consumers/{name}/dead-letters", this::list),
                Route.post("/api/v1/consumers/{name}/dead-letters/redrive", this::redriveAll),
                Route.post("/api/v1/consumers/{name}/dead-letters/{offset}/redrive", this::redrive),
                Route.post("/api/v1/consumers/{name}/dead-letters/{offset}/drop", this::drop));
    }

    private Reply list(Call call) {
        QueryParameters query = call.query("after", "limit");
        long after = query.number("after", 0, 0, Long.MAX_VALUE - 1);
        int limit = (int) query.number("limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
        String name = ConsumerEndpoints.status(router, call).name();
        ObjectNode node = ApiJson.object();
        ArrayNode letters = node.putArray("deadLetters");
        long next = after;
        for (DeadLetter letter : found(() -> router.deadLetters(name, after, limit))) {
            letters.add(ApiJson.deadLetter(letter));
            next = letter.record().offset();
        }
        return Reply.json(200, node.put("next", next));
    }

    private Reply redriveAll(Call call) throws InterruptedException {
        call.query();
        String name = ConsumerEndpoints.status(router, call).name();
        return answer(
                found(() -> router.redriveAll(name)),
                redriven -> ApiJson.object().put("handled", redriven.handled()).put("failed", redriven.failed()));
    }

    private Reply redrive(Call call) throws InterruptedException {
        call.query();
        String name = ConsumerEndpoints.status(router, call).name();
        long offset = offset(call);
        return answer(
                found(() -> router.redrive(name, offset)),
                handled -> ApiJson.object().put("handled", handled ? 1 : 0).put("failed", handled ? 0 : 1));
    }

    private Reply drop(Call call) {
        call.query();
        String name = ConsumerEndpoints.status(router, call).name();
        long offset = offset(call);
        String reason = reason(call.body());
        found(() -> {
            router.drop(name, offset, reason);
            return offset;
        });
        return Reply.noContent();
    }

    private static <T> Reply answer(CompletableFuture<T> done, Function<T, ObjectNode> document)
            throws InterruptedException {
        try {
            return Reply.json(200, document.apply(done.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)));
        } catch (TimeoutException e) {
            return Reply.json(202, ApiJson.object().putNull("handled").putNull("failed"));
        } catch (ExecutionException e) {
            return found(() -> {
                throw e.getCause() instanceof RuntimeException failure
                        ? failure
                        : new IllegalStateException(e.getCause());
            });
        }
    }

    private static <T> T found(Supplier<T> action) {
        try {
            return action.get();
        } catch (NoSuchElementException e) {
            throw ConsumerEndpoints.gone(e);
        } catch (IllegalStateException e) {
            throw ConsumerEndpoints.conflict(e);
        }
    }

    private static long offset(Call call) {
        String text = call.segment("offset");
        try {
            long offset = Written.whole(text);
            if (offset > 0) {
                return offset;
            }
        } catch (NumberFormatException e) {
            throw badOffset(text);
        }
        throw badOffset(text);
    }

    private static ProblemException badOffset(String text) {
        return Problem.badParameter("offset", "is '" + text + "'", "the offset of an event, a whole number above 0")
                .asException();
    }

    private static String reason(ObjectNode body) {
        JsonNode reason = body.path("reason");
        String text = reason.isString() ? reason.stringValue() : "";
        if (body.size() != 1 || text.isBlank() || !Written.plain(text, MAX_REASON)) {
            throw Problem.badFields(
                            "invalid-reason",
                            "The reason is not valid",
                            List.of(new FieldProblem(
                                    "reason", "is missing, not valid, or not the only field", REASON_FORM)),
                            "say why the event is given up, as {\"reason\":\"test data\"}")
                    .asException();
        }
        return text;
    }
}
