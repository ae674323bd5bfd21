-- How the plan meets each person: what they give to a weekday, what the evening says, who may see them.
ALTER TABLE people ADD COLUMN proposed   TEXT CHECK (length(proposed) = 10);
ALTER TABLE people ADD COLUMN evening_at TEXT NOT NULL DEFAULT '20:00';
ALTER TABLE people ADD COLUMN dm_channel INTEGER;
ALTER TABLE people ADD COLUMN nudge      TEXT NOT NULL DEFAULT 'off'
    CHECK (nudge IN ('off', 'dm', 'channel') AND (nudge <> 'dm' OR dm_channel IS NOT NULL));
ALTER TABLE people ADD COLUMN weekly     INTEGER NOT NULL DEFAULT 1 CHECK (weekly IN (0, 1));
ALTER TABLE people ADD COLUMN on_board   INTEGER NOT NULL DEFAULT 0 CHECK (on_board IN (0, 1));
-- Minutes of each weekday; nothing stands for what the programme plans.
ALTER TABLE people ADD COLUMN monday     INTEGER CHECK (monday BETWEEN 0 AND 960);
ALTER TABLE people ADD COLUMN tuesday    INTEGER CHECK (tuesday BETWEEN 0 AND 960);
ALTER TABLE people ADD COLUMN wednesday  INTEGER CHECK (wednesday BETWEEN 0 AND 960);
ALTER TABLE people ADD COLUMN thursday   INTEGER CHECK (thursday BETWEEN 0 AND 960);
ALTER TABLE people ADD COLUMN friday     INTEGER CHECK (friday BETWEEN 0 AND 960);
ALTER TABLE people ADD COLUMN saturday   INTEGER CHECK (saturday BETWEEN 0 AND 960);
ALTER TABLE people ADD COLUMN sunday     INTEGER CHECK (sunday BETWEEN 0 AND 960);

-- What the config said of the host when it was last read: only what changed there since then overrides what
-- the host has changed here.
CREATE TABLE host_config (
    id        INTEGER PRIMARY KEY CHECK (id = 1),
    name      TEXT NOT NULL,
    zone      TEXT NOT NULL,
    day_start TEXT NOT NULL,
    post_at   TEXT NOT NULL,
    start     TEXT CHECK (length(start) = 10)
) STRICT;

-- Whom the cohort's standing message shows at present, and on which of the host's days it was drawn last.
CREATE TABLE cohort_shown (
    person_id INTEGER PRIMARY KEY REFERENCES people (id) ON DELETE CASCADE,
    drawn_on  TEXT    NOT NULL CHECK (length(drawn_on) = 10)
) STRICT;
