package io.devicegateway.simulation;

import io.devicegateway.simulation.VirtualDevice.Act;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;

/** What a virtual device is about to do: most of it in order, some of it later, when nothing in order is left. */
public final class ActQueue {
    private final Deque<Queued> line = new ArrayDeque<>();
    private final PriorityQueue<Queued> late =
            new PriorityQueue<>(Comparator.comparingLong(Queued::notBefore).thenComparingLong(Queued::order));
    private long order;
    private long blockedUntil = Long.MIN_VALUE;

    /** Does it in order, not before that time. */
    public void add(Act act, long atMillis) {
        long notBefore = Math.max(atMillis, blockedUntil);
        Queued last = line.peekLast();
        line.add(new Queued(act, last == null ? notBefore : Math.max(notBefore, last.notBefore()), order++));
    }

    /** Sends bytes in order, not before that time. */
    public void put(byte[] bytes, long atMillis) {
        add(new Act.Transmit(bytes), atMillis);
    }

    /** Sends bytes at that time, without keeping the order. */
    public void putLate(byte[] bytes, long atMillis) {
        late.add(new Queued(new Act.Transmit(bytes), atMillis, order++));
    }

    /** What is added from now on, and what is late, waits until that time. */
    public void block(long untilMillis) {
        blockedUntil = untilMillis;
    }

    /**
     * When what was added in order last is done.
     *
     * @throws java.util.NoSuchElementException if nothing in order is left
     */
    public long lastDue() {
        return line.getLast().notBefore();
    }

    /** Forgets everything: the connection ended, and what was not done never is. */
    public void clear() {
        line.clear();
        late.clear();
        blockedUntil = Long.MIN_VALUE;
    }

    /** When there is something to do; {@link Long#MAX_VALUE} for never. */
    public long nextDue() {
        Queued first = line.peek();
        if (first != null) {
            return first.notBefore(); // what is late waits until the line is empty
        }
        Queued firstLate = late.peek();
        return firstLate == null ? Long.MAX_VALUE : Math.max(firstLate.notBefore(), blockedUntil);
    }

    /** What is to be done now. */
    public List<Act> drain(long nowMillis) {
        List<Act> acts = new ArrayList<>();
        while (!line.isEmpty() && line.getFirst().notBefore() <= nowMillis) {
            acts.add(line.removeFirst().act());
        }
        while (line.isEmpty()
                && blockedUntil <= nowMillis
                && !late.isEmpty()
                && late.element().notBefore() <= nowMillis) {
            acts.add(late.remove().act());
        }
        return acts;
    }

    private record Queued(Act act, long notBefore, long order) {}
}
