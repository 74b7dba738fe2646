package io.devicegateway.faults;

import io.devicegateway.api.BankReleased;
import io.devicegateway.api.CommandOptions;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.EjectBank;
import io.devicegateway.api.RentBank;
import org.jspecify.annotations.Nullable;

/** What a caller wants once of one device, and what is known outside of what came of it. Each has a slot of its own. */
final class Intention {
    private final DeviceId device;
    private final int slot;
    private final boolean eject;
    private final CommandOptions options;
    private int written;
    private int executed;
    private int refused;
    private @Nullable CommandResult<?> told;

    Intention(DeviceId device, int slot, boolean eject, CommandOptions options) {
        this.device = device;
        this.slot = slot;
        this.eject = eject;
        this.options = options;
    }

    DeviceCommand<BankReleased> command() {
        return eject ? new EjectBank(device, slot) : new RentBank(device, slot);
    }

    CommandOptions options() {
        return options;
    }

    boolean hasKey() {
        return options.idempotencyKey() != null;
    }

    int slot() {
        return slot;
    }

    /** How often it was handed to a connection. */
    int written() {
        return written;
    }

    void countWritten() {
        written++;
    }

    /** How often the device did it. */
    int executed() {
        return executed;
    }

    void countExecuted() {
        executed++;
    }

    /** How often the device said that it does not. */
    int refused() {
        return refused;
    }

    void countRefused() {
        refused++;
    }

    /** What its caller was told first; null when nothing was. */
    @Nullable
    CommandResult<?> told() {
        return told;
    }

    void tell(@Nullable CommandResult<?> outcome) {
        told = outcome;
    }

    @Override
    public String toString() {
        return command() + " " + options + " written=" + written + " executed=" + executed + " refused=" + refused
                + " told=" + told;
    }
}
