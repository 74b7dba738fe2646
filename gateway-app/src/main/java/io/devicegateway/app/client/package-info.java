/** The commands' side of the daemon's HTTP interface: asks, follows the events, and says what is wrong in words. */
@NullMarked
package io.devicegateway.app.client;

import org.jspecify.annotations.NullMarked;
