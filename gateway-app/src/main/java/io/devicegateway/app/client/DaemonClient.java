package io.devicegateway.app.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Talks to a daemon over HTTP. */
public final class DaemonClient implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final URI daemon;
    private final String token;
    private final HttpClient http;

    /**
     * @param daemon its address, as {@code http://127.0.0.1:8080}
     * @param token the access token; empty to send none
     */
    public DaemonClient(URI daemon, String token) {
        this.daemon = daemon;
        this.token = token;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
    }

    /** Where it is. */
    public URI daemon() {
        return daemon;
    }

    /** Asks for a document. */
    public JsonNode get(String path) throws DaemonUnreachable, DaemonRefused, InterruptedException {
        return answer(request(path).GET().timeout(Duration.ofSeconds(30)).build());
    }

    /**
     * Asks for a document whatever the status of the answer is, as health has it.
     *
     * @param language in which its words should be, as {@code zh}
     */
    public JsonNode getAnyway(String path, String language) throws DaemonUnreachable, InterruptedException {
        HttpResponse<byte[]> response = send(request(path)
                .header("Accept-Language", language)
                .GET()
                .timeout(Duration.ofSeconds(10))
                .build());
        return document(response);
    }

    /** Puts a document. */
    public JsonNode put(String path, JsonNode body) throws DaemonUnreachable, DaemonRefused, InterruptedException {
        return answer(request(path)
                .PUT(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(30))
                .build());
    }

    /** Deletes what is there. */
    public void delete(String path) throws DaemonUnreachable, DaemonRefused, InterruptedException {
        answer(request(path).DELETE().timeout(Duration.ofSeconds(30)).build());
    }

    /**
     * Posts a document.
     *
     * @param headers further headers
     * @param patience how long the answer may take
     */
    public JsonNode post(String path, JsonNode body, Map<String, String> headers, Duration patience)
            throws DaemonUnreachable, DaemonRefused, InterruptedException {
        HttpRequest.Builder request = request(path)
                .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                .header("Content-Type", "application/json")
                .timeout(patience);
        headers.forEach(request::header);
        return answer(request.build());
    }

    /**
     * Opens a stream of server-sent events.
     *
     * @param lastEventId from where to go on; empty for what the path says
     */
    public EventStream stream(String path, String lastEventId)
            throws DaemonUnreachable, DaemonRefused, InterruptedException {
        HttpRequest.Builder request = request(path).GET().header("Accept", "text/event-stream");
        if (!lastEventId.isEmpty()) {
            request.header("Last-Event-ID", lastEventId);
        }
        try {
            HttpResponse<InputStream> response = http.send(request.build(), BodyHandlers.ofInputStream());
            if (response.statusCode() != 200) {
                try (InputStream body = response.body()) {
                    throw new DaemonRefused(response.statusCode(), parse(body.readAllBytes()));
                }
            }
            return new EventStream(response.body());
        } catch (IOException e) {
            throw new DaemonUnreachable(daemon, false, e);
        }
    }

    /** A text as one part of a path or a query. */
    public static String escape(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(daemon.resolve(path));
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    private JsonNode answer(HttpRequest request) throws DaemonUnreachable, DaemonRefused, InterruptedException {
        HttpResponse<byte[]> response = send(request);
        JsonNode document = document(response);
        if (response.statusCode() / 100 != 2) {
            throw new DaemonRefused(response.statusCode(), document);
        }
        return document;
    }

    private HttpResponse<byte[]> send(HttpRequest request) throws DaemonUnreachable, InterruptedException {
        try {
            return http.send(request, BodyHandlers.ofByteArray());
        } catch (ConnectException | HttpConnectTimeoutException e) {
            throw new DaemonUnreachable(daemon, false, e);
        } catch (IOException e) {
            throw new DaemonUnreachable(daemon, true, e);
        }
    }

    private JsonNode document(HttpResponse<byte[]> response) throws DaemonUnreachable {
        byte[] body = response.body();
        if (body.length == 0) {
            return JsonNodeFactory.instance.objectNode();
        }
        JsonNode document = parse(body);
        boolean isOurs = document instanceof ObjectNode;
        if (!isOurs) {
            throw new DaemonUnreachable(
                    daemon, true, new IOException("what answers there is not a device gateway (no JSON object)"));
        }
        return document;
    }

    private static JsonNode parse(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (JacksonException e) {
            return JsonNodeFactory.instance.missingNode();
        }
    }
}
