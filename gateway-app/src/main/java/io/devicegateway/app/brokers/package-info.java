/**
 * The brokers that the gateway starts beside itself when none is configured: a child process with a class path and a heap of its own, which
 * is watched, started again when it dies, and never outlives the gateway. Nothing of the brokers' code is on the gateway's class path.
 */
@NullMarked
package io.devicegateway.app.brokers;

import org.jspecify.annotations.NullMarked;
