/**
 * Devices that connect over TCP: listens, bounds connections, cuts the stream with a protocol's framing, stops reading
 * while too much is not yet durable, and writes one frame with one call. This is the only package that knows the
 * network library; everything behind it sees frames and links.
 */
@NullMarked
package io.devicegateway.tcp;

import org.jspecify.annotations.NullMarked;
