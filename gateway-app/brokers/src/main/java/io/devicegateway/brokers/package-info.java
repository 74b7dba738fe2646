/**
 * The brokers that start beside a gateway for which none is configured: one small program with a class path and a heap of its own,
 * bound to loopback. Nothing of it is on the gateway's class path.
 */
@NullMarked
package io.devicegateway.brokers;

import org.jspecify.annotations.NullMarked;
