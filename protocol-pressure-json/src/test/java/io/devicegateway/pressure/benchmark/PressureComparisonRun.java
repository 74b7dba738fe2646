package io.devicegateway.pressure.benchmark;

import io.devicegateway.benchmark.ServerComparison;
import io.devicegateway.benchmark.ServerComparison.Scenario;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What a push_msg costs beside a server built the usual way. No test: its name keeps it out of ordinary runs. The figures are in
 * {@code target/surefire-reports/*PressureComparisonRun-output.txt}. For its arguments see {@link ServerComparison}.
 *
 * <pre>
 * mvn test -pl protocol-pressure-json -am -Dtest=PressureComparisonRun -Dsurefire.failIfNoSpecifiedTests=false -Dbenchmark="pairs=9"
 * </pre>
 */
class PressureComparisonRun {
    @Test
    void run() throws Exception {
        ServerComparison comparison = new ServerComparison(System.getProperty("benchmark", ""));
        PushTraffic push = new PushTraffic(comparison.connections());
        System.out.println("a push has " + push.requestLength() + " bytes");
        comparison.run(PressureGateway.class, BareJsonServer.class, List.of(Scenario.of(push)));
    }
}
