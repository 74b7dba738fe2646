package io.devicegateway.remote;

import java.net.URI;

/** The daemon cannot be reached, or what answers is none. Trying again later is safe. */
public final class GatewayUnreachable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    GatewayUnreachable(URI gateway, String why, Throwable cause) {
        super("the gateway at " + gateway + " cannot be reached: " + why, cause);
    }
}
