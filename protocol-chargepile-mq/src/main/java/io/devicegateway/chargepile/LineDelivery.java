package io.devicegateway.chargepile;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Envelope;

/**
 * A line as the broker handed it over.
 *
 * @param envelope its tag, where it was published, and whether it was handed over before
 * @param properties what its publisher said of it
 * @param body the line
 */
record LineDelivery(Envelope envelope, AMQP.BasicProperties properties, byte[] body) {}
