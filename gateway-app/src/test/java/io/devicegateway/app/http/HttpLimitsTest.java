package io.devicegateway.app.http;

import static io.devicegateway.app.http.ApiFixture.DEVICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.devicegateway.api.CommandResult;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpLimitsTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final String PATH = "/api/v1/devices/" + DEVICE;

    @TempDir
    private Path data;

    private ApiFixture api;

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void refusesABodyThatIsTooLargeAndGoesOn() throws IOException {
        api = ApiFixture.start(data);
        byte[] large = ("{\"reason\":\"" + "x".repeat(64 * 1_024) + "\"}").getBytes(StandardCharsets.UTF_8);

        api.send(api.request(PATH).PUT(HttpRequest.BodyPublishers.ofByteArray(large)))
                .problem(413, "body-too-large");
        api.send(api.request(PATH).PUT(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large))))
                .problem(413, "body-too-large");

        assertThat(api.get("/api/v1/devices").status()).isEqualTo(200);
        assertThat(api.registry.all()).isEmpty();
    }

    @Test
    void readsNoBodyThatIsFarTooLarge() throws IOException {
        api = ApiFixture.start(data);

        assertThat(RawHttp.exchange(api, head("PUT", PATH) + "Content-Length: 100000000\r\n\r\n"))
                .startsWith("HTTP/1.1 413 ")
                .contains("application/problem+json", "\"code\":\"body-too-large\"");
    }

    @Test
    void takesABodyUpToTheLimit() throws IOException {
        api = ApiFixture.start(data);
        String body = "{}" + " ".repeat(64 * 1_024 - 2);

        assertThat(api.put(PATH, body).status()).isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GARBAGE\r\n\r\n",
                "GET /health/live HTTP/1.1\r\n\r\n",
                "GET /health/live HTTP/1.1\r\nHost: a b\r\n\r\n",
                "GET /health/live?x=\u00e4 HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /health/live?x=%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /health/live HTTP/1.1\r\nHost: localhost\r\nBad Header: x\r\n\r\n",
                "POST /api/v1/devices/wosi:X/commands HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
                "POST /api/v1/devices/wosi:X/commands HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n"
            })
    void answersWhatIsNotHttpWithAProblem(String request) throws IOException {
        api = ApiFixture.start(data);

        assertThat(RawHttp.exchange(api, request))
                .startsWith("HTTP/1.1 400 ")
                .contains("application/problem+json", "\"fix\"")
                .doesNotContain("Exception", "io.helidon");
    }

    @Test
    void saysThatItSpeaksNoOlderHttp() throws IOException {
        api = ApiFixture.start(data);

        assertThat(RawHttp.exchange(api, "GET /health/live HTTP/1.0\r\n\r\n"))
                .startsWith("HTTP/1.1 505 ")
                .contains("application/problem+json");
    }

    @Test
    void refusesHeadersAndPathsThatAreTooLong() throws IOException {
        api = ApiFixture.start(data);

        assertThat(RawHttp.exchange(api, "GET /" + "x".repeat(9_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                .containsPattern("^HTTP/1.1 4\\d\\d ")
                .contains("application/problem+json");
        assertThat(RawHttp.exchange(api, "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(20_000) + "\r\n\r\n"))
                .containsPattern("^HTTP/1.1 4\\d\\d ")
                .contains("application/problem+json");
    }

    @Test
    void answersAChunkedBodyThatIsBrokenWithAProblem() throws IOException {
        api = ApiFixture.start(data);

        assertThat(RawHttp.exchange(api, head("PUT", PATH) + "Transfer-Encoding: chunked\r\n\r\nzz\r\nnot a chunk\r\n"))
                .startsWith("HTTP/1.1 400 ")
                .contains("application/problem+json");
    }

    @Test
    void endsRequestsThatDoNotComeIn() throws IOException {
        api = ApiFixture.start(data, s -> s.with(ApiFixture.limits(8, 8, SHORT, LONG, LONG)));
        try (RawHttp slowHead = new RawHttp(api).send("GET /health/live HTTP/1.1\r\nHost: loc");
                RawHttp slowBody = new RawHttp(api).send(head("PUT", PATH) + "Content-Length: 100\r\n\r\n{")) {
            assertThat(slowHead.readAll()).doesNotContain("200 OK");
            assertThat(slowBody.readAll()).doesNotContain("200 OK", "201");
        }
        assertThat(api.registry.all()).isEmpty();
    }

    @Test
    void endsConnectionsWithoutRequests() throws IOException {
        HttpLimits usual = HttpLimits.DEFAULT;
        api = ApiFixture.start(
                data,
                s -> s.with(new HttpLimits(
                        8,
                        8,
                        8,
                        usual.bodyBytes(),
                        usual.requestTime(),
                        usual.stallTime(),
                        usual.heartbeat(),
                        Duration.ofSeconds(1),
                        usual.stopTime())));
        try (RawHttp silent = new RawHttp(api);
                RawHttp done = new RawHttp(api).send("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n")) {
            assertThat(silent.readAll()).doesNotContain("200 OK");
            assertThat(done.readAll()).startsWith("HTTP/1.1 200 OK").contains("\"live\"");
        }
    }

    @Test
    void refusesMoreRequestsThanAllowedAndStillTellsItsHealth() throws Exception {
        api = ApiFixture.start(data, s -> s.with(ApiFixture.limits(1, 1, LONG, LONG, LONG)));
        api.register();
        CompletableFuture<CommandResult<?>> outcome = new CompletableFuture<>();
        api.gateway.answer(command -> outcome);
        CompletableFuture<HttpResponse<String>> underWay = api.client.sendAsync(
                api.request(PATH + "/commands")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"type\":\"QueryVersion\"}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        await().until(() -> api.gateway.sent.size() == 1);

        ApiFixture.Answer refused = api.get("/api/v1/devices");

        refused.problem(503, "overloaded");
        assertThat(refused.header("Retry-After")).isEqualTo("1");
        assertThat(api.send(api.open("/health/ready")).status()).isEqualTo(200);
        assertThat(api.send(api.open("/metrics")).status()).isEqualTo(200);
        outcome.complete(new CommandResult.Refused<>("c1", 1, "no"));
        assertThat(underWay.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        await().until(() -> api.get("/api/v1/devices").status() == 200);
    }

    @Test
    void aCommandMayTakeLongerThanOtherRequests() throws Exception {
        api = ApiFixture.start(data, s -> s.with(ApiFixture.limits(8, 8, SHORT, LONG, LONG)));
        api.register();
        CompletableFuture<CommandResult<?>> outcome = new CompletableFuture<>();
        api.gateway.answer(command -> outcome);
        CompletableFuture<HttpResponse<String>> underWay = api.client.sendAsync(
                api.request(PATH + "/commands")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"type\":\"QueryVersion\",\"deadline\":\"1m\"}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        await().until(() -> api.gateway.sent.size() == 1);
        // Other requests come and go for longer than a request may take; the command's own time is not over.
        long until = System.nanoTime() + SHORT.multipliedBy(5).toNanos();
        await().until(() -> {
            assertThat(api.send(api.open("/health/live")).status()).isEqualTo(200);
            return System.nanoTime() > until;
        });
        outcome.complete(new CommandResult.Refused<>("c1", 1, "no"));

        assertThat(underWay.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }

    @Test
    void saysWhichMethodsAPathTakes() throws IOException {
        api = ApiFixture.start(data);

        ApiFixture.Answer answer = api.send(api.request(PATH).method("PATCH", HttpRequest.BodyPublishers.noBody()));
        answer.problem(405, "method-not-allowed");
        assertThat(answer.header("Allow")).isEqualTo("GET, HEAD, PUT, DELETE");
        api.send(api.open("/health/live").POST(HttpRequest.BodyPublishers.ofString("x")))
                .problem(405, "method-not-allowed");
        api.send(api.open("/nothing")).problem(404, "not-found");
        api.send(api.open("/")).problem(404, "not-found");
    }

    @Test
    void answersHeadAsGetWithoutTheContent() throws IOException {
        api = ApiFixture.start(data);
        for (String path : new String[] {"/health/live", "/openapi.yaml", "/api/v1/devices"}) {
            ApiFixture.Answer get = api.get(path);
            ApiFixture.Answer head = api.send(api.request(path).method("HEAD", HttpRequest.BodyPublishers.noBody()));

            assertThat(head.status()).isEqualTo(get.status());
            assertThat(head.header("Content-Length")).isEqualTo(get.header("Content-Length"));
            assertThat(head.text()).isEmpty();
        }
    }

    private String head(String method, String path) {
        return method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + api.token.value()
                + "\r\n";
    }
}
