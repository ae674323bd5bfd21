-- Cells of the success table that nothing in the log tells of: somebody says by hand that they stand.
CREATE TABLE goal_ticks (
    person_id INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    programme TEXT    NOT NULL,
    goal      TEXT    NOT NULL,
    day       TEXT    NOT NULL CHECK (length(day) = 10),
    note      TEXT    NOT NULL DEFAULT '' CHECK (length(note) <= 200),
    ticked_at TEXT    NOT NULL,
    PRIMARY KEY (person_id, programme, goal)
) STRICT, WITHOUT ROWID;

-- What each cell counted, and since when. The past is always counted by the newest; this is how it is said so.
CREATE TABLE goal_definitions (
    programme  TEXT NOT NULL,
    goal       TEXT NOT NULL,
    since      TEXT NOT NULL,
    definition TEXT NOT NULL,
    PRIMARY KEY (programme, goal, since)
) STRICT, WITHOUT ROWID;
