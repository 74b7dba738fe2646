package io.devicegateway.pressure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.devicegateway.api.PressureSamples.Channel;
import io.devicegateway.protocol.MalformedFrame;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The golden vectors: every sample of the document, and vectors that were computed with an independent codec. */
class PressureVectorsTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** The deviations of the vectors that deviate; the others have none. */
    private static final Map<String, List<String>> DEVIATIONS = Map.ofEntries(
            Map.entry("seed-pong", List.of("wide-blank")),
            Map.entry(
                    "seed-push_msg",
                    List.of("blank-in-text", "unreadable-samples", "unreadable-samples", "unreadable-samples")),
            Map.entry("seed-push_info_ack", List.of("wide-blank")),
            Map.entry("seed-info", List.of("full-width-comma", "stray-comma")),
            Map.entry("seed-version", List.of("full-width-comma")),
            Map.entry("seed-update", List.of("full-width-comma")),
            Map.entry("seed-query_msg", List.of("full-width-comma")),
            Map.entry("push_msg-51-values", List.of("blank-in-text", "sample-count")),
            Map.entry("push_msg-packnum-number", List.of("value-type", "sample-count", "value-type", "value-type")),
            Map.entry("push_msg_ack-number", List.of("value-type")),
            Map.entry("push_info-legacy-keys", List.of("legacy-key", "legacy-key")),
            Map.entry("update_ack-bool", List.of("value-type")),
            Map.entry("push_online-railway-leading-zero", List.of("leading-zero", "leading-zero")),
            Map.entry("lib-fullwidth-comma", List.of("full-width-comma", "full-width-comma", "stray-comma")));

    private final PressureCodec codec = new PressureCodec(PressureSettings.DEFAULT);

    @TestFactory
    List<DynamicTest> vectors() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        try (InputStream in = PressureVectorsTest.class.getResourceAsStream("/pressure-vectors.json")) {
            JsonNode file = JSON.readTree(in);
            for (JsonNode vector : file.get("vectors")) {
                tests.add(dynamicTest(vector.get("name").asString(), () -> run(vector)));
            }
            assertThat(tests).hasSize(file.get("count").asInt());
        }
        return tests;
    }

    private void run(JsonNode vector) throws MalformedFrame {
        byte[] wire = vector.get("wire").asString().getBytes(UTF_8);
        if (vector.has("kind")) {
            stream(vector, wire);
            return;
        }
        boolean uplink = vector.get("direction").asString().equals("uplink");
        Explained explained = new Explained();
        PressureMessage message = uplink ? codec.decode(wire, explained) : codec.decodeDownlink(wire, explained);
        assertThat(told(message)).isEqualTo(expected(vector.get("fields"), message));
        assertThat(explained.kinds())
                .isEqualTo(DEVIATIONS.getOrDefault(vector.get("name").asString(), List.of()));
        coversTheBytes(wire, explained);
        if (vector.get("profile").asString().equals("strict")) {
            assertThat(DEVIATIONS).doesNotContainKey(vector.get("name").asString());
            assertThat(new String(write(message), UTF_8))
                    .isEqualTo(compact(vector.get("wire").asString()));
        } else if (vector.has("correct_wire")) {
            assertThat(new String(write(message), UTF_8))
                    .isEqualTo(vector.get("correct_wire").asString());
        }
    }

    private void stream(JsonNode vector, byte[] wire) throws MalformedFrame {
        for (Stream stream : List.of(stream().feed(wire), stream().feedByteByByte(wire))) {
            assertThat(stream.frames())
                    .hasSize(vector.get("fields").get("frames").asInt());
            List<String> commands = new ArrayList<>();
            for (String frame : stream.frames()) {
                Explained explained = new Explained();
                codec.decode(frame.getBytes(UTF_8), explained);
                commands.add(explained.first("cmd").orElseThrow().value().toString());
            }
            assertThat(commands)
                    .isEqualTo(vector.get("fields")
                            .get("cmds")
                            .valueStream()
                            .map(JsonNode::asString)
                            .toList());
            assertThat(stream.waiting()).isZero();
        }
    }

    private static Stream stream() {
        return new Stream(new PressureFraming(PressureSettings.Wire.DEFAULT));
    }

    private byte[] write(PressureMessage message) {
        return message instanceof PressureUplink uplink ? PressureUplinkEncoder.encode(uplink) : codec.encode(message);
    }

    /** The members that are told lie in the message, one behind the other. */
    private static void coversTheBytes(byte[] wire, Explained explained) {
        int end = 0;
        for (Explained.Field field : explained.fields()) {
            assertThat(field.offset()).isGreaterThan(end);
            end = field.offset() + field.length();
            String bytes = new String(wire, field.offset(), field.length(), UTF_8);
            assertThat(bytes)
                    .startsWith("\"" + field.name().en() + "\"")
                    .contains(field.value().toString());
        }
        assertThat(end).isLessThan(wire.length);
    }

    private static String compact(String json) {
        StringBuilder out = new StringBuilder();
        boolean text = false;
        for (char c : json.toCharArray()) {
            text ^= c == '"';
            if (text || c > ' ') {
                out.append(c);
            }
        }
        return out.toString();
    }

    /** The vector's fields as texts, but for those that say the same twice. */
    private static Map<String, String> expected(JsonNode fields, PressureMessage message) {
        Map<String, String> expected = new LinkedHashMap<>();
        fields.properties().forEach(field -> flatten(field.getKey(), field.getValue(), expected));
        if (expected.containsKey("longitude")) {
            assertThat(expected.remove("location"))
                    .isEqualTo(expected.get("longitude") + "," + expected.get("latitude"));
        }
        if (message instanceof PressureDownlink) {
            expected.keySet().removeIf(key -> key.equals("cmd"));
        }
        expected.remove("cmd");
        return expected;
    }

    private static void flatten(String key, JsonNode value, Map<String, String> into) {
        if (key.equals("data") || key.equals("st") || key.equals("dt")) {
            value.properties().forEach(part -> {
                JsonNode list = part.getValue();
                into.put(
                        key + part.getKey(),
                        list.isNull()
                                ? "null"
                                : list.valueStream()
                                        .map(JsonNode::asString)
                                        .toList()
                                        .toString());
            });
        } else if (key.equals("err")) {
            for (int i = 0; i < value.size(); i++) {
                into.put("err" + i, value.get(i).asString());
            }
        } else {
            into.put(key, value.asString());
        }
    }

    /** What the message says, under the vector's names. */
    private static Map<String, String> told(PressureMessage message) {
        Map<String, String> told = new LinkedHashMap<>();
        switch (message) {
            case PressureUplink.Ping ping -> put(told, "IMEI", ping.imei());
            case PressureUplink.Time time -> put(told, "IMEI", time.imei());
            case PressureUplink.PushMsg push -> pushMsg(told, push);
            case PressureUplink.PushInfo push -> {
                put(told, "IMEI", push.imei());
                put(told, "CCID", push.ccid());
                location(told, push.location());
            }
            case PressureUplink.InfoAck ack -> {
                put(told, "IMEI", ack.imei());
                put(told, "CCID", ack.ccid());
                location(told, ack.location());
                ack.failures().forEach(line -> put(told, "err" + (line.line() - 1), line.failures()));
            }
            case PressureUplink.VersionAck ack -> {
                put(told, "IMEI", ack.imei());
                put(told, "type", ack.type());
                put(told, "version", ack.version());
            }
            case PressureUplink.UpdateAck ack -> put(told, "result", ack.result());
            case PressureUplink.QueryMsgAck ack -> put(told, "result", ack.result());
            case PressureUplink.PushOnline push -> {
                put(told, "IMEI", push.imei());
                put(told, "packnum", text(push.packnum()));
                push.sensors().forEach(sensor -> {
                    put(told, "st" + sensor.index(), "[" + sensor.st() + "]");
                    put(told, "dt" + sensor.index(), sensor.dt() == null ? null : "[" + sensor.dt() + "]");
                });
            }
            case PressureDownlink.TimeAck ack -> put(told, "timestamp", ack.timestamp());
            case PressureDownlink.PushMsgAck ack -> put(told, "packnum", text(ack.packnum()));
            case PressureDownlink.PushOnlineAck ack -> put(told, "packnum", text(ack.packnum()));
            case PressureDownlink.InfoQuery query -> put(told, "IMEI", query.imei());
            case PressureDownlink.VersionQuery query -> put(told, "IMEI", query.imei());
            case PressureDownlink.Update update -> put(told, "IMEI", update.imei());
            case PressureDownlink.QueryMsg query -> put(told, "IMEI", query.imei());
            case PressureDownlink.Pong pong -> {}
            case PressureDownlink.PushInfoAck ack -> {}
            case PressureDownlink.Unknown unknown -> throw new AssertionError(unknown);
            case PressureUplink.Unknown unknown -> throw new AssertionError(unknown);
        }
        return told;
    }

    private static void pushMsg(Map<String, String> told, PressureUplink.PushMsg push) {
        put(told, "IMEI", push.imei());
        put(told, "packnum", text(push.packnum()));
        put(told, "time", push.time() == null ? null : push.time().toString().replace('T', ' ') + seconds(push));
        for (Channel channel : push.channels()) {
            int[] samples = channel.samples();
            put(
                    told,
                    "data" + channel.index(),
                    samples == null ? "null" : IntStream.of(samples).boxed().toList());
        }
        put(told, "temperature", push.temperature());
        put(told, "humidity", push.humidity());
    }

    /** A time of whole minutes is told without seconds. */
    private static String seconds(PressureUplink.PushMsg push) {
        return push.time().getSecond() == 0 ? ":00" : "";
    }

    private static void location(Map<String, String> told, PressureUplink.Location place) {
        put(told, "longitude", place.longitude());
        put(told, "latitude", place.latitude());
    }

    private static String text(JsonText text) {
        return text == null ? null : text.text();
    }

    private static void put(Map<String, String> told, String name, Object value) {
        if (value != null) {
            told.put(name, value.toString());
        }
    }
}
