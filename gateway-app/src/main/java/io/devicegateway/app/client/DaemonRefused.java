package io.devicegateway.app.client;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The daemon answered with a problem document (RFC 9457). */
public final class DaemonRefused extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final String fix;
    private final transient List<String> errors;

    DaemonRefused(int status, JsonNode problem) {
        super(problem.path("cause").asString(problem.path("title").asString("HTTP status " + status)));
        this.status = status;
        this.code = problem.path("code").asString("http-" + status);
        this.fix = problem.path("fix").asString("");
        List<String> named = new ArrayList<>();
        for (JsonNode error : problem.path("errors")) {
            named.add(error.path("field").asString("") + " "
                    + error.path("cause").asString("") + "; allowed: "
                    + error.path("allowed").asString(""));
        }
        this.errors = List.copyOf(named);
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** Stable name of the kind of problem. */
    public String code() {
        return code;
    }

    /** What to do about it, in English words; may be empty. */
    public String fix() {
        return fix;
    }

    /** The parts of the request that were wrong, one a line; may be empty. */
    public List<String> errors() {
        return errors;
    }
}
