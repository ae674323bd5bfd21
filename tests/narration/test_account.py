"""What is said of a recording: shares, silences with their place, announcements, pauses of the clock."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.narration.model import (
    Account,
    ClockLine,
    Counted,
    Narration,
    NarrationId,
    Place,
    Span,
    account_of,
    digits,
    match,
    sentence,
)
from bot.timer.model import Stretch, Timer, TimerId
from tests.clockwork import START
from tests.narration.scenes import DESIGN, SAM, clock, good, heard, seconds


def account(length: float, speech: list[Span], *thoughts: float) -> Account:
    line = ClockLine.whole(timedelta(seconds=length))
    return account_of(speech, line, [timedelta(seconds=at) for at in thoughts])


def test_the_share_the_first_words_and_the_longest_silence() -> None:
    held = account(100, [seconds(4, 24), seconds(25, 45), seconds(60, 80)])
    assert held.share == pytest.approx(0.6)
    assert held.first_words == timedelta(seconds=4)
    assert [each.span for each in held.silences] == [seconds(45, 60), seconds(80, 100)]
    assert held.longest is not None
    assert held.longest.span == seconds(80, 100)


def test_ten_seconds_are_a_silence_and_less_is_a_pause() -> None:
    held = account(60, [seconds(0, 10), seconds(20, 30), seconds(39.9, 60)])
    assert [each.span for each in held.silences] == [seconds(10, 20)]
    assert (held.bursts, held.pauses, held.longest_burst) == (3, 1, timedelta(seconds=20.1))


def test_over_a_minute_is_flagged_and_a_minute_is_not() -> None:
    assert account(100, [seconds(0, 20), seconds(80, 100)]).flagged == ()
    held = account(100, [seconds(0, 20), seconds(80.1, 100)])
    assert [each.span for each in held.flagged] == [seconds(20, 80.1)]
    assert not held.clean


@pytest.mark.parametrize(
    ("at", "announced"), [(69, False), (71, True), (100, True), (160, True), (161, False)]
)
def test_a_word_shortly_before_a_silence_or_in_its_first_minute_announces_it(
    at: float, announced: bool
) -> None:
    held = account(400, [seconds(0, 100), seconds(200, 400)], at)
    assert [each.announced for each in held.silences] == [announced]
    assert held.clean is announced


def test_a_word_announces_no_other_silence() -> None:
    held = account(400, [seconds(0, 20), seconds(100, 120), seconds(200, 400)], 21)
    assert [each.announced for each in held.silences] == [True, False]


def test_nobody_speaks() -> None:
    held = account(90, [])
    assert (held.first_words, held.share, held.voiceless, held.clean) == (None, 0.0, True, False)
    assert [each.span for each in held.silences] == [seconds(0, 90)]


def test_an_empty_recording_is_nothing_and_divides_by_nothing() -> None:
    held = account(0, [])
    assert (held.share, held.silences, held.rhythm) == (0.0, (), ())


def test_each_minute_has_its_share_the_last_one_too() -> None:
    held = account(90, [seconds(0, 30), seconds(60, 90)])
    assert [round(beat.share, 3) for beat in held.rhythm] == [0.5, 1.0]


spans = st.lists(st.integers(0, 600), max_size=12, unique=True).map(
    lambda held: [seconds(*sorted(pair)) for pair in zip(sorted(held)[::2], sorted(held)[1::2], strict=False)]
)


@settings(max_examples=50, deadline=None)
@given(spans, st.integers(1, 600))
def test_what_is_spoken_and_what_is_silent_never_exceed_the_whole(speech: list[Span], length: int) -> None:
    held = account(length, speech)
    silent = sum((each.span.length for each in held.silences), timedelta())
    assert held.spoken + silent <= held.counted
    assert 0 <= held.share <= 1
    whole = sum((beat.span.length * beat.share for beat in held.rhythm), timedelta())
    assert abs(whole - held.spoken) < timedelta(milliseconds=1)
    assert set(held.flagged) <= set(held.silences)


# the clock over a recording


def line(parts: bool = True) -> ClockLine:
    """45 minutes from half a minute on, paused for two minutes after ten."""
    began = START + timedelta(seconds=30)
    timer = clock(45, "Design", parts=DESIGN if parts else ())
    ran = [Stretch(began, timedelta()), Stretch(began + timedelta(minutes=12), timedelta(minutes=10))]
    return ClockLine.of(timer, ran, START, timedelta(hours=1), START + timedelta(hours=1))


def test_a_place_is_what_the_clock_showed_and_its_section() -> None:
    assert line().place(timedelta(seconds=29)) is None
    assert line().place(timedelta(minutes=2, seconds=30)) == Place(timedelta(minutes=2), "scoping")
    assert line().place(timedelta(minutes=11)) is None, "it was paused"
    assert line().place(timedelta(minutes=20, seconds=30)) == Place(timedelta(minutes=18), "high-level")
    assert line(parts=False).place(timedelta(minutes=5)) == Place(timedelta(minutes=4, seconds=30))


def test_sections_move_with_a_pause() -> None:
    found = [(each.name, digits(each.span.start), digits(each.span.end)) for each in line().sections]
    assert found == [
        ("scoping", "0:30", "5:30"),
        ("high-level", "5:30", "10:30"),
        ("high-level", "12:30", "22:30"),
        ("deep dive", "22:30", "37:30"),
        ("trade-offs", "37:30", "47:30"),
    ]


def test_what_was_silent_while_the_clock_stood_counts_for_nothing() -> None:
    held = account_of([seconds(31, 640), seconds(755, 2845)], line())
    assert held.silences == (), "the ends of the pause are seconds"
    assert held.counted == timedelta(minutes=45)
    assert held.first_words == timedelta(seconds=1)


def test_a_silence_says_in_which_section_it_began() -> None:
    held = account_of([seconds(30, 240), seconds(400, 2850)], line())
    assert [each.place for each in held.silences] == [Place(timedelta(minutes=3, seconds=30), "scoping")]


@settings(max_examples=50, deadline=None)
@given(st.integers(-3000, 3000), st.integers(1, 3600))
def test_a_line_lies_within_its_recording_and_counts_no_more_than_the_clock(offset: int, length: int) -> None:
    timer = clock(45, "Design", parts=DESIGN)
    began, whole = START + timedelta(seconds=offset), timedelta(seconds=length)
    made = ClockLine.of(timer, [Stretch(timer.started_at, timedelta())], began, whole, START)
    assert sum((span.length for span in made.spans), timedelta()) <= min(whole, timer.length)
    assert all(timedelta() <= span.start <= span.end <= whole for span in made.spans)
    assert sum((each.span.length for each in made.sections), timedelta()) == sum(
        (span.length for span in made.spans), timedelta()
    )


# which clock


def running(number: int, minutes: int, ran: float) -> tuple[Timer, ClockLine]:
    timer = Timer(
        TimerId(number), SAM.id, timedelta(minutes=minutes), START, None, spent=timedelta(minutes=minutes)
    )
    return timer, ClockLine((Counted(seconds(0, ran * 60), timedelta()),))


def test_the_clock_that_ran_longest_meanwhile_is_what_was_recorded() -> None:
    clocks = [running(1, 5, 5), running(2, 25, 25), running(3, 5, 4)]
    found = match(clocks, START)
    assert found is not None
    assert found.id == 2


def test_half_of_a_clock_is_enough_and_less_is_not() -> None:
    assert match([running(1, 20, 10)], START) is not None
    assert match([running(1, 20, 9.9)], START) is None
    assert match([], START) is None


# words


def test_the_sentence_leads_with_the_share_and_names_the_longest_silence() -> None:
    held = account(100, [seconds(4, 34), seconds(35, 45), seconds(60, 100)])
    assert sentence(held, heard(100, [])) == (
        "You spoke for 80% of 1:40, first words after 0:04, longest silence 0:15 at 0:45."
    )
    long = account(200, [seconds(4, 34), seconds(100, 200)])
    assert sentence(long, heard(200, [])).endswith("1:06 at 0:34, 1 over a minute without a word why 🔇.")
    assert "1:12 at 20:10, announced." in sentence(good().account, good().narration.heard)


@pytest.mark.parametrize(
    ("loudest", "words"), [(-80.0, "Was the microphone muted"), (-6.0, "though there is sound")]
)
def test_no_voice_is_said_as_such_and_the_mend_depends_on_whether_there_is_sound(
    loudest: float, words: str
) -> None:
    assert words in sentence(account(600, []), heard(600, [], loudest))


@pytest.mark.parametrize(
    ("declared", "read", "breaks"), [(None, 60, False), (60, 59, False), (60, 57, True), (3600, 3550, False)]
)
def test_a_file_that_declares_more_than_it_holds_breaks_off(
    declared: float | None, read: float, breaks: bool
) -> None:
    from bot.narration.model import Heard, warning

    held = Heard(timedelta(seconds=read), None if declared is None else timedelta(seconds=declared), (), 0)
    assert held.breaks_off is breaks
    assert bool(warning(held)) is breaks


def test_a_position_is_the_recordings_own_time() -> None:
    narration = Narration(NarrationId(1), SAM.id, None, "a.mkv", START, heard(60, []), START)
    assert narration.position(START + timedelta(seconds=5)) == timedelta(seconds=5)
    assert narration.ended_at == START + timedelta(minutes=1)
