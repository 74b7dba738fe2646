package io.devicegateway.pressure;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link PressureModule} is.
 *
 * @param imei its identity; two modules may have the same, as cloned ones in the field do
 * @param timing when it does what
 * @param firmware what is installed on it
 * @param readings what it measures of its own accord; null for nothing
 * @param seed of everything that is random about it
 */
public record PressureModuleSettings(
        String imei,
        Timing timing,
        Firmware firmware,
        @Nullable Readings readings,
        long seed) {
    /** A module that behaves as the document says and reports nothing before it is told to. */
    public static PressureModuleSettings of(String imei) {
        return new PressureModuleSettings(imei, Timing.DEFAULT, Firmware.DEFAULT, null, imei.hashCode());
    }

    /**
     * An IMEI with a right check digit, which no device has: its type allocation code is one for tests.
     *
     * @param number 0 to 999999
     */
    public static String imei(int number) {
        if (number < 0 || number > 999_999) {
            throw new IllegalArgumentException("number " + number + " is not 0 to 999999");
        }
        String digits = "00101000" + Integer.toString(1_000_000 + number).substring(1);
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) - '0';
            int doubled = i % 2 == 0 ? digit : 2 * digit;
            sum += doubled > 9 ? doubled - 9 : doubled;
        }
        return digits + (10 - sum % 10) % 10;
    }

    /** The same with other times. */
    public PressureModuleSettings with(Timing other) {
        return new PressureModuleSettings(imei, other, firmware, readings, seed);
    }

    /** The same with other firmware. */
    public PressureModuleSettings with(Firmware other) {
        return new PressureModuleSettings(imei, timing, other, readings, seed);
    }

    /** The same with readings that follow from the seed. */
    public PressureModuleSettings with(Readings other, long otherSeed) {
        return new PressureModuleSettings(imei, timing, firmware, other, otherSeed);
    }

    /**
     * When a module does what.
     *
     * @param heartbeat how often it sends a ping, 1 ms or more. Default 1 min
     * @param timeSync how often it asks for the time, 1 ms or more. Default 1 day
     * @param retry after what time a report without acknowledgement is sent again, 1 ms or more. Default 5 s
     * @param lateBy how late a late reply is, not below zero. Default 30 s
     * @param upgrade how long an upgrade takes, not below zero. Default 90 s
     */
    public record Timing(Duration heartbeat, Duration timeSync, Duration retry, Duration lateBy, Duration upgrade) {
        /** As the document says, and as is likely where it says nothing. */
        public static final Timing DEFAULT = new Timing(
                Duration.ofMinutes(1),
                Duration.ofDays(1),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                Duration.ofSeconds(90));

        public Timing {
            if (heartbeat.toMillis() < 1
                    || timeSync.toMillis() < 1
                    || retry.toMillis() < 1
                    || lateBy.isNegative()
                    || upgrade.isNegative()) {
                throw new IllegalArgumentException(
                        "heartbeat, timeSync and retry are at least 1 ms, lateBy and upgrade" + " not below zero");
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
