"""What people asked and what they saw of it: listens at both stand-ins, so that a late answer counts."""

from __future__ import annotations

import asyncio
import re
import time
from enum import StrEnum
from typing import Any

from msgspec import Struct, field

from bot.people.model import Platform
from bot.rehearsal.cast import BOT_LOGIN
from bot.rehearsal.loopback_discord import Interaction
from bot.rehearsal.loopback_twitch.state import Change, ChatMessage
from tests.wire.theatre import Theatre

Key = tuple[Platform, str]
"""The message or the interaction that asked."""


class Kind(StrEnum):
    """What was asked for, and so where an acknowledged one has to be."""

    LOG = "log"
    UNDO = "undo"
    CLOCK = "clock"
    MOMENT = "moment"


class Asked(Struct):
    """One input."""

    kind: Kind
    needle: str
    """Words that stand in an answer that acknowledges it, and in no refusal."""
    at: float
    answered: asyncio.Event = field(default_factory=asyncio.Event)


_TAG = re.compile(r"case \d+")
LONGEST = 3600.0
"""Seconds after which nobody waits for the answer to a slash command any more."""


class Witness:
    """Remembers every input and every answer to it."""

    def __init__(self, house: Theatre) -> None:
        self._house = house
        self._bot_id = house.stage.discord.control.bot_user.id
        self.inputs: dict[Key, Asked] = {}
        self.answers: dict[Key, list[str]] = {}
        """Every answer to each."""
        self.acknowledged: dict[Key, float] = {}
        """When the first answer came that said that it was done."""
        self.refusals: dict[Platform, list[str]] = {platform: [] for platform in Platform}
        """Every other answer."""
        self._waiting: set[asyncio.Task[None]] = set()
        self._early: dict[str, list[str]] = {}
        self._tags = 0
        self._tagged: dict[str, Key] = {}
        house.stage.discord.control.listeners.append(self._on_discord)
        house.stage.twitch.control.listeners.append(self._on_twitch)

    def tag(self) -> str:
        """Words for a note: Discord's answers repeat it, and do not say which message they answer."""
        self._tags += 1
        return f"case {self._tags}"

    def asked(
        self, platform: Platform, source: str, kind: Kind, needle: str, tag: str | None = None
    ) -> asyncio.Event:
        """Somebody has written; the event is set when they are answered."""
        key = (platform, source)
        noted = self.inputs[key] = Asked(kind, needle, time.monotonic())
        if tag is not None:
            self._tagged[tag] = key
        # the bot may have been quicker than the one who writes down
        for text in self._early.pop(source, []) + self._early.pop(tag or source, []):
            self._answer(key, text)
        return noted.answered

    def used(self, interaction: Interaction, kind: Kind, needle: str) -> asyncio.Event:
        """Somebody has used a slash command."""
        key = (Platform.DISCORD, str(interaction.id))
        noted = self.inputs[key] = Asked(kind, needle, time.monotonic())

        async def wait() -> None:
            answer = await interaction.answered(LONGEST)
            if answer.kind == "failed":
                noted.answered.set()
            else:
                self._answer(key, answer.text)

        task = asyncio.create_task(wait())
        self._waiting.add(task)
        task.add_done_callback(self._waiting.discard)
        return noted.answered

    def slash_is_there(self) -> bool:
        """Whether Discord knows our slash commands already."""
        return bool(self._house.stage.discord.control.core.world.commands)

    def acknowledged_since(self, moment: float, platform: Platform) -> float | None:
        """When the first input that was made after `moment` was acknowledged on this platform."""
        times = [
            at for key, at in self.acknowledged.items() if key[0] is platform and self.inputs[key].at > moment
        ]
        return min(times, default=None)

    def done(self, kind: Kind) -> list[Key]:
        """Acknowledged inputs of this kind."""
        return [key for key in self.acknowledged if self.inputs[key].kind is kind]

    def _on_discord(self, event: str, payload: dict[str, Any]) -> None:
        if event != "MESSAGE_CREATE" or int(payload["author"]["id"]) != self._bot_id:
            return
        text, reference = payload["content"], payload.get("message_reference")
        tag = _TAG.search(text)
        if reference is not None:
            self._hear((Platform.DISCORD, str(reference["message_id"])), str(reference["message_id"]), text)
        elif tag is not None and payload.get("interaction_metadata") is None:
            self._hear(self._tagged.get(tag[0]), tag[0], text)

    def _on_twitch(self, change: Change) -> None:
        line = change.subject
        if change.kind != "message" or not isinstance(line, ChatMessage) or line.reply is None:
            return
        if line.sender.login == BOT_LOGIN:
            self._hear((Platform.TWITCH, line.reply.message_id), line.reply.message_id, line.text)

    def _hear(self, key: Key | None, called: str, text: str) -> None:
        if key is not None and key in self.inputs:
            self._answer(key, text)
        else:
            self._early.setdefault(called, []).append(text)

    def _answer(self, key: Key, text: str) -> None:
        noted = self.inputs[key]
        self.answers.setdefault(key, []).append(text)
        if noted.needle in text:
            self.acknowledged.setdefault(key, time.monotonic())
        else:
            self.refusals[key[0]].append(text)
        noted.answered.set()
