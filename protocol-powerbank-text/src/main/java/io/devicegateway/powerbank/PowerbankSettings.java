package io.devicegateway.powerbank;

import io.devicegateway.api.BankId;
import io.devicegateway.protocol.Liveness;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What can be chosen where the document leaves room, or where lockers differ from it.
 *
 * @param wire frames and text
 * @param crc the check, which the document does not describe
 * @param slots what the states of slots mean
 * @param presence the beginning of a conversation, and silence
 * @param returns the answers to reports
 * @param commands the commands to lockers
 */
public record PowerbankSettings(
        Wire wire, Crc crc, Slots slots, Presence presence, Returns returns, Commands commands) {
    /** What the decisions on the document say. */
    public static final PowerbankSettings DEFAULT = new PowerbankSettings(
            Wire.DEFAULT, Crc.DEFAULT, Slots.DEFAULT, Presence.DEFAULT, Returns.DEFAULT, Commands.DEFAULT);

    /** The same with other frames and text. */
    public PowerbankSettings with(Wire other) {
        return new PowerbankSettings(other, crc, slots, presence, returns, commands);
    }

    /** The same with another check. */
    public PowerbankSettings with(Crc other) {
        return new PowerbankSettings(wire, other, slots, presence, returns, commands);
    }

    /** The same with other slots. */
    public PowerbankSettings with(Slots other) {
        return new PowerbankSettings(wire, crc, other, presence, returns, commands);
    }

    /** The same with another beginning. */
    public PowerbankSettings with(Presence other) {
        return new PowerbankSettings(wire, crc, slots, other, returns, commands);
    }

    /** The same with other answers to reports. */
    public PowerbankSettings with(Returns other) {
        return new PowerbankSettings(wire, crc, slots, presence, other, commands);
    }

    /** The same with other settings of commands. */
    public PowerbankSettings with(Commands other) {
        return new PowerbankSettings(wire, crc, slots, presence, returns, other);
    }

    /**
     * Frames and text.
     *
     * @param maxFrame the longest frame from header to end, 128 to 8192 bytes. Default 512
     * @param partialTimeout how long an incomplete frame waits for its rest, above zero. Default 15 s
     * @param maxSlot the highest slot that a command goes to, 1 to 99; reports of slots above it are counted and taken.
     *     Default 3
     * @param ackSeparator what stands between slot and bank in an acknowledgement. Default {@link AckSeparator#MIRROR}
     */
    public record Wire(int maxFrame, Duration partialTimeout, int maxSlot, AckSeparator ackSeparator) {
        /** The defaults. */
        public static final Wire DEFAULT = new Wire(512, Duration.ofSeconds(15), 3, AckSeparator.MIRROR);

        public Wire {
            Bounds.inRange("maxFrame", maxFrame, 128, 8192);
            Bounds.positive("partialTimeout", partialTimeout);
            Bounds.inRange("maxSlot", maxSlot, 1, 99);
        }
    }

    /** What stands between slot and bank in an acknowledgement: the document prints both. */
    public enum AckSeparator {
        /** What the acknowledged report has there. */
        MIRROR,
        /** A comma. */
        COMMA,
        /** A dot. */
        DOT
    }

    /**
     * The check of frames.
     *
     * @param mode whether it is learnt, fixed, or not looked at. Default {@link CrcMode#AUTO}
     * @param variant what devices are spoken to in until more is known of them, and what is meant by
     *     {@link CrcMode#FIXED} and {@link CrcMode#OFF}. Default MODBUS over the body, high byte first
     * @param devices variants that an operator fixed, by IMEI, or by the beginning of an IMEI and {@code *}, as
     *     {@code 86550104*} for all modules of one model; the longest that fits holds, whatever the mode. Default none
     * @param strict whether a frame whose check is wrong is dropped; otherwise it is counted and taken. Default false
     * @param upperCase whether checks are written in upper-case hexadecimal digits. Default true
     * @param rawReplies whether a device that writes its check as two bytes instead of four digits is written to so. Default
     *     false
     */
    public record Crc(
            CrcMode mode,
            Crc16Variant variant,
            Map<String, Crc16Variant> devices,
            boolean strict,
            boolean upperCase,
            boolean rawReplies) {
        /** The defaults. */
        public static final Crc DEFAULT = new Crc(CrcMode.AUTO, Crc16Variant.DEFAULT, Map.of(), false, true, false);

        public Crc {
            devices = Map.copyOf(devices);
            for (String which : devices.keySet()) {
                if (!which.matches("[0-9]{14,17}|[0-9]{1,16}\\*")) {
                    throw new IllegalArgumentException("'" + which + "' is neither an IMEI of 14 to 17 digits nor the"
                            + " beginning of one and *, as 86550104*");
                }
            }
        }

        /** The same with another mode and variant. */
        public Crc with(CrcMode other, Crc16Variant otherVariant) {
            return new Crc(other, otherVariant, devices, strict, upperCase, rawReplies);
        }

        /** The same, strict or not. */
        public Crc withStrict(boolean other) {
            return new Crc(mode, variant, devices, other, upperCase, rawReplies);
        }

        /** The same with other fixed devices. */
        public Crc withDevices(Map<String, Crc16Variant> other) {
            return new Crc(mode, variant, other, strict, upperCase, rawReplies);
        }

        /** What an operator fixed for a device. */
        Optional<Crc16Variant> fixed(String imei) {
            Crc16Variant exact = devices.get(imei);
            if (exact != null) {
                return Optional.of(exact);
            }
            TreeMap<Integer, Crc16Variant> byLength = new TreeMap<>();
            devices.forEach((which, fixed) -> {
                if (which.endsWith("*") && imei.startsWith(which.substring(0, which.length() - 1))) {
                    byLength.put(which.length(), fixed);
                }
            });
            if (!byLength.isEmpty()) {
                return Optional.of(byLength.lastEntry().getValue());
            }
            return mode == CrcMode.FIXED ? Optional.of(variant) : Optional.empty();
        }
    }

    /** How it is known in which variant a device writes its check. */
    public enum CrcMode {
        /** From its own frames: what two of them agree on. */
        AUTO,
        /** All devices speak {@link Crc#variant()}. */
        FIXED,
        /** Checks of devices are not looked at. */
        OFF
    }

    /**
     * What the states of slots mean.
     *
     * @param emMeaning what {@code EM} means. Default {@link EmMeaning#AUTO}
     * @param lendFlat whether a bank that is reported as {@code EM} may be lent. Default false
     * @param unlistedEmpty whether a slot that a report leaves out is empty, as with lockers that list only slots with a bank;
     *     otherwise nothing is known of it. Default false
     * @param unreadable numbers that stand for a bank whose number could not be read: a whole number, or one character and
     *     {@code *} for that character alone, however often. Default {@code 0*} and {@code F*}
     */
    public record Slots(EmMeaning emMeaning, boolean lendFlat, boolean unlistedEmpty, List<String> unreadable) {
        /** The defaults. */
        public static final Slots DEFAULT = new Slots(EmMeaning.AUTO, false);

        public Slots {
            unreadable = List.copyOf(unreadable);
            for (String which : unreadable) {
                if (!which.matches("[0-9A-Z]{1,32}|[0-9A-Z]\\*")) {
                    throw new IllegalArgumentException("'" + which
                            + "' is neither a bank's number in upper case nor one" + " character and *, as 0*");
                }
            }
        }

        public Slots(EmMeaning emMeaning, boolean lendFlat) {
            this(emMeaning, lendFlat, false, List.of("0*", "F*"));
        }

        /** The bank with that number, as numbers are compared; null when it stands for none that could be read. */
        @Nullable
        BankId bank(String number) {
            String upper = number.toUpperCase(Locale.ROOT);
            boolean same = upper.chars().allMatch(c -> c == upper.charAt(0));
            boolean none = upper.isEmpty()
                    || unreadable.contains(upper)
                    || (same && unreadable.contains(upper.charAt(0) + "*"));
            return none ? null : new BankId(upper);
        }
    }

    /** What {@code EM} means: the word looks like "empty", the document says "no electricity". */
    public enum EmMeaning {
        /** With the number of a bank a flat bank, without one an empty slot. */
        AUTO,
        /** Always a flat bank, whose number can perhaps not be read. */
        FLAT,
        /** Always an empty slot. */
        EMPTY
    }

    /**
     * The beginning of a conversation, and silence.
     *
     * @param identifyWithin how long a connection may stay without a frame that says who it is, above zero. Default 60 s
     * @param liveness how long a locker may be silent until its rhythm is known. Default stale after 200 s, offline after
     *     300 s
     * @param leastOffline what three of its heartbeat intervals do not fall below, above zero. Default 90 s
     * @param inventoryDelay how long after the first frame of a connection the inventory is asked. Default 1 s
     * @param inventoryAfter how long after a bank went or came the inventory is asked; zero for never. Default 20 s
     */
    public record Presence(
            Duration identifyWithin,
            Liveness liveness,
            Duration leastOffline,
            Duration inventoryDelay,
            Duration inventoryAfter) {
        /** The defaults. */
        public static final Presence DEFAULT = new Presence(
                Duration.ofSeconds(60),
                new Liveness(Duration.ofSeconds(200), Duration.ofSeconds(300)),
                Duration.ofSeconds(90),
                Duration.ofSeconds(1),
                Duration.ofSeconds(20));

        public Presence {
            Bounds.positive("identifyWithin", identifyWithin);
            Bounds.positive("leastOffline", leastOffline);
            Bounds.notNegative("inventoryDelay", inventoryDelay);
            Bounds.notNegative("inventoryAfter", inventoryAfter);
        }
    }

    /**
     * The answers to reports.
     *
     * @param dedup how long a report is recognised when it comes again, above zero, ten minutes at most. Default 10 min
     * @param questionDedup how long the question whether a bank belongs to the system gets the same answer again without
     *     being asked anew, above zero, ten minutes at most. Default 30 s
     */
    public record Returns(Duration dedup, Duration questionDedup) {
        private static final Duration LONGEST = Duration.ofMinutes(10);

        /** The defaults. */
        public static final Returns DEFAULT = new Returns(LONGEST, Duration.ofSeconds(30));

        public Returns {
            atMostTenMinutes("dedup", dedup);
            atMostTenMinutes("questionDedup", questionDedup);
        }

        private static void atMostTenMinutes(String name, Duration value) {
            Bounds.positive(name, value);
            if (value.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException(name + " " + value + " is more than ten minutes");
            }
        }
    }

    /**
     * The commands to lockers.
     *
     * @param gap the least time between two frames to one locker of which the second is a command; zero for none. Default
     *     100 ms
     * @param queue the most commands that wait for one locker, 1 or more. Default 32
     * @param lendTimeout how long a lend may take, above zero. Default 30 s
     * @param queryTimeout how long a query may take, above zero. Default 10 s
     * @param inventoryFreshFor how old the inventory may be from which a lend takes the number of the bank; an older one is
     *     asked anew first, above zero. Default 60 s
     */
    public record Commands(
            Duration gap, int queue, Duration lendTimeout, Duration queryTimeout, Duration inventoryFreshFor) {
        /** The defaults. */
        public static final Commands DEFAULT = new Commands(
                Duration.ofMillis(100), 32, Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ofSeconds(60));

        public Commands {
            Bounds.notNegative("gap", gap);
            Bounds.inRange("queue", queue, 1, 10_000);
            Bounds.positive("lendTimeout", lendTimeout);
            Bounds.positive("queryTimeout", queryTimeout);
            Bounds.positive("inventoryFreshFor", inventoryFreshFor);
        }
    }
}
