package io.devicegateway.tcp;

import io.devicegateway.budget.ByteBudget;

/**
 * What one connection holds of the process's bytes. A stranger's come out of the strangers' small share of its event loop; when
 * bytes are short, strangers that hold some go first. Used on the event loop only; {@link #messages()} may be given back on any
 * thread.
 */
final class Account {
    private final Holder holder;
    private final LoopContext loop;
    private long held;
    private boolean known;

    Account(Holder holder, LoopContext loop) {
        this.holder = holder;
        this.loop = loop;
    }

    /** Takes bytes that this connection holds from now on; false when there are none, also after others gave way. */
    boolean hold(long bytes) {
        if (!tryTake(known ? loop.bytes.whole() : loop.bytes.strangers(), bytes)) {
            return false;
        }
        if (held == 0 && !known) {
            loop.bytes.add(this);
        }
        held += bytes;
        return true;
    }

    /** Gives back bytes that it held. */
    void release(long bytes) {
        (known ? loop.bytes.whole() : loop.bytes.strangers()).give(bytes);
        held -= bytes;
        if (held == 0 && !known) {
            loop.bytes.remove(this);
        }
    }

    /** Where the bytes of a whole message are taken, and given back when it is dealt with. */
    ByteBudget messages() {
        return known ? loop.bytes.messages() : loop.bytes.strangers();
    }

    /** Takes the bytes of a whole message out of {@link #messages()}. */
    boolean takeMessage(long bytes) {
        // A share of whole messages is not made larger by a stranger's going, and its users only wait.
        return known ? messages().tryTake(bytes) : tryTake(messages(), bytes);
    }

    /** Whether it is a stranger's no more. */
    boolean isKnown() {
        return known;
    }

    /** What it holds counts no longer as a stranger's. */
    void becomeKnown() {
        if (!known) {
            loop.bytes.strangers().handOn(held);
            loop.bytes.remove(this);
            known = true;
        }
    }

    long held() {
        return held;
    }

    void giveWay() {
        holder.giveWay();
    }

    private boolean tryTake(ByteBudget from, long bytes) {
        while (!from.tryTake(bytes)) {
            if (!loop.bytes.freeSome(this)) {
                return false;
            }
        }
        return true;
    }

    /** Whoever holds bytes and can be made to drop them. */
    @FunctionalInterface
    interface Holder {
        /** Drops all at once and ends. */
        void giveWay();
    }
}
