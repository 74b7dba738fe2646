package io.devicegateway.powerbank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The five algorithms against the check values of their catalogue, and the fast search against the plain way. */
class Crc16Test {
    @ParameterizedTest
    @CsvSource({
        "MODBUS, 4B37",
        "CCITT_FALSE, 29B1",
        "XMODEM, 31C3",
        "ARC, BB3D",
        "KERMIT, 2189",
    })
    void algorithmsGiveTheirCheckValue(Crc16Algorithm algorithm, String expected) {
        byte[] bytes = "xx123456789x".getBytes(StandardCharsets.US_ASCII);
        assertThat(PowerbankFields.hex(algorithm.of(bytes, 2, 11))).isEqualTo(expected);
    }

    @Test
    void thereAreFiftyVariantsAndEachIsFoundByItsName() {
        assertThat(Crc16Variant.ALL).hasSize(50).doesNotHaveDuplicates();
        for (int i = 0; i < 50; i++) {
            Crc16Variant variant = Crc16Variant.ALL.get(i);
            assertThat(variant.index()).isEqualTo(i);
            assertThat(Crc16Variant.parse(" " + variant.toString().toLowerCase() + " "))
                    .isEqualTo(variant);
            assertThat(Crc16Variant.named(variant.toString())).contains(variant);
        }
        assertThat(Crc16Variant.DEFAULT).hasToString("MODBUS/body/high");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "MODBUS", "MODBUS/body", "MODBUS/body/middle", "CRC32/body/high", "MODBUS/body/high/x"})
    void whatNamesNoVariantIsRefusedWithWhatIsAllowed(String text) {
        assertThatThrownBy(() -> Crc16Variant.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("MODBUS/body/high")
                .hasMessageContaining("cmd+data");
        assertThat(Crc16Variant.named(text)).isEmpty();
    }

    /** Bodies of every length up to beyond what is looked up, with any bytes in them. */
    @Test
    void theSearchFindsExactlyWhatThePlainWayComputes() {
        Random random = new Random(20260102);
        for (int length = 0; length < 1200; length += 1 + length / 40) {
            byte[] frame = new byte[2 + length];
            random.nextBytes(frame);
            frame[0] = '{';
            frame[1] = '"';
            int command = 2 + (length == 0 ? 0 : random.nextInt(length + 1));
            for (Crc16Variant variant : Crc16Variant.ALL) {
                int check = variant.check(frame, 2, command, frame.length);
                Crc16Variants found = Crc16Matcher.matching(frame, 2, command, frame.length, check);
                long expected = 0;
                for (Crc16Variant each : Crc16Variant.ALL) {
                    expected |= each.check(frame, 2, command, frame.length) == check ? 1L << each.index() : 0;
                }
                assertThat(found).as("%s, %d bytes", variant, length).isEqualTo(Crc16Variants.of(expected));
                assertThat(found.contains(variant)).isTrue();
            }
        }
    }

    @Test
    void aCheckOfEqualBytesFitsBothOrders() {
        byte[] frame = new byte[0];
        int tries = 0;
        int check = 1;
        while (check >>> 8 != (check & 0xff)) {
            frame = ("{\"865501040783269,MQ,1,X" + tries++).getBytes(StandardCharsets.US_ASCII);
            check = Crc16Variant.DEFAULT.check(frame, 2, 18, frame.length);
        }
        assertThat(Crc16Matcher.matching(frame, 2, 18, frame.length, check).list())
                .contains(Crc16Variant.parse("MODBUS/body/high"), Crc16Variant.parse("MODBUS/body/low"));
    }

    @Test
    void theBestOfSeveralIsThePreferredOne() {
        Crc16Variant arc = Crc16Variant.parse("ARC/body/high");
        Crc16Variant kermit = Crc16Variant.parse("KERMIT/body/high");
        Crc16Variants both = Crc16Variants.of(1L << arc.index() | 1L << kermit.index());
        assertThat(both.best(kermit)).isEqualTo(kermit);
        assertThat(both.best(Crc16Variant.DEFAULT)).isEqualTo(arc);
        assertThat(Crc16Variants.NONE.best(kermit)).isEqualTo(kermit);
        assertThat(both.size()).isEqualTo(2);
        assertThat(both).hasToString("[ARC/body/high, KERMIT/body/high]");
        assertThat(Crc16Variants.ALL.list()).isEqualTo(Crc16Variant.ALL);
    }
}
