/**
 * Vending cabinets that exchange JSON through an MQTT broker, as vendor document 000 (V1.02) describes them: their messages,
 * codec and conversation as a state machine without input and output, and a virtual cabinet. What leaves the document open is
 * decided here and described in {@code docs/protocols/vending-mqtt.md}; the way through a broker is in {@code mqtt}.
 */
@NullMarked
package io.devicegateway.vending;

import org.jspecify.annotations.NullMarked;
