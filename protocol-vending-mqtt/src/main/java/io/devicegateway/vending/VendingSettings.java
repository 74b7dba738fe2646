package io.devicegateway.vending;

import io.devicegateway.protocol.Liveness;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What can be chosen where the document leaves room, or where cabinets differ from it. How the broker is reached, is in
 * {@link io.devicegateway.vending.mqtt.MqttSettings}.
 *
 * @param wire what is read and written
 * @param presence the beginning of a conversation and its end
 * @param commands the commands to cabinets
 */
public record VendingSettings(Wire wire, Presence presence, Commands commands) {
    /** What the document says, and what is likely where it says nothing. */
    public static final VendingSettings DEFAULT = new VendingSettings(Wire.DEFAULT, Presence.DEFAULT, Commands.DEFAULT);

    /** The same with something else read and written. */
    public VendingSettings with(Wire other) {
        return new VendingSettings(other, presence, commands);
    }

    /** The same with another beginning and end. */
    public VendingSettings with(Presence other) {
        return new VendingSettings(wire, other, commands);
    }

    /** The same with other settings of commands. */
    public VendingSettings with(Commands other) {
        return new VendingSettings(wire, presence, other);
    }

    /**
     * What is read and written.
     *
     * @param serverId the server's id, 1 to 32 letters, digits, _ or -. Default {@code CQAZ01}
     * @param serverIdOnWire how it is written, blanks allowed, for cabinets that were set up with the blank of the document's
     *     samples. Default the same as {@code serverId}
     * @param requireToMatch whether a message for another recipient is dropped. Default false: it is counted and taken
     * @param laneBase the number of the first lane, 0 or 1. Default 1
     * @param highestLane the highest lane that a sale may name, 1 to 1024. Default 255
     * @param resultIndex which part of c=23, counted from 0, is the result, 2 to 8. Default 2
     * @param maxMessage the longest message that is read, 256 to 1048576 bytes. Default 65536
     * @param orderLength the longest order number that is sent, 1 to 64 characters. Default 32
     * @param firstMessageId the number of the first message to each cabinet, 1 or more; null for one that follows from the time,
     *     so that an answer which waited at the broker since before a restart does not fit a new question. Default null
     */
    public record Wire(
            String serverId,
            String serverIdOnWire,
            boolean requireToMatch,
            int laneBase,
            int highestLane,
            int resultIndex,
            int maxMessage,
            int orderLength,
            @Nullable Integer firstMessageId) {
        /** The defaults. */
        public static final Wire DEFAULT = new Wire("CQAZ01", "CQAZ01", false, 1, 255, 2, 65_536, 32, null);

        public Wire {
            if (!Envelope.DEVICE.matcher(serverId).matches()) {
                throw new IllegalArgumentException(
                        "serverId '" + serverId + "' is not 1 to 32 letters, digits, _ or -");
            }
            if (!serverIdOnWire.strip().equals(serverId) || serverIdOnWire.length() > 40) {
                throw new IllegalArgumentException(
                        "serverIdOnWire '" + serverIdOnWire + "' is not '" + serverId + "' with blanks around it");
            }
            for (int i = 0; i < serverIdOnWire.length(); i++) {
                if (serverIdOnWire.charAt(i) < ' ') {
                    throw new IllegalArgumentException("serverIdOnWire has a control character");
                }
            }
            Bounds.inRange("laneBase", laneBase, 0, 1);
            Bounds.inRange("highestLane", highestLane, 1, 1024);
            Bounds.inRange("resultIndex", resultIndex, 2, 8);
            Bounds.inRange("maxMessage", maxMessage, 256, 1_048_576);
            Bounds.inRange("orderLength", orderLength, 1, 64);
            if (firstMessageId != null) {
                Bounds.inRange("firstMessageId", firstMessageId, 1, Integer.MAX_VALUE);
            }
        }

        /** The same with this number of the first message. */
        public Wire startingAt(int messageId) {
            return new Wire(
                    serverId,
                    serverIdOnWire,
                    requireToMatch,
                    laneBase,
                    highestLane,
                    resultIndex,
                    maxMessage,
                    orderLength,
                    messageId);
        }
    }

    /**
     * The beginning of a conversation and its end.
     *
     * @param liveness how long a cabinet may be silent. It is sold through only until it is stale. Default 90 s for both: three
     *     heartbeats
     * @param firstQuery how long after its first message a cabinet is asked for its lanes and counters; null for not at all.
     *     Default 2 s
     */
    public record Presence(Liveness liveness, @Nullable Duration firstQuery) {
        /** The defaults. */
        public static final Presence DEFAULT =
                new Presence(new Liveness(Duration.ofSeconds(90), Duration.ofSeconds(90)), Duration.ofSeconds(2));

        public Presence {
            if (firstQuery != null) {
                Bounds.positive("firstQuery", firstQuery);
            }
        }
    }

    /**
     * The commands to cabinets.
     *
     * @param gap the least time between two messages to one cabinet; zero for none. Default 100 ms
     * @param queue the most commands that wait for one cabinet, 1 to 10000. Default 32
     * @param vendTimeout how long a sale may take, above zero. Default 30 s
     * @param queryTimeout how long a query may take, above zero. Default 15 s
     * @param resetTimeout how long the answer to a reset may take, above zero. Default 15 s
     * @param countersAfter how long after a sale the counters are asked, so that they are known before the next one; null for
     *     not at all. Default 2 s
     */
    public record Commands(
            Duration gap,
            int queue,
            Duration vendTimeout,
            Duration queryTimeout,
            Duration resetTimeout,
            @Nullable Duration countersAfter) {
        /** The defaults. */
        public static final Commands DEFAULT = new Commands(
                Duration.ofMillis(100),
                32,
                Duration.ofSeconds(30),
                Duration.ofSeconds(15),
                Duration.ofSeconds(15),
                Duration.ofSeconds(2));

        public Commands {
            if (gap.isNegative()) {
                throw new IllegalArgumentException("gap " + gap + " is below zero");
            }
            Bounds.inRange("queue", queue, 1, 10_000);
            Bounds.positive("vendTimeout", vendTimeout);
            Bounds.positive("queryTimeout", queryTimeout);
            Bounds.positive("resetTimeout", resetTimeout);
            if (countersAfter != null) {
                Bounds.positive("countersAfter", countersAfter);
            }
        }
    }
}
