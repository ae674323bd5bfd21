-- Every answer to `!solved` looks back at the tries at its problem, however long the log has grown.
CREATE INDEX attempts_at_problem ON attempts (person_id, problem, day, id) WHERE undone_at IS NULL;
