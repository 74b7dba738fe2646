package io.devicegateway.powerbank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.devicegateway.protocol.DecodeListener;
import io.devicegateway.protocol.MalformedFrame;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** All golden vectors, each with its own check and with those of all fifty variants. */
class PowerbankVectorsTest {
    private static final PowerbankSettings STRICT =
            PowerbankSettings.DEFAULT.with(PowerbankSettings.Crc.DEFAULT.withStrict(true));

    private final PowerbankCodec lenient = new PowerbankCodec(PowerbankSettings.DEFAULT);
    private final PowerbankCodec strict = new PowerbankCodec(STRICT);

    @TestFactory
    Stream<DynamicTest> vectors() {
        return Vectors.all().stream()
                .map(vector -> dynamicTest(vector.get("name").asString(), () -> run(vector)));
    }

    private void run(JsonNode vector) throws MalformedFrame {
        if (vector.path("kind").asString("").equals("stream")) {
            runStream(vector);
            return;
        }
        byte[] wire = Vectors.bytes(vector.get("wire").asString());
        boolean uplink = vector.get("direction").asString().equals("uplink");
        Explained explained = new Explained();
        switch (vector.get("profile").asString()) {
            case "template" -> {
                assertThatThrownBy(() -> read(lenient, uplink, wire, explained)).isInstanceOf(MalformedFrame.class);
                checkFields(vector.get("fields"), explained);
            }
            case "strict" -> {
                PowerbankMessage message = read(strict, uplink, wire, explained);
                checkFields(vector.get("fields"), explained);
                assertThat(explained.kinds()).isEmpty();
                assertThat(Vectors.text(write(message, Crc16Variant.DEFAULT)))
                        .isEqualTo(vector.get("wire").asString());
                checkVariants(vector, uplink);
            }
            case "liberal" -> {
                read(strict, uplink, wire, explained);
                checkFields(vector.get("fields"), explained);
            }
            case "reject-strict" -> {
                read(lenient, uplink, wire, explained);
                checkFields(vector.get("fields"), explained);
                assertThat(explained.kinds()).containsExactly("bad-checksum");
                assertThatThrownBy(() -> read(strict, uplink, wire, DecodeListener.NONE))
                        .isInstanceOfSatisfying(
                                MalformedFrame.class, e -> assertThat(e.kind()).isEqualTo("bad-checksum"));
            }
            default -> throw new AssertionError("unknown profile of " + vector);
        }
    }

    /** The message is the same in every variant, its check is recognised, and it is written in that variant again. */
    private void checkVariants(JsonNode vector, boolean uplink) throws MalformedFrame {
        for (Crc16Variant variant : Crc16Variant.ALL) {
            byte[] wire = Vectors.wire(vector, variant);
            Explained explained = new Explained();
            PowerbankMessage message = read(strict, uplink, wire, explained);
            assertThat(explained.kinds()).isEmpty();
            assertThat(explained.first("CRC16").orElseThrow().meaning().en()).contains(variant.toString());
            assertThat(Vectors.text(write(message, variant))).isEqualTo(Vectors.text(wire));
            if (message instanceof PowerbankUplink up) {
                assertThat(up.check().matching().contains(variant)).isTrue();
            }
        }
    }

    private void runStream(JsonNode vector) {
        byte[] wire = Vectors.bytes(vector.get("wire").asString());
        io.devicegateway.powerbank.Stream stream =
                new io.devicegateway.powerbank.Stream(new PowerbankFraming(PowerbankSettings.Wire.DEFAULT));
        int split = vector.get("fields").path("split_at").asInt(wire.length);
        stream.feed(Arrays.copyOf(wire, split)).feed(Arrays.copyOfRange(wire, split, wire.length));
        assertThat(stream.frames()).hasSize(vector.get("fields").get("frames").asInt());
        assertThat(stream.frames()).allMatch(frame -> frame.contains("865501040783269,CH,7CB3"));
    }

    private static PowerbankMessage read(PowerbankCodec codec, boolean uplink, byte[] wire, DecodeListener listener)
            throws MalformedFrame {
        return uplink ? codec.decode(wire, listener) : codec.decodeDownlink(wire, listener);
    }

    /** As the side that sends it writes it; an outcome with the separator that it was read with. */
    private byte[] write(PowerbankMessage message, Crc16Variant variant) {
        return switch (message) {
            case PowerbankUplink.OutcomeReport report ->
                PowerbankUplinkEncoder.encode(
                        report, new LockerSpelling(variant, report.separator(), false, false, "\r\n"));
            case PowerbankUplink uplink -> PowerbankUplinkEncoder.encode(uplink, LockerSpelling.of(variant));
            case PowerbankDownlink downlink -> strict.encode(inVariant(downlink, new Dialect(variant, false)));
        };
    }

    static PowerbankDownlink inVariant(PowerbankDownlink message, Dialect dialect) {
        return switch (message) {
            case PowerbankDownlink.StatusQuery query -> new PowerbankDownlink.StatusQuery(query.imei(), dialect);
            case PowerbankDownlink.Lend lend ->
                new PowerbankDownlink.Lend(lend.imei(), dialect, lend.slot(), lend.bank());
            case PowerbankDownlink.OwnershipAnswer answer ->
                new PowerbankDownlink.OwnershipAnswer(
                        answer.imei(), dialect, answer.owned(), answer.slot(), answer.bank());
            case PowerbankDownlink.Acknowledgement ack ->
                new PowerbankDownlink.Acknowledgement(
                        ack.imei(), dialect, ack.outcome(), ack.slot(), ack.bank(), ack.separator());
            case PowerbankDownlink.Unknown unknown -> unknown;
        };
    }

    private static void checkFields(JsonNode fields, Explained explained) {
        if (fields.has("imei")) {
            assertThat(explained.first("IMEI").orElseThrow().value())
                    .isEqualTo(fields.get("imei").asString());
        }
        assertThat(explained.first("Command word").orElseThrow().value())
                .isEqualTo(fields.get("cmd").asString());
        if (fields.has("sub") && !fields.get("sub").isNull()) {
            assertThat(explained.first("Command data").orElseThrow().value())
                    .isEqualTo(fields.get("sub").asString());
        }
        if (fields.has("slot")) {
            assertThat(explained.first("STROEID").orElseThrow().value())
                    .isEqualTo(fields.get("slot").asInt());
            assertThat(explained.first("DEVID").orElseThrow().value())
                    .isEqualTo(fields.get("dev").asString());
        }
        if (fields.has("slots")) {
            checkSlots(fields.get("slots"), explained);
        }
    }

    private static void checkSlots(JsonNode slots, Explained explained) {
        List<String> banks = explained.named("DEVID").stream()
                .map(field -> field.value().toString())
                .toList();
        int bank = 0;
        for (int i = 0; i < slots.size(); i++) {
            JsonNode slot = slots.get(i);
            assertThat(explained.named("STROEID").get(i).value())
                    .isEqualTo(slot.get("slot").asInt());
            assertThat(explained.named("State").get(i).value())
                    .isEqualTo(slot.get("state").asString());
            if (!slot.get("dev").isNull()) {
                assertThat(banks.get(bank)).isEqualTo(slot.get("dev").asString());
                bank++;
            }
        }
        assertThat(banks).hasSize(bank);
        assertThat(explained.named("STROEID")).hasSize(slots.size());
    }
}
