package io.devicegateway.app.http;

import static io.devicegateway.app.http.ApiFixture.DEVICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.api.BankId;
import io.devicegateway.api.BankReturned;
import io.devicegateway.api.DecidedBy;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.InventoryReported;
import io.devicegateway.api.Presence;
import io.devicegateway.api.SlotContent;
import io.devicegateway.api.SlotReport;
import io.devicegateway.api.SoftwareVersion;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

final class DeviceApiTest {
    private static final String PATH = "/api/v1/devices/" + DEVICE;

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
    void showsADeviceWithAllThatIsKnownOfIt() {
        api.registry.put(DEVICE, Map.of("city", "上海"), true, null);
        api.report(7, new Presence(DEVICE, Presence.State.ONLINE, Presence.Reason.CONNECTED, ""));
        api.report(7, new SoftwareVersion(DEVICE, "V1.0.3"));
        api.report(
                7,
                new InventoryReported(
                        DEVICE,
                        List.of(
                                new SlotReport(1, SlotContent.EMPTY, null, null),
                                new SlotReport(2, SlotContent.EMPTY, null, null),
                                new SlotReport(3, SlotContent.BANK, new BankId("RL1A7C000042"), 80)),
                        true));
        api.report(7, new BankReturned(DEVICE, 1, new BankId("RL1A7C000041"), DecidedBy.AUTHORITY));

        JsonNode device = api.get(PATH).ok();

        assertThat(device).isEqualTo(ApiFixture.JSON.readTree("""
                                {
                                  "id": "wosi:RL1A031712000015",
                                  "protocol": "wosi",
                                  "labels": {"city": "上海"},
                                  "enabled": true,
                                  "disabledReason": null,
                                  "presence": "online",
                                  "presenceReason": "CONNECTED",
                                  "presenceDetail": "",
                                  "epoch": 7,
                                  "remote": "198.51.100.7:40312",
                                  "lastHeard": "2026-11-20T10:03:00.123Z",
                                  "slots": [
                                    {"slot": 1, "content": "BANK", "bank": "RL1A7C000041", "chargePercent": null,
                                     "returned": true, "offset": 4, "at": "2026-11-20T10:00:00Z"},
                                    {"slot": 2, "content": "EMPTY", "bank": null, "chargePercent": null,
                                     "returned": false, "offset": 3, "at": "2026-11-20T10:00:00Z"},
                                    {"slot": 3, "content": "BANK", "bank": "RL1A7C000042", "chargePercent": 80,
                                     "returned": false, "offset": 3, "at": "2026-11-20T10:00:00Z"}
                                  ],
                                  "lanes": [],
                                  "facts": [
                                    {"type": "SoftwareVersion", "offset": 2, "at": "2026-11-20T10:00:00Z",
                                     "data": {"version": "V1.0.3"}}
                                  ]
                                }
                                """));
    }

    @Test
    void takesTheColonOfAnIdEncodedToo() {
        api.register();

        assertThat(api.get("/api/v1/devices/wosi%3ARL1A031712000015")
                        .ok()
                        .path("id")
                        .stringValue())
                .isEqualTo(DEVICE.toString());
        assertThat(api.get("/api/v1/devices/wosi%3aRL1A031712000015").status()).isEqualTo(200);
    }

    @Test
    void takesAnIdWithCharactersThatAPathEncodes() {
        DeviceId odd = new DeviceId("pressure", "A%b?c#d+e");
        api.registry.put(odd, Map.of(), true, null);

        JsonNode device = api.get("/api/v1/devices/" + URLEncoder.encode(odd.toString(), StandardCharsets.UTF_8))
                .ok();

        assertThat(device.path("id").stringValue()).isEqualTo(odd.toString());
    }

    @Test
    void saysThatADeviceIsUnknownOrItsIdIsNone() {
        api.get(PATH).problem(404, "device-unknown");
        JsonNode problem = api.get("/api/v1/devices/RL1A031712000015").problem(400, "invalid-device-id");
        assertThat(problem.path("cause").stringValue()).contains("lacks its protocol");
        api.get("/api/v1/devices/wosi:a%20b").problem(400, "invalid-device-id");
    }

