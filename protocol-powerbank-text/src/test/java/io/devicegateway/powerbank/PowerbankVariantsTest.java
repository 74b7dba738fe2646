package io.devicegateway.powerbank;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.api.BankId;
import io.devicegateway.api.BankReturned;
import io.devicegateway.api.CommandResult.Done;
import io.devicegateway.api.RentBank;
import io.devicegateway.api.WireProfile;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A locker of each of the fifty variants is understood, answered in its own, and known again after a restart. */
class PowerbankVariantsTest {
    private static final BankId BANK = new BankId("VISITOR001");

    static List<Crc16Variant> variants() {
        return Crc16Variant.ALL;
    }

    @ParameterizedTest
    @MethodSource("variants")
    void isLearntAndKept(Crc16Variant variant) {
        try (LockersOnCore bench = new LockersOnCore(PowerbankSettings.DEFAULT)) {
            PowerbankLocker locker =
                    bench.plug(PowerbankLockerSettings.of(Frames.IMEI).stocked().with(LockerSpelling.of(variant)));
            bench.core.pass(Duration.ofSeconds(2));
            locker.returnBank(3, BANK);
            bench.core.pass(Duration.ofSeconds(1));
            var rented = bench.core.send(new RentBank(locker.id(), 1));
            bench.core.pass(Duration.ofSeconds(1));

            assertThat(bench.core.events(BankReturned.class)).hasSize(1);
            assertThat(rented.join()).isInstanceOf(Done.class);
            assertThat(bench.core.events(WireProfile.class))
                    .extracting(WireProfile::name)
                    .containsExactly(variant.toString());
            // From its third frame on: heartbeat, slots, question.
            assertThat(locker.understood()).isGreaterThanOrEqualTo(4);
            assertThat(locker.notUnderstood()).isZero();

            long before = locker.understood();
            bench.core.restart();
            bench.core.pass(Duration.ofSeconds(3));
            assertThat(locker.understood()).isGreaterThan(before);
            assertThat(bench.core.events(WireProfile.class)).hasSize(1);
            assertThat(locker.wrongs()).isZero();
            assertThat(bench.anomalies("bad-checksum")).isZero();
            assertThat(bench.anomalies("other-checksum")).isZero();
        }
    }

    /** As it comes from the wire: frames of the golden vectors, with the check that an independent codec computed. */
    @ParameterizedTest
    @MethodSource("variants")
    void isAnsweredInItsOwnFromTheThirdFrameOn(Crc16Variant variant) {
        try (LockersOnCore bench = new LockersOnCore(PowerbankSettings.DEFAULT)) {
            ScriptedLocker locker = bench.core.plug(
                    bench.protocol,
                    new ScriptedLocker(List.of(
                            Vectors.wire(Vectors.named("01-CH-heartbeat"), variant),
                            Vectors.wire(Vectors.named("03-AQ-status"), variant),
                            Vectors.wire(Vectors.named("05-MQ-query-member"), variant),
                            Vectors.wire(Vectors.named("14-MR-RF-return-failed-dot"), variant))));
            bench.core.pass(Duration.ofSeconds(1));
            assertThat(locker.heard())
                    .contains(
                            Vectors.text(Vectors.wire(Vectors.named("06-RQ-true"), variant)),
                            Vectors.text(Vectors.wire(Vectors.named("15-AR-RF-ack-dot"), variant)));
        }
    }
}
