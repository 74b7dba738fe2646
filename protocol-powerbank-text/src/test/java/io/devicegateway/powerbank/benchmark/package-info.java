/** What the protocol costs, and servers to compare it with; no tests. */
@NullMarked
package io.devicegateway.powerbank.benchmark;

import org.jspecify.annotations.NullMarked;
