"""When the game answers in a busy chat: rarely, and the more rarely the more it was made to."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta

SHOWING = timedelta(seconds=10)
"""Between two lines that show the round or the table, for the whole chat."""
SHOWING_AT_MOST = timedelta(minutes=1)
ASKING = timedelta(seconds=5)
"""Between two questions what a guess meant, for the whole chat."""
ASKING_AT_MOST = timedelta(minutes=2)
AGAIN = timedelta(minutes=2)
"""Between two questions to the same person."""
QUIET = timedelta(minutes=10)
"""Each line that was said in this time doubles the pause before the next of its kind."""
REMEMBERED = 2000
"""People whose last question is remembered; more at once are nobody's chat but a flood."""


class Courtesy:
    """Counts nothing that matters: forgotten with the process, it only keeps the chat readable."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._said: dict[str, deque[datetime]] = {}
        self._asked: dict[str, datetime] = {}

    def may_show(self, what: str) -> bool:
        """Whether it was not said a moment ago; True counts as said now."""
        return self._take(what, SHOWING, SHOWING_AT_MOST)

    def may_ask(self, account: str) -> bool:
        """Whether this person may be asked back now; True counts as asked."""
        now = self._clock()
        if account in self._asked and now - self._asked[account] < AGAIN:
            return False
        if not self._take("ask", ASKING, ASKING_AT_MOST):
            return False
        if len(self._asked) >= REMEMBERED:
            self._asked = {who: at for who, at in self._asked.items() if now - at < AGAIN}
        self._asked[account] = now
        return True

    def _take(self, kind: str, pause: timedelta, most: timedelta) -> bool:
        now, said = self._clock(), self._said.setdefault(kind, deque())
        while said and now - said[0] >= QUIET:
            said.popleft()
        # the first of a spell is free, the second comes after one pause, the third after two, four, eight ...
        if said and now - said[-1] < min(pause * 2 ** (len(said) - 1), most):
            return False
        said.append(now)
        return True
