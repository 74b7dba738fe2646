package io.devicegateway.app.daemon;

import org.jspecify.annotations.Nullable;

/** The daemon cannot start. */
public final class StartRefused extends Exception {
    private static final long serialVersionUID = 1L;

    private final String fix;

    /**
     * @param problem what is wrong, in English words
     * @param fix what to do about it, in English words
     * @param cause where it comes from; null for none
     */
    public StartRefused(String problem, String fix, @Nullable Throwable cause) {
        super(problem, cause);
        this.fix = fix;
    }

    /** What to do about it. */
    public String fix() {
        return fix;
    }
}
