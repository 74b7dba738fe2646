package io.devicegateway.tcp;

import io.devicegateway.budget.ByteBudget;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What one connection holds of the process's bytes. A stranger's come out of the strangers' small share of its event loop; when
 * bytes are short, strangers that hold some go first. Who is known may hold no more than leaves something to others, because any
 * number of names can be invented. Used on the event loop only; {@link #messages()} may be given back on any
 * thread.
 */
final class Account {
    private final Holder holder;
    private final LoopContext loop;
    private final Messages ofStranger;
    private final Messages ofKnown;
    private long held;
    private boolean known;

    Account(Holder holder, LoopContext loop) {
        this.holder = holder;
        this.loop = loop;
        this.ofStranger = new Messages(loop.bytes.strangers());
        this.ofKnown = new Messages(loop.bytes.messages());
    }

    /** Takes bytes that this connection holds from now on; false when there are none, also after others gave way. */
    boolean hold(long bytes) {
        boolean fair = !known || loop.bytes.whole().isFair(held + bytes);
        if (!fair || !tryTake(known ? loop.bytes.whole() : loop.bytes.strangers(), bytes)) {
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
    Messages messages() {
        return known ? ofKnown : ofStranger;
    }

    /** Takes the bytes of a whole message out of {@link #messages()}. */
    boolean takeMessage(long bytes) {
        // A share of whole messages is not made larger by a stranger's going, and its users only wait.
        boolean fits =
                known ? ofKnown.isFair(bytes) && ofKnown.budget.tryTake(bytes) : tryTake(ofStranger.budget, bytes);
        if (fits) {
            messages().held.addAndGet(bytes);
        }
        return fits;
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

    /** What one connection holds of a budget by messages that are not dealt with. */
    static final class Messages {
        private final ByteBudget budget;
        private final AtomicLong held = new AtomicLong();

        Messages(ByteBudget budget) {
            this.budget = budget;
        }

        private boolean isFair(long more) {
            return budget.isFair(held.get() + more);
        }

        /** Gives the bytes of a message back. For any thread. */
        void give(long bytes) {
            held.addAndGet(-bytes);
            budget.give(bytes);
        }
    }

    /** Whoever holds bytes and can be made to drop them. */
    @FunctionalInterface
    interface Holder {
        /** Drops all at once and ends. */
        void giveWay();
    }
}
