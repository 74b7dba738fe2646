/**
 * The way to vending cabinets through an MQTT broker: one client of the broker, which connects and consumes again by itself and
 * proves that it does, takes a message off the broker only when everything that it caused is durable, and keeps a conversation
 * for each cabinet that it hears. The only package that knows an MQTT client library.
 */
@NullMarked
package io.devicegateway.vending.mqtt;

import org.jspecify.annotations.NullMarked;
