-- Small facts that the plumbing remembers between two runs, such as the hash of the synced commands.
CREATE TABLE kept (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

-- Twitch's tokens, written the moment a refresh hands out new ones: a used refresh token is dead.
CREATE TABLE twitch_tokens (
    user_id       TEXT PRIMARY KEY,
    login         TEXT NOT NULL,
    access_token  TEXT NOT NULL,
    refresh_token TEXT NOT NULL,
    scopes        TEXT NOT NULL,
    saved_at      TEXT NOT NULL
) STRICT;
