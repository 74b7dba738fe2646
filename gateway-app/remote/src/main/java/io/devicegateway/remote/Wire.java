package io.devicegateway.remote;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Requests to the daemon, one at a time each, on the caller's thread. Safe for all threads. */
final class Wire implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final URI gateway;
    private final String token;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();

    Wire(URI gateway, String token) {
        this.gateway = gateway;
        this.token = token;
    }

    URI gateway() {
        return gateway;
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static JsonNode read(String document) {
        return JSON.readTree(document);
    }

    /** A text as one part of a path or a query. */
    static String escape(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /**
     * Asks.
     *
     * @throws GatewayRefused if the daemon answers with a problem
     * @throws GatewayUnreachable if it does not answer
     */
    JsonNode get(String path) {
        return ask(request(path).timeout(PATIENCE).build());
    }

    /** Posts a document; the same exceptions. */
    JsonNode post(String path, ObjectNode body) {
        return ask(request(path).timeout(PATIENCE).POST(body(body)).build());
    }

    /** Deletes; the same exceptions. */
    void delete(String path) {
        ask(request(path).timeout(PATIENCE).DELETE().build());
    }

    private JsonNode ask(HttpRequest request) {
        try {
            return exchange(request).document();
        } catch (IOException e) {
            throw new GatewayUnreachable(gateway, Trouble.words(gateway, e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GatewayUnreachable(gateway, "interrupted", e);
        }
    }

    /**
     * Posts a command.
     *
     * @throws IOException if there is no answer; {@link java.net.ConnectException} when nothing was sent
     * @throws GatewayRefused if the daemon answers with a problem
     */
    Answer command(String path, ObjectNode body, String key, Duration patience)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path).timeout(patience);
        if (key.chars().allMatch(c -> c > ' ' && c < 127)) {
            request.header("Idempotency-Key", key);
        } else {
            body.put("idempotencyKey", key); // a header carries no other letters
        }
        return exchange(request.POST(body(body)).build());
    }

    /**
     * Opens a stream of server-sent events.
     *
     * @throws GatewayRefused if the daemon answers with a problem
     */
    InputStream stream(String path) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = http.send(
                request(path)
                        .timeout(PATIENCE)
                        .header("Accept", "text/event-stream")
                        .build(),
                BodyHandlers.ofInputStream());
        if (response.statusCode() == 200) {
            return response.body();
        }
        try (InputStream body = response.body()) {
            throw refusal(response.statusCode(), parse(body.readAllBytes()));
        }
    }

    private static HttpRequest.BodyPublisher body(ObjectNode body) {
        return BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(gateway.resolve(path)).header("Authorization", "Bearer " + token);
    }

    private Answer exchange(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
        JsonNode document = parse(response.body());
        if (response.statusCode() / 100 != 2) {
            throw refusal(response.statusCode(), document);
        }
        if (document == null) {
            throw new Trouble.NotAGateway(response.statusCode());
        }
        return new Answer(response.statusCode(), document);
    }

    private static @Nullable JsonNode parse(byte[] body) {
        try {
            return body.length == 0 ? object() : JSON.readTree(body);
        } catch (JacksonException e) {
            return null;
        }
    }

    /** What the daemon said; what another server or a proxy says is none of it. */
    private static GatewayRefused refusal(int status, @Nullable JsonNode problem) throws Trouble.NotAGateway {
        if (problem == null || !problem.path("code").isString()) {
            throw new Trouble.NotAGateway(status);
        }
        return new GatewayRefused(
                status,
                problem.path("code").asString(""),
                problem.path("cause").asString("no cause was given") + allowed(problem.path("errors")),
                problem.path("fix").asString(""));
    }

    private static String allowed(JsonNode errors) {
        StringBuilder text = new StringBuilder();
        for (JsonNode error : errors) {
            text.append(text.isEmpty() ? " (allowed: " : "; ")
                    .append(error.path("field").asString(""))
                    .append(' ')
                    .append(error.path("allowed").asString(""));
        }
        return text.isEmpty() ? "" : text + ")";
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    /** An answer of the daemon. */
    record Answer(int status, JsonNode document) {}
}
