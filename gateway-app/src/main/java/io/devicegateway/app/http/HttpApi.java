package io.devicegateway.app.http;

import io.helidon.http.HttpPrologue;
import io.helidon.http.Method;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ErrorHandling;
import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.Router;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionListener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The daemon's HTTP interface: starts and stops the server, and says which operations it has. */
public final class HttpApi implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpApi.class);

    /** Requests beyond those under {@code /api/}, so that health and metrics answer when that is full. */
    private static final int PLACES_FOR_PROBES = 64;

    /** A body up to this is read to its end although it is refused: most clients read no answer before they have sent it. */
    private static final int DRAINED_BODY = 1_024 * 1_024;

    /** File descriptors for the time when the process has no others: health is answered then too. */
    private static final int DESCRIPTORS_IN_RESERVE = 16;

    private final HttpSettings settings;
    private final RequestDeadlines deadlines;
    private final EventStreams streams;
    private final RemoteSubscriptions subscriptions;
    private final RemoteAuthority authority;
    private final List<Route> routes;
    private final HttpListener listener;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private volatile int port;

    /**
     * @param parts what the interface gives access to
     * @param settings where and for whom it listens
     * @param token what clients must show
     */
    public HttpApi(HttpParts parts, HttpSettings settings, AccessToken token) {
        this.settings = settings;
        HttpLimits limits = settings.limits();
        this.deadlines =
                new RequestDeadlines(System::nanoTime, parts.supervision().watch("http-deadlines"));
        this.streams = new EventStreams(parts.journal(), limits, System::nanoTime, parts.metrics());
        this.subscriptions = new RemoteSubscriptions(parts.router(), limits.heartbeat(), parts.metrics());
        this.authority = new RemoteAuthority(parts.gateway(), parts.questionDeadline(), limits.heartbeat());
        this.routes = routes(parts, streams, subscriptions, authority);
        this.listener = listener(
                parts,
                new RouteHandler.Context(
                        limits,
                        new Gatekeeper(settings, token),
                        new Connections(limits.connections(), parts.metrics()),
                        deadlines,
                        streams,
                        new Semaphore(limits.requests()),
                        stopping::get,
                        parts.metrics()));
    }

    /**
     * Starts to listen.
     *
     * @throws IOException if it cannot listen on the address; the message says why and what to do
     */
    public void start() throws IOException {
        try {
            listener.start();
        } catch (IOException e) {
            throw new IOException(
                    "cannot listen for HTTP on " + address() + ": " + e.getMessage()
                            + "; stop what uses the port, or set http.bind or http.port",
                    e);
        }
        deadlines.start();
        port = listener.port();
        LOG.info("HTTP listens on {}:{}", settings.bind().getHostAddress(), port);
    }

    /** The port it listens on; 0 before it was started. */
    public int boundPort() {
        return port;
    }

    /**
     * Begins to stop: ends the event streams after the event that each is writing, and refuses what is new under
     * {@code /api/}. Requests under way go on, and health and metrics are still told. Then whoever settles commands can do so, and
     * their answers still go out; {@link #close()} comes after that.
     */
    public void beginStop() {
        stopping.set(true);
        streams.close();
        subscriptions.close();
        authority.close();
    }

    /**
     * Stops: ends the event streams after the event that each is writing, lets requests under way finish within
     * {@link HttpLimits#stopTime()}, then breaks them off. Takes at most twice that time and a little.
     */
    @Override
    public void close() {
        beginStop();
        try {
            listener.stop(settings.limits().stopTime());
        } catch (IOException e) {
            LOG.debug("The HTTP interface could not be closed in an orderly way", e);
        }
        deadlines.close();
    }

    /** All operations. */
    List<Route> routes() {
        return routes;
    }

    private static List<Route> routes(
            HttpParts parts, EventStreams streams, RemoteSubscriptions subscriptions, RemoteAuthority authority) {
        List<Route> routes = new ArrayList<>();
        routes.addAll(new DeviceEndpoints(parts.gateway(), parts.registry(), parts.protocols(), parts.deviceChanged())
                .routes());
        routes.addAll(new CommandEndpoints(parts.gateway(), parts.protocols()).routes());
        routes.addAll(new CampaignEndpoints(parts.gateway()).routes());
        routes.addAll(new EventEndpoints(parts.journal(), streams).routes());
        routes.addAll(new ConsumerEndpoints(parts.router(), subscriptions).routes());
        routes.addAll(new DeadLetterEndpoints(parts.router()).routes());
        routes.addAll(new SubscriptionEndpoints(subscriptions, parts.journal()).routes());
        routes.addAll(new QuestionEndpoints(authority).routes());
        routes.addAll(new ProbeEndpoints(parts.health(), parts.metrics()).routes());
        return List.copyOf(routes);
    }

    private HttpListener listener(HttpParts parts, RouteHandler.Context context) {
        HttpLimits limits = settings.limits();
        int drained = Math.max(DRAINED_BODY, limits.bodyBytes());
        HttpRouting.Builder routing = HttpRouting.builder();
        addRoutes(routing, context);
        return new HttpListener(
                new InetSocketAddress(settings.bind(), settings.port()),
                new HttpListener.Serving(
                        ListenerConfig.builder()
                                .maxPayloadSize(drained)
                                .errorHandling(ErrorHandling.builder()
                                        .includeEntity(true)
                                        .build())
                                .buildPrototype(),
                        Http1Config.builder()
                                .addReceiveListener(new PrologueDeadline())
                                .build(),
                        HttpProblems.directHandlers(drained),
                        Router.builder().addRouting(routing).build(),
                        limits.requests() + limits.streams() + PLACES_FOR_PROBES),
                context.connections(),
                deadlines,
                limits.idleTime(),
                parts.supervision().watch("http-accept"),
                DESCRIPTORS_IN_RESERVE);
    }

    private void addRoutes(HttpRouting.Builder routing, RouteHandler.Context context) {
        Map<String, List<String>> methods = new LinkedHashMap<>();
        for (Route route : routes) {
            RouteHandler handler = new RouteHandler(route, context);
            List<String> allowed = methods.computeIfAbsent(route.path(), path -> new ArrayList<>());
            allowed.add(route.method());
            routing.route(Method.create(route.method()), route.path(), handler);
            if (route.method().equals("GET") && !route.path().endsWith("/stream")) {
                allowed.add("HEAD");
                routing.route(Method.HEAD, route.path(), handler);
            }
        }
        methods.forEach((path, allowed) -> routing.any(path, refusal(path, path, allowed, context)));
        routing.any("/api/*", refusal("/api/*", null, List.of(), context));
        routing.any(refusal("/*", null, List.of(), context));
    }

    /** Answers what no operation does: with the methods of the path, or that there is no such path. */
    private static RouteHandler refusal(
            String label, @Nullable String path, List<String> allowed, RouteHandler.Context context) {
        boolean open = !label.startsWith("/api/");
        Route route = new Route("other", label, open ? Route.Access.OPEN : Route.Access.TOKEN, call -> {
            throw (path == null
                            ? HttpProblems.noSuchPath(call.path())
                            : HttpProblems.wrongMethod(call.method(), call.path(), String.join(", ", allowed)))
                    .asException();
        });
        return new RouteHandler(route, context);
    }

    private String address() {
        return settings.bind().getHostAddress() + ":" + settings.port();
    }

    /** From its first line on, a request has a deadline: its headers, too, must come in time. */
    private final class PrologueDeadline implements Http1ConnectionListener {
        @Override
        public void prologue(ConnectionContext context, HttpPrologue prologue) {
            HttpConnection.current().busy(true);
            deadlines.current().within(settings.limits().requestTime());
        }
    }
}
