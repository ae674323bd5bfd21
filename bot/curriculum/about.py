"""The chapters of a programme: what it is trained for, with what, how, and what counts as success."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from bot.curriculum import about_interview as interview
from bot.curriculum import about_training as training
from bot.curriculum.chapter import Chapter, Page
from bot.curriculum.refusals import UnknownChapter

if TYPE_CHECKING:
    from bot.curriculum.model import Programme

NEAR = 60
"""How alike, of 100, a chapter must be to what was typed to be offered."""
_QUOTED = 40


def chapters(programme: Programme) -> tuple[Chapter, ...]:
    """Every chapter that the programme has something to say in, in the order to read them."""
    written = (
        Chapter(key, says, tuple(one for one in pages(programme) if one.parts), also)
        for key, says, also, pages in _CHAPTERS
    )
    return tuple(chapter for chapter in written if chapter.pages)


def find_chapter(programme: Programme, said: str) -> Chapter:
    """The chapter that `said` means: its name, another word for it, or the beginning of one.

    Raises UnknownChapter.
    """
    there = chapters(programme)
    names = {name: one for one in there for name in (one.key, *one.also)}
    word = " ".join(said.lower().split())
    if word in names:
        return names[word]
    begun = {one.key: one for name, one in names.items() if len(word) >= 3 and name.startswith(word)}
    if len(begun) == 1:
        return next(iter(begun.values()))
    # imported with the first name that must be guessed at: a start and an idle bot do without it
    from rapidfuzz import fuzz, process

    best = process.extractOne(word, list(names), scorer=fuzz.ratio, score_cutoff=NEAR) if word else None
    near = names[best[0]].key if best is not None else None
    plain = "".join(one for one in " ".join(said.split()) if one.isalnum() or one in " -'")[:_QUOTED]
    raise UnknownChapter(plain.strip(), near, tuple(one.key for one in there))


_CHAPTERS: tuple[tuple[str, str, tuple[str, ...], Callable[[Programme], Iterator[Page]]], ...] = (
    ("overview", "the whole way on one page", ("phases", "summary", "all", "plan"), interview.overview),
    (
        "roles",
        "the jobs it leads to, their pay, what a pitch opens with",
        ("jobs", "pay", "targets"),
        interview.roles,
    ),
    (
        "strengths",
        "what is there on the first day, as material for stories",
        ("stories", "assessment"),
        interview.strengths,
    ),
    ("gaps", "what is not there yet, and what mends it", ("baseline", "weaknesses"), interview.gaps),
    (
        "problems",
        "patterns in order, pace, method and target, phase by phase",
        ("dsa", "focus", "method", "patterns", "leetcode"),
        training.problems,
    ),
    (
        "theory",
        "topics in order, method and target, phase by phase",
        ("topics", "reading", "ml", "fundamentals"),
        training.theory,
    ),
    ("design", "how system design is practised, and its clock", ("system design", "mocks"), training.design),
    ("systems", "the systems in order, each with its question of scale", ("scale",), training.systems),
    (
        "stages",
        "from a camera alone to an audience: tests and targets",
        ("performance", "camera", "twitch", "recording"),
        training.stages,
    ),
    (
        "rounds",
        "the rounds of the interview, and how each is practised",
        ("interview", "interviews", "mock rounds"),
        interview.rounds,
    ),
    ("research", "what to read about the teams", ("teams", "company"), interview.research),
    ("portfolio", "what should stand by when", ("articles",), interview.portfolio),
    ("application", "when to apply, for what, and why then", ("apply", "window"), interview.application),
    (
        "goals",
        "what counts as success, month by month",
        ("success", "metrics", "success table"),
        interview.goals,
    ),
    ("resources", "books, sites and papers", ("books", "links"), interview.resources),
    ("clocks", "the lengths that have a name: !timer hard", ("presets", "timers"), training.clocks),
    ("mindset", "what to remember on a bad day", ("why", "courage"), interview.mindset),
)
"""Key, line about it, other words for it, and what writes its pages."""
