package io.devicegateway.protocol;

/**
 * A way of its own to devices, such as a client of a message broker. It opens a conversation for each device that it hears,
 * hands over what the device sent, and takes a message off the broker only when {@link Inbound#receive} says that nothing of
 * it can be lost any more.
 */
public interface Transport extends AutoCloseable {
    /** Nothing can be made durable, so nothing is to be taken in until {@link #resumeReading()}. Said again, it changes nothing. */
    void pauseReading(String cause);

    /** Takes in again. */
    void resumeReading();

    /** The gateway stops: nothing new is taken in, and what is under way can still be written and acknowledged. */
    void stopReading();

    /** Ends. Conversations have ended before. */
    @Override
    void close();

    /** Starts a transport. */
    @FunctionalInterface
    interface Starter<T extends Transport> {
        /**
         * Starts it; it does not wait for a connection.
         *
         * @param opener starts conversations
         */
        T start(Inbound.Opener opener);
    }
}
