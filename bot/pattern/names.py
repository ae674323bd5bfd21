"""What people write for a pattern: its number in the round, its name, an alias, a beginning, a typo."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from msgspec import Struct

from bot.errors import UserError
from bot.pattern.lore import LORE, SHARED, short

LONGEST_TEXT = 100
"""Characters of a guess that are read."""
LONGEST_NAME = 5
"""Words of the longest alias."""
CLOSE = 78
"""How alike, out of 100, a word must be to a name to be a typo of it."""
MARGIN = 6
"""Names closer to each other than this are both possible."""
SHORTEST_TYPO = 4
"""Letters from which on a word may be a typo; of shorter ones everything is one letter away."""
SHORTEST_BEGINNING = 3
REMEMBERED = 1_000
"""Texts whose meaning is kept."""
MOST_CHOICES = 3
"""More possibilities than this are no question, but a riddle."""
_QUOTED = 24

_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"(?:option|number|no|nr)?(\d{1,3})")


class Said(Struct, frozen=True):
    """What a guess may mean, before the options of a round decide."""

    text: str
    """As it was typed, cut short to be quoted."""
    number: int | None = None
    patterns: tuple[str, ...] = ()

    def on(self, options: Sequence[str]) -> str:
        """The pattern meant in a round with these numbered options.

        Any pattern may be named, listed or not; where a word means several, the one that is listed is meant.
        Raises NoSuchOption, Unclear, UnknownPattern.
        """
        if self.number is not None:
            if not 1 <= self.number <= len(options):
                raise NoSuchOption(len(options))
            return options[self.number - 1]
        listed = [pattern for pattern in self.patterns if pattern in options]
        meant: Sequence[str] = listed if len(listed) == 1 else self.patterns
        if not meant:
            raise UnknownPattern(self.text)
        if len(meant) > 1:
            raise Unclear(self.text, meant)
        return next(iter(meant))


class PatternNames:
    """Every name of every pattern of a catalogue."""

    def __init__(self, patterns: Iterable[str]) -> None:
        self.patterns = tuple(patterns)
        known = set(self.patterns)
        # a chat says the same few things over and over
        self._read = lru_cache(REMEMBERED)(self._read_anew)
        self._meaning: dict[str, tuple[str, ...]] = {}
        for alias, meant in SHARED.items():
            held = tuple(pattern for pattern in meant if pattern in known)
            if held:
                self._meaning[_key(alias)] = held
        for pattern in self.patterns:
            lore = LORE.get(pattern)
            names = () if lore is None else (lore.short, *lore.aliases)
            # a pattern's own name beats whatever else the word could mean
            self._meaning.update({_key(name): (pattern,) for name in (*names, pattern) if _key(name)})

    def read(self, text: str) -> Said:
        """What `text` may mean; never raises."""
        return self._read(text)

    def _read_anew(self, text: str) -> Said:
        words = _words(text[:LONGEST_TEXT])
        shown = _quoted(text)
        joined = "".join(words)
        if not joined:
            return Said(shown)
        # one's own name first: "2 pointers" and "1d dp" begin with digits and are no numbers
        found = self._meaning.get(joined)
        if found is None:
            number = _NUMBER.fullmatch(joined)
            if number is not None:
                return Said(shown, number=int(number[1]))
            found = self._beginning(joined) or self._typo(joined) or self._within(words)
        return Said(shown, patterns=found)

    def one(self, text: str) -> str:
        """The pattern that `text` names, where there is no round. Raises Unclear, UnknownPattern."""
        said = self.read(text)
        return Said(said.text, patterns=said.patterns).on(())

    def _within(self, words: Sequence[str]) -> tuple[str, ...]:
        """The longest name inside a sentence: "i think sliding window"."""
        for length in range(min(LONGEST_NAME, len(words) - 1), 0, -1):
            found: dict[str, None] = {}
            for start in range(len(words) - length + 1):
                meant = self._meaning.get("".join(words[start : start + length]), ())
                found.update(dict.fromkeys(meant))
            if found:
                return tuple(found)
        return ()

    def _beginning(self, joined: str) -> tuple[str, ...]:
        if len(joined) < SHORTEST_BEGINNING:
            return ()
        found: dict[str, None] = {}
        for name, meant in self._meaning.items():
            if name.startswith(joined):
                found.update(dict.fromkeys(meant))
        return tuple(found) if len(found) <= MOST_CHOICES else ()

    def _typo(self, joined: str) -> tuple[str, ...]:
        if len(joined) < SHORTEST_TYPO:
            return ()
        # imported with the first name that must be guessed at: a start and an idle bot do without it
        from rapidfuzz import fuzz

        best: dict[str, float] = {}
        for name, meant in self._meaning.items():
            if len(name) < SHORTEST_TYPO:
                continue
            score = fuzz.ratio(joined, name, score_cutoff=CLOSE)
            if score:
                best.update({pattern: max(score, best.get(pattern, 0)) for pattern in meant})
        top = max(best.values(), default=0)
        found = tuple(pattern for pattern, score in best.items() if score > top - MARGIN)
        return found if len(found) <= MOST_CHOICES else ()


class UnknownPattern(UserError):
    """A guess that names no pattern."""

    def __init__(self, said: str) -> None:
        super().__init__(
            f'I know no pattern called "{said}". Try `!pattern two pointers`, or its number in the round.'
            if said
            else "Which pattern? Such as `!pattern two pointers`, or its number in the round."
        )


class NoSuchOption(UserError):
    """A number that the round does not list."""

    def __init__(self, count: int) -> None:
        super().__init__(f"The numbers go from 1 to {count}. Any pattern counts by its name, too.")


class Unclear(UserError):
    """A guess that may mean several patterns."""

    def __init__(self, said: str, meant: Sequence[str]) -> None:
        names = " or ".join(short(pattern) for pattern in meant[:MOST_CHOICES])
        super().__init__(f'"{said}" could be {names}. Which one? `!pattern {short(meant[0])}`, for example.')


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).casefold().replace("'", "").replace("’", "")
    return _WORD.findall(plain)


def _key(name: str) -> str:
    return "".join(_words(name))


def _quoted(text: str) -> str:
    line = " ".join("".join(one for one in text if one.isprintable() or one.isspace()).split())
    line = line.replace('"', "'").replace("`", "'")
    return line if len(line) <= _QUOTED else line[: _QUOTED - 1].rstrip() + "…"
