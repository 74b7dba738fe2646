/** The figures that core leaves for whoever watches it: an interface, so that core needs no metrics library. */
@NullMarked
package io.devicegateway.metrics;

import org.jspecify.annotations.NullMarked;
