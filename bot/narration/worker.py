"""The worker: `python -m bot.narration.worker FILE TRACK` listens to one file and prints one line.

A process of its own, so that a library that crashes, or wants too much memory, takes nobody with it.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import threading
from pathlib import Path

from bot.narration.heard import Trouble, to_json

NICE = 15
"""Behind everything else on the machine: a live stream, most of all."""
MEMORY = 1024**3
"""Bytes of address space, several times what three hours of video want."""


def main(arguments: list[str]) -> int:
    """Print what was heard, or why nothing was: always one line of JSON."""
    os.nice(NICE)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    threading.Thread(target=_end_with_parent, daemon=True).start()
    sys.stdout.write(_answer(Path(arguments[0]), int(arguments[1])))
    return 0


def _answer(path: Path, track: int) -> str:
    try:
        from bot.narration.hearing import Unhearable, listen
    except ImportError:
        return _trouble(Trouble.NOT_INSTALLED)
    try:
        return to_json(listen(path, track))
    except Unhearable as error:
        return _trouble(error.trouble)
    except MemoryError:
        return _trouble(Trouble.DIED)


def _trouble(trouble: Trouble) -> str:
    return json.dumps({"trouble": trouble})


def _end_with_parent() -> None:
    """Standard input ends when whoever started us does, killed or not."""
    sys.stdin.buffer.read()
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
