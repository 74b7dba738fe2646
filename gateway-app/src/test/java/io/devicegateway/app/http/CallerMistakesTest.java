package io.devicegateway.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.api.ConsumerOptions;
import io.devicegateway.api.SoundVolume;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a caller writes into a request, the fault is named as the caller's: no operation answers it with a fault of its own. */
final class CallerMistakesTest {
    private static final String[] NUMBERS = {
        "-1",
        "abc",
        "1.5",
        "1e3",
        "0x10",
        "+1",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775809",
        "99999999999999999999999",
        "1 ",
        "\u0661",
        "\uff11",
        "NaN",
        "null",
        "\u0000",
        "1\n2"
    };

    private ApiFixture api;

    @BeforeEach
    void start(@TempDir Path data) throws IOException {
        api = ApiFixture.start(data);
        api.register();
        api.journal.add(new SoundVolume(ApiFixture.DEVICE, 1));
        api.router.subscribe("billing", record -> {}, ConsumerOptions.DEFAULT);
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @ParameterizedTest
    @Timeout(60)
    @ValueSource(
            strings = {
                "/api/v1/events?after=",
                "/api/v1/events?limit=",
                "/api/v1/events/stream?after=",
                "/api/v1/devices?limit=",
                "/api/v1/consumers/billing/dead-letters?after=",
                "/api/v1/consumers/billing/dead-letters?limit=",
                "/api/v1/subscriptions/new/stream?window=",
                "/api/v1/subscriptions/new/stream?parallelism=",
                "/api/v1/subscriptions/new/stream?maxParked=",
                "/api/v1/subscriptions/new/stream?maxAttempts=",
                "/api/v1/subscriptions/new/stream?firstDelay=",
                "/api/v1/subscriptions/new/stream?maxDelay=",
                "/api/v1/subscriptions/new/stream?start=after:"
            })
    void numbers(String path) {
        for (String number : NUMBERS) {
            ApiFixture.Answer answer = api.get(path + URLEncoder.encode(number, StandardCharsets.UTF_8));
            boolean ahead = path.endsWith("start=after:") && number.equals("9223372036854775807");
            answer.problem(ahead ? 409 : 400, ahead ? "offset-ahead" : "invalid-parameter");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+1000000000-12-31T23:59:59.999999999Z",
                "-1000000000-01-01T00:00:00Z",
                "-0001-01-01T00:00:00Z",
                "1969-12-31T23:59:59Z",
                "+10000-01-01T00:00:00Z",
                "2026-02-30T00:00:00Z",
                "9999999999999",
                "now",
                ""
            })
    void times(String time) {
        api.get("/api/v1/subscriptions/new/stream?start=at:" + URLEncoder.encode(time, StandardCharsets.UTF_8))
                .problem(400, "invalid-parameter");
        api.post("/api/v1/consumers/billing/rewind", "{\"time\":\"" + time + "\"}")
                .problem(400, "invalid-position");
    }

    @Test
    @Timeout(60)
    void aPlaceThatTheJournalHasNotReachedIsTheSameMistakeEverywhere() {
        for (long after : new long[] {2, 1_001, Long.MAX_VALUE - 1}) {
            api.get("/api/v1/events?after=" + after).problem(409, "offset-ahead");
            api.get("/api/v1/events/stream?after=" + after).problem(409, "offset-ahead");
            api.send(api.request("/api/v1/events/stream").header("Last-Event-ID", Long.toString(after)))
                    .problem(409, "offset-ahead");
        }
        assertThat(api.get("/api/v1/events?after=1").ok().path("events")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PUT | /api/v1/devices/wosi:X | {\"reason\":\"a\\u0000b\"}",
                "PUT | /api/v1/devices/wosi:X | {\"reason\":\"a\\ud800b\"}",
                "PUT | /api/v1/devices/wosi:X | {\"labels\":{\"city\":\"a\\u2028b\"}}",
                "PUT | /api/v1/devices/wosi:X | {\"labels\":{\"\":\"x\"}}",
                "PUT | /api/v1/devices/wosi:X | {\"enabled\":1}",
                "PUT | /api/v1/devices/wosi:X | []",
                "PUT | /api/v1/devices/wosi:X | null",
                "PUT | /api/v1/devices/wosi:%00 | {}",
                "PUT | /api/v1/devices/%ff | {}",
                "PUT | /api/v1/devices/none:X | {}",
                "POST | /api/v1/consumers/billing/rewind | {\"position\":-1}",
                "POST | /api/v1/consumers/billing/rewind | {\"position\":1e400}",
                "POST | /api/v1/consumers/billing/rewind | {\"position\":99999999999999999999}",
                "POST | /api/v1/consumers/billing/rewind | {\"position\":9223372036854775807}",
                "POST | /api/v1/consumers/billing/dead-letters/0/redrive | {}",
                "POST | /api/v1/consumers/billing/dead-letters/-1/drop | {\"reason\":\"x\"}",
                "POST | /api/v1/consumers/billing/dead-letters/%D9%A1/drop | {\"reason\":\"x\"}",
                "POST | /api/v1/consumers/billing/dead-letters/99999999999999999999/drop | {\"reason\":\"x\"}",
                "POST | /api/v1/consumers/billing/dead-letters/1/drop | {\"reason\":\"\"}",
                "POST | /api/v1/consumers/%00/pause | {}",
                "POST | /api/v1/subscriptions/billing/acknowledge | {\"session\":\"x\",\"handled\":[-1]}",
                "POST | /api/v1/subscriptions/billing/acknowledge | {\"session\":\"x\",\"handled\":[1e400]}",
                "POST | /api/v1/subscriptions/billing/acknowledge | {\"session\":\"x\",\"handled\":{}}",
                "POST | /api/v1/subscriptions/billing/acknowledge | {\"session\":\"x\",\"failed\":[1]}",
                "POST | /api/v1/subscriptions/billing/end | {}",
                "POST | /api/v1/questions/%00/answer | {\"answer\":[]}",
                "POST | /api/v1/campaigns | {\"command\":{\"type\":\"SetVolume\",\"level\":3},\"devices\":[1]}",
                "POST | /api/v1/campaigns | {\"command\":{\"type\":\"SetVolume\",\"level\":3},\"devices\":[]}",
                "POST | /api/v1/campaigns | {\"command\":{\"type\":\"SetVolume\",\"level\":3},\"devices\":[\"wosi:X\"],\"perSecond\":1e400}",
                "POST | /api/v1/campaigns | {\"command\":{\"type\":\"SetVolume\",\"level\":3},\"devices\":[\"wosi:X\"],\"perSecond\":-1}",
                "POST | /api/v1/campaigns | {\"command\":{\"type\":\"SetVolume\",\"level\":3},\"devices\":[\"wosi:X\"],\"atATime\":99999999999}",
                "POST | /api/v1/campaigns | {\"command\":{\"type\":\"SetVolume\",\"level\":3},\"devices\":[\"wosi:X\"],\"atATime\":0.5}",
                "POST | /api/v1/campaigns | {\"command\":{\"type\":\"SetVolume\",\"level\":3},\"devices\":[\"wosi:X\"],\"errorLimit\":{\"share\":7,\"outOf\":-3}}"
            })
    void bodiesAndPaths(String method, String path, String body) {
        ApiFixture.Answer answer =
                api.send(api.request(path).method(method, HttpRequest.BodyPublishers.ofString(body)));

        assertThat(answer.status()).as(answer.text()).isBetween(400, 499);
        answer.problem(answer.status(), answer.json().path("code").stringValue());
    }
}
