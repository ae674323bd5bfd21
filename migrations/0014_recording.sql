-- Recordings that were handed in for review. Open, closed or withdrawn follows from the instants; a number is never
-- given out again, since buttons of old messages hold it.
CREATE TABLE recordings (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id      INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    kind           TEXT    NOT NULL CHECK (kind IN ('coding', 'design', 'explanation')),
    stage          INTEGER NOT NULL CHECK (stage > 0),
    title          TEXT    NOT NULL CHECK (length(title) BETWEEN 1 AND 90),
    look_at        TEXT    NOT NULL DEFAULT '' CHECK (length(look_at) <= 500),
    link           TEXT,
    file_name      TEXT,
    file_url       TEXT,
    file_bytes     INTEGER,
    problem        INTEGER CHECK (problem > 0),
    begins_s       INTEGER CHECK (begins_s >= 0),
    ends_s         INTEGER CHECK (ends_s > begins_s),
    submitted_at   TEXT    NOT NULL,
    closes_at      TEXT    NOT NULL,
    closed_at      TEXT,
    withdrawn_at   TEXT,
    channel_id     INTEGER,
    message_id     INTEGER UNIQUE,
    thread_id      INTEGER UNIQUE,
    lost_at        TEXT,
    thread_lost_at TEXT,
    request        TEXT    NOT NULL UNIQUE,
    CHECK (link IS NOT NULL OR file_name IS NOT NULL),
    CHECK ((file_name IS NULL) = (file_url IS NULL)),
    CHECK ((channel_id IS NULL) = (message_id IS NULL))
) STRICT;

CREATE INDEX recordings_of_person ON recordings (person_id, id);

-- One row for each of the eight reactions that stands under a post; a voter is Discord's id, or a keyed hash
-- in place of it for whoever asked to be forgotten.
CREATE TABLE recording_votes (
    recording_id INTEGER NOT NULL REFERENCES recordings (id) ON DELETE CASCADE,
    statement    TEXT    NOT NULL CHECK (statement IN ('forward', 'silent', 'froze', 'rambled', 'approach',
                                                       'clear', 'code', 'tested')),
    voter        TEXT    NOT NULL,
    PRIMARY KEY (recording_id, statement, voter)
) STRICT, WITHOUT ROWID;

CREATE INDEX recording_votes_of ON recording_votes (voter);

-- Remarks with a time; `source` is the message (or the command) that holds them, `line` which one of it.
CREATE TABLE recording_moments (
    recording_id INTEGER NOT NULL REFERENCES recordings (id) ON DELETE CASCADE,
    source       TEXT    NOT NULL,
    line         INTEGER NOT NULL CHECK (line >= 0),
    author       TEXT    NOT NULL,
    begins_s     INTEGER NOT NULL CHECK (begins_s >= 0),
    ends_s       INTEGER CHECK (ends_s > begins_s),
    statement    TEXT    CHECK (statement IN ('forward', 'silent', 'froze', 'rambled', 'approach', 'clear',
                                              'code', 'tested')),
    words        TEXT    NOT NULL DEFAULT '' CHECK (length(words) <= 200),
    PRIMARY KEY (recording_id, source, line)
) STRICT, WITHOUT ROWID;

CREATE INDEX recording_moments_of ON recording_moments (author);

-- The private form of each person about each recording; the candidate's own is the one with own = 1.
CREATE TABLE recording_forms (
    recording_id INTEGER NOT NULL REFERENCES recordings (id) ON DELETE CASCADE,
    author       TEXT    NOT NULL,
    own          INTEGER NOT NULL CHECK (own IN (0, 1)),
    scores       TEXT    NOT NULL CHECK (json_valid(scores)),
    forward      INTEGER CHECK (forward IN (0, 1)),
    keep         TEXT    NOT NULL DEFAULT '' CHECK (length(keep) <= 300),
    change       TEXT    NOT NULL DEFAULT '' CHECK (length(change) <= 300),
    at           TEXT    NOT NULL,
    PRIMARY KEY (recording_id, author)
) STRICT, WITHOUT ROWID;

CREATE INDEX recording_forms_of ON recording_forms (author);

-- What reviewers are called, and when each last reviewed whom: for thanks, and so that it rotates.
CREATE TABLE reviewers (
    account TEXT PRIMARY KEY,
    name    TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE recording_looks (
    recording_id INTEGER NOT NULL REFERENCES recordings (id) ON DELETE CASCADE,
    account      TEXT    NOT NULL,
    at           TEXT    NOT NULL,
    PRIMARY KEY (recording_id, account)
) STRICT, WITHOUT ROWID;

-- Friends who let the bot ask them when nobody has looked, and whom it asked about what.
CREATE TABLE review_offers (
    account TEXT PRIMARY KEY,
    since   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE recording_asks (
    recording_id INTEGER NOT NULL REFERENCES recordings (id) ON DELETE CASCADE,
    account      TEXT    NOT NULL,
    at           TEXT    NOT NULL,
    PRIMARY KEY (recording_id, account)
) STRICT, WITHOUT ROWID;
