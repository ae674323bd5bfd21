"""The one question before everything goes: two buttons, for whoever was asked."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Mapping
from typing import Any, Self

import discord

from bot.discord_bot import Interaction
from bot.people.model import Platform
from bot.privacy.model import Cell, Held
from cogs.asking import actor_of
from cogs.controls import PersistentButton
from cogs.delivery import UNREACHABLE
from cogs.privacy import text

logger = logging.getLogger(__name__)

_LOOKS = {"yes": (text.FORGET, discord.ButtonStyle.danger), "no": (text.KEEP, discord.ButtonStyle.secondary)}


class ForgetButton(PersistentButton, template=r"privacy:forget:(?P<answer>yes|no)"):
    """Deletes everything of whoever presses it, or nothing."""

    def __init__(self, answer: str) -> None:
        label, style = _LOOKS[answer]
        super().__init__(discord.ui.Button(label=label, style=style, custom_id=f"privacy:forget:{answer}"))
        self._answer = answer

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str]
    ) -> Self:
        """Called by discord.py."""
        return cls(match["answer"])

    async def pressed(self, interaction: Interaction) -> None:
        """Do as they say; the question goes either way."""
        if self._answer == "no":
            await interaction.response.edit_message(content=text.KEPT, embed=None, view=None)
            return
        client = interaction.client
        done = await client.services.privacy.forget(actor_of(interaction))
        said = text.forgotten(done, client.services.backups_kept)
        await interaction.response.edit_message(content=said, embed=None, view=None)
        kept = await take_away(interaction, done.was)
        if kept:
            await interaction.followup.send(text.kept(kept), ephemeral=True)


async def take_away(interaction: Interaction, was: Held) -> list[str | None]:
    """Delete the messages that were about somebody, the newest first.

    Returns links to those that stay, None for one in private messages, which may be somebody else's.
    """
    posts, recordings = was.tables.get("posts", ()), was.tables.get("recordings", ())
    # a forum's posts go with their threads
    opening = {str(row["message_id"]) for row in recordings if row["channel_id"] == row["thread_id"]}
    threads, kept = {row["thread_id"] for row in recordings}, list[str | None]()
    for post in sorted(posts, key=lambda post: str(post["claimed_at"]), reverse=True):
        if post["platform"] != Platform.DISCORD or post["message_id"] in (None, *opening):
            continue
        channel_id, message_id = int(str(post["channel"])), int(str(post["message_id"]))
        try:
            channel = interaction.client.get_partial_messageable(channel_id)
            await channel.get_partial_message(message_id).delete()
        except discord.NotFound:
            continue  # gone already, or the channel is
        except UNREACHABLE as error:
            logger.warning("a message about somebody who was forgotten stays: %s", error)
            public = channel_id in threads or _on_server(interaction, channel_id)
            kept.append(_url(interaction, channel_id, message_id) if public else None)
    for recording in recordings:
        try:
            await _take_review(interaction, recording)
        except discord.NotFound:
            continue
        except UNREACHABLE as error:
            logger.warning("the thread of a recording that was forgotten stays: %s", error)
            kept.append(_url(interaction, recording["thread_id"]))
    return kept


async def _take_review(interaction: Interaction, recording: Mapping[str, Cell]) -> None:
    """Delete the thread of a recording, in which a forum has the post itself.

    Without Manage Threads it stays with what friends wrote in it, and loses its post and its name.
    """
    if recording["thread_id"] is None:
        return
    client, thread_id = interaction.client, int(str(recording["thread_id"]))
    thread = client.get_channel(thread_id) or await client.fetch_channel(thread_id)
    if not isinstance(thread, discord.Thread):
        return
    if thread.permissions_for(thread.guild.me).manage_threads:
        await thread.delete()
        return
    if recording["channel_id"] == thread_id:
        await thread.get_partial_message(int(str(recording["message_id"]))).delete()
    await thread.edit(name=text.THREAD, archived=True)


def _on_server(interaction: Interaction, channel_id: int) -> bool:
    channel = interaction.client.get_channel(channel_id)
    return isinstance(channel, discord.abc.GuildChannel | discord.Thread)


def _url(interaction: Interaction, *place: Cell) -> str:
    return "/".join(
        ["https://discord.com/channels", str(interaction.client.section.guild_id), *map(str, place)]
    )


def question() -> discord.ui.View:
    """What stands under the question."""
    view = discord.ui.View(timeout=None)
    view.add_item(ForgetButton("yes"))
    view.add_item(ForgetButton("no"))
    return view


def file(held: Held) -> discord.File:
    """Every row, to keep."""
    return discord.File(io.BytesIO(held.as_json()), text.FILE)
