package io.devicegateway.app.client;

import java.net.URI;

/** No daemon answers. */
public final class DaemonUnreachable extends Exception {
    private static final long serialVersionUID = 1L;

    private final URI daemon;
    private final boolean requestMayHaveArrived;

    DaemonUnreachable(URI daemon, boolean requestMayHaveArrived, Throwable cause) {
        super(cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage(), cause);
        this.daemon = daemon;
        this.requestMayHaveArrived = requestMayHaveArrived;
    }

    /** Where it was looked for. */
    public URI daemon() {
        return daemon;
    }

    /** Whether the request may have been carried out all the same. */
    public boolean requestMayHaveArrived() {
        return requestMayHaveArrived;
    }
}
