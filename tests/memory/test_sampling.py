"""Which pattern the weekly test asks for: weak ones often, sure ones hardly ever, one draw a week."""

from __future__ import annotations

import random
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from math import factorial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.curriculum.model import Catalogue, Difficulty, Problem
from bot.memory.model import Draw, Posterior, candidates, draw, posteriors, reason, week_of
from bot.people.model import PersonId
from tests.memory.logs import BOXES, CATALOGUE, MEDIAN, MONDAY, THREE_SUM, TWO_SUM, a_life, tried

SAM = PersonId(1)
WEEKS = 4000


def problem(number: int, category: str) -> Problem:
    return Problem(number, f"p{number}", f"P{number}", category, Difficulty.HARD)


STACK, TREES, GRAPHS = problem(1, "Stack"), problem(2, "Trees"), problem(3, "Graphs")


def drawn(
    held: Mapping[str, Posterior],
    left: Mapping[str, list[Problem]],
    day: date = MONDAY,
    person: PersonId = SAM,
) -> Draw:
    found = draw(held, left, person, day)
    assert found is not None
    return found


def nine_weeks() -> list[int]:
    left = candidates(CATALOGUE, ())
    return [drawn({}, left, MONDAY + timedelta(weeks=week)).problem.number for week in range(9)]


def chance_of_smaller(one: Posterior, other: Posterior) -> float:
    """P(X < Y) for X ~ Beta(a, b), Y ~ Beta(c, d) with whole parameters, exactly.

    It is the sum over i < c of B(a + i, b + d) / ((d + i) B(1 + i, d) B(a, b)) (E. Miller, "Formulas for
    Bayesian A/B Testing", 2015).
    """

    def beta(a: int, b: int) -> Fraction:
        return Fraction(factorial(a - 1) * factorial(b - 1), factorial(a + b - 1))

    a, b, c, d = one.alpha, one.beta, other.alpha, other.beta
    return float(
        sum((beta(a + i, b + d) / ((d + i) * beta(1 + i, d) * beta(a, b)) for i in range(c)), Fraction(0))
    )


def test_the_exact_chance_that_the_next_test_measures_against_is_right_itself() -> None:
    assert chance_of_smaller(Posterior(), Posterior()) == pytest.approx(0.5)
    # uniform against Beta(2, 1), whose density is 2y: the integral of y * 2y
    assert chance_of_smaller(Posterior(), Posterior(solved=1)) == pytest.approx(2 / 3)
    # the smallest of four uniforms against a fifth: the fifth is smallest of all one time in five
    assert chance_of_smaller(Posterior(missed=3), Posterior()) == pytest.approx(4 / 5)
    one, other = Posterior(3, 2), Posterior(5, 4)
    assert chance_of_smaller(one, other) + chance_of_smaller(other, one) == pytest.approx(1)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Posterior(), Posterior()),
        (Posterior(missed=3), Posterior()),
        (Posterior(solved=4, missed=1), Posterior(solved=1, missed=1)),
        (Posterior(solved=6, missed=2), Posterior(solved=2, missed=6)),
    ],
)
def test_over_many_weeks_a_pattern_is_drawn_as_often_as_it_is_the_weaker_one(
    one: Posterior, other: Posterior
) -> None:
    held = {"Stack": one, "Trees": other}
    left = {"Stack": [STACK], "Trees": [TREES]}
    count = sum(drawn(held, left, MONDAY + timedelta(weeks=week)).pattern == "Stack" for week in range(WEEKS))
    exact = chance_of_smaller(one, other)
    spread = (exact * (1 - exact) / WEEKS) ** 0.5
    assert abs(count / WEEKS - exact) < 4 * spread


def test_three_patterns_of_which_nothing_is_known_are_drawn_equally_often() -> None:
    left = {"Stack": [STACK], "Trees": [TREES], "Graphs": [GRAPHS]}
    counts = Counter(drawn({}, left, MONDAY + timedelta(weeks=week)).pattern for week in range(WEEKS))
    for pattern in left:
        assert abs(counts[pattern] / WEEKS - 1 / 3) < 4 * (2 / 9 / WEEKS) ** 0.5


def test_within_a_pattern_every_problem_has_its_turn() -> None:
    held = [problem(number, "Stack") for number in range(1, 5)]
    counts = Counter(
        drawn({}, {"Stack": held}, MONDAY + timedelta(weeks=week)).problem.number for week in range(WEEKS)
    )
    for one in held:
        assert abs(counts[one.number] / WEEKS - 1 / 4) < 4 * (3 / 16 / WEEKS) ** 0.5


def test_people_draw_independently_of_each_other() -> None:
    left = {"Stack": [STACK], "Trees": [TREES]}
    same = sum(
        drawn({}, left, day).pattern == drawn({}, left, day, PersonId(2)).pattern
        for day in (MONDAY + timedelta(weeks=week) for week in range(WEEKS))
    )
    assert abs(same / WEEKS - 1 / 2) < 4 * (1 / 4 / WEEKS) ** 0.5


