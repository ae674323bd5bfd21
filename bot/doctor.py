"""The doctor: looks at everything the bot stands on, and says the mend for what is wrong."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sqlite3
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from bot.channel_picks import KEPT, with_picks
from bot.clock import Clock
from bot.config import Config, DiscordSection
from bot.doctor_discord import examine_discord
from bot.doctor_machine import examine_candidate, examine_database, examine_machine, examine_overlay
from bot.doctor_posts import examine_posts
from bot.doctor_recordings import examine_recordings
from bot.doctor_rivals import examine_rivals
from bot.doctor_twitch import examine_twitch
from bot.finding import Finding

PATIENCE = 20.0
"""Seconds that each platform may take over all its answers."""

_MARKS = {True: "fine", False: "mend", None: "open"}


async def examine(config: Config, *, clock: Clock, patience: float = PATIENCE) -> list[Finding]:
    """Look at everything that `config` names, both platforms at once; nothing is changed anywhere."""
    now = clock()
    parts = [
        asyncio.to_thread(examine_machine, config),
        asyncio.to_thread(examine_database, config.database, config.backup, now),
        asyncio.to_thread(examine_candidate, config, now),
    ]
    if config.discord is not None:
        section = await asyncio.to_thread(_as_set_up, config.discord, config.database)
        parts.append(examine_discord(section, config.candidate, patience=patience))
    if config.twitch is not None:
        parts.append(examine_twitch(config.twitch, config.database, now, patience=patience))
        heard = (config.commands, config.twitch.prefix, config.database, now)
        parts.append(asyncio.to_thread(examine_rivals, *heard))
    parts.append(asyncio.to_thread(examine_recordings, config.recording))
    parts.append(asyncio.to_thread(examine_posts, config.database, now))
    parts.append(examine_overlay(config.overlay, patience=patience))
    return [finding for found in await asyncio.gather(*parts) for finding in found]


def _as_set_up(section: DiscordSection, database: Path) -> DiscordSection:
    """With the channels that `/setup` picked, where there is a database that remembers them."""
    try:
        with contextlib.closing(
            sqlite3.connect(f"{database.resolve().as_uri()}?mode=rw", uri=True, timeout=5)
        ) as connection:
            row = connection.execute("SELECT value FROM kept WHERE key = ?", (KEPT,)).fetchone()
    except (sqlite3.Error, OSError):
        return section
    return with_picks(section, None if row is None else row[0])


def render(findings: Sequence[Finding]) -> str:
    """The report for a terminal; its last line is the count."""
    lines: list[str] = []
    for area, group in groupby(findings, key=lambda finding: finding.area):
        lines.append(area)
        for finding in group:
            lines.append(f"  {_MARKS[finding.ok]}  {finding.what}")
            if finding.mend:
                lines.append(f"        {finding.mend}")
        lines.append("")
    counts = [sum(finding.ok is verdict for finding in findings) for verdict in (True, False, None)]
    open_ = f", {counts[2]} open" if counts[2] else ""
    lines.append(f"{counts[0]} fine, {counts[1]} to mend{open_}")
    return "\n".join(lines)


def as_json(findings: Sequence[Finding]) -> str:
    """The same for programs: `findings` in order, each with its verdict, and `ok` for all of them."""
    told = [
        {"area": one.area, "verdict": _MARKS[one.ok], "what": one.what, "mend": one.mend} for one in findings
    ]
    return json.dumps({"ok": all(one.ok is not False for one in findings), "findings": told}, indent=2)
