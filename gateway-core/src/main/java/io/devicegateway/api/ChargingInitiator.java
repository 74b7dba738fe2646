package io.devicegateway.api;

/** Who wants charging to start or to stop. */
public enum ChargingInitiator {
    /** The platform. */
    PLATFORM,
    /** A customer, by the app. */
    APP
}
