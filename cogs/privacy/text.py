"""What Discord says about what is held of somebody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import discord

from bot.privacy.model import Forgotten, Held
from cogs.colours import QUIET
from cogs.words import plural

FORGET = "Delete it for good"
KEEP = "Keep it"
KEPT = "Nothing was deleted."
FILE = "my-data.json"
THREAD = "Deleted recording"
"""What the thread of a recording is called that its candidate had deleted."""

LINKS = 10
"""To messages that stay, in one answer."""

_AREAS = {
    "log": ("log entry", "log entries"),
    "imported files": ("imported file", "imported files"),
    "planned days": ("planned day", "planned days"),
    "pauses": ("pause", "pauses"),
    "clocks": ("clock", "clocks"),
    "guesses": ("guess", "guesses"),
    "recordings": ("recording", "recordings"),
    "measured recordings": ("measured recording", "measured recordings"),
    "silences that you announced": ("silence that you announced", "silences that you announced"),
    "ticks in your success table": ("tick in your success table", "ticks in your success table"),
    "votes in reviews": ("vote on a recording", "votes on recordings"),
    "moments in reviews": ("remark on a recording", "remarks on recordings"),
    "review forms": ("form about a recording", "forms about recordings"),
    "offers to review": ("offer to be asked for reviews", "offers to be asked for reviews"),
    "exercises": ("drill question", "drill questions"),
    "moments": ("moment that you marked", "moments that you marked"),
    "rounds on your stage": ("round on your stage", "rounds on your stage"),
    "problems on your stage": ("problem put on your stage", "problems put on your stage"),
    "streams": ("stream", "streams"),
    "messages about you": ("message of mine about you", "messages of mine about you"),
}
"""In the order in which they are shown."""
SETTINGS = "your name, accounts and settings"


def held(found: Held, forget: str) -> discord.Embed:
    """The answer to `/my-data`; the file beside it holds the rows."""
    if not found.rows:
        return discord.Embed(title="I hold nothing about you", colour=QUIET)
    return discord.Embed(
        title="What I hold about you",
        description=f"{_lines(found.counts)}\n\nThe file has it all, as stored. `/{forget}` deletes it.",
        colour=QUIET,
    )


def question(found: Held) -> discord.Embed:
    """Before anything is deleted."""
    lines = [_lines(found.counts), "", "It cannot be undone. `/my-data` gives you a copy first."]
    if found.votes:
        lines.append(
            f"{_votes(found)} in others' tallies, with no name and no account on {_them(found.votes)}."
        )
    if found.counts.get("recordings"):
        lines.append("What friends said about your recordings goes with them.")
    if found.subject.is_host:
        lines.append(
            "You are the host: the config names you, so your name, accounts and settings there stay, and so "
            "does the table of the rounds that others guessed in. The log begins empty."
        )
    return discord.Embed(title="Delete all of this?", description="\n".join(lines), colour=QUIET)


def forgotten(done: Forgotten, backups: int) -> str:
    """Afterwards, with what is out of reach."""
    lines = ["All of it is deleted."]
    if done.was.votes:
        lines.append(f"{_votes(done.was)} in others' tallies, without you.")
    if done.was.tables.get("posts") or done.was.tables.get("recordings"):
        lines.append("My messages about you go in the next minutes.")
    lines.append(
        f"The host's last {plural(backups, 'backup')} may still hold you; put back, it forgets you again."
    )
    return " ".join(lines)


def kept(urls: Sequence[str | None]) -> str:
    """What Discord did not let us delete: links to it, None where it stands between two people."""
    links = [url for url in urls if url is not None]
    line = f"Discord did not let me delete {plural(len(urls), 'message')} of mine about you"
    if private := len(urls) - len(links):
        line += f", {private if links else 'sent'} in private"
    if not links:
        return f"{line}."
    more = [f"- and {len(links) - LINKS} more"] if len(links) > LINKS else []
    return "\n".join([f"{line}. A moderator can:", *(f"- {url}" for url in links[:LINKS]), *more])


def use_slash(name: str) -> str:
    """The prefix form of what only the one who asks should see."""
    return f"Between the two of us: type `/{name}`."


def _lines(counts: Mapping[str, int]) -> str:
    """One a line; an area that has no words here yet goes by its own name."""
    known = [area for area in _AREAS if area in counts]
    others = [area for area in counts if area not in _AREAS and area != "settings"]
    lines = [plural(counts[area], *_AREAS.get(area, (area, area))) for area in (*known, *others)]
    return "\n".join(f"- {line}" for line in [*lines, *([SETTINGS] if "settings" in counts else [])])


def _votes(found: Held) -> str:
    votes = plural(found.votes, "guess or vote", "guesses or votes")
    return f"{votes} {'stays' if found.votes == 1 else 'stay'}"


def _them(count: int) -> str:
    return "it" if count == 1 else "them"
