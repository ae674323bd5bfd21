"""Rounds on a real database: guesses, lock, reveal, restarts, seasons."""

from __future__ import annotations

import asyncio
from datetime import date, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.events import EventBus
from bot.pattern.model import (
    LAST_CALL,
    REVEAL,
    STANDING,
    AcceptLater,
    AlreadyCalled,
    NoRound,
    NoSuchOption,
    NotYourStage,
    OwnCall,
    Phase,
    RoundRevealed,
    SplitMoved,
    TooLate,
    WhichProblem,
)
from bot.pattern.service import PatternService
from bot.people.model import Actor, Person, PersonId, Platform, Source
from bot.people.store import PeopleStore
from tests.clockwork import START
from tests.pattern.conftest import CHAT, FRIEND, HOST, MODERATOR, STREAMER, VIEWER, House, viewer


async def guess(house: House, *said: str) -> None:
    """A fresh viewer for each."""
    for number, words in enumerate(said):
        await house.patterns.guess(viewer(number), words)


async def test_a_round_is_opened_locked_and_revealed_after_the_grace(house: House) -> None:
    held = (await house.open()).round
    await guess(house, "two pointers", "stack", "two pointers", "greedy", "stack", "stack")
    await house.patterns.lock(STREAMER, house.source())
    await house.advance(seconds=9)
    await house.patterns.guess(viewer(7), "two pointers")
    assert (await house.now()).round.revealed_at is None
    await house.advance(seconds=1)
    with pytest.raises(NoRound):
        await house.patterns.guess(viewer(8), "two pointers")
    view = await house.patterns.view(held.id)
    assert view.round.revealed_at == house.clock()
    assert view.tally.split == (("Stack", 3), ("Two Pointers", 3), ("Greedy", 1))
    assert [each.name for each in view.tally.first] == ["viewer 0", "viewer 2", "viewer 7"]
    assert await house.kinds(Platform.DISCORD) == [STANDING]
    assert await house.kinds(Platform.TWITCH) == [STANDING, LAST_CALL, REVEAL]


async def test_who_was_right_is_not_known_before_the_reveal(house: House) -> None:
    await house.open()
    await guess(house, "two pointers")
    view = await house.now()
    assert view.tally.total == 1
    assert (view.tally.right, view.tally.first) == (0, ())


async def test_the_last_word_counts_and_the_first_moment_of_it(house: House) -> None:
    await house.open()
    for second, words in enumerate(("stack", "two pointers", "greedy", "two pointers", "two pointers")):
        house.clock.now = START + timedelta(seconds=second)
        await house.patterns.guess(VIEWER, words)
    await house.patterns.lock(HOST, house.source())
    await house.advance(seconds=10)
    view = await house.now()
    assert view.tally.split == (("Two Pointers", 1),)
    assert view.tally.first[0].at == START + timedelta(seconds=3)


async def test_a_person_with_two_accounts_has_one_word(house: House) -> None:
    ben = Person(PersonId(0), "Ben", "UTC", time(4), time(7), discord_id=2, start=date(2026, 1, 5))
    await house.database.write(lambda tx: PeopleStore(tx).add(ben, START))
    code = await house.people.give_code(2)
    await house.people.redeem(code.code, "b", "ben")
    held = (await house.open()).round
    await house.patterns.pick(FRIEND, "stack", held.id)
    await house.patterns.guess(Actor(Platform.TWITCH, "b", "ben"), "greedy")
    assert (await house.now()).tally.split == (("Greedy", 1),)


async def test_the_streamers_own_call_is_private_first_and_once(house: House) -> None:
    held = (await house.open()).round
    with pytest.raises(OwnCall):
        await house.patterns.guess(STREAMER, "stack")
    with pytest.raises(OwnCall):
        await house.patterns.guess(HOST, "stack")
    assert (await house.now()).tally.total == 0
    await house.patterns.pick(HOST, "stack", held.id)
    with pytest.raises(AlreadyCalled):
        await house.patterns.pick(HOST, "greedy", held.id)
    with pytest.raises(AlreadyCalled):
        await house.patterns.decline(HOST, held.id)
    view = await house.now()
    assert view.round.call == "Stack"
    assert view.tally.total == 0


