/**
 * What the backend team sees of the gateway: device identities, the events that devices report, the commands that can
 * be sent to them with the four ways a command can end, the handlers that receive events, and the questions that only
 * the business can answer. Everything here is a plain value or an interface over plain values; it imports {@code
 * java.*} only, so that a remote client can serve the same interfaces unchanged.
 */
@NullMarked
package io.devicegateway.api;

import org.jspecify.annotations.NullMarked;
