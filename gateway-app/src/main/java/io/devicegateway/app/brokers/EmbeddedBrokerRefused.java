package io.devicegateway.app.brokers;

import org.jspecify.annotations.Nullable;

/** The embedded brokers cannot be used. */
public final class EmbeddedBrokerRefused extends Exception {
    private static final long serialVersionUID = 1L;

    private final String fix;

    EmbeddedBrokerRefused(String problem, String fix, @Nullable Throwable cause) {
        super(problem, cause);
        this.fix = fix;
    }

    /** What to do about it, in English words. */
    public String fix() {
        return fix;
    }
}
