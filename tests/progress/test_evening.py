"""The evening's word: opt-in, once a day, only about what is open, never at night, wherever its person is."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.people.model import Nudge, Person, PersonId, UnknownPerson
from bot.progress.model import NUDGE, NotYourWord, nudge_until
from tests.progress.conftest import ANA, CHANNEL, HOST, MONDAY, Stage, utc


async def wants(stage: Stage, where: Nudge = Nudge.CHANNEL, dm: int | None = None) -> None:
    await stage.settles(stage.services.people.nudge(100, where, dm))


async def finishes(stage: Stage) -> None:
    """Everything on today's list is done."""
    view = await stage.services.assignments.today(HOST)
    for line in view.lines:
        await stage.services.assignments.done(HOST, line.item.number, "10", stage.message())
    await stage.bus.drain()


async def test_nobody_hears_a_word_without_having_asked_for_it(stage: Stage) -> None:
    await stage.until(utc(2026, 3, 4, 22))
    assert stage.of_kind(NUDGE) == []


async def test_it_comes_once_each_evening_while_something_is_open(stage: Stage) -> None:
    await wants(stage)
    await stage.until(utc(2026, 3, 2, 18, 59))
    assert stage.of_kind(NUDGE) == []
    await stage.until(utc(2026, 3, 3, 22))
    assert stage.of_kind(NUDGE) == [("1:2026-03-02", str(CHANNEL)), ("1:2026-03-03", str(CHANNEL))]
    evening = await stage.services.progress.evening(PersonId(1), MONDAY)
    assert evening.open
    assert evening.shortest.item.minutes == min(line.item.minutes for line in evening.open)


async def test_a_day_that_is_done_is_left_in_peace(stage: Stage) -> None:
    await wants(stage)
    await finishes(stage)
    await stage.until(utc(2026, 3, 2, 22))
    assert stage.of_kind(NUDGE) == []


async def test_days_of_rest_and_pauses_are_left_in_peace(stage: Stage) -> None:
    await wants(stage)
    await stage.until(utc(2026, 3, 7, 22))
    before = stage.of_kind(NUDGE)
    await stage.until(utc(2026, 3, 9, 6))  # over Sunday
    assert stage.of_kind(NUDGE) == before
    await stage.services.curriculum.pause(HOST, "2026-03-16")
    await stage.bus.drain()
    await stage.until(utc(2026, 3, 15, 22))
    assert stage.of_kind(NUDGE) == before
    await stage.until(utc(2026, 3, 16, 22))
    assert stage.of_kind(NUDGE) == [*before, ("1:2026-03-16", str(CHANNEL))]


async def test_a_private_word_goes_to_the_private_channel(stage: Stage) -> None:
    await wants(stage, Nudge.DM, 777)
    await stage.until(utc(2026, 3, 2, 22))
    assert stage.of_kind(NUDGE) == [("1:2026-03-02", "777")]
    await wants(stage, Nudge.CHANNEL)
    await stage.down_until(utc(2026, 3, 2, 20))
    assert len(stage.of_kind(NUDGE)) == 1  # another place is no reason for a second word


@pytest.mark.parametrize(("back", "late"), [((19, 30), 1), ((21, 59), 1), ((22, 0), 0), ((23, 30), 0)])
async def test_a_missed_word_comes_late_the_same_evening_and_never_at_night(
    stage: Stage, back: tuple[int, int], late: int
) -> None:
    await wants(stage)
    await stage.down_until(utc(2026, 3, 2, *back))
    assert len(stage.of_kind(NUDGE)) == late
    await stage.down_until(utc(2026, 3, 2, 23, 40))
    assert len(stage.of_kind(NUDGE)) == late


async def test_a_machine_that_slept_through_the_day_says_it_whichever_alarm_rings_first(stage: Stage) -> None:
    await wants(stage)
    await stage.until(utc(2026, 3, 3, 2))
    stage.clock.now = utc(2026, 3, 3, 19, 30)
    due = {key: action for key, (_, action) in stage.scheduler.alarms.items()}
    for key in sorted(due, key=lambda key: not key.startswith("evening")):
        await due[key]()
        await stage.bus.drain()
    assert [subject for subject, _ in stage.of_kind(NUDGE)] == ["1:2026-03-02", "1:2026-03-03"]


async def test_a_word_that_waited_for_discord_is_given_up_at_night(stage: Stage) -> None:
    await wants(stage)
    await stage.until(utc(2026, 3, 2, 19))
    (post,) = await stage.waiting(NUDGE)
    stage.clock.now = utc(2026, 3, 2, 22)
    assert await stage.services.posts.begin(post.key) is None
    assert await stage.waiting(NUDGE) == []


