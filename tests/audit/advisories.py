"""What the world knows of holes in our libraries: asked of PyPI's advisories by pip-audit."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

PATIENCE = 180
OURS = "greenroom"


class Audit(Struct, frozen=True):
    """What came of asking."""

    asked: int
    """Libraries that the service knew something of, were it that they are fine."""
    unknown: tuple[str, ...]
    """Those that it could not say anything of."""
    holes: tuple[str, ...]
    trouble: str = ""
    """Why nobody could be asked."""


def audit() -> Audit:
    """Ask; a service that cannot be reached is no finding."""
    order = [sys.executable, "-m", "pip_audit", "--progress-spinner", "off", "--format", "json"]
    try:
        done = subprocess.run(order, capture_output=True, text=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        return Audit(0, (), (), f"no answer within {PATIENCE} s")
    try:
        return read(json.loads(done.stdout))
    except ValueError:
        lines = done.stderr.strip().splitlines()
        return Audit(0, (), (), lines[-1] if lines else f"pip-audit ended with {done.returncode}")


def read(told: Mapping[str, Any]) -> Audit:
    """What pip-audit's JSON says."""
    asked, unknown, holes = 0, list[str](), list[str]()
    for one in told["dependencies"]:
        if one["name"] == OURS:
            continue
        if "skip_reason" in one:
            unknown.append(one["name"])
            continue
        asked += 1
        for hole in one["vulns"]:
            mend = ", ".join(hole["fix_versions"]) or "no version yet"
            holes.append(f"{one['name']} {one['version']}: {hole['id']}, mended in {mend}")
    trouble = "" if asked or not unknown else "the service knew none of the libraries: a mirror, most likely"
    return Audit(asked, tuple(unknown), tuple(holes), trouble)
