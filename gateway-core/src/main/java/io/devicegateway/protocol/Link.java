package io.devicegateway.protocol;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** The way to one device. */
public interface Link {
    /**
     * Writes one frame, in one piece. Called on {@link #executor()}.
     *
     * @return completes when the operating system took the bytes; fails when it may not have, with {@link NotWritten} when
     *     it is certain that not a byte left and the device may still be reached later
     */
    CompletableFuture<Void> write(byte[] frame);

    /**
     * Writes one frame that answers a message just received; frames written so while one read is processed may leave
     * together. Called on {@link #executor()}.
     */
    void answer(byte[] frame);

    /**
     * The device at the other end has said who it is and was admitted: it is no stranger any more, for whom there is little
     * room. Called on {@link #executor()}; said again, it changes nothing.
     */
    default void identified() {}

    /** Whether a write can reach the device now. */
    boolean isOpen();

    /**
     * Ends it, after what was written before.
     *
     * @param reason for the log
     */
    void close(String reason);

    /** Runs what concerns this link, one thing at a time. */
    Executor executor();

    /** The other end, for people. */
    String remote();

    /** Not a byte has left. The message says why not, in English words. */
    final class NotWritten extends Exception {
        private static final long serialVersionUID = 1L;

        public NotWritten(String message) {
            super(message, null, false, false);
        }
    }
}
