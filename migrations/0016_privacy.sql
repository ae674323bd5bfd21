-- Who asked to be forgotten, by a keyed hash of their account: what is read again from a platform or comes back
-- with an old backup is known by it, and never brings the person back.
CREATE TABLE forgotten (
    platform TEXT NOT NULL CHECK (platform IN ('discord', 'twitch')),
    account  TEXT NOT NULL CHECK (length(account) BETWEEN 16 AND 64),
    at       TEXT NOT NULL,
    PRIMARY KEY (platform, account)
) STRICT, WITHOUT ROWID;

-- The key of those hashes, drawn when the first one is made. It stands in this file, so that a backup keeps both.
CREATE TABLE privacy_key (
    id     INTEGER PRIMARY KEY CHECK (id = 1),
    secret TEXT    NOT NULL CHECK (length(secret) = 64)
) STRICT;
