package io.devicegateway.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.api.DeviceId;
import io.devicegateway.app.health.Health;
import io.devicegateway.app.health.Health.Check;
import io.devicegateway.app.health.Health.Status;
import io.devicegateway.app.metrics.MicrometerMetrics;
import io.devicegateway.app.plugin.Plugins;
import io.devicegateway.app.text.Messages;
import io.devicegateway.embedded.EmbeddedGateway;
import io.devicegateway.supervision.Watched;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DaemonHealthTest {
    @TempDir
    Path data;

    private MicrometerMetrics metrics;
    private EmbeddedGateway gateway;
    private Plugins plugins;
    private Path token;
    private DaemonHealth health;

    @BeforeEach
    void open() throws Exception {
        metrics = new MicrometerMetrics();
        gateway = EmbeddedGateway.open(CoreOptions.of(TestConfig.of(data, "registry.maxDevices=1000"), metrics));
        plugins = Plugins.start(List.of(data.resolve("plugins")), gateway, metrics);
        token = Files.createFile(data.resolve("token"));
        health = new DaemonHealth(gateway, plugins, token, List.of("wosi"), List::of);
    }

    @AfterEach
    void close() {
        plugins.close();
        gateway.close();
        metrics.close();
    }

    @Test
    void allIsWell() {
        assertThat(health.now().checks())
                .extracting(Check::name)
                .containsExactly("journal", "registry", "commands", "consumers", "listener wosi");
        assertThat(health.now().checks()).allMatch(check -> check.status() == Status.OK);
    }

    @ParameterizedTest
    @CsvSource({
        "command-archive, commands, commands.db cannot be written",
        "consumer-positions, consumers, consumers.db cannot be written",
        "journal-committer, journal append, disk is gone"
    })
    void withoutWhatKeepsThePromisesItIsNotReady(String task, String name, String cause) throws Exception {
        Watched watched = gateway.supervision().watch(task);
        watched.run(() -> {
            throw new IllegalStateException("disk is gone");
        });

        Health failing = health.now();
        assertThat(failing.ready()).isFalse();
        Check check = check(failing, name);
        assertThat(check.status()).isEqualTo(Status.FAILED);
        assertThat(check.cause().toString()).contains(cause, "disk is gone");
        assertThat(check.fix().toString()).isNotBlank();

        watched.run(() -> {});
        assertThat(health.now().ready()).isTrue();
    }

    @Test
    void anyOtherTaskThatFailsIsNamedAndItIsReady() {
        gateway.supervision().watch("session-sweep").run(() -> {
            throw new OutOfMemoryError("no room");
        });

        assertThat(health.now().ready()).isTrue();
        assertThat(check(health.now(), "task session-sweep").cause().toString()).contains("no room");
    }

    @Test
    void aRegistryThatIsFullIsSaid() {
        for (int i = 0; i < 1_000; i++) {
            gateway.registry().put(new DeviceId("wosi", "A" + i), Map.of(), true, null);
        }

        Check room = check(health.now(), "registry room");

        assertThat(room.status()).isEqualTo(Status.DEGRADED);
        assertThat(room.fix().toString()).contains("registry.maxDevices");
        assertThat(Messages.chinese().say(room.cause())).contains("设备数已达上限");
    }

    /** Deadlines, pauses and silences run there. */
    @Test
    void theTimersAreSupervised() {
        assertThat(metrics.scrape()).contains("gateway_task_failures_total{task=\"timers\"}");
    }

    @Test
    void aTokenThatIsGoneIsSaid() throws Exception {
        Files.delete(token);

        assertThat(check(health.now(), "token").cause().toString()).contains(token.toString(), "still works");
    }

    private static Check check(Health health, String name) {
        return health.checks().stream()
                .filter(check -> check.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " in " + health));
    }
}
