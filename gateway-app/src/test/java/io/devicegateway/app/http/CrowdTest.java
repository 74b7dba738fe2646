package io.devicegateway.app.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Crowds of connections: those of strangers, and those of clients. */
final class CrowdTest {
    private static final int MOST = 16;
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    private Path data;

    private ApiFixture api;
    private final List<RawHttp> crowd = new ArrayList<>();

    @AfterEach
    void stop() throws IOException {
        for (RawHttp one : crowd) {
            one.close();
        }
        api.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "GET /heal",
                "GET /health/live HTTP/1.1\r\nHost: loc",
                "PUT /api/v1/devices/wosi:X HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer wrong\r\nContent-Length: 9\r\n\r\n{",
                "GET /api/v1/events/stream HTTP/1.1\r\nHost: localhost\r\n\r\n"
            })
    void strangersKeepNobodyOut(String said) throws IOException {
        api = start();
        for (int i = 0; i < 10 * MOST; i++) {
            crowd.add(new RawHttp(api).send(said));
        }

        assertThat(RawHttp.exchange(api, "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ");
        assertThat(RawHttp.exchange(api, request("Connection: close\r\n"))).startsWith("HTTP/1.1 200 ");
        await().untilAsserted(() -> assertThat(open()).isLessThanOrEqualTo(MOST));
    }

    @Test
    void theClientThatIsIdleLongestMakesRoomForTheNext() throws IOException {
        api = start();
        for (int i = 0; i < 3 * MOST; i++) {
            RawHttp client = new RawHttp(api).send(request(""));
            crowd.add(client);
            assertThat(client.readAnswer()).startsWith("HTTP/1.1 200 ");
        }

        assertThat(crowd.getFirst().readAll()).doesNotContain("HTTP/1.1");
        assertThat(crowd.getLast().send(request("")).readAnswer()).startsWith("HTTP/1.1 200 ");
        assertThat(open()).isLessThanOrEqualTo(MOST);
    }

    @Test
    void strangersDoNotPushOutAClient() throws IOException {
        api = start();
        RawHttp client = new RawHttp(api).send(request(""));
        crowd.add(client);
        assertThat(client.readAnswer()).startsWith("HTTP/1.1 200 ");

        for (int i = 0; i < 10 * MOST; i++) {
            crowd.add(new RawHttp(api));
        }

        assertThat(client.send(request("")).readAnswer()).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void theReserveIsTakenBackWhenThereAreDescriptorsAgain() throws IOException {
        api = start();
        try (DescriptorReserve reserve = new DescriptorReserve(2)) {
            assertThat(reserve.release()).isTrue();
            assertThat(reserve.release()).isTrue();
            assertThat(reserve.release()).isFalse();

            reserve.refill();

            assertThat(reserve.held()).isEqualTo(2);
        }
    }

    private ApiFixture start() throws IOException {
        HttpLimits usual = HttpLimits.DEFAULT;
        UnaryOperator<HttpSettings> few = settings -> settings.with(
                new HttpLimits(MOST, 8, 8, usual.bodyBytes(), LONG, LONG, LONG, LONG, Duration.ofMillis(200)));
        return ApiFixture.start(data, few);
    }

    private String request(String more) {
        return "GET /api/v1/devices HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + api.token.value() + "\r\n"
                + more + "\r\n";
    }

    private int open() {
        return (int) (double) api.metrics
                .scrape()
                .lines()
                .filter(line -> line.startsWith("gateway_http_connections "))
                .map(line -> Double.valueOf(line.substring(line.indexOf(' '))))
                .findFirst()
                .orElseThrow();
    }
}
