/**
 * A small rental service, as a team that uses the gateway could write it. It is written against {@code io.devicegateway.api} alone,
 * so it runs in the gateway's process, in the daemon as a plug-in, and over the network.
 */
@NullMarked
package io.devicegateway.examples.rental;

import org.jspecify.annotations.NullMarked;
