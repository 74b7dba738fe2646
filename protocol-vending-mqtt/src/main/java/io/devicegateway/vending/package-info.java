/**
 * Planned, not built yet: vending cabinets that exchange JSON through an MQTT broker, as vendor document 000 (V1.02)
 * describes them. The gateway does not speak this protocol until its messages, codec, conversation and MQTT adapter
 * appear in this package, which is the only one that will know an MQTT client library.
 */
@NullMarked
package io.devicegateway.vending;

import org.jspecify.annotations.NullMarked;
