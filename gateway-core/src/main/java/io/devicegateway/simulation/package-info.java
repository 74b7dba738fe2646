/**
 * Devices made of code, for the simulator, for tests and for teams that test against the gateway: each protocol module has one
 * that behaves as the vendor's document says, and misbehaves on request.
 */
@NullMarked
package io.devicegateway.simulation;

import org.jspecify.annotations.NullMarked;
