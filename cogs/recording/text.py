"""Recordings as messages: the post that asks friends, what its owner is told, and the summary."""

from __future__ import annotations

import discord

from bot.curriculum.model import Problem
from bot.people.model import Person
from bot.recording.model import (
    EMOJI,
    FLAGS,
    STRENGTHS,
    Kind,
    Recording,
    State,
    Statement,
    at_second,
    span_text,
)
from cogs import colours
from cogs.reviewed import KINDS as KINDS
from cogs.words import DISCORD_EMBED_DESCRIPTION, clip, escape_discord, stamp

TITLE_FIELD = "Title"
TITLE_HINT = "Two Sum, out loud"
LOOK_AT_FIELD = "What should friends look at?"
LOOK_AT_HINT = "Whether I explain the brute force before I optimise"
LINK_FIELD = "Link"
LINK_HINT = "A link is best: Discord's upload limit is small. Unlisted is fine."
SLICE_FIELD = "Part to look at"
SLICE_HINT = "12:00-25:00, or empty for all of it"
HAND_IN = "Hand in for review"
LABELS = {
    "form": "Score it privately",
    "rate": "Rate yourself",
    "moment": "Mark a moment",
    "manage": "Manage",
    "edit": "Edit",
    "withdraw": "Take it back",
    "really": "Yes, take it back",
    "reopen": "Ask for another week",
    "forms": "What the forms say",
}
STATEMENTS = {
    Statement.FORWARD: "I'd move you forward",
    Statement.SILENT: "silent over a minute, no word why",
    Statement.FROZE: "froze or rushed",
    Statement.RAMBLED: "rambled",
    Statement.APPROACH: "approach",
    Statement.CLEAR: "clear",
    Statement.CODE: "code",
    Statement.TESTED: "tested",
}


def use_slash(name: str) -> str:
    """Some answers are for one person only, and some questions need a form."""
    return f"`/{name}` does that: it opens a form, or answers only you."


def tags(recording: Recording, problem: Problem | None) -> tuple[str, ...]:
    """What a forum may file it under."""
    if recording.kind is not Kind.CODING:
        return (
            (KINDS[recording.kind], "ML") if recording.kind is Kind.EXPLANATION else (KINDS[recording.kind],)
        )
    return () if problem is None else (problem.difficulty.value,)


def content(recording: Recording, file_gone: bool = False) -> str:
    """The line above everything: what there is to watch."""
    if recording.state is State.WITHDRAWN:
        return ""
    if recording.link is None:
        return _FILE_GONE if file_gone else ""
    begins = 0 if recording.span is None else recording.span.begins
    return (at_second(recording.link, begins) if begins else None) or recording.link


_FILE_GONE = "The file did not make it here: Discord no longer has it, or it is too large for me to post."


def post(recording: Recording, owner: Person, problem: Problem | None) -> discord.Embed:
    """The post that asks friends to look."""
    name = escape_discord(owner.name)
    if recording.state is State.WITHDRAWN:
        return discord.Embed(
            description=f"{name} took this recording back. There is nothing to do here any more.",
            colour=colours.QUIET,
        )
    facts = [name, KINDS[recording.kind]]
    if problem is not None:
        facts.append(f"[{escape_discord(problem.title)}]({problem.url}), {problem.difficulty.value}")
    if recording.span is not None:
        part = span_text(recording.span)
        facts.append(f"watch **{part}**" if recording.span.ends else f"watch from **{part}**")
    lines = [" · ".join(facts)]
    if recording.look_at:
        lines += ["", *(f"> {escape_discord(line)}" for line in recording.look_at.splitlines())]
    lines += ["", "**React with what you saw**, or write `12:34 silent` in the thread."]
    lines += legend()
    if recording.state is State.CLOSED:
        lines += ["", "Its week is over and the summary is below. What you add still counts."]
    else:
        lines += ["", f"Open until {stamp(recording.closes_at, 'D')}."]
    return discord.Embed(
        title=clip(escape_discord(recording.title), 256),
        description=clip("\n".join(lines), DISCORD_EMBED_DESCRIPTION),
        colour=colours.REVIEW,
    ).set_footer(text=f"Recording {recording.id}")


