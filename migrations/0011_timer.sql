-- What a clock is divided into, as [name, microseconds] in order; empty where it is one piece.
ALTER TABLE timers ADD COLUMN parts TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(parts));
