package io.devicegateway.pressure;

import io.devicegateway.simulation.ActQueue;
import io.devicegateway.simulation.Mischief;
import io.devicegateway.simulation.VirtualDevice.Act;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a virtual module is about to send: in order, some of it later, some of it damaged on purpose. */
final class ModuleOutbox {
    private static final long BETWEEN_HALVES_MILLIS = 500;
    /** Longer than a server waits for the rest of a message. */
    private static final long AFTER_CUT_MILLIS = 35_000;

    private static final byte[] NOISE_BEFORE = "\r\n\0+CSQ: 21,0\r\n".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] NOISE_BEHIND = "\r\nOK\r\n".getBytes(StandardCharsets.ISO_8859_1);

    private final byte[] ping;
    private final Mischief<PressureFault.Kind, PressureFault> mischief;
    private final ActQueue queue = new ActQueue();

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
            queue.put(frame, nowMillis);
        } else {
            spoiled(frame, fault, nowMillis);
        }
    }

    /** An answer to a command: as it should be, late, twice or not at all, as the fault says; null for none. */
    void reply(byte[] frame, @Nullable PressureFault fault, Duration lateBy, long nowMillis) {
        if (fault == PressureFault.LATE_REPLY) {
            sendAt(frame, nowMillis + lateBy.toMillis());
        } else if (fault != PressureFault.LOSE_REPLY) {
            send(frame, nowMillis);
        }
        if (fault == PressureFault.REPLY_TWICE) {
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
    }

    long nextDue() {
        return queue.nextDue();
    }

    /** What is to be done now. */
    List<Act> drain(long nowMillis) {
        return queue.drain(nowMillis);
    }

    private void spoiled(byte[] frame, PressureFault fault, long nowMillis) {
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
            case GLUED_FRAMES -> queue.put(join(frame, ping), nowMillis);
            case NOISE -> queue.put(join(join(NOISE_BEFORE, frame), NOISE_BEHIND), nowMillis);
            case RECONNECT_MID_FRAME -> {
                queue.put(front, nowMillis);
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

    private static byte[] join(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
