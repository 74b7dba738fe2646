package io.devicegateway.api;

/** A named consumer's running delivery. */
public interface Subscription extends AutoCloseable {
    /** The consumer's name, under which its position is stored. */
    String consumer();

    /** The offset up to which every event was handled or parked. */
    long position();

    /** Stops the delivery and keeps the position. Waits for handlers under way. */
    @Override
    void close();
}
