"""How seldom the game speaks to a chat that will not be quiet."""

from __future__ import annotations

from itertools import pairwise

from bot.pattern.courtesy import Courtesy
from tests.clockwork import FakeClock


def test_ten_minutes_of_nonsense_from_everybody_cost_a_handful_of_lines() -> None:
    """Three hundred people, one word that means nothing each second."""
    clock = FakeClock()
    courtesy, asked = Courtesy(clock), list[int]()
    for second in range(600):
        if courtesy.may_ask(f"viewer{second % 300}"):
            asked.append(second)
        clock.advance(seconds=1)
    assert asked[:5] == [0, 5, 15, 35, 75]
    assert len(asked) <= 10


def test_ten_minutes_of_people_who_want_to_see_the_round_show_it_once_a_minute() -> None:
    """Never more seldom: somebody has always just come in."""
    clock = FakeClock()
    courtesy, shown = Courtesy(clock), list[int]()
    for second in range(600):
        if courtesy.may_show("round"):
            shown.append(second)
        clock.advance(seconds=1)
    assert shown[:4] == [0, 10, 30, 70]
    assert {later - one for one, later in pairwise(shown[3:])} == {60}


def test_after_a_quiet_spell_the_first_question_is_free_again() -> None:
    """What was said ten minutes ago holds nobody back."""
    clock = FakeClock()
    courtesy = Courtesy(clock)
    for who in ("ana", "ben", "cleo", "dot"):
        while not courtesy.may_ask(who):
            clock.advance(seconds=1)
    clock.advance(minutes=10)
    assert courtesy.may_ask("eli")
    clock.advance(seconds=5)
    assert courtesy.may_ask("flo")


def test_of_two_kinds_one_does_not_hold_the_other_back() -> None:
    clock = FakeClock()
    courtesy = Courtesy(clock)
    assert courtesy.may_show("round")
    assert courtesy.may_show("table")
    assert courtesy.may_ask("ana")
    assert not courtesy.may_show("round")
    clock.advance(seconds=10)
    assert courtesy.may_show("round")
