-- The journal in which a consumer's position counts; empty when it was written before that was kept.

ALTER TABLE consumer ADD COLUMN journal TEXT NOT NULL DEFAULT '';
