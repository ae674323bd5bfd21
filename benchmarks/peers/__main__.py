"""`python -m benchmarks.peers`: install the peers beforehand; the benchmark does it by itself otherwise."""

from __future__ import annotations

import sys

from benchmarks.peers.environment import PEERS, gather


def main() -> int:
    """Install what is not there yet; the exit code says whether all of them can take part."""
    found = gather(PEERS)
    for name, python in found.items():
        print(f"{PEERS[name]}: {python.parent.parent}")
    return 0 if len(found) == len(PEERS) else 1


if __name__ == "__main__":
    sys.exit(main())
