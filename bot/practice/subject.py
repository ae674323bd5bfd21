"""What a session was about: the programme's own title where one was meant, else as it was typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from msgspec import Struct

_WORD = re.compile(r"[^\W_]+")
_SMALL = frozenset({"a", "an", "and", "at", "for", "in", "of", "on", "or", "the", "to", "with"})
"""Words by which no two titles differ."""
ENOUGH = 3
"""Letters that the beginning of a word needs to stand for it."""
SURE = 4
"""Letters that the beginning of a title needs, where what follows it may be a note."""


class Known(Struct, frozen=True):
    """Something that the programme has a title for."""

    title: str
    key: str = ""
    """A short name that means the same."""


_Match = Callable[[tuple[str, ...], tuple[str, ...]], bool]
"""A way in which words that were said may mean those of a title."""


class _Folded(Struct, frozen=True):
    words: tuple[str, ...]
    end: int
    """Where in the text the last of them ends."""


def named(text: str, known: Sequence[Known]) -> str | None:
    """The one title that the whole of `text` means: said in full, by its beginning, or by words out of it."""
    said = _words(text)
    if not said:
        return None
    for matches in (_is_whole, _begins, _holds):
        found = _all(said, known, matches)
        if found:
            return found[0] if len(found) == 1 else None
    return None


def beginning(text: str, known: Sequence[Known], *, loosely: bool = False) -> tuple[str, str] | None:
    """The title that the longest beginning of `text` means, and the rest.

    `loosely` takes what `named` takes, where nothing but one of them can stand there; otherwise the title
    stands in full, or begins so and nobody else's does.
    """
    for said in reversed(_beginnings(text)):
        if loosely:
            title = named(text[: said.end], known)
        else:
            found = _all(said.words, known, _is_whole) or (
                _all(said.words, known, _begins_in_words) if len("".join(said.words)) >= SURE else []
            )
            title = found[0] if len(found) == 1 else None
        if title is not None:
            return title, text[said.end :].lstrip(" ,;:.-–—)]").strip()
    return None


def _words(text: str) -> tuple[str, ...]:
    found = tuple(word.casefold() for word in _WORD.findall(text))
    return tuple(word for word in found if word not in _SMALL) or found


def _beginnings(text: str) -> list[_Folded]:
    found: list[_Folded] = []
    so_far: tuple[str, ...] = ()
    for match in _WORD.finditer(text):
        word = match[0].casefold()
        if word in _SMALL:
            continue
        so_far = (*so_far, word)
        found.append(_Folded(so_far, match.end()))
    return found


def _all(said: tuple[str, ...], known: Sequence[Known], matches: _Match) -> list[str]:
    return list(
        dict.fromkeys(
            one.title
            for one in known
            if matches(said, _words(one.title)) or (one.key and matches(said, _words(one.key)))
        )
    )


def _is_whole(said: tuple[str, ...], title: tuple[str, ...]) -> bool:
    return said == title


def _begins_in_words(said: tuple[str, ...], title: tuple[str, ...]) -> bool:
    return title[: len(said)] == said


def _begins(said: tuple[str, ...], title: tuple[str, ...]) -> bool:
    return (
        len(said) <= len(title)
        and title[: len(said) - 1] == said[:-1]
        and _stands_for(said[-1], title[len(said) - 1])
    )


def _holds(said: tuple[str, ...], title: tuple[str, ...]) -> bool:
    return all(any(_stands_for(word, other) for other in title) for word in said)


def _stands_for(word: str, other: str) -> bool:
    return word == other or (len(word) >= ENOUGH and other.startswith(word))
