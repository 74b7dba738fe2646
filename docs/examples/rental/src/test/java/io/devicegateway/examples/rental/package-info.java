/** The example's tests, which are also where the documentation takes its code from. */
@NullMarked
package io.devicegateway.examples.rental;

import org.jspecify.annotations.NullMarked;
