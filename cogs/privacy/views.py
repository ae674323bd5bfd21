"""The one question before everything goes: two buttons, for whoever was asked."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import Any, Self

import discord

from bot.discord_bot import Interaction
from bot.people.model import Platform
from bot.privacy.model import Cell, Held
from cogs.asking import actor_of
from cogs.controls import PersistentButton
from cogs.privacy import text

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
        await take_away(interaction, done.was)


async def take_away(interaction: Interaction, was: Held) -> None:
    """Delete the messages that were about somebody, the newest first, as far as Discord lets us."""
    posts = was.tables.get("posts", ())
    newest_first = sorted(posts, key=lambda post: str(post["claimed_at"]), reverse=True)
    for post in newest_first:
        if post["platform"] != Platform.DISCORD or post["message_id"] is None:
            continue
        channel = interaction.client.get_partial_messageable(int(str(post["channel"])))
        try:
            await channel.get_partial_message(int(str(post["message_id"]))).delete()
        except discord.HTTPException:
            continue  # gone already, or the channel is: either way it is not ours to bring back
    for recording in was.tables.get("recordings", ()):
        await _take_review(interaction, recording)


async def _take_review(interaction: Interaction, recording: Mapping[str, Cell]) -> None:
    """Delete the thread of a recording, in which a forum has the post itself.

    Without Manage Threads it stays with what friends wrote in it, and loses its post and its name.
    """
    if recording["thread_id"] is None:
        return
    client, thread_id = interaction.client, int(str(recording["thread_id"]))
    try:
        thread = client.get_channel(thread_id) or await client.fetch_channel(thread_id)
        if not isinstance(thread, discord.Thread):
            return
        if thread.permissions_for(thread.guild.me).manage_threads:
            await thread.delete()
            return
        if recording["channel_id"] == thread_id:
            await thread.get_partial_message(int(str(recording["message_id"]))).delete()
        await thread.edit(name=text.THREAD, archived=True)
    except discord.HTTPException:
        return  # gone already, or locked by a moderator


def question() -> discord.ui.View:
    """What stands under the question."""
    view = discord.ui.View(timeout=None)
    view.add_item(ForgetButton("yes"))
    view.add_item(ForgetButton("no"))
    return view


def file(held: Held) -> discord.File:
    """Every row, to keep."""
    return discord.File(io.BytesIO(held.as_json()), text.FILE)
