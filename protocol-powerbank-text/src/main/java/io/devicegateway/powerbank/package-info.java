/**
 * Planned, not built yet: power bank lockers that speak text frames with a CRC16 over TCP, as vendor document 003
 * describes them. The gateway does not speak this protocol until its framing, messages, codec and conversation appear
 * in this package.
 */
@NullMarked
package io.devicegateway.powerbank;

import org.jspecify.annotations.NullMarked;
