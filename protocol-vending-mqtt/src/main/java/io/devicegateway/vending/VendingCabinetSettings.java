package io.devicegateway.vending;

import io.devicegateway.simulation.Mischief;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link VendingCabinet} is.
 *
 * @param device its id, 1 to 32 letters, digits, _ or -; two cabinets may have the same, as cloned ones in the field do
 * @param serverId the server's id
 * @param lanes how many lanes it has, 1 to 255
 * @param stock what is in each lane at first, 0 or more
 * @param fourthField whether its results have the fourth part of the document's sample
 * @param timing when it does what
 * @param chances how likely each fault is, 0 to 1
 * @param customersEvery the mean time between two customers; null for no customers
 * @param seed of everything that is random about it
 */
public record VendingCabinetSettings(
        String device,
        String serverId,
        int lanes,
        int stock,
        boolean fourthField,
        Timing timing,
        Map<VendingFault, Double> chances,
        @Nullable Duration customersEvery,
        long seed) {
    public VendingCabinetSettings {
        chances = Mischief.checked(chances);
        if (!Envelope.DEVICE.matcher(device).matches()) {
            throw new IllegalArgumentException("device id '" + device + "' is not 1 to 32 letters, digits, _ or -");
        }
        if (lanes < 1 || lanes > 255 || stock < 0) {
            throw new IllegalArgumentException("lanes " + lanes + " is not 1 to 255, or stock " + stock + " below 0");
        }
        if (customersEvery != null && customersEvery.toMillis() < 1) {
            throw new IllegalArgumentException("customersEvery is at least 1 ms");
        }
    }

    /** A cabinet of nine lanes, ten items each, that behaves as the document says. */
    public static VendingCabinetSettings of(String device) {
        return new VendingCabinetSettings(
                device, "CQAZ01", 9, 10, false, Timing.DEFAULT, Map.of(), null, device.hashCode());
    }

    /** The same with other times. */
    public VendingCabinetSettings with(Timing other) {
        return new VendingCabinetSettings(
                device, serverId, lanes, stock, fourthField, other, chances, customersEvery, seed);
    }

    /** The same with so many items in each lane. */
    public VendingCabinetSettings stocked(int items) {
        return new VendingCabinetSettings(
                device, serverId, lanes, items, fourthField, timing, chances, customersEvery, seed);
    }

    /** The same with faults that happen by chance, which follow from the seed. */
    public VendingCabinetSettings with(Map<VendingFault, Double> faults, long otherSeed) {
        return new VendingCabinetSettings(
                device, serverId, lanes, stock, fourthField, timing, faults, customersEvery, otherSeed);
    }

    /** The same with customers. */
    public VendingCabinetSettings withCustomers(Duration every) {
        return new VendingCabinetSettings(device, serverId, lanes, stock, fourthField, timing, chances, every, seed);
    }

    /**
     * When a cabinet does what.
     *
     * @param heartbeat how often it beats, 1 ms or more. Default 30 s
     * @param temperature how often it reports the temperature, 1 ms or more. Default 10 min
     * @param dispense how long the motor turns, 0 or more. Default 3 s
     * @param lateBy how late a late answer is, 0 or more. Default 45 s
     */
    public record Timing(Duration heartbeat, Duration temperature, Duration dispense, Duration lateBy) {
        /** As in the document; how long a motor turns it does not say. */
        public static final Timing DEFAULT = new Timing(
                Duration.ofSeconds(30), Duration.ofMinutes(10), Duration.ofSeconds(3), Duration.ofSeconds(45));

        public Timing {
            if (heartbeat.toMillis() < 1
                    || temperature.toMillis() < 1
                    || dispense.isNegative()
                    || lateBy.isNegative()) {
                throw new IllegalArgumentException(
                        "heartbeat and temperature are at least 1 ms, dispense and lateBy not below zero");
            }
        }
    }
}
