"""The eight statements that a reviewer may say yes to, and the words that mean them."""

from __future__ import annotations

import re
from enum import StrEnum


class Sort(StrEnum):
    """What a statement is good for."""

    VERDICT = "verdict"
    STRENGTH = "strength"
    FLAG = "flag"
    """For coaching: something to train, never a mark against anybody."""


class Statement(StrEnum):
    """One reaction is one friend's yes to one of these; the value is what the tables hold."""

    FORWARD = "forward"
    SILENT = "silent"
    FROZE = "froze"
    RAMBLED = "rambled"
    APPROACH = "approach"
    CLEAR = "clear"
    CODE = "code"
    TESTED = "tested"

    @property
    def emoji(self) -> str:
        """What stands under a review post for it."""
        return EMOJI[self]

    @property
    def sort(self) -> Sort:
        """Verdict, strength or flag."""
        if self is Statement.FORWARD:
            return Sort.VERDICT
        return Sort.FLAG if self in FLAGS else Sort.STRENGTH


EMOJI = {
    Statement.FORWARD: "✅",
    Statement.SILENT: "🔇",
    Statement.FROZE: "😰",
    Statement.RAMBLED: "🌀",
    Statement.APPROACH: "💡",
    Statement.CLEAR: "💬",
    Statement.CODE: "💻",
    Statement.TESTED: "🧪",
}
"""In the order in which the bot puts them under a post."""
FLAGS = (Statement.SILENT, Statement.FROZE, Statement.RAMBLED)
STRENGTHS = (Statement.APPROACH, Statement.CLEAR, Statement.CODE, Statement.TESTED)

_BY_EMOJI = {emoji: statement for statement, emoji in EMOJI.items()}
_WORDS = {
    Statement.FORWARD: ("forward",),
    Statement.SILENT: ("silent", "silence", "quiet"),
    Statement.FROZE: ("froze", "frozen", "freeze", "panic", "panicked", "rushed", "rush"),
    Statement.RAMBLED: ("rambled", "ramble", "rambles", "rambling", "loops"),
    Statement.APPROACH: ("approach",),
    Statement.CLEAR: ("clear",),
    Statement.CODE: ("code",),
    Statement.TESTED: ("tested",),
}
_BY_WORD = {word: statement for statement, words in _WORDS.items() for word in words}
_TURNED = {"is", "was", "isn't", "wasn't", "not", "no", "could", "should", "has", "had", "needs", "doesn't"}
"""After one of these, `code` begins a sentence and praises nothing."""
_FIRST = re.compile(r"([^\W\d_]+)[:,.!]?(?:\s+|$)")


def by_emoji(emoji: str) -> Statement | None:
    """The statement that a reaction stands for; other emoji are nobody's business."""
    # Discord and keyboards disagree about the invisible sign that asks for a coloured picture
    return _BY_EMOJI.get(emoji.replace("\ufe0f", ""))


def read_statement(text: str) -> tuple[Statement | None, str]:
    """The statement at the beginning of a remark, by emoji or word, and what is left of the remark."""
    said = text.replace("\ufe0f", "").strip()
    for emoji, statement in _BY_EMOJI.items():
        if said.startswith(emoji):
            return statement, said[len(emoji) :].strip()
    first = _FIRST.match(said)
    statement = _BY_WORD.get(first[1].casefold()) if first is not None else None
    if first is None or statement is None:
        return None, said
    rest = said[first.end() :].strip()
    if statement not in FLAGS and rest.split(" ", 1)[0].casefold() in _TURNED:
        return None, said
    return statement, rest