def test_every_day_of_a_week_draws_the_same_and_the_global_random_is_left_alone() -> None:
    held, left = posteriors(a_life(3), CATALOGUE, BOXES), candidates(CATALOGUE, CATALOGUE.categories)
    before = random.getstate()
    week = {drawn(held, left, MONDAY + timedelta(days=day)).problem.number for day in range(7)}
    assert len(week) == 1
    assert random.getstate() == before
    assert {week_of(MONDAY + timedelta(days=day)) for day in range(7)} == {MONDAY}


def test_another_process_draws_the_same() -> None:
    """A string's hash differs from process to process; what seeds the draw may not."""
    script = "from tests.memory.test_sampling import nine_weeks; print(nine_weeks())"
    other = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    assert other.stdout.strip() == str(nine_weeks())


@given(
    st.dates(date(2026, 1, 1), date(2030, 1, 1)),
    st.integers(1, 50),
    st.sets(st.integers(0, len(CATALOGUE) - 1), min_size=1),
    st.integers(0, 5),
)
def test_planning_again_draws_the_same_while_the_problem_is_still_there(
    day: date, person: int, kept: set[int], seed: int
) -> None:
    """Others were solved in between, whole patterns with them; the draw stands all the same."""
    held = posteriors(a_life(seed, days=20), CATALOGUE, BOXES)
    problems = list(CATALOGUE)
    first = drawn(held, candidates(problems, ()), day, PersonId(person))
    left = [one for place, one in enumerate(problems) if place in kept or one == first.problem]
    random.Random(seed).shuffle(left)
    again = drawn(held, candidates(left, ()), day, PersonId(person))
    assert (again.problem, again.pattern, again.posterior) == (first.problem, first.pattern, first.posterior)


def test_only_patterns_with_a_problem_left_are_drawn_and_none_is_no_draw() -> None:
    hards = [one for one in CATALOGUE if one.difficulty is Difficulty.HARD]
    left = candidates(hards, CATALOGUE.categories)
    assert len(left) == len(CATALOGUE.categories) - 5
    for week in range(50):
        found = drawn({}, {**left, "Stack": []}, MONDAY + timedelta(weeks=week))
        assert found.problem.difficulty is Difficulty.HARD
        assert found.pattern == found.problem.category != "Stack"
        assert found.among == len(left) - ("Stack" in left)
    assert draw({}, {}, SAM, MONDAY) is None
    assert draw({}, {"Stack": []}, SAM, MONDAY) is None


def test_where_the_wanted_patterns_have_none_left_any_serves() -> None:
    held = [STACK, TREES]
    assert candidates(held, ["Trees", "Heap"]) == {"Trees": [TREES]}
    assert candidates(held, ["Heap"]) == {"Stack": [STACK], "Trees": [TREES]}
    assert candidates([], ["Heap"]) == {}


def test_a_try_is_one_trial_a_day_and_succeeds_cold_within_the_box() -> None:
    log = [
        tried(TWO_SUM, 0, minutes=20),
        tried(TWO_SUM, 0, minutes=20, number=2),
        tried(TWO_SUM, 1, minutes=30),
        tried(THREE_SUM, 0, minutes=25),
        tried(THREE_SUM, 1, solved=False),
        tried(THREE_SUM, 1, number=2),
        tried(THREE_SUM, 2, cold=False, minutes=5),
        tried(MEDIAN, 3, minutes=45),
        tried(999_999, 0),
    ]
    held = posteriors(log, CATALOGUE, BOXES)
    assert held["Arrays & Hashing"] == Posterior(solved=1, missed=1)
    assert held["Two Pointers"] == Posterior(solved=1, missed=2)
    assert held["Binary Search"] == Posterior(solved=1, missed=0)
    assert held["Stack"] == Posterior()
    assert set(held) == set(CATALOGUE.categories)
    assert (held["Two Pointers"].alpha, held["Two Pointers"].beta) == (2, 3)
    assert posteriors(log, Catalogue([]), BOXES) == {}


@pytest.mark.parametrize(
    ("held", "others", "sentence"),
    [
        (
            Posterior(),
            {"Trees": Posterior()},
            "It was drawn for Stack because you had not tried that pattern yet.",
        ),
        (
            Posterior(1, 5),
            {"Trees": Posterior(5, 1)},
            "It was drawn for Stack, where you stand weakest: 1 of 6 went cold within the box.",
        ),
        (
            Posterior(1, 1),
            {"Trees": Posterior(1, 9)},
            "It was drawn for Stack, where the log says little yet: 1 of 2 went cold within the box.",
        ),
        (
            Posterior(5, 2),
            {"Trees": Posterior(1, 2)},
            "It was drawn for Stack, which holds up so far (5 of 7 went cold within the box) "
            "and was due a check.",
        ),
        (
            Posterior(2, 2),
            {},
            "It was drawn for Stack, the one pattern you trained that still had an unseen problem: "
            "2 of 4 went cold within the box.",
        ),
    ],
)
def test_the_reason_is_one_true_sentence(
    held: Posterior, others: dict[str, Posterior], sentence: str
) -> None:
    left = {"Stack": [STACK], **({"Trees": [TREES]} if others else {})}
    found = next(
        one
        for week in range(3000)
        if (one := drawn({"Stack": held, **others}, left, MONDAY + timedelta(weeks=week))).pattern == "Stack"
    )
    assert reason(found) == sentence
