"""Other bots that answer our commands: noticed as it happens, and kept for the doctor to tell."""

from __future__ import annotations

import json
from collections import Counter, deque
from datetime import datetime, timedelta

import twitchio
from msgspec import Struct
from msgspec.structs import asdict, replace

from bot.clock import Clock
from bot.database import Database, Transaction, instant, instant_text
from bot.kept import keep, kept

KEPT = "another bot answers: "
"""What the keys of kept sightings begin with."""
QUICK = timedelta(seconds=3)
"""A bot answers at once; what it says later is about something else."""


class Sighting(Struct, frozen=True):
    """A bot that has answered a command of ours."""

    bot: str
    """Its login."""
    command: str
    """Our own name for the command, whatever the config calls it."""
    word: str
    """As it was written, without the prefix."""
    at: datetime
    """The last time."""
    times: int = 1
    certain: bool = False
    """Whether it replied to the very message; otherwise it only spoke right after it."""

    def text(self) -> str:
        """As it is kept."""
        return json.dumps(asdict(self) | {"at": instant_text(self.at)})

    @classmethod
    def read(cls, text: str) -> Sighting:
        """The sighting that was kept so."""
        held = json.loads(text)
        return cls(**(held | {"at": instant(held["at"])}))


class _Asked(Struct):
    command: str
    word: str
    message_id: str
    at: datetime
    answered_by: set[str]


class Rivals:
    """Watches whose line follows a command. Lines of other bots come nowhere else."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._asked: deque[_Asked] = deque()
        self._asks = Counter[str]()
        self._answers = Counter[tuple[str, str]]()

    def asked(self, command: str, word: str, message_id: str) -> None:
        """A person wrote a command of ours."""
        now = self._clock()
        self._forget(now)
        self._asks[word] += 1
        self._asked.append(_Asked(command, word, message_id, now, set()))

    def spoke(self, line: twitchio.ChatMessage) -> Sighting | None:
        """Another bot wrote `line`: what that shows, if anything."""
        now = self._clock()
        self._forget(now)
        bot = (line.chatter.name or line.chatter.id).lower()
        parent = None if line.reply is None else line.reply.parent_message_id
        asked = next((one for one in self._asked if one.message_id == parent), None)
        certain = asked is not None
        if asked is None and len(self._asked) == 1:
            asked = self._asked[0]  # where two were written just now nobody can say which one it is about
        if asked is None or bot in asked.answered_by:
            return None
        asked.answered_by.add(bot)
        self._answers[bot, asked.word] += 1
        # a bot that says something every few minutes speaks right after a command now and then
        if not certain and self._answers[bot, asked.word] * 2 < self._asks[asked.word]:
            return None
        return Sighting(bot, asked.command, asked.word, now, certain=certain)

    async def keep(self, seen: Sighting) -> None:
        """Remember it, with those before it."""
        key = f"{KEPT}{seen.bot} {seen.word}"

        def unit(tx: Transaction) -> None:
            before = kept(tx, key)
            held = None if before is None else Sighting.read(before)
            together = (
                seen
                if held is None
                else replace(seen, times=held.times + 1, certain=held.certain or seen.certain)
            )
            keep(tx, key, together.text())

        await self._database.write(unit)

    def _forget(self, now: datetime) -> None:
        # the oldest stands first; to look at all of them for each line would be too much for a busy chat
        while self._asked and now - self._asked[0].at > QUICK:
            self._asked.popleft()
