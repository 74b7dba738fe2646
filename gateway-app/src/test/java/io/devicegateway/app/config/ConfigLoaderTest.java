package io.devicegateway.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.devicegateway.app.config.ConfigSources.FlagValue;
import io.devicegateway.app.text.Messages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConfigLoaderTest {
    @TempDir
    Path folder;

    @Test
    void defaultsAreThoseThatTheDocumentationPromises() throws Exception {
        GatewayConfig config = ConfigLoader.load(ConfigSources.of(Map.of())).config();

        assertThat(config.data()).isEqualTo(Path.of("./data"));
        assertThat(config.http().bind()).isEqualTo("127.0.0.1");
        assertThat(config.http().port()).isEqualTo(8080);
        assertThat(config.wosi().enabled()).isTrue();
        assertThat(config.wosi().bind()).isEqualTo("0.0.0.0");
        assertThat(config.wosi().port()).isEqualTo(51608);
        assertThat(config.pressure().port()).isEqualTo(51609);
        assertThat(config.powerbank().port()).isEqualTo(51610);
        assertThat(config.vending().broker()).isEmpty();
        assertThat(config.wosi().onLogin()).containsExactly(0x64);
        assertThat(config.wosi().readIdle()).isEqualTo(Duration.ofSeconds(100));
        assertThat(config.journal().segmentBytes()).isEqualTo(64L << 20);
    }

    @Test
    void readsEachKindOfValueFromTheFile() throws Exception {
        GatewayConfig config = load("""
                        data: /var/lib/gateway
                        http: {bind: "::1", port: 0}
                        wosi:
                          port: 0
                          strict: true
                          token: 0xAABBCCDD
                          tokenReplyMode: fixed
                          readIdle: 2m
                          onLogin: [0x64, 0x62]
                        journal:
                          segmentBytes: 1MiB
                          maxBytes: 1GiB
                        authority.returnFallback: slotOccupied
                        powerbank.enabled: true
                        vending:
                          broker: tcp://broker:1883
                        logging:
                        """).config();

        assertThat(config.data()).isEqualTo(Path.of("/var/lib/gateway"));
        assertThat(config.http().bind()).isEqualTo("::1");
        assertThat(config.wosi().strict()).isTrue();
        assertThat(config.wosi().token()).isEqualTo(0xAABBCCDD);
        assertThat(config.wosi().tokenReplyMode()).isEqualTo(WosiConfig.TokenReplyMode.FIXED);
        assertThat(config.wosi().readIdle()).isEqualTo(Duration.ofMinutes(2));
        assertThat(config.wosi().onLogin()).containsExactly(0x64, 0x62);
        assertThat(config.journal().maxBytes()).isEqualTo(1L << 30);
        assertThat(config.journal().retentionBytes()).as("never more than fits").isEqualTo((1L << 30) - (2L << 20));
        assertThat(config.authority().returnFallback().name()).isEqualTo("SLOT_OCCUPIED");
        assertThat(config.powerbank().enabled()).isTrue();
        assertThat(config.vending().broker())
                .hasValueSatisfying(uri -> assertThat(uri.getPort()).isEqualTo(1883));
    }

    @Test
    void tellsEveryProblemAtOnceWithItsPlace() {
        List<String> problems = refused("""
                # a comment
                wosi:
                  prot: 51608
                  port: seventy
                  readIdle: 100
                  onLogin: [0x64, 0x66]
                  strict: yes
                  token: 11223344
                htpp:
                  port: 1
                journal:
                  segmentBytes: 64MB
                  maxBytes: 99TiB
                registry:
                  admission: closed
                http: 8080
                sessions:
                  - a
                data:
                wosi.strict: false
                logging.level: {a: 1}
                authority:
                  deadline: 1ms
                """);

        assertThat(problems)
                .containsExactly(
                        "gateway.yaml:3:3: wosi.prot: unknown key. Did you mean wosi.port?",
                        "gateway.yaml:4:9: wosi.port: 'seventy' is not allowed; allowed is a port from 0 to 65535, 0 for a"
                                + " free one",
                        "gateway.yaml:5:13: wosi.readIdle: '100' needs a unit of time: d, h, m, s, ms; allowed is a duration"
                                + " from 1s to 1h",
                        "gateway.yaml:6:19: wosi.onLogin: '0x66' is not allowed; allowed is a list of at most 6: one of"
                                + " 0x62, 0x64, 0x69, 0x6A, 0x72, 0x77",
                        "gateway.yaml:7:11: wosi.strict: 'yes' is not allowed; allowed is true or false",
                        "gateway.yaml:8:10: wosi.token: '11223344' is not allowed; allowed is 0x and 8 hexadecimal digits",
                        "gateway.yaml:9:1: htpp: unknown key. Did you mean http?",
                        "gateway.yaml:12:17: journal.segmentBytes: '64MB' needs a unit of size: TiB, GiB, MiB, KiB, B;"
                                + " allowed is a size from 1MiB to 1GiB",
                        "gateway.yaml:13:13: journal.maxBytes: '99TiB' is outside 2MiB to 16TiB; allowed is a size from 2MiB"
                                + " to 16TiB",
                        "gateway.yaml:15:14: registry.admission: 'closed' is not allowed; allowed is one of open, listed",
                        "gateway.yaml:16:7: http: is a section, not a value; write its settings below it, indented, as in"
                                + " http.bind",
                        "gateway.yaml:18:3: sessions: is a section, not a value; write its settings below it, indented, as"
                                + " in sessions.maxConnections",
                        "gateway.yaml:19:6: data: has no value; allowed is a path",
                        "gateway.yaml:20:1: wosi.strict: is set twice, first at gateway.yaml:7:11",
                        "gateway.yaml:21:16: logging.level: must be one value here, not a structure; allowed is one of"
                                + " error, warn, info, debug, trace",
                        "gateway.yaml:23:13: authority.deadline: '1ms' is outside 50ms to 30s; allowed is a duration from"
                                + " 50ms to 30s");
    }

    @Test
    void tellsWhatIsNoYaml() {
        assertThat(refused("http:\n\tport: 1\n"))
                .singleElement()
                .asString()
                .startsWith("gateway.yaml:2:1: not YAML: ")
                .endsWith("indent with blanks, YAML allows no tabs");
        assertThat(refused("http: [1\n")).singleElement().asString().startsWith("gateway.yaml:2:1: not YAML: ");
        assertThat(refused("- http\n"))
                .containsExactly(
                        "gateway.yaml:1:1: the file must hold settings; write them as in \"http:\" and below it,"
                                + " indented, \"port: 8080\"");
        assertThat(refused("? [a, b]\n: 1\n")).containsExactly("gateway.yaml:1:3: a key must be plain text");
    }

    @Test
    void tellsWhenTheFileCannotBeRead() throws IOException {
        assertThat(refused(ConfigSources.of(Map.of()).withFile(folder.resolve("absent.yaml"))))
                .containsExactly("absent.yaml:1:1: the file does not exist");
        Path file = Files.write(folder.resolve("gateway.yaml"), new byte[] {'d', (byte) 0xff, '\n'});
        assertThat(refused(ConfigSources.of(Map.of()).withFile(file)))
                .containsExactly("gateway.yaml:1:1: the file is not UTF-8 text; save it as UTF-8");
        assertThat(refused(ConfigSources.of(Map.of()).withFile(folder)))
                .singleElement()
                .asString()
                .contains("the file cannot be read");
    }

    @Test
    void anEmptyFileAndAByteOrderMarkAreFine() throws Exception {
        assertThat(load("").config().http().port()).isEqualTo(8080);
        assertThat(load("# nothing\n---\n").config().http().port()).isEqualTo(8080);
        assertThat(load("\uFEFFhttp.port: 1\n").config().http().port()).isEqualTo(1);
    }

    @Test
    void flagsComeBeforeEnvironmentBeforeFileBeforePresets() throws Exception {
        Path file = write("http.port: 3\nwosi.port: 3\npressure.port: 3\n");
        ConfigSources sources = ConfigSources.of(Map.of("GATEWAY_HTTP_PORT", "2", "GATEWAY_WOSI_PORT", "2"))
                .withFile(file)
                .withPresets("demo", Map.of("http.port", "4", "powerbank.port", "4"))
                .withFlags(List.of(
                        new FlagValue("--set http.port", "http.port", "0"),
                        new FlagValue("--set http.port", "http.port", "1")));

        LoadedConfig loaded = ConfigLoader.load(sources);

        assertThat(loaded.of(HttpConfig.PORT).text()).isEqualTo("1");
        assertThat(loaded.of(HttpConfig.PORT).origin()).isEqualTo(new Origin.Flag("--set http.port"));
        assertThat(loaded.of(WosiConfig.PORT).text()).isEqualTo("2");
        assertThat(loaded.of(WosiConfig.PORT).origin()).isEqualTo(new Origin.Environment("GATEWAY_WOSI_PORT"));
        assertThat(loaded.config().pressure().port()).isEqualTo(3);
        assertThat(loaded.config().powerbank().port()).isEqualTo(4);
        assertThat(loaded.of(GatewayConfig.DATA).origin()).isEqualTo(new Origin.Default());
    }

    @Test
    void aBadValueIsRefusedAlsoWhereAStrongerOneHidesIt() {
        ConfigSources sources = ConfigSources.of(Map.of("GATEWAY_HTTP_PORT", "nonsense"))
                .withFlags(List.of(new FlagValue("--set http.port", "http.port", "1")));
        assertThat(refused(sources))
                .containsExactly("GATEWAY_HTTP_PORT: http.port: 'nonsense' is not allowed; allowed is a port from 0 to"
                        + " 65535, 0 for a free one");
    }

    @Test
    void refusesVariablesAndFlagsThatNobodyKnows() {
        ConfigSources sources = ConfigSources.of(
                        Map.of("GATEWAY_WOSI_LOGINDEADLIN", "1s", "GATEWAY_NONSENSE_AT_ALL", "1", "OTHER_THING", "x"))
                .withFlags(List.of(new FlagValue("--set journal.segmentByte", "journal.segmentByte", "1MiB")));
        assertThat(refused(sources))
                .containsExactly(
                        "GATEWAY_NONSENSE_AT_ALL: unknown variable of ours",
                        "GATEWAY_WOSI_LOGINDEADLIN: unknown variable of ours. Did you mean GATEWAY_WOSI_LOGINDEADLINE?",
                        "--set journal.segmentByte: journal.segmentByte: unknown key. Did you mean journal.segmentBytes?");
    }

    @Test
    void ignoresWhatTheLauncherAndKubernetesSet() throws Exception {
        GatewayConfig config = ConfigLoader.load(ConfigSources.of(Map.ofEntries(
                        Map.entry("GATEWAY_HOME", folder.toString()),
                        Map.entry("GATEWAY_JAVA_OPTS", "-Xmx1g"),
                        Map.entry("GATEWAY_SERVICE_HOST", "10.0.0.1"),
                        Map.entry("GATEWAY_SERVICE_PORT_HTTP", "8080"),
                        Map.entry("GATEWAY_PORT", "tcp://10.0.0.1:8080"),
                        Map.entry("GATEWAY_HTTP_PORT", "tcp://10.0.0.1:8080"),
                        Map.entry("GATEWAY_PORT_8080_TCP_ADDR", "10.0.0.1"))))
                .config();
        assertThat(config.http().port()).isEqualTo(8080);
    }

    @Test
    void theFileComesFromTheVariableOrTheDistribution() throws Exception {
        Path named = write("http.port: 5\n");
        Files.createDirectories(folder.resolve("conf"));
        Files.writeString(folder.resolve("conf/gateway.yaml"), "http.port: 6\n");
        Map<String, String> home = Map.of("GATEWAY_HOME", folder.toString());

        assertThat(ConfigLoader.load(ConfigSources.of(home)).config().http().port())
                .isEqualTo(6);
        assertThat(ConfigLoader.load(ConfigSources.of(
                                Map.of("GATEWAY_HOME", folder.toString(), "GATEWAY_CONFIG", named.toString())))
                        .config()
                        .http()
                        .port())
                .isEqualTo(5);
    }

    @Test
    void checksWhatMustHoldBetweenSettings() {
        assertThat(refused("wosi:\n  port: 8080\njournal:\n  maxBytes: 100MiB\n"))
                .containsExactly(
                        "gateway.yaml:2:9: wosi.port: does not go with http.port (default): both listen on port 8080",
                        "gateway.yaml:4:13: journal.maxBytes: does not go with journal.segmentBytes (default): the journal"
                                + " needs room for 2 segments");
    }

    /** What is acknowledged is journalled whole, so a message that no file can hold is not taken to begin with. */
    @ParameterizedTest
    @CsvSource({
        "1MiB, pressure.maxFrame, 516096, true",
        "1MiB, pressure.maxFrame, 516097, false",
        "1MiB, chargepile.maxLine, 516097, false",
        "1MiB, wosi.maxPacket, 65535, true",
        "1MiB, powerbank.maxFrame, 8192, true",
        "2MiB, chargepile.maxLine, 1040384, true",
        "2MiB, pressure.maxFrame, 1040385, false"
    })
    void aFileOfTheJournalHoldsTheLongestMessage(String file, String key, int bytes, boolean taken) throws Exception {
        String text = "journal.segmentBytes: " + file + "\n" + key + ": " + bytes + "\n";
        if (taken) {
            assertThat(LargestMessage.of(load(text).config())).isBetween(bytes, Math.max(bytes, 65_536) + 2);
        } else {
            assertThat(refused(text)).singleElement().asString().contains(key, "journal.segmentBytes", "twice");
        }
    }

    @Test
    void secretsAreNotShown() throws Exception {
        LoadedConfig loaded = load("vending.broker: tcp://user:geheim@host:1883\n");
        assertThat(loaded.values()).noneMatch(value -> value.text().contains("geheim"));
        assertThat(loaded.config().toString()).doesNotContain("geheim");
        assertThat(refused("vending.broker: 'htp://user:geheim@host'\n"))
                .singleElement()
                .asString()
                .doesNotContain("geheim");
    }

    @Test
    void speaksChinese() {
        ConfigRefused refused = catchThrowableOfType(ConfigRefused.class, () -> load("wosi:\n  prot: 1\n"));
        assertThat(refused.problems().get(0).shown(Messages.chinese())).contains("wosi.prot: 未知的配置项。是否想写 wosi.port");
    }

    private LoadedConfig load(String yaml) throws IOException, ConfigRefused {
        return ConfigLoader.load(ConfigSources.of(Map.of()).withFile(write(yaml)));
    }

    private Path write(String yaml) throws IOException {
        return Files.writeString(folder.resolve("gateway.yaml"), yaml, StandardCharsets.UTF_8);
    }

    private List<String> refused(String yaml) {
        try {
            return refused(ConfigSources.of(Map.of()).withFile(write(yaml)));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private List<String> refused(ConfigSources sources) {
        ConfigRefused refused = catchThrowableOfType(ConfigRefused.class, () -> ConfigLoader.load(sources));
        assertThat(refused).as("the configuration is refused").isNotNull();
        return refused.problems().stream()
                .map(problem -> problem.toString().replace(folder + "/", ""))
                .toList();
    }
}
