/**
 * Programs to measure against, each with a {@code main}; no tests. They are built with the tests and are no part of the
 * product. Beside the transport this is the only place that knows the network library.
 */
@NullMarked
package io.devicegateway.benchmark;

import org.jspecify.annotations.NullMarked;
