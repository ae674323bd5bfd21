"""Buttons that work on messages of any age, and forms; what goes wrong in them reaches the boundary."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

import discord

from bot.discord_bot import PART, DiscordBot, Interaction
from bot.telemetry import OK, Telemetry


class PersistentButton(discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]], template=""):
    """A button that holds no state but what stands in its custom id.

    A subclass names its `template` and says in `pressed` what happens. discord.py only logs what a dynamic
    item raises, so the way to the boundary is here.
    """

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Called by discord.py."""
        await _answered(interaction, f"button {_kind(self.custom_id)}", self.pressed(interaction))

    async def pressed(self, interaction: Interaction) -> None:
        """What the button does."""
        raise NotImplementedError


class ButtonElsewhere(discord.ui.Button[discord.ui.View]):
    """A button that another feature answers, which knows its own by their ids.

    discord.py must not wait for it: when a view with a waiting button expires, as answers that only one
    person sees do after 15 minutes, it forgets every kind of persistent button in that view, for everybody.
    """

    def is_dispatchable(self) -> bool:
        """Called by discord.py."""
        return False


class PersistentSelect(discord.ui.DynamicItem[discord.ui.Select[discord.ui.View]], template=""):
    """A list to choose from, like `PersistentButton` in everything else."""

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Called by discord.py."""
        name = f"list {_kind(self.custom_id)}"
        await _answered(interaction, name, self.chosen(interaction, self.item.values))

    async def chosen(self, interaction: Interaction, values: list[str]) -> None:
        """What choosing does."""
        raise NotImplementedError


class PersistentChannelSelect(discord.ui.DynamicItem[discord.ui.ChannelSelect[discord.ui.View]], template=""):
    """A list of the server's channels, of which one is chosen; like `PersistentButton` in everything else."""

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Called by discord.py."""
        name = f"list {_kind(self.custom_id)}"
        await _answered(interaction, name, self.chosen(interaction, self.item.values[0].id))

    async def chosen(self, interaction: Interaction, channel_id: int) -> None:
        """What choosing does."""
        raise NotImplementedError


class Form(discord.ui.Modal):
    """A modal of at most five fields whose errors reach the boundary."""

    _telemetry: Telemetry | None = None
    """Set when it was sent off."""

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        """Called by discord.py when it was sent off, before `on_submit`."""
        client: DiscordBot = interaction.client
        self._telemetry = client.telemetry
        self._telemetry.begin(PART, f"form {type(self).__module__.split('.')[1]}:{type(self).__name__}")
        return True

    def stop(self) -> None:
        """Called by discord.py when `on_submit` is through."""
        if self._telemetry is not None:
            self._telemetry.end(OK)
        super().stop()

    async def on_error(self, interaction: discord.Interaction[Any], error: Exception, /) -> None:
        """Called by discord.py."""
        client: DiscordBot = interaction.client
        await client.answer_error(interaction, error)


async def _answered(interaction: Interaction, name: str, answer: Awaitable[None]) -> None:
    """See it through from the press to the answer, and what goes wrong to the boundary."""
    client = interaction.client
    client.telemetry.begin(PART, name)
    try:
        await answer
    except Exception as error:  # noqa: BLE001 - this is the boundary's own door
        await client.answer_error(interaction, error)
    else:
        client.telemetry.end(OK)


def _kind(custom_id: str) -> str:
    """Whose it is and what it does; the rest are ids, and words that somebody typed."""
    return ":".join(custom_id.split(":")[:2])