async def test_on_twitch_alone_nothing_waits_for_a_call_that_nobody_could_make(house: House) -> None:
    alone = PatternService(house.database, house.clock, house.scheduler, EventBus(), house.catalogue, (CHAT,))
    held = await alone.open_named(STREAMER, "3sum", house.source())
    assert held.split_is_public(house.clock())
    assert not (await house.open("two-sum")).round.split_is_public(house.clock())


async def test_only_the_host_and_moderators_run_a_round_and_everybody_guesses(house: House) -> None:
    with pytest.raises(NotYourStage):
        await house.patterns.open_named(VIEWER, "3sum", house.source())
    held = await house.patterns.open_named(MODERATOR, "3sum", house.source())
    for verb in (house.patterns.lock, house.patterns.cancel):
        with pytest.raises(NotYourStage):
            await verb(VIEWER, house.source())
    with pytest.raises(NotYourStage):
        await house.patterns.decline(MODERATOR, held.id)
    await house.patterns.guess(VIEWER, "stack")
    await house.patterns.guess(MODERATOR, "stack")
    await house.patterns.pick(FRIEND, "Stack", held.id)
    assert (await house.now()).tally.total == 3


async def test_the_clock_that_runs_out_locks_and_reveals(house: House) -> None:
    await house.timers.start(STREAMER, "3sum", house.source())
    held = await house.patterns.open_named(STREAMER, "", house.source())
    assert held.problem == 15
    await house.advance(minutes=25)
    assert (await house.now()).round.phase(house.clock()) is Phase.CLOSING
    await house.patterns.guess(VIEWER, "two pointers")
    await house.advance(seconds=10)
    view = await house.now()
    assert view.round.revealed_at == house.clock()
    assert view.tally.right == 1


async def test_the_clock_that_is_stopped_locks_and_one_for_another_problem_does_not(house: House) -> None:
    await house.timers.start(STREAMER, "two-sum", house.source())
    await house.open("3sum")
    await house.timers.stop(STREAMER, house.source())
    await house.advance(seconds=10)
    assert (await house.now()).round.closes_at is None
    await house.timers.start(STREAMER, "3sum", house.source())
    await house.timers.stop(STREAMER, house.source())
    await house.advance(seconds=10)
    assert (await house.now()).round.revealed_at is not None


async def test_while_a_clock_runs_a_lock_by_word_keeps_the_answer_until_its_end(house: House) -> None:
    await house.open("3sum")
    await house.timers.start(STREAMER, "3sum", house.source())
    await house.patterns.lock(STREAMER, house.source())
    await house.advance(minutes=10)
    assert (await house.now()).round.phase(house.clock()) is Phase.CLOSED
    with pytest.raises(TooLate):
        await house.patterns.guess(VIEWER, "stack")
    await house.advance(minutes=15)
    assert (await house.now()).round.revealed_at == house.clock()


async def test_the_word_reveal_does_not_wait_for_the_clock_and_never_comes_before_the_grace(
    house: House,
) -> None:
    await house.timers.start(STREAMER, "3sum", house.source())
    await house.open("3sum")
    await house.patterns.lock(STREAMER, house.source(), reveal=True)
    assert (await house.now()).round.revealed_at is None
    await house.advance(seconds=10)
    assert (await house.now()).round.revealed_at == house.clock()


async def test_a_replayed_message_changes_nothing(house: House) -> None:
    source = Source(Platform.TWITCH, "again")
    first = await house.patterns.open_named(STREAMER, "3sum", source)
    await house.patterns.cancel(STREAMER, house.source())
    again = await house.patterns.open_named(STREAMER, "3sum", source)
    assert again.id == first.id
    assert await house.patterns.current() is None


