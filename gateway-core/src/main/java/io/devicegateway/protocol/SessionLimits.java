package io.devicegateway.protocol;

import java.time.Duration;

/**
 * The bounds of a session of one protocol.
 *
 * @param identifyWithin how long a new connection may stay anonymous
 * @param liveness how long a device may be silent
 * @param commandGap least time between two frames to one device of which the second is a command; zero for none
 * @param commandQueue most commands that wait for one device, 1 or more
 */
public record SessionLimits(Duration identifyWithin, Liveness liveness, Duration commandGap, int commandQueue) {}
