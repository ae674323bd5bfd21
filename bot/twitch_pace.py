"""How fast we may speak in Twitch chat: Twitch's limits, our own cap, and each person's share of it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from msgspec import Struct

MINUTE = 60.0
_REMEMBERED = 500
"""People whose turns are kept; those who were quiet for a minute are forgotten first."""


class Limits(Struct, frozen=True):
    """Twitch's limits, and our patience; seconds."""

    messages: int = 20
    messages_as_moderator: int = 100
    """Also as the broadcaster."""
    window: float = 30.0
    per_minute: int = 30
    """Our own: Twitch takes more, and a chat that only a bot writes in is nobody's."""
    per_person: int = 8
    """Answers in a minute to one viewer, so that nobody uses up everybody's."""
    kept_for_alarms: int = 4
    """Messages in each window and minute that answers leave alone, so that a clock can always ring."""
    same_text: float = 30.0
    backlog: int = 60
    answer_life: float = 30.0
    """An answer that could not be said by then is no use to anybody."""
    alarm_life: float = 120.0
    first_pause: float = 1.0
    last_pause: float = 15.0


class Pace:
    """Remembers when lines were said and who was answered, for as long as that matters."""

    def __init__(self, limits: Limits, monotonic: Callable[[], float]) -> None:
        self.moderating = False
        """Whether Twitch lets us say more: the bot moderates the channel or owns it."""
        self._limits = limits
        self._monotonic = monotonic
        self._times: deque[float] = deque()
        self._turns: dict[str, deque[float]] = {}

    def count(self) -> None:
        """A line was said, or may have been."""
        self._times.append(self._monotonic())

    def delay(self, *, alarm: bool) -> float:
        """Seconds until one more line may be said."""
        limits, now = self._limits, self._monotonic()
        while self._times and now - self._times[0] >= max(limits.window, MINUTE):
            self._times.popleft()
        most = limits.messages_as_moderator if self.moderating else limits.messages
        kept = 0 if alarm else limits.kept_for_alarms
        room_at = max(
            self._room_at(limits.window, most - kept), self._room_at(MINUTE, limits.per_minute - kept)
        )
        return max(room_at - now, 0.0)

    def may_answer(self, account: str) -> bool:
        """Whether this viewer may be answered once more; True counts as answered."""
        now = self._monotonic()
        turns = self._turns.setdefault(account, deque())
        while turns and now - turns[0] >= MINUTE:
            turns.popleft()
        if len(turns) >= self._limits.per_person:
            return False
        turns.append(now)
        if len(self._turns) > _REMEMBERED:
            self._turns = {who: held for who, held in self._turns.items() if now - held[-1] < MINUTE}
        return True

    def _room_at(self, window: float, most: int) -> float:
        most = max(1, most)
        return self._times[-most] + window if len(self._times) >= most else 0.0
