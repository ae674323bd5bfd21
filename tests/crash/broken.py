"""Builds of the bot that are broken on purpose, to see that the oracle catches them.

`python -m tests.crash.broken run --config ...` is `python -m bot run ...` with one promise taken away; which
one stands in the environment. Nothing of this is in the product.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import time
from collections.abc import Callable
from typing import Any

from bot.database import Database
from bot.post.model import Post

WHICH = "GREENROOM_BROKEN"


def ack_before_commit() -> None:
    """Answer people first and commit 50 ms later, as a bot does that trusts a write-behind cache."""

    def flush(self: Any) -> None:
        batch: list[Any] = []
        while self._jobs:
            batch.append(self._jobs.popleft())
        if not batch:
            return
        connection: sqlite3.Connection = self._connection
        connection.execute("BEGIN IMMEDIATE")
        for job in batch:
            connection.execute("SAVEPOINT unit")
            self._attempt(job)
            if job.error is not None:
                connection.execute("ROLLBACK TO unit")
            connection.execute("RELEASE unit")
        for job in batch:
            self._loop.call_soon_threadsafe(self._deliver, job, context=job.context)
        time.sleep(0.05)
        connection.execute("COMMIT")

    Database._flush = flush  # type: ignore[method-assign]  # pyright: ignore[reportPrivateUsage] - that is the point


def send_again_blindly() -> None:
    """Forget that a post was begun before: it is sent anew, under a nonce that nobody has seen."""

    def is_safe(self: Post, now: object) -> bool:
        return False

    def begin(self: Post, now: Any) -> Post:
        from msgspec.structs import replace

        return replace(self, tries=self.tries + 1)

    Post.nonce_is_safe = is_safe  # type: ignore[method-assign]
    Post.begin = begin  # type: ignore[method-assign]


BROKEN: dict[str, Callable[[], None]] = {
    "ack-before-commit": ack_before_commit,
    "send-again-blindly": send_again_blindly,
}

if __name__ == "__main__":
    BROKEN[os.environ[WHICH]]()
    from bot.__main__ import main

    sys.exit(main())
