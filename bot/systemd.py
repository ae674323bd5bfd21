"""Tells systemd that the bot is ready, that its loop still turns, and that it stops; elsewhere nothing.

The protocol is sd_notify(3): datagrams to the socket that the environment names.
"""

from __future__ import annotations

import asyncio
import os
import socket
import time
from collections.abc import Mapping

_MICROSECONDS = 1_000_000


class Systemd:
    """The service manager, if it started us."""

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        self._address = environ.get("NOTIFY_SOCKET", "")
        watched = environ.get("WATCHDOG_USEC", "")
        mine = environ.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
        self.every = int(watched) / _MICROSECONDS / 2 if watched.isdecimal() and mine else None
        """Seconds between two signs of life, half of what is allowed; None where nobody watches."""

    def ready(self) -> None:
        """Everything is open."""
        self._say("READY=1")

    def reloading(self) -> None:
        """The config is being read again; `ready` follows."""
        self._say(f"RELOADING=1\nMONOTONIC_USEC={time.monotonic_ns() // 1000}")

    def stopping(self) -> None:
        """The end has begun, and takes its time."""
        self._say("STOPPING=1")

    async def watch(self) -> None:
        """Give signs of life from the event loop for ever; a loop that hangs gives none."""
        while self.every is not None:
            self._say("WATCHDOG=1")
            await asyncio.sleep(self.every)

    def _say(self, state: str) -> None:
        if not self._address:
            return
        # "@" stands for the leading zero byte of an abstract socket
        address = "\0" + self._address[1:] if self._address.startswith("@") else self._address
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as line:
            line.connect(address)
            line.send(state.encode())
