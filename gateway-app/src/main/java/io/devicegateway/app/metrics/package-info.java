/** The figures of core and of the Java process, kept with Micrometer and given out in Prometheus' text format. */
@NullMarked
package io.devicegateway.app.metrics;

import org.jspecify.annotations.NullMarked;
