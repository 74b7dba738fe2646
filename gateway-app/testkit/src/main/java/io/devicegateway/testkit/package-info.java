/**
 * For the backend's own tests: {@link io.devicegateway.testkit.GatewayKit} is a gateway without sockets, with virtual devices and
 * with time that the test moves. Everything but the wires is the real thing.
 */
@NullMarked
package io.devicegateway.testkit;

import org.jspecify.annotations.NullMarked;
