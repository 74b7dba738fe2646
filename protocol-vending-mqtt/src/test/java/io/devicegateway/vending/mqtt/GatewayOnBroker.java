package io.devicegateway.vending.mqtt;

import io.devicegateway.api.CommandOptions;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.DeviceEvent;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.DeviceReply;
import io.devicegateway.journal.EventJournal.Reader;
import io.devicegateway.metrics.MemoryMetrics;
import io.devicegateway.session.CommandHistory;
import io.devicegateway.session.ScheduledTimers;
import io.devicegateway.session.SessionEnvironment;
import io.devicegateway.session.SessionSettings;
import io.devicegateway.session.Sessions;
import io.devicegateway.testing.InMemoryJournal;
import io.devicegateway.testing.MemoryRegistry;
import io.devicegateway.testing.ScriptedAuthority;
import io.devicegateway.vending.VendingProtocol;
import io.devicegateway.vending.VendingSettings;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;

/** Sessions and a transport on a real broker; the journal is in memory, and can be held. */
final class GatewayOnBroker implements AutoCloseable {
    static final DeviceId CABINET = new DeviceId("vending", "866710036447339");

    static final MqttSettings.Timing QUICK = new MqttSettings.Timing(
            Duration.ofSeconds(5),
            Duration.ofSeconds(3),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofMillis(50),
            Duration.ofMillis(500));

    /** As the document's sample of a sale, and nothing asked that the test does not ask. */
    static final VendingSettings QUIET = VendingSettings.DEFAULT
            .with(VendingSettings.Wire.DEFAULT.startingAt(2))
            .with(new VendingSettings.Presence(VendingSettings.Presence.DEFAULT.liveness(), null))
            .with(new VendingSettings.Commands(
                    Duration.ZERO, 32, Duration.ofSeconds(20), Duration.ofSeconds(10), Duration.ofSeconds(10), null));

    final InMemoryJournal journal;
    final MemoryRegistry registry = new MemoryRegistry();
    final MemoryMetrics metrics = new MemoryMetrics();
    final MqttTransport transport;
    private final ScheduledTimers timers = new ScheduledTimers();
    private final Sessions sessions;
    private final Reader applied;
    private final boolean ownsJournal;
    private volatile long ahead;

    GatewayOnBroker(MqttSettings settings) {
        this(settings, QUIET, new InMemoryJournal(), true);
    }

    GatewayOnBroker(MqttSettings settings, VendingSettings protocolSettings) {
        this(settings, protocolSettings, new InMemoryJournal(), true);
    }

    GatewayOnBroker(
            MqttSettings settings, VendingSettings protocolSettings, InMemoryJournal journal, boolean ownsJournal) {
        this.journal = journal;
        this.ownsJournal = ownsJournal;
        applied = journal.reader(1);
        Clock clock = Clock.systemUTC();
        sessions = new Sessions(
                new SessionEnvironment(
                        journal,
                        registry,
                        new ScriptedAuthority(),
                        CommandHistory.NONE,
                        timers,
                        () -> System.nanoTime() + ahead,
                        clock,
                        SessionSettings.DEFAULT,
                        metrics),
                journal.durableOffset() + 1);
        journal.memories(1, sessions::restore);
        sessions.start();
        VendingProtocol protocol = new VendingProtocol(protocolSettings, clock);
        transport = MqttTransport.with(
                        settings,
                        new io.devicegateway.vending.VendingCodec(protocolSettings),
                        metrics,
                        System::nanoTime,
                        clock)
                .start(sessions.opener(protocol));
    }

    static MqttSettings settings(String uri) {
        String client = "gateway-" + Long.toString(ThreadLocalRandom.current().nextLong(1L << 40), 36);
        return MqttSettings.of(URI.create(uri)).as(client).with(QUICK);
    }

    boolean isUp() {
        return transport.health().state() == BrokerHealth.State.UP;
    }

    <R extends DeviceReply> CompletableFuture<CommandResult<R>> send(DeviceCommand<R> command) {
        project();
        return sessions.send(command, CommandOptions.DEFAULT);
    }

    /** What was journalled of one type. */
    <E extends DeviceEvent> List<E> events(Class<E> type) {
        return journal.events().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    private void project() {
        for (var entry = applied.poll(); entry != null; entry = applied.poll()) {
            registry.apply(entry.record());
        }
    }

    /** Has the gateway run for that much longer. */
    void runsOn(Duration span) {
        ahead += span.toNanos();
    }

    /** The process is gone: nothing more is acknowledged, and nobody says goodbye to the devices. */
    void die() {
        transport.close();
        timers.close();
    }

    @Override
    public void close() {
        transport.stopReading();
        sessions.close();
        transport.close();
        timers.close();
        applied.close();
        if (ownsJournal) {
            journal.close();
        }
    }
}