    @Test
    void registersADeviceAndThenChangesIt() {
        ApiFixture.Answer created = api.put(PATH, "{\"labels\":{\"city\":\"上海 🔋\"}}");
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.json().path("labels").path("city").stringValue()).isEqualTo("上海 🔋");
        assertThat(created.json().path("enabled").booleanValue()).isTrue();
        assertThat(created.json().path("presence").stringValue()).isEqualTo("offline");

        JsonNode disabled =
                api.put(PATH, "{\"enabled\":false,\"reason\":\"stolen\"}").ok();
        assertThat(disabled.path("enabled").booleanValue()).isFalse();
        assertThat(disabled.path("disabledReason").stringValue()).isEqualTo("stolen");
        assertThat(disabled.path("labels").size()).as("labels left out stay").isEqualTo(1);

        JsonNode stillDisabled = api.put(PATH, "{\"labels\":{}}").ok();
        assertThat(stillDisabled.path("disabledReason").stringValue()).isEqualTo("stolen");
        assertThat(stillDisabled.path("labels").size()).isZero();

        JsonNode enabled = api.put(PATH, "{\"labels\":{\"a\":\"b\"},\"enabled\":true,\"reason\":\"found\"}")
                .ok();
        assertThat(enabled.path("enabled").booleanValue()).isTrue();
        assertThat(enabled.path("disabledReason").isNull()).isTrue();
        assertThat(api.changed).containsExactly(DEVICE, DEVICE, DEVICE, DEVICE);
    }

    @Test
    void disablesWithoutAReasonAndSaysSo() {
        api.register();

        assertThat(api.put(PATH, "{\"enabled\":false}")
                        .ok()
                        .path("disabledReason")
                        .stringValue())
                .contains("disabled by an operator");
    }

    @Test
    void removesADevice() {
        api.register();

        ApiFixture.Answer removed = api.send(api.request(PATH).DELETE());

        assertThat(removed.status()).isEqualTo(204);
        assertThat(removed.text()).isEmpty();
        assertThat(api.changed).containsExactly(DEVICE);
        api.get(PATH).problem(404, "device-unknown");
        api.send(api.request(PATH).DELETE()).problem(404, "device-unknown");
    }

    @Test
    void refusesADescriptionThatIsNotValidAndNamesWhatIsWrong() {
        ApiFixture.Answer answer =
                api.put(PATH, "{\"labels\":{\"a=b\":\"c\",\"d\":1},\"enabled\":\"yes\",\"reason\":7,\"owner\":1}");

        answer.problem(400, "invalid-device");
        assertThat(answer.fields()).containsOnlyKeys("labels", "labels.d", "enabled", "reason", "owner");
        assertThat(api.registry.all()).isEmpty();
        assertThat(api.changed).isEmpty();
    }

    @Test
    void refusesMoreLabelsAndLongerOnesThanAllowed() {
        StringBuilder many = new StringBuilder("{\"labels\":{");
        for (int i = 0; i < 33; i++) {
            many.append(i == 0 ? "" : ",").append("\"l").append(i).append("\":\"\"");
        }
        api.put(PATH, many.append("}}").toString()).problem(400, "invalid-device");
        api.put(PATH, "{\"labels\":{\"a\":\"" + "x".repeat(257) + "\"}}").problem(400, "invalid-device");
        api.put(PATH, "{\"labels\":{\"a\":\"line\\nbreak\"}}").problem(400, "invalid-device");
        api.put(PATH, "{\"labels\":{\"城市\":\"\"}}").problem(400, "invalid-device");
        assertThat(api.put(PATH, "{\"labels\":{\"a\":\"" + "🔋".repeat(128) + "\"}}")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void refusesAProtocolThatTheGatewayDoesNotHave() {
        ApiFixture.Answer answer = api.put("/api/v1/devices/wosii:X1", "{}");

        answer.problem(400, "unknown-protocol");
        assertThat(answer.fields().get("id")).isEqualTo("one of pressure, wosi");
    }

    @Test
    void pagesThroughDevicesInOrder() {
        for (int i = 0; i < 25; i++) {
            api.registry.put(new DeviceId("wosi", "SN%02d".formatted(i)), Map.of(), true, null);
        }
        List<String> seen = new ArrayList<>();
        String after = "";
        int pages = 0;
        do {
            JsonNode page = api.get("/api/v1/devices?limit=10&after=" + after).ok();
            page.path("devices").forEach(device -> seen.add(device.path("id").stringValue()));
            after = page.path("next").isNull() ? null : page.path("next").stringValue();
            pages++;
        } while (after != null);

        assertThat(pages).isEqualTo(3);
        assertThat(seen).hasSize(25).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void saysThatThereIsNoMoreWhenAPageEndsWithTheLastDevice() {
        api.register();

        JsonNode page = api.get("/api/v1/devices?limit=1").ok();

        assertThat(page.path("devices").size()).isEqualTo(1);
        assertThat(page.path("next").isNull()).isTrue();
    }

    @Test
    void filtersDevices() {
        DeviceId online = new DeviceId("wosi", "A");
        DeviceId stale = new DeviceId("wosi", "B");
        DeviceId module = new DeviceId("pressure", "C");
        api.registry.put(online, Map.of("city", "上海", "site", "4"), true, null);
        api.registry.put(stale, Map.of("city", "北京"), true, null);
        api.registry.put(module, Map.of(), true, null);
        api.report(1, new Presence(online, Presence.State.ONLINE, Presence.Reason.CONNECTED, ""));
        api.report(1, new Presence(stale, Presence.State.STALE, Presence.Reason.SILENT, ""));

        assertThat(ids("")).containsExactly("pressure:C", "wosi:A", "wosi:B");
        assertThat(ids("?protocol=wosi")).containsExactly("wosi:A", "wosi:B");
        assertThat(ids("?presence=online")).containsExactly("wosi:A");
        assertThat(ids("?presence=STALE")).containsExactly("wosi:B");
        assertThat(ids("?presence=offline")).containsExactly("pressure:C");
        assertThat(ids("?label=city")).containsExactly("wosi:A", "wosi:B");
        assertThat(ids("?label=city%3D%E4%B8%8A%E6%B5%B7")).containsExactly("wosi:A");
        assertThat(ids("?label=city&label=site=4")).containsExactly("wosi:A");
        assertThat(ids("?label=site=5")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "limit=0, limit",
        "limit=10001, limit",
        "limit=ten, limit",
        "limit=1&limit=2, limit",
        "presence=here, presence",
        "unknown=1, unknown"
    })
    void refusesAParameterThatIsNotValid(String query, String field) {
        ApiFixture.Answer answer = api.get("/api/v1/devices?" + query);

        answer.problem(400, "invalid-parameter");
        assertThat(answer.fields()).containsOnlyKeys(field);
    }

    @Test
    void refusesAFilterThatCanNeverFit() {
        api.get("/api/v1/devices?protocol=wosii").problem(400, "unknown-protocol");
        api.get("/api/v1/devices?after=nonsense").problem(400, "invalid-device-id");
    }

    @Test
    void listsDevicesThatWereDenied() {
        api.registry.admit(DEVICE, "203.0.113.9:5122");
        api.registry.admit(DEVICE, "203.0.113.9:5123");

        assertThat(api.get("/api/v1/unknown-devices").ok()).isEqualTo(ApiFixture.JSON.readTree("""
                                {"devices": [
                                  {"id": "wosi:RL1A031712000015", "remote": "203.0.113.9:5123",
                                   "firstSeen": "2026-11-20T10:00:00Z", "lastSeen": "2026-11-20T10:00:00Z",
                                   "attempts": 2}
                                ]}
                                """));
    }

    private List<String> ids(String query) {
        List<String> ids = new ArrayList<>();
        api.get("/api/v1/devices" + query)
                .ok()
                .path("devices")
                .forEach(device -> ids.add(device.path("id").stringValue()));
        return ids;
    }
}
