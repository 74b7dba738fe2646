package io.devicegateway.app.http;

import static io.devicegateway.app.http.ApiFixture.DEVICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.devicegateway.api.CommandResult;
import io.devicegateway.api.SoundVolume;
import io.devicegateway.app.health.Health;
import io.devicegateway.app.text.Phrase;
import io.devicegateway.journal.JournalState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@Timeout(60)
final class HttpLifecycleTest {
    @TempDir
    private Path data;

    private ApiFixture api;

    @AfterEach
    void stop() {
        if (api != null) {
            api.close();
        }
    }

    @Test
    void saysWhichPortItTook() throws IOException {
        api = ApiFixture.start(data);

        assertThat(api.api.boundPort()).isBetween(1, 65535);
        assertThat(api.send(api.open("/health/live")).ok().path("status").stringValue())
                .isEqualTo("live");
    }

    @Test
    void saysThatThePortIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            int port = taken.getLocalPort();

            assertThatThrownBy(
                            () -> ApiFixture.start(data, s -> HttpSettings.of(InetAddress.getLoopbackAddress(), port)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("127.0.0.1:" + port)
                    .hasMessageContaining("http.port");
        }
    }

    @Test
    void endsStreamsInAnOrderlyWay() throws Exception {
        api = ApiFixture.start(data);
        try (EventStreamReader idle = EventStreamReader.open(api, api.request("/api/v1/events/stream"));
                EventStreamReader busy = EventStreamReader.open(api, api.request("/api/v1/events/stream?after=0"))) {
            idle.nextOrComment();
            busy.nextOrComment();
            api.journal.add(new SoundVolume(DEVICE, 1));
            assertThat(idle.next().id()).isEqualTo("1");
            assertThat(busy.next().id()).isEqualTo("1");

            api.api.close();

            assertThat(idle.next()).isEqualTo(EventStreamReader.END);
            assertThat(busy.next()).isEqualTo(EventStreamReader.END);
        }
        assertThat(api.journal.openReaders()).isZero();
    }

