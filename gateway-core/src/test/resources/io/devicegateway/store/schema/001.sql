-- A comment; with a semicolon;
CREATE TABLE note (
  text TEXT NOT NULL
) STRICT;
