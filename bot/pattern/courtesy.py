"""When the game answers in a busy chat: rarely, whoever types how often."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

SHOWING = timedelta(seconds=10)
"""Between two lines that show the round or the table, for the whole chat."""
ASKING = timedelta(seconds=5)
"""Between two questions what a guess meant, for the whole chat."""
AGAIN = timedelta(minutes=2)
"""Between two questions to the same person."""
REMEMBERED = 2000
"""People whose last question is remembered; more at once are nobody's chat but a flood."""


class Courtesy:
    """Counts nothing that matters: forgotten with the process, it only keeps the chat readable."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._last: dict[str, datetime] = {}
        self._asked: dict[str, datetime] = {}

    def may_show(self, what: str) -> bool:
        """Whether it was not said a moment ago; True counts as said now."""
        return self._take(self._last, what, SHOWING)

    def may_ask(self, account: str) -> bool:
        """Whether this person may be asked back now; True counts as asked."""
        now = self._clock()
        if account in self._asked and now - self._asked[account] < AGAIN:
            return False
        if not self._take(self._last, "ask", ASKING):
            return False
        if len(self._asked) >= REMEMBERED:
            self._asked = {who: at for who, at in self._asked.items() if now - at < AGAIN}
        self._asked[account] = now
        return True

    def _take(self, held: dict[str, datetime], key: str, pause: timedelta) -> bool:
        now = self._clock()
        if key in held and now - held[key] < pause:
            return False
        held[key] = now
        return True
