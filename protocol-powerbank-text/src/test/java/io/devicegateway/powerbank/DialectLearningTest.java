package io.devicegateway.powerbank;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.powerbank.PowerbankSettings.Crc;
import io.devicegateway.powerbank.PowerbankSettings.CrcMode;
import io.devicegateway.protocol.DecodeListener;
import io.devicegateway.protocol.MalformedFrame;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is concluded from the checks of a device's own frames. */
class DialectLearningTest {
    private static final String IMEI = Frames.IMEI;
    private static final Crc16Variant XMODEM = Crc16Variant.parse("XMODEM/head+body/low");
    private static final Crc16Variant KERMIT = Crc16Variant.parse("KERMIT/cmd+data/high");

    private final PowerbankCodec codec = new PowerbankCodec(PowerbankSettings.DEFAULT);

    private static DialectLearning learning(Crc settings) {
        return new DialectLearning(settings, IMEI, Optional.empty());
    }

    private FrameCheck check(String data, Crc16Variant variant) throws MalformedFrame {
        return codec.decode(Frames.of(IMEI + "," + data, variant), DecodeListener.NONE)
                .check();
    }

    @Test
    void nothingIsKnownAtFirst() {
        DialectLearning learning = learning(Crc.DEFAULT);
        assertThat(learning.isPinned()).isFalse();
        assertThat(learning.dialect()).isEqualTo(Dialect.DEFAULT);
    }

    @Test
    void twoDifferentFramesPinWhatTheyAgreeOn() throws MalformedFrame {
        for (Crc16Variant variant : Crc16Variant.ALL) {
            DialectLearning learning = learning(Crc.DEFAULT);
            assertThat(learning.take(check("CH", variant))).isTrue();
            assertThat(learning.isPinned()).isFalse();
            assertThat(learning.take(check("CH", variant))).isTrue();
            assertThat(learning.isPinned()).as("the same frame twice is one").isFalse();
            assertThat(learning.take(check("MQ,1,0123456789", variant))).isTrue();
            assertThat(learning.isPinned()).isTrue();
            assertThat(learning.dialect().variant()).isEqualTo(variant);
            assertThat(learning.description()).contains(variant.algorithm().title(), "two of its own frames");
        }
    }

    @Test
    void whatFitsSeveralIsDecidedByTheNextFrame() throws MalformedFrame {
        int i = 0;
        FrameCheck ambiguous = check("MQ,1,X" + i, XMODEM);
        while (ambiguous.matching().size() < 2) {
            i++;
            ambiguous = check("MQ,1,X" + i, XMODEM);
        }
        DialectLearning learning = learning(Crc.DEFAULT);
        learning.take(ambiguous);
        assertThat(ambiguous.matching().contains(learning.dialect().variant())).isTrue();
        learning.take(check("CH", XMODEM));
        assertThat(learning.dialect().variant()).isEqualTo(XMODEM);
        assertThat(learning.isPinned()).isTrue();
    }

    @Test
    void anErrorOnTheWayChangesNothing() throws MalformedFrame {
        DialectLearning learning = learning(Crc.DEFAULT);
        learning.take(check("CH", XMODEM));
        learning.take(check("MQ,1,A", XMODEM));
        assertThat(learning.take(FrameCheck.UNREADABLE)).isFalse();
        assertThat(learning.take(check("MQ,1,B", KERMIT))).isFalse();
        assertThat(learning.take(check("MQ,1,B", KERMIT)))
                .as("the same frame twice")
                .isFalse();
        assertThat(learning.dialect().variant()).isEqualTo(XMODEM);
        assertThat(learning.take(check("MQ,1,C", XMODEM))).isTrue();
        assertThat(learning.take(check("MQ,1,D", KERMIT)))
                .as("not two in a row")
                .isFalse();
        assertThat(learning.dialect().variant()).isEqualTo(XMODEM);
    }

