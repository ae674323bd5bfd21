"""Names as people type them, cut into words that remember where in the text they end."""

from __future__ import annotations

import re
import unicodedata

from msgspec import Struct

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_LINK = re.compile(
    r"\s*<?(?:https?://)?(?:www\.)?leetcode\.(?:com|cn)/problems/(?P<slug>[a-z0-9-]+)[^\s>]*>?", re.IGNORECASE
)
_ROMAN = {"ii": "2", "iii": "3", "iv": "4"}
_AFTER_A_NAME = " \t\r\n.,:;!)]}>\"'`*_”’|-–—"
"""What may stand between a name and what follows it, and means nothing."""


class Word(Struct, frozen=True):
    """One word of a text: folded to be compared, and where it ends in the text as it was typed."""

    folded: str
    end: int

    @property
    def is_number(self) -> bool:
        """Whether it is all digits, and few enough of them to be somebody's number."""
        return self.folded.isascii() and self.folded.isdecimal() and len(self.folded) <= 6


def words(text: str, most: int | None = None) -> list[Word]:
    """The first `most` words of `text`, without case, punctuation, apostrophes and typographic widths."""
    found: list[Word] = []
    for match in _WORD.finditer(text):
        if most is not None and len(found) == most:
            break
        plain = match[0].replace("'", "").replace("’", "")
        found.append(Word(unicodedata.normalize("NFKC", plain).casefold(), match.end()))
    return found


def folded(text: str) -> tuple[str, ...]:
    """Only the words themselves."""
    return tuple(word.folded for word in words(text))


def arabic(name: tuple[str, ...]) -> tuple[str, ...] | None:
    """`coin change ii` as `coin change 2`; None where the name does not end so."""
    return (*name[:-1], _ROMAN[name[-1]]) if len(name) > 1 and name[-1] in _ROMAN else None


def link(text: str) -> tuple[str, str] | None:
    """The slug in a link to a problem that `text` begins with, and what follows the link."""
    match = _LINK.match(text)
    return None if match is None else (match["slug"].lower(), after(text, match.end()))


def after(text: str, end: int) -> str:
    """What follows a name that ends at `end`."""
    rest = text[end:]
    # a sign belongs to the number behind it, which is then refused in words
    if re.match(r"\s+[-+]\d", rest):
        return rest.strip()
    return rest.lstrip(_AFTER_A_NAME).rstrip()
