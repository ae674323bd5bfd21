"""Which channels the bot speaks in by itself: what the config says, and what `/setup` picked since."""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import StrEnum

from bot.config import DiscordSection
from bot.database import Database, Transaction
from bot.kept import keep, kept

KEPT = "discord channels"


class Role(StrEnum):
    """What a channel is for."""

    ASSIGNMENTS = "assignments"
    LIVE = "live"
    REVIEWS = "reviews"


def said_by(section: DiscordSection) -> dict[Role, int | None]:
    """What the config, or what stands for it, names."""
    return {role: getattr(section, f"{role}_channel") for role in Role}


def with_picks(section: DiscordSection, text: str | None) -> DiscordSection:
    """`section` with what was picked. What has changed in the config since then wins, as with the host."""
    if text is None:
        return section
    held = json.loads(text)
    if held["guild"] != section.guild_id:
        return section
    picks: Mapping[str, int] = held["picks"]
    before: Mapping[str, int | None] = held["said"]
    update = {
        f"{role}_channel": picks[role]
        for role, said in said_by(section).items()
        if role in picks and said == before.get(role)
    }
    return section.model_copy(update=update)


class ChannelPicks:
    """Remembers what was picked beside what the config said at that moment."""

    def __init__(self, database: Database, section: DiscordSection) -> None:
        """`section` as the file has it."""
        self._database = database
        self._section = section

    async def current(self) -> DiscordSection:
        """The config's section with the picks in it."""
        return with_picks(self._section, await self._database.read(lambda tx: kept(tx, KEPT)))

    async def pick(self, chosen: Mapping[Role, int]) -> DiscordSection:
        """From now on these; the other roles stay as they are."""

        def unit(tx: Transaction) -> DiscordSection:
            said = said_by(self._section)
            now = said_by(with_picks(self._section, kept(tx, KEPT)))
            picks = {role: id_ for role, id_ in now.items() if id_ != said[role]} | dict(chosen)
            text = json.dumps({"guild": self._section.guild_id, "picks": picks, "said": said})
            keep(tx, KEPT, text)
            return with_picks(self._section, text)

        return await self._database.write(unit)
