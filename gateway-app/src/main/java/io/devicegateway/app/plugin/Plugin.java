package io.devicegateway.app.plugin;

import io.devicegateway.api.Gateway;
import io.devicegateway.api.GatewayPlugin;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One jar: its class loader, the plug-ins that it names, and what became of them. For one thread. */
final class Plugin {
    private static final Logger LOG = LoggerFactory.getLogger(Plugin.class);

    private final Path jar;
    private final String name;
    private final URLClassLoader loader;
    private final PluginGateway gateway;
    private final List<GatewayPlugin> started = new ArrayList<>();
    private volatile @Nullable String failure;

    private Plugin(Path jar, URLClassLoader loader, Gateway gateway) {
        this.jar = jar;
        this.name = nameOf(jar);
        this.loader = loader;
        this.gateway = new PluginGateway(gateway, name, loader);
    }

    /** Makes one of a jar; nothing of it runs yet. */
    static Plugin of(Path jar, ClassLoader shared, Gateway gateway) throws IOException {
        URL[] places = {jar.toUri().toURL()};
        return new Plugin(jar, new URLClassLoader("plug-in " + nameOf(jar), places, shared), gateway);
    }

    private static String nameOf(Path jar) {
        String file = String.valueOf(jar.getFileName());
        return file.endsWith(".jar") ? file.substring(0, file.length() - 4) : file;
    }

    /** The jar's name without its ending. */
    String name() {
        return name;
    }

    /** Why it does not run, in English words; null while it does. */
    @Nullable
    String failure() {
        return failure;
    }

    /** Starts what the jar names, within this time. Whatever goes wrong is kept as its {@link #failure}. */
    void start(Duration atMost) throws InterruptedException {
        String why = within(atMost, "start", this::startAll);
        if (why == null) {
            LOG.info("plug-in {} runs", name);
            return;
        }
        failure = why;
        LOG.error("plug-in {} ({}) does not run: {}", name, jar, why);
        closeGateway();
    }

    private void startAll() throws Exception {
        for (GatewayPlugin each : ServiceLoader.load(GatewayPlugin.class, loader)) {
            each.start(gateway);
            started.add(each);
        }
        if (started.isEmpty()) {
            throw new IOException("the jar names no plug-in: META-INF/services/" + GatewayPlugin.class.getName()
                    + " is missing or empty");
        }
    }

    /** Stops it, within this time for each of its parts, and lets go of its classes. */
    void stop(Duration atMost) throws InterruptedException {
        closeGateway();
        if (failure == null) {
            String why = within(atMost, "stop", this::stopAll);
            if (why != null) {
                LOG.error("plug-in {} did not stop well: {}", name, why);
            }
        }
        try {
            loader.close();
        } catch (IOException e) {
            LOG.warn("plug-in {}: its jar cannot be closed", name, e);
        }
    }

    private void stopAll() throws Exception {
        for (GatewayPlugin each : started.reversed()) {
            each.stop();
        }
    }

    private void closeGateway() {
        try {
            gateway.close();
        } catch (RuntimeException e) {
            LOG.error("plug-in {}", name, e);
        }
    }

    /** Runs the plug-in's own code on a thread of its own. Answers what went wrong; null for nothing. */
    private @Nullable String within(Duration atMost, String doing, Step step) throws InterruptedException {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread thread = Thread.ofPlatform()
                .daemon()
                .name("plug-in-" + name + "-" + doing)
                .unstarted(() -> run(step, done));
        thread.setContextClassLoader(loader);
        thread.start();
        try {
            done.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
            return null;
        } catch (TimeoutException e) {
            thread.interrupt();
            return "it did not " + doing + " within " + atMost.toSeconds() + " s";
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            LOG.debug("plug-in {}", name, cause);
            return cause instanceof ServiceConfigurationError && cause.getCause() != null
                    ? cause.getMessage() + ": " + cause.getCause()
                    : cause.toString();
        }
    }

    @SuppressWarnings("CatchingUnchecked") // whatever foreign code throws, an error too, must not end the daemon
    private static void run(Step step, CompletableFuture<Void> done) {
        try {
            step.take();
            done.complete(null);
        } catch (Throwable e) {
            done.completeExceptionally(e);
        }
    }

    @FunctionalInterface
    private interface Step {
        void take() throws Exception;
    }
}
