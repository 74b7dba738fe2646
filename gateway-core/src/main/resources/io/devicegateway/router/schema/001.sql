-- Where each consumer stands, and what it could not handle. Times are ISO 8601.

CREATE TABLE consumer (
  name TEXT PRIMARY KEY,
  position INTEGER NOT NULL,
  paused INTEGER NOT NULL
) STRICT;

CREATE TABLE dead_letter (
  consumer TEXT NOT NULL,
  journal_offset INTEGER NOT NULL,
  event_id TEXT NOT NULL,
  received_at TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  event TEXT NOT NULL,
  raw BLOB NOT NULL,
  cause TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  since TEXT NOT NULL,
  PRIMARY KEY (consumer, journal_offset)
) STRICT;

-- What an operator gave up, and why; the latest thousand of each consumer.
CREATE TABLE dropped_letter (
  number INTEGER PRIMARY KEY,
  consumer TEXT NOT NULL,
  journal_offset INTEGER NOT NULL,
  event_id TEXT NOT NULL,
  cause TEXT NOT NULL,
  reason TEXT NOT NULL,
  dropped_at TEXT NOT NULL
) STRICT;
