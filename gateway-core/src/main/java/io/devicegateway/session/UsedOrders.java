package io.devicegateway.session;

import io.devicegateway.api.DeviceId;
import io.devicegateway.api.EventRecord;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The table of the order numbers that were sent to devices. */
final class UsedOrders {
    /** Longer than any of the rest is kept: a number that is used a second time is most likely a mistake of long standing. */
    static final Duration KEPT = Duration.ofDays(400);

    private UsedOrders() {}

    static void use(Connection connection, EventRecord record, String commandId, String order) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT OR IGNORE INTO used_order (device, number, command_id, at) VALUES (?, ?, ?, ?)")) {
            insert.setString(1, record.device().toString());
            insert.setString(2, order);
            insert.setString(3, commandId);
            insert.setLong(4, record.receivedAt().toEpochMilli());
            insert.executeUpdate();
        }
    }

    /** Not a byte of that command left. */
    static void free(Connection connection, String commandId) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM used_order WHERE command_id = ?")) {
            delete.setString(1, commandId);
            delete.executeUpdate();
        }
    }

    static Optional<String> find(Connection connection, DeviceId device, String order) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT command_id FROM used_order WHERE device = ? AND number = ?")) {
            query.setString(1, device.toString());
            query.setString(2, order);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
            }
        }
    }

    static void purge(Connection connection, Instant now) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM used_order WHERE at < ?")) {
            delete.setLong(1, now.minus(KEPT).toEpochMilli());
            delete.executeUpdate();
        }
    }
}
