"""What a count of the success table takes from the log, and how a cell stands at its month's end."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count as numbers

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assignment.model import Course, Given, Past
from bot.curriculum.model import Count, Counted, Different, Difficulty, Kind
from bot.curriculum.programme import load_catalogue, load_programme
from bot.people.model import PersonId
from bot.practice.model import Attempt, AttemptId, Session, SessionId, SessionKind, Verdict
from bot.progress.model import Evidence, UnknownChart, chart_named, definition, find_goal, target

CATALOGUE, PROGRAMME = load_catalogue(), load_programme()
START = date(2026, 3, 2)
COURSE = Course(PROGRAMME, CATALOGUE, START)
MEDIUMS = [one.number for one in CATALOGUE if one.difficulty is Difficulty.MEDIUM]
HARD = next(one.number for one in CATALOGUE if one.difficulty is Difficulty.HARD)
COLD = Count(Counted.TRIES, least=8, last=10, difficulty=Difficulty.MEDIUM, within=20, rested=14)
_ids = numbers(1)


def tried(
    day: int, problem: int, minutes: int | None = 18, *, solved: bool = True, cold: bool = True
) -> Attempt:
    on = START + timedelta(days=day)
    at = datetime.combine(on, datetime.min.time(), UTC)
    return Attempt(AttemptId(next(_ids)), PersonId(1), problem, solved, minutes, cold, "", at, on)


def sat(
    day: int, kind: SessionKind, subject: str, minutes: int | None = None, verdict: Verdict | None = None
) -> Session:
    on = START + timedelta(days=day)
    at = datetime.combine(on, datetime.min.time(), UTC)
    return Session(SessionId(next(_ids)), PersonId(1), kind, subject, minutes, "", at, on, verdict)


def reading(count: Count, *rows: Attempt | Session | Given, day: int = 300) -> tuple[int, int, bool]:
    past = Past(
        tuple(row for row in rows if isinstance(row, Attempt)),
        tuple(row for row in rows if isinstance(row, Session)),
        tuple(row for row in rows if isinstance(row, Given)),
    )
    held = Evidence(COURSE, past).read(count, START + timedelta(days=day))
    return held.have, held.seen, held.met


def test_the_share_of_the_last_ten_is_met_only_when_there_are_ten() -> None:
    eight = [tried(day, MEDIUMS[day]) for day in range(8)]
    assert reading(COLD, *eight) == (8, 8, False)
    two_slow = [tried(8, MEDIUMS[8], 21), tried(9, MEDIUMS[9], solved=False)]
    assert reading(COLD, *eight, *two_slow) == (8, 10, True)
    assert reading(COLD, *eight, *two_slow, tried(10, MEDIUMS[10], None)) == (7, 10, False)


def test_a_try_with_the_solution_read_or_right_after_another_is_no_cold_one() -> None:
    problem = MEDIUMS[0]
    assert reading(COLD, tried(0, problem, cold=False)) == (0, 0, False)
    assert reading(COLD, tried(0, problem), tried(1, problem)) == (1, 1, False)
    assert reading(COLD, tried(0, problem, cold=False), tried(13, problem)) == (0, 0, False)
    assert reading(COLD, tried(0, problem, cold=False), tried(14, problem)) == (1, 1, False)


def test_only_the_first_try_of_a_day_counts() -> None:
    problem = MEDIUMS[0]
    assert reading(COLD, tried(0, problem, 25, solved=False), tried(0, problem, 5)) == (0, 1, False)


def test_other_levels_other_days_and_what_came_later_are_left_aside() -> None:
    assert reading(COLD, tried(0, HARD)) == (0, 0, False)
    assert reading(COLD, tried(5, MEDIUMS[0]), day=4) == (0, 0, False)
    month = Count(Counted.TRIES, least=1, days=28)
    assert reading(month, tried(0, MEDIUMS[0]), day=27) == (1, 1, True)
    assert reading(month, tried(0, MEDIUMS[0]), day=28) == (0, 0, False)


def test_different_ones_count_once() -> None:
    twice = [sat(day, SessionKind.READING, "bandits") for day in (0, 0, 3, 7)]
    assert reading(Count(Counted.READ, least=3), *twice)[0] == 4
    assert reading(Count(Counted.READ, least=3, different=Different.SUBJECT), *twice)[0] == 1
    assert reading(Count(Counted.READ, least=3, different=Different.DAY), *twice)[0] == 3
    assert reading(Count(Counted.READ, least=3, different=Different.WEEK), *twice)[0] == 2


def test_a_topic_is_met_in_its_points_and_a_long_talk_is_not_within() -> None:
    talks = Count(Counted.EXPLAINED, least=1, within=2, about=("bandits and reinforcement learning",))
    assert reading(talks, sat(0, SessionKind.EXPLANATION, "UCB"))[0] == 1
    assert reading(talks, sat(0, SessionKind.EXPLANATION, "UCB", 3))[:2] == (0, 1)
    assert reading(talks, sat(0, SessionKind.EXPLANATION, "probabilistic models"))[:2] == (0, 0)
    essays = Count(Counted.SHIPPED, least=1, about=("polemic",), named=("article",))
    assert reading(essays, sat(0, SessionKind.PORTFOLIO, "An Article on edges"))[0] == 1
    assert reading(essays, sat(0, SessionKind.PORTFOLIO, 'the polemic "Agents Don\'t Learn"'))[0] == 1


def test_a_walk_through_is_no_timed_design_and_a_failed_round_does_not_count() -> None:
    designs, title = Count(Counted.DESIGNED, least=1, about=("qortex",)), "qortex at scale"
    design = sat(0, SessionKind.DESIGN, title)
    assert reading(designs, design)[0] == 1
    assert reading(designs, design, Given(START, Kind.WALK, about="qortex"))[0] == 0
    both = (Given(START, Kind.WALK, about="qortex"), Given(START, Kind.MOCK, about="qortex"))
    assert reading(designs, design, *both)[0] == 1
    rounds = Count(Counted.ROUNDS, least=1)
    assert reading(rounds, sat(0, SessionKind.MOCK, "Phone screen", None, Verdict.FAILED))[:2] == (0, 1)


def test_a_filmed_test_is_one_that_was_given_and_tried_on_its_day() -> None:
    films = Count(Counted.FILMED, least=1, any=True)
    test = Given(START, Kind.TEST, MEDIUMS[0])
    assert reading(films, test)[0] == 0
    assert reading(films, test, tried(1, MEDIUMS[0]))[0] == 0
    assert reading(films, test, tried(0, MEDIUMS[0], solved=False))[0] == 1
    assert reading(Count(Counted.FILMED, least=1), test, tried(0, MEDIUMS[0], solved=False))[:2] == (0, 1)


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 5), st.booleans()), max_size=30))
def test_a_count_never_exceeds_what_was_looked_at_and_an_order_changes_nothing(
    rows: list[tuple[int, int, bool]],
) -> None:
    attempts = [tried(day, MEDIUMS[which], solved=solved) for day, which, solved in rows]
    have, seen, _ = reading(COLD, *attempts)
    assert 0 <= have <= seen <= 10
    assert reading(COLD, *reversed(attempts))[:2] == (have, seen)


def test_every_definition_of_the_bundled_programmes_reads_as_a_sentence() -> None:
    for name in ("interview-ramp", "software-interview"):
        programme = load_programme(name)
        counts = [count for goal in programme.goals for count in goal.counts]
        counts += [count for stage in programme.stages for count in stage.ready]
        said = [definition(count) for count in counts]
        assert len(said) > 5
        for count, words in zip(counts, said, strict=True):
            assert str(count.least) in words
            assert target(count).startswith(str(count.least))
            assert "{" not in words
            assert "  " not in words
    assert definition(COLD) == (
        "cold tries at mediums (untouched for 14 days), solved within 20 min: at least 8 of the last 10"
    )


def test_a_cell_is_found_by_its_key_and_by_its_words() -> None:
    assert find_goal(PROGRAMME, " Hards-In-35 ").key == "hards-in-35"
    assert find_goal(PROGRAMME, "without a stumble").key == "clean-45"


@pytest.mark.parametrize(
    ("said", "words"),
    [("calender", "Did you mean calendar?"), ("", "There are: calendar, minutes"), ("c", "There are")],
)
def test_a_picture_that_is_not_there_is_answered_with_those_that_are(said: str, words: str) -> None:
    with pytest.raises(UnknownChart, match=words.replace("?", r"\?")):
        chart_named(said)
    assert chart_named("cal") == "calendar"
