/** The kit's own tests: what a backend may rely on in its tests. */
@NullMarked
package io.devicegateway.testkit;

import org.jspecify.annotations.NullMarked;