def legend() -> list[str]:
    """What the eight reactions say, the verdict first, what to train last."""
    verdict = f"{EMOJI[Statement.FORWARD]} {STATEMENTS[Statement.FORWARD]}"
    strong = " · ".join(f"{EMOJI[one]} {STATEMENTS[one]}" for one in STRENGTHS)
    train = " · ".join(f"{EMOJI[one]} {STATEMENTS[one]}" for one in FLAGS)
    return [verdict, strong, train]


def handed_in(recording: Recording, channel: int | None) -> str:
    """What the candidate reads right after the form."""
    number = f"**{escape_discord(recording.title)}** is recording {recording.id}."
    if recording.is_private:
        watch = "Watch it back first, then rate yourself; nobody else sees any of it."
        file = "" if recording.file is None else " I keep the file's name, not the file: keep it yourself."
        return f"{number} Stage 1 is for you alone. {watch}{file}"
    where = "" if channel is None else f" in <#{channel}>"
    return (
        f"Handed in. {number} Its post comes up{where} and asks friends for a week."
        " Rate yourself first: their forms open to you once you have, or after two days."
    )


def manage(recording: Recording) -> str:
    """What its owner can do about it."""
    title = f"**{escape_discord(recording.title)}**, recording {recording.id}"
    match recording.state:
        case State.WITHDRAWN:
            return f"{title}, was taken back."
        case State.CLOSED:
            return f"{title}, closed {stamp(recording.closed_at or recording.closes_at, 'R')}."
        case State.OPEN:
            return f"{title}, is open until {stamp(recording.closes_at, 'D')}."


def sure(recording: Recording) -> str:
    """Before it is taken back."""
    return (
        f"Take back **{escape_discord(recording.title)}**? The link goes from the post and nobody is asked"
        " any more; what friends said stays with you."
    )


def edited(recording: Recording) -> str:
    """After a change."""
    return f"Changed: **{escape_discord(recording.title)}**. The post follows."


CLOSED = "A week is over. This is what you saw:"
WITHDRAWN = "Taken back. The post says so, and the link is gone from it."
REOPENED = "Open for another week."


def whose(stage: int) -> str:
    """Under the last field: who will see it."""
    if stage == 1:
        return "Stage 1: nobody but you sees this recording."
    return "Friends see this above the eight reactions. May stay empty."


def closed(recording: Recording) -> str:
    """The line above the summary, as the recording is now."""
    match recording.state:
        case State.OPEN:
            return f"So far; open again until {stamp(recording.closes_at, 'D')}."
        case State.WITHDRAWN:
            return "This recording was taken back."
        case State.CLOSED:
            return CLOSED


def lost(recording: Recording, owner: Person) -> str:
    """To the host: somebody deleted the post, or its thread."""
    what = "The review post" if recording.lost_at is not None else "The thread under the review post"
    return (
        f"{what} of “{recording.title}” (recording {recording.id} of {owner.name}) was deleted. Everything"
        " that was said until then is kept; `/submit` with the same link asks again."
    )


def no_thread() -> str:
    """To the host: a permission is missing."""
    return (
        "I may not open a thread under a review post, so friends have nowhere to write moments. Give me"
        " Create Public Threads in the reviews channel."
    )


def cannot_close(title: str) -> str:
    """To the host: the summary found a locked door."""
    return (
        f"The thread of “{title}” is locked, so its summary could not go there. Unlock it, or give me Manage"
        " Threads. `/review` under the post still shows everything."
    )


def look_wanted(recording: Recording, owner: Person, url: str) -> str:
    """To a friend who offered: it is their turn."""
    return (
        f"{escape_discord(owner.name)} has a recording that nobody has looked at yet:"
        f" **{escape_discord(recording.title)}**. Ten seconds and two reactions help: {url}\n"
        "-# You offered to be asked; `/reviewer` ends it."
    )
