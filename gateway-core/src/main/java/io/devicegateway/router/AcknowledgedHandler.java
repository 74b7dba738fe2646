package io.devicegateway.router;

import io.devicegateway.api.EventHandler;

/** A handler that is told when an event needs nothing more, so that it can say so to somebody else. */
public interface AcknowledgedHandler extends EventHandler {
    /** The event of this offset was handled or parked, and is in what {@link EventRouter#flush} stores. Must not block. */
    void passed(long offset);
}
