package io.devicegateway.app.daemon;

import io.devicegateway.app.brokers.EmbeddedBrokerOptions;
import io.devicegateway.app.brokers.EmbeddedBrokerProcess;
import io.devicegateway.app.brokers.EmbeddedBrokerRefused;
import io.devicegateway.app.config.BrokersConfig;
import io.devicegateway.app.health.Health;
import io.devicegateway.app.text.Phrase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The protocols that come through a broker: each is connected to the broker that is configured for it, or to an embedded one.
 * Embedded brokers take some seconds to start; the daemon does not wait for them.
 */
final class BrokeredProtocols implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BrokeredProtocols.class);

    /** What a broker speaks. */
    enum Wire {
        MQTT,
        AMQP
    }

    /**
     * A protocol that is enabled.
     *
     * @param name its name
     * @param wire what its broker speaks
     * @param broker the broker that is configured; empty for an embedded one
     * @param connect begins to connect to a broker
     */
    record Wanted(String name, Wire wire, Optional<URI> broker, Connect connect) {}

    /** Begins to connect a protocol. */
    @FunctionalInterface
    interface Connect {
        /**
         * Connects in the background; that it could not is said by {@link BrokerIntake#health()}.
         *
         * @param own whether it is the gateway's own, embedded one
         * @throws IOException if what is configured cannot be used; says why
         */
        BrokerIntake to(URI broker, boolean own) throws IOException;
    }

    private final List<Wanted> withoutBroker = new ArrayList<>();
    private final List<Wanted> unserved = new ArrayList<>();
    private final Map<String, BrokerIntake> intakes = new LinkedHashMap<>();
    private final Map<String, URI> addresses = new LinkedHashMap<>();
    private final CountDownLatch settled = new CountDownLatch(1);
    private @Nullable EmbeddedBrokerProcess embedded;
    private @Nullable EmbeddedBrokerRefused refused;
    private @Nullable Thread starter;
    private boolean closed;

    private BrokeredProtocols() {}

    /**
     * Starts them.
     *
     * @param home folder of the installation, which may hold the embedded brokers; empty when it is not known
     * @param data folder for what embedded brokers keep
     * @throws IOException if what is configured cannot be used; nothing is left running then
     */
    static BrokeredProtocols start(List<Wanted> wanted, BrokersConfig config, Optional<Path> home, Path data)
            throws IOException {
        BrokeredProtocols brokered = new BrokeredProtocols();
        try {
            for (Wanted each : wanted) {
                if (each.broker().isPresent()) {
                    brokered.connect(each, each.broker().get(), false);
                } else {
                    brokered.withoutBroker.add(each);
                }
            }
        } catch (IOException | RuntimeException e) {
            brokered.close();
            throw e;
        }
        boolean installed = home.map(folder -> folder.resolve(EmbeddedBrokerOptions.FOLDER))
                .filter(Files::isDirectory)
                .isPresent();
        if (brokered.withoutBroker.isEmpty() || !config.embedded() || !installed) {
            brokered.withoutBroker.forEach(each -> LOG.info(
                    "{} is enabled and has no broker: nothing comes for it until {}.broker is set",
                    each.name(),
                    each.name()));
            brokered.unserved.addAll(brokered.withoutBroker);
            brokered.settled.countDown();
        } else {
            brokered.startEmbedded(config, home.orElseThrow(), data);
        }
        return brokered;
    }

    private synchronized void connect(Wanted protocol, URI broker, boolean own) throws IOException {
        intakes.put(protocol.name(), protocol.connect().to(broker, own));
        addresses.put(protocol.name(), broker);
    }

    private void startEmbedded(BrokersConfig config, Path home, Path data) {
        Thread thread = Thread.ofVirtual().name("embedded-brokers-start").unstarted(() -> {
            try {
                embedded(config, home, data);
            } finally {
                settled.countDown();
            }
        });
        starter = thread;
        thread.start();
    }

    private void embedded(BrokersConfig config, Path home, Path data) {
        try {
            OptionalInt mqtt = port(Wire.MQTT, config.mqttPort());
            OptionalInt amqp = port(Wire.AMQP, config.amqpPort());
            EmbeddedBrokerProcess started =
                    EmbeddedBrokerProcess.start(EmbeddedBrokerOptions.installed(home, data, mqtt, amqp));
            synchronized (this) {
                embedded = started;
                if (closed) {
                    started.close();
                    return;
                }
                for (Wanted each : withoutBroker) {
                    connect(each, address(each.wire(), mqtt, amqp), true);
                }
            }
        } catch (EmbeddedBrokerRefused e) {
            LOG.warn("{}; {}", e.getMessage(), e.fix());
            synchronized (this) {
                refused = e;
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.error("The protocols of the embedded brokers cannot be connected: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private OptionalInt port(Wire wire, int configured) {
        if (withoutBroker.stream().noneMatch(each -> each.wire() == wire)) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(configured == 0 ? freePort() : configured);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static URI address(Wire wire, OptionalInt mqtt, OptionalInt amqp) {
        return switch (wire) {
            case MQTT -> URI.create("tcp://127.0.0.1:" + mqtt.orElseThrow());
            case AMQP -> URI.create("amqp://guest:guest@127.0.0.1:" + amqp.orElseThrow() + "/%2F");
        };
    }

    /** The broker of each protocol that is being connected. */
    synchronized Map<String, URI> addresses() {
        return new LinkedHashMap<>(addresses);
    }

    /** Waits until embedded brokers are there, or are not going to be. */
    boolean awaitSettled(Duration patience) throws InterruptedException {
        return settled.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** How each of them is. One that is enabled and has no broker gets nothing: that is said until somebody decides. */
    synchronized List<Health.Check> health() {
        List<Health.Check> checks = new ArrayList<>();
        intakes.values().forEach(intake -> checks.add(intake.health()));
        unserved.forEach(each -> checks.add(Health.Check.degraded(
                "broker " + each.name(),
                Phrase.of("health.broker.none", each.name()),
                Phrase.of("health.broker.none.fix", each.name()))));
        EmbeddedBrokerProcess process = embedded;
        EmbeddedBrokerRefused why = refused;
        if (process != null) {
            EmbeddedBrokerProcess.Status status = process.status();
            checks.add(
                    status.state() == EmbeddedBrokerProcess.State.RESTARTING
                            ? Health.Check.degraded(
                                    "embedded brokers",
                                    Phrase.of("health.embedded.died", status.reason()),
                                    Phrase.of("health.embedded.died.fix"))
                            : Health.Check.ok("embedded brokers"));
        } else if (why != null) {
            checks.add(Health.Check.degraded(
                    "embedded brokers", Phrase.text(String.valueOf(why.getMessage())), Phrase.text(why.fix())));
        }
        return checks;
    }

    @Override
    public void close() {
        List<BrokerIntake> open;
        EmbeddedBrokerProcess process;
        Thread starting;
        synchronized (this) {
            closed = true;
            open = List.copyOf(intakes.values());
            process = embedded;
            starting = starter;
        }
        open.forEach(BrokerIntake::close);
        if (process != null) {
            process.close();
        } else if (starting != null) {
            starting.interrupt();
        }
    }
}
