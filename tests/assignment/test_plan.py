"""What a day holds: worked out from the programme and the log, within the minutes, the same every time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.assignment.course import Course
from bot.assignment.model import Given, Item, Past, Plan
from bot.assignment.plan import plan_day
from bot.curriculum.model import Difficulty, Kind
from bot.curriculum.programme import load_catalogue, load_programme
from bot.people.model import PersonId
from bot.practice.model import Attempt, AttemptId

RAMP = load_programme()
CATALOGUE = load_catalogue()
MONDAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


def day(number: int) -> date:
    """The `number`th day of the plan, from 1, a Monday."""
    return MONDAY + timedelta(days=number - 1)


def attempt(problem: int, on: date, *, solved: bool = True, minutes: int | None = 20, id: int = 0) -> Attempt:
    return Attempt(AttemptId(id), PersonId(1), problem, solved, minutes, True, "", NOW, on)


def plan(
    on: date, attempts: Iterable[Attempt] = (), given: Iterable[Given] = (), budget: int | None = None
) -> Plan:
    return plan_day(
        Course(RAMP, CATALOGUE, MONDAY, minutes=(budget,) * 7), on, Past(tuple(attempts), given=tuple(given))
    )


def of(plan: Plan, kind: Kind) -> list[Item]:
    return [item for item in plan.items if item.kind is kind]


def titles(plan: Plan, kind: Kind) -> list[str]:
    return [item.title for item in of(plan, kind)]


class Life:
    """Somebody who lives day after day and does what `does` says."""

    def __init__(self) -> None:
        self.attempts: list[Attempt] = []
        self.given: list[Given] = []
        self.plans: list[Plan] = []

    def live(self, days: int, does: object = None, budget: int | None = None) -> Life:
        for _ in range(days):
            on = day(len(self.plans) + 1)
            planned = plan(on, self.attempts, self.given, budget)
            self.plans.append(planned)
            for item in planned.items:
                if item.problem is None:
                    continue
                self.given.append(Given(on, item.kind, item.problem))
                outcome = does(on, item) if callable(does) else (not planned.rest or None)
                if outcome is not None:
                    self.attempts.append(
                        attempt(item.problem, on, solved=bool(outcome), id=len(self.attempts) + 1)
                    )
        return self


def test_the_first_day_has_two_problems_and_reading() -> None:
    first = plan(day(1))
    assert titles(first, Kind.NEW) == ["Contains Duplicate", "Valid Anagram"]
    assert [(item.slot, item.minutes, item.box) for item in of(first, Kind.NEW)] == [("Morning", 20, 25)] * 2
    assert titles(first, Kind.READ) == [
        "read: supervised learning basics (bias and variance, overfitting, regularization); take notes"
    ]
    assert (first.headline, first.week, first.minutes, first.waiting) == ("Arrays & Hashing", 1, 70, 0)
    assert [item.number for item in first.items] == [1, 2, 3]


def test_the_headline_is_the_pattern_of_the_days_own_new_problems() -> None:
    week_two = plan(day(9))
    assert week_two.headline == "Arrays & Hashing"
    assert plan(day(9), budget=0).headline == "Arrays & Hashing + Two Pointers + Sliding Window"


def test_what_was_first_tried_yesterday_comes_again_for_ten_minutes() -> None:
    second = plan(day(2), [attempt(217, day(1)), attempt(242, day(1), solved=False)])
    again = of(second, Kind.AGAIN)
    assert [(item.problem, item.minutes) for item in again] == [(242, 10), (217, 10)], "what did not go first"
    assert second.minutes == 90


def test_a_problem_solved_again_on_a_later_day_is_not_due_any_more() -> None:
    tries = [attempt(217, day(1)), attempt(217, day(2))]
    assert of(plan(day(3), tries), Kind.AGAIN) == []


def test_a_failed_resolve_comes_back_the_day_after() -> None:
    tries = [attempt(217, day(1)), attempt(217, day(2), solved=False)]
    assert 217 in [item.problem for item in plan(day(3), tries).items]


def test_a_full_day_passes_resolves_on_oldest_first_and_counts_them() -> None:
    piled = [
        attempt(p.number, day(1) + timedelta(days=i // 3), id=i) for i, p in enumerate(list(CATALOGUE)[:7])
    ]
    monday = plan(day(8), piled)
    assert {item.problem for item in of(monday, Kind.AGAIN)} == {p.number for p in list(CATALOGUE)[:4]}
    assert len(of(monday, Kind.NEW)) == 1
    assert monday.waiting == 3


def test_wednesday_walks_through_a_system_and_reviews_monday() -> None:
    life = Life().live(2)
    wednesday = plan(day(3), life.attempts, life.given)
    assert wednesday.headline == "system design"
    assert titles(wednesday, Kind.WALK) == ["walk through qortex at scale: requirements, no clock"]
    assert of(wednesday, Kind.WALK)[0].box is None
    assert titles(wednesday, Kind.REVIEW) == ["Contains Duplicate", "Valid Anagram"]
    assert titles(wednesday, Kind.AGAIN) == ["Two Sum", "Group Anagrams"]


def test_wednesday_of_month_two_is_a_timed_mock() -> None:
    assert titles(plan(date(2026, 4, 8)), Kind.MOCK) == [
        "timed mock: qortex at scale, recorded. Listen back to the high-level design"
    ]


def test_friday_takes_a_difficult_medium_and_the_hardest_of_the_week() -> None:
    tries = [
        attempt(217, day(1), minutes=5, id=1),
        attempt(49, day(2), minutes=12, id=2),
        attempt(347, day(3), solved=False, minutes=25, id=3),
    ]
    friday = plan(day(5), tries)
    stretch = of(friday, Kind.STRETCH)
    assert [(item.title, item.minutes, item.box) for item in stretch] == [
        ("Longest Consecutive Sequence", 45, 45)
    ]
    assert CATALOGUE.get(stretch[0].problem or 0).difficulty is Difficulty.MEDIUM
    assert titles(friday, Kind.HARDEST) == ["Top K Frequent Elements"]


def test_saturday_walks_reads_and_films_a_test_whose_pattern_is_hidden() -> None:
    saturday = plan(day(6))
    assert [item.kind for item in saturday.items] == [Kind.WALK, Kind.STUDY, Kind.TEST, Kind.WATCH]
    test = of(saturday, Kind.TEST)[0]
    assert (test.hidden, test.minutes, test.box) == (True, 25, 25)
    assert CATALOGUE.get(test.problem or 0).difficulty is Difficulty.MEDIUM


def test_sunday_rests_and_offers_two_light_ones_at_most() -> None:
    assert plan(day(7)).items == ()
    tired = plan(day(7), [attempt(p.number, day(6)) for p in list(CATALOGUE)[:5]])
    assert tired.rest
    assert [item.kind for item in tired.items] == [Kind.AGAIN, Kind.AGAIN]
    assert (tired.waiting, tired.quiet) == (0, 0)


def test_what_was_given_and_not_done_comes_first_the_next_time() -> None:
    given = [Given(day(1), Kind.NEW, 217), Given(day(1), Kind.NEW, 242)]
    assert titles(plan(day(2), (), given), Kind.NEW) == ["Contains Duplicate", "Valid Anagram"]


def test_what_was_put_aside_is_not_given_again_for_a_week() -> None:
    given = [Given(day(1), Kind.NEW, 217, skipped=True)]
    assert "Contains Duplicate" not in titles(plan(day(2), (), given), Kind.NEW)
    assert "Contains Duplicate" in titles(plan(day(8), (), given), Kind.NEW)


def test_quiet_working_days_are_counted_and_sundays_are_not() -> None:
    assert plan(day(10), [attempt(217, day(5))]).quiet == 3
    assert plan(day(10)).quiet == 0, "nobody falls silent who has not spoken yet"


def test_the_days_left_over_are_for_catching_up() -> None:
    late = plan(day(58))
    assert (late.week, late.headline) == (9, "catching up")
    assert all(item.hidden for item in of(late, Kind.NEW))


def test_leftovers_of_other_patterns_hide_theirs() -> None:
    done = [
        attempt(p.number, day(1), id=i) for i, p in enumerate(CATALOGUE) if p.category == "Arrays & Hashing"
    ]
    done += [attempt(a.problem, day(2), id=a.id + 500) for a in done]
    new = of(plan(day(4), done), Kind.NEW)
    named = ["Linked List" in item.title for item in new]
    assert named == [True, False]
    assert [item.hidden for item in new] == [False, True], "a title that says the pattern hides nothing"
    assert not any(item.hidden for item in of(plan(day(4)), Kind.NEW))


def test_a_smaller_budget_keeps_what_is_due_before_what_is_new() -> None:
    small = plan(day(2), [attempt(217, day(1)), attempt(242, day(1))], budget=25)
    assert [item.kind for item in small.items] == [Kind.AGAIN, Kind.AGAIN]
    assert small.minutes == 20


def test_what_is_logged_before_the_day_is_shown_does_not_change_it() -> None:
    assert plan(day(2), [attempt(1, day(2)), attempt(15, day(2))]) == plan(day(2))


def test_nothing_is_planned_before_the_start() -> None:
    with pytest.raises(ValueError, match="lies before"):
        plan(MONDAY - timedelta(days=1))


def test_whoever_does_everything_has_little_waiting_and_meets_every_focus_pattern() -> None:
    life = Life().live(56)
    assert max(planned.waiting for planned in life.plans) <= 5, "what fades finds its day within the week"
    assert {planned.quiet for planned in life.plans} == {0}
    solved = {CATALOGUE.get(one.problem) for one in life.attempts}
    for category in ("Arrays & Hashing", "Two Pointers", "Sliding Window", "Stack", "Binary Search", "Trees"):
        missing = [
            p.title
            for p in CATALOGUE
            if p.category == category and p.difficulty is not Difficulty.HARD and p not in solved
        ]
        assert missing == [], category
    assert all(planned.minutes >= 70 for planned in life.plans if not planned.rest)


def test_whoever_catches_up_finds_the_pile_gone() -> None:
    piled = [attempt(p.number, day(1), id=i) for i, p in enumerate(list(CATALOGUE)[60:80])]
    life = Life()
    life.attempts = piled
    life.live(14)
    assert life.plans[1].waiting > 10
    assert life.plans[-1].waiting == 0


numbers = st.sampled_from([problem.number for problem in CATALOGUE])


def _log(rows: list[tuple[int, int, bool, int | None]]) -> list[Attempt]:
    ordered = sorted(rows, key=lambda row: row[0])
    return [
        attempt(number, day(on), solved=solved, minutes=minutes, id=id)
        for id, (on, number, solved, minutes) in enumerate(ordered)
    ]


logs = st.lists(
    st.tuples(st.integers(1, 70), numbers, st.booleans(), st.none() | st.integers(1, 90)), max_size=40
).map(_log)
gifts = st.lists(
    st.builds(
        Given,
        st.integers(1, 70).map(day),
        st.sampled_from([Kind.NEW, Kind.STRETCH, Kind.TEST, Kind.AGAIN]),
        numbers,
        st.booleans(),
    ),
    max_size=25,
).map(lambda given: sorted(given, key=lambda one: one.day))


@given(st.integers(1, 75).map(day), logs, gifts, st.none() | st.integers(0, 200))
@settings(max_examples=150, deadline=None)
def test_no_day_is_over_its_minutes_or_gives_a_problem_twice(
    on: date, attempts: list[Attempt], given: list[Given], budget: int | None
) -> None:
    made = plan(on, attempts, given, budget)
    template = RAMP.day_plan(on)
    most = template.minutes if budget is None else budget
    assert made.minutes <= made.budget == most
    for slot in template.slots:
        # whoever gives more than the template has the rest in any of its sittings
        more = max(0, most - template.minutes)
        assert sum(item.minutes for item in made.items if item.slot == slot.name) <= slot.minutes + more
    problems = [item.problem for item in made.items if item.problem is not None]
    assert len(set(problems)) == len(problems)
    assert [item.number for item in made.items] == list(range(1, len(made.items) + 1))
    assert made.waiting >= 0
    assert made == plan(on, attempts, given, budget)


@given(st.integers(1, 75).map(day), logs, gifts)
def test_new_ones_were_never_tried_and_resolves_always_were(
    on: date, attempts: list[Attempt], given: list[Given]
) -> None:
    tried = {one.problem for one in attempts if one.on < on}
    made = plan(on, attempts, given)
    assert not tried & {item.problem for item in of(made, Kind.NEW)}
    assert {item.problem for item in (*of(made, Kind.AGAIN), *of(made, Kind.HARDEST))} <= tried


@given(st.integers(1, 40).map(day), logs)
def test_the_day_itself_and_what_comes_later_change_nothing(on: date, attempts: list[Attempt]) -> None:
    known = [one for one in attempts if one.on < on]
    assert plan(on, attempts) == plan(on, known)
