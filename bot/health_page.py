"""`/healthz` for a watchdog and `/metrics` for Prometheus, on a listener of their own."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Awaitable, Callable, Iterator
from types import TracebackType
from typing import Self

from aiohttp import web
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.clock import Clock
from bot.config import HealthSection
from bot.database import Database, Transaction
from bot.errors import StartError
from bot.health import Health, Part

CLOSING = 2.0
_TYPE = "text/plain; version=0.0.4; charset=utf-8"
"""Prometheus' text exposition format."""

Ask = Callable[[], Awaitable[float]]
"""Seconds that the database took to answer. Raises where it does not."""


async def ask(database: Database) -> float:
    """Read one row."""
    begun = time.perf_counter()

    def unit(tx: Transaction) -> None:
        tx.one("SELECT 1 AS one", {})

    await database.read(unit)
    return time.perf_counter() - begun


class HealthPage:
    """An async context manager: listens inside it."""

    def __init__(self, section: HealthSection, health: Health, clock: Clock, ask: Ask) -> None:
        self._section = section
        self._health = health
        self._clock = clock
        self._ask = ask
        self._runner: web.AppRunner | None = None
        self._registry = CollectorRegistry()
        self._registry.register(_Parts(health, clock))
        self.address = ""
        """Where it listens."""

    def app(self) -> web.Application:
        """The aiohttp application by itself."""
        app = web.Application()
        app.router.add_get("/healthz", self._healthz)
        app.router.add_get("/metrics", self._metrics)
        return app

    async def __aenter__(self) -> Self:
        self._runner = web.AppRunner(self.app(), access_log=None, shutdown_timeout=CLOSING)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._section.host, self._section.port)
        try:
            await site.start()
        except OSError as error:
            await self._runner.cleanup()
            raise StartError(
                f"The health page cannot listen on {self._section.host}:{self._section.port}"
                f" ({error.strerror}). Set another port under [health] in the config, or enabled = false."
            ) from None
        host, port = self._runner.addresses[0][:2]
        self.address = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _healthz(self, request: web.Request) -> web.Response:
        await self._look_at_database()
        now = self._clock()

        def told(part: Part) -> dict[str, object]:
            heard = None if part.heard_at is None else round((now - part.heard_at).total_seconds(), 1)
            return {
                "up": part.up,
                "since": part.since.isoformat(timespec="seconds"),
                "last_event_seconds_ago": heard,
            }

        body = {"ok": self._health.ok, "parts": {part.name: told(part) for part in self._health.parts}}
        return web.json_response(body, status=200 if self._health.ok else 503)

    async def _metrics(self, request: web.Request) -> web.Response:
        await self._look_at_database()
        return web.Response(body=generate_latest(self._registry), headers={"Content-Type": _TYPE})

    async def _look_at_database(self) -> None:
        try:
            await self._ask()
        except (sqlite3.Error, ValueError):  # the second: its thread is closed
            self._health.is_down("database")
        else:
            self._health.is_up("database")
            self._health.heard("database")


class _Parts(Collector):
    def __init__(self, health: Health, clock: Clock) -> None:
        self._health = health
        self._clock = clock

    def collect(self) -> Iterator[Metric]:
        now = self._clock()
        up = GaugeMetricFamily("greenroom_up", "1 where this part works", labels=["part"])
        age = GaugeMetricFamily(
            "greenroom_last_event_age_seconds", "Seconds since this part was last heard from", labels=["part"]
        )
        for part in self._health.parts:
            up.add_metric([part.name], float(part.up))
            if part.heard_at is not None:
                age.add_metric([part.name], (now - part.heard_at).total_seconds())
        yield up
        yield age
