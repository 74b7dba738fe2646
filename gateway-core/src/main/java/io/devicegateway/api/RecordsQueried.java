package io.devicegateway.api;

/**
 * The platform asks for records of a pile.
 *
 * @param device the pile
 * @param kind of which records
 * @param origin where the command is from
 * @param execution whether it may be executed
 */
public record RecordsQueried(DeviceId device, Kind kind, CommandOrigin origin, Execution execution)
        implements ChargingCommand {
    /** What the records are about. */
    public enum Kind {
        /** The charges. */
        CHARGES,
        /** The course of charges. */
        CHARGE_COURSES,
        /** The events. */
        EVENTS,
        /** The warnings. */
        WARNINGS,
        /** A kind that the vendor's document does not define; what it was is in the raw message. */
        UNDEFINED
    }
}
