package io.devicegateway.app.http;

import io.devicegateway.api.ConsumerOptions;
import io.devicegateway.api.ConsumerOptions.Start;
import io.devicegateway.api.RetryPolicy;
import io.devicegateway.app.http.Problem.FieldProblem;
import io.devicegateway.journal.EventJournal;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A consumer's events for a client, with explicit acknowledgement: the position moves only by that. */
final class SubscriptionEndpoints {
    private static final int MOST_AT_ONCE = 1_000;
    private static final int LONGEST_CAUSE = 1_000;

    private final RemoteSubscriptions subscriptions;
    private final EventJournal journal;

    SubscriptionEndpoints(RemoteSubscriptions subscriptions, EventJournal journal) {
        this.journal = journal;
        this.subscriptions = subscriptions;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/v1/subscriptions/{consumer}/stream", this::stream),
                Route.post("/api/v1/subscriptions/{consumer}/acknowledge", this::acknowledge),
                Route.post("/api/v1/subscriptions/{consumer}/end", this::end));
    }

    private Reply stream(Call call) throws InterruptedException {
        QueryParameters query = call.query(
                "start",
                "parallelism",
                "window",
                "maxParked",
                "maxAttempts",
                "firstDelay",
                "maxDelay",
                "instance",
                "lease");
        String consumer = call.segment("consumer");
        ConsumerOptions options = options(query);
        if (options.start() instanceof Start.After start) {
            EventEndpoints.requireReached(journal, start.offset());
        }
        try {
            return new Reply.Events(subscriptions.open(consumer, options, Standby.Client.of(query)));
        } catch (IllegalArgumentException e) {
            throw Problem.badParameter("consumer", "is refused: " + e.getMessage(), "see the description")
                    .asException();
        } catch (IllegalStateException e) {
            throw ConsumerEndpoints.conflict(e);
        }
    }

    private static ConsumerOptions options(QueryParameters query) {
        ConsumerOptions usual = ConsumerOptions.DEFAULT;
        RetryPolicy retry = usual.retry();
        return new ConsumerOptions(
                start(query),
                new RetryPolicy(
                        (int) query.number("maxAttempts", retry.maxAttempts(), 1, Integer.MAX_VALUE),
                        Duration.ofMillis(
                                query.number("firstDelay", retry.firstDelay().toMillis(), 1, Integer.MAX_VALUE)),
                        Duration.ofMillis(
                                query.number("maxDelay", retry.maxDelay().toMillis(), 1, Integer.MAX_VALUE))),
                (int) query.number("parallelism", usual.parallelism(), 1, 1_024),
                (int) query.number("window", usual.window(), 1, 65_536),
                (int) query.number("maxParked", usual.maxParked(), 0, Integer.MAX_VALUE));
    }

    /** {@code oldest}, {@code now}, {@code after:12} or {@code at:2026-11-20T10:00:00Z}. */
    private static Start start(QueryParameters query) {
        String text = query.one("start").orElse("oldest");
        try {
            if (text.startsWith("after:")) {
                return new Start.After(Written.whole(text.substring("after:".length())));
            } else if (text.startsWith("at:")) {
                return new Start.At(Written.time(text.substring("at:".length())));
            } else if (text.equals("oldest")) {
                return Start.OLDEST;
            } else if (text.equals("now")) {
                return Start.NOW;
            }
        } catch (IllegalArgumentException | DateTimeParseException e) {
            throw badStart(text);
        }
        throw badStart(text);
    }

    private static ProblemException badStart(String text) {
        return Problem.badParameter(
                        "start",
                        "is '" + text + "'",
                        "oldest, now, after:12 (an offset), or at: and " + Written.TIME_FORM)
                .asException();
    }

    private Reply acknowledge(Call call) throws InterruptedException {
        call.query();
        String consumer = call.segment("consumer");
        ObjectNode body = call.body();
        List<FieldProblem> problems = new ArrayList<>();
        String session = session(body, problems);
        List<Long> handled = new ArrayList<>();
        Map<Long, String> failed = new LinkedHashMap<>();
        read(body, handled, failed, problems);
        if (!problems.isEmpty()) {
            throw invalid(problems);
        }
        try {
            long position =
                    subscriptions.settle(consumer, session, handled, failed).orElseThrow(() -> gone(consumer));
            return Reply.json(200, ApiJson.object().put("position", position));
        } catch (IllegalArgumentException e) {
            throw invalid(List.of(new FieldProblem(
                    "handled, failed",
                    "are refused: " + e.getMessage(),
                    "offsets of events that this session was given")));
        } catch (TimeoutException e) {
            throw new Problem(
                            503,
                            "not-stored",
                            "The acknowledgement is not stored",
                            "the position of '" + consumer + "' could not be stored in time",
                            "acknowledge again; until then the events may be delivered again")
                    .asException();
        }
    }

    private static void read(
            ObjectNode body, List<Long> handled, Map<Long, String> failed, List<FieldProblem> problems) {
        for (String name : body.propertyNames()) {
            if (!List.of("session", "handled", "failed").contains(name)) {
                problems.add(new FieldProblem(name, "is not known", "only session, handled, failed"));
            }
        }
        JsonNode offsets = body.path("handled");
        offsets.forEach(offset -> handled.add(offset.canConvertToLong() ? offset.asLong() : 0L));
        JsonNode failures = body.path("failed");
        failures.forEach(failure -> failed.put(
                failure.path("offset").canConvertToLong()
                        ? failure.path("offset").asLong()
                        : 0L,
                cut(failure.path("cause").asString("no cause was given"))));
        boolean bad = handled.contains(0L)
                || failed.containsKey(0L)
                || handled.size() + failed.size() > MOST_AT_ONCE
                || !(offsets.isMissingNode() || offsets.isArray())
                || !(failures.isMissingNode() || failures.isArray());
        if (bad) {
            problems.add(new FieldProblem(
                    "handled, failed",
                    "are not valid",
                    "handled: a list of offsets; failed: a list of {offset, cause}; at most " + MOST_AT_ONCE
                            + " together"));
        }
    }

    private static String cut(String cause) {
        return cause.length() <= LONGEST_CAUSE ? cause : cause.substring(0, LONGEST_CAUSE);
    }

    private static String session(ObjectNode body, List<FieldProblem> problems) {
        JsonNode session = body.path("session");
        if (!session.isString()) {
            problems.add(new FieldProblem("session", "is missing", "the session that the stream was opened with"));
            return "";
        }
        return session.stringValue();
    }

    private Reply end(Call call) {
        call.query();
        String consumer = call.segment("consumer");
        ObjectNode body = call.body();
        List<FieldProblem> problems = new ArrayList<>();
        String session = session(body, problems);
        if (!problems.isEmpty() || body.size() != 1) {
            throw invalid(problems);
        }
        if (!subscriptions.end(consumer, session)) {
            throw gone(consumer);
        }
        return Reply.noContent();
    }

    private static ProblemException invalid(List<FieldProblem> problems) {
        return Problem.badFields(
                        "invalid-acknowledgement",
                        "The acknowledgement is not valid",
                        problems,
                        "send {\"session\":\"...\",\"handled\":[12,13],\"failed\":[{\"offset\":14,\"cause\":\"...\"}]}")
                .asException();
    }

    private static ProblemException gone(String consumer) {
        return new Problem(
                        409,
                        "session-gone",
                        "The session does not have the consumer",
                        "the stream of '" + consumer + "' with that session has ended, or another took it over",
                        "open the stream again; what was not acknowledged is delivered again")
                .asException();
    }
}
