package io.devicegateway.pressure;

/**
 * A message of the pressure modules' protocol in either direction.
 *
 * <p>Values stand as the wire has them; what they mean to the rest of the gateway is decided by {@link PressureSession}.
 */
public sealed interface PressureMessage permits PressureUplink, PressureDownlink {}
