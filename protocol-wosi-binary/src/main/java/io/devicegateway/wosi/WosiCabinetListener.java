package io.devicegateway.wosi;

import io.devicegateway.api.BankId;
import io.devicegateway.api.BankReleased.Cause;

/** Hears what happens at a {@link WosiCabinet}, on the thread that runs it. */
public interface WosiCabinetListener {
    /** Hears nothing. */
    WosiCabinetListener NONE = new WosiCabinetListener() {};

    /** The server let the cabinet in. */
    default void loggedIn(WosiCabinet cabinet) {}

    /** The server answered a return; the answer is in the ledger already. */
    default void returnAnswered(WosiCabinet cabinet, WosiReturnLedger.Entry entry) {}

    /** A bank left its slot because the server said so, whether or not the server is told. */
    default void released(WosiCabinet cabinet, int slot, BankId bank, Cause cause) {}

    /** A customer wants to rent and would get that slot; whoever plays the platform sends the rent. */
    default void rentWanted(WosiCabinet cabinet, int slot) {}

    /** The server did something that the document does not allow, as a wrong checksum or an echo that differs. */
    default void wrong(WosiCabinet cabinet, String what) {}
}
