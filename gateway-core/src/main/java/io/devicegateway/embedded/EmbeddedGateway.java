package io.devicegateway.embedded;

import io.devicegateway.api.Authority;
import io.devicegateway.api.Campaign;
import io.devicegateway.api.CampaignPlan;
import io.devicegateway.api.CommandOptions;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.ConsumerOptions;
import io.devicegateway.api.Consumers;
import io.devicegateway.api.Device;
import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.DeviceReply;
import io.devicegateway.api.EventHandler;
import io.devicegateway.api.Gateway;
import io.devicegateway.api.Presence;
import io.devicegateway.api.Registration;
import io.devicegateway.api.Subscription;
import io.devicegateway.budget.ByteBudget;
import io.devicegateway.budget.Descriptors;
import io.devicegateway.budget.HeapPlan;
import io.devicegateway.budget.SourceLines;
import io.devicegateway.campaign.Campaigns;
import io.devicegateway.journal.JournalState;
import io.devicegateway.journal.LoggedEvents;
import io.devicegateway.journal.RetentionStatus;
import io.devicegateway.protocol.Inbound;
import io.devicegateway.protocol.Protocol;
import io.devicegateway.protocol.StreamProtocol;
import io.devicegateway.protocol.Transport;
import io.devicegateway.registry.Registry;
import io.devicegateway.registry.Registry.RegisteredDevice;
import io.devicegateway.router.EventRouter;
import io.devicegateway.session.BackendAuthority;
import io.devicegateway.session.SessionEnvironment;
import io.devicegateway.session.Sessions;
import io.devicegateway.supervision.Supervision;
import io.devicegateway.tcp.TcpListener;
import io.devicegateway.tcp.TcpSettings;
import io.devicegateway.tcp.TcpShares;
import io.devicegateway.tcp.TcpTransport;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A gateway in this process: open it, give it protocols to listen for, subscribe, send. Closing it settles what can be
 * settled, and loses nothing.
 */
