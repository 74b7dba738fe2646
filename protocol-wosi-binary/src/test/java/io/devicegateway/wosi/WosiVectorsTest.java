package io.devicegateway.wosi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.devicegateway.protocol.DecodeListener;
import io.devicegateway.protocol.MalformedFrame;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The golden vectors: every sample of the document, and vectors that were computed with an independent codec. */
class WosiVectorsTest {
    /** What the vectors call a field, and what the document does. */
    private static final Map<String, String> FIELDS = Map.ofEntries(
            Map.entry("packetLen", "PacketLen"),
            Map.entry("command", "Command"),
            Map.entry("vsn", "VSN"),
            Map.entry("checksum", "CheckSum"),
            Map.entry("token", "Token"),
            Map.entry("rand", "Rand"),
            Map.entry("magic", "Magic"),
            Map.entry("boxId", "BoxID"),
            Map.entry("version", "SoftVer"),
            Map.entry("remain", "RemainNum"),
            Map.entry("slot", "Slot"),
            Map.entry("result", "Result"),
            Map.entry("terminalHex", "TerminalID"),
            Map.entry("level", "Level"),
            Map.entry("iccid", "ICCID"),
            Map.entry("address", "Address"),
            Map.entry("port", "Port"),
            Map.entry("heartbeat", "Heartbeat"),
            Map.entry("ftpAddress", "FTPAddress"),
            Map.entry("ftpPort", "FTPPort"),
            Map.entry("fileName", "FileName"),
            Map.entry("username", "Username"),
            Map.entry("password", "Password"),
            Map.entry("lvl", "Lvl"),
            Map.entry("csq", "CSQ"),
            Map.entry("ser", "SER"),
            Map.entry("mode", "Mode"),
            Map.entry("trailing", "trailing bytes"),
            Map.entry("raw", "Payload"));

    private final WosiCodec lenient = new WosiCodec(WosiSettings.Wire.DEFAULT);
    private final WosiCodec strict = new WosiCodec(WosiSettings.Wire.DEFAULT.withStrict(true));

    @TestFactory
    List<DynamicTest> vectors() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        try (InputStream in = WosiVectorsTest.class.getResourceAsStream("/wosi-vectors.json")) {
            JsonNode file = JsonMapper.builder().build().readTree(in);
            for (JsonNode vector : file.get("vectors")) {
                tests.add(dynamicTest(vector.get("name").asString(), () -> run(vector)));
            }
            assertThat(tests).hasSize(file.get("count").asInt());
        }
        return tests;
    }

    private void run(JsonNode vector) throws MalformedFrame {
        byte[] wire = Bytes.of(vector.get("wire").asString());
        boolean uplink = vector.get("direction").asString().equals("uplink");
        if (vector.has("kind")) {
            runStream(vector, wire);
            return;
        }
        Explained explained = new Explained();
        WosiMessage message = read(lenient, uplink, wire, explained);
        if (!(message instanceof WosiDownlink.Truncated)) {
            checkFields(vector.get("fields"), explained);
        }
        switch (vector.get("profile").asString()) {
            case "strict" -> {
                assertThat(explained.kinds()).isEmpty();
                assertThat(Bytes.hex(write(read(strict, uplink, wire, DecodeListener.NONE))))
                        .isEqualTo(Bytes.hex(wire));
            }
            case "liberal" -> checkCorrected(vector, uplink);
            case "reject-strict" -> {
                assertThat(explained.kinds()).containsExactly("bad-checksum");
                assertThatThrownBy(() -> read(strict, uplink, wire, DecodeListener.NONE))
                        .isInstanceOfSatisfying(
                                MalformedFrame.class, e -> assertThat(e.kind()).isEqualTo("bad-checksum"));
            }
            default -> throw new AssertionError("unknown profile of " + vector);
        }
    }

    /** What a defective sample should have been reads and writes as it stands. */
    private void checkCorrected(JsonNode vector, boolean uplink) throws MalformedFrame {
        if (vector.has("correct_wire")) {
            byte[] correct = Bytes.of(vector.get("correct_wire").asString());
            Explained explained = new Explained();
            WosiMessage message = read(strict, uplink, correct, explained);
            // A network mode of 4 is what cabinets report; it stays outside the document's list.
            assertThat(explained.kinds()).isSubsetOf("mode-range");
            checkPayload(vector.get("fields"), explained);
            assertThat(Bytes.hex(write(message))).isEqualTo(Bytes.hex(correct));
        }
    }

    private void runStream(JsonNode vector, byte[] wire) {
        List<String> expected = new ArrayList<>();
        for (JsonNode frame : vector.get("fields").get("frames")) {
            expected.add(Bytes.hex(Bytes.of(frame.asString())));
        }
        Stream stream = new Stream(new WosiFraming(WosiSettings.Wire.DEFAULT));
        int from = 0;
        for (JsonNode at : vector.get("fields").get("split_at")) {
            stream.feed(java.util.Arrays.copyOfRange(wire, from, at.asInt()));
            from = at.asInt();
        }
        stream.feed(java.util.Arrays.copyOfRange(wire, from, wire.length));
        assertThat(stream.frames()).isEqualTo(expected);
        assertThat(stream.skips()).isEmpty();
    }

    private static WosiMessage read(WosiCodec codec, boolean uplink, byte[] wire, DecodeListener listener)
            throws MalformedFrame {
        return uplink ? codec.decode(wire, listener) : codec.decodeDownlink(wire, listener);
    }

    private byte[] write(WosiMessage message) {
        return message instanceof WosiUplink uplink
                ? WosiUplinkEncoder.encode(uplink, 0x11223344)
                : strict.encode(message);
    }

    private static void checkFields(JsonNode fields, Explained explained) {
        for (Map.Entry<String, JsonNode> field : fields.properties()) {
            check(field.getKey(), field.getValue(), explained, 0);
        }
    }

    /** The fields behind the header, which a correction may have changed. */
    private static void checkPayload(JsonNode fields, Explained explained) {
        for (Map.Entry<String, JsonNode> field : fields.properties()) {
            switch (field.getKey()) {
                case "packetLen", "command", "vsn", "checksum", "token" -> {}
                default -> check(field.getKey(), field.getValue(), explained, 0);
            }
        }
    }

    private static void check(String key, JsonNode expected, Explained explained, int index) {
        if (key.equals("items")) {
            for (int i = 0; i < expected.size(); i++) {
                for (Map.Entry<String, JsonNode> part : expected.get(i).properties()) {
                    check(part.getKey(), part.getValue(), explained, i);
                }
            }
            return;
        }
        if (key.equals("terminal")) {
            var meaning = explained.named("TerminalID").get(index).meaning();
            assertThat(meaning).isNotNull();
            if (!expected.asString().equals("0000000000000000")) {
                assertThat(meaning.en()).isEqualTo(expected.asString());
            }
            return;
        }
        Object value = explained.named(FIELDS.get(key)).get(index).value();
        switch (key) {
            case "command" -> assertThat(FunctionCode.hex((int) value)).isEqualTo(expected.asString());
            case "magic" -> assertThat((int) value).isEqualTo(Integer.parseInt(expected.asString(), 16));
            case "token", "rand", "terminalHex", "trailing", "raw" ->
                assertThat(value.toString().toUpperCase(Locale.ROOT))
                        .isEqualTo(expected.asString().toUpperCase(Locale.ROOT));
            default -> assertThat(value.toString()).isEqualTo(expected.asString());
        }
    }
}
