/**
 * Drives virtual devices over real sockets, each on a virtual thread: connects, hands on what comes, keeps the time, connects
 * again with growing pauses. What a device says and does is its own business.
 */
@NullMarked
package io.devicegateway.app.simulate;

import org.jspecify.annotations.NullMarked;
