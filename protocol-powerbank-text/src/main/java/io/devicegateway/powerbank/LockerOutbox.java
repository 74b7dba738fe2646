package io.devicegateway.powerbank;

import io.devicegateway.simulation.ActQueue;
import io.devicegateway.simulation.Mischief;
import io.devicegateway.simulation.VirtualDevice.Act;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a virtual locker is about to send: in order, some of it later, some of it damaged on purpose. */
final class LockerOutbox {
    private static final long BETWEEN_HALVES_MILLIS = 500;
    /** Longer than a server waits for the rest of a frame. */
    private static final long AFTER_CUT_MILLIS = 20_000;

    private static final byte[] NOISE = {(byte) 0xff, '{', '}', (byte) 0xdd, '"'};

    private final Supplier<byte[]> heartbeat;
    private final Mischief<PowerbankFault.Kind, PowerbankFault> mischief;
    private final ActQueue queue = new ActQueue();

    /**
     * @param heartbeat what is glued to a frame
     * @param mischief what befalls frames
     */
    LockerOutbox(Supplier<byte[]> heartbeat, Mischief<PowerbankFault.Kind, PowerbankFault> mischief) {
        this.heartbeat = heartbeat;
        this.mischief = mischief;
    }

    void send(byte[] frame, long nowMillis) {
        PowerbankFault fault = mischief.befalls(PowerbankFault.Kind.FRAME);
        if (fault == null) {
            queue.put(frame, nowMillis);
        } else {
            spoiled(frame, fault, nowMillis);
        }
    }

    /** An answer to a command: as it should be, late, twice or not at all, as the fault says; null for none. */
    void reply(byte[] frame, @Nullable PowerbankFault fault, Duration lateBy, long nowMillis) {
        if (fault == PowerbankFault.LATE_REPLY) {
            sendAt(frame, nowMillis + lateBy.toMillis());
        } else if (fault != PowerbankFault.LOSE_REPLY) {
            send(frame, nowMillis);
        }
        if (fault == PowerbankFault.REPLY_TWICE) {
            send(frame, nowMillis);
        }
    }

    /** Sends without keeping the order, and unspoiled. */
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

    private void spoiled(byte[] frame, PowerbankFault fault, long nowMillis) {
        int half = frame.length / 2;
        byte[] front = Arrays.copyOf(frame, half);
        switch (fault) {
            case SPLIT_FRAME -> {
                queue.put(front, nowMillis);
                queue.put(Arrays.copyOfRange(frame, half, frame.length), nowMillis + BETWEEN_HALVES_MILLIS);
            }
            case CUT_FRAME -> {
                queue.put(front, nowMillis);
                queue.block(nowMillis + AFTER_CUT_MILLIS);
            }
            case GLUED_FRAMES -> queue.put(join(frame, heartbeat.get()), nowMillis);
            case BAD_CHECKSUM -> {
                byte[] wrong = frame.clone();
                int check = lastComma(wrong) + 1;
                wrong[check] = (byte) (wrong[check] == '0' ? '1' : '0');
                queue.put(wrong, nowMillis);
            }
            case NOISE -> queue.put(join(NOISE, frame), nowMillis);
            case RECONNECT_MID_FRAME -> {
                queue.put(front, nowMillis);
                reconnect(nowMillis);
            }
            case LOSE_REPLY,
                    IGNORE_COMMAND,
                    LATE_REPLY,
                    REPLY_TWICE,
                    JAMMED_SLOT,
                    LOSE_ANSWER,
                    LOSE_ACK,
                    RETURN_FAILS,
                    OTHER_DIALECT,
                    FALL_SILENT -> throw new IllegalArgumentException(fault + " does not befall a frame");
        }
    }

    private static int lastComma(byte[] frame) {
        int at = frame.length - 1;
        while (frame[at] != ',') {
            at--;
        }
        return at;
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
