/**
 * Charge piles behind a platform that publishes its commands for them as CSV lines through RabbitMQ, vendor document 002
 * (1.0.9). The gateway is the consumer: each line becomes a durable event, is acknowledged then, and is executed by a handler
 * of the backend. Codec and conversation are pure; the consumer and the publisher are the only classes that know the AMQP
 * client.
 */
@NullMarked
package io.devicegateway.chargepile;

import org.jspecify.annotations.NullMarked;
