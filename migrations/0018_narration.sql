-- When a clock ran between its pauses: a silence in a recording finds its place in the clock's sections by it.
CREATE TABLE timer_stretches (
    timer_id INTEGER NOT NULL REFERENCES timers (id) ON DELETE CASCADE,
    began_at TEXT    NOT NULL,
    spent_us INTEGER NOT NULL CHECK (spent_us >= 0),
    PRIMARY KEY (timer_id, began_at)
) STRICT, WITHOUT ROWID;

-- Of clocks before this version it is not known where they paused.
INSERT INTO timer_stretches (timer_id, began_at, spent_us) SELECT id, started_at, 0 FROM timers;

-- What was measured of a recording. Neither the sound is kept nor where the file lies; silences and all are derived.
CREATE TABLE narrations (
    id           INTEGER PRIMARY KEY,
    person_id    INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    timer_id     INTEGER REFERENCES timers (id) ON DELETE SET NULL,
    recording_id INTEGER REFERENCES recordings (id) ON DELETE SET NULL,
    name         TEXT    NOT NULL CHECK (length(name) <= 255),
    began_at     TEXT    NOT NULL,
    length_us    INTEGER NOT NULL CHECK (length_us >= 0),
    declared_us  INTEGER CHECK (declared_us >= 0),
    loudest      REAL    NOT NULL,
    speech       TEXT    NOT NULL CHECK (json_valid(speech)),
    measured_at  TEXT    NOT NULL
) STRICT;

CREATE INDEX narrations_of_recording ON narrations (recording_id);
CREATE INDEX narrations_of_person ON narrations (person_id, began_at);

-- Files of the watched folder that were listened to already, by a hash of name, size and time.
CREATE TABLE heard_files (
    mark     TEXT PRIMARY KEY,
    heard_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- `!think`: a silence is announced.
CREATE TABLE thoughts (
    id              INTEGER PRIMARY KEY,
    person_id       INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    at              TEXT    NOT NULL,
    source_platform TEXT    NOT NULL CHECK (source_platform IN ('discord', 'twitch')),
    source_id       TEXT    NOT NULL,
    UNIQUE (source_platform, source_id)
) STRICT;

CREATE INDEX thoughts_of_person ON thoughts (person_id, at);
