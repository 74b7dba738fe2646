/**
 * Planned, not built yet: charge piles behind a platform that exchanges CSV lines through RabbitMQ, as vendor document
 * 002 (1.0.9) describes it. The gateway does not speak this protocol until its messages, codec, conversation and AMQP
 * adapter appear in this package, which is the only one that will know an AMQP client library.
 */
@NullMarked
package io.devicegateway.chargepile;

import org.jspecify.annotations.NullMarked;
