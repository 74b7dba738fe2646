package io.devicegateway.wosi;

import io.devicegateway.simulation.ActQueue;
import io.devicegateway.simulation.Mischief;
import io.devicegateway.simulation.VirtualDevice.Act;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a virtual cabinet is about to send: in order, some of it later, some of it damaged on purpose. */
final class CabinetOutbox {
    private static final long BETWEEN_HALVES_MILLIS = 500;
    /** Longer than a server waits for the rest of a frame. */
    private static final long AFTER_CUT_MILLIS = 20_000;

    private static final byte[] NOISE = {(byte) 0xff, (byte) 0xee, (byte) 0xdd, (byte) 0xcc, (byte) 0xbb};

    private final byte[] heartbeat;
    private final Mischief<WosiFault.Kind, WosiFault> mischief;
    private final ActQueue queue = new ActQueue();
    private boolean damaged;

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
            queue.put(frame, nowMillis);
        } else {
            spoiled(frame, fault, nowMillis);
        }
    }

    /** An answer to a command: as it should be, late, twice or not at all, as the fault says; null for none. */
    void reply(byte[] frame, @Nullable WosiFault fault, Duration lateBy, long nowMillis) {
        if (fault == WosiFault.LATE_REPLY) {
            sendAt(frame, nowMillis + lateBy.toMillis());
        } else if (fault != WosiFault.LOSE_REPLY) {
            send(frame, nowMillis);
        }
        if (fault == WosiFault.REPLY_TWICE) {
            send(frame, nowMillis);
        }
    }

    /** Sends without keeping the order. */
    void sendAt(byte[] frame, long atMillis) {
        queue.putLate(frame, atMillis);
    }

    /** Ends the connection after what was sent before. */
    void reconnect(long nowMillis) {
        queue.add(new Act.Reconnect(), nowMillis);
    }

    void fallSilent(long nowMillis) {
        queue.add(new Act.FallSilent(), nowMillis);
    }

    /** The connection ended: what was not sent never is. */
    void clear() {
        queue.clear();
        damaged = false;
    }

    long nextDue() {
        return queue.nextDue();
    }

    /** What is to be done now. */
    List<Act> drain(long nowMillis) {
        return queue.drain(nowMillis);
    }

    private void spoiled(byte[] frame, WosiFault fault, long nowMillis) {
        damaged = true;
        int half = frame.length / 2;
        byte[] front = Arrays.copyOf(frame, half);
        switch (fault) {
            case SPLIT_FRAME -> {
                queue.put(front, nowMillis);
                queue.put(Arrays.copyOfRange(frame, half, frame.length), queue.lastDue() + BETWEEN_HALVES_MILLIS);
            }
            case CUT_FRAME -> {
                queue.put(front, nowMillis);
                queue.block(queue.lastDue() + AFTER_CUT_MILLIS);
            }
            case LOST_BYTES -> queue.put(front, nowMillis);
            case GLUED_FRAMES -> queue.put(join(frame, heartbeat), nowMillis);
            case BAD_CHECKSUM -> {
                byte[] wrong = frame.clone();
                wrong[4] ^= 0x55;
                queue.put(wrong, nowMillis);
            }
            case LYING_LENGTH -> {
                byte[] lying = frame.clone();
                lying[1] ^= 0x70;
                queue.put(lying, nowMillis);
                queue.block(queue.lastDue() + AFTER_CUT_MILLIS);
            }
            case NOISE -> queue.put(join(NOISE, frame), nowMillis);
            case RECONNECT_MID_FRAME -> {
                queue.put(front, nowMillis);
                reconnect(nowMillis);
            }
            case LOSE_REPLY, IGNORE_COMMAND, LATE_REPLY, REPLY_TWICE, JAMMED_SLOT, FALL_SILENT ->
                throw new IllegalArgumentException(fault + " does not befall a frame");
        }
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
