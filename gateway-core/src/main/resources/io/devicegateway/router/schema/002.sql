-- Which events after its position a consumer has passed already: bit 0 of the first byte is the offset after the position.

ALTER TABLE consumer ADD COLUMN ahead BLOB NOT NULL DEFAULT x'';
