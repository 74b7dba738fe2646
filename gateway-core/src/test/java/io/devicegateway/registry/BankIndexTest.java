package io.devicegateway.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.api.BankId;
import org.junit.jupiter.api.Test;

final class BankIndexTest {
    @Test
    void remembersManyBanksAndWhoHoldsThem() {
        BankIndex index = new BankIndex(1_000_000);
        for (int i = 0; i < 50_000; i++) {
            assertThat(index.note(BankIndex.hash(bank(i)), i % 2 == 0 ? Events.A : null))
                    .isTrue();
        }

        assertThat(index.size()).isEqualTo(50_000);
        for (int i = 0; i < 50_000; i++) {
            assertThat(index.knows(bank(i))).isTrue();
            assertThat(index.holder(bank(i))).isEqualTo(i % 2 == 0 ? Events.A : null);
            assertThat(index.knows(bank(50_000 + i))).isFalse();
        }
        assertThat(index.note(BankIndex.hash(bank(7)), Events.B)).isFalse();
        assertThat(index.holder(bank(7))).isEqualTo(Events.B);
    }

    @Test
    void stopsAtItsLimit() {
        BankIndex index = new BankIndex(10);
        for (int i = 0; i < 20; i++) {
            assertThat(index.note(BankIndex.hash(bank(i)), null)).isEqualTo(i < 10);
        }

        assertThat(index.size()).isEqualTo(10);
        assertThat(index.knows(bank(9))).isTrue();
        assertThat(index.knows(bank(10))).isFalse();
    }

    /** The hashes are stored: computed once by another program from the same definition. */
    @Test
    void hashesForEver() {
        assertThat(BankIndex.hash(new BankId("RL1A7C000041"))).isEqualTo(HASH_41);
        assertThat(BankIndex.hash(new BankId("A"))).isEqualTo(HASH_A);
    }

    private static final long HASH_41 = 0xe5461a369d071e52L;
    private static final long HASH_A = 0x80a8dedd6aae8bfeL;

    private static BankId bank(int number) {
        return new BankId("RL1A7C%06X".formatted(number));
    }
}
