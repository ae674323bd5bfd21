"""What is said of a day: short, within every platform's limits, silent about a pattern still to be seen."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.assignment.drift import outlook
from bot.assignment.model import (
    Assignment,
    AssignmentId,
    Course,
    Given,
    Item,
    Line,
    Mark,
    Past,
    Plan,
    State,
    TodayView,
    WeekSoFar,
    WeekView,
    sitting_of,
    state_of,
)
from bot.assignment.plan import plan_day
from bot.assignment.preview import imagined
from bot.curriculum.model import Catalogue, Difficulty, Kind, Pause, Problem
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
        Line(
            item,
            None if item.problem is None else catalogue.known(item.problem),
            state_of(item, sitting_of(item, RAMP), done, ()),
        )
        for item in plan.items
    )
    assignment = Assignment(AssignmentId(7), PersonId(1), plan)
    return TodayView(SAM, assignment, lines, WeekSoFar(9, 2, 310), preview)


def day(number: int, past: Past = Past(), *, pauses: tuple[Pause, ...] = ()) -> Plan:  # noqa: B008 - frozen
    course = Course(RAMP, CATALOGUE, MONDAY, PersonId(1), pauses)
    return plan_day(course, MONDAY + timedelta(days=number - 1), past)


def lived(days: int, quiet: tuple[int, ...] = ()) -> Past:
    """The past of somebody who did everything of so many days, the `quiet` ones apart."""
    past = Past()
    for number in range(1, days + 1):
        plan = day(number, past)
        if number in quiet:
            shown = tuple(
                Given(plan.day, item.kind, item.problem, about=item.about, detail=item.detail)
                for item in plan.items
            )
            past = replace(past, given=past.given + shown)
        else:
            past = imagined(past, plan, PersonId(1))
    return past


def everything(view: TodayView) -> str:
    """All words of the embed, its forms, the week and the chat line."""
    embed = text.today(view)
    week = text.week(WeekView(SAM, view.assignment.day, None, (view,)))
    said = [embed.title or "", embed.description or "", embed.footer.text or "", chat.today(view)]
    said += [f"{field.name}\n{field.value}" for field in (*embed.fields, *week.fields)]
    said += [f"{text.choice(line)} {text.effort(line)} {chat.title(line)}" for line in view.lines]
    said += [text.ticked(view, line.item.number) for line in view.lines]
    said += [text.swapped(view, line.item.number) for line in view.lines]
    return "\n".join(said)


def test_the_day_reads_like_this() -> None:
    plan = day(2, lived(1))
    done = (attempt(1, plan.day), attempt(49, plan.day, solved=False))
    embed = text.today(view_of(plan, done=done))
    assert embed.title == "Tuesday, week 1 - Arrays & Hashing"
    link = "https://leetcode.com/problems/"
    morning, evening = embed.fields
    assert (morning.name, evening.name) == ("Morning · 1 h", "Evening · 30 min")
    lines = str(morning.value).splitlines()
    assert lines[:2] == [
        f"☑ 1 [**Two Sum**]({link}two-sum/) · easy · 20 min, box 25",
        f"✗ 2 [**Group Anagrams**]({link}group-anagrams/) · medium · 20 min, box 25",
    ]
    assert sorted(line[4:] for line in lines[2:]) == [
        f"again: [**Contains Duplicate**]({link}contains-duplicate/) · easy · 10 min",
        f"again: [**Valid Anagram**]({link}valid-anagram/) · easy · 10 min",
    ]
    assert evening.value == "☐ 5 read\\: supervised learning basics; write one paragraph · 30 min"
    assert embed.footer.text == "2 of 5 done"


def test_no_day_of_nine_months_is_longer_than_a_phone_screen() -> None:
    past = Past()
    for number in range(1, 275):
        plan = day(number, past)
        embed = text.today(view_of(plan))
        fields = sum(1 + len((field.value or "").splitlines()) for field in embed.fields)
        assert 2 + fields + 1 <= 14, plan
        past = imagined(past, plan, PersonId(1))


def test_quiet_days_are_weather_and_what_waits_is_one_number() -> None:
    embed = text.today(view_of(day(12, lived(11, quiet=(8, 9, 10, 11)))))
    first = str(embed.description).splitlines()[0]
    assert first.startswith("Four days were quiet. Today carries ")
    assert len(str(embed.description).splitlines()) <= 3
    for word in ("missed", "behind", "should", "failed", "!"):
        assert word not in str(embed.description)


def test_a_pause_says_until_when_and_nothing_else() -> None:
    plan = day(10, lived(7), pauses=(Pause(MONDAY + timedelta(days=7), MONDAY + timedelta(days=21)),))
    embed = text.today(view_of(plan))
    assert not embed.fields
    assert "Monday, 23 March" in str(embed.description)
    assert embed.footer.text is None
    assert "23 March" in chat.today(view_of(plan))


def test_sunday_rests_and_says_what_the_week_held() -> None:
    embed = text.today(view_of(day(7)))
    assert str(embed.title).startswith("Sunday, week 1 - rest")
    assert str(embed.description).endswith("This week: 9 problems solved, 2 not yet, 5 h 10 min logged.")
    assert (
        chat.today(view_of(day(7)))
        == "Sunday, week 1: rest. This week: 9 problems solved. 5 h 10 min logged."
    )


def test_on_sunday_nobody_counts_what_is_offered() -> None:
    embed = text.today(view_of(day(7, lived(6))))
    assert [str(field.name).partition(" · ")[0] for field in embed.fields] == ["Only if you feel like it"]
    assert embed.footer.text is None


def test_chat_hears_the_day_in_one_line() -> None:
    line = chat.today(view_of(day(1), done=(attempt(217, MONDAY),)))
    assert line == (
        "Mon, week 1, Arrays & Hashing: ☑ Contains Duplicate · ☐ Valid Anagram · "
        "☐ read: supervised learning basics… · 1 of 3 done"
    )


@pytest.mark.parametrize(("number", "kind"), [(6, Kind.TEST), (69, Kind.TEST)])
def test_a_test_to_come_is_not_named_before(number: int, kind: Kind) -> None:
    plan = day(number, lived(number - 1))
    test = next(item for item in plan.items if item.kind is kind)
    ahead = view_of(plan, preview=True)
    embed, week = text.today(ahead), text.week(WeekView(SAM, MONDAY, None, (ahead,)))
    shown = "\n".join(str(field.value) for field in (*embed.fields, *week.fields))
    assert test.title not in shown
    assert "you have not seen" in shown


def test_the_pattern_and_the_reason_are_named_once_an_attempt_is_logged() -> None:
    plan = day(6, lived(5))
    test = next(item for item in plan.items if item.kind is Kind.TEST)
    problem = CATALOGUE.get(test.problem or 0)
    assert test.why
    assert test.why not in everything(view_of(plan))
    tried = view_of(plan, done=(attempt(problem.number, plan.day, solved=False),))
    shown = "\n".join(str(field.value) for field in text.today(tried).fields)
    assert "It was drawn for" in shown
    assert problem.category in shown.replace("\\", "")
    assert "It was drawn for" in text.ticked(tried, test.number)


def test_the_week_says_where_it_leads_in_one_calm_sentence() -> None:
    past = lived(9)
    course = Course(RAMP, CATALOGUE, MONDAY, PersonId(1))
    today = MONDAY + timedelta(days=9)
    plan = plan_day(course, today, past)
    embed = text.week(WeekView(SAM, today, outlook(course, today, past), (view_of(plan),)))
    assert embed.title == "Week 2, month 1"
    assert re.fullmatch(
        r"\d+ problems left: at this pace the last one is solved by \d+ \w+ 2026\.", str(embed.description)
    )
    assert [field.name for field in embed.fields] == ["Wed 11, today · system design"]


@given(st.data())
@settings(max_examples=80, deadline=None)
def test_whatever_pattern_is_hidden_the_words_are_the_same(data: st.DataObject) -> None:
    """Not only is the name not shown: nothing of what is shown depends on it."""
    plan = data.draw(st.sampled_from(plans()))
    hidden = {item.problem for item in plan.items if item.hidden}
    other = data.draw(st.sampled_from(CATALOGUE.categories))
    swapped = Catalogue(replace(p, category=other) if p.number in hidden else p for p in CATALOGUE)
    blind = replace(plan, items=tuple(replace(item, why="") for item in plan.items))
    for preview in (False, True):
        assert everything(view_of(plan, preview=preview)) == everything(
            view_of(blind, swapped, preview=preview)
        )
    for item in plan.items:
        if item.hidden:
            assert CATALOGUE.get(item.problem or 0).category.casefold() not in item.title.casefold()


@cache
def plans() -> list[Plan]:
    """Every day of nine months, the ones before it done; every fifth quiet."""
    past, found = Past(), list[Plan]()
    for number in range(1, 275):
        plan = day(number, past)
        found.append(plan)
        if number % 5:
            past = imagined(past, plan, PersonId(1))
    return found


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
    about=odd_text,
    why=st.just("") | odd_text,
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
        month=draw(st.integers(1, 99)),
        budget=draw(st.integers(0, 10**6)),
        paused=draw(st.booleans()),
        moved=tuple(draw(st.lists(odd_text, max_size=6))),
        note=draw(st.just("") | odd_text),
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
        assert len(text.choice(shown, "not passed")) <= 100
        number = view.lines[0].item.number
        for said in (text.ticked, text.reopened, text.swapped, text.asks):
            assert 1 <= len(said(view, number)) <= 2000
        for line in (chat.ticked(view, number), chat.ticked(replace(view, asks=number), number)):
            assert len(line) <= 200
            assert "\n" not in line
    for verb in views.Verb:
        meant = views.meant(view, verb)
        if meant:
            assert len(text.form_title(verb, meant)) <= 45


@given(st.lists(views_of_anything(), max_size=7))
@settings(max_examples=60, deadline=None)
def test_any_week_fits_discord(held: list[TodayView]) -> None:
    embed = text.week(WeekView(SAM, MONDAY, None, tuple(held)))
    assert len(embed) <= 6000
    for field in embed.fields:
        assert 1 <= len(field.name or "") <= 256
        assert 1 <= len(field.value or "") <= 1024


@pytest.mark.parametrize("verb", views.Verb)
def test_a_buttons_id_is_read_back_as_it_was_written(verb: views.Verb) -> None:
    of_a_round = verb in (views.Verb.PASSED, views.Verb.MISSED)
    kind = views.RoundButton if of_a_round else views.TodayButton
    written = views.custom_id(verb, AssignmentId(10**17), 12 if of_a_round else None)
    assert len(written) <= 100
    match = kind.__discord_ui_compiled_template__.fullmatch(written)
    assert match is not None
    assert (match["verb"], match["id"]) == (verb, str(10**17))
