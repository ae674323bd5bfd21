"""The doctor's look at what the bot has noticed in chat: other bots that answer our commands."""

from __future__ import annotations

import contextlib
import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

from bot.config import CommandsSection
from bot.doctor_twitch import AREA
from bot.finding import Finding, Findings
from bot.twitch_rivals import KEPT, Sighting

FRESH = timedelta(days=14)
"""A bot that has not answered since was probably switched off."""

_WHERE = {
    "fossabot": "fossabot.com, Commands",
    "moobot": "moo.bot, Commands",
    "nightbot": "nightbot.tv, Commands",
    "streamelements": "streamelements.com, Chatbot, Commands",
    "streamlabs": "streamlabs.com, Cloudbot, Commands",
    "wizebot": "wizebot.tv, Commands",
}


def examine_rivals(names: CommandsSection, prefix: str, database: Path, now: datetime) -> list[Finding]:
    """Each bot that answered one of our commands lately. Blocking: call it off the loop."""
    findings = Findings(AREA)
    for seen in _sightings(database):
        if now - seen.at > FRESH or not _is_still_ours(seen, names):
            continue
        call = f"{prefix}{seen.word}"
        where = _WHERE.get(seen.bot, f"the settings of {seen.bot}")
        mend = (
            f'Rename ours: names = {{ {seen.command} = "..." }} under [commands] in the config;'
            f" or switch theirs off: {where}."
        )
        last = f"last on {seen.at.day} {seen.at:%B}"
        if seen.certain or seen.times > 1:
            findings.mend(f"{seen.bot} answers {call} in chat, too ({last}).", mend)
        else:
            findings.open(
                f"{seen.bot} spoke right after a {call} once ({last}); it may have answered it.", mend
            )
    return findings.all


def _sightings(database: Path) -> list[Sighting]:
    """All that are kept; none where there is no such file or table yet, of which others speak."""
    try:
        if not database.is_file():
            return []
        with contextlib.closing(
            sqlite3.connect(f"{database.resolve().as_uri()}?mode=rw", uri=True, timeout=5)
        ) as connection:
            rows = connection.execute(
                "SELECT value FROM kept WHERE substr(key, 1, ?) = ? ORDER BY key", (len(KEPT), KEPT)
            )
            return [Sighting.read(value) for (value,) in rows]
    except (sqlite3.Error, OSError):
        return []


def _is_still_ours(seen: Sighting, names: CommandsSection) -> bool:
    """Whether what was typed then still calls us: renaming leaves the old name to the other bot."""
    if seen.word in names.aliases.get(seen.command, ()):
        return True
    called = names.names.get(seen.command, seen.command)
    return seen.word == called or seen.word != seen.command
