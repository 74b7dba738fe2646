package io.devicegateway.pressure;

import io.devicegateway.simulation.Mischief;
import io.devicegateway.simulation.VirtualDevice.Act;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;

/** What a virtual module is about to send: in order, some of it later, some of it damaged on purpose. */
final class ModuleOutbox {
    private static final long BETWEEN_HALVES_MILLIS = 500;
    /** Longer than a server waits for the rest of a message. */
    private static final long AFTER_CUT_MILLIS = 35_000;

    private static final byte[] NOISE_BEFORE = "\r\n\0+CSQ: 21,0\r\n".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] NOISE_BEHIND = "\r\nOK\r\n".getBytes(StandardCharsets.ISO_8859_1);

    private final byte[] ping;
    private final Mischief<PressureFault.Kind, PressureFault> mischief;
    private final Deque<Outgoing> line = new ArrayDeque<>();
    private final PriorityQueue<Outgoing> late =
            new PriorityQueue<>(Comparator.comparingLong(Outgoing::notBefore).thenComparingLong(Outgoing::order));
    private long order;
    private long blockedUntil = Long.MIN_VALUE;

    /**
     * @param ping what is glued to a message
     */
    ModuleOutbox(byte[] ping, Mischief<PressureFault.Kind, PressureFault> mischief) {
        this.ping = ping;
        this.mischief = mischief;
    }

    void send(byte[] frame, long nowMillis) {
        PressureFault fault = mischief.befalls(PressureFault.Kind.FRAME);
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
        blockedUntil = Long.MIN_VALUE;
    }

    long nextDue() {
        Outgoing first = line.peek();
        if (first != null) {
            return first.notBefore(); // what is late waits until the line is empty
        }
        Outgoing firstLate = late.peek();
        return firstLate == null ? Long.MAX_VALUE : Math.max(firstLate.notBefore(), blockedUntil);
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

    private void spoiled(byte[] frame, PressureFault fault, long nowMillis) {
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
            case GLUED_FRAMES -> put(join(frame, ping), nowMillis);
            case NOISE -> put(join(join(NOISE_BEFORE, frame), NOISE_BEHIND), nowMillis);
            case RECONNECT_MID_FRAME -> {
                put(front, nowMillis);
                reconnect(nowMillis);
            }
            case TYPOGRAPHY,
                    LOSE_ACK,
                    REPEAT_REPORT,
                    RESTART_NUMBERS,
                    LOSE_REPLY,
                    IGNORE_COMMAND,
                    REFUSE_COMMAND,
                    LATE_REPLY,
                    REPLY_TWICE,
                    FALL_SILENT -> throw new IllegalArgumentException(fault + " does not befall a message");
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
