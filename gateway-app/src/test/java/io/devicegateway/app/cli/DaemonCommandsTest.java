package io.devicegateway.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.devicegateway.app.cli.CliRunner.Outcome;
import io.devicegateway.app.daemon.DaemonFiles;
import io.devicegateway.app.protocols.Protocols;
import io.devicegateway.app.simulate.SimulationRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The commands that talk to a daemon, against the real one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DaemonCommandsTest {
    private static final String CABINET = "wosi:WSTD080000000001";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    static Path folder;

    private DaemonFixture daemon;
    private SimulationRun cabinets;

    @BeforeAll
    void start() {
        daemon = DaemonFixture.run(folder.resolve("data"));
        cabinets = daemon.cabinets(2);
        await().atMost(PATIENCE).until(() -> daemon.cli("devices").out().contains("7 banks in 7"));
    }

    @AfterAll
    void stop() {
        cabinets.close();
        Outcome ended = daemon.stop();
        assertThat(ended.exitCode()).isZero();
        assertThat(ended.out())
                .contains("http http://127.0.0.1:" + daemon.daemon().http().getPort() + "\n")
                .contains("wosi 127.0.0.1:"
                        + daemon.daemon().listeners().get("wosi").getPort() + "\n")
                .endsWith("ready\n");
        assertThat(folder.resolve("data").resolve(DaemonFiles.ADDRESS)).doesNotExist();
        assertThat(daemon.cli("devices").exitCode()).isEqualTo(3);
    }

    @Test
    void listsDevicesForPeopleAndForPrograms() {
        Outcome table = daemon.cli("devices");
        assertThat(table.exitCode()).isZero();
        assertThat(table.out()).startsWith("device ").contains(CABINET, "online", "connected");
        assertThat(daemon.cli("devices", "--lang", "zh").out()).contains("设备", "在线", "7 仓内 7 个充电宝");
        assertThat(daemon.cli("devices", "--json").out()).contains("\"id\" : \"" + CABINET + "\"");
        assertThat(daemon.cli("devices", "--label", "none=such").out()).isEqualTo("No device is so.\n");
        assertThat(daemon.cli("devices", CABINET).out())
                .contains("presence: online, connected", "ModelIdentified: manufacturer=WS", "100%");
    }

    @Test
    void changesDevices() {
        String device = "wosi:WSTD089999999999";
        assertThat(daemon.cli("devices", "put", device, "--label", "site=station", "--disable", "stolen")
                        .out())
                .contains(
                        "offline (disabled)",
                        "disabled: stolen".replace("disabled:", "disabled because:"),
                        "site=station");
        assertThat(daemon.cli("devices", "--label", "site=station").out()).contains(device);
        assertThat(daemon.cli("devices", "put", device, "--enable").out()).doesNotContain("(disabled)");
        assertThat(daemon.cli("devices", "put", device, "--enable", "--disable", "x")
                        .exitCode())
                .isEqualTo(2);
        assertThat(daemon.cli("devices", "remove", device).out()).isEqualTo(device + " is removed\n");
        Outcome gone = daemon.cli("devices", device);
        assertThat(gone.exitCode()).isEqualTo(1);
        assertThat(gone.err()).contains("no device " + device + " is registered", "[device-unknown]", "Fix: ");
        assertThat(daemon.cli("devices", "unknown").out()).isEqualTo("No device was refused as unknown.\n");
    }

    @Test
    void sendsCommandsAndTellsTheirOutcome() {
        Outcome done = daemon.cli("send", CABINET, "rentbank", "slot=3", "--deadline", "30s", "--key", "order-1");
        assertThat(done.exitCode()).as(done.err()).isZero();
        assertThat(done.out()).startsWith("Done: BankReleased(slot=3 bank=").endsWith(" cause=RENT)\n");
        Outcome same = daemon.cli("send", CABINET, "RentBank", "slot=3", "--deadline", "30s", "--key", "order-1");
        assertThat(same).as("the same key, the same outcome").isEqualTo(done);

        Outcome refused = daemon.cli("send", CABINET, "RentBank", "slot=3", "--deadline", "30s");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.out()).startsWith("Refused by the device: ");

        assertThat(daemon.cli("devices", "put", "wosi:WSTD080000000777").exitCode())
                .isZero();
        Outcome notSent = daemon.cli("send", "wosi:WSTD080000000777", "QueryInventory", "--lang", "zh");
        assertThat(notSent.exitCode()).isEqualTo(4);
        assertThat(notSent.out()).startsWith("未发送，可安全重试：离线");
        assertThat(daemon.cli("send", CABINET, "QueryVersion", "--json").out()).contains("\"result\" : \"done\"");
    }

    @Test
    void saysWhatIsWrongWithACommand() {
        assertThat(daemon.cli("send", "--list").out()).contains("RentBank", "physical effect", "slot");
        assertThat(daemon.cli("send", CABINET).exitCode()).isEqualTo(2);
        assertThat(daemon.cli("send", CABINET, "RentBnk")).satisfies(outcome -> {
            assertThat(outcome.exitCode()).isEqualTo(2);
            assertThat(outcome.err()).contains("there is no command 'RentBnk'", "RentBank");
        });
        assertThat(daemon.cli("send", CABINET, "RentBank", "slot")).satisfies(outcome -> {
            assertThat(outcome.exitCode()).isEqualTo(2);
            assertThat(outcome.err()).contains("'slot' is no field");
        });
        assertThat(daemon.cli("send", CABINET, "RentBank", "slot=300", "shelf=1"))
                .satisfies(outcome -> {
                    assertThat(outcome.exitCode()).isEqualTo(1);
                    assertThat(outcome.err())
                            .contains(
                                    "[invalid-command]",
                                    "slot is out of range; allowed: a whole number from 1 to 255",
                                    "shelf");
                });
    }

    @Test
    void printsEvents() {
        Outcome all = daemon.cli("events", "--device", CABINET);
        assertThat(all.exitCode()).isZero();
        assertThat(all.out()).contains("Presence  state=ONLINE reason=CONNECTED", "InventoryReported  slots=[1:");
        assertThat(daemon.cli("events", "--limit", "1").out().lines()).hasSize(1);
        assertThat(daemon.cli("events", "--after", "1", "--limit", "1").out()).contains("  #2  ");
        assertThat(daemon.cli("events", "--type", "ModelIdentified", "--device", CABINET, "--json")
                        .out()
                        .lines())
                .hasSize(1)
                .allMatch(line -> line.startsWith("{\"specversion\":\"1.0\""));
        assertThat(daemon.cli("events", "--type", "Nonsense").err()).contains("[invalid-parameter]");
        assertThat(daemon.cli("events", "--lang", "zh").out()).contains("状态变化  状态=ONLINE");
    }

    @Test
    void followsEvents() throws Exception {
        CompletableFuture<Outcome> following = DaemonFixture.onThreadOfItsOwn(
                () -> daemon.cli("events", "--follow", "--after", "0", "--type", "SoftwareVersion", "--limit", "2"));
        assertThat(daemon.cli("send", "wosi:WSTD080000000002", "QueryVersion").exitCode())
                .isZero();
        assertThat(daemon.cli("send", "wosi:WSTD080000000002", "QueryVersion").exitCode())
                .isZero();
        Outcome outcome = following.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out().lines()).hasSize(2).allMatch(line -> line.contains("SoftwareVersion  version="));
    }

    @Test
    void looksIntoTheJournalWhileTheDaemonWrites() {
        assertThat(daemon.cli("journal", "check")).satisfies(outcome -> {
            assertThat(outcome.exitCode()).isZero();
            assertThat(outcome.out()).contains("sound", "Sound: ");
        });
        assertThat(daemon.cli("journal", "check", "--json").out()).contains("\"sound\" : true");
        assertThat(daemon.cli("journal", "cat", "--limit", "1").out()).contains("  #1  ");
        assertThat(daemon.cli("journal", "cat", "--device", CABINET, "--json")
                        .out()
                        .lines())
                .allMatch(line -> line.contains(CABINET));
        assertThat(daemon.cli("journal", "tail", "-n", "2").out().lines()).hasSize(2);
        Outcome repair = daemon.cli("journal", "repair");
        assertThat(repair.exitCode()).as("a journal in use is not repaired").isEqualTo(1);
    }

    @Test
    void theDoctorFindsTheDaemonWell() {
        Outcome outcome = daemon.cli("doctor");
        assertThat(outcome.exitCode()).as(outcome.out()).isZero();
        assertThat(outcome.out())
                .contains("the gateway answers at " + daemon.http(), "journal is fine", "the journal is sound");
        assertThat(daemon.cli("doctor", "--json").out()).contains("\"check\" : \"daemon\"");
    }

    @Test
    void aSecondDaemonOnTheSameDataIsRefusedAndLeavesTheFirstAlone() {
        Outcome second = new CliRunner()
                .with(Protocols.builtIn())
                .with(io.devicegateway.app.daemon.GatewayDaemon::start)
                .run(
                        "run",
                        "--data",
                        folder.resolve("data").toString(),
                        "-s",
                        "http.port=0",
                        "-s",
                        "wosi.port=0",
                        "-s",
                        "powerbank.port=0",
                        "-s",
                        "pressure.port=0");
        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.err()).contains("The gateway cannot start");
        assertThat(daemon.cli("devices").exitCode()).isZero();
    }

    @Test
    void aTokenThatOthersCanReadIsNotUsed() throws Exception {
        Path data = Files.createDirectories(folder.resolve("open"));
        Path token = Files.writeString(data.resolve("token"), "x".repeat(43));
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-r--r--"));
        Outcome outcome = new CliRunner().run("devices", "--data", data.toString());
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err()).contains("open to others");
    }

    @Test
    void saysWhichDaemonCannotBeReached() {
        assertThat(new CliRunner()
                        .run("devices", "--data", folder.resolve("none").toString()))
                .satisfies(outcome -> {
                    assertThat(outcome.exitCode()).isEqualTo(3);
                    assertThat(outcome.err()).contains("no gateway has run with this data directory", "gateway run");
                });
        assertThat(daemon.cli("devices", "--url", "http://127.0.0.1:1")).satisfies(outcome -> {
            assertThat(outcome.exitCode()).isEqualTo(3);
            assertThat(outcome.err())
                    .contains("no gateway answers at http://127.0.0.1:1")
                    .containsIgnoringCase("refused");
        });
        assertThat(daemon.cli("devices", "--url", "nonsense").exitCode()).isEqualTo(2);
    }

    @Test
    void simulatesDevices() {
        String port = Integer.toString(daemon.daemon().listeners().get("wosi").getPort());
        Outcome outcome = new CliRunner()
                .with(Protocols.builtIn())
                .run(
                        "simulate",
                        "wosi",
                        "--devices",
                        "3",
                        "--port",
                        port,
                        "--id-prefix",
                        "WSTD12",
                        "--customers",
                        "100ms",
                        "--duration",
                        "3s");
        assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
        assertThat(outcome.err()).contains("00:01  connected ");
        assertThat(outcome.out()).contains("3 logins accepted", "0 times the gateway did something");
        assertThat(outcome.out().toLowerCase(Locale.ROOT)).contains("returns answered with 1, accepted");
    }
}
