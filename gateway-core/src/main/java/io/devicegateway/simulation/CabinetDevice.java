package io.devicegateway.simulation;

import io.devicegateway.api.BankId;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A virtual device with slots for power banks, and what people do to it. Called on the thread that runs it.
 *
 * @param <F> how it misbehaves; has at least {@code LOSE_REPLY}, {@code IGNORE_COMMAND}, {@code LATE_REPLY}, {@code REPLY_TWICE}
 *     and {@code FALL_SILENT}
 */
public interface CabinetDevice<F extends Enum<F> & Fault<?>> extends VirtualDevice {
    /** The banks in it, by slot number. */
    SortedMap<Integer, BankId> banks();

    /**
     * Someone puts a bank into a slot.
     *
     * @throws IllegalStateException if there is a bank in that slot already
     */
    void returnBank(int slot, BankId bank);

    /** Someone takes the bank out of a slot by hand, and the cabinet says nothing; null when there is none. */
    @Nullable
    BankId removeBank(int slot);

    /** From now on the slot does not let its bank go, or does again. */
    void jam(int slot, boolean jammed);

    /** Misbehaves once. */
    void inject(F fault);

    /** How often the server did something that the vendor's document does not allow. */
    long wrongs();
}
