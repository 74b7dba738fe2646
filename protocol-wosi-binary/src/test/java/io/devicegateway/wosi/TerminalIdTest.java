package io.devicegateway.wosi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devicegateway.api.BankId;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TerminalIdTest {
    @ParameterizedTest
    @CsvSource({
        "524C31417C000041, RL1A7C000041",
        "5753424120536836, WSBA20536836",
        "5753424131000001, WSBA31000001",
        "0000000000000001, 0000000000000001",
        "00534241205368FF, 00534241205368FF",
        "2D53424120536836, 2D53424120536836",
        "574C7A3900000000, WLz900000000",
        "FFFFFFFFFFFFFFFF, FFFFFFFFFFFFFFFF"
    })
    void isShownAsItIsPrintedOnTheBank(String hex, String shown) {
        long terminal = Long.parseUnsignedLong(hex, 16);
        assertThat(TerminalId.display(terminal)).isEqualTo(shown);
        assertThat(TerminalId.bank(terminal)).isEqualTo(new BankId(shown));
        assertThat(TerminalId.parse(new BankId(shown))).isEqualTo(terminal);
        assertThat(TerminalId.hex(terminal)).isEqualTo(hex);
    }

    @Test
    void allZeroIsNoBank() {
        assertThat(TerminalId.bank(0)).isNull();
        assertThat(TerminalId.display(0)).isEqualTo("0000000000000000");
    }

    @Test
    void everyIdReadsBack() {
        Random random = new Random(11);
        for (int i = 0; i < 100_000; i++) {
            long terminal = random.nextLong();
            if (random.nextBoolean()) {
                // A front of four characters that may be letters.
                terminal = terminal & 0x3f3f_3f3f_ffff_ffffL | 0x4040_4040_0000_0000L;
            }
            assertThat(TerminalId.parse(new BankId(TerminalId.display(terminal))))
                    .isEqualTo(terminal);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"RL1A7C00004", "RL1A7C0000411", "RL1A7C00004G", "00000000000000Z0", "A"})
    void whatIsNeitherFormIsRefused(String text) {
        assertThatThrownBy(() -> TerminalId.parse(new BankId(text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(text)
                .hasMessageContaining("16 hexadecimal digits");
    }
}
