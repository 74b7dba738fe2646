package io.devicegateway.registry;

import io.devicegateway.api.Admission;
import io.devicegateway.api.BankId;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.EventRecord;
import io.devicegateway.journal.EventJson;
import io.devicegateway.metrics.Metrics;
import io.devicegateway.registry.RegistryTables.Batch;
import io.devicegateway.store.Schema;
import io.devicegateway.store.SqliteDatabase;
import io.devicegateway.store.StoreException;
import io.devicegateway.supervision.Supervision;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registry in memory, with an SQLite file behind it. What operators write is on the disk when the call returns. What events
 * say follows in batches, each in one transaction with the offset up to which it is what the journal says: after a crash
 * the journal is applied again from there and gives the same.
 */
public final class SqliteRegistry implements Registry {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteRegistry.class);
    private static final Admission ADMITTED = new Admission.Admitted();
    private static final Duration LONGEST_WRITE = Duration.ofSeconds(30);

    /** Which part of the devices is removed at once when others have to give way. */
    private static final int PART_GIVING_WAY = 20;

    private final SqliteDatabase database;
    private final RegistryTables tables;
    private final RegistrySettings settings;
    private final Clock clock;
    private final Metrics.Counter inboxEvictions;
    private final Metrics.Counter writeFailures;
    private final Newcomers newcomers;

    /** One transaction at a time; taken before {@link #changing}. */
    private final ReentrantLock writing = new ReentrantLock();
    /** Guards what changes the state in memory; held for moments only. */
    private final ReentrantLock changing = new ReentrantLock();

    private final KnownDevices devices;
    private final UnknownInbox inbox;
    private final Pending pending;
    private final FlushSchedule schedule;
    private volatile long applied;
    private volatile long durablyApplied;
    private volatile @Nullable String writeProblem;
    private volatile boolean makeRoom;

    private SqliteRegistry(
            SqliteDatabase database, RegistrySettings settings, Clock clock, Metrics metrics, Supervision supervision) {
        this.database = database;
        this.settings = settings;
        this.clock = clock;
        StateJson json = new StateJson(new EventJson());
        tables = new RegistryTables(json);
        DetailBudget budget = new DetailBudget(RegistrySettings.detailBytes());
        devices = new KnownDevices(json, settings.admission() == AdmissionMode.OPEN, settings.maxBanks(), budget);
        inbox = new UnknownInbox(settings.inboxSize());
        pending = new Pending(devices, inbox);
        durablyApplied = database.transaction(
                "read the registry", connection -> tables.load(connection, devices, inbox, settings.maxDevices()));
        applied = durablyApplied;
        inboxEvictions = metrics.counter(
                "gateway_registry_inbox_evicted", "Unknown devices that had to leave the inbox for newer ones");
        writeFailures = metrics.counter(
                "gateway_registry_write_failures", "Batches of the registry that could not be written and wait");
        metrics.gauge("gateway_registry_devices", "Registered devices", devices::size);
        metrics.gauge("gateway_registry_banks", "Power banks ever seen", devices::bankCount);
        metrics.gauge("gateway_registry_unknown_devices", "Devices in the inbox", () -> locked(inbox::size));
        metrics.gauge("gateway_registry_applied_offset", "Offset up to which events are applied", () -> applied);
        metrics.gauge(
                "gateway_registry_events_ignored",
                "Events about devices that are not registered, since the start",
                () -> locked(devices::ignored));
        metrics.gauge("gateway_registry_details_bytes", "Bytes of slots, lanes and facts", () -> locked(budget::taken));
        metrics.gauge(
                "gateway_registry_details_refused",
                "Slots, lanes and facts not taken up for want of room, since the start",
                () -> locked(budget::refused));
        metrics.gauge("gateway_registry_banks_limit", "Most power banks remembered", settings::maxBanks);
        newcomers = new Newcomers(settings, metrics, System::nanoTime);
        schedule = new FlushSchedule(
                settings.flushInterval(), this::flushOrWait, supervision.watch("registry-writer", LONGEST_WRITE));
    }

    /**
     * Opens the registry.
     *
     * @param file the database file; created if it is not there
     * @throws StoreException if it cannot be opened or was written by a newer version
     */
    public static SqliteRegistry open(Path file, RegistrySettings settings, Clock clock, Metrics metrics) {
        return open(file, settings, clock, metrics, new Supervision(metrics, System::nanoTime));
    }

    /**
     * Opens the registry under a supervision that shows whether it is written.
     *
     * @throws StoreException if it cannot be opened or was written by a newer version
     */
    public static SqliteRegistry open(
            Path file, RegistrySettings settings, Clock clock, Metrics metrics, Supervision supervision) {
        RegistrySettings fitting = settings.fittingTheHeap();
        if (fitting.maxDevices() < settings.maxDevices()) {
            LOG.warn(
                    "{} devices are allowed (registry.maxDevices), and the heap has room for {}: the bound is lowered to that;"
                            + " give it more heap",
                    settings.maxDevices(),
                    fitting.maxDevices());
        }
        SqliteDatabase database = SqliteDatabase.open(file, Schema.beside(SqliteRegistry.class, "schema"));
        try {
            SqliteRegistry registry = new SqliteRegistry(database, fitting, clock, metrics, supervision);
            registry.schedule.start();
            return registry;
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    // reading

    @Override
    public Optional<RegisteredDevice> find(DeviceId id) {
        return Optional.ofNullable(devices.find(id));
    }

    @Override
    public Stream<RegisteredDevice> all() {
        List<RegisteredDevice> snapshot = new ArrayList<>(devices.all());
        snapshot.sort(Comparator.comparing(RegisteredDevice::id));
        return snapshot.stream();
    }

    @Override
    public boolean knowsBank(BankId bank) {
        return devices.knows(bank);
    }

    @Override
    public List<UnknownDevice> unknownDevices() {
        return locked(inbox::all);
    }

    @Override
    public long appliedOffset() {
        return durablyApplied;
    }

    @Override
    public @Nullable String writeProblem() {
        return writeProblem;
    }

    @Override
    public int room() {
        return Math.max(0, settings.maxDevices() - devices.size());
    }

    @Override
    public int bankRoom() {
        return Math.max(0, settings.maxBanks() - devices.bankCount());
    }

    // admission

    @Override
    public Admission admit(DeviceId id, String remote) {
        RegisteredDevice known = devices.find(id);
        if (known == null) {
            return locked(() -> admitUnknown(id, remote));
        }
        return known.enabled() ? ADMITTED : new Admission.Denied(String.valueOf(known.disabledReason()));
    }

    private Admission admitUnknown(DeviceId id, String remote) {
        if (devices.find(id) != null) {
            return admit(id, remote);
        }
        String refusal = newcomers.refusal(remote, devices.size());
        if (refusal == null) {
            devices.put(KnownDevices.unseen(id));
            schedule.soon();
            return ADMITTED;
        }
        if (inbox.note(id, remote, clock.instant().truncatedTo(ChronoUnit.MICROS))) {
            inboxEvictions.increment();
        }
        if (newcomers.lacksRoom(devices.size())) {
            makeRoom = true;
            schedule.soon();
        } else {
            schedule.later();
        }
        return new Admission.Denied(refusal);
    }

    // what operators write

    @Override
    public List<RegisteredDevice> putAll(List<Listing> listings) {
        writing.lock();
        try {
            Batch batch = locked(() -> pending.take(listed(listings), Set.of(), applied));
            write("register devices", batch);
            return locked(() -> publish(listings));
        } finally {
            writing.unlock();
        }
    }

    private Map<DeviceId, RegisteredDevice> listed(List<Listing> listings) {
        Map<DeviceId, RegisteredDevice> listed = new HashMap<>();
        long unknown = 0;
        for (Listing listing : listings) {
            RegisteredDevice known = devices.find(listing.id());
            unknown += known == null && !listed.containsKey(listing.id()) ? 1 : 0;
            listed.put(listing.id(), listed(known, listing));
        }
        if (devices.size() + unknown > settings.maxDevices()) {
            throw new IllegalStateException(newcomers.full());
        }
        return listed;
    }

    private static RegisteredDevice listed(@Nullable RegisteredDevice known, Listing listing) {
        return (known == null ? KnownDevices.unseen(listing.id()) : known).with(listing);
    }

    /** Events may have changed the devices while they were written, so what is listed is put on top of that. */
    private List<RegisteredDevice> publish(List<Listing> listings) {
        List<RegisteredDevice> published = new ArrayList<>(listings.size());
        for (Listing listing : listings) {
            RegisteredDevice device = listed(devices.find(listing.id()), listing);
            devices.replace(device);
            inbox.remove(listing.id());
            published.add(device);
        }
        if (inbox.hasChanges()) {
            schedule.later();
        }
        return published;
    }

    @Override
    public boolean remove(DeviceId id) {
        writing.lock();
        try {
            if (devices.find(id) == null) {
                return false;
            }
            write("remove " + id, locked(() -> pending.take(Map.of(), Set.of(id), applied)));
            return locked(() -> devices.remove(id));
        } finally {
            writing.unlock();
        }
    }

    // what events say

    @Override
    public void apply(EventRecord record) {
        changing.lock();
        try {
            if (record.offset() > applied) {
                devices.apply(record);
                applied = record.offset();
                schedule.soon();
            }
        } finally {
            changing.unlock();
        }
    }

    // writing

    @Override
    public void flush() {
        writing.lock();
        try {
            Batch batch = locked(() -> pending.take(Map.of(), Set.of(), applied));
            if (!batch.isEmpty() || batch.applied() > durablyApplied) {
                write("write what events said", batch);
            }
        } finally {
            writing.unlock();
        }
    }

    /** Devices that only ever connected give way when there is no room for others. */
    private void removeWhatGivesWay() {
        if (!makeRoom) {
            return;
        }
        makeRoom = false;
        Set<DeviceId> going = Set.copyOf(devices.givingWay(Math.max(1, settings.maxDevices() / PART_GIVING_WAY)));
        if (going.isEmpty()) {
            return;
        }
        writing.lock();
        try {
            write("remove devices that only ever connected", locked(() -> pending.take(Map.of(), going, applied)));
            locked(() -> going.stream().filter(devices::remove).count());
        } finally {
            writing.unlock();
        }
        LOG.warn("The registry is full: {} devices that only ever connected were removed for others", going.size());
    }

    private boolean flushOrWait() {
        try {
            removeWhatGivesWay();
            flush();
            return true;
        } catch (StoreException e) {
            return false;
        }
    }

    private void write(String doing, Batch batch) {
        try {
            Runnable committed = database.transaction(doing, connection -> tables.write(connection, batch));
            committed.run();
            durablyApplied = batch.applied();
            if (writeProblem != null) {
                LOG.info("The registry can be written again");
                writeProblem = null;
            }
        } catch (RuntimeException | Error e) {
            locked(() -> putBack(batch));
            writeFailures.increment();
            if (!Objects.equals(writeProblem, e.getMessage())) {
                LOG.error("The registry cannot be written; its reads stay right and it is tried again", e);
            }
            writeProblem = e.getMessage();
            throw e;
        }
    }

    private boolean putBack(Batch batch) {
        pending.putBack(batch);
        schedule.soon();
        return true;
    }

    private <T> T locked(Supplier<T> action) {
        changing.lock();
        try {
            return action.get();
        } finally {
            changing.unlock();
        }
    }

    @Override
    public void close() {
        schedule.stop();
        try {
            flush();
        } finally {
            database.close();
        }
    }
}
