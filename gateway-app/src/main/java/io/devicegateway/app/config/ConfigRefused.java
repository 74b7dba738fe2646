package io.devicegateway.app.config;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** The configuration cannot be used. */
public final class ConfigRefused extends Exception {
    private static final long serialVersionUID = 1L;

    private static final Comparator<ConfigProblem> BY_PLACE =
            Comparator.comparingInt(ConfigRefused::line).thenComparingInt(ConfigRefused::column);

    /** Everything that is wrong with it. Transient: it never leaves the process. */
    private final transient List<ConfigProblem> problems;

    ConfigRefused(List<ConfigProblem> problems) {
        super(problems.stream().map(ConfigProblem::toString).collect(Collectors.joining("\n")));
        this.problems = problems.stream().sorted(BY_PLACE).toList();
    }

    private static int line(ConfigProblem problem) {
        return problem.origin() instanceof Origin.File place ? place.line() : Integer.MAX_VALUE;
    }

    private static int column(ConfigProblem problem) {
        return problem.origin() instanceof Origin.File place ? place.column() : Integer.MAX_VALUE;
    }

    /** Everything that is wrong with it, in the order of the file, then the environment, then the command line. */
    public List<ConfigProblem> problems() {
        return problems;
    }
}
