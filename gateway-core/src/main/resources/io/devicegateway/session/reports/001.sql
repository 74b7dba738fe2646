-- Messages of transports that hand over again, and how they were answered. Times are milliseconds since 1970.

CREATE TABLE report (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  event TEXT NOT NULL,
  device TEXT NOT NULL,
  at INTEGER NOT NULL,
  scope TEXT NOT NULL,
  content TEXT NOT NULL,
  window_ms INTEGER NOT NULL,
  lived INTEGER NOT NULL,
  answers BLOB NOT NULL
) STRICT;

-- What stands above is what the journal says up to this offset; -1 before the first.
CREATE TABLE applied (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  journal_offset INTEGER NOT NULL
) STRICT;

INSERT INTO applied (one, journal_offset) VALUES (1, -1);
