package io.devicegateway.chargepile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.chargepile.ChargepileCommand.Period;
import io.devicegateway.chargepile.ChargepileCommand.QrCode;
import io.devicegateway.protocol.MalformedFrame;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The golden vectors, made with an independent codec: the document has no sample of its own. */
final class ChargepileVectorsTest {
    private final ChargepileCodec codec = new ChargepileCodec(ChargepileSettings.DEFAULT);

    static Stream<Arguments> vectors() {
        return all().stream().map(vector -> Arguments.of(vector.get("name").asString(), vector));
    }

    static List<JsonNode> all() {
        try (InputStream in = ChargepileVectorsTest.class.getResourceAsStream("/chargepile-vectors.json")) {
            JsonNode file = JsonMapper.builder().build().readTree(in);
            List<JsonNode> vectors = new ArrayList<>();
            file.get("vectors").forEach(vectors::add);
            assertThat(vectors).hasSize(file.get("count").asInt());
            return vectors;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("vectors")
    void isReadAsItsFields(String name, JsonNode vector) throws MalformedFrame {
        Explained explained = new Explained();
        ChargepileMessage message = codec.decode(wire(vector), explained);

        assertThat(sorted(fields(message))).isEqualTo(sorted(plain(vector.get("fields"))));
        if (vector.get("profile").asString().equals("strict")) {
            assertThat(explained.kinds()).isEmpty();
        } else if (!name.equals("106-config-qr-with-comma")) {
            assertThat(explained.kinds()).as("what deviates is counted").isNotEmpty();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("vectors")
    void isWrittenAsItStands(String name, JsonNode vector) throws MalformedFrame {
        ChargepileMessage message = codec.decode(wire(vector), new Explained());
        String expected = switch (name) {
            case "lib-100-seconds-timestamp" -> "192.168.1.1,API:2.0.2,100,1523232000000,3301020000000001";
            case "lib-105-trailing-comma" -> "192.168.1.1,API:2.0.2,105,1523232000000,3301020000000001";
            case "lib-107-blanks" -> "192.168.1.1,API:2.0.2,107,1523232000000,3301020000000001,30,90";
            default -> vector.get("wire").asString();
        };
        assertThat(new String(codec.encode(message), UTF_8)).isEqualTo(expected);
    }

    /** The fields of the explanation lie in the line one after the other, and each byte but the commas is explained. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("vectors")
    void isExplainedFieldByField(String name, JsonNode vector) throws MalformedFrame {
        Explained explained = new Explained();
        byte[] wire = wire(vector);
        codec.decode(wire, explained);

        int at = 0;
        for (Explained.Field field : explained.fields()) {
            for (int i = at; i < field.offset(); i++) {
                assertThat(wire[i]).as("byte %s of %s", i, name).isIn((byte) ',', (byte) ' ');
            }
            assertThat(field.offset()).isGreaterThanOrEqualTo(at);
            assertThat(field.name().zh()).isNotEmpty();
            at = field.offset() + field.length();
        }
        assertThat(new String(wire, at, wire.length - at, UTF_8)).matches(",?");
    }

    @Test
    void everyCommandHasAVector() {
        List<Integer> codes = new ArrayList<>(all().stream()
                .map(vector -> vector.get("fields").get("command").asInt())
                .distinct()
                .sorted()
                .toList());
        codes.add(108); // the document's shortest: see ChargepileCodecTest
        assertThat(codes).contains(100, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111, 112, 113, 114);
    }

    static byte[] wire(JsonNode vector) {
        return vector.get("wire").asString().getBytes(UTF_8);
    }

    private static Map<String, Object> sorted(Map<String, Object> fields) {
        return new TreeMap<>(fields);
    }

    /** Numbers as texts, so that 1 is 1 whatever it is kept in. */
    private static Map<String, Object> plain(JsonNode object) {
        Map<String, Object> fields = new LinkedHashMap<>();
        object.properties().forEach(entry -> {
            JsonNode value = entry.getValue();
            if (value.isArray()) {
                List<Map<String, Object>> items = new ArrayList<>();
                value.forEach(item -> items.add(sorted(plain(item))));
                fields.put(entry.getKey(), items);
            } else {
                fields.put(entry.getKey(), value.asString());
            }
        });
        return fields;
    }

    private static Map<String, Object> fields(ChargepileMessage message) {
        Map<String, Object> all = new LinkedHashMap<>();
        ChargepileHeader header = message.header();
        put(
                all,
                "ip",
                header.ip(),
                "version",
                header.version(),
                "command",
                message.command().code());
        put(all, "timestamp", header.timestamp(), "pile", header.pile());
        switch (message.command()) {
            case ChargepileCommand.Charge c -> {
                put(all, "startType", c.startType(), "dataPile", c.dataPile(), "gun", c.gun());
                put(all, "accountId", c.accountId(), "balanceFen", c.balanceFen(), "prepaidFen", c.prepaidFen());
                put(all, "freeFen", c.freeFen(), "orderNo", c.orderNumber());
            }
            case ChargepileCommand.Reserve r -> {
                put(all, "reserveType", r.type(), "account", r.account(), "gun", r.gun());
                put(all, "start", r.startSeconds(), "end", r.endSeconds());
            }
            case ChargepileCommand.ReservationQuery q -> put(all, "gun", q.gun());
            case ChargepileCommand.RecordQuery q -> put(all, "queryType", q.type());
            case ChargepileCommand.PileParameters p -> parameters(all, p);
            case ChargepileCommand.HeartbeatSetting h ->
                put(all, "periodSec", h.periodSeconds(), "timeoutSec", h.timeoutSeconds());
            case ChargepileCommand.Restart r -> put(all, "gun", r.gun());
            case ChargepileCommand.SystemSettings s -> {
                put(all, "deviceType", s.deviceType(), "longitude", s.longitude(), "latitude", s.latitude());
                put(all, "lotNo", s.lotNumber(), "spaceNo", s.spaceNumber(), "stationNo", s.stationNumber());
                put(all, "regionNo", s.regionNumber(), "operationType", s.operationType());
            }
            case ChargepileCommand.Rates r -> rates(all, r);
            case ChargepileCommand.Upgrade u -> {
                put(all, "ftpAddress", u.ftpAddress(), "ftpAccount", u.ftpAccount(), "ftpPassword", u.ftpPassword());
                put(all, "needUpgrade", u.needed(), "currentVersion", u.currentVersion(), "recordId", u.recordId());
            }
            case ChargepileCommand.PackageUpgrade u -> {
                put(all, "versionNo", u.version(), "recordId", u.recordId(), "packagePath", u.path());
                put(all, "packetLength", u.packetBytes());
            }
            case ChargepileCommand.Heartbeat none -> {}
            case ChargepileCommand.DownloadQuery none -> {}
            case ChargepileCommand.UpdateQuery none -> {}
            case ChargepileCommand.VersionQuery none -> {}
            case ChargepileCommand.Unknown unknown -> put(all, "data", unknown.data());
        }
        return all;
    }

    private static void parameters(Map<String, Object> all, ChargepileCommand.PileParameters p) {
        put(all, "phase", p.phase(), "maxCurrent", p.maxCurrent(), "workMode", p.workMode(), "offline", p.offline());
        put(all, "offlineRecords", p.offlineRecords(), "guns", p.guns(), "gunUses", p.gunUses());
        put(all, "reservation", p.reservation(), "screenAccount", p.screenAccount());
        put(all, "screenPassword", p.screenPassword(), "heartbeatSec", p.heartbeatSeconds());
        put(all, "serverIp", p.serverIp(), "serverPort", p.serverPort());
        put(all, "qrCount", p.qrCodes().size());
        List<Map<String, Object>> codes = new ArrayList<>();
        for (QrCode code : p.qrCodes()) {
            Map<String, Object> item = new TreeMap<>();
            put(item, "length", code.data().length(), "data", code.data(), "gun", code.gun());
            codes.add(item);
        }
        all.put("qr", codes);
    }

    private static void rates(Map<String, Object> all, ChargepileCommand.Rates rates) {
        put(all, "templateId", rates.templateId(), "gun", rates.gun());
        put(all, "periodCount", rates.periods().size());
        List<Map<String, Object>> periods = new ArrayList<>();
        for (Period period : rates.periods()) {
            Map<String, Object> item = new TreeMap<>();
            put(
                    item,
                    "start",
                    period.start(),
                    "end",
                    period.end(),
                    "price",
                    period.price(),
                    "fee",
                    period.serviceFee());
            periods.add(item);
        }
        all.put("periods", periods);
    }

    private static void put(Map<String, Object> map, Object... namesAndValues) {
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], String.valueOf(namesAndValues[i + 1]));
        }
    }
}
