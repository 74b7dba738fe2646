package io.devicegateway.app.daemon;

import io.devicegateway.api.DeviceId;
import io.devicegateway.api.KnownFact;
import io.devicegateway.api.ServerAddress;
import io.devicegateway.api.WireProfile;
import io.devicegateway.app.brokers.EmbeddedBrokerOptions;
import io.devicegateway.app.config.GatewayConfig;
import io.devicegateway.app.config.HttpConfig;
import io.devicegateway.app.health.Health;
import io.devicegateway.app.http.AccessToken;
import io.devicegateway.app.http.HttpApi;
import io.devicegateway.app.http.HttpLimits;
import io.devicegateway.app.http.HttpParts;
import io.devicegateway.app.http.HttpSettings;
import io.devicegateway.app.metrics.MicrometerMetrics;
import io.devicegateway.app.plugin.Plugins;
import io.devicegateway.app.text.Phrase;
import io.devicegateway.chargepile.ChargepileProtocol;
import io.devicegateway.embedded.EmbeddedGateway;
import io.devicegateway.journal.DirectoryLock;
import io.devicegateway.powerbank.PowerbankProtocol;
import io.devicegateway.pressure.PressureProtocol;
import io.devicegateway.protocol.StreamProtocol;
import io.devicegateway.store.StoreException;
import io.devicegateway.tcp.TcpListener;
import io.devicegateway.vending.VendingProtocol;
import io.devicegateway.wosi.WosiProtocol;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The daemon: the one place where everything is put together. */
public final class GatewayDaemon implements RunningDaemon {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayDaemon.class);

    private final GatewayConfig config;
    private final MicrometerMetrics metrics;
    private final EmbeddedGateway gateway;
    private final Plugins plugins;
    private final DaemonHealth health;
    private final Pulse pulse;
    private final HttpApi http;
    private final Map<String, InetSocketAddress> listeners = new LinkedHashMap<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile @Nullable BrokeredProtocols brokered;
    private boolean stopping;

    private GatewayDaemon(GatewayConfig config, MicrometerMetrics metrics, EmbeddedGateway gateway, Plugins plugins)
            throws IOException {
        this.config = config;
        this.metrics = metrics;
        this.gateway = gateway;
        this.plugins = plugins;
        this.pulse = new Pulse(
                Clock.systemUTC(), System::nanoTime, gateway.supervision().watch("pulse"));
        this.health = new DaemonHealth(
                gateway, plugins, config.data().resolve(AccessToken.FILE), listeners.keySet(), this::brokerHealth);
        this.http = new HttpApi(parts(), httpSettings(config), AccessToken.loadOrCreate(config.data()));
    }

    /**
     * Starts it; when this returns, devices can connect and the HTTP interface answers.
     *
     * @throws StartRefused if it cannot start; nothing is left running then
     */
    public static GatewayDaemon start(GatewayConfig config) throws StartRefused {
        OpenFiles.warnIfFew(config);
        MicrometerMetrics metrics = new MicrometerMetrics();
        EmbeddedGateway gateway = null;
        Plugins plugins = null;
        GatewayDaemon daemon = null;
        try {
            gateway = EmbeddedGateway.open(CoreOptions.of(config, metrics));
            plugins = Plugins.start(pluginFolders(config), gateway, metrics);
            daemon = new GatewayDaemon(config, metrics, gateway, plugins);
            daemon.listen();
            daemon.connectToBrokers();
            daemon.http.start();
            daemon.pulse.start();
            return daemon;
        } catch (IOException | RuntimeException e) {
            if (daemon != null && daemon.brokered != null) {
                daemon.brokered.close();
            }
            if (plugins != null) {
                plugins.close();
            }
            if (gateway != null) {
                gateway.close();
            }
            metrics.close();
            throw refused(e);
        }
    }

    /** In the data directory, and in the folder of the program when it was started from one. */
    private static List<Path> pluginFolders(GatewayConfig config) {
        List<Path> folders = new ArrayList<>(List.of(config.data().resolve(Plugins.FOLDER)));
        home().ifPresent(home -> folders.add(home.resolve(Plugins.FOLDER)));
        return folders;
    }

    private static StartRefused refused(Exception e) {
        LOG.debug("start refused", e);
        Phrase said = Phrase.text(e.getMessage() == null ? e.toString() : e.getMessage());
        return switch (e) {
            case AccessToken.Unusable token ->
                StartRefused.forHands(Phrase.of("start.token", token.getFile(), token.problem()), token.fix(), token);
            case DirectoryLock.InUse used ->
                StartRefused.forNow(
                        Phrase.of("start.inuse", used.directory(), used.owner().orElse("?")),
                        Phrase.of("start.inuse.fix"),
                        used);
            case IOException outside ->
                outside.getCause() instanceof BindException
                        ? StartRefused.forNow(Phrase.of("start.port", said), Phrase.of("start.port.fix"), outside)
                        : StartRefused.forNow(said, Phrase.of("start.see.fix"), outside);
            case StoreException outside -> StartRefused.forNow(said, Phrase.of("start.see.fix"), outside);
            default -> StartRefused.forNow(said, Phrase.of("start.defect.fix"), e);
        };
    }

    private void listen() throws IOException {
        if (config.wosi().enabled()) {
            listen(
                    new WosiProtocol(WosiOptions.of(config.wosi()), this::knownHeartbeat),
                    config.wosi().bind(),
                    config.wosi().port());
        }
        if (config.powerbank().enabled()) {
            listen(
                    new PowerbankProtocol(PowerbankOptions.of(config.powerbank()), this::knownDialect),
                    config.powerbank().bind(),
                    config.powerbank().port());
        }
        if (config.pressure().enabled()) {
            listen(
                    new PressureProtocol(PressureOptions.of(config.pressure()), Clock.systemUTC()),
                    config.pressure().bind(),
                    config.pressure().port());
        }
    }

    private void connectToBrokers() throws IOException {
        List<BrokeredProtocols.Wanted> wanted = new ArrayList<>();
        if (config.vending().enabled()) {
            wanted.add(new BrokeredProtocols.Wanted(
                    VendingProtocol.NAME,
                    BrokeredProtocols.Wire.MQTT,
                    config.vending().broker(),
                    (broker, own) -> VendingIntake.start(config.vending(), broker, gateway, metrics)));
        }
        if (config.chargepile().enabled()) {
            wanted.add(new BrokeredProtocols.Wanted(
                    ChargepileProtocol.NAME,
                    BrokeredProtocols.Wire.AMQP,
                    config.chargepile().broker(),
                    (broker, own) -> ChargepileIntake.start(config.chargepile(), broker, own, gateway, metrics)));
        }
        brokered = BrokeredProtocols.start(
                wanted, config.brokers(), home(), config.data().resolve(EmbeddedBrokerOptions.FOLDER));
    }

    /** The folder of the program, when it was started from one. */
    private static Optional<Path> home() {
        return Optional.ofNullable(System.getenv("GATEWAY_HOME"))
                .filter(home -> !home.isEmpty())
                .map(Path::of);
    }

    /** What an earlier connection found out about how a device writes. */
    private Optional<String> knownDialect(DeviceId id) {
        return gateway.registry()
                .find(id)
                .flatMap(device -> device.facts().stream()
                        .map(KnownFact::event)
                        .filter(WireProfile.class::isInstance)
                        .map(event -> ((WireProfile) event).name())
                        .findFirst());
    }

    /** What a cabinet confirmed or told on an earlier connection; 0 for nothing. */
    private int knownHeartbeat(DeviceId id) {
        return gateway.registry()
                .find(id)
                .flatMap(device -> device.facts().stream()
                        .map(KnownFact::event)
                        .filter(ServerAddress.class::isInstance)
                        .map(event -> ((ServerAddress) event).heartbeatSeconds())
                        .findFirst())
                .orElse(0);
    }

    private void listen(StreamProtocol<?> protocol, String bind, int port) throws IOException {
        TcpListener listener = gateway.listen(protocol, CoreOptions.listener(bind, port, config.sessions()));
        InetSocketAddress bound = new InetSocketAddress(bind, listener.boundPort());
        listeners.put(protocol.name(), bound);
        LOG.info("{} listens on {}:{}", protocol.name(), bind, bound.getPort());
    }

    private HttpParts parts() {
        return new HttpParts(
                gateway,
                gateway.journal(),
                gateway.registry(),
                gateway.router(),
                this::health,
                metrics,
                Set.of("wosi", "powerbank", "pressure", "vending", "chargepile"),
                gateway::deviceChanged,
                config.authority().deadline(),
                gateway.supervision());
    }

    private static HttpSettings httpSettings(GatewayConfig whole) throws IOException {
        HttpConfig config = whole.http();
        HttpLimits defaults = HttpLimits.DEFAULT;
        HttpLimits limits = new HttpLimits(
                OpenFiles.httpConnections(whole),
                config.maxRequests(),
                config.maxStreams(),
                config.maxBodyBytes(),
                defaults.requestTime(),
                defaults.stallTime(),
                defaults.heartbeat(),
                defaults.idleTime(),
                defaults.stopTime());
        HttpSettings settings = HttpSettings.of(InetAddress.getByName(config.bind()), config.port())
                .with(limits)
                .named(Set.copyOf(config.hostNames()));
        return switch (config.probes()) {
            case AUTO -> settings;
            case OPEN -> settings.probes(HttpSettings.ProbeAccess.OPEN);
            case TOKEN -> settings.probes(HttpSettings.ProbeAccess.TOKEN);
        };
    }

    @Override
    public Health health() {
        return health.now();
    }

    private List<Health.Check> brokerHealth() {
        BrokeredProtocols running = brokered;
        return running == null ? List.of() : running.health();
    }

    @Override
    public InetSocketAddress http() {
        return new InetSocketAddress(config.http().bind(), http.boundPort());
    }

    @Override
    public Map<String, InetSocketAddress> listeners() {
        return Collections.unmodifiableMap(listeners);
    }

    @Override
    public Map<String, URI> brokers() {
        BrokeredProtocols running = brokered;
        return running == null ? Map.of() : running.addresses();
    }

    @Override
    public boolean awaitBrokers(Duration patience) throws InterruptedException {
        BrokeredProtocols running = brokered;
        return running == null || running.awaitSettled(patience);
    }

    @Override
    public void stop() {
        synchronized (this) {
            if (stopping) {
                return;
            }
            stopping = true;
        }
        LOG.info("stopping");
        pulse.close();
        // What waits for a command's outcome gets it from the gateway as it closes; only then HTTP ends.
        http.beginStop();
        BrokeredProtocols running = brokered;
        if (running != null) {
            running.close();
        }
        plugins.close();
        gateway.close();
        http.close();
        metrics.close();
        LOG.info("stopped");
        stopped.countDown();
    }

    @Override
    public void awaitStopped() throws InterruptedException {
        stopped.await();
    }
}
