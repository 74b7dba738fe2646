package io.devicegateway.budget;

import io.devicegateway.metrics.Metrics;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that may be held at once. They are taken before they are allocated and given back when they are dropped. A share takes from
 * the whole as well, and from no other share: who uses up one leaves the rest to the others. Safe for all threads.
 */
public final class ByteBudget {
    private final String name;
    private final long size;
    private final @Nullable ByteBudget whole;
    private final Metrics metrics;
    private final Metrics.Counter refusals;
    private final AtomicLong taken = new AtomicLong();

    private ByteBudget(String name, long size, @Nullable ByteBudget whole, Metrics metrics) {
        if (size < 1) {
            throw new IllegalArgumentException("a budget of " + size + " bytes for " + name);
        }
        this.name = name;
        this.size = size;
        this.whole = whole;
        this.metrics = metrics;
        refusals = metrics.counter(
                "gateway_bytes_exhausted", "Times that no bytes were left of a part of the budget", "part", name);
        metrics.gauge("gateway_bytes_taken", "Bytes held of a part of the budget", taken::get, "part", name);
        metrics.gauge(
                "gateway_bytes_budget", "Bytes that a part of the budget may hold", () -> this.size, "part", name);
    }

    /**
     * The budget of a process, or of a test.
     *
     * @param bytes 1 or more
     */
    public static ByteBudget of(long bytes, Metrics metrics) {
        return new ByteBudget("all", bytes, null, metrics);
    }

    /**
     * A share of this one.
     *
     * @param part what it is for, as {@code strangers}
     * @param bytes 1 or more; the shares of a budget may be larger than it together
     */
    public ByteBudget share(String part, long bytes) {
        return new ByteBudget(part, bytes, this, metrics);
    }

    /**
     * Takes bytes.
     *
     * @param bytes 0 or more
     * @return whether they were left; if not, nothing is taken
     */
    public boolean tryTake(long bytes) {
        if (taken.addAndGet(bytes) > size) {
            taken.addAndGet(-bytes);
            refusals.increment();
            return false;
        }
        if (whole != null && !whole.tryTake(bytes)) {
            taken.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    /** Gives bytes back that were taken here. */
    public void give(long bytes) {
        taken.addAndGet(-bytes);
        if (whole != null) {
            whole.give(bytes);
        }
    }

    /** Has bytes that were taken here count for the whole only: they are given back there. Nothing in what is no share. */
    public void handOn(long bytes) {
        if (whole != null) {
            taken.addAndGet(-bytes);
        }
    }

    /**
     * Whether one of many may hold so many: no more than half of what is left. However many hold what they may, something is left
     * for who comes next.
     *
     * @param bytes that he would hold then, of this budget or of another part of the whole
     */
    public boolean isFair(long bytes) {
        return bytes <= left() / 2;
    }

    private long left() {
        long own = size - taken.get();
        return whole == null ? own : Math.min(own, whole.left());
    }

    /** How many are taken. */
    public long taken() {
        return taken.get();
    }

    /** How many there are. */
    public long size() {
        return size;
    }

    @Override
    public String toString() {
        return name + ": " + taken + " of " + size + " bytes";
    }
}
