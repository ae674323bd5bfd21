-- One row for each clock that was ever started. Lengths are microseconds, so that nothing is rounded.
CREATE TABLE timers (
    id            INTEGER PRIMARY KEY,
    person_id     INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    label         TEXT    NOT NULL DEFAULT '' CHECK (length(label) <= 100),
    problem       INTEGER CHECK (problem > 0),
    length_us     INTEGER NOT NULL CHECK (length_us BETWEEN 60000000 AND 18000000000),
    spent_us      INTEGER NOT NULL DEFAULT 0 CHECK (spent_us >= 0),
    started_at    TEXT    NOT NULL,
    running_since TEXT,
    ended_at      TEXT,
    ending        TEXT    CHECK (ending IN ('rang', 'stopped')),
    channel       TEXT,
    CHECK (spent_us <= length_us),
    CHECK ((ended_at IS NULL) = (ending IS NULL)),
    CHECK (ended_at IS NULL OR running_since IS NULL)
) STRICT;

CREATE UNIQUE INDEX timers_one_clock ON timers (person_id) WHERE ended_at IS NULL;
CREATE INDEX timers_of_person ON timers (person_id, id);

-- The messages and interactions that changed a clock: the same one again, replayed, changes nothing.
CREATE TABLE timer_requests (
    platform TEXT    NOT NULL CHECK (platform IN ('discord', 'twitch')),
    request  TEXT    NOT NULL,
    timer_id INTEGER NOT NULL REFERENCES timers (id) ON DELETE CASCADE,
    PRIMARY KEY (platform, request)
) STRICT, WITHOUT ROWID;
