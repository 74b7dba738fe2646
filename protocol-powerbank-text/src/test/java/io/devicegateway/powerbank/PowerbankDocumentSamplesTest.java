package io.devicegateway.powerbank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.devicegateway.protocol.MalformedFrame;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The fifteen command formats of document 003 as they are printed. They are templates, not frames: all of each is explained,
 * and all that is wrong with it is named.
 */
class PowerbankDocumentSamplesTest {
    private final PowerbankCodec codec = new PowerbankCodec(PowerbankSettings.DEFAULT);

    static Stream<Arguments> samples() {
        return Stream.of(
                sample("{\"IMEI, CH, CRC16\"}", "CH"),
                sample("{\"IMEI, CQ, CRC16\"}", "CQ"),
                sample("{\"IMEI, AQ, 1.FU.XXXXXXXXXX; 2.NF.XXXXXXXXXX; 3.ER;, CRC16\"}", "AQ"),
                sample("{\"IMEI, CC, BW, STROEID, DEVID, CRC16\"}", "CC BW", "bad-slot"),
                sample("{\"IMEI, MQ, STROEID, DEVID, CRC16\"}", "MQ", "bad-slot"),
                sample("{\"IMEI, RQ, T.STROEID, DEVID, CRC16\"}", "RQ T", "bad-slot"),
                sample("{\"IMEI, RQ, F.STROEID, DEVID, CRC16\"}", "RQ F", "bad-slot"),
                sample("{\"IMEI, MC, BO.STROEID, DEVID, CRC16\"}", "MC BO", "bad-slot"),
                sample("{\"IMEI, AM, BO.STROEID, DEVID, CRC16\"}", "AM BO", "bad-slot"),
                sample("{\"IMEI, MC, RO.STROEID, DEVID, CRC16\"}", "MC RO", "bad-slot"),
                sample("{\"IMEI, AM, RO.STROEID, DEVID, CRC16\"}", "AM RO", "bad-slot"),
                sample("{\"IMEI, MR, BF.STROEID, DEVID, CRC16\"}", "MR BF", "bad-slot"),
                sample("{\"IMEI, AR, BF.STROEID .DEVID, CRC16\"}", "AR BF", "bad-slot"),
                sample("{\"IMEI, MR, RF.STROEID .DEVID, CRC16\"}", "MR RF", "bad-slot"),
                sample("{\"IMEI, AR, RF.STROEID .DEVID, CRC16\"}", "AR RF", "bad-slot"));
    }

    private static Arguments sample(String frame, String command, String... defects) {
        return Arguments.of(frame, command, List.of(defects));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void isExplainedAndItsDefectsAreNamed(String frame, String command, List<String> defects) {
        Explained explained = new Explained();
        MalformedFrame refused =
                catchThrowableOfType(MalformedFrame.class, () -> codec.decode(Vectors.bytes(frame), explained));
        assertThat(refused.kind()).isEqualTo("bad-imei");
        assertThat(refused).hasMessageContaining("'IMEI' is not 15 digits");
        String read = explained.first("Command word").orElseThrow().value()
                + explained
                        .first("Command data")
                        .map(field -> " " + field.value())
                        .orElse("");
        assertThat(read).isEqualTo(command);
        assertThat(explained.first("CRC16").orElseThrow().value()).isEqualTo("CRC16");
        assertThat(explained.kinds()).contains("bad-checksum", "blanks").containsAll(defects);
        if (!defects.isEmpty()) {
            assertThat(explained.first("STROEID").orElseThrow().value()).isEqualTo("STROEID");
            assertThat(explained.first("DEVID").orElseThrow().value()).isEqualTo("DEVID");
        }
        int covered =
                explained.fields().stream().mapToInt(Explained.Field::length).sum();
        long punctuation = frame.chars().filter(c -> ",.; ".indexOf(c) >= 0).count();
        assertThat(covered + punctuation).isEqualTo(frame.length());
    }
}
