package io.devicegateway.journal;

/**
 * A record as it was appended.
 *
 * @param offset its place in the log, from 1
 * @param timeMillis the time given with the append, milliseconds since 1970
 * @param payload the bytes given with the append; a copy of the reader's own
 */
public record LogRecord(long offset, long timeMillis, byte[] payload) {}
