-- Every bank ever seen, as 64-bit hashes, big-endian, 512 to a full page.

CREATE TABLE bank_page (
  page INTEGER PRIMARY KEY,
  hashes BLOB NOT NULL
) STRICT;
