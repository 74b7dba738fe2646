package io.devicegateway.wosi;

import io.devicegateway.simulation.Mischief;
import io.devicegateway.simulation.VirtualDevice.Act;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;

/** What a virtual cabinet is about to send: in order, some of it later, some of it damaged on purpose. */
final class CabinetOutbox {
    private static final long BETWEEN_HALVES_MILLIS = 500;
    /** Longer than a server waits for the rest of a frame. */
    private static final long AFTER_CUT_MILLIS = 20_000;

    private static final byte[] NOISE = {(byte) 0xff, (byte) 0xee, (byte) 0xdd, (byte) 0xcc, (byte) 0xbb};

    private final byte[] heartbeat;
    private final Mischief<WosiFault.Kind, WosiFault> mischief;
    private final Deque<Outgoing> line = new ArrayDeque<>();
    private final PriorityQueue<Outgoing> late =
            new PriorityQueue<>(Comparator.comparingLong(Outgoing::notBefore).thenComparingLong(Outgoing::order));
    private boolean damaged;
    private long order;
    private long blockedUntil = Long.MIN_VALUE;

    /**
     * @param heartbeat what is glued to a frame
     */
    CabinetOutbox(byte[] heartbeat, Mischief<WosiFault.Kind, WosiFault> mischief) {
        this.heartbeat = heartbeat;
        this.mischief = mischief;
    }

    /** Whether something on this connection went out otherwise than it was meant: its echo may differ as well. */
    boolean isDamaged() {
        return damaged;
    }

    void send(byte[] frame, long nowMillis) {
        WosiFault fault = mischief.befalls(WosiFault.Kind.FRAME);
        if (fault == null) {
            put(frame, nowMillis);
        } else {
            spoiled(frame, fault, nowMillis);
        }
    }

    /** Sends without keeping the order. */
    void sendAt(byte[] frame, long atMillis) {
        late.add(new Outgoing(new Act.Transmit(frame), atMillis, order++));
    }

    /** Ends the connection after what was sent before. */
    void reconnect(long nowMillis) {
        add(new Act.Reconnect(), nowMillis);
    }

    void fallSilent(long nowMillis) {
        add(new Act.FallSilent(), nowMillis);
    }

    /** The connection ended: what was not sent never is. */
    void clear() {
        line.clear();
        late.clear();
        damaged = false;
        blockedUntil = Long.MIN_VALUE;
    }

    long nextDue() {
        long next = Long.MAX_VALUE;
        Outgoing first = line.peek();
        if (first != null) {
            next = first.notBefore();
        }
        Outgoing firstLate = late.peek();
        return firstLate == null ? next : Math.min(next, Math.max(firstLate.notBefore(), blockedUntil));
    }

    /** What is to be done now. */
    List<Act> drain(long nowMillis) {
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

    private void spoiled(byte[] frame, WosiFault fault, long nowMillis) {
        damaged = true;
        int half = frame.length / 2;
        byte[] front = Arrays.copyOf(frame, half);
        switch (fault) {
            case SPLIT_FRAME -> {
                put(front, nowMillis);
                put(Arrays.copyOfRange(frame, half, frame.length), whenLastGoes() + BETWEEN_HALVES_MILLIS);
            }
            case CUT_FRAME -> {
                put(front, nowMillis);
                blockedUntil = whenLastGoes() + AFTER_CUT_MILLIS;
            }
            case LOST_BYTES -> put(front, nowMillis);
            case GLUED_FRAMES -> put(join(frame, heartbeat), nowMillis);
            case BAD_CHECKSUM -> {
                byte[] wrong = frame.clone();
                wrong[4] ^= 0x55;
                put(wrong, nowMillis);
            }
            case LYING_LENGTH -> {
                byte[] lying = frame.clone();
                lying[1] ^= 0x70;
                put(lying, nowMillis);
                blockedUntil = whenLastGoes() + AFTER_CUT_MILLIS;
            }
            case NOISE -> put(join(NOISE, frame), nowMillis);
            case RECONNECT_MID_FRAME -> {
                put(front, nowMillis);
                reconnect(nowMillis);
            }
            case LOSE_REPLY, IGNORE_COMMAND, LATE_REPLY, REPLY_TWICE, JAMMED_SLOT, FALL_SILENT ->
                throw new IllegalArgumentException(fault + " does not befall a frame");
        }
    }

    private long whenLastGoes() {
        return line.getLast().notBefore();
    }

    private void put(byte[] bytes, long atMillis) {
        add(new Act.Transmit(bytes), atMillis);
    }

    private void add(Act act, long atMillis) {
        long notBefore = Math.max(atMillis, blockedUntil);
        Outgoing last = line.peekLast();
        line.add(new Outgoing(act, last == null ? notBefore : Math.max(notBefore, last.notBefore()), order++));
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private record Outgoing(Act act, long notBefore, long order) {}
}
