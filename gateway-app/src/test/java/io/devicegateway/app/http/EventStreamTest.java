package io.devicegateway.app.http;

import static io.devicegateway.app.http.ApiFixture.DEVICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.devicegateway.api.SimCard;
import io.devicegateway.api.SoundVolume;
import io.devicegateway.app.http.EventStreamReader.Event;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

final class EventStreamTest {
    private static final String PATH = "/api/v1/events/stream";
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(300);

    @TempDir
    private Path data;

    private ApiFixture api;

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void startsWithTheNextEventToComeAndTellsEachAsItBecomesDurable() throws Exception {
        api = ApiFixture.start(data);
        api.journal.add(new SoundVolume(DEVICE, 1));
        try (EventStreamReader stream = EventStreamReader.open(api, api.request(PATH))) {
            assertThat(stream.nextOrComment().name())
                    .as("the stream opens with a comment")
                    .isEqualTo(":");

            api.journal.add(new SimCard(DEVICE, "8986"));
            Event event = stream.next();

            assertThat(event.id()).isEqualTo("2");
            assertThat(event.name()).isEqualTo("io.devicegateway.SimCard");
            JsonNode listed =
                    api.get("/api/v1/events?after=1").ok().path("events").get(0);
            assertThat(ApiFixture.JSON.readTree(event.data())).isEqualTo(listed);
        }
        await().untilAsserted(() -> {
            api.journal.add(new SoundVolume(DEVICE, 2));
            assertThat(api.journal.openReaders())
                    .as("a client that is gone leaves nothing behind")
                    .isZero();
        });
    }

    @Test
    void resumesAfterTheLastEventReceived() throws Exception {
        api = ApiFixture.start(data);
        for (int i = 0; i < 20; i++) {
            api.journal.add(new SoundVolume(DEVICE, i % 16));
        }
        String last;
        try (EventStreamReader stream = EventStreamReader.open(api, api.request(PATH + "?after=0"))) {
            for (int i = 1; i <= 7; i++) {
                assertThat(stream.next().id()).isEqualTo(Integer.toString(i));
            }
            last = "7";
        }
        try (EventStreamReader stream =
                EventStreamReader.open(api, api.request(PATH + "?after=0").header("Last-Event-ID", last))) {
            for (int i = 8; i <= 20; i++) {
                assertThat(stream.next().id()).isEqualTo(Integer.toString(i));
            }
        }
    }

    @Test
    void filters() throws Exception {
        api = ApiFixture.start(data);
        api.journal.add(new SoundVolume(DEVICE, 1));
        api.journal.add(new SimCard(DEVICE, "8986"));
        api.journal.add(new SoundVolume(DEVICE, 2));
        try (EventStreamReader stream =
                EventStreamReader.open(api, api.request(PATH + "?after=0&type=SoundVolume&device=" + DEVICE))) {
            assertThat(stream.next().id()).isEqualTo("1");
            assertThat(stream.next().id()).isEqualTo("3");
        }
    }

    @Test
    void showsThatItIsAliveWhenNothingHappens() throws Exception {
        api = ApiFixture.start(data, s -> s.with(ApiFixture.limits(8, 8, LONG, LONG, SHORT)));
        try (EventStreamReader stream = EventStreamReader.open(api, api.request(PATH))) {
            for (int i = 0; i < 3; i++) {
                assertThat(stream.nextOrComment()).isEqualTo(new Event("", ":", ""));
            }
        }
    }

    @Test
    void movesThePlaceToResumeFromWhenTheFilterLetsNothingPass() throws Exception {
        api = ApiFixture.start(data, s -> s.with(ApiFixture.limits(8, 8, LONG, LONG, SHORT)));
        try (EventStreamReader stream = EventStreamReader.open(api, api.request(PATH + "?type=LateReply"))) {
            stream.nextOrComment();
            api.journal.add(new SoundVolume(DEVICE, 1));
            api.journal.add(new SoundVolume(DEVICE, 2));
            await().untilAsserted(() -> assertThat(stream.nextOrComment()).isEqualTo(new Event("2", ":", "")));
        }
    }

