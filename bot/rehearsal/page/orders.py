"""The forms of what a page may ask for, checked before anything happens."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from bot.rehearsal.loopback_discord.files import Upload

Snowflake = Annotated[int, BeforeValidator(lambda value: int(str(value)[:20]))]
"""Ids travel as text: JavaScript's numbers are too short for them."""


class Order(BaseModel):
    """Anything asked for, by somebody of the cast."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)
    who: str = Field(alias="as", max_length=40)


class File(BaseModel):
    """A file that somebody attaches."""

    model_config = ConfigDict(extra="forbid")
    name: str = Field(min_length=1, max_length=200)
    data: str
    """Its bytes in base64."""

    def upload(self) -> Upload:
        """The file as Discord takes it; ValueError where the bytes are none."""
        try:
            return Upload(self.name, base64.b64decode(self.data, validate=True))
        except binascii.Error as error:
            raise ValueError(f"{self.name} did not arrive whole.") from error


class Send(Order):
    """Write in a channel, thread or direct message."""

    channel: Snowflake
    text: str = ""
    reply_to: Snowflake | None = None
    files: list[File] = Field(default_factory=list[File], max_length=10)


class Edit(Order):
    """Change one's own message."""

    message: Snowflake
    text: str


class Delete(Order):
    """Delete a message, or dismiss an ephemeral one."""

    message: Snowflake


class React(Order):
    """Give or take back a reaction."""

    message: Snowflake
    emoji: str = Field(max_length=40)
    on: bool = True


class Click(Order):
    """Press a button."""

    message: Snowflake
    custom_id: str


class Choose(Order):
    """Choose in a select menu."""

    message: Snowflake
    custom_id: str
    values: list[str] = Field(max_length=25)


class Slash(Order):
    """Use a slash command; `command` holds its subcommands: `timer start`."""

    channel: Snowflake
    command: str
    options: dict[str, Any] = Field(default_factory=dict[str, Any])
    files: dict[str, File] = Field(default_factory=dict[str, File])


class Complete(Order):
    """Ask for choices while an option is typed."""

    channel: Snowflake
    command: str
    option: str
    typed: str
    options: dict[str, Any] = Field(default_factory=dict[str, Any])


class Submit(Order):
    """Send a form that the bot opened."""

    interaction: str
    values: dict[str, Any]
    files: dict[str, list[File]] = Field(default_factory=dict[str, list[File]])


class OpenThread(Order):
    """A thread on a message or in a channel; with text, a forum post."""

    place: Snowflake
    name: str
    text: str | None = None
    tags: list[str] = Field(default_factory=list[str], max_length=5)


class OpenDirect(Order):
    """Open the direct messages with the bot."""


class Say(Order):
    """Write in Twitch chat."""

    text: str = Field(min_length=1, max_length=500)
    reply_to: str | None = None


class GoLive(Order):
    """Begin the stream."""

    title: str = Field(max_length=140)


class GoOffline(Order):
    """End the stream."""


class MoveClock(Order):
    """Move the bot's clock forward."""

    to: Literal["minute", "timer", "tomorrow", "sunday"]


class Crowd(Order):
    """Let fifty viewers in for a minute, or send them home."""

    on: bool = True


class Restart(Order):
    """Stop the bot and start it again."""


class StartOver(Order):
    """Forget everything and begin anew; the page has asked once."""
