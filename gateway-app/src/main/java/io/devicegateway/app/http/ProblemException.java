package io.devicegateway.app.http;

/** Ends the handling of a request with a problem document. */
final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    ProblemException(Problem problem) {
        super(problem.code() + ": " + problem.cause(), null, false, false);
        this.problem = problem;
    }

    Problem problem() {
        return problem;
    }
}
