package io.devicegateway.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.api.DeviceEvent;
import io.devicegateway.api.DeviceId;
import io.devicegateway.app.health.Health;
import io.devicegateway.app.metrics.MicrometerMetrics;
import io.devicegateway.registry.AdmissionMode;
import io.devicegateway.registry.RegistrySettings;
import io.devicegateway.registry.SqliteRegistry;
import io.devicegateway.router.EventRouter;
import io.devicegateway.router.RetentionHolds;
import io.devicegateway.router.RouterSettings;
import io.devicegateway.router.SqliteConsumerStore;
import io.devicegateway.supervision.Supervision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real server on a free port, over fakes of what stands behind it, and a client for it. */
final class ApiFixture implements AutoCloseable {
    static final DeviceId DEVICE = DeviceId.parse("wosi:RL1A031712000015");
    static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String DEVICE_PATH = "/api/v1/devices/" + DEVICE;

    final WatchedJournal journal = new WatchedJournal();
    final MicrometerMetrics metrics = new MicrometerMetrics();
    final SqliteRegistry registry;
    final EventRouter router;
    final FakeGateway gateway;
    final List<DeviceId> changed = new CopyOnWriteArrayList<>();
    final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final SqliteConsumerStore store;
    final AccessToken token;
    final HttpApi api;
    volatile Health health = new Health(List.of(Health.Check.ok("journal")));

    private ApiFixture(Path data, HttpSettings settings) throws IOException {
        registry = SqliteRegistry.open(
                data.resolve("registry.db"),
                RegistrySettings.DEFAULT.admitting(AdmissionMode.LISTED),
                Clock.fixed(WatchedJournal.NOW, ZoneOffset.UTC),
                metrics);
        store = SqliteConsumerStore.open(data.resolve("consumers.db"));
        router = new EventRouter(
                journal, store, RetentionHolds.NONE, Clock.systemUTC(), metrics, RouterSettings.DEFAULT);
        gateway = new FakeGateway(registry);
        token = AccessToken.loadOrCreate(data);
        api = new HttpApi(
                new HttpParts(
                        gateway,
                        journal,
                        registry,
                        router,
                        () -> health,
                        metrics,
                        Set.of("wosi", "pressure"),
                        changed::add,
                        Duration.ofSeconds(2),
                        new Supervision(metrics, System::nanoTime)),
                settings,
                token);
        try {
            api.start();
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    static ApiFixture start(Path data) throws IOException {
        return start(data, UnaryOperator.identity());
    }

    static ApiFixture start(Path data, UnaryOperator<HttpSettings> change) throws IOException {
        return new ApiFixture(data, change.apply(HttpSettings.of(InetAddress.getLoopbackAddress(), 0)));
    }

    /** The usual limits with these times. */
    static HttpLimits limits(int requests, int streams, Duration request, Duration stall, Duration heartbeat) {
        return new HttpLimits(
                64,
                requests,
                streams,
                64 * 1_024,
                request,
                stall,
                heartbeat,
                Duration.ofSeconds(60),
                Duration.ofSeconds(2));
    }

    /** Registers {@link #DEVICE}. */
    void register() {
        registry.put(DEVICE, Map.of(), true, null);
    }

    /** Journals what a device said in a session of this epoch, and what it tells of the device. */
    void report(long epoch, DeviceEvent event) {
        registry.apply(journal.add(epoch, event, new byte[0]));
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + api.boundPort() + path);
    }

    /** A request that shows the token. */
    HttpRequest.Builder request(String path) {
        return open(path).header("Authorization", "Bearer " + token.value());
    }

    /** A request without the token. */
    HttpRequest.Builder open(String path) {
        return HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(20));
    }

    Answer get(String path) {
        return send(request(path));
    }

    Answer put(String path, String body) {
        return send(request(path).PUT(HttpRequest.BodyPublishers.ofString(body)));
    }

    Answer post(String path, String body) {
        return send(request(path).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** Posts a command to {@link #DEVICE}. */
    Answer command(String body) {
        return post(DEVICE_PATH + "/commands", body);
    }

    Answer send(HttpRequest.Builder request) {
        try {
            return new Answer(client.send(request.build(), HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        api.close();
        client.shutdownNow();
        router.close();
        store.close();
        registry.close();
        journal.close();
        metrics.close();
    }

    /** An answer, whole. */
    record Answer(HttpResponse<String> http) {
        int status() {
            return http.statusCode();
        }

        String header(String name) {
            return http.headers().firstValue(name).orElse("");
        }

        String text() {
            return http.body();
        }

        JsonNode json() {
            return JSON.readTree(http.body());
        }

        /** The answer to a request that went well. */
        JsonNode ok() {
            assertThat(status()).as(http.body()).isEqualTo(200);
            assertThat(header("Content-Type")).isEqualTo("application/json");
            return json();
        }

        /** The problem document, after a look at what all of them have in common. */
        JsonNode problem(int status, String code) {
            assertThat(status()).as(http.body()).isEqualTo(status);
            assertThat(header("Content-Type")).isEqualTo("application/problem+json");
            JsonNode problem = json();
            assertThat(problem.path("status").intValue()).isEqualTo(status);
            assertThat(problem.path("code").stringValue()).isEqualTo(code);
            for (String member : List.of("type", "title", "detail", "cause", "fix")) {
                assertThat(problem.path(member).stringValue()).as(member).isNotBlank();
            }
            assertThat(http.body()).doesNotContain("Exception", "at io.devicegateway");
            return problem;
        }

        /** The fields that a problem names, with what may stand there. */
        Map<String, String> fields() {
            Map<String, String> fields = new TreeMap<>();
            json().path("errors")
                    .forEach(error -> fields.put(
                            error.path("field").stringValue(),
                            error.path("allowed").stringValue()));
            return fields;
        }
    }
}
