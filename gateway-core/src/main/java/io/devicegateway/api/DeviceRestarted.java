package io.devicegateway.api;

/**
 * A device that counts since it was switched on has begun to count anew while its conversation stood. Not told where a restart shows
 * otherwise, as in a new connection.
 *
 * @param countBefore what it had counted, 1 or more
 * @param count what it counts now, 0 or more and less than before
 */
public record DeviceRestarted(DeviceId device, long countBefore, long count) implements DeviceInfo {}
