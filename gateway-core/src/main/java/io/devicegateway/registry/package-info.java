/**
 * Which devices exist: their labels, whether they are enabled and why not, who is admitted, the bounded inbox of
 * devices nobody has listed yet, and the last known state of each device and slot with the journal offset of the event
 * that set it. It survives a restart; the embedded store stands behind an interface that a server database can
 * implement.
 */
@NullMarked
package io.devicegateway.registry;

import org.jspecify.annotations.NullMarked;
