package io.devicegateway.app.http;

import static io.devicegateway.app.http.ApiFixture.DEVICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.api.BankId;
import io.devicegateway.api.BankReturned;
import io.devicegateway.api.CommandEvent.CommandIssued;
import io.devicegateway.api.CommandEvent.CommandSettled;
import io.devicegateway.api.CommandEvent.LateReply;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.DecidedBy;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.NetworkSignal;
import io.devicegateway.api.SimCard;
import io.devicegateway.api.SoundVolume;
import io.devicegateway.api.UnknownMessage;
import io.devicegateway.api.UpgradeSoftware;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

final class EventApiTest {
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
    void tellsAnEventAsACloudEvent() {
        api.journal.add(
                7,
                new BankReturned(DEVICE, 1, new BankId("RL1A7C000052"), DecidedBy.AUTHORITY),
                HexFormat.of().parseHex("001066014111223344" + "01524c31417c000052"));

        JsonNode page = api.get("/api/v1/events?after=0").ok();

        assertThat(page).isEqualTo(ApiFixture.JSON.readTree("""
                                {"events": [
                                   {"specversion": "1.0",
                                    "id": "test-1",
                                    "source": "/device-gateway",
                                    "type": "io.devicegateway.BankReturned",
                                    "subject": "wosi:RL1A031712000015",
                                    "time": "2026-11-20T10:00:00Z",
                                    "datacontenttype": "application/json",
                                    "offset": 1,
                                    "epoch": 7,
                                    "raw": "00106601411122334401524c31417c000052",
                                    "data": {"device": "wosi:RL1A031712000015", "slot": 1, "bank": "RL1A7C000052",
                                             "decidedBy": "AUTHORITY"}}
                                 ],
                                 "next": 1, "firstOffset": 1, "lastOffset": 1}
                                """));
    }

    @Test
    void tellsCommandsAsTheyArePostedAndAnswered() {
        CommandResult.Done<SoundVolume> done = new CommandResult.Done<>("c1", 7, new SoundVolume(DEVICE, 4));
        api.journal.add(new CommandIssued(
                DEVICE,
                "c1",
                "key",
                new UpgradeSoftware(DEVICE, "h", 21, "f", "u", "top-secret"),
                Instant.EPOCH,
                new BankId("RL1A7C000052"),
                null));
        api.journal.add(new CommandSettled(DEVICE, "c1", null, done));
        api.journal.add(new LateReply(DEVICE, null, new SimCard(DEVICE, "8986"), null));

        JsonNode events = api.get("/api/v1/events").ok().path("events");

        assertThat(events.toString()).doesNotContain("top-secret");
        assertThat(events.get(0).path("data").path("command")).isEqualTo(ApiFixture.JSON.readTree("""
                                {"type":"UpgradeSoftware","host":"h","port":21,"file":"f","user":"u","password":"***"}
                                """));
        assertThat(events.get(0).path("data").path("bankBefore").stringValue()).isEqualTo("RL1A7C000052");
        assertThat(events.get(1).path("data").path("result")).isEqualTo(ApiFixture.JSON.readTree("""
                                {"result":"done","commandId":"c1","epoch":7,"reply":{"type":"SoundVolume","level":4}}
                                """));
        assertThat(events.get(2).path("data")).isEqualTo(ApiFixture.JSON.readTree("""
                                {"device":"wosi:RL1A031712000015","commandId":null,
                                 "reply":{"type":"SimCard","iccid":"8986"},"refusal":null}
                                """));
    }

    @Test
    void answersAnEmptyPageWhenThereIsNothing() {
        JsonNode page = api.get("/api/v1/events").ok();

        assertThat(page.path("events").size()).isZero();
        assertThat(page.path("next").longValue()).isZero();
        assertThat(page.path("lastOffset").longValue()).isZero();
        api.get("/api/v1/events?after=99").problem(409, "offset-ahead");
    }

