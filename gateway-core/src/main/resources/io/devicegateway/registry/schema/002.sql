-- Devices that were denied because they are not listed.

CREATE TABLE unknown_device (
  id TEXT PRIMARY KEY,
  remote TEXT NOT NULL,
  first_seen INTEGER NOT NULL,
  last_seen INTEGER NOT NULL,
  attempts INTEGER NOT NULL
) STRICT;
