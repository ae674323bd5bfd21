"""Over several recordings: the trend, clean ones, and how far friends agree."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.narration.model import Agreement, Clean, Point, agreement, clean_of, moments_of, trend
from tests.clockwork import START
from tests.narration.scenes import bad, good


def points(*held: tuple[float, int]) -> list[Point]:
    return [
        Point(START + timedelta(days=day), share, flagged, flagged == 0)
        for day, (share, flagged) in enumerate(held)
    ]


def test_one_recording_is_no_trend() -> None:
    assert trend(points()) is None
    assert trend(points((0.5, 1))) is None


def test_the_trend_compares_the_first_ones_with_the_last_ones() -> None:
    held = trend(points((0.4, 3), (0.5, 2), (0.3, 2), (0.6, 1), (0.7, 0), (0.8, 0)))
    assert held is not None
    assert (held.recordings, held.share_before, held.share_now) == (6, 0.4, 0.7)
    assert (held.flagged_before, held.flagged_now) == (2, 0)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 5)), min_size=2, max_size=30), st.randoms())
def test_the_trend_does_not_depend_on_the_order_in_which_files_were_found(
    held: list[tuple[float, int]], rng: Random
) -> None:
    ordered = points(*held)
    shuffled = ordered[:]
    rng.shuffle(shuffled)
    assert trend(shuffled) == trend(ordered)
    assert clean_of(shuffled) == clean_of(ordered)


def test_clean_ones_are_counted_over_the_last_ten() -> None:
    held = points(*[(0.5, 1)] * 5, *[(0.5, 0)] * 7)
    assert clean_of(held) == Clean(7, 10)
    assert clean_of(held).share == 0.7
    assert clean_of([]).share == 0.0


def test_agreement_is_said_from_five_recordings_on() -> None:
    marked = [(True, True), (True, False), (False, True), (False, False)]
    assert agreement(marked) is None
    held = agreement([*marked, (True, True)])
    assert held == Agreement(5, both=2, neither=1, only_friends=1, only_measured=1)
    assert held is not None
    assert held.agreed == 3


def test_the_good_recording_is_clean_and_the_bad_one_has_its_moments() -> None:
    assert good().account.clean
    assert moments_of(good().account) == ()
    found = moments_of(bad().account)
    assert [each.words for each in found][1] == "silent for 3:30"
    assert len(found) == len(bad().account.flagged) == 4
