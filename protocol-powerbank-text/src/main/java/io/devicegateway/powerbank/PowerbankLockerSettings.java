package io.devicegateway.powerbank;

import io.devicegateway.api.BankId;
import io.devicegateway.simulation.Mischief;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link PowerbankLocker} is.
 *
 * @param imei its IMEI, 15 digits; two lockers may have the same, as cloned ones in the field do
 * @param slots how many slots it has, 1 to 99; the document knows three
 * @param banks what is in them at first, by slot number from 1
 * @param spelling how it writes
 * @param timing when it does what
 * @param customers people who use it of their own accord; null for none
 * @param chances how likely it misbehaves at each opportunity, 0 to 1; nothing for a fault that only happens on request
 * @param seed of everything that is random about it
 */
public record PowerbankLockerSettings(
        String imei,
        int slots,
        SortedMap<Integer, BankId> banks,
        LockerSpelling spelling,
        Timing timing,
        @Nullable Customers customers,
        Map<PowerbankFault, Double> chances,
        long seed) {
    private static final int DOCUMENTED_SLOTS = 3;

    public PowerbankLockerSettings {
        chances = Mischief.checked(chances);
        banks = Collections.unmodifiableSortedMap(new TreeMap<>(banks));
        if (!imei.matches("[0-9]{15}")) {
            throw new IllegalArgumentException("IMEI '" + imei + "' is not 15 digits");
        }
        if (slots < 1 || slots > 99) {
            throw new IllegalArgumentException("slots " + slots + " is not 1 to 99");
        }
        for (int slot : banks.keySet()) {
            if (slot < 1 || slot > slots) {
                throw new IllegalArgumentException("there is no slot " + slot + " among " + slots);
            }
        }
    }

    /** A locker of three slots without banks and customers that behaves as the document says. */
    public static PowerbankLockerSettings of(String imei) {
        return new PowerbankLockerSettings(
                imei,
                DOCUMENTED_SLOTS,
                new TreeMap<>(),
                LockerSpelling.DEFAULT,
                Timing.DEFAULT,
                null,
                Map.of(),
                imei.hashCode());
    }

    /** The same with a bank in each slot but the last; their numbers follow from the IMEI. */
    public PowerbankLockerSettings stocked() {
        TreeMap<Integer, BankId> stock = new TreeMap<>();
        for (int slot = 1; slot < slots; slot++) {
            stock.put(slot, new BankId(String.format("%s%02d", imei.substring(7), slot)));
        }
        return new PowerbankLockerSettings(imei, slots, stock, spelling, timing, customers, chances, seed);
    }

    /** The same with this bank in that slot. */
    public PowerbankLockerSettings with(int slot, BankId bank) {
        TreeMap<Integer, BankId> more = new TreeMap<>(banks);
        more.put(slot, bank);
        return new PowerbankLockerSettings(imei, slots, more, spelling, timing, customers, chances, seed);
    }

    /** The same with another spelling. */
    public PowerbankLockerSettings with(LockerSpelling other) {
        return new PowerbankLockerSettings(imei, slots, banks, other, timing, customers, chances, seed);
    }

    /** The same with other times. */
    public PowerbankLockerSettings with(Timing other) {
        return new PowerbankLockerSettings(imei, slots, banks, spelling, other, customers, chances, seed);
    }

    /** The same with customers whose doings follow from the seed. */
    public PowerbankLockerSettings with(Customers other, long otherSeed) {
        return new PowerbankLockerSettings(imei, slots, banks, spelling, timing, other, chances, otherSeed);
    }

    /** The same with faults that happen by chance, which follow from the seed. */
    public PowerbankLockerSettings with(Map<PowerbankFault, Double> other, long otherSeed) {
        return new PowerbankLockerSettings(imei, slots, banks, spelling, timing, customers, other, otherSeed);
    }

    /**
     * When a locker does what.
     *
     * @param heartbeat how often it beats, 1 ms or more. Default 60 s
     * @param retry after what time a question or a report without an answer is sent again, 1 ms or more. Default 5 s
     * @param lateBy how late a late reply is, not below zero. Default 40 s
     * @param silence after what time someone switches a locker that fell silent off and on, 1 ms or more. Default 400 s
     */
    public record Timing(Duration heartbeat, Duration retry, Duration lateBy, Duration silence) {
        /** As lockers may do; the document says nothing about it. */
        public static final Timing DEFAULT = new Timing(
                Duration.ofSeconds(60), Duration.ofSeconds(5), Duration.ofSeconds(40), Duration.ofSeconds(400));

        public Timing {
            if (heartbeat.toMillis() < 1 || retry.toMillis() < 1 || silence.toMillis() < 1 || lateBy.isNegative()) {
                throw new IllegalArgumentException(
                        "heartbeat, retry and silence are at least 1 ms and lateBy is not below zero");
            }
        }
    }

    /**
     * People who rent and return at random.
     *
     * @param pause the mean time between two of them, 1 ms or more
     * @param banksInHand how many banks they have at first, not from this locker, 0 or more
     */
    public record Customers(Duration pause, int banksInHand) {
        public Customers {
            if (pause.toMillis() < 1 || banksInHand < 0) {
                throw new IllegalArgumentException("pause is at least 1 ms, banksInHand not below zero");
            }
        }
    }
}
