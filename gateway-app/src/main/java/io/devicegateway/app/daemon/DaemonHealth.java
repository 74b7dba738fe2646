package io.devicegateway.app.daemon;

import com.sun.management.UnixOperatingSystemMXBean;
import io.devicegateway.app.health.ConsumerChecks;
import io.devicegateway.app.health.Health;
import io.devicegateway.app.health.Health.Check;
import io.devicegateway.app.plugin.Plugins;
import io.devicegateway.app.text.Phrase;
import io.devicegateway.embedded.EmbeddedGateway;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Looks at every part of the daemon when somebody asks for its health. Reads figures in memory, so that it never waits. */
final class DaemonHealth {
    /** Without these an acknowledgement or the outcome of a command would not be kept: the gateway does not do its work. */
    private static final Set<String> VITAL = Set.of("journal-committer", "command-archive", "consumer-positions");

    /** Open descriptors of a hundred above which somebody should look. */
    private static final int MANY_DESCRIPTORS = 90;

    /** A disk that takes longer for one write does not answer. */
    private static final Duration LONGEST_APPEND = Duration.ofSeconds(5);

    private final EmbeddedGateway gateway;
    private final Plugins plugins;
    private final ConsumerChecks consumers;
    private final Path token;
    private final Collection<String> listeners;
    private final Supplier<List<Check>> brokers;

    /**
     * @param token the file that the access token was read from
     * @param listeners names of the protocols that listen; grows until the daemon has started
     * @param brokers the checks of the protocols that come through a broker
     */
    DaemonHealth(
            EmbeddedGateway gateway,
            Plugins plugins,
            Path token,
            Collection<String> listeners,
            Supplier<List<Check>> brokers) {
        this.token = token;
        this.gateway = gateway;
        this.plugins = plugins;
        this.consumers = new ConsumerChecks(System::nanoTime);
        this.listeners = listeners;
        this.brokers = brokers;
    }

    Health now() {
        List<Check> checks = new ArrayList<>();
        Map<String, String> failing = gateway.supervision().failing();
        checks.add(Health.journal(gateway.journal().state()));
        append(failing.get("journal-committer")).ifPresent(checks::add);
        gateway.journal().warnings().forEach(warning -> checks.add(Health.journal(warning)));
        checks.add(gateway.projectionFailure()
                .map(why -> Check.failed("registry", Phrase.text(why), Phrase.of("health.registry.stopped.fix")))
                .orElseGet(this::registryWrites));
        if (gateway.registry().room() == 0) {
            checks.add(Check.degraded(
                    "registry room", Phrase.of("health.registry.room"), Phrase.of("health.registry.room.fix")));
        }
        if (gateway.registry().bankRoom() == 0) {
            checks.add(Check.degraded(
                    "power banks", Phrase.of("health.registry.banks"), Phrase.of("health.registry.banks.fix")));
        }
        checks.add(store("commands", "command-archive", failing));
        checks.add(store("consumers", "consumer-positions", failing));
        listeners.forEach(name -> checks.add(Check.ok("listener " + name)));
        checks.addAll(brokers.get());
        checks.addAll(plugins.health());
        checks.addAll(consumers.of(gateway.router().consumers()));
        descriptors(checks);
        if (Files.notExists(token)) {
            checks.add(Check.degraded("token", Phrase.of("health.token", token), Phrase.of("health.token.fix")));
        }
        failing.forEach((task, why) -> {
            if (!VITAL.contains(task)) {
                checks.add(Health.task(task, why));
            }
        });
        return new Health(checks);
    }

    /** A real append, from the wish to the word that it is durable: the oldest that waits tells whether the whole way works. */
    private Optional<Check> append(@Nullable String failure) {
        Duration waits = gateway.journal().log().longestWait();
        Phrase why = waits.compareTo(LONGEST_APPEND) > 0
                ? Phrase.of("health.append", waits.toSeconds())
                : failure == null ? null : Phrase.text(failure);
        return Optional.ofNullable(why)
                .map(said -> Check.failed("journal append", said, Phrase.of("health.append.fix")));
    }

    private static Check store(String name, String task, Map<String, String> failing) {
        String why = failing.get(task);
        return why == null
                ? Check.ok(name)
                : Check.failed(name, Phrase.of("health.store." + name, why), Phrase.of("health.store.fix"));
    }

    private Check registryWrites() {
        String problem = gateway.registry().writeProblem();
        return problem == null
                ? Check.ok("registry")
                : Check.degraded("registry", Phrase.text(problem), Phrase.of("health.registry.write.fix"));
    }

    private static void descriptors(List<Check> checks) {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            long most = system.getMaxFileDescriptorCount();
            long open = system.getOpenFileDescriptorCount();
            if (most > 0 && open * 100 >= most * MANY_DESCRIPTORS) {
                checks.add(Check.degraded(
                        "descriptors",
                        Phrase.of("health.descriptors", open, most),
                        Phrase.of("health.descriptors.fix")));
            }
        }
    }
}
