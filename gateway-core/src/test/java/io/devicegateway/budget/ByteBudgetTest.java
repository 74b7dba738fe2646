package io.devicegateway.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.metrics.MemoryMetrics;
import org.junit.jupiter.api.Test;

/** Shares are bounds within a bound. */
class ByteBudgetTest {
    private final MemoryMetrics metrics = new MemoryMetrics();
    private final ByteBudget whole = ByteBudget.of(100, metrics);
    private final ByteBudget one = whole.share("one", 60);
    private final ByteBudget other = whole.share("other", 60);

    @Test
    void aShareIsBoundedByItselfAndByTheWhole() {
        assertThat(one.tryTake(61)).isFalse();
        assertThat(one.tryTake(60)).isTrue();
        assertThat(other.tryTake(41)).isFalse();
        assertThat(other.taken()).as("nothing is taken in part").isZero();
        assertThat(other.tryTake(40)).isTrue();
        assertThat(whole.taken()).isEqualTo(100);
        one.give(60);
        assertThat(other.tryTake(20)).isTrue();
        other.give(60);
        assertThat(whole.taken()).isZero();
        assertThat(metrics.count("gateway_bytes_exhausted", "part", "one")).isEqualTo(1);
        assertThat(metrics.count("gateway_bytes_exhausted", "part", "all")).isEqualTo(1);
    }

    @Test
    void whatIsHandedOnIsGivenBackToTheWhole() {
        assertThat(one.tryTake(60)).isTrue();
        one.handOn(60);
        assertThat(one.taken()).isZero();
        assertThat(whole.taken()).isEqualTo(60);
        assertThat(one.tryTake(40)).isTrue();
        whole.give(60);
        one.give(40);
        assertThat(whole.taken()).isZero();
    }

    @Test
    void whatIsOutOfTheHeapsPlanFitsTogether() {
        HeapPlan plan = new HeapPlan(512L << 20);
        assertThat(plan.strangers()).isEqualTo(16L << 20);
        assertThat(plan.connections()).as("the 9,800 of a flood fit").isBetween(10_000, 20_000);
        assertThat(plan.bytes() + plan.connections() * 8_192L).isLessThanOrEqualTo(256L << 20);
    }

    @Test
    void someDescriptorsStayInReserve() {
        Descriptors few = new Descriptors(420, 80);
        assertThat(few.forDevices() + few.forHttp() + 80).isLessThanOrEqualTo(420 - 64);
        assertThat(few.forDevices()).isGreaterThan(100);
        assertThat(new Descriptors(Integer.MAX_VALUE, 0).forDevices()).isGreaterThan(1_000_000);
        assertThat(Descriptors.needed(20_000, 2_048)).isEqualTo(22_248);
        Descriptors needed = new Descriptors(Descriptors.needed(100, 5_000), 100);
        assertThat(needed.forHttp()).isGreaterThanOrEqualTo(5_000);
        assertThat(needed.forDevices()).isGreaterThanOrEqualTo(100);
        assertThat(new Descriptors(64, 60).forDevices()).isEqualTo(8);
    }
}
