package io.devicegateway.pressure;

import io.devicegateway.api.PressureSamples.Conversion;
import io.devicegateway.protocol.Liveness;
import java.time.Duration;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * What can be chosen where the document leaves room, or where modules differ from it.
 *
 * @param wire frames and what is written
 * @param presence the beginning of a conversation and its end
 * @param reports what modules report of their own accord
 * @param commands the commands to modules
 */
public record PressureSettings(Wire wire, Presence presence, Reports reports, Commands commands) {
    /** What the document says, and what is likely where it says nothing. */
    public static final PressureSettings DEFAULT =
            new PressureSettings(Wire.DEFAULT, Presence.DEFAULT, Reports.DEFAULT, Commands.DEFAULT);

    /** The same with other frames. */
    public PressureSettings with(Wire other) {
        return new PressureSettings(other, presence, reports, commands);
    }

    /** The same with another beginning and end. */
    public PressureSettings with(Presence other) {
        return new PressureSettings(wire, other, reports, commands);
    }

    /** The same with other reports. */
    public PressureSettings with(Reports other) {
        return new PressureSettings(wire, presence, other, commands);
    }

    /** The same with other settings of commands. */
    public PressureSettings with(Commands other) {
        return new PressureSettings(wire, presence, reports, other);
    }

    /**
     * Frames and what is written.
     *
     * @param maxFrame the longest message believed, 4096 to 1048576 bytes. Default 65536; nine channels of 50 samples have
     *     some 2400
     * @param partialTimeout how long an incomplete message waits for its rest, above zero. Default 30 s
     * @param suffix what follows each message that is written. Default {@link Suffix#NONE}
     * @param mirrorPacknum whether an acknowledgement carries the packnum as the module wrote it, text or number; otherwise it
     *     is always text. Default true: a reader that looks for one does not find the other
     * @param timestampType how a timestamp is written. Default {@link TimestampType#TEXT}, as in the document's sample
     * @param timestampOffset added to the seconds since 1970 UTC, for modules that take the number for local time. Default
     *     zero
     * @param infoWithImei whether the query {@code info} names the IMEI as the other queries do. Default false, as in the
     *     document's sample
     */
    public record Wire(
            int maxFrame,
            Duration partialTimeout,
            Suffix suffix,
            boolean mirrorPacknum,
            TimestampType timestampType,
            Duration timestampOffset,
            boolean infoWithImei) {
        /** The defaults. */
        public static final Wire DEFAULT =
                new Wire(65_536, Duration.ofSeconds(30), Suffix.NONE, true, TimestampType.TEXT, Duration.ZERO, false);

        public Wire {
            Bounds.inRange("maxFrame", maxFrame, 4096, 1_048_576);
            Bounds.positive("partialTimeout", partialTimeout);
        }
    }

    /** What follows each message that is written. */
    public enum Suffix {
        /** Nothing. */
        NONE(""),
        /** A line feed. */
        LF("\n"),
        /** A carriage return and a line feed. */
        CRLF("\r\n");

        private final String text;

        Suffix(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    /** How a timestamp is written. */
    public enum TimestampType {
        /** As {@code "1583847057"}. */
        TEXT,
        /** As {@code 1583847057}. */
        NUMBER
    }

    /**
     * The beginning of a conversation and its end.
     *
     * @param deadline how long a connection may stay without a message that names an IMEI, above zero. Default 90 s: a ping
     *     comes every minute
     * @param liveness how long a module may be silent. Default stale after 125 s, offline after 180 s: two pings and 5 s,
     *     three pings
     * @param upgradeGrace how long a module that began to upgrade its software may be silent before it is offline, not below
     *     {@code liveness.offlineAfter}. Default 10 min
     */
    public record Presence(Duration deadline, Liveness liveness, Duration upgradeGrace) {
        /** The defaults. */
        public static final Presence DEFAULT = new Presence(
                Duration.ofSeconds(90),
                new Liveness(Duration.ofSeconds(125), Duration.ofSeconds(180)),
                Duration.ofMinutes(10));

        public Presence {
            Bounds.positive("deadline", deadline);
            if (upgradeGrace.compareTo(liveness.offlineAfter()) < 0) {
                throw new IllegalArgumentException(
                        "upgradeGrace " + upgradeGrace + " is below liveness.offlineAfter " + liveness.offlineAfter());
            }
        }
    }

    /**
     * What modules report of their own accord.
     *
     * @param expectedSamples how many samples a channel has, 1 to 200; another number is counted and taken. Default 50
     * @param dedup how long a report is recognised when it comes again, above zero and at most 10 min. Default 10 min
     * @param remembered how many pushes of samples are remembered for one module, 1 to 1024. Default 32
     * @param deviceZone the zone that the modules' clocks show. Default Asia/Shanghai
     * @param requestedWithin how long after a module accepted a query its next push is taken for the answer, above zero.
     *     Default 30 s
     * @param conversion how samples are to be read, handed on with them; null for not known, which is the default: they are
     *     the converter's own numbers
     */
    public record Reports(
            int expectedSamples,
            Duration dedup,
            int remembered,
            ZoneId deviceZone,
            Duration requestedWithin,
            @Nullable Conversion conversion) {
        /** The defaults. */
        public static final Reports DEFAULT =
                new Reports(50, Duration.ofMinutes(10), 32, ZoneId.of("Asia/Shanghai"), Duration.ofSeconds(30), null);

        public Reports {
            Bounds.inRange("expectedSamples", expectedSamples, 1, SampleList.MOST);
            Bounds.positive("dedup", dedup);
            if (dedup.compareTo(Duration.ofMinutes(10)) > 0) {
                throw new IllegalArgumentException("dedup " + dedup + " is more than 10 min");
            }
            Bounds.inRange("remembered", remembered, 1, 1024);
            Bounds.positive("requestedWithin", requestedWithin);
        }
    }

    /**
     * The commands to modules.
     *
     * @param gap the least time between two messages to one module of which the second is a command; zero for none. Default
     *     100 ms
     * @param queue the most commands that wait for one module, 1 to 10000. Default 32
     * @param queryTimeout how long a query may take, above zero. Default 10 s
     * @param upgradeTimeout how long the answer to an upgrade may take, above zero. Default 20 s
     */
    public record Commands(Duration gap, int queue, Duration queryTimeout, Duration upgradeTimeout) {
        /** The defaults. */
        public static final Commands DEFAULT =
                new Commands(Duration.ofMillis(100), 32, Duration.ofSeconds(10), Duration.ofSeconds(20));

        public Commands {
            if (gap.isNegative()) {
                throw new IllegalArgumentException("gap " + gap + " is below zero");
            }
            Bounds.inRange("queue", queue, 1, 10_000);
            Bounds.positive("queryTimeout", queryTimeout);
            Bounds.positive("upgradeTimeout", upgradeTimeout);
        }
    }
}
