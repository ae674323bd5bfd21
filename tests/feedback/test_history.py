"""Months of feedback, worked out from what stands."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.recording.model import FLAGS, STRENGTHS, Standing, Summary, Trend, feedback, saw, standing
from bot.recording.model import Statement as S
from tests.feedback.said import NOW, form, held, moment, recording


def seen(number: int, *statements: S, gap: int | None = None) -> Summary:
    """A recording that Ana said this about, who may also have given a form."""
    forms = () if gap is None else (form("2", 2, 2, 2, 2), form("1", *[2 + gap] * 4, own=True))
    return held(recording(number, 100 - number), [("2", one) for one in statements], (), forms)


def test_a_flag_is_held_against_the_recordings_before() -> None:
    every = [seen(n, S.SILENT, S.FORWARD) for n in range(1, 5)]
    every += [seen(5, S.SILENT)] + [seen(n, S.TESTED) for n in range(6, 9)]
    found = feedback(every)
    assert found.flags == (Trend(S.SILENT, 1, 4, 4, 4),)
    assert found.flags[0].turn == -1
    assert found.strengths == (Trend(S.TESTED, 3, 4, 0, 4),)
    assert found.strengths[0].turn == 1
    assert (found.forward, found.judged) == (4, 8)


def test_the_first_recordings_have_no_trend_yet() -> None:
    (trend,) = feedback([seen(1, S.SILENT), seen(2)]).flags
    assert (trend.lately, trend.of_lately, trend.of_before, trend.turn) == (1, 1, 0, 0)


def test_what_was_taken_back_and_what_nobody_saw_say_nothing() -> None:
    gone = held(replace(recording(), withdrawn_at=NOW), [("2", S.SILENT)])
    assert feedback([gone, held()]).reviewed == ()


def test_the_gap_between_own_and_friends_scores_follows_the_last_recordings() -> None:
    every = [seen(n, S.CLEAR, gap=2) for n in range(1, 5)] + [seen(n, S.CLEAR, gap=1) for n in range(5, 9)]
    found = feedback(every)
    assert (found.gap_before, found.gap) == (2, 1)
    assert feedback([seen(1, S.CLEAR)]).gap is None


def test_a_friend_who_marked_a_moment_said_it_as_much_as_one_who_reacted() -> None:
    moments = [moment(60, "2", S.SILENT), moment(300, "3", S.SILENT), moment(400, "1", S.SILENT)]
    one = held(moments=moments)
    assert saw(one, S.SILENT) == 2
    both = held(votes=[("2", S.SILENT), ("4", S.SILENT)], moments=moments)
    assert saw(both, S.SILENT) == 3
    assert [trend.statement for trend in feedback([one]).flags] == [S.SILENT]
    assert {*FLAGS, *STRENGTHS} | {S.FORWARD} == set(S)


@pytest.mark.parametrize(
    ("one", "stands"),
    [
        (held(), Standing.WAITING),
        (held(forms=[form("1", 3, own=True)]), Standing.WAITING),
        (held(forms=[form("1", 3, 3, 3, 3, own=True)]), Standing.OPEN),
        (held(replace(recording(), closed_at=NOW)), Standing.CLOSED),
        (held(replace(recording(1, 0), closed_at=NOW), forms=[form("2", 3)]), Standing.WAITING),
        (held(replace(recording(), withdrawn_at=NOW)), Standing.WITHDRAWN),
    ],
)
def test_each_recording_says_how_far_it_is(one: Summary, stands: Standing) -> None:
    assert standing(one) is stands


def test_a_form_opens_with_time_and_then_nothing_waits_any_more() -> None:
    late = held(recording(1, 3), forms=[form("2", 3)])
    assert late.forms_open
    closed = replace(late.recording, closed_at=NOW + timedelta(days=4))
    assert standing(held(closed, forms=[form("2", 3)])) is Standing.CLOSED
