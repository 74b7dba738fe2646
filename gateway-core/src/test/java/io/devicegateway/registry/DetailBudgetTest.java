package io.devicegateway.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.api.BankId;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.LaneCondition;
import io.devicegateway.api.LaneState;
import io.devicegateway.api.SlotContent;
import io.devicegateway.api.SlotReport;
import io.devicegateway.api.SlotState;
import io.devicegateway.registry.Registry.RegisteredDevice;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Many devices that each tell all that one can. */
final class DetailBudgetTest {
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");

    private static RegisteredDevice full(int number, int slots, int lanes) {
        List<SlotState> held = new ArrayList<>();
        for (int slot = 0; slot < slots; slot++) {
            SlotReport report = new SlotReport(slot, SlotContent.BANK, new BankId("B" + number + "x" + slot), 50);
            held.add(new SlotState(report, 1, AT, false));
        }
        SortedMap<Integer, LaneState> told = new TreeMap<>();
        for (int lane = 0; lane < lanes; lane++) {
            told.put(lane, new LaneState(lane, LaneCondition.OK, 1, null, 1, AT));
        }
        return KnownDevices.unseen(new DeviceId("test", "D" + number)).with(SlotTable.of(held), told, List.of());
    }

    @Test
    void whatAllOfThemTellStaysWithinTheBudget() {
        long most = 1 << 20;
        DetailBudget budget = new DetailBudget(most);
        for (int number = 0; number < 1_000; number++) {
            budget.within(null, full(number, 255, 1_024));
        }
        assertThat(budget.taken()).isLessThanOrEqualTo(most);
        assertThat(budget.refused()).isPositive();
    }

    /** Each may always have a little, so the bound of devices is part of the bound of bytes. */
    @Test
    void manyDevicesTakeNoMoreThanTheBudgetAndALittleEach() {
        int devices = 100_000;
        long most = 8 << 20;
        DetailBudget budget = new DetailBudget(most);
        for (int number = 0; number < devices; number++) {
            RegisteredDevice told = full(number, 12, 0);
            RegisteredDevice kept = budget.within(null, told);
            budget.within(kept, told);
        }
        assertThat(budget.refused()).isPositive();
        assertThat(budget.taken()).isBetween(most / 2, most + 256L * devices);
    }

    @Test
    void whatIsKnownGoesOnChangingAndWhatIsNewIsUnknown() {
        DetailBudget budget = new DetailBudget(600);
        RegisteredDevice small = budget.within(null, full(1, 3, 0));
        RegisteredDevice large = budget.within(null, full(2, 10, 0));
        assertThat(small.slots()).hasSize(3);
        RegisteredDevice grown = budget.within(large, full(2, 20, 5));
        assertThat(grown.slots().keySet()).isEqualTo(large.slots().keySet());
        assertThat(grown.lanes()).isEmpty();
        assertThat(budget.within(small, full(1, 4, 0)).slots())
                .as("each device may always have a little")
                .hasSize(4);
        budget.free(large);
        assertThat(budget.within(null, full(3, 10, 0)).slots()).hasSize(10);
    }
}
