"""Ports of this machine, kept from the moment they are chosen to the moment somebody listens there."""

from __future__ import annotations

import contextlib
import socket
import sys
from collections.abc import Iterable

HOST = "127.0.0.1"
"""Where everything of a rehearsal listens: this machine alone can ask it."""


class HeldPorts:
    """Chosen ports, each kept from everybody who asks the system for any port.

    A port that is chosen and let go can be given away before our server opens there, to a connection
    going out for instance. On Linux a socket that is bound and does not listen keeps it: the port is
    neither handed out nor used for going out, and whoever names it (with SO_REUSEADDR, as servers do)
    may still listen. Other systems refuse the second bind, so there nothing is kept.
    """

    def __init__(self) -> None:
        self._held: list[socket.socket] = []

    def take(self, wanted: int = 0) -> int:
        """`wanted` when nobody listens there, any other port otherwise."""
        for port in (wanted, 0):
            with contextlib.suppress(OSError):
                return self._bind(port)
        raise OSError("no port is free on the loopback address")

    def take_each(self, names: Iterable[str], wanted: dict[str, int]) -> dict[str, int]:
        """A port by each name, the wanted one where it is free."""
        return {name: self.take(wanted.get(name, 0)) for name in names}

    def close(self) -> None:
        """Let all of them go."""
        while self._held:
            self._held.pop().close()

    def _bind(self, port: int) -> int:
        holder = socket.socket()
        try:
            holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            holder.bind((HOST, port))
            bound = int(holder.getsockname()[1])
        except OSError:
            holder.close()
            raise
        if sys.platform == "linux":
            self._held.append(holder)
        else:
            holder.close()
        return bound
