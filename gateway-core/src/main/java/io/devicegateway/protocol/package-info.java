/**
 * The interfaces that a device protocol implements: how a byte stream is cut into frames, how a frame becomes a
 * message and back, and a conversation as a state machine that is handed messages and returns effects. A protocol
 * performs no input or output of its own, which is why it can be tested with plain values and why it cannot
 * acknowledge anything before it is durable: core performs the effects, in the order that keeps the promise.
 */
@NullMarked
package io.devicegateway.protocol;

import org.jspecify.annotations.NullMarked;
