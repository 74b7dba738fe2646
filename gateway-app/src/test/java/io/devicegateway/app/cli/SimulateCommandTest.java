package io.devicegateway.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.app.cli.CliRunner.Outcome;
import io.devicegateway.app.protocols.Protocols;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SimulateCommandTest {
    private final CliRunner runner = new CliRunner().with(Protocols.builtIn());

    @Test
    void listsFaults() {
        Outcome outcome = runner.run("simulate", "wosi", "--list-faults");
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).contains("lose-reply  ", "bad-checksum  ", "fall-silent  ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nothing|there are no virtual devices for 'nothing'",
                "wosi --devices 0|0 devices are not 1 to 100000",
                "wosi --port 70000|the port 70000 is not 1 to 65535",
                "wosi --ramp 0|--ramp 0.0 is not above zero",
                "wosi --fault nonsense|there is no fault 'nonsense'",
                "wosi --fault noise:2|'2' is no chance from 0 to 1",
                "wosi --duration 5|--duration: '5' needs a unit of time",
                "wosi --host no.such.host.invalid --duration 1ms|the host no.such.host.invalid is not known",
                "wosi --id-prefix a/b|device id",
            })
    void refusesWhatMakesNoSense(String arguments, String problem) {
        Outcome outcome = runner.run(("simulate " + arguments).split(" "));
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err()).contains(problem);
    }
}
