package io.devicegateway.powerbank;

/**
 * A message of the locker protocol in either direction.
 *
 * <p>Numbers of banks stand as they were received; that two of them are the same whatever their case is decided by
 * {@link PowerbankSession}.
 */
public sealed interface PowerbankMessage permits PowerbankUplink, PowerbankDownlink {
    /** The IMEI of the locker's module, 15 digits where it follows the standard, 14 to 17 otherwise. */
    String imei();
}
