"""What the benchmarks say of their rounds: ratios pair by pair, medians, and whether an aim is met."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from benchmarks import logs
from benchmarks.__main__ import GROUPS, as_json, measured
from benchmarks.figures import Aim, Figure, Sheet, line, percentile
from benchmarks.logs import among_many, bytes_of, seat_candidates
from benchmarks.measures import commands, guesses
from benchmarks.measures.mornings import forced
from benchmarks.measures.reactions import storm
from benchmarks.options import QUICK, WHOLE, Options, turned
from benchmarks.peers import launch
from benchmarks.peers.environment import PEERS, RED, TWITCHAPI, Missing, environment, gather
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


def test_a_group_that_fails_is_told_and_the_others_are_measured(capsys: pytest.CaptureFixture[str]) -> None:
    async def dies(_: Options) -> list[Figure]:
        raise RuntimeError("the bot ended")

    async def works(_: Options) -> list[Figure]:
        return [Figure("a.b", "words", "ms", Aim("stated"), (1.0,))]

    figures, whole = measured({"first": dies, "second": works}, QUICK)
    assert [figure.key for figure in figures] == ["a.b"]
    assert not whole
    assert "NOT MEASURED: first" in capsys.readouterr().err
    assert measured({"second": works}, QUICK)[1]


@given(st.lists(st.floats(0, 1000), min_size=1), st.floats(0, 1))
def test_a_percentile_is_one_of_the_values_with_that_share_below(values: list[float], share: float) -> None:
    found = percentile(values, share)
    assert found in values
    assert sum(value < found for value in values) <= share * len(values)
    assert sum(value <= found for value in values) >= share * len(values) - 1e-6


def test_the_ninety_ninth_of_a_hundred_is_not_the_worst_of_them() -> None:
    assert percentile(list(range(1, 101)), 0.99) == 99
    assert percentile([1, 2, 3, 4], 0.5) == 2


def test_a_peer_that_this_python_is_too_new_for_is_refused_in_a_sentence_and_nothing_is_begun(
    tmp_path: Path,
) -> None:
    with pytest.raises(Missing) as refused:
        environment(PEERS[RED], tmp_path, version=(3, 12))
    assert str(refused.value) == "Red-DiscordBot 3.5.24 runs on Python below 3.12, and this is 3.12."
    assert list(tmp_path.iterdir()) == []


def test_a_peer_that_cannot_be_installed_is_left_out_loudly_and_tried_again_the_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")  # pip's own word for a machine that is offline
    assert gather([TWITCHAPI], tmp_path) == {}
    said = capsys.readouterr().err
    assert "LEFT OUT: twitchAPI 4.5.0 could not be installed (ERROR: No matching distribution found" in said
    assert "Is there a network? Its ratios will be missing." in said
    [folder] = tmp_path.iterdir()
    assert not (folder / "ready").exists()


def test_a_peer_that_was_installed_once_is_taken_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    folder = tmp_path / "twitchapi-4.5.0-python3.11"
    folder.mkdir()
    (folder / "ready").touch()
    assert environment(PEERS[TWITCHAPI], tmp_path, version=(3, 11)) == folder / "bin" / "python"
    assert capsys.readouterr().err == ""


def test_each_peer_runs_our_launcher_with_its_own_python_and_no_secret_on_its_command_line(
    tmp_path: Path,
) -> None:
    python = tmp_path / "bin" / "python"
    urls = {"api_url": "http://127.0.0.1:1/api", "gateway_url": "ws://127.0.0.1:1/gateway"}
    red = launch.red(python, tmp_path, token="a.token", **urls)
    twitchapi = launch.twitchapi(python, '{"access": "a-token"}')
    assert red.command == (str(python), "-P", red.command[2], "run", str(tmp_path), *urls.values())
    assert twitchapi.command == (str(python), "-P", twitchapi.command[2])
    assert all(Path(subject.command[2]).is_file() for subject in (red, twitchapi))
    assert not [part for part in (*red.command, *twitchapi.command) if "token" in part]
    assert red.env["XDG_CONFIG_HOME"].startswith(str(tmp_path))  # not the list of the user's own instances


@pytest.mark.parametrize("there", [True, False])
def test_ratios_of_a_peer_are_there_exactly_where_it_took_part(there: bool) -> None:
    discord, twitch = Sheet(), Sheet()
    for subject in ("greenroom", "bare", *(["red"] if there else [])):
        discord.add(subject, {"p50": 2.0, "burst": 100.0, "start": 1.0, "memory": 80.0})
    for subject in ("greenroom", "bare", *(["twitchapi"] if there else [])):
        twitch.add(subject, {"rate": 1_000.0})
    keys = {figure.key for figure in (*commands.figures(discord), *guesses.figures(twitch, 2_000))}
    of_peers = {
        "discord.command.p50_vs_red",
        "discord.burst_vs_red",
        "start.first_answer_vs_red",
        "twitch.guesses_vs_twitchapi",
    }
    assert keys & of_peers == (of_peers if there else set())
    assert {"discord.command.p50_vs_bare", "twitch.guesses_vs_bare"} <= keys


def test_a_run_without_peers_pairs_us_with_the_floor_alone() -> None:
    assert QUICK.among(("greenroom", "bare"), RED) == ["greenroom", "bare"]
    assert replace(QUICK, peers={RED: Path()}).among(("a", "b"), RED) == ["a", "b", RED]


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
