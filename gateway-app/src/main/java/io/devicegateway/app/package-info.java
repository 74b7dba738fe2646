/**
 * The daemon and its command line. Everything is wired here by hand, in one place: configuration, the journal and the
 * registry, the enabled protocols, HTTP, metrics and the commands of {@code gateway}. It is also the only place that
 * reads the wall clock; what needs the time is given a clock.
 */
@NullMarked
package io.devicegateway.app;

import org.jspecify.annotations.NullMarked;
