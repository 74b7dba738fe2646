package io.devicegateway.examples.rental;

import io.devicegateway.api.BankId;
import io.devicegateway.api.DeviceId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One rental, from the order on.
 *
 * @param order what the customer's order is called; also names the gateway's command
 * @param cabinet where the bank is taken
 * @param slot from which slot
 * @param state how it stands
 * @param commandId the gateway's id of the rent; null until the gateway said it
 * @param issuedAt when the cabinet was told to release the bank; null until the gateway said it
 * @param bank which bank; null until it is known
 * @param since from when on it is billed; null until the bank is out
 * @param cents what it cost; 0 until the bank is back
 */
public record Rental(
        String order,
        DeviceId cabinet,
        int slot,
        State state,
        @Nullable String commandId,
        @Nullable Instant issuedAt,
        @Nullable BankId bank,
        @Nullable Instant since,
        long cents) {
    /** How a rental stands. */
    public enum State {
        /** The gateway was asked for a bank. */
        ASKED,
        /** Nobody knows yet whether the bank is out. Nothing is billed and nothing refunded. */
        UNCERTAIN,
        /** The customer has the bank. */
        RUNNING,
        /** The bank is back, and is paid for. */
        ENDED,
        /** No bank came out. The deposit is refunded. */
        REFUNDED
    }

    static Rental asked(String order, DeviceId cabinet, int slot) {
        return new Rental(order, cabinet, slot, State.ASKED, null, null, null, null, 0);
    }

    /** Whether it is still open what becomes of the order. */
    boolean isOpen() {
        return state == State.ASKED || state == State.UNCERTAIN;
    }

    Rental issued(String id, Instant at, @Nullable BankId inSlot) {
        return new Rental(order, cabinet, slot, state, id, at, inSlot, since, cents);
    }

    Rental uncertain() {
        return new Rental(order, cabinet, slot, State.UNCERTAIN, commandId, issuedAt, bank, since, cents);
    }

    Rental running(@Nullable BankId taken, Instant from) {
        BankId out = taken == null ? bank : taken;
        return new Rental(order, cabinet, slot, State.RUNNING, commandId, issuedAt, out, from, cents);
    }

    Rental refunded() {
        return new Rental(order, cabinet, slot, State.REFUNDED, commandId, issuedAt, bank, since, 0);
    }

    Rental ended(long price) {
        return new Rental(order, cabinet, slot, State.ENDED, commandId, issuedAt, bank, since, price);
    }
}
