package io.devicegateway.app.plugin;

import io.devicegateway.api.Gateway;
import io.devicegateway.app.health.Health;
import io.devicegateway.app.text.Phrase;
import io.devicegateway.metrics.Metrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The plug-ins of the daemon, in the order of their names. Stopped the other way round. */
public final class Plugins implements AutoCloseable {
    /** Name of the folder, in the data directory and in the program's. */
    public static final String FOLDER = "plugins";

    private static final Logger LOG = LoggerFactory.getLogger(Plugins.class);
    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration STOP = Duration.ofSeconds(2);
    private static final int MOST = 32;

    private final List<Plugin> plugins = new ArrayList<>();

    private Plugins() {}

    /**
     * Starts what is in these folders; one that is not there has no plug-ins. A plug-in that fails is named in the log and in
     * {@link #health}, and does not keep the others from starting.
     *
     * @param folders each jar in them is a plug-in
     * @throws IOException if a folder cannot be read, or there are too many plug-ins; says what to do
     */
    public static Plugins start(List<Path> folders, Gateway gateway, Metrics metrics) throws IOException {
        Plugins all = new Plugins();
        ClassLoader shared = new SharedClasses(Plugins.class.getClassLoader());
        List<Path> jars = new ArrayList<>();
        for (Path folder : folders) {
            jars.addAll(jarsIn(folder));
        }
        if (jars.size() > MOST) {
            throw new IOException("there are " + jars.size() + " plug-ins in " + folders + "; at most " + MOST
                    + " are loaded: remove some");
        }
        String help = "Plug-ins of the daemon, by how they do";
        metrics.gauge("gateway_plugins", help, () -> all.count(false), "state", "running");
        metrics.gauge("gateway_plugins", help, () -> all.count(true), "state", "failed");
        try {
            for (Path jar : jars) {
                Plugin plugin = Plugin.of(jar, shared, gateway);
                all.plugins.add(plugin);
                plugin.start(START);
            }
            return all;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            all.close();
            throw new IOException("interrupted while plug-ins started", e);
        }
    }

    private static List<Path> jarsIn(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new IOException("the plug-ins in " + folder + " cannot be listed: " + e.getMessage(), e);
        }
    }

    private long count(boolean failed) {
        return List.copyOf(plugins).stream()
                .filter(plugin -> (plugin.failure() != null) == failed)
                .count();
    }

    /** How each plug-in does. One that failed degrades the daemon; devices are served all the same. */
    public List<Health.Check> health() {
        return plugins.stream().map(Plugins::health).toList();
    }

    private static Health.Check health(Plugin plugin) {
        String part = "plug-in " + plugin.name();
        String failure = plugin.failure();
        return failure == null
                ? Health.Check.ok(part)
                : Health.Check.degraded(part, Phrase.text(failure), Phrase.of("health.plugin.fix"));
    }

    @Override
    public void close() {
        boolean interrupted = false;
        for (Plugin plugin : plugins.reversed()) {
            try {
                plugin.stop(STOP);
            } catch (InterruptedException e) {
                interrupted = true;
                LOG.warn("interrupted while plug-in {} stopped", plugin.name());
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
