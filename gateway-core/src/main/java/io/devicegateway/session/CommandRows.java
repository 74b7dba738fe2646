package io.devicegateway.session;

import io.devicegateway.api.CommandEvent;
import io.devicegateway.api.CommandEvent.CommandIssued;
import io.devicegateway.api.CommandEvent.CommandResolved;
import io.devicegateway.api.CommandEvent.CommandSettled;
import io.devicegateway.api.CommandEvent.LateReply;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.DeviceEvent;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.EventRecord;
import io.devicegateway.api.UnknownEvent;
import io.devicegateway.api.VendItem;
import io.devicegateway.journal.EventJson;
import io.devicegateway.session.CommandHistory.RecordedCommand;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The table of the commands that the journal tells of. */
final class CommandRows {
    private static final Logger LOG = LoggerFactory.getLogger(CommandRows.class);
    private static final String COLUMNS = "id, device, idempotency_key, issued, epoch, at, settled FROM command";

    private final EventJson json = new EventJson();

    /**
     * Takes in what an event says.
     *
     * @param ran for how long the gateway has run, in milliseconds
     */
    void write(Connection connection, EventRecord record, long ran) throws SQLException {
        switch ((CommandEvent) record.event()) {
            case CommandIssued issued -> {
                insert(connection, record, issued.commandId(), issued.idempotencyKey(), json(issued), ran);
                if (issued.command() instanceof VendItem sale) {
                    UsedOrders.use(connection, record, issued.commandId(), sale.order(), ran);
                }
            }
            case CommandSettled settled -> {
                if (settled.result() instanceof CommandResult.NotSent<?>) {
                    UsedOrders.free(connection, settled.commandId());
                }
                if (!settle(connection, settled)) {
                    insert(connection, record, settled.commandId(), settled.idempotencyKey(), null, ran);
                    settle(connection, settled);
                }
            }
            case CommandResolved resolved -> known(connection, resolved.commandId());
            case LateReply late -> {
                if (late.commandId() != null) {
                    known(connection, late.commandId());
                }
            }
        }
    }

    /** A key that another command has stays with that one: the first outcome is the one that was told. */
    private void insert(
            Connection connection,
            EventRecord record,
            String id,
            @Nullable String key,
            @Nullable String issued,
            long ran)
            throws SQLException {
        DeviceId device = record.device();
        String free = key;
        if (key != null) {
            Optional<RecordedCommand> other = byKey(connection, device, key);
            if (other.isPresent() && !other.get().commandId().equals(id)) {
                LOG.error(
                        "command {} of {} has the idempotency key of command {}, which keeps it",
                        id,
                        device,
                        other.get().commandId());
                free = null;
            }
        }
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO command (id, device, idempotency_key, issued, epoch, at, resolved, ran)"
                        + " VALUES (?, ?, ?, ?, ?, ?, 0, ?) ON CONFLICT (id) DO NOTHING")) {
            insert.setString(1, id);
            insert.setString(2, device.toString());
            set(insert, 3, free);
            set(insert, 4, issued);
            insert.setLong(5, record.epoch());
            insert.setLong(6, record.receivedAt().toEpochMilli());
            insert.setLong(7, ran);
            insert.executeUpdate();
        }
    }

    private static void set(PreparedStatement statement, int index, @Nullable String text) throws SQLException {
        if (text == null) {
            statement.setNull(index, Types.VARCHAR);
        } else {
            statement.setString(index, text);
        }
    }

    private boolean settle(Connection connection, CommandSettled settled) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE command SET settled = ? WHERE id = ?")) {
            update.setString(1, json(settled));
            update.setString(2, settled.commandId());
            return update.executeUpdate() > 0;
        }
    }

    /** Something is told of how a command ended: so the caller was told that it is unknown, whatever became durable after that. */
    private void known(Connection connection, String id) throws SQLException {
        RecordedCommand command = byId(connection, id).orElse(null);
        if (command == null) {
            return;
        }
        CommandResult<?> end = command.result();
        if (end != null && !(end instanceof CommandResult.Unknown<?>)) {
            boolean unused = settle(
                    connection,
                    new CommandSettled(command.device(), id, command.idempotencyKey(), Settling.notDurable(end)));
        }
        markResolved(connection, id);
    }

    private static void markResolved(Connection connection, String id) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE command SET resolved = 1 WHERE id = ?")) {
            update.setString(1, id);
            update.executeUpdate();
        }
    }

    /** Removes commands that ended before the gateway had run for that long, in milliseconds. */
    void purge(Connection connection, long before) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM command WHERE ran < ? AND settled IS NOT NULL")) {
            delete.setLong(1, before);
            delete.executeUpdate();
        }
    }

    Optional<RecordedCommand> byKey(Connection connection, DeviceId device, String key) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT " + COLUMNS + " WHERE device = ? AND idempotency_key = ? LIMIT 1")) {
            query.setString(1, device.toString());
            query.setString(2, key);
            return read(query).stream().findFirst();
        }
    }

    Optional<RecordedCommand> byId(Connection connection, String id) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT " + COLUMNS + " WHERE id = ?")) {
            query.setString(1, id);
            return read(query).stream().findFirst();
        }
    }

    List<RecordedCommand> open(Connection connection) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT " + COLUMNS + " WHERE settled IS NULL ORDER BY at")) {
            return read(query);
        }
    }

    /** @param since how long the gateway had run then, in milliseconds */
    List<RecordedCommand> unresolved(Connection connection, long since) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT " + COLUMNS
                + " WHERE settled IS NOT NULL AND resolved = 0 AND issued IS NOT NULL AND ran >= ? ORDER BY at")) {
            query.setLong(1, since);
            return read(query).stream()
                    .filter(command -> command.result() instanceof CommandResult.Unknown)
                    .toList();
        }
    }

    private List<RecordedCommand> read(PreparedStatement query) throws SQLException {
        List<RecordedCommand> found = new ArrayList<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                found.add(command(row));
            }
        }
        return found;
    }

    /** What cannot be read any more is a command of which nothing is known but that there was one. */
    private RecordedCommand command(ResultSet row) throws SQLException {
        DeviceId device = DeviceId.parse(row.getString(2));
        CommandIssued issued = event(row, 4) instanceof CommandIssued known ? known : null;
        CommandSettled settled = event(row, 7) instanceof CommandSettled known ? known : null;
        return new RecordedCommand(
                device,
                row.getString(1),
                row.getString(3),
                issued == null ? null : issued.command(),
                issued == null ? null : issued.bankBefore(),
                issued == null ? null : issued.vendedBefore(),
                row.getLong(5),
                Instant.ofEpochMilli(row.getLong(6)),
                settled == null ? null : settled.result());
    }

    private @Nullable DeviceEvent event(ResultSet row, int column) throws SQLException {
        String text = row.getString(column);
        DeviceEvent event = text == null ? null : json.readAny(text);
        if (event instanceof UnknownEvent) {
            LOG.error("what is stored of command {} is of a later version and cannot be read", row.getString(1));
        }
        return event;
    }

    private String json(DeviceEvent event) {
        return new String(json.write(event), StandardCharsets.UTF_8);
    }
}
