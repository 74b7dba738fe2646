/**
 * 4G pressure modules: JSON objects over TCP, as vendor document 001 (V1.0.9) describes them. Framing, messages, codec and
 * conversation of that protocol live here, and a virtual module that speaks it.
 */
@NullMarked
package io.devicegateway.pressure;

import org.jspecify.annotations.NullMarked;