@pytest.mark.parametrize(
    ("before", "evenings"),
    [
        # in Berlin the clock goes forward on 29 March and back on 25 October 2026
        (
            utc(2026, 3, 26, 5),
            ["2026-03-26T19:00", "2026-03-27T19:00", "2026-03-28T19:00", "2026-03-30T18:00"],
        ),
        (utc(2026, 10, 23, 5), ["2026-10-23T18:00", "2026-10-24T18:00", "2026-10-26T19:00"]),
    ],
)
async def test_it_keeps_its_hour_over_both_changes_of_the_clock(
    stage: Stage, before: object, evenings: list[str]
) -> None:
    await wants(stage)
    stage.scheduler.alarms.clear()
    stage.told.clear()
    assert isinstance(before, type(stage.clock.now))
    await stage.down_until(before)
    await stage.until(before + timedelta(days=len(evenings) + 1))
    claimed = [post.claimed_at.strftime("%Y-%m-%dT%H:%M") for post in stage.told if post.key.kind == NUDGE]
    assert claimed == evenings


async def test_a_traveller_hears_it_in_the_evening_of_where_they_are(stage: Stage) -> None:
    await wants(stage)
    await stage.until(utc(2026, 3, 2, 20))
    await stage.sets(HOST, zone="America/New_York")  # west: the same day has a second evening
    await stage.until(utc(2026, 3, 3, 12))
    assert stage.of_kind(NUDGE) == [("1:2026-03-02", str(CHANNEL))]
    await stage.until(utc(2026, 3, 4, 0, 59))
    assert len(stage.of_kind(NUDGE)) == 1
    await stage.until(utc(2026, 3, 4, 1))
    assert stage.of_kind(NUDGE)[1:] == [("1:2026-03-03", str(CHANNEL))]
    await stage.sets(HOST, zone="Asia/Tokyo")  # east, where it is ten in the morning of the next day
    await stage.until(utc(2026, 3, 4, 11))
    assert [subject for subject, _ in stage.of_kind(NUDGE)] == [
        "1:2026-03-02",
        "1:2026-03-03",
        "1:2026-03-04",
    ]


async def test_who_flies_over_the_evening_is_not_woken_for_it(stage: Stage) -> None:
    await wants(stage)
    await stage.until(utc(2026, 3, 2, 15))
    await stage.sets(HOST, zone="Asia/Tokyo")  # midnight has come
    await stage.until(utc(2026, 3, 3, 5))
    assert stage.of_kind(NUDGE) == []


async def test_switching_it_on_late_in_the_evening_reminds_from_tomorrow_on(stage: Stage) -> None:
    await stage.until(utc(2026, 3, 2, 20))
    await wants(stage)
    await stage.until(utc(2026, 3, 3, 5))
    assert stage.of_kind(NUDGE) == []


async def test_several_candidates_each_have_an_evening_of_their_own(stage: Stage) -> None:
    await wants(stage)
    await stage.joins(ANA, "America/New_York")
    await stage.settles(stage.services.people.nudge(200, Nudge.CHANNEL))
    await stage.sets(ANA, evening_at=time(21, 30))
    await stage.until(utc(2026, 3, 3, 2, 29))
    assert [subject for subject, _ in stage.of_kind(NUDGE)] == ["1:2026-03-02"]
    await stage.until(utc(2026, 3, 3, 2, 30))
    assert [subject for subject, _ in stage.of_kind(NUDGE)] == ["1:2026-03-02", "2:2026-03-02"]
    await stage.settles(stage.services.people.leave(200))
    await stage.until(utc(2026, 3, 4, 6))
    assert [subject for subject, _ in stage.of_kind(NUDGE)][2:] == ["1:2026-03-03"]


async def test_the_button_under_it_is_for_its_person_only(stage: Stage) -> None:
    await wants(stage)
    with pytest.raises(NotYourWord, match="for Sam"):
        await stage.services.progress.no_more_words(ANA, PersonId(1))
    assert (await stage.services.progress.no_more_words(HOST, PersonId(1))).nudge is Nudge.OFF
    with pytest.raises(UnknownPerson):
        await stage.services.progress.no_more_words(HOST, PersonId(99))


@given(
    st.builds(time, st.integers(0, 23), st.integers(0, 59)),
    st.builds(time, st.integers(0, 23), st.integers(0, 59)),
    st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu"]),
    st.dates(date(2025, 1, 1), date(2028, 1, 1)),
)
def test_the_latest_word_is_never_before_its_evening_nor_after_its_day(
    evening: time, begins: time, zone: str, day: date
) -> None:
    person = Person(PersonId(1), "Sam", zone, begins, time(7), evening_at=evening)
    until = nudge_until(person, day)
    assert until <= person.day_bounds(day)[1]
    # in the night that loses an hour, a time that does not exist may fall together with the day's end
    assert person.evening_instant(day) <= until or person.evening_instant(day) - until <= timedelta(hours=1)