public final class EmbeddedGateway implements Gateway, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedGateway.class);
    private static final Duration DRAIN = Duration.ofSeconds(4);
    private static final int EVENTS_LOOKED_AT = 100_000;
    private static final Duration LAST_BYTES = Duration.ofSeconds(1);

    private final Stores stores;
    private final Surroundings around;
    private final ByteBudget bytes;
    private final BackendAuthority authorities;
    private final Sessions sessions;
    private final Campaigns campaigns;
    private final DeviceView view;
    private final @Nullable TcpTransport tcp;
    private final List<TcpListener> listeners = new CopyOnWriteArrayList<>();
    private final List<Transport> transports = new CopyOnWriteArrayList<>();
    private boolean closed;

    private EmbeddedGateway(GatewayOptions options, Surroundings around, Stores stores) {
        this.around = around;
        this.stores = stores;
        bytes = ByteBudget.of(HeapPlan.ofProcess().bytes(), options.metrics());
        authorities = new BackendAuthority(options.authority().apply(stores.registry()), around.questions());
        sessions = new Sessions(
                new SessionEnvironment(
                        around.journal().apply(stores.journal()),
                        stores.registry(),
                        authorities,
                        stores.commands(),
                        around.timers(),
                        around.ticker(),
                        options.clock(),
                        options.sessions(),
                        options.metrics(),
                        stores.supervision(),
                        around.callers()),
                stores.journal().nextOffset());
        campaigns = new Campaigns(sessions::send, around.timers(), around.ticker(), around.callers());
        view = new DeviceView(sessions);
        tcp = around.sockets()
                ? new TcpTransport(options.threads(), options.io(), shares(options, around, stores, bytes))
                : null;
    }

    private static TcpShares shares(GatewayOptions options, Surroundings around, Stores stores, ByteBudget bytes) {
        return TcpShares.of(
                HeapPlan.ofProcess(),
                Descriptors.ofProcess(),
                bytes,
                new SourceLines(around.ticker()),
                stores.supervision(),
                options.metrics(),
                around.ticker());
    }

    /**
     * Opens the data directory, takes up what the last run left, and is ready to listen.
     *
     * @throws IOException if the data directory is in use or cannot be read or written; the message says why
     */
    public static EmbeddedGateway open(GatewayOptions options) throws IOException {
        Supervision supervision = new Supervision(options.metrics(), System::nanoTime);
        return open(options, Surroundings.ofTheProcess(supervision), supervision);
    }

    /**
     * The same in other surroundings.
     *
     * @throws IOException if the data directory is in use or cannot be read or written; the message says why
     */
    public static EmbeddedGateway open(GatewayOptions options, Surroundings around) throws IOException {
        return open(options, around, new Supervision(options.metrics(), around.ticker()));
    }

    private static EmbeddedGateway open(GatewayOptions options, Surroundings around, Supervision supervision)
            throws IOException {
        Stores stores;
        try {
            HeapPlan.ofProcess().check();
            stores = Stores.open(options, around.retries(), supervision);
        } catch (IOException | RuntimeException e) {
            around.end().run();
            throw e;
        }
        EmbeddedGateway gateway = new EmbeddedGateway(options, around, stores);
        try {
            gateway.start(options);
            return gateway;
        } catch (RuntimeException e) {
            gateway.close();
            throw e;
        }
    }

    private void start(GatewayOptions options) {
        LoggedEvents journal = stores.journal();
        stores.follow();
        stores.reports().forEach(sessions::restore);
        long since = options.clock().instant().minus(Sessions.memorySpan()).toEpochMilli();
        // The wall clock may have been set meanwhile, so a number of events is looked at whatever their time.
        long tail = Math.max(journal.firstOffset(), journal.nextOffset() - EVENTS_LOOKED_AT);
        journal.memories(Math.min(journal.offsetAt(since), tail), sessions::restore);
        sessions.start();
        journal.addListener(this::onJournalState);
        onJournalState(journal.state());
    }

    /** While nothing can be journalled nothing is read, so that devices are not told less than the truth. */
    private void onJournalState(JournalState state) {
        switch (state) {
            case JournalState.Open open -> {
                sessions.readingPaused(false);
                listeners.forEach(TcpListener::resumeReading);
                transports.forEach(transport -> step("to read from a transport again", transport::resumeReading));
            }
            case JournalState.Full full -> pause(full.cause());
            case JournalState.Failed failed -> pause(failed.cause());
        }
    }

    private void pause(String cause) {
        LOG.error("devices are not read from: {}", cause);
        sessions.readingPaused(true);
        listeners.forEach(listener -> listener.pauseReading(cause));
        transports.forEach(transport -> step("to pause reading from a transport", () -> transport.pauseReading(cause)));
    }

    /**
     * Listens for devices of a protocol.
     *
     * @throws IOException if it cannot; says where and why
     * @throws IllegalStateException if the gateway was opened in surroundings without sockets
     */
    public TcpListener listen(StreamProtocol<?> protocol, TcpSettings settings) throws IOException {
        if (tcp == null) {
            throw new IllegalStateException("this gateway was opened without sockets");
        }
        TcpListener listener = tcp.listen(protocol.name(), settings, protocol.framing(), sessions.opener(protocol));
        listeners.add(listener);
        onJournalState(stores.journal().state());
        return listener;
    }

    /**
     * Conversations in a protocol for a transport that is not of this package, as a client of a broker. Such a transport is
     * closed before the gateway is.
     */
    public Inbound.Opener opener(Protocol<?> protocol) {
        return sessions.opener(protocol);
    }

    /** Hears and writes to the devices of a protocol in a way of its own, as through a message broker. */
    public <T extends Transport> T connect(Protocol<?> protocol, Transport.Starter<T> starter) {
        T transport = starter.start(sessions.opener(protocol));
        transports.add(transport);
        onJournalState(stores.journal().state());
        return transport;
    }

    @Override
    public <R extends DeviceReply> CompletableFuture<CommandResult<R>> send(
            DeviceCommand<R> command, CommandOptions options) {
        return sessions.send(command, options);
    }

    @Override
    public <R extends DeviceReply> Campaign<R> start(CampaignPlan<R> plan) {
        return campaigns.start(plan);
    }

    @Override
    public Set<Class<? extends DeviceCommand<?>>> commands(DeviceId device) {
        return sessions.commands(device.protocol());
    }

    @Override
    public Subscription subscribe(String consumer, EventHandler handler, ConsumerOptions options) {
        return stores.router().subscribe(consumer, handler, options);
    }

    @Override
    public Consumers consumers() {
        return stores.router();
    }

    @Override
    public Registration answer(Authority authority) {
        return authorities.register(authority);
    }

    @Override
    public Optional<Device> device(DeviceId id) {
        return stores.registry().find(id).map(view::of);
    }

    @Override
    public Stream<Device> devices() {
        return stores.registry().all().map(view::of);
    }

    /** A device was registered, changed or removed: one that may no longer be connected is disconnected. */
    public void deviceChanged(DeviceId id) {
        Optional<RegisteredDevice> device = stores.registry().find(id);
        if (device.isEmpty()) {
            sessions.disconnect(id, Presence.Reason.DISABLED, "it was removed from the registry");
        } else if (!device.get().enabled()) {
            sessions.disconnect(
                    id, Presence.Reason.DISABLED, String.valueOf(device.get().disabledReason()));
        }
    }

    /** The devices that exist. */
    public Registry registry() {
        return stores.registry();
    }

    /** The journal. */
    public LoggedEvents journal() {
        return stores.journal();
    }

    /** The consumers of events. */
    public EventRouter router() {
        return stores.router();
    }

    /** Why what is shown of devices does not follow the journal; empty while it does. */
    public Optional<String> projectionFailure() {
        return Optional.ofNullable(stores.projection().failure());
    }

    /** The loops and periodic tasks of this gateway, and which of them fail or hang at present. */
    public Supervision supervision() {
        return stores.supervision();
    }

    /** The bytes that this process may hold of what comes in and goes out: taken before they are allocated. */
    public ByteBudget bytes() {
        return bytes;
    }

    /** Completes when {@link #device} tells of all events up to this offset. */
    public CompletableFuture<Void> shown(long offset) {
        return stores.projection().caughtUp(offset);
    }

    /** What the journal holds, and who keeps it above its budget. */
    public RetentionStatus retention() {
        return stores.journal().log().retention();
    }

    /**
     * Stops: no new connections, commands under way settled, replies in flight sent, the journal forced. Takes less than
     * ten seconds.
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        boolean interrupted = false;
        listeners.forEach(listener -> step("to stop accepting", listener::stopAccepting));
        step("to end campaigns", campaigns::close);
        transports.forEach(transport -> step("to stop reading", transport::stopReading));
        step("to refuse commands", sessions::refuseCommands);
        try {
            sessions.drain(DRAIN);
            step("to end sessions", sessions::close);
            for (TcpListener listener : listeners) {
                listener.drain(LAST_BYTES);
            }
        } catch (InterruptedException e) {
            interrupted = true;
            step("to end sessions", sessions::close);
        } catch (RuntimeException | Error e) {
            LOG.error("to drain sessions failed while the gateway closes; the rest is closed all the same", e);
            step("to end sessions", sessions::close);
        }
        endConnections();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Ends without a word, as when the process is killed: devices are told nothing, and commands under way stay open until the
     * data directory is opened again. For tests of what is true then.
     */
    public synchronized void abandon() {
        if (closed) {
            return;
        }
        closed = true;
        endConnections();
    }

    private void endConnections() {
        transports.forEach(transport -> step("to close a transport", transport::close));
        step("to close sockets", this::closeSockets);
        step("to end the surroundings", around.end());
        step("to close the data directory", stores::close);
    }

    /** One part that fails does not keep the others from their step, and above all not the data directory open. */
    private static void step(String what, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            LOG.error("{} failed; the rest is done all the same", what, e);
        }
    }

    private void closeSockets() {
        if (tcp != null) {
            tcp.close();
        }
    }
}
