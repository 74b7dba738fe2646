-- Times are microseconds since 1970. Texts in capitals are the constants of the api.

CREATE TABLE device (
  id TEXT PRIMARY KEY,
  labels TEXT NOT NULL,
  enabled INTEGER NOT NULL,
  disabled_reason TEXT,
  presence TEXT NOT NULL,
  presence_reason TEXT NOT NULL,
  presence_detail TEXT NOT NULL,
  presence_at INTEGER,
  epoch INTEGER NOT NULL,
  slots TEXT NOT NULL,
  facts TEXT NOT NULL
) STRICT;

-- What stands in the other tables is what the journal says up to this offset.
CREATE TABLE applied (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  journal_offset INTEGER NOT NULL
) STRICT;

INSERT INTO applied (one, journal_offset) VALUES (1, 0);