async def test_the_next_problem_ends_the_round_before_it(house: House) -> None:
    first = (await house.open("3sum")).round
    await guess(house, "two pointers")
    same = await house.patterns.open(STREAMER, house.catalogue.get(15), house.source())
    assert same.id == first.id
    second = await house.patterns.open(STREAMER, house.catalogue.get(1), house.source())
    assert second.id != first.id
    assert (await house.patterns.view(first.id)).round.revealed_at == house.clock()
    assert (await house.now()).round.id == second.id


async def test_a_round_needs_a_problem(house: House) -> None:
    with pytest.raises(WhichProblem):
        await house.patterns.open_named(STREAMER, " ", house.source())
    await house.timers.start(STREAMER, "25", house.source())
    with pytest.raises(WhichProblem):
        await house.patterns.open_named(STREAMER, "", house.source())


async def test_a_cancelled_round_counts_nowhere(house: House) -> None:
    await house.open()
    await guess(house, "two pointers", "stack")
    await house.patterns.cancel(STREAMER, house.source())
    await house.advance(hours=1)
    season = await house.patterns.season()
    assert (season.rounds, season.table) == (0, ())


async def test_accepting_one_more_pattern_changes_the_result_afterwards_and_never_before(
    house: House,
) -> None:
    await house.open()
    await guess(house, "two pointers", "binary search", "stack")
    with pytest.raises(AcceptLater):
        await house.patterns.accept(STREAMER, "binary search", house.source())
    await house.patterns.lock(STREAMER, house.source())
    await house.advance(seconds=10)
    assert (await house.now()).tally.right == 1
    await house.patterns.accept(STREAMER, "binary search", house.source())
    assert (await house.now()).tally.right == 2
    season = await house.patterns.season()
    assert (season.right, season.guesses) == (2, 3)
    assert [(each.answer, each.taken_for, each.count, each.of) for each in season.confusions] == [
        ("Two Pointers", "Stack", 1, 3)
    ]


async def test_an_open_round_survives_a_restart_and_so_does_its_lock(house: House) -> None:
    await house.open()
    await guess(house, "two pointers")
    await house.patterns.lock(STREAMER, house.source())
    await house.bus.drain()
    house.clock.advance(seconds=4)
    later = house.restarted()
    await later.patterns.resume()
    await later.patterns.guess(VIEWER, "stack")
    await later.advance(seconds=6)
    view = await later.now()
    assert view.round.revealed_at == later.clock()
    assert view.tally.total == 2
    await later.restarted().patterns.resume()
    assert (await house.kinds(Platform.TWITCH)).count(REVEAL) == 1


async def test_a_clock_that_ran_out_while_the_bot_was_away_reveals_once_and_late_only_in_discord(
    house: House,
) -> None:
    await house.timers.start(STREAMER, "3sum", house.source())
    await house.open("3sum")
    await house.bus.drain()
    house.clock.advance(minutes=60)
    later = house.restarted()
    await later.timers.resume_all()
    await later.patterns.resume()
    await later.advance(seconds=0)
    await later.patterns.resume()
    await later.bus.drain()
    view = await later.now()
    assert view.round.revealed_at == later.clock()
    assert sum(isinstance(event, RoundRevealed) for event in later.told) == 1
    assert REVEAL not in await house.kinds(Platform.TWITCH)


async def test_a_crash_between_the_ringing_and_the_lock_is_healed_at_the_next_start(house: House) -> None:
    """The clock's end is on disk, the round was never told."""
    timer = await house.timers.start(STREAMER, "3sum", house.source())
    await house.open("3sum")
    await house.bus.drain()
    house.clock.advance(minutes=25)
    house.crash()
    await house.timers.ring(timer.id)
    later = house.restarted()
    await later.timers.resume_all()
    await later.patterns.resume()
    await later.advance(seconds=10)
    assert (await later.now()).round.revealed_at is not None


async def test_two_thousand_guesses_at_once_all_count_and_are_told_at_once(
    house: House,
) -> None:
    await house.open()
    before = len(await house.claims())
    await asyncio.gather(
        *(house.patterns.guess(viewer(number % 1500), str(1 + number % 6)) for number in range(2000))
    )
    await house.advance(seconds=0.5)
    view = await house.now()
    assert view.tally.total == 1500
    # of those who guessed twice the second guess counts
    expected = {number % 1500: view.round.options[number % 6] for number in range(2000)}
    assert dict(view.tally.split) == {
        pattern: list(expected.values()).count(pattern) for pattern in view.round.options
    }
    assert sum(isinstance(event, SplitMoved) for event in house.told) == 1
    assert len(await house.claims()) == before