    @Test
    void saysThatEventsAreNoLongerStored() throws Exception {
        api = ApiFixture.start(data);
        for (int i = 0; i < 5; i++) {
            api.journal.add(new SoundVolume(DEVICE, i));
        }
        api.journal.removeBelow(4);
        try (EventStreamReader stream = EventStreamReader.open(api, api.request(PATH + "?after=1"))) {
            Event gap = stream.next();
            assertThat(gap).isEqualTo(new Event("", "gap", "{\"after\":1,\"firstOffset\":4}"));
            assertThat(stream.next().id()).isEqualTo("4");
        }
    }

    @Test
    void refusesAPlaceThatIsNone() throws Exception {
        api = ApiFixture.start(data);
        api.journal.add(new SoundVolume(DEVICE, 1));

        api.get(PATH + "?after=2").problem(409, "offset-ahead");
        api.send(api.request(PATH).header("Last-Event-ID", "99")).problem(409, "offset-ahead");
        api.send(api.request(PATH).header("Last-Event-ID", "abc")).problem(400, "invalid-parameter");
        api.send(api.request(PATH).header("Accept", "application/json")).problem(406, "not-acceptable");
        api.get(PATH + "?limit=1").problem(400, "invalid-parameter");
        assertThat(api.journal.openReaders()).isZero();
    }

    @Test
    void allowsSoManyStreamsAndNoMore() throws Exception {
        api = ApiFixture.start(data, s -> s.with(ApiFixture.limits(8, 2, LONG, LONG, SHORT)));
        try (EventStreamReader first = EventStreamReader.open(api, api.request(PATH));
                EventStreamReader second = EventStreamReader.open(api, api.request(PATH))) {
            first.nextOrComment();
            second.nextOrComment();

            ApiFixture.Answer refused = api.get(PATH);

            refused.problem(503, "too-many-streams");
            assertThat(refused.header("Retry-After")).isEqualTo("10");
            assertThat(api.metrics.scrape()).contains("gateway_http_streams 2.0");
        }
        await().untilAsserted(() -> {
            try (EventStreamReader third = EventStreamReader.open(api, api.request(PATH))) {
                third.nextOrComment();
            }
        });
    }

    @Test
    void aClientThatTakesNothingDisturbsNobody() throws Exception {
        api = ApiFixture.start(data);
        try (RawHttp slow = new RawHttp(api, 4_096)) {
            slow.send(head());
            await().until(() -> api.journal.openReaders() == 1);
            fill();

            try (EventStreamReader fast = EventStreamReader.open(api, api.request(PATH + "?after=0"))) {
                for (int i = 1; i <= 200; i++) {
                    assertThat(fast.next().id()).isEqualTo(Integer.toString(i));
                }
            }
            assertThat(api.get("/api/v1/devices").status()).isEqualTo(200);
        }
    }

    @Test
    void aClientThatTakesNothingIsCutOff() throws Exception {
        api = ApiFixture.start(data, s -> s.with(ApiFixture.limits(8, 1, LONG, SHORT, LONG)));
        try (RawHttp slow = new RawHttp(api, 4_096)) {
            slow.send(head());
            await().until(() -> api.journal.openReaders() == 1);
            fill();

            await().atMost(Duration.ofSeconds(20)).until(() -> api.journal.openReaders() == 0);
            try (EventStreamReader next = EventStreamReader.open(api, api.request(PATH + "?after=0"))) {
                assertThat(next.next().id()).as("its place is free again").isEqualTo("1");
            }
        }
    }

    /** More than the buffers of both ends hold. */
    private void fill() {
        for (int i = 0; i < 200; i++) {
            api.journal.add(1, new SoundVolume(DEVICE, i % 16), new byte[64 * 1_024]);
        }
    }

    private String head() {
        return "GET " + PATH + "?after=0 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + api.token.value()
                + "\r\n\r\n";
    }
}
