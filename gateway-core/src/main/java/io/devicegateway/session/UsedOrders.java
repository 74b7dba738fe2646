package io.devicegateway.session;

import io.devicegateway.api.DeviceId;
import io.devicegateway.api.EventRecord;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/** The table of the order numbers that were sent to devices. */
final class UsedOrders {
    /** Longer than any of the rest is kept: a number that is used a second time is most likely a mistake of long standing. */
    static final Duration KEPT = Duration.ofDays(400);

    private UsedOrders() {}

    static void use(Connection connection, EventRecord record, String commandId, String order, long ran)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT OR IGNORE INTO used_order (device, number, command_id, at, ran) VALUES (?, ?, ?, ?, ?)")) {
            insert.setString(1, record.device().toString());
            insert.setString(2, order);
            insert.setString(3, commandId);
            insert.setLong(4, record.receivedAt().toEpochMilli());
            insert.setLong(5, ran);
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

    /** @param ran for how long the gateway has run, in milliseconds */
    static void purge(Connection connection, long ran) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM used_order WHERE ran < ?")) {
            delete.setLong(1, ran - KEPT.toMillis());
            delete.executeUpdate();
        }
    }
}
