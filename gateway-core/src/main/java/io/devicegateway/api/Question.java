package io.devicegateway.api;

import org.jspecify.annotations.Nullable;

/**
 * What a device asks and only the business can answer.
 *
 * @param <A> the answer
 */
public sealed interface Question<A> {
    /** The device that asks. */
    DeviceId device();

    /**
     * May this device connect?
     *
     * @param remote where it connects from
     */
    record Login(DeviceId device, String remote) implements Question<Admission> {}

    /** Does this bank belong to the system? */
    record Ownership(DeviceId device, int slot, BankId bank) implements Question<Boolean> {}

    /**
     * Does this return stand?
     *
     * @param bankInSlot what the gateway last knew to be in that slot; null when it knows none
     * @param returnedBefore whether the last the gateway knows of this bank is that it was returned to this device and
     *     did not leave it
     */
    record Return(
            DeviceId device,
            int slot,
            BankId bank,
            @Nullable BankId bankInSlot,
            boolean returnedBefore) implements Question<ReturnVerdict> {}
}
