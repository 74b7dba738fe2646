package io.devicegateway.registry;

import java.time.Duration;

/**
 * The bounds and the manner of a registry.
 *
 * @param admission what becomes of a device that is not registered
 * @param maxDevices most devices registered, 1 or more; further ones are denied
 * @param inboxSize most unknown devices remembered, 1 or more; the one not seen for longest gives way
 * @param maxBanks most banks whose identity is remembered, 1 or more; 24 to 48 bytes each
 * @param flushInterval how long what events say may wait to be written, above zero; longer when writing takes more than a tenth of it
 */
public record RegistrySettings(
        AdmissionMode admission, int maxDevices, int inboxSize, int maxBanks, Duration flushInterval) {
    /** Open to every device, a million devices, 1000 in the inbox, two million banks, five writes a second. */
    public static final RegistrySettings DEFAULT =
            new RegistrySettings(AdmissionMode.OPEN, 1_000_000, 1_000, 2_000_000, Duration.ofMillis(200));

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

    /** The same with another interval. */
    public RegistrySettings flushingEvery(Duration interval) {
        return new RegistrySettings(admission, maxDevices, inboxSize, maxBanks, interval);
    }
}
