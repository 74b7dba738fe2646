package io.devicegateway.benchmark;

import org.junit.jupiter.api.Test;

/**
 * Starts {@link EventFlowBenchmark} with the build's own class path. No test: its name keeps it out of ordinary runs. The figure is in
 * {@code target/surefire-reports/*EventFlowBenchmarkRun-output.txt}.
 *
 * <pre>mvn test -pl gateway-core -Dtest=EventFlowBenchmarkRun</pre>
 */
class EventFlowBenchmarkRun {
    @Test
    void run() throws Exception {
        EventFlowBenchmark.main(new String[] {});
    }
}
