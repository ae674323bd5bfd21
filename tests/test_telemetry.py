"""From a line in chat to its answer: one span with its parts, and counts, through OpenTelemetry's own SDK."""

from __future__ import annotations

import ast
import asyncio
import sys
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from contextvars import Context
from pathlib import Path
from typing import Any, cast

import pytest
from msgspec import Struct
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

from bot import telemetry_otel
from bot.config import TelemetrySection
from bot.errors import StartError
from bot.health import Health
from bot.telemetry import Telemetry, open_telemetry
from bot.telemetry_otel import OtelTelemetry, open_otel
from tests.channel import open_channel
from tests.clockwork import FakeClock
from tests.room import open_room

COGS = ("cogs.help.cog", "cogs.practice.cog", "cogs.people.cog")
COMPONENTS = ("cogs.help.component", "cogs.people.component")


class Collector(Struct):
    """What a collector would have got."""

    telemetry: OtelTelemetry
    spans: InMemorySpanExporter
    reader: InMemoryMetricReader

    def trees(self) -> dict[str, tuple[ReadableSpan, list[str]]]:
        """Each command's span and the names of what is below it, in their order."""
        held = self.spans.get_finished_spans()
        roots = {span.name: span for span in held if span.parent is None}
        return {
            name: (
                root,
                [span.name for span in held if span.parent is not None and _trace(span) == _trace(root)],
            )
            for name, root in roots.items()
        }

    def counts(self) -> dict[tuple[str, str, str], int]:
        """Commands by platform, name and outcome."""
        data = self.reader.get_metrics_data()
        assert data is not None
        found: dict[tuple[str, str, str], int] = {}
        for resource in data.resource_metrics:
            for scope in resource.scope_metrics:
                for metric in scope.metrics:
                    if metric.name == "greenroom.commands":
                        for point in metric.data.data_points:
                            about = cast("Mapping[str, str]", point.attributes)
                            key = tuple(
                                about[f"greenroom.{one}"] for one in ("platform", "command", "outcome")
                            )
                            found[cast("tuple[str, str, str]", key)] = cast("Any", point).value
        return found


def _trace(span: ReadableSpan) -> int:
    return cast("Any", span.context).trace_id


@pytest.fixture
async def collector() -> AsyncGenerator[Collector]:
    async with _collector() as made:
        yield made


@asynccontextmanager
async def _collector() -> AsyncGenerator[Collector]:
    spans, reader = InMemorySpanExporter(), InMemoryMetricReader()
    health = Health(FakeClock())
    health.is_up("discord")
    section = TelemetrySection(enabled=True)
    async with open_otel(section, health, SimpleSpanProcessor(spans), reader) as telemetry:
        yield Collector(telemetry, spans, reader)


async def test_a_line_in_discord_is_one_span_from_the_message_to_the_reply(
    tmp_path: Path, collector: Collector
) -> None:
    async with open_room(tmp_path, COGS, telemetry=collector.telemetry) as room:
        assert await room.says(room.host, "!solved two-sum 18 a secret thought")
        assert "I don't know a problem" in (await room.says(room.host, "!failed nosuchthing 5"))[0]
        await room.says(room.host, "good morning")
    trees = collector.trees()
    assert set(trees) == {"discord solved", "discord failed"}
    span, below = trees["discord solved"]
    assert "database.write" in below
    assert (span.attributes or {})["greenroom.outcome"] == "ok"
    refused, _ = trees["discord failed"]
    assert (refused.attributes or {})["greenroom.outcome"] == "refused"
    assert refused.status.status_code is StatusCode.UNSET, "a refusal is no error"
    assert collector.counts() == {("discord", "solved", "ok"): 1, ("discord", "failed", "refused"): 1}
    told = str([span.to_json() for span in collector.spans.get_finished_spans()])
    assert "secret" not in told
    assert "nosuchthing" not in told


async def test_slash_commands_are_told_of_too_hybrid_or_not(tmp_path: Path, collector: Collector) -> None:
    async with open_room(tmp_path, COGS, telemetry=collector.telemetry) as room:
        await room.slash(room.host, "help")
        await room.slash(room.host, "link")
        await room.slash(room.friend, "leave")
    assert collector.counts() == {
        ("discord", "help", "ok"): 1,
        ("discord", "link", "ok"): 1,
        ("discord", "leave", "refused"): 1,
    }
    assert all(span.end_time for span, _ in collector.trees().values())


