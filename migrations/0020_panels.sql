-- What every start, every drawing of a panel and the board ask for, however much there has been.
CREATE INDEX timers_ended ON timers (ended_at);
CREATE INDEX rounds_of_person ON rounds (person_id, id) WHERE cancelled_at IS NULL;
CREATE INDEX rounds_ended ON rounds (revealed_at) WHERE cancelled_at IS NULL;
CREATE INDEX recordings_open ON recordings (id) WHERE closed_at IS NULL AND withdrawn_at IS NULL;
CREATE INDEX recordings_closed ON recordings (closed_at) WHERE withdrawn_at IS NULL;
CREATE INDEX people_on_board ON people (id) WHERE on_board;
