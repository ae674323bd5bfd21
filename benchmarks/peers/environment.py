"""A virtual environment for each peer: made once, kept, and a plain sentence where one can't be had."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from benchmarks.subject import ROOT

HOME = ROOT / "data" / "benchmarks"
"""Ignored by git; taking it away makes the next run install again."""
RED = "red"
TWITCHAPI = "twitchapi"
PATIENCE = 600.0

Version = tuple[int, int]


class Missing(Exception):
    """A peer can't be had here; the text says why."""


class Peer(Struct, frozen=True):
    """A package as it is published."""

    package: str
    version: str
    module: str
    """What it is started from; it counts as installed once this can be imported."""
    below: Version | None = None
    """The first Python that it does not run on."""

    def __str__(self) -> str:
        return f"{self.package} {self.version}"

    @property
    def requirement(self) -> str:
        """As pip takes it."""
        return f"{self.package}=={self.version}"


PEERS = {
    RED: Peer("Red-DiscordBot", "3.5.24", "redbot.core.bot", below=(3, 12)),
    TWITCHAPI: Peer("twitchAPI", "4.5.0", "twitchAPI.eventsub.websocket"),
}


def gather(names: Iterable[str], home: Path = HOME) -> dict[str, Path]:
    """The Python of each of these peers; of who can't be had is said, loudly, that and why."""
    found: dict[str, Path] = {}
    for name in names:
        try:
            found[name] = environment(PEERS[name], home)
        except Missing as missing:
            print(f"LEFT OUT: {missing} Its ratios will be missing.", file=sys.stderr, flush=True)
    return found


def environment(peer: Peer, home: Path = HOME, version: Version = sys.version_info[:2]) -> Path:
    """The Python with `peer` in it, installed now if it never was."""
    if peer.below is not None and version >= peer.below:
        raise Missing(f"{peer} runs on Python below {_dotted(peer.below)}, and this is {_dotted(version)}.")
    folder = home / f"{peer.package.lower()}-{peer.version}-python{_dotted(version)}"
    python, ready = folder / "bin" / "python", folder / "ready"
    if not ready.exists():  # the last thing written: an installation that was cut short is begun anew
        shutil.rmtree(folder, ignore_errors=True)
        print(f"Installing {peer} into an environment of its own, once ...", file=sys.stderr, flush=True)
        _run(peer, sys.executable, "-m", "venv", "--without-pip", str(folder))
        pip = (sys.executable, "-m", "pip", "--python", str(python), "--disable-pip-version-check")
        _run(peer, *pip, "install", peer.requirement)
        _run(peer, str(python), "-m", "ensurepip")  # last, it takes seconds; Red does not start without it
        _run(peer, str(python), "-c", f"import {peer.module}")
        ready.touch()
    return python


def _run(peer: Peer, *command: str) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, timeout=PATIENCE)
    except subprocess.CalledProcessError as error:
        said = [*str(error.stdout).splitlines(), *str(error.stderr).splitlines()]
        why = next((line for line in reversed(said) if line.strip()), f"exit code {error.returncode}")
        raise Missing(f"{peer} could not be installed ({why}). Is there a network?") from None
    except subprocess.TimeoutExpired:
        raise Missing(f"{peer} was not installed within {PATIENCE / 60:.0f} minutes.") from None


def _dotted(version: Version) -> str:
    return ".".join(map(str, version))
