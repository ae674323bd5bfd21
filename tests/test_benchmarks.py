"""What the benchmarks say of their rounds: ratios pair by pair, medians, and whether an aim is met."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.__main__ import GROUPS, as_json
from benchmarks.figures import Aim, Figure, Sheet, line, percentile
from benchmarks.options import turned


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
    assert set(GROUPS) == {"commands", "guesses", "flood", "growth"}


@given(st.lists(st.floats(0, 1000), min_size=1), st.floats(0, 1))
def test_a_percentile_is_one_of_the_values_with_that_share_below(values: list[float], share: float) -> None:
    found = percentile(values, share)
    assert found in values
    assert sum(value < found for value in values) <= share * len(values)
