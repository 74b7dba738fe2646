package io.devicegateway.powerbank;

import io.devicegateway.powerbank.PowerbankSettings.AckSeparator;
import io.devicegateway.powerbank.PowerbankSettings.Crc;
import io.devicegateway.powerbank.PowerbankSettings.CrcMode;
import io.devicegateway.powerbank.PowerbankSettings.EmMeaning;
import io.devicegateway.powerbank.PowerbankSettings.Slots;
import io.devicegateway.powerbank.PowerbankSettings.Wire;
import io.devicegateway.protocol.StreamProtocol;
import io.devicegateway.transcript.TranscriptRunner;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The transcripts of this protocol, each replayed whole, byte by byte, glued, and with the journal held. */
class PowerbankTranscriptsTest {
    @TestFactory
    Stream<DynamicTest> transcripts() throws URISyntaxException {
        URL folder = Objects.requireNonNull(PowerbankTranscriptsTest.class.getResource("/transcripts"));
        return TranscriptRunner.tests(Path.of(folder.toURI()), PowerbankTranscriptsTest::protocol);
    }

    private static StreamProtocol<?> protocol(Map<String, String> given) {
        Map<String, String> options = new HashMap<>(given);
        Wire wire = Wire.DEFAULT;
        PowerbankSettings settings = PowerbankSettings.DEFAULT
                .with(new Wire(
                        wire.maxFrame(),
                        wire.partialTimeout(),
                        wire.maxSlot(),
                        AckSeparator.valueOf(take(options, "ackSeparator", "MIRROR"))))
                .with(crc(options))
                .with(new Slots(
                        EmMeaning.valueOf(take(options, "emMeaning", "AUTO")),
                        Boolean.parseBoolean(take(options, "lendFlat", "false"))));
        // The usual locker has been here before.
        String known = take(options, "known", "MODBUS/body/high");
        if (!options.isEmpty()) {
            throw new IllegalArgumentException("unknown options: " + options.keySet());
        }
        return new PowerbankProtocol(
                settings, device -> device.value().equals(Frames.IMEI) ? Optional.of(known) : Optional.empty());
    }

    private static Crc crc(Map<String, String> options) {
        String device = take(options, "devices", "");
        int colon = device.indexOf(':');
        return new Crc(
                CrcMode.valueOf(take(options, "crc", "AUTO")),
                Crc16Variant.parse(take(options, "variant", "MODBUS/body/high")),
                colon < 0
                        ? Map.of()
                        : Map.of(device.substring(0, colon), Crc16Variant.parse(device.substring(colon + 1))),
                Boolean.parseBoolean(take(options, "strict", "false")),
                true,
                Boolean.parseBoolean(take(options, "rawReplies", "false")));
    }

    private static String take(Map<String, String> options, String name, String usual) {
        String given = options.remove(name);
        return given == null ? usual : given;
    }
}
