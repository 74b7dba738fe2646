package io.devicegateway.app.http;

import io.devicegateway.journal.JournalUnavailableException;
import io.devicegateway.metrics.Metrics;
import io.devicegateway.store.StoreException;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpException;
import io.helidon.http.RequestException;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries one request through: deadline, permission, place, endpoint, answer. Everything that fails ends in a problem. */
final class RouteHandler implements Handler {
    private static final Logger LOG = LoggerFactory.getLogger(RouteHandler.class);

    private final Route route;
    private final Context context;

    RouteHandler(Route route, Context context) {
        this.route = route;
        this.context = context;
    }

    /**
     * What all routes share.
     *
     * @param connections told who has shown the token, and when a request is over
     * @param places one for each request under {@code /api/} that may be under way
     * @param stopping whether what is new there is refused
     */
    record Context(
            HttpLimits limits,
            Gatekeeper gatekeeper,
            Connections connections,
            RequestDeadlines deadlines,
            EventStreams streams,
            Semaphore places,
            BooleanSupplier stopping,
            Metrics metrics) {}

    @Override
    public void handle(ServerRequest request, ServerResponse response) {
        long started = System.nanoTime();
        RequestDeadlines.Deadline deadline = context.deadlines().current();
        deadline.within(context.limits().requestTime());
        int status = 500;
        Reply reply;
        try {
            reply = answer(new Call(request, deadline, context.limits().bodyBytes()));
            status = send(reply, request, response, deadline);
            if (reply instanceof Reply.Document) {
                context.metrics()
                        .timer(
                                "gateway_http_request",
                                "Time from a request to the end of its answer",
                                "path",
                                route.path())
                        .record(System.nanoTime() - started);
            }
        } catch (UncheckedIOException | ServerConnectionException e) {
            status = 499;
            throw new CloseConnectionException("the client is gone, or took too long", e);
        } finally {
            count(request, status);
        }
        if (asksToClose(reply)) {
            throw new CloseConnectionException("what follows on this connection cannot be understood");
        }
        if (request.headers().containsToken(HeaderValues.CONNECTION_CLOSE)) {
            consume(request);
            throw new CloseConnectionException("the client asked for it, and the library leaves it to the client");
        }
        HttpConnection connection = HttpConnection.current();
        connection.busy(false);
        context.connections().active(connection);
        deadline.within(context.limits().idleTime());
    }

    private static boolean asksToClose(Reply reply) {
        return reply instanceof Reply.Document document && document.headers().contains("Connection");
    }

    /** If the connection closes while the client still sends, the answer is lost on the way. */
    private static void consume(ServerRequest request) {
        if (request.content().hasEntity() && !request.content().consumed()) {
            try {
                request.content().consume();
            } catch (RuntimeException e) {
                throw new CloseConnectionException("the rest of the body did not come", e);
            }
        }
    }

    private Reply answer(Call call) {
        try {
            boolean trusted = context.gatekeeper().check(call, route.access());
            if (trusted && !context.connections().known(HttpConnection.current())) {
                return Reply.problem(HttpProblems.overloaded().header("Connection", "close"));
            }
            if (route.access() != Route.Access.TOKEN) {
                return route.endpoint().answer(call);
            }
            if (context.stopping().getAsBoolean()) {
                return Reply.problem(HttpProblems.stopping());
            }
            if (!context.places().tryAcquire()) {
                return Reply.problem(HttpProblems.overloaded());
            }
            try {
                return route.endpoint().answer(call);
            } finally {
                context.places().release();
            }
        } catch (ProblemException e) {
            return Reply.problem(e.problem());
        } catch (JournalUnavailableException e) {
            return Reply.problem(HttpProblems.journalUnavailable(String.valueOf(e.getMessage())));
        } catch (StoreException e) {
            long times = context.connections().lines().claim(route.path(), "store");
            if (times > 0) {
                LOG.warn(
                        "{} {} failed ({} since the last line): {}",
                        route.method(),
                        route.path(),
                        times,
                        e.getMessage());
            }
            return Reply.problem(HttpProblems.storeUnavailable());
        } catch (InterruptedException e) {
            return Reply.problem(HttpProblems.interrupted());
        } catch (UncheckedIOException | ServerConnectionException | HttpException | RequestException e) {
            throw e;
        } catch (RuntimeException e) {
            String incident =
                    HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
            LOG.error("Incident {}: {} {} failed", incident, route.method(), route.path(), e);
            return Reply.problem(HttpProblems.internal(incident));
        }
    }

    private int send(Reply reply, ServerRequest request, ServerResponse response, RequestDeadlines.Deadline deadline) {
        return switch (reply) {
            case Reply.Document document -> {
                sendDocument(document, request, response);
                yield document.status();
            }
            case Reply.Events events -> {
                try {
                    yield sendEvents(events, request, response, deadline);
                } finally {
                    events.body().over();
                }
            }
        };
    }

    private static void sendDocument(Reply.Document document, ServerRequest request, ServerResponse response) {
        response.status(Status.create(document.status()));
        for (int i = 0; i < document.headers().size(); i += 2) {
            response.header(
                    HeaderNames.create(document.headers().get(i)),
                    document.headers().get(i + 1));
        }
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        response.header(HeaderNames.create("X-Content-Type-Options"), "nosniff");
        if (document.contentType().isEmpty()) {
            response.send();
            return;
        }
        response.header(HeaderNames.CONTENT_TYPE, document.contentType());
        if (isHead(request)) {
            response.contentLength(document.body().length);
            response.send();
        } else {
            response.send(document.body());
        }
    }

    private int sendEvents(
            Reply.Events events, ServerRequest request, ServerResponse response, RequestDeadlines.Deadline deadline) {
        ServerRequestHeaders headers = request.headers();
        try {
            SseEventSink.requireAccepted(headers);
            context.streams().enter();
        } catch (ProblemException e) {
            Reply.Document problem = Reply.problem(e.problem());
            sendDocument(problem, request, response);
            return problem.status();
        }
        try (SseEventSink sink =
                SseEventSink.open(response, deadline, context.limits().stallTime())) {
            events.body().writeTo(sink);
            return 200;
        } catch (InterruptedException e) {
            throw new CloseConnectionException("the event stream was broken off", e);
        } catch (UncheckedIOException | ServerConnectionException e) {
            throw e;
        } catch (RuntimeException e) {
            long times = context.connections().lines().claim(route.path(), "stream");
            if (times > 0) {
                LOG.warn("Event streams end ({} since the last line): events cannot be read: {}", times, e.toString());
            }
            throw new CloseConnectionException("events cannot be read", e);
        } finally {
            context.streams().leave();
        }
    }

    private void count(ServerRequest request, int status) {
        context.metrics()
                .counter(
                        "gateway_http_requests",
                        "HTTP requests answered; status 499 when the client did not take the answer",
                        "method",
                        isHead(request) ? "HEAD" : route.method(),
                        "path",
                        route.path(),
                        "status",
                        Integer.toString(status))
                .increment();
    }

    private static boolean isHead(ServerRequest request) {
        return request.prologue().method().text().equals("HEAD");
    }
}
