package io.devicegateway.api;

/** Who wants charging to start or to stop. */
public enum ChargingInitiator {
    PLATFORM,
    APP
}
