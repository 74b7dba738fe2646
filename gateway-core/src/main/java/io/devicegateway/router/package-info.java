/**
 * Hands journalled events to named consumers, each from its own stored position, in order per device and in parallel
 * across devices. A handler that fails is retried with growing pauses, then the event is parked with its cause,
 * visible and re-drivable; a slow or failing consumer disturbs no device and no other consumer.
 */
@NullMarked
package io.devicegateway.router;

import org.jspecify.annotations.NullMarked;