    @Test
    void stopsAlthoughAClientTakesNothing() throws Exception {
        api = ApiFixture.start(data);
        try (RawHttp slow = new RawHttp(api, 4_096)) {
            slow.send("GET /api/v1/events/stream?after=0 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                    + api.token.value() + "\r\n\r\n");
            await().until(() -> api.journal.openReaders() == 1);
            for (int i = 0; i < 200; i++) {
                api.journal.add(1, new SoundVolume(DEVICE, i % 16), new byte[64 * 1_024]);
            }

            api.api.close();

            await().until(() -> api.journal.openReaders() == 0);
        }
    }

    @Test
    void letsACommandUnderWayFinish() throws Exception {
        api = ApiFixture.start(data);
        CompletableFuture<CommandResult<?>> outcome = new CompletableFuture<>();
        CompletableFuture<HttpResponse<String>> underWay = rent(outcome);
        CompletableFuture<Void> closed = CompletableFuture.runAsync(api.api::close);
        await().until(this::refusesConnections);

        outcome.complete(new CommandResult.Refused<>("c1", 7, "the slot is empty"));

        HttpResponse<String> answer = underWay.get(20, TimeUnit.SECONDS);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("refused");
        closed.get(20, TimeUnit.SECONDS);
    }

    @Test
    void whileItBeginsToStopCommandsStillGetTheirAnswers() throws Exception {
        api = ApiFixture.start(data);
        CompletableFuture<CommandResult<?>> outcome = new CompletableFuture<>();
        CompletableFuture<HttpResponse<String>> underWay = rent(outcome);
        try (EventStreamReader stream = EventStreamReader.open(api, api.request("/api/v1/events/stream"))) {
            api.api.beginStop();

            assertThat(stream.next()).isEqualTo(EventStreamReader.END);
        }
        ApiFixture.Answer refused = api.get("/api/v1/devices");
        refused.problem(503, "stopping");
        assertThat(refused.header("Retry-After")).isEqualTo("5");
        assertThat(api.send(api.open("/health/ready")).status()).isEqualTo(200);

        outcome.complete(new CommandResult.Refused<>("c1", 7, "the slot is empty"));
        assertThat(underWay.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }

    @Test
    void stopsAlthoughACommandDoesNotEnd() throws Exception {
        api = ApiFixture.start(data);
        CompletableFuture<HttpResponse<String>> underWay = rent(new CompletableFuture<>());

        api.api.close();

        try {
            HttpResponse<String> answer = underWay.get(20, TimeUnit.SECONDS);
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("interrupted", "Idempotency-Key");
        } catch (ExecutionException e) {
            assertThat(e)
                    .as("broken off, so the client knows that it does not know")
                    .hasCauseInstanceOf(IOException.class);
        }
    }

    @Test
    void closesTwiceAndWithoutHavingStarted() throws IOException {
        api = ApiFixture.start(data);

        api.api.close();
        api.api.close();
    }

    @Test
    void saysWhatKeepsItFromWorking() throws IOException {
        api = ApiFixture.start(data);
        api.health = new Health(List.of(
                Health.Check.ok("listener wosi"),
                Health.Check.degraded("clock", Phrase.text("it went back by 3 s"), Phrase.text("check NTP")),
                Health.Check.failed("journal", Phrase.text("no space left"), Phrase.text("make room"))));

        ApiFixture.Answer answer = api.send(api.open("/health/ready"));

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.json()).isEqualTo(ApiFixture.JSON.readTree("""
                                {"status": "not-ready", "checks": [
                                  {"name": "listener wosi", "status": "ok", "cause": "", "fix": ""},
                                  {"name": "clock", "status": "degraded", "cause": "it went back by 3 s",
                                   "fix": "check NTP"},
                                  {"name": "journal", "status": "failed", "cause": "no space left", "fix": "make room"}
                                ]}
                                """));
        assertThat(api.send(api.open("/health/live")).status()).isEqualTo(200);
        api.health = new Health(
                List.of(Health.journal(new JournalState.Full(Instant.parse("2026-11-20T10:03:00Z"), "no space left"))));
        assertThat(api.send(api.open("/health/ready").header("Accept-Language", "zh-CN,zh;q=0.9,en;q=0.8"))
                        .json()
                        .path("checks")
                        .get(0)
                        .path("cause")
                        .stringValue())
                .isEqualTo("自 2026-11-20T10:03:00Z 起已满：no space left");
    }

    @Test
    void isNotReadyWhenItsHealthCannotBeTold() throws IOException {
        api = ApiFixture.start(data);
        api.health = null;

        JsonNode answer = api.send(api.open("/health/ready")).json();

        assertThat(answer.path("status").stringValue()).isEqualTo("not-ready");
        assertThat(answer.path("checks").get(0).path("name").stringValue()).isEqualTo("health");
    }

    @Test
    void countsRequestsByOperationAndStatus() throws IOException {
        api = ApiFixture.start(data);
        api.get("/api/v1/devices").ok();
        api.get("/api/v1/devices/wosi:X").problem(404, "device-unknown");

        String metrics = api.send(api.open("/metrics")).text();

        assertThat(metrics)
                .contains("gateway_http_requests_total{method=\"GET\",path=\"/api/v1/devices\",status=\"200\"} 1.0")
                .contains(
                        "gateway_http_requests_total{method=\"GET\",path=\"/api/v1/devices/{id}\",status=\"404\"} 1.0")
                .contains("jvm_memory_used_bytes");
    }

    private CompletableFuture<HttpResponse<String>> rent(CompletableFuture<CommandResult<?>> outcome) {
        api.register();
        api.gateway.answer(command -> outcome);
        CompletableFuture<HttpResponse<String>> underWay = api.client.sendAsync(
                api.request("/api/v1/devices/" + DEVICE + "/commands")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"type\":\"RentBank\",\"slot\":3}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        await().until(() -> api.gateway.sent.size() == 1);
        return underWay;
    }

    private boolean refusesConnections() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), api.api.boundPort()), 1_000);
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
