package io.devicegateway.registry;

import io.devicegateway.api.BankId;
import io.devicegateway.api.BankReleased;
import io.devicegateway.api.BankReturned;
import io.devicegateway.api.DecidedBy;
import io.devicegateway.api.DeviceEvent;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.EventRecord;
import io.devicegateway.api.InventoryReported;
import io.devicegateway.api.Presence;
import io.devicegateway.api.SlotContent;
import io.devicegateway.api.SlotReport;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;

/** Events as a journal would deliver them, one offset and one second after the other. */
final class Events {
    static final DeviceId A = new DeviceId("wosi", "RL1A031712000015");
    static final DeviceId B = new DeviceId("wosi", "RL1A031712000016");
    static final BankId X = new BankId("RL1A7C000041");
    static final BankId Y = new BankId("RL1A7C000042");
    static final Instant START = Instant.parse("2026-01-02T03:04:05.000006Z");

    private long offset;

    Events() {
        this(0);
    }

    Events(long lastOffset) {
        offset = lastOffset;
    }

    EventRecord of(long epoch, DeviceEvent event) {
        offset++;
        return new EventRecord(offset, "test-" + offset, at(offset), epoch, event, ByteBuffer.allocate(0));
    }

    static Instant at(long offset) {
        return START.plusSeconds(offset);
    }

    static Presence connected(DeviceId device) {
        return new Presence(device, Presence.State.ONLINE, Presence.Reason.CONNECTED, "");
    }

    static BankReturned returned(DeviceId device, int slot, BankId bank) {
        return new BankReturned(device, slot, bank, DecidedBy.AUTHORITY);
    }

    static BankReleased released(DeviceId device, int slot, BankId bank) {
        return new BankReleased(device, slot, bank, BankReleased.Cause.RENT);
    }

    static InventoryReported inventory(DeviceId device, SlotReport... slots) {
        return new InventoryReported(device, List.of(slots), true);
    }

    static SlotReport bank(int slot, BankId bank, Integer charge) {
        return new SlotReport(slot, SlotContent.BANK, bank, charge);
    }

    static SlotReport slot(int slot, SlotContent content) {
        return new SlotReport(slot, content, null, null);
    }
}
