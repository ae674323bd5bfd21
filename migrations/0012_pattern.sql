-- One row for each round: which pattern does this problem use? How far it is follows from its instants.
CREATE TABLE rounds (
    id           INTEGER PRIMARY KEY,
    person_id    INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    problem      INTEGER NOT NULL CHECK (problem > 0),
    options      TEXT    NOT NULL CHECK (json_valid(options)),
    opened_at    TEXT    NOT NULL,
    closes_at    TEXT,
    reveals      INTEGER NOT NULL DEFAULT 0 CHECK (reveals IN (0, 1)),
    called_at    TEXT,
    call         TEXT,
    revealed_at  TEXT,
    cancelled_at TEXT,
    CHECK (call IS NULL OR called_at IS NOT NULL),
    CHECK (revealed_at IS NULL OR (closes_at IS NOT NULL AND reveals = 1)),
    CHECK (revealed_at IS NULL OR cancelled_at IS NULL)
) STRICT;

CREATE UNIQUE INDEX rounds_one_open ON rounds (person_id) WHERE revealed_at IS NULL AND cancelled_at IS NULL;
CREATE INDEX rounds_revealed ON rounds (person_id, revealed_at) WHERE revealed_at IS NOT NULL;

-- What counts as having seen it; place 0 is the catalogue's own pattern.
CREATE TABLE round_answers (
    round_id INTEGER NOT NULL REFERENCES rounds (id) ON DELETE CASCADE,
    -- the key's columns stand first: SQLite 3.40's integrity_check misreads such a table otherwise
    pattern  TEXT    NOT NULL,
    place    INTEGER NOT NULL CHECK (place >= 0),
    PRIMARY KEY (round_id, pattern),
    UNIQUE (round_id, place)
) STRICT, WITHOUT ROWID;

-- The last word of each person in each round. Whoever linked their accounts guesses as the Twitch one.
CREATE TABLE guesses (
    round_id INTEGER NOT NULL REFERENCES rounds (id) ON DELETE CASCADE,
    platform TEXT    NOT NULL CHECK (platform IN ('discord', 'twitch')),
    account  TEXT    NOT NULL,
    name     TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 40),
    pattern  TEXT    NOT NULL,
    at       TEXT    NOT NULL,
    heard_at TEXT    NOT NULL,
    PRIMARY KEY (round_id, platform, account)
) STRICT, WITHOUT ROWID;

-- The messages and interactions that changed a round: the same one again, replayed, changes nothing.
CREATE TABLE round_requests (
    platform TEXT    NOT NULL CHECK (platform IN ('discord', 'twitch')),
    request  TEXT    NOT NULL,
    round_id INTEGER NOT NULL REFERENCES rounds (id) ON DELETE CASCADE,
    PRIMARY KEY (platform, request)
) STRICT, WITHOUT ROWID;

-- Each question of a private exercise, and what was picked; an account of Discord's, candidate or not.
CREATE TABLE drills (
    id       INTEGER PRIMARY KEY,
    account  TEXT    NOT NULL,
    problem  INTEGER NOT NULL CHECK (problem > 0),
    answer   TEXT    NOT NULL,
    asked_at TEXT    NOT NULL,
    request  TEXT    NOT NULL UNIQUE,
    picked   TEXT,
    picked_at TEXT,
    CHECK ((picked IS NULL) = (picked_at IS NULL))
) STRICT;

CREATE INDEX drills_of_account ON drills (account, id);
