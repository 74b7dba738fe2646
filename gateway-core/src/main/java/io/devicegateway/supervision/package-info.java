/**
 * Loops and periodic tasks that one exception does not end. Every thread of the gateway that runs for as long as the gateway
 * does, and every task that runs again and again, runs its rounds through {@link io.devicegateway.supervision.Watched}: what a round
 * throws is counted, logged and shown by health, and the next round comes.
 */
@NullMarked
package io.devicegateway.supervision;

import org.jspecify.annotations.NullMarked;
