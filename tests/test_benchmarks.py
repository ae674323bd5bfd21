"""What the benchmarks say of their rounds: ratios pair by pair, medians, and whether an aim is met."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import logs
from benchmarks.__main__ import GROUPS, as_json
from benchmarks.figures import Aim, Figure, Sheet, line, percentile
from benchmarks.logs import among_many, bytes_of, seat_candidates
from benchmarks.measures.mornings import forced
from benchmarks.measures.reactions import storm
from benchmarks.options import QUICK, WHOLE, Options, turned
from bot.clock import system_clock
from bot.database import open_database
from bot.events import EventBus
from bot.people.store import PeopleStore
from tests.fresh import fresh_file


def sheet() -> Sheet:
    made = Sheet()
    for ours, bare in ((4.0, 2.0), (9.0, 3.0), (2.0, 2.0)):
        made.add("ours", {"p50": ours})
        made.add("bare", {"p50": bare})
    return made


def test_a_ratio_is_taken_within_each_round_and_its_median_is_held_against_the_aim() -> None:
    ratio = sheet().ratio("a.key", "words", ("ours", "p50"), ("bare", "p50"), Aim("at most", 2.0), "ms")
    assert ratio.rounds == (2.0, 3.0, 1.0)
    assert ratio.median == 2.0
    assert ratio.met
    assert "ours 4 ms, bare 2 ms" in line(ratio)
    assert "1 to 3" in line(ratio)


@pytest.mark.parametrize(
    ("aim", "met"), [(Aim("at most", 1.9), False), (Aim("at least", 2.0), True), (Aim("stated"), True)]
)
def test_an_aim_says_in_which_direction_it_is_missed(aim: Aim, met: bool) -> None:
    assert Figure("k", "w", "x", aim, (2.0,)).met is met


def test_the_order_of_a_pair_turns_each_round() -> None:
    assert [turned(("a", "b"), number) for number in range(3)] == [["a", "b"], ["b", "a"], ["a", "b"]]


def test_programs_find_each_figure_under_its_key() -> None:
    found = as_json([Figure("a.b", "words", "ms", Aim("at most", 3.0), (1.0, 2.0))], "a machine", 1.26)
    assert found == {
        "machine": "a machine",
        "seconds": 1.3,
        "figures": {
            "a.b": {
                "median": 1.5,
                "min": 1.0,
                "max": 2.0,
                "unit": "ms",
                "aim": "<= 3",
                "met": True,
                "what": "words",
                "detail": "",
            }
        },
    }
    assert set(GROUPS) == {"commands", "guesses", "reactions", "mornings", "flood", "growth"}


@given(st.lists(st.floats(0, 1000), min_size=1), st.floats(0, 1))
def test_a_percentile_is_one_of_the_values_with_that_share_below(values: list[float], share: float) -> None:
    found = percentile(values, share)
    assert found in values
    assert sum(value < found for value in values) <= share * len(values)


@given(st.integers(1, 400), st.integers(1, 3), st.integers(1, 3), st.integers(0, 99))
def test_in_a_storm_only_what_stands_is_taken_back_and_what_stands_is_not_given_again(
    events: int, posts: int, friends: int, seed: int
) -> None:
    standing: set[tuple[int, int, str]] = set()
    for turn in storm(events, posts, friends, seed):
        one = turn.post, turn.friend, turn.emoji
        assert turn.given == (one not in standing)
        standing ^= {one}


def test_a_whole_storm_gives_takes_back_and_leaves_enough_to_lose() -> None:
    turns = storm(20_000, 50, 50)
    taken_back = sum(not turn.given for turn in turns)
    assert 4_000 < taken_back < 7_000
    assert {turn.post for turn in turns} == set(range(50))
    assert len({turn.emoji for turn in turns}) == 8


@pytest.mark.parametrize("options", [QUICK, WHOLE])
def test_the_bare_bot_says_that_it_has_heard_the_whole_storm(options: Options) -> None:
    assert options.reactions % 1_000 == 0


@pytest.mark.parametrize(("messages", "seconds"), [(1, 0), (5, 0), (6, 5), (10, 5), (60, 55), (61, 60)])
def test_the_first_five_may_go_at_once_and_five_more_every_five_seconds(
    messages: int, seconds: float
) -> None:
    assert forced(messages, (5, 5.0)) == seconds


async def test_those_who_rise_together_follow_a_plan(tmp_path: Path) -> None:
    file = tmp_path / "greenroom.db"
    fresh_file(file)
    seat_candidates(file, 30, system_clock().date())
    async with open_database(file, EventBus().publish) as database:
        people = await database.read(lambda tx: PeopleStore(tx).candidates())
    assert len(people) == 30
    assert len({person.post_at for person in people}) == 1


def test_the_large_file_holds_the_small_one_and_the_last_round_stays_the_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small, large = tmp_path / "small.db", tmp_path / "large.db"
    fresh_file(small)
    with closing(sqlite3.connect(small)) as connection, connection:
        connection.execute(
            """INSERT INTO people (id, name, is_host, zone, day_start, post_at, created_at)
               VALUES (1, 'Sam', 1, 'UTC', '04:00', '07:00', '2026-01-01T00:00:00.000000+00:00')"""
        )
        logs.play(connection, Random(7), 1)
        [last] = connection.execute("SELECT * FROM rounds").fetchall()
    for name, count in (("CANDIDATES", 40), ("ATTEMPTS", 300), ("ROUNDS", 3)):
        monkeypatch.setattr(logs, name, count)
    among_many(small, large)
    with closing(sqlite3.connect(large)) as connection:
        assert connection.execute("SELECT * FROM rounds ORDER BY id DESC LIMIT 1").fetchone() == last
        assert connection.execute("SELECT count(*) FROM rounds").fetchone() == (4,)
        assert connection.execute("SELECT count(*) FROM guesses").fetchone() == (4 * logs.GUESSES,)
        assert connection.execute("SELECT count(*) FROM attempts").fetchone() == (300,)
    assert 20 < bytes_of(large, "guesses") < 2_000
