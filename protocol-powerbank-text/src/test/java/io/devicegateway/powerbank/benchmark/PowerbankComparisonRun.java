package io.devicegateway.powerbank.benchmark;

import io.devicegateway.benchmark.ServerComparison;
import io.devicegateway.benchmark.ServerComparison.Scenario;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What a heartbeat and a return cost beside a server built the usual way, which knows the one CRC16 that the lockers speak. A
 * heartbeat gets no answer, so these come at a rate. No test: its name keeps it out of ordinary runs. The figures are in
 * {@code target/surefire-reports/*PowerbankComparisonRun-output.txt}. For its arguments see {@link ServerComparison}.
 *
 * <pre>
 * mvn test -pl protocol-powerbank-text -am -Dtest=PowerbankComparisonRun -Dsurefire.failIfNoSpecifiedTests=false -Dbenchmark="pairs=9"
 * </pre>
 */
class PowerbankComparisonRun {
    private static final int HEARTBEATS_A_SECOND = 20_000;

    @Test
    void run() throws Exception {
        ServerComparison comparison = new ServerComparison(System.getProperty("benchmark", ""));
        LockerTraffic returns = LockerTraffic.returns(comparison.connections());
        LockerTraffic heartbeats = LockerTraffic.heartbeats(comparison.connections());
        comparison.run(
                PowerbankGateway.class,
                BareLineServer.class,
                List.of(Scenario.of(returns), new Scenario(heartbeats, returns, HEARTBEATS_A_SECOND)));
    }
}
