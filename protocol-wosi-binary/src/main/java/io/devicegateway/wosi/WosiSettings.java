package io.devicegateway.wosi;

import io.devicegateway.protocol.Liveness;
import java.time.Duration;
import java.util.List;

/**
 * What can be chosen where the document leaves room, or where cabinets differ from it.
 *
 * @param wire frames and bytes
 * @param login the beginning of a conversation
 * @param returns the answers to returns
 * @param commands the commands to cabinets
 */
public record WosiSettings(Wire wire, Login login, Returns returns, Commands commands) {
    /** What suits the cabinets seen so far. */
    public static final WosiSettings DEFAULT =
            new WosiSettings(Wire.DEFAULT, Login.DEFAULT, Returns.DEFAULT, Commands.DEFAULT);

    /** The same with other frames and bytes. */
    public WosiSettings with(Wire other) {
        return new WosiSettings(other, login, returns, commands);
    }

    /** The same with another beginning. */
    public WosiSettings with(Login other) {
        return new WosiSettings(wire, other, returns, commands);
    }

    /** The same with other answers to returns. */
    public WosiSettings with(Returns other) {
        return new WosiSettings(wire, login, other, commands);
    }

    /** The same with other settings of commands. */
    public WosiSettings with(Commands other) {
        return new WosiSettings(wire, login, returns, other);
    }

    /**
     * Frames and bytes.
     *
     * @param strict whether a frame whose checksum is wrong is dropped; otherwise it is counted and taken. Default false:
     *     the vendor's own samples and several servers in the field have wrong checksums
     * @param token the session token of frames that the gateway starts, four bytes. Default 11223344, as the document says
     * @param replyToken which token an answer to the cabinet carries. Default {@link ReplyToken#ECHO}
     * @param maxPacket the highest PacketLen believed, 64 to 65535 bytes. Default 4096; the longest message that is
     *     documented has 488
     * @param partialTimeout how long an incomplete frame waits for its rest, above zero. Default 15 s
     * @param unreadable which ids stand for a bank that could not be read. Default {@link UnreadableIds#DEFAULT}
     */
    public record Wire(
            boolean strict,
            int token,
            ReplyToken replyToken,
            int maxPacket,
            Duration partialTimeout,
            UnreadableIds unreadable) {
        /** The defaults. */
        public static final Wire DEFAULT = new Wire(false, 0x11223344, ReplyToken.ECHO, 4096, Duration.ofSeconds(15));

        public Wire {
            Bounds.inRange("maxPacket", maxPacket, 64, 65_535);
            Bounds.positive("partialTimeout", partialTimeout);
        }

        public Wire(boolean strict, int token, ReplyToken replyToken, int maxPacket, Duration partialTimeout) {
            this(strict, token, replyToken, maxPacket, partialTimeout, UnreadableIds.DEFAULT);
        }

        /** The same, strict or not. */
        public Wire withStrict(boolean other) {
            return new Wire(other, token, replyToken, maxPacket, partialTimeout, unreadable);
        }
    }

    /** Which token an answer to the cabinet carries. */
    public enum ReplyToken {
        /** The token of the frame that is answered. */
        ECHO,
        /** The token of {@link Wire#token()}. */
        FIXED
    }

    /**
     * The beginning of a conversation.
     *
     * @param deadline how long a connection may stay without a login, above zero. Default 60 s
     * @param liveness how long a cabinet may be silent. Default stale after 65 s, offline after 100 s: two heartbeats of 30 s
     *     and 5 s, three and 10 s. A cabinet that tells another heartbeat in answer to a server query is measured by that
     * @param queries what is asked after each login. Default the inventory, as the document advises (004 section 3.7); the
     *     queries that are for maintenance are not for a timer
     * @param queryDelay how long after the login the first query goes out. Default 1 s
     * @param querySpacing the time between two of these queries, 200 ms or more. Default 200 ms
     */
    public record Login(
            Duration deadline,
            Liveness liveness,
            List<LoginQuery> queries,
            Duration queryDelay,
            Duration querySpacing) {
        /** The defaults. */
        public static final Login DEFAULT = new Login(
                Duration.ofSeconds(60),
                new Liveness(Duration.ofSeconds(65), Duration.ofSeconds(100)),
                List.of(LoginQuery.INVENTORY),
                Duration.ofSeconds(1),
                Duration.ofMillis(200));

        public Login {
            queries = List.copyOf(queries);
            Bounds.positive("deadline", deadline);
            Bounds.notNegative("queryDelay", queryDelay);
            if (querySpacing.compareTo(Duration.ofMillis(200)) < 0) {
                throw new IllegalArgumentException("querySpacing " + querySpacing + " is below 200 ms: cabinets lose"
                        + " commands that follow each other closer");
            }
        }
    }

