package io.devicegateway.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.app.cli.CliRunner.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DecodeCommandTest {
    private static final String LEVEL = """
            Level, sent by the device: bytes 0 to 3, 4 in all
            offset  bytes  field   value  meaning
                 0  A5     magic   165
                 1  01     length  1
                 2  02     code    2      level
                 3  01     level   1
            """;

    private final CliRunner runner = new CliRunner();

    @Test
    void readsOneFrameWithOrWithoutBlanks() {
        assertThat(runner.run("decode", "fake", "a5010201")).isEqualTo(new Outcome(0, LEVEL, ""));
        assertThat(runner.run("decode", "fake-binary", "a5 01 02 01").out()).isEqualTo(LEVEL);
        assertThat(runner.run("decode", "fake", "a5", "01", "02", "01").out())
                .as("cut by the shell")
                .isEqualTo(LEVEL);
    }

    @Test
    void readsSeveralFrames() {
        Outcome outcome = runner.run("decode", "fake", "a5010201", "a5010200");
        assertThat(outcome.out())
                .startsWith("--- 1 ---\n" + LEVEL + "\n--- 2 ---\n")
                .contains("level   0");
    }

    @Test
    void readsLinesOfStandardInputAndFiles(@TempDir Path folder) throws Exception {
        String lines = "# a capture\n\n< a5 01 02 01\n> a5 00 81\n";
        Outcome fromInput = runner.input(lines).run("decode", "fake", "-");
        assertThat(fromInput.exitCode()).isZero();
        assertThat(fromInput.out()).startsWith(LEVEL).contains("--- -:4 ---", "Question, sent by the server");

        Path file = Files.writeString(folder.resolve("frames"), lines);
        assertThat(runner.run("decode", "fake", "-f", file.toString()).out())
                .startsWith("--- " + file + ":3 ---\n" + LEVEL);
    }

    @Test
    void joinsPiecesOfAStream() {
        Outcome outcome = runner.input("a5 01\n02 01\n").run("decode", "fake", "--joined");
        assertThat(outcome).isEqualTo(new Outcome(0, LEVEL, ""));
    }

    @Test
    void readsTheOtherSide() {
        assertThat(runner.run("decode", "fake", "a50081").exitCode()).isEqualTo(1);
        assertThat(runner.run("decode", "fake", "--from", "server", "a50081").exitCode())
                .isZero();
        assertThat(runner.run("decode", "fake", "--from", "auto", "a50081").out())
                .contains("Question");
    }

    @Test
    void printsJson() {
        assertThat(runner.run("decode", "fake", "--json", "a5010201").out())
                .startsWith("{\"piece\":\"\",\"parts\":[{\"part\":\"frame\"")
                .doesNotContain("\n{")
                .endsWith("}\n");
    }

    @Test
    void saysWhatIsWrongWithTheInput() {
        assertThat(runner.run("decode", "fake", "a5010g01")).satisfies(outcome -> {
            assertThat(outcome.exitCode()).isEqualTo(2);
            assertThat(outcome.err()).contains("Problem: 'g' at column 6 is no hexadecimal digit");
        });
        assertThat(runner.run("decode", "nothing", "a5")).satisfies(outcome -> {
            assertThat(outcome.exitCode()).isEqualTo(2);
            assertThat(outcome.err()).contains("unknown protocol 'nothing'; known are: fake");
        });
        assertThat(runner.run("decode", "fake", "-")).satisfies(outcome -> {
            assertThat(outcome.exitCode()).isEqualTo(2);
            assertThat(outcome.err()).contains("there is nothing to explain");
        });
        assertThat(runner.run("decode", "fake", "-f", "/no/such/file")).satisfies(outcome -> {
            assertThat(outcome.exitCode()).isEqualTo(2);
            assertThat(outcome.err()).contains("/no/such/file does not exist");
        });
    }
}
