"""Chapters, streaks, moments and broadcasts as values."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.people.model import PersonId
from bot.stream.chapters import APART, INTRO
from bot.stream.model import (
    NOTE_LIMIT,
    Airing,
    Beat,
    Broadcast,
    Chapter,
    Stream,
    StreamId,
    Video,
    chapters,
    expiry,
    pause_after,
    tidy_note,
)
from bot.twitch_videos import read_length

BEGAN = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def at(**by: float) -> datetime:
    return BEGAN + timedelta(**by)


def told(*beats: Beat, length: timedelta = timedelta(hours=2)) -> list[str]:
    return [f"{each.stamp} {each.title}" for each in chapters(beats, BEGAN, BEGAN + length)]


def test_chapters_begin_with_an_intro_and_count_from_the_beginning_of_the_stream() -> None:
    assert told(
        Beat(at(minutes=3, seconds=5), "3Sum (medium)"),
        Beat(at(minutes=28), "3Sum: solved"),
        Beat(at(hours=1, minutes=2, seconds=9), "Word Ladder (hard)"),
    ) == ["00:00 Intro", "03:05 3Sum (medium)", "28:00 3Sum: solved", "1:02:09 Word Ladder (hard)"]


def test_what_comes_too_close_is_put_off_and_not_lost() -> None:
    assert told(
        Beat(at(seconds=2), "3Sum (medium)"),
        Beat(at(minutes=5), "3Sum: solved"),
        Beat(at(minutes=5, seconds=3), "Two Sum (easy)"),
    ) == ["00:00 Intro", "00:10 3Sum (medium)", "05:00 3Sum: solved", "05:10 Two Sum (easy)"]


def test_what_several_people_marked_at_once_is_one_chapter() -> None:
    assert told(
        Beat(at(minutes=5), "Moment: that trick", by_chat=True),
        Beat(at(minutes=5, seconds=6), "Moment: that trick", by_chat=True),
        Beat(at(minutes=5, seconds=9), "Moment: heap!", by_chat=True),
        Beat(at(minutes=5, seconds=40), "Moment: wow", by_chat=True),
    ) == ["00:00 Intro", "05:00 Moment: that trick; heap!", "05:40 Moment: wow"]


def test_what_happened_before_or_after_the_recording_is_no_chapter_of_it() -> None:
    beats = (
        Beat(at(seconds=-1), "before"),
        Beat(at(minutes=59, seconds=55), "at the end"),
        Beat(at(hours=3), "x"),
    )
    assert told(*beats, length=timedelta(hours=1)) == ["00:00 Intro"]


@given(
    st.lists(
        st.tuples(st.integers(-100, 9000), st.text(min_size=1, max_size=200), st.booleans()), max_size=60
    ),
    st.integers(0, 8000),
)
def test_chapters_rise_stay_apart_and_stay_within_whatever_happened(
    happened: list[tuple[int, str, bool]], length: int
) -> None:
    beats = [Beat(at(seconds=second), words, by_chat) for second, words, by_chat in happened]
    held = chapters(beats, BEGAN, BEGAN + length * SECOND)
    assert held[0] == Chapter(timedelta(), INTRO)
    for before, after in pairwise(held):
        assert after.at - before.at >= APART
    assert all(each.at <= length * SECOND for each in held)
    assert all(len(each.title) <= 90 and "\n" not in each.title for each in held)


MONDAY = date(2026, 3, 2)


def days(*numbers: int) -> set[date]:
    return {MONDAY + timedelta(days=number) for number in numbers}


@given(st.text(max_size=400))
def test_a_note_is_one_line_and_short_enough(text: str) -> None:
    note = tidy_note(text)
    assert len(note) <= NOTE_LIMIT
    assert "\n" not in note
    assert "\U000e0000" not in note


def test_the_pauses_between_looks_for_a_recording_double_up_to_two_hours() -> None:
    minutes = [pause_after(looks) // timedelta(minutes=1) for looks in range(1, 10)]
    assert minutes == [1, 2, 4, 8, 16, 32, 64, 120, 120]


def test_a_recording_corrects_only_an_end_that_was_guessed() -> None:
    video = Video("1", "https://v/1", BEGAN, timedelta(minutes=50), expiry(BEGAN, ""))
    told_so = Broadcast("t", BEGAN, BEGAN).end(at(hours=1), exact=True)
    guessed = Broadcast("t", BEGAN, BEGAN).end(at(hours=3), exact=False)
    assert told_so.found(video).ended_at == at(hours=1)
    assert guessed.found(video).ended_at == at(minutes=50)


def test_the_grace_is_measured_from_the_last_sign_of_the_stream() -> None:
    off = Broadcast("t", BEGAN, BEGAN).end(at(hours=1), exact=True)
    stream = Stream(StreamId(1), PersonId(1), "", "", (off,))
    grace = timedelta(minutes=10)
    assert stream.continues_with(Airing("u", at(minutes=69, seconds=59)), grace)
    assert not stream.continues_with(Airing("u", at(minutes=70)), grace)


def test_lengths_are_read_as_twitch_writes_them() -> None:
    assert read_length("3h8m33s") == timedelta(hours=3, minutes=8, seconds=33)
    assert read_length("5m0s") == timedelta(minutes=5)
    assert read_length("21s") == timedelta(seconds=21)
    assert read_length("") == read_length("soon") == timedelta()
