-- Age is measured by how long the gateway ran since, in milliseconds: the wall clock may leap.

ALTER TABLE applied ADD COLUMN ran INTEGER NOT NULL DEFAULT 0;

ALTER TABLE command ADD COLUMN ran INTEGER NOT NULL DEFAULT 0;

ALTER TABLE used_order ADD COLUMN ran INTEGER NOT NULL DEFAULT 0;

DROP INDEX command_by_time;

CREATE INDEX command_by_age ON command (ran);

DROP INDEX used_order_by_time;

CREATE INDEX used_order_by_age ON used_order (ran);

-- A key names the first command that had it, and no other.
UPDATE command SET idempotency_key = NULL
  WHERE idempotency_key IS NOT NULL
  AND rowid NOT IN (
    SELECT min(rowid) FROM command WHERE idempotency_key IS NOT NULL GROUP BY device, idempotency_key
  );

DROP INDEX command_by_key;

CREATE UNIQUE INDEX command_by_key ON command (device, idempotency_key) WHERE idempotency_key IS NOT NULL;
