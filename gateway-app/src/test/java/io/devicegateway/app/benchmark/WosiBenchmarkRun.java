package io.devicegateway.app.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;
import org.junit.jupiter.api.Test;

/**
 * Starts {@link WosiBenchmark} with the build's own class path. No test: its name keeps it out of ordinary runs. The figures are in
 * {@code target/surefire-reports/*WosiBenchmarkRun-output.txt}.
 *
 * <pre>
 * mvn test -pl gateway-app -am -Dtest=WosiBenchmarkRun -Dsurefire.failIfNoSpecifiedTests=false -Dbenchmark="connections=100"
 * </pre>
 */
class WosiBenchmarkRun {
    @Test
    void run() throws Exception {
        List<String> arguments = new ArrayList<>();
        StringTokenizer tokens = new StringTokenizer(System.getProperty("benchmark", ""));
        while (tokens.hasMoreTokens()) {
            arguments.add(tokens.nextToken());
        }
        WosiBenchmark.main(arguments.toArray(String[]::new));
    }
}
