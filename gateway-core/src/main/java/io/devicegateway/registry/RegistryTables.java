package io.devicegateway.registry;

import io.devicegateway.api.DeviceId;
import io.devicegateway.api.LaneState;
import io.devicegateway.api.Presence;
import io.devicegateway.registry.Registry.RegisteredDevice;
import io.devicegateway.registry.Registry.UnknownDevice;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The registry's tables: reading all of them at start, and writing what changed within somebody's transaction. */
final class RegistryTables {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryTables.class);
    private static final int PAGE_BYTES = 512 * Long.BYTES;

    private static final String UNCONFIRMED = " WHERE presence_at IS NOT NULL AND presence = 'OFFLINE' AND enabled = 1"
            + " AND labels = '{}' AND slots = '[]' AND lanes = '[]'";

    private final StateJson json;
    private long page;
    private byte[] pageHashes = new byte[0];

    RegistryTables(StateJson json) {
        this.json = json;
    }

    /**
     * What one transaction writes.
     *
     * @param changed devices as they are to stand
     * @param removed devices to remove
     * @param unknown inbox entries as they are to stand
     * @param known inbox entries to remove
     * @param newBanks hashes of banks seen for the first time
     * @param applied offset up to which all this is what the journal says
     */
    record Batch(
            Collection<RegisteredDevice> changed,
            Collection<DeviceId> removed,
            Collection<UnknownDevice> unknown,
            Collection<DeviceId> known,
            List<Long> newBanks,
            long applied) {
        /** Whether there is nothing but the offset. */
        boolean isEmpty() {
            return changed.isEmpty() && removed.isEmpty() && unknown.isEmpty() && known.isEmpty() && newBanks.isEmpty();
        }
    }

    // reading

    /** Reads everything, at most so many devices that nobody vouches for. Answers the applied offset. */
    long load(Connection connection, KnownDevices devices, UnknownInbox inbox, int maxDevices) throws SQLException {
        dropUnconfirmed(connection, maxDevices);
        try (Statement statement = connection.createStatement()) {
            loadBanks(statement, devices);
            loadDevices(statement, devices);
            loadUnknown(statement, inbox);
            try (ResultSet rows = statement.executeQuery("SELECT journal_offset FROM applied")) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    /** What has room here may be less than what had it before: devices that only ever connected go first, those not seen for longest. */
    private static void dropUnconfirmed(Connection connection, int maxDevices) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            long all = number(statement, "SELECT count(*) FROM device");
            if (all <= maxDevices) {
                return;
            }
            long unconfirmed = number(statement, "SELECT count(*) FROM device" + UNCONFIRMED);
            long kept = Math.max(0, maxDevices - (all - unconfirmed));
            long since = kept >= unconfirmed
                    ? 0
                    : number(
                            statement,
                            "SELECT presence_at FROM device" + UNCONFIRMED
                                    + " ORDER BY presence_at DESC LIMIT 1 OFFSET " + kept);
            int dropped = statement.executeUpdate("DELETE FROM device" + UNCONFIRMED + " AND presence_at <= " + since);
            LOG.warn(
                    "The registry held {} devices and has room for {}: {} that only ever connected are forgotten",
                    all,
                    maxDevices,
                    dropped);
        }
    }

    private static long number(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    private void loadBanks(Statement statement, KnownDevices devices) throws SQLException {
        try (ResultSet rows = statement.executeQuery("SELECT page, hashes FROM bank_page ORDER BY page")) {
            while (rows.next()) {
                page = rows.getLong(1);
                pageHashes = rows.getBytes(2);
                ByteBuffer hashes = ByteBuffer.wrap(pageHashes);
                while (hashes.remaining() >= Long.BYTES) {
                    devices.loadBank(hashes.getLong());
                }
            }
        }
    }

    private void loadDevices(Statement statement, KnownDevices devices) throws SQLException {
        try (ResultSet rows = statement.executeQuery(
                "SELECT id, labels, enabled, disabled_reason, presence, presence_reason, presence_detail, presence_at,"
                        + " epoch, slots, facts, lanes FROM device")) {
            while (rows.next()) {
                String id = rows.getString(1);
                try {
                    devices.load(device(id, rows));
                } catch (IllegalArgumentException e) {
                    LOG.error("The registry's row of device '{}' is passed over: {}", id, e.getMessage());
                }
            }
        }
    }

    private RegisteredDevice device(String text, ResultSet row) throws SQLException {
        DeviceId parsed = DeviceId.parse(text);
        DeviceId id = new DeviceId(parsed.protocol().intern(), parsed.value());
        Presence presence = presence(id, row.getString(5), row.getString(6), row.getString(7));
        long presenceAt = row.getLong(8);
        Instant at = row.wasNull() ? null : StateJson.instant(presenceAt);
        return new RegisteredDevice(
                id,
                json.labels(row.getString(2)),
                row.getBoolean(3),
                row.getString(4),
                presence,
                at,
                row.getLong(9),
                slots(id, row.getString(10)),
                lanes(id, row.getString(12)),
                new FactTable(json, id, row.getString(11)));
    }

    /** A state or reason of a later version does not lose the device: it is stale until it is heard of again. */
    private static Presence presence(DeviceId id, String state, String reason, String detail) {
        try {
            return new Presence(id, Presence.State.valueOf(state), Presence.Reason.valueOf(reason), detail);
        } catch (IllegalArgumentException e) {
            LOG.warn("The presence {} {} of {} in the registry is not known to this version", state, reason, id);
            return new Presence(id, Presence.State.STALE, Presence.Reason.GATEWAY_RESTARTED, detail);
        }
    }

    private SlotTable slots(DeviceId id, String text) {
        try {
            return json.slots(text);
        } catch (RuntimeException e) {
            LOG.error("The slots of {} in the registry cannot be read and count as unknown: {}", id, e.getMessage());
            return SlotTable.EMPTY;
        }
    }

    private SortedMap<Integer, LaneState> lanes(DeviceId id, String text) {
        try {
            return json.lanes(text);
        } catch (RuntimeException e) {
            LOG.error("The lanes of {} in the registry cannot be read and count as unknown: {}", id, e.getMessage());
            return LaneTable.EMPTY;
        }
    }

    private static void loadUnknown(Statement statement, UnknownInbox inbox) throws SQLException {
        try (ResultSet rows = statement.executeQuery(
                "SELECT id, remote, first_seen, last_seen, attempts FROM unknown_device ORDER BY last_seen")) {
            while (rows.next()) {
                String id = rows.getString(1);
                try {
                    inbox.load(new UnknownDevice(
                            DeviceId.parse(id),
                            rows.getString(2),
                            StateJson.instant(rows.getLong(3)),
                            StateJson.instant(rows.getLong(4)),
                            rows.getLong(5)));
                } catch (IllegalArgumentException e) {
                    LOG.error("The inbox's row of device '{}' is passed over: {}", id, e.getMessage());
                }
            }
        }
    }

    // writing

    /** Writes a batch. Answers what to call once it is committed. */
    Runnable write(Connection connection, Batch batch) throws SQLException {
        writeDevices(connection, batch.changed());
        delete(connection, "DELETE FROM device WHERE id = ?", batch.removed());
        writeUnknown(connection, batch.unknown());
        delete(connection, "DELETE FROM unknown_device WHERE id = ?", batch.known());
        Runnable committed = writeBanks(connection, batch.newBanks());
        try (PreparedStatement update = connection.prepareStatement("UPDATE applied SET journal_offset = ?")) {
            update.setLong(1, batch.applied());
            update.executeUpdate();
        }
        return committed;
    }

    private void writeDevices(Connection connection, Collection<RegisteredDevice> devices) throws SQLException {
        if (devices.isEmpty()) {
            return;
        }
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO device (id, labels, enabled, disabled_reason, presence,"
                        + " presence_reason, presence_detail, presence_at, epoch, slots, facts, lanes)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
                        + " labels = excluded.labels, enabled = excluded.enabled,"
                        + " disabled_reason = excluded.disabled_reason, presence = excluded.presence,"
                        + " presence_reason = excluded.presence_reason, presence_detail = excluded.presence_detail,"
                        + " presence_at = excluded.presence_at, epoch = excluded.epoch, slots = excluded.slots,"
                        + " facts = excluded.facts, lanes = excluded.lanes")) {
            for (RegisteredDevice device : devices) {
                bind(insert, device);
                insert.executeUpdate();
            }
        }
    }

    private void bind(PreparedStatement insert, RegisteredDevice device) throws SQLException {
        insert.setString(1, device.id().toString());
        insert.setString(2, json.labels(device.labels()));
        insert.setBoolean(3, device.enabled());
        insert.setString(4, device.disabledReason());
        insert.setString(5, device.presence().state().name());
        insert.setString(6, device.presence().reason().name());
        insert.setString(7, device.presence().detail());
        setMicros(insert, 8, device.presenceAt());
        insert.setLong(9, device.epoch());
        insert.setString(10, json.slots(device.slots()));
        insert.setString(11, facts(device));
        insert.setString(12, json.lanes(device.lanes()));
    }

    private static String facts(RegisteredDevice device) {
        return device.facts() instanceof FactTable facts ? facts.text() : StateJson.NOTHING;
    }

    private static void setMicros(PreparedStatement insert, int index, @Nullable Instant instant) throws SQLException {
        if (instant == null) {
            insert.setNull(index, Types.INTEGER);
        } else {
            insert.setLong(index, StateJson.micros(instant));
        }
    }

    private static void writeUnknown(Connection connection, Collection<UnknownDevice> devices) throws SQLException {
        if (devices.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT OR REPLACE INTO unknown_device (id, remote, first_seen, last_seen, attempts)"
                        + " VALUES (?, ?, ?, ?, ?)")) {
            for (UnknownDevice device : devices) {
                insert.setString(1, device.id().toString());
                insert.setString(2, device.remote());
                insert.setLong(3, StateJson.micros(device.firstSeen()));
                insert.setLong(4, StateJson.micros(device.lastSeen()));
                insert.setLong(5, device.attempts());
                insert.executeUpdate();
            }
        }
    }

    private static void delete(Connection connection, String sql, Collection<DeviceId> ids) throws SQLException {
        if (ids.isEmpty()) {
            return;
        }
        try (PreparedStatement delete = connection.prepareStatement(sql)) {
            for (DeviceId id : ids) {
                delete.setString(1, id.toString());
                delete.executeUpdate();
            }
        }
    }

    private Runnable writeBanks(Connection connection, List<Long> newBanks) throws SQLException {
        if (newBanks.isEmpty()) {
            return () -> {};
        }
        long last = page;
        byte[] content = pageHashes;
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT OR REPLACE INTO bank_page (page, hashes) VALUES (?, ?)")) {
            int next = 0;
            while (next < newBanks.size()) {
                if (content.length >= PAGE_BYTES) {
                    last++;
                    content = new byte[0];
                }
                int count = Math.min((PAGE_BYTES - content.length) / Long.BYTES, newBanks.size() - next);
                int filled = content.length;
                content = Arrays.copyOf(content, filled + count * Long.BYTES);
                ByteBuffer rest = ByteBuffer.wrap(content).position(filled);
                newBanks.subList(next, next + count).forEach(rest::putLong);
                next += count;
                insert.setLong(1, last);
                insert.setBytes(2, content);
                insert.executeUpdate();
            }
        }
        long lastPage = last;
        byte[] lastContent = content;
        return () -> {
            page = lastPage;
            pageHashes = lastContent;
        };
    }
}
