/**
 * Planned, not built yet: 4G pressure modules that speak JSON over TCP, as vendor document 001 (V1.0.9) describes
 * them. The gateway does not speak this protocol until its framing, messages, codec and conversation appear in this
 * package.
 */
@NullMarked
package io.devicegateway.pressure;

import org.jspecify.annotations.NullMarked;
