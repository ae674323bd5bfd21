"""A programme as it is read: chapters of a few pages, each with what it says under which heading."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct


class Part(Struct, frozen=True):
    """A heading with paragraphs and points under it; plain words, nothing marked up."""

    heading: str = ""
    words: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    numbered: bool = False

    def __bool__(self) -> bool:
        return bool(self.words or self.points)


class Page(Struct, frozen=True):
    """What is read in one go."""

    title: str
    parts: tuple[Part, ...]
    months: tuple[int, ...] = ()
    """The months that it is about; it is the one to open then."""


class Chapter(Struct, frozen=True):
    """One subject of the programme."""

    key: str
    """The word that people ask for it with."""
    says: str
    """What stands in it, in a line."""
    pages: tuple[Page, ...]
    also: tuple[str, ...] = ()
    """Other words for it."""


def part(heading: str, *words: str, points: Iterable[str] = (), numbered: bool = False) -> Part:
    """A part without what the programme left empty."""
    said = tuple(filter(None, points))
    sentences = tuple(one[0].upper() + one[1:] for one in words if one)
    return Part(heading, sentences, said, numbered and len(said) > 1)


def page(title: str, *parts: Part, months: tuple[int, ...] = ()) -> Page:
    """A page without its empty parts."""
    return Page(title, tuple(one for one in parts if one), months)


def joined(separator: str, *words: str) -> str:
    """What is there of `words`, with the separator between."""
    return separator.join(filter(None, words))


def spans(word: str, numbers: tuple[int, ...]) -> str:
    """`month 3`, `months 1-2`, `weeks 1, 3`."""
    if not numbers:
        return ""
    if len(numbers) == 1:
        return f"{word} {numbers[0]}"
    if numbers == tuple(range(numbers[0], numbers[-1] + 1)):
        return f"{word}s {numbers[0]}-{numbers[-1]}"
    return f"{word}s {', '.join(map(str, numbers))}"
