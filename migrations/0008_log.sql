-- The rest of the log. Attempts and sessions share one number space, so that the log has one order whatever
-- stands in it; the triggers at the end keep that, and keep the notes searchable.

-- A file of rows: held while its candidate looks at what would be taken, remembered once it was, so that the
-- whole of it can be taken back.
CREATE TABLE log_imports (
    id              INTEGER PRIMARY KEY,
    person_id       INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    name            TEXT    NOT NULL,
    content         TEXT,
    day             TEXT    NOT NULL CHECK (length(day) = 10), -- that rows without one count for
    offered_at      TEXT    NOT NULL,
    taken_at        TEXT,
    source_platform TEXT    CHECK (source_platform IN ('discord', 'twitch')),
    source_id       TEXT,
    undone_at       TEXT,
    undone_platform TEXT    CHECK (undone_platform IN ('discord', 'twitch')),
    undone_id       TEXT,
    UNIQUE (source_platform, source_id),
    UNIQUE (undone_platform, undone_id),
    CHECK (content IS NULL OR taken_at IS NULL),
    CHECK (undone_at IS NULL OR taken_at IS NOT NULL),
    CHECK ((source_platform IS NULL) = (source_id IS NULL)),
    CHECK ((undone_platform IS NULL) = (undone_id IS NULL)),
    CHECK (undone_platform IS NULL OR undone_at IS NOT NULL)
) STRICT;

ALTER TABLE attempts ADD COLUMN import_id INTEGER REFERENCES log_imports (id) ON DELETE CASCADE;
CREATE INDEX attempts_imported ON attempts (import_id) WHERE import_id IS NOT NULL;

CREATE TABLE sessions (
    id              INTEGER PRIMARY KEY,
    person_id       INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    kind            TEXT    NOT NULL CHECK (kind IN ('explanation', 'design', 'reading', 'mock', 'portfolio')),
    subject         TEXT    NOT NULL CHECK (length(subject) BETWEEN 1 AND 120),
    minutes         INTEGER CHECK (minutes BETWEEN 1 AND 600),
    note            TEXT    NOT NULL DEFAULT '' CHECK (length(note) <= 1500),
    verdict         TEXT    CHECK (verdict IN ('passed', 'failed')),
    role            TEXT    NOT NULL DEFAULT '' CHECK (length(role) <= 80),
    at              TEXT    NOT NULL,
    day             TEXT    NOT NULL CHECK (length(day) = 10),
    import_id       INTEGER REFERENCES log_imports (id) ON DELETE CASCADE,
    source_platform TEXT    CHECK (source_platform IN ('discord', 'twitch')),
    source_id       TEXT,
    undone_at       TEXT,
    undone_platform TEXT    CHECK (undone_platform IN ('discord', 'twitch')),
    undone_id       TEXT,
    UNIQUE (source_platform, source_id),
    UNIQUE (undone_platform, undone_id),
    CHECK ((kind = 'mock') = (verdict IS NOT NULL)),
    CHECK (kind = 'mock' OR role = ''),
    CHECK ((source_platform IS NULL) = (source_id IS NULL)),
    CHECK ((undone_platform IS NULL) = (undone_id IS NULL)),
    CHECK (undone_platform IS NULL OR undone_at IS NOT NULL)
) STRICT;

CREATE INDEX sessions_of_person ON sessions (person_id, day, id) WHERE undone_at IS NULL;
CREATE INDEX sessions_imported ON sessions (import_id) WHERE import_id IS NOT NULL;

CREATE TRIGGER attempts_number AFTER INSERT ON attempts
WHEN EXISTS (SELECT 1 FROM sessions WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'a session has this number in the log'); END;

CREATE TRIGGER sessions_number AFTER INSERT ON sessions
WHEN EXISTS (SELECT 1 FROM attempts WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'an attempt has this number in the log'); END;

-- What counts and has words, under its number in the log.
CREATE VIRTUAL TABLE log_words USING fts5 (
    person_id UNINDEXED, subject, note, tokenize = "porter unicode61 remove_diacritics 2"
);
INSERT INTO log_words (rowid, person_id, subject, note)
SELECT id, person_id, '', note FROM attempts WHERE undone_at IS NULL AND note <> '';

CREATE TRIGGER attempts_noted AFTER INSERT ON attempts WHEN NEW.undone_at IS NULL AND NEW.note <> ''
BEGIN
    INSERT INTO log_words (rowid, person_id, subject, note) VALUES (NEW.id, NEW.person_id, '', NEW.note);
END;
CREATE TRIGGER attempts_noted_anew AFTER UPDATE OF note, undone_at ON attempts
BEGIN
    DELETE FROM log_words WHERE rowid = OLD.id;
    INSERT INTO log_words (rowid, person_id, subject, note)
    SELECT NEW.id, NEW.person_id, '', NEW.note WHERE NEW.undone_at IS NULL AND NEW.note <> '';
END;
CREATE TRIGGER attempts_forgotten AFTER DELETE ON attempts
BEGIN DELETE FROM log_words WHERE rowid = OLD.id; END;

CREATE TRIGGER sessions_noted AFTER INSERT ON sessions WHEN NEW.undone_at IS NULL
BEGIN
    INSERT INTO log_words (rowid, person_id, subject, note)
    VALUES (NEW.id, NEW.person_id, NEW.subject || ' ' || NEW.role, NEW.note);
END;
CREATE TRIGGER sessions_noted_anew AFTER UPDATE OF subject, role, note, undone_at ON sessions
BEGIN
    DELETE FROM log_words WHERE rowid = OLD.id;
    INSERT INTO log_words (rowid, person_id, subject, note)
    SELECT NEW.id, NEW.person_id, NEW.subject || ' ' || NEW.role, NEW.note WHERE NEW.undone_at IS NULL;
END;
CREATE TRIGGER sessions_forgotten AFTER DELETE ON sessions
BEGIN DELETE FROM log_words WHERE rowid = OLD.id; END;

-- Problems that somebody added to the bundled catalogue.
CREATE TABLE problems (
    number      INTEGER PRIMARY KEY CHECK (number BETWEEN 1 AND 999999),
    slug        TEXT    NOT NULL UNIQUE CHECK (length(slug) BETWEEN 1 AND 100),
    title       TEXT    NOT NULL CHECK (length(title) BETWEEN 1 AND 100),
    category    TEXT    NOT NULL CHECK (length(category) BETWEEN 1 AND 60),
    difficulty  TEXT    NOT NULL CHECK (difficulty IN ('easy', 'medium', 'hard')),
    blind75     INTEGER NOT NULL CHECK (blind75 IN (0, 1)),
    imported_at TEXT    NOT NULL
) STRICT;
