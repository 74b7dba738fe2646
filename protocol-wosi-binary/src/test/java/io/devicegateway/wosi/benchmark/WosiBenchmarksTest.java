package io.devicegateway.wosi.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.protocol.MalformedFrame;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs the benchmarks when it is asked to, and checks otherwise that they measure what they say:
 *
 * <pre>
 * mvn -pl protocol-wosi-binary -am test -Dsurefire.failIfNoSpecifiedTests=false -Dtest=WosiBenchmarksTest -Dbenchmark
 * </pre>
 *
 * <p>The figures are in {@code target/wosi-benchmark.txt} and, for machines, in {@code target/wosi-benchmark.json}.
 */
class WosiBenchmarksTest {
    @Test
    void theBenchmarksDoWhatTheySay() throws MalformedFrame {
        WosiBenchmark benchmark = new WosiBenchmark();
        benchmark.logIn();
        assertThat(hex(benchmark.heartbeatToEcho())).isEqualTo("00 07 61 01 00 11 22 33 44");
        assertThat(hex(benchmark.returnToAnswer())).isEqualTo("00 09 66 01 00 11 22 33 44 01 01");
        assertThat(hex(benchmark.encodeReturnAnswer())).isEqualTo("00 09 66 01 00 11 22 33 44 01 01");
        assertThat(benchmark.decodeInventory().toString()).contains("remaining=48");
    }

    @Test
    @EnabledIfSystemProperty(named = "benchmark", matches = ".*")
    void run() throws RunnerException {
        assertThat(new Runner(new OptionsBuilder()
                                .include(WosiBenchmark.class.getName())
                                .addProfiler(GCProfiler.class)
                                .output("target/wosi-benchmark.txt")
                                .resultFormat(ResultFormatType.JSON)
                                .result("target/wosi-benchmark.json")
                                .build())
                        .run())
                .isNotEmpty();
    }

    private static String hex(byte[] bytes) {
        return HexFormat.ofDelimiter(" ").formatHex(bytes);
    }
}
