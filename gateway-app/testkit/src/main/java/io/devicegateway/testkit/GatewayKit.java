package io.devicegateway.testkit;

import io.devicegateway.api.ConsumerStatus;
import io.devicegateway.api.DeadLetter;
import io.devicegateway.api.DeviceEvent;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.EventRecord;
import io.devicegateway.api.Gateway;
import io.devicegateway.embedded.GatewayOptions;
import io.devicegateway.journal.EventJournal.Entry;
import io.devicegateway.journal.EventJournal.Reader;
import io.devicegateway.journal.LogSettings;
import io.devicegateway.metrics.MemoryMetrics;
import io.devicegateway.powerbank.PowerbankFault;
import io.devicegateway.powerbank.PowerbankLocker;
import io.devicegateway.powerbank.PowerbankLockerListener;
import io.devicegateway.powerbank.PowerbankLockerSettings;
import io.devicegateway.powerbank.PowerbankProtocol;
import io.devicegateway.powerbank.PowerbankSettings;
import io.devicegateway.pressure.PressureModule;
import io.devicegateway.pressure.PressureModuleListener;
import io.devicegateway.pressure.PressureModuleSettings;
import io.devicegateway.pressure.PressureProtocol;
import io.devicegateway.pressure.PressureSettings;
import io.devicegateway.protocol.Protocol;
import io.devicegateway.registry.Registry;
import io.devicegateway.registry.Registry.RegisteredDevice;
import io.devicegateway.simulation.PluggedDevice;
import io.devicegateway.simulation.VirtualDevice;
import io.devicegateway.wosi.WosiCabinet;
import io.devicegateway.wosi.WosiCabinetListener;
import io.devicegateway.wosi.WosiCabinetSettings;
import io.devicegateway.wosi.WosiFault;
import io.devicegateway.wosi.WosiProtocol;
import io.devicegateway.wosi.WosiSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A gateway for the backend's own tests: without sockets, with virtual devices, and with time that the test moves. Sessions,
 * journal, registry, consumers and command truth are those of the daemon, over a directory of its own that is deleted in the end;
 * devices speak their vendor's protocol to it.
 *
 * <p><b>Time.</b> It stands still but for {@link #advance}. What needs no time has happened when a call on the kit or on one of its
 * devices returns: frames went to and fro, events are durable, handlers have returned or wait for an outcome. So there is nothing
 * to sleep or to poll for. A test that waits for a future of {@link #gateway()}, with {@code join} or {@code get}, lets the time
 * pass until it is complete; a handler that does so waits for the test to let it pass. Whoever waited for an outcome that a
 * deadline brought, sees the world of that moment: handlers have seen the outcome, and what the gateway then asks a device is
 * answered when the time goes on, or with the next thing that the test sends or does to a device.
 *
 * <p><b>The same each time.</b> One thing happens after the other, and handlers come to rest in between: in which order does not
 * hang on which thread is faster.
 *
 * <p><b>Threads.</b> For one test at a time, on the thread that made it or that calls it last. Handlers run on threads of their own,
 * as they do in the daemon, and may not move the time. What the backend does on still other threads, the kit does not wait for.
 */
public final class GatewayKit implements AutoCloseable {
    private static final int SEGMENT = 1024 * 1024;
    private static final int BATCH = 256 * 1024;
    private static final int PAYLOAD = 128 * 1024;
    private static final int SLOTS = 6;

    private final KitLoop loop = new KitLoop();
    private final KitGateway gateway = new KitGateway(loop);
    private final Path data;
    private final boolean ownsData;
    private final UnaryOperator<GatewayOptions> change;
    private final WosiProtocol wosi = new WosiProtocol(WosiSettings.DEFAULT);
    private final PowerbankProtocol powerbank = new PowerbankProtocol(PowerbankSettings.DEFAULT);
    private final PressureProtocol pressure =
            new PressureProtocol(PressureSettings.DEFAULT, loop.time().clock());
    private volatile Duration thinking = Duration.ZERO;
    private @Nullable KitRun run;

    private GatewayKit(Path data, boolean ownsData, UnaryOperator<GatewayOptions> change) {
        this.data = data;
        this.ownsData = ownsData;
        this.change = change;
        open();
    }

    /** A gateway over an empty directory of its own. */
    public static GatewayKit start() {
        return start(UnaryOperator.identity());
    }

    /**
     * A gateway with other options than the defaults, over an empty directory of its own.
     *
     * @param change makes the options from the defaults
     */
    public static GatewayKit start(UnaryOperator<GatewayOptions> change) {
        try {
            return new GatewayKit(Files.createTempDirectory("gateway-kit"), true, change);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A gateway over a directory of the test's, which stays.
     *
     * @param data may hold what an earlier one left
     */
    public static GatewayKit start(Path data) {
        return new GatewayKit(data, false, UnaryOperator.identity());
    }

    private void open() {
        Path journal = data.resolve("journal");
        GatewayOptions defaults = GatewayOptions.defaults(data, loop.time().clock());
        GatewayOptions options = change.apply(new GatewayOptions(
                data,
                defaults.clock(),
                LogSettings.defaults(journal)
                        .withSizes(SEGMENT, BATCH, PAYLOAD)
                        .withSpace(256L * SEGMENT, 1024L * SEGMENT, 0),
                defaults.registry(),
                defaults.sessions(),
                defaults.commandsKept(),
                defaults.authority(),
                new MemoryMetrics(),
                1,
                defaults.io()));
        try {
            KitRun fresh = new KitRun(loop, options, () -> thinking);
            Stream.of(wosi, powerbank, pressure).forEach(fresh::opener);
            run = fresh;
            loop.runs(fresh);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        gateway.up(run());
        loop.devices().forEach(device -> device.changeGateway(run().opener(device.protocol()), run().tasks()));
        loop.settle();
    }

    private KitRun run() {
        KitRun current = run;
        if (current == null) {
            throw new IllegalStateException("the kit is closed");
        }
        return current;
    }

    /**
     * The gateway, as a backend in another process sees it: it stays the same over a {@link #restart()}, and what was subscribed
     * is subscribed again.
     */
    public Gateway gateway() {
        return gateway;
    }

    // time

    /** Lets time pass: heartbeats beat, deadlines pass, events are tried again. Then the same as {@link #settle()}. */
    public void advance(Duration span) {
        loop.advance(span);
    }

    /** Lets happen what can happen without the time going on. */
    public void settle() {
        loop.settle();
    }

    /** A wall clock that goes with the kit's time, for the code under test. */
    public Clock clock() {
        return loop.time().clock();
    }

    // devices

    /** A cabinet that speaks the binary protocol, connected: six slots, a bank in each but the last. */
    public PluggedCabinet<WosiFault> wosiCabinet(String boxId) {
        return wosiCabinet(WosiCabinetSettings.of(boxId, SLOTS).stocked());
    }

    /** A cabinet that speaks the binary protocol, connected. */
    public PluggedCabinet<WosiFault> wosiCabinet(WosiCabinetSettings settings) {
        return new PluggedCabinet<>(plug(wosi, new WosiCabinet(settings, WosiCabinetListener.NONE)), WosiFault.class);
    }

    /**
     * A locker that speaks the text protocol, connected: three slots, a bank in each but the last.
     *
     * @param imei 15 digits
     */
    public PluggedCabinet<PowerbankFault> locker(String imei) {
        return locker(PowerbankLockerSettings.of(imei).stocked());
    }

    /** A locker that speaks the text protocol, connected. */
    public PluggedCabinet<PowerbankFault> locker(PowerbankLockerSettings settings) {
        return new PluggedCabinet<>(
                plug(powerbank, new PowerbankLocker(settings, PowerbankLockerListener.NONE)), PowerbankFault.class);
    }

    /**
     * A pressure module, connected, that measures nothing of its own accord.
     *
     * @param imei 15 digits
     */
    public VirtualModule pressureModule(String imei) {
        return pressureModule(PressureModuleSettings.of(imei));
    }

    /** A pressure module, connected. */
    public VirtualModule pressureModule(PressureModuleSettings settings) {
        return new VirtualModule(plug(pressure, new PressureModule(settings, PressureModuleListener.NONE)));
    }

    /** Any other virtual device, connected. */
    public <D extends VirtualDevice> Plug<D> plug(Protocol<?> protocol, D device) {
        String address = "198.51.100." + (1 + loop.devices().size() % 254);
        PluggedDevice connection =
                new PluggedDevice(protocol, device, address, loop.time(), run().opener(protocol), run().tasks());
        loop.add(connection);
        connection.connect();
        loop.settle();
        return new Plug<>(device, connection, loop);
    }

    // what happens to the gateway

    /**
     * The gateway's process dies without a word and is started again over the same data. Devices find out and connect again,
     * after a second. Commands whose outcome the backend waits for end as for a backend in another process: with
     * {@code Unknown} and the reason {@code GATEWAY_UNREACHABLE}; sent again with the same key, they tell their outcome.
     */
    public void restart() {
        loop.settle();
        die();
        open();
    }

    private void die() {
        KitRun dying = run();
        gateway.down();
        loop.runs(null);
        loop.settle();
        dying.die();
        run = null;
    }

    /** An operator disables a device: it is disconnected, and may not connect again. */
    public void disable(DeviceId device, String reason) {
        register(device, false, reason);
    }

    /** An operator enables a device again. */
    public void enable(DeviceId device) {
        register(device, true, null);
    }

    private void register(DeviceId device, boolean enabled, @Nullable String reason) {
        Registry registry = run().gateway().registry();
        Map<String, String> labels =
                registry.find(device).map(RegisteredDevice::labels).orElse(Map.of());
        var unused = registry.put(device, labels, enabled, reason);
        run().gateway().deviceChanged(device);
        loop.settle();
    }

    /** An operator labels a device; other labels of it are gone. */
    public void label(DeviceId device, Map<String, String> labels) {
        Registry registry = run().gateway().registry();
        Optional<RegisteredDevice> known = registry.find(device);
        var unused = registry.put(
                device,
                labels,
                known.map(RegisteredDevice::enabled).orElse(true),
                known.map(RegisteredDevice::disabledReason).orElse(null));
        loop.settle();
    }

    /**
     * From now on the backend's authority takes so long to answer, in the kit's time. Beyond two seconds the gateway's fallback
     * answers in its place.
     */
    public void authorityTakes(Duration span) {
        thinking = span;
    }

    // what happened

    /** Every event so far, oldest first. */
    public List<EventRecord> events() {
        List<EventRecord> all = new ArrayList<>();
        try (Reader reader = run().gateway().journal().reader(1)) {
            for (Entry entry = reader.poll(); entry != null; entry = reader.poll()) {
                all.add(entry.record());
            }
        }
        return all;
    }

    /** The events of one type so far, oldest first. */
    public <E extends DeviceEvent> List<E> events(Class<E> type) {
        return events().stream()
                .map(EventRecord::event)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /**
     * The event of one type.
     *
     * @throws AssertionError if there is none or more than one; says what there is
     */
    public <E extends DeviceEvent> E only(Class<E> type) {
        List<E> found = events(type);
        if (found.size() != 1) {
            throw new AssertionError("there are " + found.size() + " events of the type " + type.getSimpleName()
                    + " where one was expected; what happened: " + told());
        }
        return found.getFirst();
    }

    private String told() {
        StringBuilder text = new StringBuilder();
        events().forEach(record -> text.append("\n\t")
                .append(record.offset())
                .append(' ')
                .append(record.receivedAt())
                .append(' ')
                .append(record.event()));
        return text.isEmpty() ? "nothing" : text.toString();
    }

    /**
     * Sees to it that a consumer has handled every event, none of them in vain.
     *
     * @throws AssertionError if it has not; says what is left and why
     */
    public void expectHandled(String consumer) {
        loop.settle();
        ConsumerStatus status = gateway.consumers()
                .consumer(consumer)
                .orElseThrow(() -> new AssertionError("there is no consumer '" + consumer + "'"));
        if (status.lag() > 0 || status.parked() > 0) {
            throw new AssertionError(
                    "consumer '" + consumer + "' has not handled everything: " + status + why(consumer));
        }
    }

    private String why(String consumer) {
        StringBuilder text = new StringBuilder();
        for (DeadLetter letter : gateway.consumers().deadLetters(consumer, 0, 10)) {
            text.append("\n\tdead letter: ")
                    .append(letter.record().event())
                    .append(": ")
                    .append(letter.cause());
        }
        return text.toString();
    }

    /** Ends the gateway, and deletes what it stored unless the directory is the test's. */
    @Override
    public void close() {
        if (run == null) {
            return;
        }
        die();
        if (ownsData) {
            delete(data);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
