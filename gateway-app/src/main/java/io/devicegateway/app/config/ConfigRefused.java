package io.devicegateway.app.config;

import java.util.List;
import java.util.stream.Collectors;

/** The configuration cannot be used. */
public final class ConfigRefused extends Exception {
    private static final long serialVersionUID = 1L;

    /** Everything that is wrong with it. Transient: it never leaves the process. */
    private final transient List<ConfigProblem> problems;

    ConfigRefused(List<ConfigProblem> problems) {
        super(problems.stream().map(ConfigProblem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** Everything that is wrong with it, in the order of the file, then the environment, then the command line. */
    public List<ConfigProblem> problems() {
        return problems;
    }
}