async def test_guesses_at_once_are_few_writes_and_each_refusal_is_its_own(house: House) -> None:
    await house.open()
    commits: list[str] = []
    writer = house.database._writer  # pyright: ignore[reportPrivateUsage] - how often it writes is the point
    await writer.hop(lambda raw: raw.set_trace_callback(commits.append))
    answers = await asyncio.gather(
        *(house.patterns.guess(viewer(number), "99" if number % 10 == 0 else "1") for number in range(600)),
        return_exceptions=True,
    )
    await writer.hop(lambda raw: raw.set_trace_callback(None))
    assert [isinstance(one, NoSuchOption) for one in answers] == [number % 10 == 0 for number in range(600)]
    assert (await house.now()).tally.total == 540
    assert 1 <= commits.count("COMMIT") <= 3


async def test_who_stops_waiting_for_the_answer_has_guessed_all_the_same(house: House) -> None:
    await house.open()
    waits = [asyncio.create_task(house.patterns.guess(viewer(number), "1")) for number in range(3)]
    await asyncio.sleep(0)
    waits[1].cancel()
    await asyncio.gather(*waits, return_exceptions=True)
    assert (await house.now()).tally.total == 3


async def test_a_season_is_ranked_fairly_and_knows_the_streamers_own_record(house: House) -> None:
    for problem, call in (("3sum", "two pointers"), ("two-sum", "stack"), ("car-fleet", None)):
        held = (await house.open(problem)).round
        right = held.answer
        await house.patterns.guess(viewer(1), right)
        await house.patterns.guess(viewer(2), right if problem == "3sum" else "greedy")
        if problem == "car-fleet":
            await house.patterns.guess(viewer(3), right)
        if call is None:
            await house.patterns.decline(HOST, held.id)
        else:
            await house.patterns.pick(HOST, call, held.id)
        await house.patterns.lock(STREAMER, house.source())
        await house.advance(seconds=10)
    season = await house.patterns.season()
    assert [(each.name, each.right, each.rounds) for each in season.table] == [
        ("viewer 1", 3, 3),
        ("viewer 3", 1, 1),
        ("viewer 2", 1, 3),
    ]
    assert (season.own.right, season.own.rounds) == (1, 2)
    house.clock.advance(days=90)
    assert (await house.patterns.season()).rounds == 0


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    said=st.lists(
        st.tuples(st.integers(0, 4), st.sampled_from(["stack", "greedy", "1", "trees"])), max_size=15
    ),
    rng=st.randoms(use_true_random=False),
)
async def test_the_tally_is_everybodys_last_word_whatever_stands_between(
    house: House, said: list[tuple[int, str]], rng: object
) -> None:
    """Guesses of different people in any order come to the same."""
    people = [[words for who, words in said if who == number] for number in range(5)]
    splits: list[tuple[tuple[str, int], ...]] = []
    options: tuple[str, ...] = ()
    for shuffled in (False, True):
        queues = [list(words) for words in people]
        order = [who for who, _ in said]
        if shuffled:
            getattr(rng, "shuffle")(order)  # noqa: B009 - hypothesis gives its own kind of Random
        options = (await house.open()).round.options
        for who in order:
            await house.patterns.guess(viewer(who), queues[who].pop(0))
        splits.append((await house.now()).tally.split)
        await house.patterns.cancel(STREAMER, house.source())
    assert splits[0] == splits[1]
    last = [words[-1] for words in people if words]
    meaning = {"stack": "Stack", "greedy": "Greedy", "trees": "Trees", "1": options[0]}
    assert sum(count for _, count in splits[0]) == len(last)
    assert {pattern for pattern, _ in splits[0]} == {meaning[words] for words in last}
