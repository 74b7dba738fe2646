/**
 * The durable event log, which is also the outbox: an event is appended once, the append completes when the record
 * would survive a power cut, and only then is the device answered. Segments have a byte budget and every record a
 * checksum; named positions say how far each consumer has come; a torn tail is cut off at start, and damage elsewhere
 * is reported with its place while the rest is served.
 */
@NullMarked
package io.devicegateway.journal;

import org.jspecify.annotations.NullMarked;
