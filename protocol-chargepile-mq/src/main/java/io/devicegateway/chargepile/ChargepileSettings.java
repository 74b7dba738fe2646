package io.devicegateway.chargepile;

import io.devicegateway.protocol.Liveness;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;

/**
 * How lines are read and written, and what becomes of the commands in them.
 *
 * @param wire lines and text
 * @param commands what may be executed
 * @param presence the silence of the platform
 */
public record ChargepileSettings(Wire wire, Commands commands, Presence presence) {
    /** The defaults of the configuration file. */
    public static final ChargepileSettings DEFAULT =
            new ChargepileSettings(Wire.DEFAULT, Commands.DEFAULT, Presence.DEFAULT);

    /** The same with other lines. */
    public ChargepileSettings with(Wire other) {
        return new ChargepileSettings(other, commands, presence);
    }

    /** The same with other commands. */
    public ChargepileSettings with(Commands other) {
        return new ChargepileSettings(wire, other, presence);
    }

    /** The same with another presence. */
    public ChargepileSettings with(Presence other) {
        return new ChargepileSettings(wire, commands, other);
    }

    /**
     * Lines and text.
     *
     * @param charset of the text. Default UTF-8
     * @param maxLine the longest line, in bytes, 256 to 1 MiB; a longer one cannot be understood. Default 65536
     * @param rejectMismatch whether a command 101 whose second pile number differs from the first is refused; otherwise the
     *     first counts. Default true
     * @param zone in which a point in time is a time of the day. Default Asia/Shanghai
     * @param timestampUnit in which the timestamp is written. Default milliseconds
     * @param reservationUnit in which the times of a reservation are written. Default seconds
     * @param rateTime in which form the times of rates are read and written; another one is refused. Default {@link RateTime#CLOCK}
     */
    public record Wire(
            Charset charset,
            int maxLine,
            boolean rejectMismatch,
            ZoneId zone,
            TimeUnit timestampUnit,
            TimeUnit reservationUnit,
            RateTime rateTime) {
        /** The defaults. */
        public static final Wire DEFAULT = new Wire(
                StandardCharsets.UTF_8,
                65_536,
                true,
                ZoneId.of("Asia/Shanghai"),
                TimeUnit.MILLISECONDS,
                TimeUnit.SECONDS,
                RateTime.CLOCK);

        public Wire {
            Bounds.inRange("maxLine", maxLine, 256, 1_048_576);
            if (!charset.canEncode()) {
                throw new IllegalArgumentException("nothing can be written in charset " + charset);
            }
        }

        /** The same with a time of rates in another form. */
        public Wire with(RateTime other) {
            return new Wire(charset, maxLine, rejectMismatch, zone, timestampUnit, reservationUnit, other);
        }

        /** The same, refusing or taking a command 101 that names two piles. */
        public Wire withRejectMismatch(boolean other) {
            return new Wire(charset, maxLine, other, zone, timestampUnit, reservationUnit, rateTime);
        }
    }

    /** The unit of a point in time, counted from 1970. */
    public enum TimeUnit {
        SECONDS,
        MILLISECONDS
    }

    /** How a time of the day is written. */
    public enum RateTime {
        /** As {@code 12:59:59}. */
        CLOCK,
        /** Seconds since midnight. */
        SECOND_OF_DAY,
        /** Milliseconds since 1970, of that time on the day of the line's timestamp; read on any day. */
        EPOCH_MILLIS
    }

    /**
     * What may be executed.
     *
     * @param maxAge how old a command to start a charge, to reserve or to restart may be; zero for any age. Default 120 s
     * @param duplicates how long a line is recognised when it comes again, above zero, ten minutes at most. Default 10 min
     */
    public record Commands(Duration maxAge, Duration duplicates) {
        private static final Duration LONGEST = Duration.ofMinutes(10);

        /** The defaults. */
        public static final Commands DEFAULT = new Commands(Duration.ofMinutes(2), LONGEST);

        public Commands {
            Bounds.notNegative("maxAge", maxAge);
            Bounds.positive("duplicates", duplicates);
            if (duplicates.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException("duplicates " + duplicates + " is more than ten minutes");
            }
        }
    }

    /**
     * The silence of the platform.
     *
     * @param liveness how long it may be silent until the rhythm of its heartbeat is known. Default stale after 200 s, offline
     *     after 300 s
     * @param leastOffline what three of its heartbeat intervals do not fall below, above zero. Default 90 s
     * @param freshFor a line that is older than this says nothing of whether the platform is there now, above zero. Default
     *     120 s
     */
    public record Presence(Liveness liveness, Duration leastOffline, Duration freshFor) {
        /** The defaults. */
        public static final Presence DEFAULT = new Presence(
                new Liveness(Duration.ofSeconds(200), Duration.ofSeconds(300)),
                Duration.ofSeconds(90),
                Duration.ofMinutes(2));

        public Presence {
            Bounds.positive("leastOffline", leastOffline);
            Bounds.positive("freshFor", freshFor);
        }
    }
}
