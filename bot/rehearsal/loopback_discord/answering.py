"""Takes the bot's answers to interactions: callbacks, followups, edits of the original."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

from bot.rehearsal.loopback_discord import posting
from bot.rehearsal.loopback_discord.checks.message import draft
from bot.rehearsal.loopback_discord.checks.modal import modal
from bot.rehearsal.loopback_discord.core import Core
from bot.rehearsal.loopback_discord.interaction import (
    AUTOCOMPLETE,
    COMMAND,
    COMPONENT,
    MODAL_SUBMIT,
    TOKEN_LASTS,
    Answer,
    Interaction,
)
from bot.rehearsal.loopback_discord.post import snapshot
from bot.rehearsal.loopback_discord.posting import Terms, Uploads
from bot.rehearsal.loopback_discord.refusal import Form, Refusal, invalid, unknown
from bot.rehearsal.loopback_discord.snowflake import Snowflakes
from bot.rehearsal.loopback_discord.state import EPHEMERAL, LOADING, Json, Message

PONG = 1
MESSAGE = 4
DEFERRED_MESSAGE = 5
DEFERRED_UPDATE = 6
UPDATE = 7
CHOICES = 8
MODAL = 9

MOST_CHOICES = 25
_COMMAND_ANSWER = 20
_REPLY = 19
_FITTING = {
    COMMAND: {MESSAGE, DEFERRED_MESSAGE, MODAL},
    COMPONENT: {MESSAGE, DEFERRED_MESSAGE, DEFERRED_UPDATE, UPDATE, MODAL},
    AUTOCOMPLETE: {CHOICES},
    MODAL_SUBMIT: {MESSAGE, DEFERRED_MESSAGE, DEFERRED_UPDATE, UPDATE},
}


class Answering:
    """The interactions whose tokens are still good."""

    def __init__(self, core: Core, real_clock: Callable[[], datetime]) -> None:
        self._core = core
        # discord.py compares an interaction's id with the real clock to see whether its token
        # is still good, so these ids are never older than that, wherever the server's clock stands
        self._ids = Snowflakes(lambda: max(core.clock(), real_clock()), worker=1)
        self._by_token: dict[str, Interaction] = {}

    def open(self, kind: int, user_id: int, channel_id: int, guild_id: int | None) -> Interaction:
        """A new interaction; `expect` starts its three seconds."""
        now = self._core.clock()
        self._forget(now)
        interaction = Interaction(
            self._ids.next(), secrets.token_urlsafe(64), kind, user_id, channel_id, guild_id, now
        )
        self._by_token[interaction.token] = interaction
        return interaction

    def close(self) -> None:
        """Forget everything that is pending."""
        for interaction in self._by_token.values():
            interaction.forget_deadline()
        self._by_token.clear()

    def waiting(self, interaction_id: int, token: str) -> Interaction:
        """An interaction that still waits for its first answer."""
        interaction = self._by_token.get(token)
        if interaction is None or interaction.id != interaction_id or interaction.late:
            raise unknown("interaction")
        if interaction.callback is not None:
            raise Refusal(400, 40060, "Interaction has already been acknowledged.")
        return interaction

    def by_webhook(self, application_id: int, token: str) -> Interaction:
        """An acknowledged interaction whose token is good for followups."""
        interaction = self._by_token.get(token)
        if application_id != self._core.bot_id or interaction is None or interaction.callback is None:
            raise unknown("Webhook")
        if self._core.clock() - interaction.at > TOKEN_LASTS:
            raise Refusal(401, 50027, "Invalid Webhook Token")
        return interaction

    def answer(self, interaction: Interaction, body: Json, files: Uploads) -> Message | None:
        """The first answer; the message that it made or changed."""
        kind = body.get("type")
        data: Json = body.get("data") or {}
        if kind not in _FITTING[interaction.kind] | {PONG}:
            words = f"Value must be one of {tuple(sorted(_FITTING[interaction.kind]))}."
            raise invalid("type", "BASE_TYPE_CHOICES", words)
        if kind in (DEFERRED_UPDATE, UPDATE) and interaction.source is None:
            raise invalid("type", "BASE_TYPE_CHOICES", "There is no message to update.")
        message, shown = self._take(interaction, int(kind), data, files)
        interaction.original = message
        interaction.acknowledge(int(kind))
        if shown is not None:
            interaction.show(shown)
        self._core.whisper("INTERACTION_ANSWERED", told(interaction))
        return message

    def _take(
        self, interaction: Interaction, kind: int, data: Json, files: Uploads
    ) -> tuple[Message | None, Answer | None]:
        if kind == MESSAGE:
            message = self._message(interaction, data, files)
            return message, Answer("message", snapshot(self._core, message))
        if kind == DEFERRED_MESSAGE:
            return self._thinking(interaction, data), None
        if kind == DEFERRED_UPDATE:
            return self._source(interaction), Answer("acknowledged")
        if kind == UPDATE:
            message = self._source(interaction)
            self.edit(interaction, message, data, files, first=True)
            return message, Answer("update", snapshot(self._core, message))
        if kind == CHOICES:
            return None, Answer("choices", choices=_choices(data.get("choices") or []))
        if kind == MODAL:
            interaction.opened_modal = modal(data)
            return None, Answer("modal", modal=interaction.opened_modal)
        return None, None

    def follow_up(self, interaction: Interaction, body: Json, files: Uploads) -> tuple[Message, Json]:
        """A further message; after a deferral the first one takes the place of "thinking"."""
        original = interaction.original
        if original is not None and original.flags & LOADING and interaction.callback == DEFERRED_MESSAGE:
            return original, self.edit(interaction, original, body, files)
        made = draft(body, files, self._core.ids.next)
        viewer_id = interaction.user_id if made.flags & EPHEMERAL else None
        channel = self._core.world.channels[interaction.channel_id]
        reference = None if original is None else _refer(channel.guild_id, original)
        terms = self._terms(interaction, _REPLY if reference else 0, viewer_id, reference)
        message = posting.compose(self._core, channel, self._core.bot_id, made, terms)
        shaped = posting.publish(self._core, channel, message)
        interaction.show(Answer("message", snapshot(self._core, message)))
        return message, shaped

    def edit(
        self, interaction: Interaction, message: Message, body: Json, files: Uploads, *, first: bool = False
    ) -> Json:
        """Edit the original or a followup; its JSON."""
        channel = self._core.world.channels[interaction.channel_id]
        thinking = bool(message.flags & LOADING)
        shaped = posting.edit(self._core, channel, message, body, files)
        if not first:
            kind = "message" if thinking else "update"
            interaction.show(Answer(kind, snapshot(self._core, message)))
        return shaped

    def find(self, interaction: Interaction, message_id: str) -> Message:
        """The original or a followup by its id."""
        channel = self._core.world.channels[interaction.channel_id]
        if message_id == "@original":
            message = interaction.original
            number = 0 if message is None else message.id
        else:
            number = int(message_id) if message_id.isdecimal() else 0
        message = channel.history.messages.get(number) or channel.ephemerals.messages.get(number)
        if message is None or (message.webhook_id is None and message is not interaction.original):
            raise unknown("Message")
        return message

    def delete(self, interaction: Interaction, message: Message) -> None:
        """Remove the original or a followup."""
        posting.delete(self._core, self._core.world.channels[interaction.channel_id], message)

    def _message(self, interaction: Interaction, data: Json, files: Uploads) -> Message:
        made = draft(data, files, self._core.ids.next)
        interaction.ephemeral = bool(made.flags & EPHEMERAL)
        return self._posted(interaction, made, flags=0)

    def _thinking(self, interaction: Interaction, data: Json) -> Message:
        flags = int(data.get("flags") or 0) & EPHEMERAL
        interaction.ephemeral = bool(flags)
        blank = draft({"content": "…"}, posting.NO_FILES, self._core.ids.next)
        blank.content = ""
        return self._posted(interaction, blank, flags=flags | LOADING)

    def _posted(self, interaction: Interaction, made: Any, *, flags: int) -> Message:
        channel = self._core.world.channels[interaction.channel_id]
        viewer_id = interaction.user_id if interaction.ephemeral else None
        reference = None if interaction.source is None else _refer(channel.guild_id, interaction.source)
        kind = _COMMAND_ANSWER if interaction.kind == COMMAND else 0
        terms = self._terms(interaction, kind, viewer_id, reference, flags=flags)
        message = posting.compose(self._core, channel, self._core.bot_id, made, terms)
        posting.publish(self._core, channel, message)
        return message

    def _terms(
        self,
        interaction: Interaction,
        kind: int,
        viewer_id: int | None,
        reference: Json | None,
        *,
        flags: int = 0,
    ) -> Terms:
        return Terms(
            kind=kind,
            interaction=interaction.metadata,
            webhook_id=self._core.bot_id,
            viewer_id=viewer_id,
            flags=flags,
            reference=reference,
        )

    def _source(self, interaction: Interaction) -> Message:
        channel = self._core.world.channels[interaction.channel_id]
        source = interaction.source
        number = 0 if source is None else source.id
        message = channel.history.messages.get(number) or channel.ephemerals.messages.get(number)
        if message is None:
            raise unknown("Message")
        return message

    def _forget(self, now: datetime) -> None:
        # in the order of opening; a minute more than the token lasts, to say why it is refused
        while self._by_token:
            token = next(iter(self._by_token))
            if now - self._by_token[token].at <= TOKEN_LASTS * 2:
                return
            del self._by_token[token]


def told(interaction: Interaction) -> Json:
    """An interaction for the listeners."""
    last = interaction.answers[-1] if interaction.answers else None
    return {
        "id": str(interaction.id),
        "type": interaction.kind,
        "user_id": str(interaction.user_id),
        "channel_id": str(interaction.channel_id),
        "callback": interaction.callback,
        "answer": None if last is None else last.kind,
        "modal": None if last is None else last.modal,
        "choices": [] if last is None else last.choices,
    }


def _refer(guild_id: int | None, message: Message) -> Json:
    reference: Json = {"type": 0, "channel_id": str(message.channel_id), "message_id": str(message.id)}
    if guild_id is not None:
        reference["guild_id"] = str(guild_id)
    return reference


def _choices(raw: list[Json]) -> list[Json]:
    form = Form()
    form.size("data.choices", len(raw), MOST_CHOICES)
    for index, choice in enumerate(raw):
        form.length(f"data.choices.{index}.name", str(choice.get("name") or ""), 100, 1)
        if isinstance(choice.get("value"), str):
            form.length(f"data.choices.{index}.value", choice["value"], 100, 1)
    form.check()
    return raw
