/**
 * How a test gets an MQTT or an AMQP broker: the best one that can be had here, said aloud. A real one wherever possible, started
 * privately, and one that can be killed, frozen and restarted with its data; and a TCP proxy that stands in for a bad network.
 */
@NullMarked
package io.devicegateway.brokers.testing;

import org.jspecify.annotations.NullMarked;
