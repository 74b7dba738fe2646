package io.devicegateway.testkit;

import io.devicegateway.api.BankId;
import io.devicegateway.api.DeviceId;
import java.util.SortedMap;

/**
 * A power-bank cabinet made of code, of whatever protocol, and what can happen to it. It speaks as the vendor's document says. What
 * is done to it here has had its consequences when the call returns, as far as they need no time.
 */
public interface VirtualCabinet {
    /** Which device it is. */
    DeviceId id();

    /** The banks in it, by slot. */
    SortedMap<Integer, BankId> banks();

    /**
     * The bank in a slot.
     *
     * @throws IllegalStateException if there is none
     */
    default BankId bankIn(int slot) {
        BankId bank = banks().get(slot);
        if (bank == null) {
            throw new IllegalStateException(id() + " has no bank in slot " + slot + "; it has " + banks());
        }
        return bank;
    }

    // people

    /**
     * A customer puts a bank into a slot.
     *
     * @throws IllegalStateException if there is a bank in that slot already
     */
    void returnBank(int slot, BankId bank);

    /** Someone takes the bank out of a slot by hand; the cabinet says nothing of it. */
    void takeOut(int slot);

    /** From now on the slot does not let its bank go: a rent is refused. */
    void jamSlot(int slot);

    /** The slot lets its bank go again. */
    void freeSlot(int slot);

    /** Someone pulls the plug: the cabinet is offline until it is plugged in again. */
    void unplug();

    /** Someone plugs it in again: it connects at once. */
    void plugIn();

    // faults, each once

    /** The next command is carried out and its reply is lost: of a rent, the bank leaves in silence. */
    void loseNextReply();

    /** The next command is neither carried out nor answered. */
    void ignoreNextCommand();

    /** The next command is carried out, and its reply comes when nobody waits for it any more. */
    void delayNextReply();

    /** The next command is answered twice. */
    void repeatNextReply();

    /** It says and hears nothing any more, with the connection open, until someone switches it off and on after some minutes. */
    void fallSilent();
}
