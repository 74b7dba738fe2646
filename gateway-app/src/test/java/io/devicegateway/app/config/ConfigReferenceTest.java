package io.devicegateway.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds what is written down about the settings against their table. */
final class ConfigReferenceTest {
    @Test
    void thePageOfTheDocumentationIsTheTable() throws IOException {
        assertThat(Files.readString(Path.of("../docs/configuration.md")))
                .as(
                        "docs/configuration.md; write it anew with: gateway config keys --format markdown > docs/configuration.md")
                .isEqualTo(ConfigReference.markdown());
    }

    @Test
    void theFileOfTheDistributionIsTheTable() throws IOException {
        assertThat(Files.readString(Path.of("src/main/dist/conf/gateway.yaml")))
                .as("gateway.yaml; write it anew with: gateway config keys --format yaml >"
                        + " gateway-app/src/main/dist/conf/gateway.yaml")
                .isEqualTo(ConfigReference.yaml());
    }

    @Test
    void theFileOfTheDistributionUncommentedSetsEverySettingToItsDefault(@TempDir Path folder) throws Exception {
        String uncommented = ConfigReference.yaml()
                .lines()
                .filter(line -> line.matches("#(\\S|  \\S+: ).*") && !line.startsWith("#  Allowed"))
                .map(line -> line.substring(1))
                .reduce("", (text, line) -> text + line + "\n");
        Path file = Files.writeString(folder.resolve("gateway.yaml"), uncommented);

        LoadedConfig loaded = ConfigLoader.load(ConfigSources.of(Map.of()).withFile(file));

        assertThat(loaded.config())
                .isEqualTo(ConfigLoader.load(ConfigSources.of(Map.of())).config());
        assertThat(loaded.values())
                .allSatisfy(value ->
                        assertThat(value.origin()).as(value.setting().key()).isInstanceOf(Origin.File.class));
    }
}
