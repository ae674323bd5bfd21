"""How a season is ranked."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.pattern.model import Score, ranked, wilson

RECORD = st.integers(1, 400).flatmap(lambda rounds: st.tuples(st.integers(0, rounds), st.just(rounds)))


@given(RECORD)
def test_a_record_proves_no_more_than_its_share_and_a_right_guess_always_helps(
    record: tuple[int, int],
) -> None:
    right, rounds = record
    assert 0 <= wilson(right, rounds) <= right / rounds
    assert wilson(right + 1, rounds + 1) > wilson(right, rounds)
    assert wilson(right, rounds + 1) <= wilson(right, rounds)


@given(RECORD, st.integers(2, 5))
def test_playing_on_with_the_same_share_never_costs_a_place(record: tuple[int, int], times: int) -> None:
    right, rounds = record
    assert wilson(right * times, rounds * times) >= wilson(right, rounds) - 1e-12


def test_one_lucky_guess_ranks_below_a_long_record() -> None:
    table = ranked([Score("lucky", 1, 1), Score("steady", 8, 10), Score("never", 0, 5), Score("Even", 1, 1)])
    assert [score.name for score in table] == ["steady", "Even", "lucky", "never"]


def test_wilsons_bound_is_the_published_one() -> None:
    """Brown, Cai and DasGupta: for n = 10 and x = 8 the 95% interval is 0.490 to 0.943."""
    assert round(wilson(8, 10), 3) == 0.490
    assert round(wilson(1, 1), 3) == 0.207
    assert wilson(0, 0) == wilson(0, 7) == 0
