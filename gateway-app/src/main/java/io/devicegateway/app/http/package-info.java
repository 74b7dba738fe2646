/**
 * The daemon's HTTP interface: devices, commands, events, health, metrics. It translates between JSON and the plain values of
 * {@code io.devicegateway.api}, and holds no rule of its own about devices. Every error is a problem document (RFC 9457) with
 * a code, a cause and a fix; everything a client can occupy is bounded in number, size and time.
 */
@NullMarked
package io.devicegateway.app.http;

import org.jspecify.annotations.NullMarked;
