package io.devicegateway.api;

import org.jspecify.annotations.Nullable;

/**
 * The mobile network as the device sees it.
 *
 * @param csq signal strength in the modem's unit, 0 to 31; null when the modem says it has no signal
 * @param bitErrorRate in the modem's unit; null when not reported
 * @param technology {@code GSM}, {@code WCDMA}, {@code LTE}, {@code WIFI}, or {@code UNKNOWN(n)}
 */
public record NetworkSignal(
        DeviceId device, @Nullable Integer csq, @Nullable Integer bitErrorRate, String technology)
        implements DeviceInfo, DeviceReply {
    /** Received power in dBm, -113 to -51; null when there is no signal. */
    public @Nullable Integer dbm() {
        return csq == null ? null : Integer.valueOf(-113 + 2 * csq);
    }
}
