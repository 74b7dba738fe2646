package io.devicegateway.app.http;

import static io.devicegateway.app.http.ApiFixture.DEVICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.devicegateway.api.ConsumerOptions;
import io.devicegateway.api.EventHandler;
import io.devicegateway.api.RetryPolicy;
import io.devicegateway.api.SoundVolume;
import io.devicegateway.api.Subscription;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

final class ConsumerApiTest {
    private static final String PATH = "/api/v1/consumers/billing";
    private static final ConsumerOptions PARK_AT_ONCE =
            ConsumerOptions.DEFAULT.retrying(new RetryPolicy(1, Duration.ofMillis(1), Duration.ofMillis(1)));

    private final List<Long> handled = new CopyOnWriteArrayList<>();
    private volatile boolean broken;
    private ApiFixture api;

    @BeforeEach
    void start(@TempDir Path data) throws IOException {
        api = ApiFixture.start(data);
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void listsConsumersAndHowTheyStand() {
        assertThat(api.get("/api/v1/consumers").ok().path("consumers").size()).isZero();
        subscribe();
        events(3);
        await().until(() -> handled.size() == 3);

        await().untilAsserted(
                        () -> assertThat(api.get("/api/v1/consumers").ok()).isEqualTo(ApiFixture.JSON.readTree("""
                                {"consumers": [
                                  {"name": "billing", "state": "running", "position": 3, "lag": 0, "inFlight": 0,
                                   "retrying": 0, "parked": 0, "missed": 0, "problem": null}
                                ]}
                                """)));
        assertThat(api.get(PATH).ok().path("name").stringValue()).isEqualTo("billing");
    }

    @Test
    void holdsEventsBackAndLetsThemGo() {
        subscribe();

        assertThat(api.post(PATH + "/pause", "").ok().path("state").stringValue())
                .isEqualTo("paused");
        events(2);
        assertThat(api.get(PATH).ok().path("lag").intValue()).isEqualTo(2);
        assertThat(handled).isEmpty();

        assertThat(api.post(PATH + "/resume", "").ok().path("state").stringValue())
                .isEqualTo("running");
        await().untilAsserted(() -> assertThat(handled).containsExactly(1L, 2L));
    }

    @Test
    void sendsEventsAgainFromAPosition() {
        subscribe();
        events(3);
        await().until(() -> api.get(PATH).ok().path("position").intValue() == 3);

        api.post(PATH + "/rewind", "{\"position\":1}").ok();

        await().untilAsserted(() -> assertThat(handled).containsExactly(1L, 2L, 3L, 2L, 3L));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"position\":\"1\"}",
                "{\"position\":1.5}",
                "{\"position\":1,\"x\":1}",
                "{\"position\":99}",
                "{\"position\":-5}"
            })
    void refusesAPositionThatIsNone(String body) {
        subscribe();

        api.post(PATH + "/rewind", body).problem(400, "invalid-position");
    }

    @Test
    void removesAConsumerThatNobodyUses() {
        Subscription subscription = subscribe();
        api.send(api.request(PATH).DELETE()).problem(409, "consumer-state");

        subscription.close();

        assertThat(api.send(api.request(PATH).DELETE()).status()).isEqualTo(204);
        api.get(PATH).problem(404, "consumer-unknown");
    }

    @Test
    void listsDeadLettersWithTheirCauses() {
        broken = true;
        subscribe();
        events(3);
        await().until(() -> api.get(PATH).ok().path("parked").intValue() == 3);

        JsonNode first = api.get(PATH + "/dead-letters?limit=2").ok();
        JsonNode rest = api.get(
                        PATH + "/dead-letters?after=" + first.path("next").longValue())
                .ok();

        assertThat(first.path("deadLetters").size()).isEqualTo(2);
        assertThat(rest.path("deadLetters").size()).isEqualTo(1);
        JsonNode letter = rest.path("deadLetters").get(0);
        assertThat(letter.path("offset").longValue()).isEqualTo(3);
        assertThat(letter.path("cause").stringValue()).contains("the billing system is down");
        assertThat(letter.path("attempts").intValue()).isEqualTo(1);
        assertThat(Instant.parse(letter.path("since").stringValue())).isBeforeOrEqualTo(Instant.now());
        assertThat(letter.path("event"))
                .isEqualTo(api.get("/api/v1/events?after=2").ok().path("events").get(0));
    }

    @Test
    void triesADeadLetterAgain() {
        broken = true;
        subscribe();
        events(1);
        await().until(() -> api.get(PATH).ok().path("parked").intValue() == 1);

        assertThat(api.post(PATH + "/dead-letters/1/redrive", "").ok())
                .isEqualTo(ApiFixture.JSON.readTree("{\"handled\":0,\"failed\":1}"));
        broken = false;
        assertThat(api.post(PATH + "/dead-letters/1/redrive", "").ok())
                .isEqualTo(ApiFixture.JSON.readTree("{\"handled\":1,\"failed\":0}"));

        assertThat(handled).containsExactly(1L);
        api.post(PATH + "/dead-letters/1/redrive", "").problem(404, "not-there");
    }

    @Test
    void triesAllDeadLettersAgain() {
        broken = true;
        subscribe();
        events(3);
        await().until(() -> api.get(PATH).ok().path("parked").intValue() == 3);
        broken = false;

        assertThat(api.post(PATH + "/dead-letters/redrive", "").ok())
                .isEqualTo(ApiFixture.JSON.readTree("{\"handled\":3,\"failed\":0}"));

        assertThat(api.get(PATH + "/dead-letters").ok().path("deadLetters").size())
                .isZero();
    }

    @Test
    void givesADeadLetterUpWithAReason() {
        broken = true;
        subscribe();
        events(1);
        await().until(() -> api.get(PATH).ok().path("parked").intValue() == 1);

        api.post(PATH + "/dead-letters/1/drop", "{}").problem(400, "invalid-reason");
        api.post(PATH + "/dead-letters/1/drop", "{\"reason\":\" \"}").problem(400, "invalid-reason");
        assertThat(api.post(PATH + "/dead-letters/1/drop", "{\"reason\":\"test data\"}")
                        .status())
                .isEqualTo(204);

        assertThat(api.get(PATH).ok().path("parked").intValue()).isZero();
        api.post(PATH + "/dead-letters/1/drop", "{\"reason\":\"test data\"}").problem(404, "not-there");
    }

    @Test
    void saysWhatIsNotThere() {
        api.post("/api/v1/consumers/nobody/pause", "").problem(404, "consumer-unknown");
        api.get("/api/v1/consumers/nobody/dead-letters").problem(404, "consumer-unknown");
        broken = true;
        Subscription subscription = subscribe();
        events(1);
        await().until(() -> api.get(PATH).ok().path("parked").intValue() == 1);
        subscription.close();
        api.post(PATH + "/dead-letters/redrive", "").problem(409, "consumer-state");
        api.post(PATH + "/dead-letters/0/redrive", "").problem(400, "invalid-parameter");
        api.post(PATH + "/dead-letters/x/drop", "{\"reason\":\"r\"}").problem(400, "invalid-parameter");
    }

    private Subscription subscribe() {
        EventHandler handler = event -> {
            if (broken) {
                throw new IOException("the billing system is down");
            }
            handled.add(event.offset());
        };
        return api.router.subscribe("billing", handler, PARK_AT_ONCE);
    }

    private void events(int count) {
        for (int i = 0; i < count; i++) {
            api.journal.add(new SoundVolume(DEVICE, i));
        }
    }
}
