package io.devicegateway.powerbank;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.api.BankReleased;
import io.devicegateway.api.BankReturned;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Reports that come again because their acknowledgement was lost, or could not be understood. */
class PowerbankRepeatsTest {
    private static final String IMEI = Frames.IMEI;
    private static final Crc16Variant LOW_FIRST = Crc16Variant.parse("XMODEM/body/low");

    private static String sent(String body) {
        return Vectors.text(PowerbankUplinkEncoder.frame(body, LockerSpelling.of(LOW_FIRST)));
    }

    /** A bank whose return has a check of two equal bytes: it fits both byte orders, and ours is the other one. */
    private static String ambiguousBank() {
        return IntStream.range(0, 100_000)
                .mapToObj(number -> String.format("%010d", number))
                .filter(bank -> {
                    int check = LockerCrc.check(LOW_FIRST, IMEI + ",MC,RO.1," + bank);
                    return check >>> 8 == (check & 0xff);
                })
                .findFirst()
                .orElseThrow();
    }

    /** The acknowledgement in the wrong variant is not understood; the same bytes again would not be either. */
    @Test
    void aRepeatedReportIsAcknowledgedInWhatWasLearntMeanwhile() {
        String bank = ambiguousBank();
        byte[] returned = Frames.of(IMEI + ",MC,RO.1," + bank, LOW_FIRST);
        String understood = sent(IMEI + ",AM,RO.1," + bank);
        try (LockersOnCore bench = new LockersOnCore(PowerbankSettings.DEFAULT)) {
            ScriptedLocker locker = bench.core.plug(
                    bench.protocol,
                    new ScriptedLocker(List.of(returned, returned, Frames.of(IMEI + ",CH", LOW_FIRST), returned)));
            bench.core.pass(Duration.ofMillis(250));
            assertThat(locker.heard()).hasSize(2).doesNotContain(understood);
            bench.core.pass(Duration.ofMillis(500));
            assertThat(locker.heard()).hasSize(3).last().isEqualTo(understood);
            assertThat(bench.core.events(BankReturned.class)).hasSize(1);
        }
    }

    /** The gateway restarted in between: it knows the answer from its journal, and the variant from what it noted. */
    @Test
    void alsoOverARestart() {
        String bank = ambiguousBank();
        byte[] returned = Frames.of(IMEI + ",MC,RO.1," + bank, LOW_FIRST);
        try (LockersOnCore bench = new LockersOnCore(PowerbankSettings.DEFAULT)) {
            bench.core.plug(bench.protocol, new ScriptedLocker(List.of(returned, Frames.of(IMEI + ",CH", LOW_FIRST))));
            bench.core.pass(Duration.ofMillis(500));
            bench.core.restart();
            ScriptedLocker again = bench.core.plug(bench.protocol, new ScriptedLocker(List.of(returned)));
            bench.core.pass(Duration.ofMillis(500));
            assertThat(again.heard()).containsExactly(sent(IMEI + ",AM,RO.1," + bank));
            assertThat(bench.core.events(BankReturned.class)).hasSize(1);
        }
    }

    /** Its acknowledgement was lost, and another bank came into the slot and went before it is repeated (T13). */
    @Test
    void aLendIsRecognisedWhateverOtherBanksDoInItsSlot() {
        byte[] lent = Frames.of(IMEI + ",MC,BO.1,AAAAAAAAAA");
        try (LockersOnCore bench = new LockersOnCore(PowerbankSettings.DEFAULT)) {
            ScriptedLocker locker = bench.core.plug(
                    bench.protocol,
                    new ScriptedLocker(List.of(
                            Frames.of(IMEI + ",CH"),
                            lent,
                            Frames.of(IMEI + ",MC,RO.1,BBBBBBBBBB"),
                            lent,
                            Frames.of(IMEI + ",MC,BO.1,BBBBBBBBBB"),
                            lent)));
            bench.core.pass(Duration.ofMillis(900));
            assertThat(bench.core.events(BankReleased.class))
                    .extracting(released -> released.bank().value())
                    .containsExactly("AAAAAAAAAA", "BBBBBBBBBB");
            assertThat(locker.heard()).hasSize(5);
        }
    }

    /** It came back, into whatever slot: the next lend is another one. */
    @Test
    void aLendIsNewOnceTheBankCameBack() {
        byte[] lent = Frames.of(IMEI + ",MC,BO.1,AAAAAAAAAA");
        try (LockersOnCore bench = new LockersOnCore(PowerbankSettings.DEFAULT)) {
            bench.core.plug(
                    bench.protocol,
                    new ScriptedLocker(List.of(
                            Frames.of(IMEI + ",CH"), lent, Frames.of(IMEI + ",MC,RO.2,AAAAAAAAAA"), lent, lent)));
            bench.core.pass(Duration.ofMillis(900));
            assertThat(bench.core.events(BankReleased.class)).hasSize(2);
        }
    }
}
