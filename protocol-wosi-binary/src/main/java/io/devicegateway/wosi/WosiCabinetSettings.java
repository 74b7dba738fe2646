package io.devicegateway.wosi;

import io.devicegateway.api.BankId;
import io.devicegateway.simulation.Mischief;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link WosiCabinet} is.
 *
 * @param boxId its serial number; two cabinets may have the same, as cloned ones in the field do
 * @param slots how many slots it has, 1 to 255
 * @param banks what is in them at first, by slot number from 1
 * @param timing when it does what
 * @param firmware what is installed on it
 * @param customers people who use it of their own accord; null for none
 * @param chances how likely it misbehaves at each opportunity, 0 to 1; nothing for a fault that only happens on request
 * @param seed of everything that is random about it
 */
public record WosiCabinetSettings(
        String boxId,
        int slots,
        SortedMap<Integer, BankId> banks,
        Timing timing,
        Firmware firmware,
        @Nullable Customers customers,
        Map<WosiFault, Double> chances,
        long seed) {
    public WosiCabinetSettings {
        chances = Mischief.checked(chances);
        banks = Collections.unmodifiableSortedMap(new TreeMap<>(banks));
        if (slots < 1 || slots > 255) {
            throw new IllegalArgumentException("slots " + slots + " is not 1 to 255");
        }
        for (int slot : banks.keySet()) {
            if (slot < 1 || slot > slots) {
                throw new IllegalArgumentException("there is no slot " + slot + " among " + slots);
            }
        }
    }

    /** A cabinet without banks and customers that behaves as the document says. */
    public static WosiCabinetSettings of(String boxId, int slots) {
        return new WosiCabinetSettings(
                boxId, slots, new TreeMap<>(), Timing.DEFAULT, Firmware.DEFAULT, null, Map.of(), boxId.hashCode());
    }

    /** The same with a bank in each slot but the last; their ids follow from the serial number. */
    public WosiCabinetSettings stocked() {
        TreeMap<Integer, BankId> stock = new TreeMap<>();
        // "WAB1", three bytes that differ from cabinet to cabinet, the slot.
        long front = 0x5741_4231_0000_0000L + ((boxId.hashCode() & 0xff_ffffL) << 8);
        for (int slot = 1; slot < slots; slot++) {
            stock.put(slot, new BankId(TerminalId.display(front + slot)));
        }
        return new WosiCabinetSettings(boxId, slots, stock, timing, firmware, customers, chances, seed);
    }

    /** The same with this bank in that slot. */
    public WosiCabinetSettings with(int slot, BankId bank) {
        TreeMap<Integer, BankId> more = new TreeMap<>(banks);
        more.put(slot, bank);
        return new WosiCabinetSettings(boxId, slots, more, timing, firmware, customers, chances, seed);
    }

    /** The same with other times. */
    public WosiCabinetSettings with(Timing other) {
        return new WosiCabinetSettings(boxId, slots, banks, other, firmware, customers, chances, seed);
    }

    /** The same with other firmware. */
    public WosiCabinetSettings with(Firmware other) {
        return new WosiCabinetSettings(boxId, slots, banks, timing, other, customers, chances, seed);
    }

    /** The same with customers whose doings follow from the seed. */
    public WosiCabinetSettings with(Customers other, long otherSeed) {
        return new WosiCabinetSettings(boxId, slots, banks, timing, firmware, other, chances, otherSeed);
    }

    /** The same with faults that happen by chance, which follow from the seed. */
    public WosiCabinetSettings with(Map<WosiFault, Double> other, long otherSeed) {
        return new WosiCabinetSettings(boxId, slots, banks, timing, firmware, customers, other, otherSeed);
    }

    /**
     * When a cabinet does what.
     *
     * @param heartbeat how often it beats, 1 ms or more. Default 30 s
     * @param returnRetry after what time a return without an answer is sent again, 1 ms or more. Default 5 s
     * @param lateBy how late a late reply is, not below zero. Default 30 s
     * @param silence after what time someone switches a cabinet that fell silent off and on, 1 ms or more. Default 180 s
     */
    public record Timing(Duration heartbeat, Duration returnRetry, Duration lateBy, Duration silence) {
        /** As cabinets in the field do. */
        public static final Timing DEFAULT = new Timing(
                Duration.ofSeconds(30), Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofSeconds(180));

        public Timing {
            if (heartbeat.toMillis() < 1
                    || returnRetry.toMillis() < 1
                    || lateBy.isNegative()
                    || silence.toMillis() < 1) {
                throw new IllegalArgumentException(
                        "heartbeat, returnRetry and silence are at least 1 ms, and lateBy is not below zero");
            }
        }
    }

    /**
     * What is installed on a cabinet.
     *
     * @param version what it answers to a version query
     * @param iccid what it answers to an ICCID query
     * @param old whether it is from before 2019-04: it leaves the maintenance commands (0x6A, 0x70, 0x72, 0x77, 0x80)
     *     unanswered and knows the retired 0x71
     * @param reportsAllAfterLogin whether it reports each bank it holds as returned after each login, as some old ones do
     */
    public record Firmware(String version, String iccid, boolean old, boolean reportsAllAfterLogin) {
        /** A cabinet of revision 4.6P. */
        public static final Firmware DEFAULT = new Firmware("A.09.01.06", "89860401101770982839", false, false);
    }

    /**
     * People who rent and return at random.
     *
     * @param pause the mean time between two of them, 1 ms or more
     * @param banksInHand how many banks they have at first, not from this cabinet, 0 or more
     */
    public record Customers(Duration pause, int banksInHand) {
        public Customers {
            if (pause.toMillis() < 1 || banksInHand < 0) {
                throw new IllegalArgumentException("pause is at least 1 ms, banksInHand not below zero");
            }
        }
    }
}
