package io.devicegateway.registry;

import java.time.Duration;

/**
 * The bounds and the manner of a registry.
 *
 * @param admission what becomes of a device that is not registered
 * @param maxDevices most devices registered, 1 or more; beyond that, devices that only ever connected give way, or new ones are denied
 * @param inboxSize most unknown devices remembered, 1 or more; the one not seen for longest gives way
 * @param maxBanks most banks whose identity is remembered, 1 or more; 24 to 48 bytes each
 * @param flushInterval how long what events say may wait to be written, above zero; longer when writing takes more than a tenth of it
 */
public record RegistrySettings(
        AdmissionMode admission, int maxDevices, int inboxSize, int maxBanks, Duration flushInterval) {
    private static final int BYTES_PER_DEVICE = 1_024;
    private static final int BYTES_PER_BANK = 48;

    /**
     * Open to every device, as many devices as fit a quarter of the heap at a kilobyte each and a million at most, 1000 in the inbox,
     * as many banks as fit a sixteenth of it and two million at most, five writes a second.
     */
    public static final RegistrySettings DEFAULT = new RegistrySettings(
            AdmissionMode.OPEN,
            fitting(4, BYTES_PER_DEVICE, 1_000_000),
            1_000,
            fitting(16, BYTES_PER_BANK, 2_000_000),
            Duration.ofMillis(200));

    /** How many things of that size fit into a part of the heap; a thousand always do. */
    private static int fitting(int part, int bytes, int most) {
        return Math.clamp(Runtime.getRuntime().maxMemory() / part / bytes, 1_000, most);
    }

    /** How much all devices together may tell of their slots, lanes and facts: an eighth of the heap. */
    static long detailBytes() {
        return Runtime.getRuntime().maxMemory() / 8;
    }

    public RegistrySettings {
        if (maxDevices < 1 || inboxSize < 1 || maxBanks < 1) {
            throw new IllegalArgumentException("maxDevices " + maxDevices + ", inboxSize " + inboxSize
                    + " and maxBanks " + maxBanks + " must each be 1 or more");
        }
        if (flushInterval.isNegative() || flushInterval.isZero()) {
            throw new IllegalArgumentException("flushInterval " + flushInterval + " is not above zero");
        }
    }

    /** The same with another admission. */
    public RegistrySettings admitting(AdmissionMode mode) {
        return new RegistrySettings(mode, maxDevices, inboxSize, maxBanks, flushInterval);
    }

    /** The same with another bound of devices. */
    public RegistrySettings holding(int devices) {
        return new RegistrySettings(admission, devices, inboxSize, maxBanks, flushInterval);
    }

    /** The same with another interval. */
    public RegistrySettings flushingEvery(Duration interval) {
        return new RegistrySettings(admission, maxDevices, inboxSize, maxBanks, interval);
    }
}
