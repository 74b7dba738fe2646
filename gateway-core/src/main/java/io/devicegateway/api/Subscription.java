package io.devicegateway.api;

/** A named consumer's running delivery. */
public interface Subscription extends AutoCloseable {
    /** The consumer's name, under which its position is stored. */
    String consumer();

    /** The offset up to which every event was handled or parked. */
    long position();

    /**
     * Whether events still come here: not closed, and not ended by the gateway, as when another process subscribed under the
     * same name, or the consumer was removed.
     */
    boolean isOpen();

    /** Whether another process has the consumer, and this one takes over when that one ends. It is open then. */
    default boolean isStandby() {
        return false;
    }

    /** Stops the delivery and keeps the position. Waits for handlers under way. */
    @Override
    void close();
}
