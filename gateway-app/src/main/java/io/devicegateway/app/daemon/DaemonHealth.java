package io.devicegateway.app.daemon;

import com.sun.management.UnixOperatingSystemMXBean;
import io.devicegateway.app.health.ConsumerChecks;
import io.devicegateway.app.health.Health;
import io.devicegateway.app.health.Health.Check;
import io.devicegateway.app.plugin.Plugins;
import io.devicegateway.embedded.EmbeddedGateway;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Looks at every part of the daemon when somebody asks for its health. Reads figures in memory, so that it never waits. */
final class DaemonHealth {
    /** Without these an acknowledgement or the outcome of a command would not be kept: the gateway does not do its work. */
    private static final Set<String> VITAL = Set.of("journal-committer", "command-archive", "consumer-positions");

    /** Open descriptors of a hundred above which somebody should look. */
    private static final int MANY_DESCRIPTORS = 90;

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
        gateway.journal().warnings().forEach(warning -> checks.add(Health.journal(warning)));
        checks.add(gateway.projectionFailure()
                .map(why -> Check.failed("registry", why, "restart the gateway; what the log says is the cause"))
                .orElseGet(this::registryWrites));
        checks.add(store("commands", "command-archive", "a key that was used could be used again", failing));
        checks.add(store("consumers", "consumer-positions", "events that were handled would come again", failing));
        listeners.forEach(name -> checks.add(Check.ok("listener " + name)));
        checks.addAll(brokers.get());
        checks.addAll(plugins.health());
        checks.addAll(consumers.of(gateway.router().consumers()));
        descriptors(checks);
        if (Files.notExists(token)) {
            checks.add(Check.degraded(
                    "token",
                    "the file " + token + " is gone; the token that was in it still works",
                    "restart the gateway: it makes a new one, and the old one works no more"));
        }
        failing.forEach((task, why) -> {
            if (task.equals("journal-committer")) {
                checks.add(Check.failed(
                        "journal append", why, "check the disk; an event that is not stored is not acknowledged"));
            } else if (!VITAL.contains(task)) {
                checks.add(Health.task(task, why));
            }
        });
        return new Health(checks);
    }

    private static Check store(String name, String task, String otherwise, Map<String, String> failing) {
        String why = failing.get(task);
        return why == null
                ? Check.ok(name)
                : Check.failed(
                        name,
                        name + ".db cannot be written, and " + otherwise + ": " + why,
                        "make room on the disk, or end what holds the file; it is tried again by itself");
    }

    private Check registryWrites() {
        String problem = gateway.registry().writeProblem();
        return problem == null
                ? Check.ok("registry")
                : Check.degraded("registry", problem, "make room on the disk; it is written when there is room");
    }

    private static void descriptors(List<Check> checks) {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            long most = system.getMaxFileDescriptorCount();
            long open = system.getOpenFileDescriptorCount();
            if (most > 0 && open * 100 >= most * MANY_DESCRIPTORS) {
                checks.add(Check.degraded(
                        "descriptors",
                        open + " of " + most + " file descriptors are open; when none is left nobody can connect",
                        "raise the limit (LimitNOFILE= in the unit, ulimit -n in a shell), and see who connects"));
            }
        }
    }
}
