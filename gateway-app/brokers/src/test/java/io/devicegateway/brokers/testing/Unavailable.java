package io.devicegateway.brokers.testing;

/** This source has no broker here; the message says why, so that nobody has to guess which one a test ran on. */
final class Unavailable extends Exception {
    private static final long serialVersionUID = 1;

    Unavailable(String reason) {
        super(reason);
    }

    Unavailable(String reason, Throwable cause) {
        super(reason, cause);
    }
}
