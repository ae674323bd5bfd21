-- What a day keeps of how it was planned, and what its person did with it: all of it stays as it was shown.
ALTER TABLE assignments ADD COLUMN month  INTEGER NOT NULL DEFAULT 1 CHECK (month >= 1);
ALTER TABLE assignments ADD COLUMN budget INTEGER NOT NULL DEFAULT 0 CHECK (budget >= 0);
ALTER TABLE assignments ADD COLUMN paused INTEGER NOT NULL DEFAULT 0 CHECK (paused IN (0, 1));
ALTER TABLE assignments ADD COLUMN moved  TEXT    NOT NULL DEFAULT '[]' CHECK (json_type(moved) = 'array');
ALTER TABLE assignments ADD COLUMN note   TEXT    NOT NULL DEFAULT '';
-- the first day and the minutes that it was planned with; another one of either plans an untouched day anew
ALTER TABLE assignments ADD COLUMN start  TEXT CHECK (length(start) = 10);
ALTER TABLE assignments ADD COLUMN given  INTEGER CHECK (given >= 0);

UPDATE assignments SET
    budget = COALESCE((SELECT sum(minutes) FROM assignment_items WHERE assignment_id = assignments.id), 0),
    start = (SELECT start FROM people WHERE people.id = assignments.person_id),
    month = COALESCE(
        (SELECT max(1, 1 + 12 * (substr(day, 1, 4) - substr(start, 1, 4))
                         + substr(day, 6, 2) - substr(start, 6, 2)
                         - (substr(day, 9, 2) < substr(start, 9, 2)))
         FROM people WHERE people.id = assignments.person_id AND start IS NOT NULL),
        1
    );

ALTER TABLE assignment_items ADD COLUMN about   TEXT NOT NULL DEFAULT '';
ALTER TABLE assignment_items ADD COLUMN detail  TEXT NOT NULL DEFAULT '';
ALTER TABLE assignment_items ADD COLUMN why     TEXT NOT NULL DEFAULT '';
-- what its tick wrote into the log; taken back there, the tick goes too
ALTER TABLE assignment_items ADD COLUMN session INTEGER REFERENCES sessions (id) ON DELETE SET NULL;
CREATE INDEX assignment_items_session ON assignment_items (session) WHERE session IS NOT NULL;

-- What stood on a day and was exchanged for something else. A problem among it is put aside, as if skipped.
CREATE TABLE assignment_swaps (
    id            INTEGER PRIMARY KEY,
    assignment_id INTEGER NOT NULL REFERENCES assignments (id) ON DELETE CASCADE,
    number        INTEGER NOT NULL CHECK (number >= 1),
    kind          TEXT    NOT NULL,
    problem       INTEGER,
    about         TEXT    NOT NULL,
    detail        TEXT    NOT NULL,
    swapped_at    TEXT    NOT NULL
) STRICT;

CREATE INDEX assignment_swaps_of_day ON assignment_swaps (assignment_id);

-- The messages and interactions that changed a day: the same one again, replayed, changes nothing.
CREATE TABLE assignment_requests (
    platform      TEXT    NOT NULL CHECK (platform IN ('discord', 'twitch')),
    request       TEXT    NOT NULL,
    assignment_id INTEGER NOT NULL REFERENCES assignments (id) ON DELETE CASCADE,
    PRIMARY KEY (platform, request)
) STRICT, WITHOUT ROWID;
