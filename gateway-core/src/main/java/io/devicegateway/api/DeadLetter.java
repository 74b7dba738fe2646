package io.devicegateway.api;

import java.time.Instant;

/**
 * An event that a consumer could not handle, set aside with all that is needed to handle it later.
 *
 * @param consumer the consumer's name
 * @param record the event, a copy: the journal may have let go of it
 * @param cause what the handler threw last, as text of at most 1,000 characters
 * @param attempts how often it was tried
 * @param since when it was parked first
 */
public record DeadLetter(String consumer, EventRecord record, String cause, int attempts, Instant since) {}
