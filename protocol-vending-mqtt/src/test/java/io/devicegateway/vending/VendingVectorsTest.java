package io.devicegateway.vending;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.devicegateway.protocol.MalformedFrame;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The golden vectors: every sample of the document, and vectors that were computed with an independent codec. */
class VendingVectorsTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** The deviations of the vectors that deviate; the others have none. */
    private static final Map<String, List<String>> DEVIATIONS = Map.ofEntries(
            Map.entry("seed-c22", List.of("blank-in-id")),
            Map.entry("seed-c23", List.of("blank-in-id", "extra-part")),
            Map.entry("seed-c24", List.of("blank-in-id")),
            Map.entry("seed-c25", List.of("blank-in-id")),
            Map.entry("seed-c27", List.of("blank-in-id")),
            Map.entry("lib-m-as-number", List.of("value-type")),
            Map.entry("lib-spaces-in-m", List.of("blank-in-id", "blank-in-id", "blank-in-content")),
            Map.entry("lib-unknown-c34", List.of("unknown-code")),
            Map.entry("lib-unknown-result", List.of("unknown-result")));

    private final VendingCodec codec = new VendingCodec(VendingSettings.DEFAULT);
    private final CabinetWriter cabinet = new CabinetWriter("866710036447339", "CQAZ01");

    @TestFactory
    List<DynamicTest> vectors() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        try (InputStream in = VendingVectorsTest.class.getResourceAsStream("/vending-vectors.json")) {
            JsonNode file = JSON.readTree(in);
            for (JsonNode vector : file.get("vectors")) {
                tests.add(dynamicTest(vector.get("name").asString(), () -> run(vector)));
            }
            assertThat(tests).hasSize(file.get("count").asInt());
        }
        return tests;
    }

    private void run(JsonNode vector) throws MalformedFrame {
        String name = vector.get("name").asString();
        byte[] wire = vector.get("wire").asString().getBytes(UTF_8);
        boolean uplink = vector.get("direction").asString().equals("uplink");
        Explained explained = new Explained();
        Map<String, String> told =
                uplink ? told(codec.decode(wire, explained)) : told(codec.decodeDownlink(wire, explained));
        assertThat(told).isEqualTo(expected(vector.get("fields"), uplink));
        assertThat(explained.kinds()).isEqualTo(DEVIATIONS.getOrDefault(name, List.of()));
        coversTheBytes(wire, explained);
        if (uplink) {
            assertThat(codec.sender(wire)).contains("866710036447339");
        }
        if (vector.get("profile").asString().equals("strict")) {
            assertThat(DEVIATIONS).doesNotContainKey(name);
            assertThat(written(vector, wire, uplink))
                    .isEqualTo(vector.get("wire").asString());
        } else if (!uplink) {
            assertThat(written(vector, wire, false))
                    .isEqualTo(vector.get("wire").asString().replace("\" CQAZ01\"", "\"CQAZ01\""));
        }
    }

    private String written(JsonNode vector, byte[] wire, boolean uplink) throws MalformedFrame {
        if (!uplink) {
            return new String(codec.encode(codec.decodeDownlink(wire, new Explained())), UTF_8);
        }
        JsonNode fields = vector.get("fields");
        return new String(
                cabinet.write(
                        fields.get("c").asInt(),
                        fields.get("m").asString(),
                        fields.get("mi").asInt(),
                        null),
                UTF_8);
    }

    /** What is told lies in the message, one behind the other, and is what stands there. */
    private static void coversTheBytes(byte[] wire, Explained explained) {
        int end = 0;
        for (Explained.Field field : explained.fields()) {
            assertThat(field.offset()).isGreaterThanOrEqualTo(end);
            end = field.offset() + field.length();
            assertThat(new String(wire, field.offset(), field.length(), UTF_8))
                    .contains(field.value().toString());
        }
        assertThat(end).isLessThan(wire.length);
    }

    private static Map<String, String> expected(JsonNode fields, boolean uplink) {
        Map<String, String> expected = new LinkedHashMap<>();
        fields.properties().forEach(field -> {
            JsonNode value = field.getValue();
            expected.put(
                    field.getKey(),
                    value.isArray()
                            ? value.valueStream()
                                    .map(JsonNode::asString)
                                    .toList()
                                    .toString()
                            : value.isNull() ? "0" : value.asString());
        });
        expected.keySet().removeAll(List.of("raw_f", "raw_t", uplink ? "t" : "f", "dbm"));
        return expected;
    }

    /** What the message says, under the vector's names. */
    private static Map<String, String> told(VendingUplink message) {
        Map<String, String> told = new LinkedHashMap<>();
        told.put("f", message.head().device());
        told.put("m", message.head().content());
        told.put("mi", String.valueOf(message.head().messageId()));
        switch (message) {
            case VendingUplink.VendReport report -> {
                told.put("c", "23");
                told.put("lane", String.valueOf(report.lane()));
                told.put("order", report.order());
                told.put("result", report.result());
                told.put("extra", report.extra().toString());
            }
            case VendingUplink.Lanes lanes -> {
                told.put("c", "25");
                told.put("faults", lanes.conditions().toString());
            }
            case VendingUplink.Counters counters -> {
                told.put("c", "27");
                told.put("counts", counters.counts().toString());
            }
            case VendingUplink.StockRestored restored -> told.put("c", "29");
            case VendingUplink.TemperatureReport report -> {
                told.put("c", "31");
                told.put("temperature", String.valueOf(report.celsius()));
            }
            case VendingUplink.Network network -> {
                told.put("c", "33");
                told.put("rssi", String.valueOf(network.rssi()));
                told.put("iccid", network.iccid());
                told.put("clbs", network.cell());
            }
            case VendingUplink.Heartbeat heartbeat -> {
                told.put("c", "35");
                told.put("count", String.valueOf(heartbeat.count()));
            }
            case VendingUplink.Other other -> told.put("c", other.code());
        }
        return told;
    }

    private static Map<String, String> told(VendingDownlink message) {
        Map<String, String> told = new LinkedHashMap<>();
        switch (message) {
            case VendingDownlink.Vend vend -> {
                told.put("c", "22");
                told.put("t", vend.device());
                told.put("m", vend.lane() + "&" + vend.order());
                told.put("lane", String.valueOf(vend.lane()));
                told.put("order", vend.order());
                told.put("mi", String.valueOf(vend.messageId()));
            }
            case VendingDownlink.Request request -> {
                told.put("c", String.valueOf(request.code().code().number()));
                told.put("t", request.device());
                told.put("m", "0");
                told.put("mi", String.valueOf(request.messageId()));
            }
            case VendingDownlink.Other other -> throw new AssertionError(other);
        }
        return told;
    }
}
