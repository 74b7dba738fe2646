package io.devicegateway.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.devicegateway.app.cli.CliRunner.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DemoCommandTest {
    @Test
    void runsTheDaemonWithCabinetsAndPrintsEvents(@TempDir Path folder) {
        Path data = folder.resolve("data");
        Outcome outcome;
        try (DaemonFixture demo = DaemonFixture.command(
                data,
                "demo",
                "--devices",
                "2",
                "--customers",
                "200ms",
                "--data",
                data.toString(),
                "--set",
                "http.port=0",
                "--set",
                "wosi.port=0",
                "--set",
                "powerbank.port=0",
                "--set",
                "pressure.port=0")) {
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(
                                    demo.cli("events", "--limit", "1000").out())
                            .contains("BankReturned", "BankReleased", "CommandSettled"));
            assertThat(demo.cli("devices").out()).contains("wosi:WSTD080000000001", "wosi:WSTD080000000002");
            outcome = demo.stop();
        }
        assertThat(data.resolve(".gitignore")).hasContent("*\n"); // a token is not to end in somebody's commit
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out())
                .contains("ready\n")
                .contains("  gateway send wosi:WSTD080000000001 RentBank slot=1 --data " + data)
                .contains("  gateway events --follow --data " + data)
                .contains("BankReturned  slot=");
    }

    @Test
    void refusesANumberOfDevicesThatMakesNoSense() {
        assertThat(new CliRunner().run("demo", "--devices", "0").exitCode()).isEqualTo(2);
        assertThat(new CliRunner().run("demo", "--customers", "often").exitCode())
                .isEqualTo(2);
    }
}
