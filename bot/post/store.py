"""Rows of claimed and completed posts."""

from __future__ import annotations

import secrets
from datetime import datetime

from bot.database import Row, Transaction, instant, instant_text
from bot.people.model import Platform
from bot.post.model import Place, Post, PostDue, PostKey


def draw_nonce() -> str:
    """24 characters that nobody has drawn before; Discord keeps nonces per author, across channels."""
    return secrets.token_urlsafe(18)


class PostStore:
    """Reads and writes `posts`."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def claim(self, key: PostKey, now: datetime, good_until: datetime | None = None) -> Post:
        """The post under `key`. A fresh claim is announced after commit with `PostDue`; a held one is not."""
        held = self.find(key)
        if held is not None:
            return held
        post = Post(key, draw_nonce(), nonce_at=now, claimed_at=now, good_until=good_until)
        self._tx.execute(
            """INSERT INTO posts (platform, kind, subject, channel, nonce, nonce_at, claimed_at, good_until)
               VALUES (:platform, :kind, :subject, :channel, :nonce, :nonce_at, :claimed_at, :good_until)""",
            _columns(post),
        )
        self._tx.emit(PostDue(post))
        return post

    def find(self, key: PostKey) -> Post | None:
        """The post under this key."""
        row = self._tx.one(
            """SELECT * FROM posts WHERE platform = :platform AND kind = :kind AND subject = :subject
               AND channel = :channel""",
            _key(key),
        )
        return None if row is None else _post(row)

    def get(self, key: PostKey) -> Post:
        """Raises LookupError where nobody claimed it."""
        post = self.find(key)
        if post is None:
            raise LookupError(f"nobody claimed {key}")
        return post

    def about(self, kind: str, subject: str) -> list[Post]:
        """Every post of this kind about this subject, in whichever channel."""
        rows = self._tx.all(
            "SELECT * FROM posts WHERE kind = :kind AND subject = :subject ORDER BY id",
            {"kind": kind, "subject": subject},
        )
        return [_post(row) for row in rows]

    def waiting(self) -> list[Post]:
        """Claims that are neither completed nor given up, oldest first."""
        return [_post(row) for row in self._tx.all("SELECT * FROM posts WHERE ended_at IS NULL ORDER BY id")]

    def save(self, post: Post) -> None:
        """Write what changed since the claim."""
        self._tx.execute(
            """UPDATE posts SET nonce = :nonce, nonce_at = :nonce_at, claimed_at = :claimed_at,
                      begun_at = :begun_at, tries = :tries, message_id = :message_id, ended_at = :ended_at
               WHERE platform = :platform AND kind = :kind AND subject = :subject AND channel = :channel""",
            _columns(post),
        )


def _key(key: PostKey) -> dict[str, object]:
    return {
        "platform": key.place.platform,
        "kind": key.kind,
        "subject": key.subject,
        "channel": key.place.channel,
    }


def _columns(post: Post) -> dict[str, object]:
    return _key(post.key) | {
        "nonce": post.nonce,
        "nonce_at": instant_text(post.nonce_at),
        "claimed_at": instant_text(post.claimed_at),
        "good_until": _text(post.good_until),
        "begun_at": _text(post.begun_at),
        "tries": post.tries,
        "message_id": post.message_id,
        "ended_at": _text(post.ended_at),
    }


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else instant_text(moment)


def _moment(text: str | None) -> datetime | None:
    return None if text is None else instant(text)


def _post(row: Row) -> Post:
    return Post(
        key=PostKey(Place(Platform(row["platform"]), row["channel"]), row["kind"], row["subject"]),
        nonce=row["nonce"],
        nonce_at=instant(row["nonce_at"]),
        claimed_at=instant(row["claimed_at"]),
        good_until=_moment(row["good_until"]),
        begun_at=_moment(row["begun_at"]),
        tries=row["tries"],
        message_id=row["message_id"],
        ended_at=_moment(row["ended_at"]),
    )
