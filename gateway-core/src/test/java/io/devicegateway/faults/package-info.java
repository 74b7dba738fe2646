/**
 * The session core in a world of faults: time, threads, journal, network, devices, authority and callers are simulated from one
 * seed, and what the core did is checked from an outside ledger. A finding is repeated exactly by its seed.
 */
@NullMarked
package io.devicegateway.faults;

import org.jspecify.annotations.NullMarked;
