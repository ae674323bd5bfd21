"""One interaction of a user with the bot, from its event to the last followup."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct, field

from bot.rehearsal.loopback_discord.post import Post
from bot.rehearsal.loopback_discord.state import Json, Message

COMMAND = 2
COMPONENT = 3
AUTOCOMPLETE = 4
MODAL_SUBMIT = 5

FIRST_ANSWER_SECONDS = 3.0
TOKEN_LASTS = timedelta(minutes=15)
DID_NOT_RESPOND = "The application did not respond"

AnswerKind = Literal["message", "update", "modal", "choices", "acknowledged", "failed"]


class Answer(Struct, frozen=True):
    """What the user got to see.

    `acknowledged` is a deferred update: the click was taken and nothing is shown. `failed` is
    Discord's own "The application did not respond".
    """

    kind: AnswerKind
    post: Post | None = None
    modal: Json | None = None
    choices: list[Json] = field(default_factory=list[Json])

    @property
    def text(self) -> str:
        """The words of the answer, whatever it is."""
        if self.post is not None:
            return self.post.text
        if self.modal is not None:
            return str(self.modal["title"])
        return DID_NOT_RESPOND if self.kind == "failed" else ""


class Interaction:
    """The record of an interaction, on which a test or the page awaits the answer."""

    def __init__(
        self,
        number: int,
        token: str,
        kind: int,
        user_id: int,
        channel_id: int,
        guild_id: int | None,
        at: datetime,
    ) -> None:
        self.id = number
        self.token = token
        self.kind = kind
        self.user_id = user_id
        self.channel_id = channel_id
        self.guild_id = guild_id
        self.at = at
        self.metadata: Json = {}
        self.source: Message | None = None
        """The message whose component was used, or from which the modal was opened."""
        self.opened_modal: Json | None = None
        self.callback: int | None = None
        """The type of the bot's first answer."""
        self.answered_after: float | None = None
        """Seconds until that answer."""
        self.late = False
        self.ephemeral = False
        self.original: Message | None = None
        self.answers: list[Answer] = []
        """Everything shown so far: the answer, its edits and the followups."""
        loop = asyncio.get_running_loop()
        self._began = loop.time()
        self._acknowledged: asyncio.Future[int | None] = loop.create_future()
        self._answered: asyncio.Future[Answer] = loop.create_future()
        self._deadline: asyncio.TimerHandle | None = None

    def expect(self, seconds: float, on_late: Callable[[Interaction], None]) -> None:
        """Start the time that the bot has for its first answer."""
        self._deadline = asyncio.get_running_loop().call_later(seconds, self._too_late, on_late)

    def acknowledge(self, callback: int) -> None:
        """The bot's first answer has come."""
        self.callback = callback
        self.answered_after = asyncio.get_running_loop().time() - self._began
        self.forget_deadline()
        if not self._acknowledged.done():
            self._acknowledged.set_result(callback)

    def show(self, answer: Answer) -> None:
        """Something became visible to the user."""
        self.answers.append(answer)
        if not self._answered.done():
            self._answered.set_result(answer)

    def forget_deadline(self) -> None:
        """Stop waiting for the first answer."""
        if self._deadline is not None:
            self._deadline.cancel()

    async def acknowledged(self, timeout: float = 5.0) -> int | None:  # noqa: ASYNC109  # a test reads better with it
        """The type of the first callback, deferred or not; None where there was none in time."""
        return await asyncio.wait_for(asyncio.shield(self._acknowledged), timeout)

    async def answered(self, timeout: float = 5.0) -> Answer:  # noqa: ASYNC109  # a test reads better with it
        """What the user got to see first; a deferral counts once its message has come."""
        return await asyncio.wait_for(asyncio.shield(self._answered), timeout)

    def _too_late(self, on_late: Callable[[Interaction], None]) -> None:
        self.late = True
        if not self._acknowledged.done():
            self._acknowledged.set_result(None)
        self.show(Answer("failed"))
        on_late(self)
