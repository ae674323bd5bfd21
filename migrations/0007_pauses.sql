-- Time off the plan: from the first day of it until the day that the plan goes on. Two pauses of one person
-- never share a day, because each paused day moves the plan by one.
CREATE TABLE pauses (
    id        INTEGER PRIMARY KEY,
    person_id INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    begins    TEXT    NOT NULL CHECK (length(begins) = 10),
    until     TEXT    NOT NULL CHECK (length(until) = 10),
    made_at   TEXT    NOT NULL,
    UNIQUE (person_id, begins),
    CHECK (begins < until)
) STRICT;

CREATE TRIGGER pauses_apart BEFORE INSERT ON pauses
WHEN EXISTS (
    SELECT 1 FROM pauses WHERE person_id = NEW.person_id AND begins < NEW.until AND NEW.begins < until
)
BEGIN SELECT RAISE(ABORT, 'another pause holds some of these days'); END;

CREATE TRIGGER pauses_apart_anew BEFORE UPDATE ON pauses
WHEN EXISTS (
    SELECT 1 FROM pauses
    WHERE person_id = NEW.person_id AND id <> NEW.id AND begins < NEW.until AND NEW.begins < until
)
BEGIN SELECT RAISE(ABORT, 'another pause holds some of these days'); END;
