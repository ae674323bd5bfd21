"""Commands as they are called here: our sentences use our own names, and the config may change them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

_CALL = re.compile(r"(?<![\w!/])([!/])([a-z][a-z-]*)")
"""A command as our sentences write it: `!timer`, `/link`."""


class Spoken:
    """Puts the names and the prefix of the config into a sentence."""

    def __init__(self, names: Mapping[str, str], prefix: str, knows: Callable[[str], bool]) -> None:
        """`knows` tells whether there is a command of that name; other words are left alone."""
        self._names = names
        self._prefix = prefix
        self._knows = knows

    def __call__(self, sentence: str) -> str:
        """`sentence` with every command of ours as people here must type it."""
        return _CALL.sub(self._call, sentence)

    def _call(self, match: re.Match[str]) -> str:
        mark, word = match.groups()
        name = self._names.get(word, word)
        if not self._knows(name):
            return match[0]
        return f"{self._prefix if mark == '!' else mark}{name}"
