package io.devicegateway.app.client;

import java.net.ConnectException;
import java.net.URI;

/** No daemon answers. */
public final class DaemonUnreachable extends Exception {
    private static final long serialVersionUID = 1L;

    private final URI daemon;
    private final boolean requestMayHaveArrived;

    DaemonUnreachable(URI daemon, boolean requestMayHaveArrived, Throwable cause) {
        super(reason(cause), cause);
        this.daemon = daemon;
        this.requestMayHaveArrived = requestMayHaveArrived;
    }

    /** The first words in the chain of causes; the HTTP client says nothing when a connection is refused. */
    private static String reason(Throwable cause) {
        for (Throwable at = cause; at != null; at = at.getCause()) {
            if (at.getMessage() != null) {
                return at.getMessage();
            }
        }
        return cause instanceof ConnectException
                ? "connection refused"
                : cause.getClass().getSimpleName();
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
