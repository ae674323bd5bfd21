-- How often each pattern is guessed in each round. It could be counted from the guesses, and was: but a round may
-- have twenty thousand of them, and the overlay asks twenty times a second. Only the triggers below write it. They do
-- not see rows that OR REPLACE pushes out, so guesses are never written that way; whoever makes their table anew makes
-- the triggers anew.
CREATE TABLE guess_counts (
    round_id INTEGER NOT NULL REFERENCES rounds (id) ON DELETE CASCADE,
    pattern  TEXT    NOT NULL,
    count    INTEGER NOT NULL CHECK (count > 0),
    PRIMARY KEY (round_id, pattern)
) STRICT, WITHOUT ROWID;

INSERT INTO guess_counts (round_id, pattern, count)
SELECT round_id, pattern, count(*) FROM guesses GROUP BY round_id, pattern;

CREATE TRIGGER guesses_counted AFTER INSERT ON guesses
BEGIN
    INSERT INTO guess_counts (round_id, pattern, count) VALUES (NEW.round_id, NEW.pattern, 1)
    ON CONFLICT (round_id, pattern) DO UPDATE SET count = count + 1;
END;

CREATE TRIGGER guesses_moved AFTER UPDATE OF round_id, pattern ON guesses
WHEN NEW.pattern <> OLD.pattern OR NEW.round_id <> OLD.round_id
BEGIN
    DELETE FROM guess_counts WHERE round_id = OLD.round_id AND pattern = OLD.pattern AND count = 1;
    UPDATE guess_counts SET count = count - 1 WHERE round_id = OLD.round_id AND pattern = OLD.pattern;
    INSERT INTO guess_counts (round_id, pattern, count) VALUES (NEW.round_id, NEW.pattern, 1)
    ON CONFLICT (round_id, pattern) DO UPDATE SET count = count + 1;
END;

CREATE TRIGGER guesses_gone AFTER DELETE ON guesses
BEGIN
    DELETE FROM guess_counts WHERE round_id = OLD.round_id AND pattern = OLD.pattern AND count = 1;
    UPDATE guess_counts SET count = count - 1 WHERE round_id = OLD.round_id AND pattern = OLD.pattern;
END;
