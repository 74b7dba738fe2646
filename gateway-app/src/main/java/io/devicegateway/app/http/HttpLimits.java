package io.devicegateway.app.http;

import java.time.Duration;

/**
 * What clients of the HTTP interface may occupy. Above zero each.
 *
 * @param connections most TCP connections; more wait to be accepted
 * @param requests most requests under {@code /api/} at once, event streams not counted; more are answered 503
 * @param streams most event streams at once; more are answered 503
 * @param bodyBytes longest request body
 * @param requestTime how long a request may take from its first line to the end of its answer, beyond what it waits for a
 *     device; after it the connection is closed
 * @param stallTime how long an event stream may wait for its client to take what was written; after it the connection is
 *     closed
 * @param heartbeat silence on an event stream after which a comment is sent
 * @param idleTime how long a connection may stay open without a request
 * @param stopTime how long requests under way may still take when the interface is closed
 */
public record HttpLimits(
        int connections,
        int requests,
        int streams,
        int bodyBytes,
        Duration requestTime,
        Duration stallTime,
        Duration heartbeat,
        Duration idleTime,
        Duration stopTime) {
    /** The usual bounds. */
    public static final HttpLimits DEFAULT = new HttpLimits(
            2_048,
            1_024,
            64,
            64 * 1_024,
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofSeconds(15),
            Duration.ofSeconds(60),
            Duration.ofSeconds(2));
}
