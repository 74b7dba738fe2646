package io.devicegateway.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.api.BankId;
import io.devicegateway.api.SlotContent;
import io.devicegateway.api.SlotReport;
import io.devicegateway.api.SlotState;
import java.time.Instant;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class SlotTableTest {
    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678901Z");

    @Test
    void isTheSameMapAsATreeOfTheSameSlots() {
        Random random = new Random(20260102);
        TreeMap<Integer, SlotState> expected = new TreeMap<>();
        SlotTable table = SlotTable.EMPTY;
        for (int i = 0; i < 2_000; i++) {
            SlotState state = state(random);
            expected.put(state.report().slot(), state);
            table = table.with(state);
        }

        assertThat(table).isEqualTo(expected).hasSize(expected.size());
        assertThat(expected).isEqualTo(table);
        assertThat(table.keySet()).containsExactlyElementsOf(expected.keySet());
        assertThat(table.firstKey()).isEqualTo(expected.firstKey());
        assertThat(table.lastKey()).isEqualTo(expected.lastKey());
        assertThat(table.subMap(3, 9)).isEqualTo(expected.subMap(3, 9));
        assertThat(table.headMap(7)).isEqualTo(expected.headMap(7));
        assertThat(table.tailMap(250)).isEqualTo(expected.tailMap(250));
        for (int slot = 0; slot <= 255; slot++) {
            SlotState known = expected.get(slot);
            assertThat(table.get(slot)).isEqualTo(known);
            assertThat(table.bankIn(slot))
                    .isEqualTo(known == null ? null : known.report().bank());
        }
    }

    private static SlotState state(Random random) {
        BankId bank = random.nextBoolean() ? new BankId("B" + random.nextLong(1, Long.MAX_VALUE)) : null;
        Integer charge = random.nextBoolean() ? random.nextInt(101) : null;
        SlotContent[] contents = SlotContent.values();
        SlotReport report =
                new SlotReport(random.nextInt(256), contents[random.nextInt(contents.length)], bank, charge);
        return new SlotState(
                report, random.nextLong(), TIME.plusSeconds(random.nextInt(1_000_000)), random.nextBoolean());
    }

    @Test
    void anEmptyTableIsAnEmptyMap() {
        assertThat(SlotTable.EMPTY).isEmpty();
        assertThat(SlotTable.EMPTY.bankIn(1)).isNull();
        assertThat(SlotTable.EMPTY.slotOf(Events.X)).isEqualTo(-1);
        assertThat(SlotTable.EMPTY.containsKey(0)).isFalse();
    }

    @Test
    void findsReturnedBanks() {
        SlotTable table = SlotTable.EMPTY
                .with(new SlotState(Events.bank(1, Events.X, 80), 4, TIME, true))
                .with(new SlotState(Events.bank(2, Events.Y, null), 5, TIME, false));

        assertThat(table.holdsReturned(Events.X)).isTrue();
        assertThat(table.holdsReturned(Events.Y)).isFalse();
        assertThat(table.holdsReturned(new BankId("RL1A7C00004"))).isFalse();
        assertThat(table.slotOf(Events.Y)).isEqualTo(2);
    }

    @Test
    void leavesOutWhatIsOutOfRange() {
        SlotTable table = SlotTable.EMPTY
                .with(new SlotState(Events.bank(256, Events.X, 80), 4, TIME, true))
                .with(new SlotState(Events.bank(-1, Events.X, 80), 4, TIME, true))
                .with(new SlotState(Events.bank(3, Events.X, 255), 4, TIME, true));

        assertThat(table).hasSize(1);
        assertThat(table.get(3).report().chargePercent()).isNull();
    }
}
