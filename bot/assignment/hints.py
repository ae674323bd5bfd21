"""Titles that give their pattern away: what is to be recognised must not be one of them."""

from __future__ import annotations

import re
from functools import cache

from bot.curriculum.model import Problem

_WORD = re.compile(r"[a-z]+")
_COMMON = frozenset({"and", "two", "advanced", "dynamic", "programming", "priority", "search", "math"})
"""Words of a pattern's name that a title can hold without naming it."""


def _stems(text: str) -> set[str]:
    return {word.removesuffix("ies").removesuffix("s") for word in _WORD.findall(text.casefold())}


def names_pattern(problem: Problem) -> bool:
    """Whether the title holds a telling word of the pattern, as Merge Intervals and Binary Tree Paths do."""
    return _names(problem.title.casefold(), problem.category.casefold())


@cache
def _names(title: str, category: str) -> bool:
    if category in title:
        return True
    telling = {stem for stem in _stems(category) if len(stem) > 2} - _COMMON
    return bool(telling & _stems(title))
