-- One record for each person; it ties a Discord id and a Twitch id.
CREATE TABLE people (
    id           INTEGER PRIMARY KEY,
    name         TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 40),
    discord_id   INTEGER UNIQUE,
    twitch_id    TEXT    UNIQUE,
    twitch_login TEXT    UNIQUE,
    is_host      INTEGER NOT NULL DEFAULT 0 CHECK (is_host IN (0, 1)),
    zone         TEXT    NOT NULL,
    day_start    TEXT    NOT NULL,
    post_at      TEXT    NOT NULL,
    start        TEXT,
    created_at   TEXT    NOT NULL
) STRICT;

CREATE UNIQUE INDEX people_one_host ON people (is_host) WHERE is_host = 1;

-- A code that `!link` redeems in Twitch chat within ten minutes, once.
CREATE TABLE link_codes (
    code       TEXT    PRIMARY KEY,
    person_id  INTEGER NOT NULL UNIQUE REFERENCES people (id) ON DELETE CASCADE,
    expires_at TEXT    NOT NULL
) STRICT;
