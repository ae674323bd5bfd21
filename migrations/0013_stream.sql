-- A stream as viewers know it. Whether it is on, how long it was on and what was solved in it is derived.
CREATE TABLE streams (
    id        INTEGER PRIMARY KEY,
    person_id INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    title     TEXT    NOT NULL DEFAULT '' CHECK (length(title) <= 300),
    category  TEXT    NOT NULL DEFAULT '' CHECK (length(category) <= 300),
    ended_at  TEXT
) STRICT;

-- What Twitch calls a stream: a drop makes two of them, each with a recording of its own.
CREATE TABLE broadcasts (
    twitch_id  TEXT    PRIMARY KEY,
    stream_id  INTEGER NOT NULL REFERENCES streams (id) ON DELETE CASCADE,
    started_at TEXT    NOT NULL,
    seen_at    TEXT    NOT NULL,
    ended_at   TEXT,
    exact      INTEGER NOT NULL DEFAULT 1 CHECK (exact IN (0, 1)),
    looks      INTEGER NOT NULL DEFAULT 0 CHECK (looks >= 0),
    look_at    TEXT,
    video_id   TEXT,
    video_url  TEXT,
    video_at   TEXT,
    video_s    INTEGER CHECK (video_s >= 0),
    expires_at TEXT,
    warned_at  TEXT,
    CHECK (ended_at IS NULL OR ended_at >= started_at),
    CHECK ((video_id IS NULL) = (video_url IS NULL)),
    CHECK ((video_id IS NULL) = (video_at IS NULL)),
    CHECK ((video_id IS NULL) = (video_s IS NULL)),
    CHECK ((video_id IS NULL) = (expires_at IS NULL))
) STRICT;

CREATE INDEX broadcasts_of_stream ON broadcasts (stream_id, started_at);
CREATE INDEX broadcasts_looked_for ON broadcasts (look_at) WHERE look_at IS NOT NULL;

-- Problems that were put on the stage by name; a clock that is bound to a problem puts it there, too.
CREATE TABLE stage_problems (
    id              INTEGER PRIMARY KEY,
    person_id       INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    problem         INTEGER NOT NULL CHECK (problem > 0),
    at              TEXT    NOT NULL,
    source_platform TEXT    NOT NULL CHECK (source_platform IN ('discord', 'twitch')),
    source_id       TEXT    NOT NULL,
    UNIQUE (source_platform, source_id)
) STRICT;

CREATE INDEX stage_problems_of_person ON stage_problems (person_id, at);

-- What viewers marked with `!moment`; the same message marks once.
CREATE TABLE moments (
    id        INTEGER PRIMARY KEY,
    stream_id INTEGER NOT NULL REFERENCES streams (id) ON DELETE CASCADE,
    account   TEXT    NOT NULL,
    name      TEXT    NOT NULL,
    note      TEXT    NOT NULL DEFAULT '' CHECK (length(note) <= 140),
    at        TEXT    NOT NULL,
    source_id TEXT    NOT NULL UNIQUE
) STRICT;

CREATE INDEX moments_of_stream ON moments (stream_id, at);
