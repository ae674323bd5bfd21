"""The real process as those meet it who run it: a config read again, JSON logs, traces, health, one file."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from bot.alone import holder
from bot.rehearsal.ports import HeldPorts
from tests.wire.theatre import theatre

pytestmark = [pytest.mark.wire, pytest.mark.story]


@asynccontextmanager
async def collector(spans: list[Span]) -> AsyncGenerator[str]:
    """What an OpenTelemetry collector is to the bot."""

    async def take(request: web.Request) -> web.Response:
        if request.path.endswith("traces"):
            told = ExportTraceServiceRequest.FromString(await request.read())
            spans.extend(
                span for group in told.resource_spans for scope in group.scope_spans for span in scope.spans
            )
        return web.Response(content_type="application/x-protobuf")

    app = web.Application()
    app.router.add_post("/v1/{kind}", take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        yield f"http://{host}:{port}"
    finally:
        await runner.cleanup()


async def test_one_evening_of_whoever_runs_it(tmp_path: Path) -> None:
    spans: list[Span] = []
    async with collector(spans) as endpoint, theatre(tmp_path) as house:
        config = house.stage.config
        written = config.read_text()
        more = f'\n[telemetry]\nenabled = true\nendpoint = "{endpoint}"\n[health]\nenabled = true\nport = 0\n'
        config.write_text(f'{written}{more}[log]\nformat = "json"\n')
        await house.stage.bot.start()

        # the config is read again: what is taken and what waits is said, as JSON from now on
        changed = written.replace("[twitch]", 'prefix = "?"\n[twitch]').replace(
            "[overlay]", "[backup]\nkeep = 5\n[overlay]"
        )
        config.write_text(f'{changed}{more}[log]\nformat = "json"\n')
        number = holder(house.stage.database)
        assert number is not None
        os.kill(int(number), signal.SIGHUP)
        line = json.loads(await house.printed("the config was read again"))
        assert line["message"].endswith("taken at once: backup.keep; waiting for a restart: discord.prefix")

        # one that is wrong is not taken, the host hears why, and everything goes on
        config.write_text(written.replace("guild_id", "guild_ids"))
        os.kill(int(number), signal.SIGHUP)
        told = await house.stage.discord.control.wait_for(
            lambda post: "did you mean guild_id?" in post.text, 15
        )
        assert "The config was not taken" in told.text
        asked = await house.write("!solved 217 12", "lounge")
        await house.post("Contains Duplicate", "lounge", after=asked)
        said = await house.chat("!timer")
        await house.chat_line("clock", after=said)

        assert await house.stage.bot.stop() == 0
    roots = {span.name: span for span in spans if not span.parent_span_id}
    assert {"discord solved", "twitch timer"} <= set(roots)
    for name, last in (("discord solved", "discord.post channels"), ("twitch timer", "twitch.say")):
        below = [span.name for span in spans if span.trace_id == roots[name].trace_id and span.parent_span_id]
        assert last in below, below
        assert any(part.startswith("database.") for part in below), below
    assert all(json.loads(line) for line in house.stage.bot.lines if line.startswith("{"))


async def test_who_is_forgotten_over_the_wire_leaves_no_trace_in_the_file(tmp_path: Path) -> None:
    async with theatre(tmp_path) as house:
        control = house.stage.discord.control
        await house.stage.bot.start()
        asked = await house.write("!solved 217 12 a very personal thought", "lounge")
        await house.post("Contains Duplicate", "lounge", after=asked)
        question = await (
            await control.slash(house.sam, house.stage.channels["lounge"], "forget-me")
        ).answered(15)
        assert "Delete all of this?" in question.text
        assert question.post is not None
        await control.click(house.sam, question.post, "privacy:forget:yes")
        await control.until(lambda: not house.rows("SELECT 1 FROM attempts"), 15)
        assert await house.stage.bot.stop() == 0
        house.check_file()
        assert b"very personal" not in house.stage.database.read_bytes()


async def test_the_health_page_says_what_is_up(tmp_path: Path, ports: HeldPorts) -> None:
    async with theatre(tmp_path) as house:
        port = ports.take()
        with house.stage.config.open("a") as file:
            file.write(f"\n[health]\nenabled = true\nport = {port}\n")
        await house.stage.bot.start()
        async with aiohttp.ClientSession() as session:
            async with session.get(f"http://127.0.0.1:{port}/healthz") as answer:
                assert answer.status == 200
                assert set((await answer.json())["parts"]) == {"database", "discord", "twitch"}
            async with session.get(f"http://127.0.0.1:{port}/metrics") as answer:
                assert 'greenroom_up{part="discord"} 1.0' in await answer.text()
