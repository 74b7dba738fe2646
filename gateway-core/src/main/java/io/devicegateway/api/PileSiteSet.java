package io.devicegateway.api;

import java.math.BigDecimal;

/**
 * What a pile is, where it stands and how it is run are to be set.
 *
 * @param device the pile
 * @param kind what it is
 * @param longitude in degrees, exactly as the platform wrote it
 * @param latitude in degrees, exactly as the platform wrote it
 * @param lotNumber number of the parking lot
 * @param spaceNumber number of the parking space
 * @param stationNumber number of the station
 * @param regionNumber number of the region
 * @param operation how it is run
 * @param origin where the command is from
 * @param execution whether it may be executed
 */
public record PileSiteSet(
        DeviceId device,
        PileKind kind,
        BigDecimal longitude,
        BigDecimal latitude,
        int lotNumber,
        int spaceNumber,
        String stationNumber,
        String regionNumber,
        Operation operation,
        CommandOrigin origin,
        Execution execution)
        implements ChargingCommand {
    /** What a pile delivers. */
    public enum PileKind {
        /** Fast, direct current. */
        DC_FAST,
        /** Slow, direct current. */
        DC_SLOW,
        /** Fast, alternating current. */
        AC_FAST,
        /** Slow, alternating current. */
        AC_SLOW,
        /** Both currents. */
        AC_AND_DC,
        /** A kind that the vendor's document does not define; what it was is in the raw message. */
        UNDEFINED
    }

    /** How a pile is run. */
    public enum Operation {
        /** Private, for its owner only. */
        PRIVATE_CLOSED,
        /** Private, also for others. */
        PRIVATE_OPEN,
        /** Public, free of charge. */
        PUBLIC_FREE,
        /** Public, for money. */
        PUBLIC_PAID,
        /** Another way, that the vendor's document does not define; what it was is in the raw message. */
        UNDEFINED
    }
}
