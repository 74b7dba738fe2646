package io.devicegateway.brokers.testing;

import io.devicegateway.brokers.testing.LocalBroker.Recipe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** mosquitto and RabbitMQ as the distribution's packages install them, started privately on loopback. */
final class Installed {
    private static final Path RABBITMQ = Path.of("/usr/lib/rabbitmq/lib");
    private static final List<String> USUAL_PLACES = List.of("/usr/sbin", "/usr/local/sbin", "/opt/homebrew/sbin");
    private static final int ATTEMPTS = 3;

    private Installed() {}

    /** @param configuration lines for {@code mosquitto.conf}, after those of the fixture */
    static LocalBroker mosquitto(List<String> configuration) throws Unavailable {
        Path program = program("mosquitto").orElseThrow(() -> new Unavailable("mosquitto is not installed"));
        return started(() -> mosquitto(program, configuration));
    }

    private static Recipe mosquitto(Path program, List<String> configuration) {
        BrokerFolder folder = BrokerFolder.create("mosquitto-");
        int port = FreePort.next();
        List<String> lines = new ArrayList<>(List.of(
                "persistence true",
                "persistence_location " + folder.folder("data") + "/",
                // What it holds is written with every second change instead of every half hour: kill -9 is a test here.
                "autosave_on_changes true",
                "autosave_interval 1",
                "log_dest stderr",
                "log_type all",
                "max_queued_messages 0"));
        if (configuration.stream().noneMatch(line -> line.startsWith("allow_anonymous "))) {
            lines.add("allow_anonymous true");
        }
        if (runsAsRoot(folder)) {
            lines.add("user root"); // else it becomes another user, who may not write to this folder
        }
        lines.add("listener " + port + " 127.0.0.1");
        lines.addAll(configuration);
        Path file = folder.write("mosquitto.conf", lines);
        return new Recipe(
                "mosquitto",
                folder,
                port,
                ReadyProbe.MQTT,
                Duration.ofSeconds(30),
                List.of(program.toString(), "-c", file.toString()),
                Map.of(),
                List.of(),
                "");
    }

    /** @param configuration lines for {@code rabbitmq.conf}, after those of the fixture */
    static LocalBroker rabbitMq(List<String> configuration) throws Unavailable {
        Path script = rabbitMqScript();
        Path epmd = program("epmd").orElseThrow(() -> new Unavailable("RabbitMQ is installed without Erlang's epmd"));
        return started(() -> rabbitMq(script, epmd, configuration));
    }

    private static Recipe rabbitMq(Path script, Path epmd, List<String> configuration) {
        BrokerFolder folder = BrokerFolder.create("rabbitmq-");
        int port = FreePort.next();
        String epmdPort = Integer.toString(FreePort.next());
        List<String> lines = new ArrayList<>(List.of(
                "listeners.tcp.default = 127.0.0.1:" + port,
                "log.file = false",
                "log.console = true",
                "vm_memory_high_watermark.absolute = 256MB",
                "disk_free_limit.absolute = 50MB"));
        lines.addAll(configuration);
        Map<String, String> environment = Map.ofEntries(
                Map.entry("HOME", folder.path().toString()),
                // Without it the script is a shell that waits for Erlang; with it, it becomes Erlang and its pid is
                // ours.
                Map.entry("RUNNING_UNDER_SYSTEMD", "1"),
                Map.entry(
                        "RABBITMQ_CONF_ENV_FILE",
                        folder.write("env.conf", List.of()).toString()),
                Map.entry(
                        "RABBITMQ_CONFIG_FILE",
                        folder.write("rabbitmq.conf", lines).toString()),
                Map.entry(
                        "RABBITMQ_ENABLED_PLUGINS_FILE",
                        folder.write("plugins", List.of("[].")).toString()),
                Map.entry("RABBITMQ_NODENAME", "rmq" + port + "@localhost"),
                Map.entry("RABBITMQ_DIST_PORT", Integer.toString(FreePort.next())),
                Map.entry("RABBITMQ_MNESIA_BASE", folder.folder("mnesia").toString()),
                Map.entry("RABBITMQ_LOG_BASE", folder.folder("log").toString()),
                Map.entry("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "-kernel inet_dist_use_interface {127,0,0,1}"),
                Map.entry("ERL_EPMD_PORT", epmdPort),
                Map.entry("ERL_EPMD_ADDRESS", "127.0.0.1"));
        return new Recipe(
                "RabbitMQ "
                        + script.getParent()
                                .getParent()
                                .getFileName()
                                .toString()
                                .replace("rabbitmq_server-", ""),
                folder,
                port,
                ReadyProbe.AMQP,
                Duration.ofSeconds(90),
                List.of(script.toString()),
                environment,
                // Its own: RabbitMQ would otherwise leave a daemon behind that outlives everything.
                List.of(epmd.toString(), "-port", epmdPort),
                "");
    }

    /** Not {@code /usr/sbin/rabbitmq-server}: that one changes the user, and is refused to all but two. */
    private static Path rabbitMqScript() throws Unavailable {
        TreeSet<Path> found = new TreeSet<>();
        if (Files.isDirectory(RABBITMQ)) {
            try (DirectoryStream<Path> versions = Files.newDirectoryStream(RABBITMQ, "rabbitmq_server-*")) {
                versions.forEach(version -> found.add(version.resolve("sbin/rabbitmq-server")));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        found.removeIf(script -> !Files.isExecutable(script));
        if (found.isEmpty()) {
            throw new Unavailable("rabbitmq-server is not installed");
        }
        return found.last();
    }

    private static Optional<Path> program(String name) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.concat(Stream.of(path.split(":")), USUAL_PLACES.stream())
                .filter(folder -> !folder.isBlank())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static boolean runsAsRoot(BrokerFolder folder) {
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(folder.path(), "unix:uid"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A port can be taken between choosing it and using it, so a first start has more than one attempt. */
    private static LocalBroker started(Supplier<Recipe> recipes) {
        IllegalStateException last = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Recipe recipe = recipes.get();
            try {
                return LocalBroker.start(recipe);
            } catch (IllegalStateException e) {
                last = e;
            }
        }
        throw last;
    }
}
