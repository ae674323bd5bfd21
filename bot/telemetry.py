"""What happens between a line in chat and its answer, told to whoever measures; by default to nobody."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from bot.config import TelemetrySection
from bot.errors import StartError

if TYPE_CHECKING:
    from bot.health import Health

OK = "ok"
REFUSED = "refused"
"""Answered with a sentence that says what was wrong."""
FAILED = "failed"
"""Our fault; the log has it."""

MEND = "Install it (.venv/bin/pip install '.[otel]'), or set enabled = false under [telemetry] in the config."


class Telemetry:
    """Measures nothing; `bot/telemetry_otel.py` has the one that does.

    `begin` and `end` are two calls, because both chat libraries answer what went wrong in another task.
    """

    measures = False
    """Whether anybody is told; where nobody is, the libraries need not be listened to."""

    def begin(self, platform: str, command: str) -> None:
        """A command of ours begins in this task and in those that it starts; what was typed is never told."""

    def end(self, outcome: str) -> None:
        """The command of this task is answered; only the first call counts."""

    def span(self, name: str) -> AbstractContextManager[object]:
        """A part of the command that is on in this task; of nothing, where none is."""
        return contextlib.nullcontext()


@contextlib.asynccontextmanager
async def open_telemetry(section: TelemetrySection, health: Health) -> AsyncGenerator[Telemetry]:
    """As the config says. Raises StartError where it wants what is not installed."""
    if not section.enabled:
        yield Telemetry()
        return
    try:
        from bot.telemetry_otel import open_otel
    except ImportError as error:
        raise StartError(f"[telemetry] wants OpenTelemetry, and {error.name} is missing. {MEND}") from None
    async with open_otel(section, health) as telemetry:
        yield telemetry