    @Test
    void aDeviceThatChangesItsMindIsFollowed() throws MalformedFrame {
        DialectLearning learning = learning(Crc.DEFAULT);
        learning.take(check("CH", XMODEM));
        learning.take(check("MQ,1,A", XMODEM));
        assertThat(learning.take(check("CH", KERMIT))).isFalse();
        assertThat(learning.take(check("MQ,1,A", KERMIT))).isTrue();
        assertThat(learning.dialect().variant()).isEqualTo(KERMIT);
        assertThat(learning.description()).contains("differ from what it spoke before");
        assertThat(learning.words()).isEqualTo("the device speaks KERMIT/cmd+data/high");
    }

    @Test
    void whatWasFoundBeforeHoldsFromTheFirstFrame() {
        DialectLearning learning = new DialectLearning(Crc.DEFAULT, IMEI, Optional.of(XMODEM.toString()));
        assertThat(learning.isPinned()).isTrue();
        assertThat(learning.dialect().variant()).isEqualTo(XMODEM);
        DialectLearning unreadable = new DialectLearning(Crc.DEFAULT, IMEI, Optional.of("of a later version"));
        assertThat(unreadable.isPinned()).isFalse();
    }

    @Test
    void whatAnOperatorFixedHolds() throws MalformedFrame {
        Crc fixed = Crc.DEFAULT.with(CrcMode.FIXED, XMODEM);
        DialectLearning learning = new DialectLearning(fixed, IMEI, Optional.of(KERMIT.toString()));
        assertThat(learning.dialect().variant()).isEqualTo(XMODEM);
        assertThat(learning.take(check("CH", KERMIT))).isFalse();
        assertThat(learning.take(check("MQ,1,A", KERMIT))).isFalse();
        assertThat(learning.take(check("CH", XMODEM))).isTrue();
        assertThat(learning.dialect().variant()).isEqualTo(XMODEM);
    }

    @Test
    void theMostSpecificFixHolds() {
        Crc crc = Crc.DEFAULT.withDevices(
                Map.of("86550104*", KERMIT, "8655*", Crc16Variant.parse("ARC/body/low"), "865501040783270", XMODEM));
        assertThat(crc.fixed("865501040783269")).contains(KERMIT);
        assertThat(crc.fixed("865501040783270")).contains(XMODEM);
        assertThat(crc.fixed("865599999999999")).contains(Crc16Variant.parse("ARC/body/low"));
        assertThat(crc.fixed("123456789012345")).isEmpty();
        assertThat(crc.with(CrcMode.FIXED, XMODEM).fixed("123456789012345")).contains(XMODEM);
        assertThat(learning(crc).dialect().variant()).isEqualTo(KERMIT);
        assertThat(learning(crc.with(CrcMode.OFF, XMODEM)).dialect().variant()).isEqualTo(KERMIT);
    }

    @Test
    void checksThatAreOffAlwaysFit() throws MalformedFrame {
        DialectLearning learning = learning(Crc.DEFAULT.with(CrcMode.OFF, XMODEM));
        assertThat(learning.take(FrameCheck.UNREADABLE)).isTrue();
        assertThat(learning.take(check("CH", KERMIT))).isTrue();
        assertThat(learning.dialect().variant()).isEqualTo(XMODEM);
        assertThat(learning.isPinned()).isFalse();
    }

    @Test
    void aDeviceThatWritesBytesIsWrittenBytesOnlyWhereThatIsWanted() throws MalformedFrame {
        FrameCheck raw = codec.decode(
                        PowerbankUplinkEncoder.frame(IMEI + ",CH", new LockerSpelling(XMODEM, ',', false, true, "")),
                        DecodeListener.NONE)
                .check();
        DialectLearning usual = learning(Crc.DEFAULT);
        usual.take(raw);
        assertThat(usual.dialect()).isEqualTo(new Dialect(XMODEM, false));
        DialectLearning wanted = learning(new Crc(CrcMode.AUTO, Crc16Variant.DEFAULT, Map.of(), false, true, true));
        wanted.take(raw);
        assertThat(wanted.dialect()).isEqualTo(new Dialect(XMODEM, true));
    }
}
