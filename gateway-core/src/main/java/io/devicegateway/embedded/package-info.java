/**
 * The gateway put together: journal, registry, sessions, router and listeners over one data directory. The daemon is a shell around
 * it, and a team can have it in a process of its own.
 */
@NullMarked
package io.devicegateway.embedded;

import org.jspecify.annotations.NullMarked;
