package io.devicegateway.examples.rental;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A few answers of a gateway's HTTP interface, of one device and one consumer, written out by hand. */
final class StandInGateway implements AutoCloseable {
    private static final String DEVICES = """
            {"devices":[{"id":"wosi:RL1A031712000015","protocol":"wosi","labels":{"city":"Shanghai"},"enabled":true,
             "disabledReason":null,"presence":"online","presenceReason":"CONNECTED","presenceDetail":"","epoch":7,
             "remote":null,"lastHeard":"2026-11-20T10:03:00.123Z","slots":[],"lanes":[],"facts":[]}],"next":null}
            """;
    private static final String OPENED = "event:opened\ndata:{\"session\":\"one\",\"position\":0}\n\n";

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;

    StandInGateway() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/api/v1/devices", exchange -> answer(exchange, DEVICES));
        server.createContext("/api/v1/subscriptions/billing/stream", this::follow);
        server.createContext(
                "/api/v1/subscriptions/billing/acknowledge", exchange -> answer(exchange, "{\"position\":0}"));
        server.createContext("/api/v1/subscriptions/billing/end", exchange -> answer(exchange, "{}"));
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The paths of the requests so far. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    private void answer(HttpExchange exchange, String document) throws IOException {
        try (exchange) {
            requests.add(exchange.getRequestURI().getPath());
            byte[] body = document.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private void follow(HttpExchange exchange) throws IOException {
        try (exchange) {
            requests.add(exchange.getRequestURI().getPath());
            exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(OPENED.getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
