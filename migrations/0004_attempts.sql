-- One row for each try at a problem. A row that was taken back stays, so that a replayed message neither logs
-- it again nor takes back the one before it.
CREATE TABLE attempts (
    id              INTEGER PRIMARY KEY,
    person_id       INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    problem         INTEGER NOT NULL CHECK (problem > 0),
    solved          INTEGER NOT NULL CHECK (solved IN (0, 1)),
    minutes         INTEGER CHECK (minutes BETWEEN 1 AND 600),
    cold            INTEGER NOT NULL CHECK (cold IN (0, 1)),
    note            TEXT    NOT NULL DEFAULT '' CHECK (length(note) <= 280),
    at              TEXT    NOT NULL,
    day             TEXT    NOT NULL CHECK (length(day) = 10),
    source_platform TEXT    CHECK (source_platform IN ('discord', 'twitch')),
    source_id       TEXT,
    undone_at       TEXT,
    undone_platform TEXT    CHECK (undone_platform IN ('discord', 'twitch')),
    undone_id       TEXT,
    UNIQUE (source_platform, source_id),
    UNIQUE (undone_platform, undone_id),
    CHECK ((source_platform IS NULL) = (source_id IS NULL)),
    CHECK ((undone_platform IS NULL) = (undone_id IS NULL)),
    CHECK (undone_platform IS NULL OR undone_at IS NOT NULL)
) STRICT;

CREATE INDEX attempts_of_person ON attempts (person_id, day, id) WHERE undone_at IS NULL;