async def test_a_button_a_list_and_a_form_are_told_of_from_the_press_to_the_answer(
    tmp_path: Path, collector: Collector
) -> None:
    async with open_room(tmp_path, COGS, telemetry=collector.telemetry) as room:
        shown = await room.friend.slash(room.channel, "join")
        assert shown.response is not None
        for zone in ("Atlantis", "Europe/Vienna"):
            asked = await room.friend.click(shown.response, custom_id="people:where:zone")
            assert asked.modal is not None
            (field,) = [label["component"]["custom_id"] for label in asked.modal["components"]]
            await room.friend.submit_modal(asked, {field: zone})
        mine = await room.host.slash(room.channel, "settings")
        assert mine.response is not None
        await room.host.select(mine.response, ["off"], custom_id="people:settings:pick:nudge")
    counts = collector.counts()
    assert counts == {
        ("discord", "join", "ok"): 1,
        ("discord", "button people:where", "ok"): 2,
        ("discord", "form people:ZoneForm", "refused"): 1,
        ("discord", "form people:ZoneForm", "ok"): 1,
        ("discord", "settings", "ok"): 1,
        ("discord", "list people:settings", "ok"): 1,
    }
    trees = collector.trees()
    for name in ("button people:where", "form people:ZoneForm", "list people:settings"):
        assert trees[f"discord {name}"][0].end_time
    for name in ("form people:ZoneForm", "list people:settings"):
        assert "database.write" in trees[f"discord {name}"][1], "what it did is a part of it"
    assert "Vienna" not in str([span.to_json() for span in collector.spans.get_finished_spans()])


async def test_a_line_in_twitch_chat_ends_when_the_answer_was_said(
    tmp_path: Path, collector: Collector
) -> None:
    async with open_channel(tmp_path, COMPONENTS, telemetry=collector.telemetry) as channel:
        assert await channel.chat.say("vi", "!commands")
        assert await channel.chat.say("vi", "!link ABCDEF")
        await channel.chat.say("vi", "!nightbot")
        await channel.chat.say("vi", "hello")
    trees = collector.trees()
    assert set(trees) == {"twitch commands", "twitch link"}
    assert trees["twitch commands"][1][-1] == "twitch.say"
    refused, below = trees["twitch link"]
    assert (refused.attributes or {})["greenroom.outcome"] == "refused"
    assert below[-1] == "twitch.say"
    assert collector.counts() == {("twitch", "commands", "ok"): 1, ("twitch", "link", "refused"): 1}


async def test_two_at_once_do_not_mix_their_parts(collector: Collector) -> None:
    async def one(name: str) -> None:
        collector.telemetry.begin("discord", name)
        for _ in range(5):
            with collector.telemetry.span(f"part of {name}"):
                await asyncio.sleep(0)
        collector.telemetry.end("ok")
        collector.telemetry.end("failed")

    loop = asyncio.get_running_loop()
    await asyncio.gather(*(loop.create_task(one(name), context=Context()) for name in ("a", "b")))
    for name in ("a", "b"):
        root, below = collector.trees()[f"discord {name}"]
        assert below == [f"part of {name}"] * 5
        assert root.status.status_code is StatusCode.OK, "only the first end counts"


def test_nothing_heavy_is_loaded_unless_the_config_asks_for_it() -> None:
    root = Path(__file__).resolve().parent.parent
    heavy: set[str] = set()
    for path in (file for shelf in ("bot", "cogs") for file in (root / shelf).rglob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:  # what stands inside a function waits
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [str(node.module)] if isinstance(node, ast.ImportFrom) else []
            if any(name.startswith(("opentelemetry", "bot.telemetry_otel")) for name in names):
                heavy.add(path.name)
    assert heavy == {"telemetry_otel.py"}


async def test_by_default_nobody_measures() -> None:
    async with open_telemetry(TelemetrySection(), Health(FakeClock())) as telemetry:
        assert type(telemetry) is Telemetry


async def test_what_is_not_installed_is_said_with_the_command_that_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry", None)
    monkeypatch.delitem(sys.modules, "bot.telemetry_otel")
    with pytest.raises(StartError, match=r"opentelemetry is missing.*pip install '\.\[otel\]'"):
        async with open_telemetry(TelemetrySection(enabled=True), Health(FakeClock())):
            pass


async def test_a_collector_that_is_away_holds_up_no_close(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telemetry_otel, "PATIENCE", 0.2)
    section = TelemetrySection(enabled=True, endpoint="http://127.0.0.1:9")
    async with open_telemetry(section, Health(FakeClock())) as telemetry:
        telemetry.begin("discord", "today")
        telemetry.end("ok")