    @Test
    void pagesThroughAllEventsOnce() {
        for (int i = 0; i < 250; i++) {
            api.journal.add(new SoundVolume(DEVICE, i % 16));
        }
        List<Long> offsets = new ArrayList<>();
        long after = 0;
        JsonNode page;
        do {
            page = api.get("/api/v1/events?after=" + after).ok();
            page.path("events")
                    .forEach(event -> offsets.add(event.path("offset").longValue()));
            after = page.path("next").longValue();
        } while (after < page.path("lastOffset").longValue());

        assertThat(offsets).hasSize(250).isSorted().doesNotHaveDuplicates();
        assertThat(api.get("/api/v1/events?limit=7").ok().path("events").size()).isEqualTo(7);
        assertThat(api.journal.openReaders()).isZero();
    }

    @Test
    void endsAPageEarlyRatherThanGrowWithoutBound() {
        for (int i = 0; i < 10; i++) {
            api.journal.add(1, new SoundVolume(DEVICE, i), new byte[512 * 1_024]);
        }

        JsonNode page = api.get("/api/v1/events?limit=10").ok();

        assertThat(page.path("events").size()).isEqualTo(4);
        assertThat(page.path("next").longValue()).isEqualTo(4);
        assertThat(page.path("lastOffset").longValue()).isEqualTo(10);
    }

    @Test
    void endsAPageEarlyWhereTheDataAreLong() {
        for (int i = 0; i < 12; i++) {
            api.journal.add(1, new UnknownMessage(DEVICE, "0x6B", "x".repeat(1_024 * 1_024)), new byte[0]);
        }

        JsonNode page = api.get("/api/v1/events?limit=12").ok();

        assertThat(page.path("events").size()).isEqualTo(4);
        assertThat(page.path("next").longValue()).isEqualTo(4);
    }

    @Test
    void tellsReceivedPowerInDbm() {
        api.journal.add(1, new NetworkSignal(DEVICE, 20, null, "LTE"), new byte[0]);
        api.journal.add(1, new NetworkSignal(DEVICE, null, null, "LTE"), new byte[0]);

        JsonNode events = api.get("/api/v1/events").ok().path("events");

        assertThat(events.get(0).path("data").path("dbm").intValue()).isEqualTo(-73);
        assertThat(events.get(1).path("data").path("dbm").isNull()).isTrue();
    }

    @Test
    void filtersByDeviceAndType() {
        DeviceId other = new DeviceId("pressure", "861");
        api.journal.add(new SoundVolume(DEVICE, 1));
        api.journal.add(new SimCard(DEVICE, "8986"));
        api.journal.add(new SoundVolume(other, 2));

        assertThat(offsets("?device=" + DEVICE)).containsExactly(1L, 2L);
        assertThat(offsets("?device=" + DEVICE + "&device=pressure%3A861")).containsExactly(1L, 2L, 3L);
        assertThat(offsets("?type=SoundVolume")).containsExactly(1L, 3L);
        assertThat(offsets("?type=io.devicegateway.SimCard&type=SoundVolume&device=" + other))
                .containsExactly(3L);
        assertThat(api.get("/api/v1/events?type=LateReply").ok().path("next").longValue())
                .as("what was looked at and did not fit is passed")
                .isEqualTo(3);
    }

    @Test
    void saysWhereTheJournalBeginsNow() {
        for (int i = 0; i < 5; i++) {
            api.journal.add(new SoundVolume(DEVICE, i));
        }
        api.journal.removeBelow(4);

        JsonNode page = api.get("/api/v1/events?after=1").ok();

        assertThat(page.path("firstOffset").longValue()).isEqualTo(4);
        assertThat(page.path("events").get(0).path("offset").longValue()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "after=-1",
                "after=x",
                "after=9223372036854775807",
                "limit=0",
                "limit=1001",
                "type=Nothing",
                "from=1",
                "after=1&after=2"
            })
    void refusesParametersThatAreNotValid(String query) {
        api.get("/api/v1/events?" + query).problem(400, "invalid-parameter");
    }

    @Test
    void refusesAQueryThatIsNotEncoded() {
        assertThat(api.get("/api/v1/events?device=wosi")
                        .problem(400, "invalid-device-id")
                        .path("fix")
                        .stringValue())
                .contains("protocol:value");
    }

    private List<Long> offsets(String query) {
        List<Long> offsets = new ArrayList<>();
        api.get("/api/v1/events" + query)
                .ok()
                .path("events")
                .forEach(event -> offsets.add(event.path("offset").longValue()));
        return offsets;
    }
}
