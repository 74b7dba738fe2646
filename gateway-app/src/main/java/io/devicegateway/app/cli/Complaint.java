package io.devicegateway.app.cli;

import io.devicegateway.app.text.Phrase;
import org.jspecify.annotations.Nullable;

/** A command cannot go on, and says so to people. */
final class Complaint extends Exception {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    /** What is wrong. Transient: it never leaves the process. */
    private final transient Phrase problem;

    /** What to do about it; null when the problem says it. */
    private final transient @Nullable Phrase fix;

    Complaint(int exitCode, Phrase problem, @Nullable Phrase fix) {
        super(problem.toString());
        this.exitCode = exitCode;
        this.problem = problem;
        this.fix = fix;
    }

    int exitCode() {
        return exitCode;
    }

    Phrase problem() {
        return problem;
    }

    @Nullable
    Phrase fix() {
        return fix;
    }
}
