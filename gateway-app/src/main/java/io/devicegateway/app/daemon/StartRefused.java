package io.devicegateway.app.daemon;

import io.devicegateway.app.text.Phrase;
import org.jspecify.annotations.Nullable;

/** The daemon cannot start. */
public final class StartRefused extends Exception {
    private static final long serialVersionUID = 1L;

    /** What is wrong. Transient, as the fix: they never leave the process. */
    private final transient Phrase problem;

    private final transient Phrase fix;
    private final boolean forHands;

    private StartRefused(Phrase problem, Phrase fix, boolean forHands, @Nullable Throwable cause) {
        super(problem.toString(), cause);
        this.problem = problem;
        this.fix = fix;
        this.forHands = forHands;
    }

    /**
     * For a reason that may go away by itself, as a full disk does.
     *
     * @param cause where it comes from; null for none
     */
    public static StartRefused forNow(Phrase problem, Phrase fix, @Nullable Throwable cause) {
        return new StartRefused(problem, fix, false, cause);
    }

    /**
     * For a reason that somebody must put right: to start again is of no use before.
     *
     * @param cause where it comes from; null for none
     */
    public static StartRefused forHands(Phrase problem, Phrase fix, @Nullable Throwable cause) {
        return new StartRefused(problem, fix, true, cause);
    }

    /** What is wrong. */
    public Phrase problem() {
        return problem;
    }

    /** What to do about it. */
    public Phrase fix() {
        return fix;
    }

    /** Whether somebody must put it right before it can start. */
    public boolean forHands() {
        return forHands;
    }
}
