-- Messages that must stand exactly once: claimed with what they are about, begun before the first try to
-- send, completed with the id they got, or given up.
CREATE TABLE posts (
    id           INTEGER PRIMARY KEY,
    platform     TEXT    NOT NULL CHECK (platform IN ('discord', 'twitch')),
    kind         TEXT    NOT NULL,
    subject      TEXT    NOT NULL,
    channel      TEXT    NOT NULL,
    nonce        TEXT    NOT NULL UNIQUE CHECK (length(nonce) BETWEEN 1 AND 25),
    nonce_at     TEXT    NOT NULL,
    claimed_at   TEXT    NOT NULL,
    good_until   TEXT,
    begun_at     TEXT,
    tries        INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0),
    message_id   TEXT,
    ended_at     TEXT,
    UNIQUE (platform, kind, subject, channel),
    CHECK (message_id IS NULL OR ended_at IS NOT NULL)
) STRICT;

CREATE INDEX posts_by_subject ON posts (kind, subject);
CREATE INDEX posts_waiting ON posts (id) WHERE ended_at IS NULL;