    /** What can be asked after a login. */
    public enum LoginQuery {
        /** 0x64. */
        INVENTORY,
        /** 0x62. */
        VERSION,
        /** 0x69. */
        SIM_CARD,
        /** 0x6A; also tells the heartbeat that the cabinet is set to. */
        SERVER,
        /** 0x77. */
        VOLUME,
        /** 0x72. */
        NETWORK
    }

    /**
     * The answers to returns. The results are those of 004 section 3.7.2. Cabinets are seen to eject a bank whenever the
     * result is not 1: a site whose cabinets do so with banks that belong there sets 1 where 1 is allowed.
     *
     * @param dedup how long a return is recognised when it comes again with the same slot and bank, above zero, ten minutes at
     *     most. Default 120 s
     * @param duplicateResult what a cabinet is told when the bank had been returned before, 3 or 1. Default 3
     * @param unreadableResult what a cabinet is told when it could not read the bank's id, 2 or 4. Default 2
     * @param illegalBankResult what a cabinet is told when the authority says that the bank is not the system's, 4 or 1.
     *     Default 4
     * @param inventoryAfter how long after a return the inventory is asked; zero for never. Default 20 s
     */
    public record Returns(
            Duration dedup, int duplicateResult, int unreadableResult, int illegalBankResult, Duration inventoryAfter) {
        private static final Duration LONGEST = Duration.ofMinutes(10);

        /** The defaults. */
        public static final Returns DEFAULT = new Returns(Duration.ofSeconds(120), 3, 2, 4, Duration.ofSeconds(20));

        public Returns {
            Bounds.positive("dedup", dedup);
            if (dedup.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException("dedup " + dedup + " is more than ten minutes");
            }
            Bounds.oneOf("duplicateResult", duplicateResult, 3, 1);
            Bounds.oneOf("unreadableResult", unreadableResult, 2, 4);
            Bounds.oneOf("illegalBankResult", illegalBankResult, 4, 1);
            Bounds.notNegative("inventoryAfter", inventoryAfter);
        }
    }

    /**
     * The commands to cabinets.
     *
     * @param gap the least time between two frames to one cabinet of which the second is a command; zero for none. Default
     *     100 ms: cabinets seem to take one segment for one frame
     * @param queue the most commands that wait for one cabinet, 1 or more. Default 32
     * @param rentTimeout how long a rent or a forced eject may take, above zero. Default 20 s
     * @param queryTimeout how long a query may take, above zero. Default 10 s
     * @param orderTimeout how long the confirmation of another order may take, above zero. Default 20 s, which is longer than
     *     {@link Wire#partialTimeout()}, so that a confirmation whose length lies still counts
     * @param inventoryAfterRelease how long after the answer to a rent or an eject the inventory is asked; zero for never.
     *     Default 20 s
     * @param networkFallback whether a network query without an answer is asked once more under the retired code 0x71, as
     *     firmware older than 4.6 needs. Default true
     */
    public record Commands(
            Duration gap,
            int queue,
            Duration rentTimeout,
            Duration queryTimeout,
            Duration orderTimeout,
            Duration inventoryAfterRelease,
            boolean networkFallback) {
        /** The defaults. */
        public static final Commands DEFAULT = new Commands(
                Duration.ofMillis(100),
                32,
                Duration.ofSeconds(20),
                Duration.ofSeconds(10),
                Duration.ofSeconds(20),
                Duration.ofSeconds(20),
                true);

        public Commands {
            Bounds.notNegative("gap", gap);
            Bounds.inRange("queue", queue, 1, 10_000);
            Bounds.positive("rentTimeout", rentTimeout);
            Bounds.positive("queryTimeout", queryTimeout);
            Bounds.positive("orderTimeout", orderTimeout);
            Bounds.notNegative("inventoryAfterRelease", inventoryAfterRelease);
        }
    }
}
