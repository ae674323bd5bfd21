"""Every clock can be said on every surface, within what the platforms take."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.curriculum.programme import load_catalogue
from bot.people.model import PersonId
from bot.timer.model import Timer
from cogs.timer import chat, text
from cogs.words import TWITCH_LINE
from tests.clockwork import START

ZONES = sorted(available_timezones())


@st.composite
def timers(draw: st.DrawFn) -> tuple[Timer, timedelta]:
    """A clock in any state, and how long after its start somebody looks."""
    timer = Timer.start(
        PersonId(1),
        timedelta(minutes=draw(st.integers(1, 300))),
        START,
        label=draw(st.text(max_size=100)),
        problem=draw(st.sampled_from([None, 15])),
    )
    after = timedelta(seconds=draw(st.integers(0, 40_000)))
    match draw(st.sampled_from(["running", "paused", "stopped", "rung"])):
        case "paused" if not timer.is_over(START + after):
            timer = timer.pause(START + after)
        case "stopped" if not timer.is_over(START + after):
            timer = timer.stop(START + after)
        case "rung":
            timer = timer.ring(START + after)
        case _:
            pass
    return timer, after + timedelta(seconds=draw(st.integers(0, 4000)))


@given(timers(), st.sampled_from(ZONES))
def test_any_clock_fits(seen: tuple[Timer, timedelta], zone: str) -> None:
    timer, after = seen
    problem = load_catalogue().get(15) if timer.problem is not None else None
    for say in (chat.line, chat.started, chat.end):
        assert 0 < len(say(timer, zone, START + after)) <= TWITCH_LINE
    for embed in (text.standing(timer, problem, START + after), text.end(timer, problem, START + after)):
        assert 0 < len(embed.title or "") <= 256
        assert 0 < len(embed.description or "") <= 4096
    assert len(text.line(timer, START + after)) <= 2000
    assert 0 < len(text.form_title(True, timer)) <= 45


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("Europe/Berlin", "09:00 CET"),
        ("UTC", "08:00 UTC"),
        ("Asia/Kolkata", "13:30 IST"),
        ("America/Sao_Paulo", "05:00 UTC-3"),
        ("Asia/Kathmandu", "13:45 UTC+5:45"),
        ("Asia/Dubai", "12:00 UTC+4"),
    ],
)
def test_chat_is_told_the_wall_clock_with_its_zone(zone: str, said: str) -> None:
    assert chat.local(START, zone) == said
