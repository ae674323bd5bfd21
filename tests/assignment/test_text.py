"""What is said of a day: short, within every platform's limits, silent about a pattern still to be seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.assignment.model import (
    Assignment,
    AssignmentId,
    Item,
    Line,
    Mark,
    Past,
    Plan,
    State,
    TodayView,
    WeekSoFar,
)
from bot.assignment.plan import plan_day
from bot.curriculum.model import Catalogue, Difficulty, Kind, Problem
from bot.curriculum.programme import load_catalogue, load_programme
from bot.people.model import Person, PersonId
from bot.practice.model import Attempt, AttemptId
from cogs.assignment import chat, text, views

RAMP = load_programme()
CATALOGUE = load_catalogue()
MONDAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
SAM = Person(PersonId(1), "Sam", "UTC", time(4), time(7), start=MONDAY)


def attempt(problem: int, on: date, *, solved: bool = True) -> Attempt:
    return Attempt(AttemptId(1), PersonId(1), problem, solved, 20, True, "", NOW, on)


def view_of(
    plan: Plan, catalogue: Catalogue = CATALOGUE, done: tuple[Attempt, ...] = (), *, preview: bool = False
) -> TodayView:
    lines = tuple(
        Line(item, None if item.problem is None else catalogue.known(item.problem), item.state(done))
        for item in plan.items
    )
    assignment = Assignment(AssignmentId(7), PersonId(1), plan)
    return TodayView(SAM, assignment, lines, WeekSoFar(9, 2, 310), preview)


def day(number: int, attempts: tuple[Attempt, ...] = (), catalogue: Catalogue = CATALOGUE) -> Plan:
    on = MONDAY + timedelta(days=number - 1)
    return plan_day(RAMP, catalogue, MONDAY, on, Past(attempts))


def everything(view: TodayView) -> str:
    """All words of the embed, its form and the chat line."""
    embed = text.today(view)
    said = [embed.title or "", embed.description or "", embed.footer.text or "", chat.today(view)]
    said += [f"{field.name}\n{field.value}" for field in embed.fields]
    said += [f"{text.choice(line)} {text.effort(line)} {chat.title(line)}" for line in view.lines]
    return "\n".join(said)


def test_the_day_reads_like_this() -> None:
    yesterday = (attempt(217, MONDAY), attempt(242, MONDAY))
    done = (attempt(1, MONDAY + timedelta(days=1)), attempt(49, MONDAY + timedelta(days=1), solved=False))
    embed = text.today(view_of(day(2, yesterday), done=done))
    assert embed.title == "Tuesday, week 1 - Arrays & Hashing"
    link = "https://leetcode.com/problems/"
    assert [(field.name, field.value) for field in embed.fields] == [
        (
            "Morning · 1 h",
            f"☑ 1 [**Two Sum**]({link}two-sum/) · easy · 20 min, box 25\n"
            f"✗ 2 [**Group Anagrams**]({link}group-anagrams/) · medium · 20 min, box 25\n"
            f"☐ 3 again: [**Contains Duplicate**]({link}contains-duplicate/) · easy · 10 min\n"
            f"☐ 4 again: [**Valid Anagram**]({link}valid-anagram/) · easy · 10 min",
        ),
        ("Evening · 30 min", "☐ 5 read\\: supervised learning basics, write one paragraph · 30 min"),
    ]
    assert embed.footer.text == "2 of 5 done"


def test_no_day_of_the_first_two_months_is_longer_than_a_phone_screen() -> None:
    attempts: tuple[Attempt, ...] = ()
    for number in range(1, 63):
        plan = day(number, attempts)
        embed = text.today(view_of(plan))
        fields = sum(1 + len((field.value or "").splitlines()) for field in embed.fields)
        assert 2 + fields + 1 <= 13, plan
        attempts += tuple(attempt(item.problem, plan.day) for item in plan.items if item.problem is not None)


def test_three_quiet_days_are_weather_and_what_waits_is_one_number() -> None:
    piled = tuple(attempt(problem.number, MONDAY) for problem in list(CATALOGUE)[:7])
    embed = text.today(view_of(day(5, piled)))
    assert embed.description == "Three days were quiet. Today carries 2 re-solves."
    assert embed.footer.text == "0 of 4 done · 4 more wait for the next days"


def test_sunday_rests_and_says_what_the_week_held() -> None:
    embed = text.today(view_of(day(7)))
    assert embed.title == "Sunday, week 1 - rest"
    assert embed.description == (
        "Nothing has to be done today.\nThis week: 9 problems solved, 2 not yet, 5 h 10 min logged."
    )
    assert not embed.fields
    assert (
        chat.today(view_of(day(7)))
        == "Sunday, week 1: rest. This week: 9 problems solved. 5 h 10 min logged."
    )


def test_on_sunday_nobody_counts_what_is_offered() -> None:
    embed = text.today(view_of(day(7, (attempt(217, MONDAY + timedelta(days=5)),))))
    assert [field.name for field in embed.fields] == ["Only if you feel like it · 10 min"]
    assert embed.footer.text is None


def test_chat_hears_the_day_in_one_line() -> None:
    line = chat.today(view_of(day(1), done=(attempt(217, MONDAY),)))
    assert line == (
        "Mon, week 1, Arrays & Hashing: ☑ Contains Duplicate · ☐ Valid Anagram · "
        "☐ read: supervised learning basics… · 1 of 3 done"
    )


def test_a_test_to_come_is_not_named_the_day_before() -> None:
    plan = day(6)
    test = next(item for item in plan.items if item.kind is Kind.TEST)
    embed = text.today(view_of(plan, preview=True))
    shown = "\n".join(str(field.value) for field in embed.fields)
    assert test.title not in shown
    assert "film: a medium you have not seen · 25 min" in shown


def test_the_pattern_is_named_once_an_attempt_is_logged() -> None:
    plan = day(6)
    test = next(item for item in plan.items if item.kind is Kind.TEST)
    problem = CATALOGUE.get(test.problem or 0)
    assert f"it was {problem.category}" not in everything(view_of(plan))
    tried = view_of(plan, done=(attempt(problem.number, plan.day, solved=False),))
    assert f"it was {problem.category}" in everything(tried)


@given(
    st.integers(1, 75), st.lists(st.tuples(st.integers(0, 149), st.integers(1, 75)), max_size=60), st.data()
)
@settings(max_examples=150)
def test_whatever_pattern_is_hidden_the_words_are_the_same(
    number: int, tried: list[tuple[int, int]], data: st.DataObject
) -> None:
    """Not only is the name not shown: nothing of what is shown depends on it."""
    problems = list(CATALOGUE)
    attempts = tuple(
        attempt(problems[which].number, MONDAY + timedelta(days=on - 1))
        for which, on in sorted(tried, key=lambda one: one[1])
        if on < number
    )
    plan = day(number, attempts)
    hidden = {item.problem for item in plan.items if item.hidden}
    other = data.draw(st.sampled_from(CATALOGUE.categories))
    swapped = Catalogue(replace(p, category=other) if p.number in hidden else p for p in CATALOGUE)
    for preview in (False, True):
        assert everything(view_of(plan, preview=preview)) == everything(
            view_of(plan, swapped, preview=preview)
        )
    for item in plan.items:
        if item.hidden:
            assert CATALOGUE.get(item.problem or 0).category.casefold() not in item.title.casefold()


odd_text = st.text(st.characters(codec="utf-8"), min_size=1, max_size=400)
items = st.builds(
    Item,
    number=st.integers(1, 10**9),
    slot=st.sampled_from(["Morning", "Evening", "Test", "x" * 300, "**"]),
    kind=st.sampled_from(Kind),
    title=odd_text,
    minutes=st.integers(1, 10**6),
    box=st.none() | st.integers(1, 300),
    problem=st.none() | st.integers(1, 10**9),
    hidden=st.booleans(),
    mark=st.none() | st.sampled_from(Mark),
    note=odd_text,
)
problems_of = st.builds(
    Problem,
    number=st.integers(1, 10**9),
    slug=odd_text,
    title=odd_text,
    category=odd_text,
    difficulty=st.sampled_from(Difficulty),
)


@st.composite
def views_of_anything(draw: st.DrawFn) -> TodayView:
    held = tuple(draw(st.lists(items, max_size=30)))
    plan = Plan(
        day=draw(st.dates()),
        week=draw(st.integers(1, 10**6)),
        headline=draw(odd_text),
        words=draw(st.just("") | odd_text),
        rest=draw(st.booleans()),
        waiting=draw(st.integers(0, 10**6)),
        quiet=draw(st.integers(0, 10**6)),
        items=held,
    )
    lines = tuple(Line(item, draw(st.none() | problems_of), draw(st.sampled_from(State))) for item in held)
    week = WeekSoFar(*(draw(st.integers(0, 10**6)) for _ in range(3)))
    return TodayView(
        SAM, Assignment(AssignmentId(10**17), PersonId(1), plan), lines, week, draw(st.booleans())
    )


@given(views_of_anything())
@settings(max_examples=200)
def test_any_day_fits_discord_and_twitch(view: TodayView) -> None:
    embed = text.today(view)
    assert len(embed) <= 6000
    assert 1 <= len(embed.title or "") <= 256
    assert len(embed.description or "") <= 4096
    assert len(embed.footer.text or "") <= 2048
    assert len(embed.fields) <= 25
    for field in embed.fields:
        assert 1 <= len(field.name or "") <= 256
        assert 1 <= len(field.value or "") <= 1024
    line = chat.today(view)
    assert len(line) <= 200
    assert "\n" not in line
    assert not line.startswith(("/", "."))
    for shown in view.lines:
        assert 1 <= len(text.choice(shown)) <= 100
        assert 1 <= len(text.effort(shown)) <= 100
        assert len(text.form_title([shown], solved=True)) <= 45
        assert len(text.ticked(view, view.lines[0].item.number)) <= 2000


@pytest.mark.parametrize("verb", views.Verb)
def test_a_buttons_id_is_read_back_as_it_was_written(verb: views.Verb) -> None:
    written = views.custom_id(verb, AssignmentId(10**17))
    assert len(written) <= 100
    match = views.TodayButton.__discord_ui_compiled_template__.fullmatch(written)
    assert match is not None
    assert (match["verb"], match["id"]) == (verb, str(10**17))
