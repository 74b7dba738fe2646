CREATE TABLE schema_version (version INTEGER PRIMARY KEY) STRICT;
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
CREATE TABLE applied (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  journal_offset INTEGER NOT NULL
) STRICT;
INSERT INTO applied (one, journal_offset) VALUES (1, 40);
INSERT INTO schema_version (version) VALUES (1);
INSERT INTO device VALUES ('wosi:RL1A031712000015', '{"site":"A1"}', 0, 'in repair', 'STALE', 'SILENT', 'nothing heard for 100 s',
  1767323045678901, 12,
  '[[1,"BANK",37,1767323045678901,true,"RL1A7C000041",80],[2,"EMPTY",36,1767323045678901,false,null,null,"later",[1]]]',
  '[[34,1767323045678901,{"type":"Later","x":[1]}],[35,1767323045678901,{"type":"SimCard","iccid":"89860429141890024119","later":1}]]');
INSERT INTO device VALUES ('wosi:LATER', '{}', 1, NULL, 'ONLINE', 'TELEPORTED', 'x', NULL, 1,
  '[[1,"PLASMA",37,1767323045678901,true,null,null]]', 'not even json');
INSERT INTO device VALUES ('no colon', '{}', 1, NULL, 'ONLINE', 'CONNECTED', '', NULL, 1, '[]', '[]');
