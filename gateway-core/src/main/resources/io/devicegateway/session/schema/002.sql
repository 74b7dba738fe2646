-- Order numbers that were sent to a device. Times are milliseconds since 1970.

CREATE TABLE used_order (
  device TEXT NOT NULL,
  number TEXT NOT NULL,
  command_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (device, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX used_order_by_time ON used_order (at);

CREATE INDEX used_order_by_command ON used_order (command_id);
