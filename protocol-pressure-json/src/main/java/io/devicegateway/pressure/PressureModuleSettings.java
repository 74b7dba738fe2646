package io.devicegateway.pressure;

import io.devicegateway.simulation.Mischief;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link PressureModule} is.
 *
 * @param imei its identity; two modules may have the same, as cloned ones in the field do
 * @param timing when it does what
 * @param firmware what is installed on it
 * @param readings what it measures of its own accord; null for nothing
 * @param chances how likely it misbehaves at each opportunity, 0 to 1; nothing for a fault that only happens on request
 * @param seed of everything that is random about it
 */
public record PressureModuleSettings(
        String imei,
        Timing timing,
        Firmware firmware,
        @Nullable Readings readings,
        Map<PressureFault, Double> chances,
        long seed) {
    private static final int DIGITS = 14;

    public PressureModuleSettings {
        chances = Mischief.checked(chances);
    }

    /** A module that behaves as the document says and reports nothing before it is told to. */
    public static PressureModuleSettings of(String imei) {
        return new PressureModuleSettings(imei, Timing.DEFAULT, Firmware.DEFAULT, null, Map.of(), imei.hashCode());
    }

    /**
     * An IMEI with a right check digit.
     *
     * @param prefix its first digits, 13 at most; no device has an IMEI that begins with 00101, whose number is for tests
     * @param number what the rest of the digits before the check digit say, 0 or more
     */
    public static String imei(String prefix, int number) {
        String count = Integer.toString(number);
        int zeros = DIGITS - prefix.length() - count.length();
        if (number < 0 || zeros < 0 || !prefix.matches("[0-9]*")) {
            throw new IllegalArgumentException("prefix " + prefix + " and number " + number + " are not digits that fit"
                    + " into the " + DIGITS + " before the check digit");
        }
        String digits = prefix + "0".repeat(zeros) + count;
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) - '0';
            int weighted = i % 2 == 0 ? digit : 2 * digit;
            sum += weighted > 9 ? weighted - 9 : weighted;
        }
        return digits + (10 - sum % 10) % 10;
    }

    /** The same with other times. */
    public PressureModuleSettings with(Timing other) {
        return new PressureModuleSettings(imei, other, firmware, readings, chances, seed);
    }

    /** The same with other firmware. */
    public PressureModuleSettings with(Firmware other) {
        return new PressureModuleSettings(imei, timing, other, readings, chances, seed);
    }

    /** The same with readings that follow from the seed. */
    public PressureModuleSettings with(Readings other, long otherSeed) {
        return new PressureModuleSettings(imei, timing, firmware, other, chances, otherSeed);
    }

    /** The same with faults that happen by chance, which follow from the seed. */
    public PressureModuleSettings with(Map<PressureFault, Double> other, long otherSeed) {
        return new PressureModuleSettings(imei, timing, firmware, readings, other, otherSeed);
    }

    /**
     * When a module does what.
     *
     * @param heartbeat how often it sends a ping, 1 ms or more. Default 1 min
     * @param timeSync how often it asks for the time, 1 ms or more. Default 1 day
     * @param retry after what time a report without acknowledgement is sent again, 1 ms or more. Default 5 s
     * @param lateBy how late a late reply is, not below zero. Default 30 s
     * @param upgrade how long an upgrade takes, not below zero. Default 90 s
     * @param silence after what time someone switches a module that fell silent off and on, 1 ms or more. Default 300 s
     */
    public record Timing(
            Duration heartbeat,
            Duration timeSync,
            Duration retry,
            Duration lateBy,
            Duration upgrade,
            Duration silence) {
        /** As the document says, and as is likely where it says nothing. */
        public static final Timing DEFAULT = new Timing(
                Duration.ofMinutes(1),
                Duration.ofDays(1),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                Duration.ofSeconds(90),
                Duration.ofSeconds(300));

        public Timing {
            if (heartbeat.toMillis() < 1
                    || timeSync.toMillis() < 1
                    || retry.toMillis() < 1
                    || silence.toMillis() < 1
                    || lateBy.isNegative()
                    || upgrade.isNegative()) {
                throw new IllegalArgumentException(
                        "heartbeat, timeSync, retry and silence are at least 1 ms, lateBy and upgrade"
                                + " not below zero");
            }
        }
    }

    /**
     * What is installed on a module.
     *
     * @param version what it answers to a version query
     * @param type of the hardware
     * @param ccid of its SIM card
     * @param longitude in degrees
     * @param latitude in degrees
     * @param numbers whether it writes packnum as a number, and expects it back so
     * @param old whether it is of V1.0.1: {@code data} and {@code groupid} in place of {@code data0}, no packnum
     */
    public record Firmware(
            String version,
            String type,
            String ccid,
            BigDecimal longitude,
            BigDecimal latitude,
            boolean numbers,
            boolean old) {
        /** A module of V1.0.9, with the document's values. */
        public static final Firmware DEFAULT = new Firmware(
                "1.0.9",
                "0001",
                "89860317045714788688",
                new BigDecimal("113.584312"),
                new BigDecimal("22.283756"),
                false,
                false);

        /** The same, writing numbers or texts. */
        public Firmware withNumbers(boolean other) {
            return new Firmware(version, type, ccid, longitude, latitude, other, old);
        }

        /** The same, old or not. */
        public Firmware withOld(boolean other) {
            return new Firmware(version, type, ccid, longitude, latitude, numbers, other);
        }
    }

    /**
     * What a module measures of its own accord.
     *
     * @param pause the time between two pushes of samples, 1 ms or more
     * @param samples how many a channel has, 1 to 200
     * @param window how many reports may wait for their acknowledgement at a time, 1 or more
     * @param clock what the module's clock shows when it is switched on; null for a module without a clock
     */
    public record Readings(
            Duration pause,
            int samples,
            int window,
            @Nullable LocalDateTime clock) {
        /** As the document says: fifty samples, one report at a time. */
        public static Readings every(Duration pause) {
            return new Readings(pause, 50, 1, LocalDateTime.of(2024, 7, 16, 8, 0));
        }

        public Readings {
            if (pause.toMillis() < 1 || samples < 1 || samples > SampleList.MOST || window < 1) {
                throw new IllegalArgumentException(
                        "pause is at least 1 ms, samples 1 to " + SampleList.MOST + ", window at least 1");
            }
        }
    }
}
