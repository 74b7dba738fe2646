/**
 * The gateway over the network: the interfaces of {@code io.devicegateway.api} on the daemon's HTTP interface, with the HTTP client
 * of the JDK. Connections that break are made anew, and what was not acknowledged comes again.
 */
@NullMarked
package io.devicegateway.remote;

import org.jspecify.annotations.NullMarked;
