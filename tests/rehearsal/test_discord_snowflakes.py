"""Ids of the loopback Discord: no two things of the same instant share one."""

from __future__ import annotations

from bot.rehearsal.loopback_discord.snowflake import Snowflakes, created_at
from tests.clockwork import FakeClock


def test_two_who_make_ids_in_the_same_millisecond_never_make_the_same_one() -> None:
    clock = FakeClock()
    messages, interactions = Snowflakes(clock), Snowflakes(clock, worker=1)
    assert not {messages.next() for _ in range(100)} & {interactions.next() for _ in range(100)}
    assert created_at(interactions.next()) == clock()
