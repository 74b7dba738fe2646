package io.devicegateway.api;

/** Receives journalled events on virtual threads: it may block. */
@FunctionalInterface
public interface EventHandler {
    /**
     * Handles one event. Returning is the acknowledgement; throwing means again later. Events of one device come in their
     * order and one at a time.
     */
    void handle(EventRecord event) throws Exception;
}
