-- A day as it was shown to its person; once there it stays, so that it says the same all day.
CREATE TABLE assignments (
    id         INTEGER PRIMARY KEY,
    person_id  INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    day        TEXT    NOT NULL CHECK (length(day) = 10),
    week       INTEGER NOT NULL CHECK (week >= 1),
    headline   TEXT    NOT NULL,
    words      TEXT    NOT NULL,
    rest       INTEGER NOT NULL CHECK (rest IN (0, 1)),
    waiting    INTEGER NOT NULL CHECK (waiting >= 0),
    quiet      INTEGER NOT NULL CHECK (quiet >= 0),
    planned_at TEXT    NOT NULL,
    UNIQUE (person_id, day)
) STRICT;

-- What stands on it. Whether a problem is done follows from the log; a mark is for everything else.
CREATE TABLE assignment_items (
    assignment_id INTEGER NOT NULL REFERENCES assignments (id) ON DELETE CASCADE,
    number        INTEGER NOT NULL CHECK (number >= 1),
    slot          TEXT    NOT NULL,
    kind          TEXT    NOT NULL,
    title         TEXT    NOT NULL,
    minutes       INTEGER NOT NULL CHECK (minutes >= 1),
    box           INTEGER          CHECK (box >= 1),
    problem       INTEGER,
    hidden        INTEGER NOT NULL CHECK (hidden IN (0, 1)),
    mark          TEXT             CHECK (mark IN ('done', 'skipped')),
    note          TEXT    NOT NULL DEFAULT '' CHECK (length(note) <= 280),
    marked_at     TEXT,
    PRIMARY KEY (assignment_id, number),
    UNIQUE (assignment_id, problem),
    CHECK ((mark IS NULL) = (marked_at IS NULL))
) STRICT;
