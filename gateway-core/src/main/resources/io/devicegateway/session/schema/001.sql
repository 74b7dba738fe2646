-- Commands as the journal tells of them. Times are milliseconds since 1970.

CREATE TABLE command (
  id TEXT PRIMARY KEY,
  device TEXT NOT NULL,
  idempotency_key TEXT,
  issued TEXT,
  epoch INTEGER NOT NULL,
  at INTEGER NOT NULL,
  settled TEXT,
  resolved INTEGER NOT NULL
) STRICT;

CREATE INDEX command_by_key ON command (device, idempotency_key) WHERE idempotency_key IS NOT NULL;

CREATE INDEX command_open ON command (at) WHERE settled IS NULL;

CREATE INDEX command_by_time ON command (at);

-- What stands above is what the journal says up to this offset.
CREATE TABLE applied (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  journal_offset INTEGER NOT NULL
) STRICT;

INSERT INTO applied (one, journal_offset) VALUES (1, 0);
