package io.devicegateway.powerbank;

import io.devicegateway.api.BankId;

/** Hears what happens at a {@link PowerbankLocker}, on the thread that runs it. */
public interface PowerbankLockerListener {
    /** Hears nothing. */
    PowerbankLockerListener NONE = new PowerbankLockerListener() {};

    /** The server acknowledged a report; the acknowledgement is in the ledger already. */
    default void acknowledged(PowerbankLocker locker, PowerbankLedger.Entry entry) {}

    /** The server said that a bank does not belong to the system; whoever put it in has it again. */
    default void turnedDown(PowerbankLocker locker, int slot, BankId bank) {}

    /** A bank left its slot because the server said so, whether or not the server is told. */
    default void released(PowerbankLocker locker, int slot, BankId bank) {}

    /** A customer wants to rent and would get that slot; whoever plays the platform sends the rent. */
    default void rentWanted(PowerbankLocker locker, int slot) {}

    /** The server did something that the document does not allow, as a wrong check. */
    default void wrong(PowerbankLocker locker, String what) {}
}
