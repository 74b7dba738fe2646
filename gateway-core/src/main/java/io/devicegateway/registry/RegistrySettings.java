package io.devicegateway.registry;

import java.time.Duration;

/**
 * The bounds and the manner of a registry.
 *
 * @param admission what becomes of a device that is not registered
 * @param maxDevices most devices registered, 1 or more; beyond that, devices that only ever connected give way, or new ones are denied
 * @param inboxSize most unknown devices remembered, 1 or more; the one not seen for longest gives way
 * @param newDevicesPerSecond how many new devices a second are taken up from one address, 1 to 100,000; a hundred times as many at once
 * @param maxBanks most banks whose identity is remembered, 1 or more; 24 to 48 bytes each
 * @param flushInterval how long what events say may wait to be written, above zero; longer when writing takes more than a tenth of it
 */
public record RegistrySettings(
        AdmissionMode admission,
        int maxDevices,
        int inboxSize,
        int newDevicesPerSecond,
        int maxBanks,
        Duration flushInterval) {
    /** Many devices may stand behind one address, but not all of them are new at once. */
    private static final int NEWCOMERS_PER_SECOND = 200;

    private static final int MOST_PER_SECOND = 100_000;
    private static final int SECONDS_AT_ONCE = 100;
    private static final int BYTES_PER_DEVICE = 1_024;
    private static final int BYTES_PER_BANK = 48;

    /**
     * Open to every device, as many devices as fit a quarter of the heap at a kilobyte each and a million at most, 1000 in the inbox,
     * 200 new devices a second from an address, as many banks as fit a sixteenth of the heap and two million at most, five writes a
     * second.
     */
    public static final RegistrySettings DEFAULT = new RegistrySettings(
            AdmissionMode.OPEN,
            fitting(4, BYTES_PER_DEVICE, 1_000_000),
            1_000,
            NEWCOMERS_PER_SECOND,
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
        if (newDevicesPerSecond < 1 || newDevicesPerSecond > MOST_PER_SECOND) {
            throw new IllegalArgumentException(
                    "newDevicesPerSecond " + newDevicesPerSecond + " is not from 1 to " + MOST_PER_SECOND);
        }
        if (flushInterval.isNegative() || flushInterval.isZero()) {
            throw new IllegalArgumentException("flushInterval " + flushInterval + " is not above zero");
        }
    }

    /** The same with another admission. */
    public RegistrySettings admitting(AdmissionMode mode) {
        return new RegistrySettings(mode, maxDevices, inboxSize, newDevicesPerSecond, maxBanks, flushInterval);
    }

    /** The same with another bound of devices. */
    public RegistrySettings holding(int devices) {
        return new RegistrySettings(admission, devices, inboxSize, newDevicesPerSecond, maxBanks, flushInterval);
    }

    /** The same with another interval. */
    public RegistrySettings flushingEvery(Duration interval) {
        return new RegistrySettings(admission, maxDevices, inboxSize, newDevicesPerSecond, maxBanks, interval);
    }

    /** The same with another bound of banks. */
    public RegistrySettings remembering(int banks) {
        return new RegistrySettings(admission, maxDevices, inboxSize, newDevicesPerSecond, banks, flushInterval);
    }

    /**
     * The same with no more devices than fit half of the heap at a kilobyte each: what was configured may be more than this process
     * can hold.
     */
    RegistrySettings fittingTheHeap() {
        int most = fitting(2, BYTES_PER_DEVICE, Integer.MAX_VALUE);
        return maxDevices <= most ? this : holding(most);
    }

    /** How many new devices are taken up from one address at once, after a time without any. */
    int newcomersAtOnce() {
        return newDevicesPerSecond * SECONDS_AT_ONCE;
    }
}
