"""What is pressed under a day on Discord, and how the standing post follows whatever happens to the day."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import timedelta
from pathlib import Path

import discord
import pytest
import simcord

from bot.assignment.model import TodayView
from bot.curriculum.model import Kind
from bot.practice.form import Deed, Filled
from bot.practice.model import Attempt, AttemptId, SessionKind
from bot.practice.store import PracticeStore
from tests.assignment.test_discord import (
    House,
    disabled,
    fields,
    labels,
    listed,
    message,
    open_house,
    problems,
    ticks,
)
from tests.room import spoken

MONTH_FIVE = 126
"""A Monday of month five, eighteen weeks in."""


@pytest.fixture
async def house(tmp_path: Path) -> AsyncGenerator[House]:
    """The Monday on which the plan begins."""
    async with open_house(tmp_path) as opened:
        yield opened
        assert opened.mishaps() == []


def post_of(house: House) -> discord.Message:
    return house.said()[0]


def answer(asked: simcord.InteractionResult) -> str:
    assert asked.response is not None
    return asked.response.content


async def today(house: House) -> TodayView:
    return await house.services.assignments.today(house.sam_asks)


async def on_a_day_with(kind: Kind, house: House, *, days: int = 7) -> TodayView:
    """The first of the days to come that asks for such a thing."""
    for _ in range(days):
        view = await today(house)
        if any(line.item.kind is kind for line in view.lines):
            return view
        await house.advance(days=1)
    raise AssertionError(f"no {kind} within a week")


async def test_swap_by_word_names_the_other_one_and_the_post_follows(house: House) -> None:
    before = problems(post_of(house))
    said = spoken(await house.answer(house.sam, "!swap 1"))
    after = problems(post_of(house))
    assert after[0] != before[0]
    assert after[1:] == before[1:]
    assert f"**{after[0]}**" in said.replace("\\", "")
    assert ticks(post_of(house)) == ["☐", "☐", "☐"]


async def test_swap_by_button_asks_which_one(house: House) -> None:
    before = problems(post_of(house))
    asked = await house.sam.click(post_of(house), label="Swap")
    (which,) = fields(asked.modal)
    assert [option["value"] for option in which["options"]] == ["1", "2"]
    await house.sam.submit_modal(asked, {which["custom_id"]: ["2"]})
    after = problems(post_of(house))
    assert (after[0], after[1] != before[1]) == (before[0], True)


async def test_the_last_open_problem_is_swapped_at_once(house: House) -> None:
    await house.sam.send(house.channel, "!done 1")
    before = problems(post_of(house))
    asked = await house.sam.click(post_of(house), label="Swap")
    assert asked.modal is None
    assert problems(post_of(house))[1] != before[1]


async def test_skip_by_button_keeps_the_reason(house: House) -> None:
    asked = await house.sam.click(post_of(house), label="Skip")
    which, why = fields(asked.modal)
    await house.sam.submit_modal(asked, {which["custom_id"]: ["3"], why["custom_id"]: "no book here"})
    assert ticks(post_of(house)) == ["☐", "☐", "↷"]
    assert (await today(house)).line(3).item.note == "no book here"


async def test_reopen_by_word_and_by_button(house: House) -> None:
    first, _ = problems(post_of(house))
    await house.sam.send(house.channel, "!done 1 18")
    await house.sam.click(post_of(house), label="Reopen")
    assert ticks(post_of(house)) == ["☐", "☐", "☐"], "one thing only was closed: there is nothing to choose"
    assert await house.log() == []
    await house.sam.send(house.channel, "!done 1 18")
    await house.sam.send(house.channel, "!done 3")
    said = spoken(await house.answer(house.sam, "!reopen 1"))
    assert said == f"☐ **{first}** is open again · 1 of 3 done"
    await house.sam.send(house.channel, "!skip 1")
    asked = await house.sam.click(post_of(house), label="Reopen")
    (which,) = fields(asked.modal)
    await house.sam.submit_modal(asked, {which["custom_id"]: ["3"]})
    assert ticks(post_of(house)) == ["↷", "☐", "☐"]
    assert await house.sessions() == []


async def test_every_command_refuses_a_wrong_number_with_a_sentence(house: House) -> None:
    for command in ("done", "skip", "swap", "reopen"):
        assert spoken(await house.answer(house.sam, f"!{command} 9")) == (
            "There is no number 9. That day has 1 to 3."
        )
        assert spoken(await house.answer(house.sam, f"!{command} two")).startswith(
            f"I could not read that. Use it like this: `!{command}"
        )
    assert "is open: there is nothing to take back" in spoken(await house.answer(house.sam, "!reopen 1"))
    assert "`!skip`" in spoken(await house.answer(house.sam, "!swap 3"))


async def test_the_numbers_are_completed_with_what_fits(house: House) -> None:
    await house.sam.send(house.channel, "!done 1")
    swap = await house.sam.autocomplete(house.channel, "swap", "number", "")
    assert [choice["value"] for choice in swap] == [2]
    reopen = await house.sam.autocomplete(house.channel, "reopen", "number", "")
    assert [choice["value"] for choice in reopen] == [1]
    assert await house.sam.autocomplete(house.channel, "skip", "number", "zzz") == []


async def test_the_week_is_one_message(house: House) -> None:
    await house.sam.send(house.channel, "!done 1")
    shown = await house.answer(house.sam, "!week")
    embed = shown.embeds[0]
    assert embed.title == "Week 1, month 1"
    assert " ".join(str(field.name)[:3] for field in embed.fields) == "Mon Tue Wed Thu Fri Sat Sun"
    assert str(embed.fields[0].value).startswith("☑☐☐ 1 of 3 done")
    assert "the filmed test" in str(embed.fields[5].value)
    assert await house.kept_days() == 1


# Rounds


async def test_a_round_that_is_ticked_asks_how_it_went(tmp_path: Path) -> None:
    async with open_house(tmp_path, days_in=MONTH_FIVE) as house:
        view = await on_a_day_with(Kind.ROUND, house)
        line = next(one for one in view.lines if one.item.kind is Kind.ROUND)
        question = await house.answer(house.sam, f"!done {line.item.number}")
        assert spoken(question).startswith("How did it go?")
        assert labels(question) == ["Passed", "Not passed"]
        assert await house.sessions() == []
        refused = await house.ana.click(question, label="Passed")
        assert answer(refused) == "This is the plan of Sam; only they can tick it."
        await house.env.restart_bot()
        await house.sam.click(question, label="Not passed")
        (session,) = await house.sessions()
        assert (session.kind, session.verdict) == (SessionKind.MOCK, "failed")
        said = next(each for each in house.said() if each.id == question.id)
        assert said.content.startswith("✗ ")
        assert labels(said) == []


async def test_in_the_form_a_round_stands_there_for_each_way_it_can_have_gone(tmp_path: Path) -> None:
    async with open_house(tmp_path, days_in=MONTH_FIVE) as house:
        view = await on_a_day_with(Kind.ROUND, house)
        number = next(one.item.number for one in view.lines if one.item.kind is Kind.ROUND)
        others = [one for one in view.lines if one.item.problem is None and one.item.number != number]
        shown = await house.answer(house.sam, "!today")
        asked = await house.sam.click(shown, label="Done")
        assert others
        which, minutes, note = fields(asked.modal)
        values = [option["value"] for option in which["options"]]
        assert {f"{number}:passed", f"{number}:missed"} <= set(values)
        await house.sam.submit_modal(
            asked,
            {
                which["custom_id"]: [f"{number}:missed"],
                minutes["custom_id"]: "12 min",
                note["custom_id"]: "rambled",
            },
        )
        (session,) = await house.sessions()
        assert (session.verdict, session.minutes, session.note) == ("failed", 12, "rambled")


async def test_where_the_round_is_all_that_is_left_the_button_asks_quietly(tmp_path: Path) -> None:
    async with open_house(tmp_path, days_in=MONTH_FIVE) as house:
        view = await on_a_day_with(Kind.ROUND, house)
        number = next(one.item.number for one in view.lines if one.item.kind is Kind.ROUND)
        for line in view.lines:
            if line.item.number != number:
                await house.sam.send(house.channel, f"!skip {line.item.number}")
        shown = await house.answer(house.sam, "!today")
        asked = await house.sam.click(shown, label="Done")
        assert asked.ephemeral
        assert asked.response is not None
        pressed = await house.sam.click(asked.response, label="Passed")
        assert pressed is not None
        (session,) = await house.sessions()
        assert session.verdict == "passed"


async def test_the_clock_of_a_mock_is_the_one_with_its_sections(tmp_path: Path) -> None:
    async with open_house(tmp_path, days_in=MONTH_FIVE) as house:
        view = await on_a_day_with(Kind.MOCK, house)
        mock = next(one.item for one in view.lines if one.item.kind is Kind.MOCK)
        for line in view.lines:
            if line.item.number < mock.number:
                await house.sam.send(house.channel, f"!skip {line.item.number}")
        shown = await house.answer(house.sam, "!today")
        await house.sam.click(shown, label="Start timer")
        timer = await house.services.timers.look(house.sam_asks)
        assert (timer.label, timer.length) == ("Design", timedelta(minutes=45))


# The test


async def test_after_the_test_the_post_says_why_it_was_that_one(tmp_path: Path) -> None:
    async with open_house(tmp_path, days_in=5) as house:
        await house.services.assignments.resume()
        await house.quiet()
        view = await on_a_day_with(Kind.TEST, house)
        number = next(one.item.number for one in view.lines if one.item.kind is Kind.TEST)
        posts = house.said()
        assert "It was drawn for" not in listed(posts[-1])
        asked = await house.sam.click(posts[-1], label="Not solved")
        *which, minutes, _ = fields(asked.modal)
        chosen = {field["custom_id"]: [str(number)] for field in which}
        await house.sam.submit_modal(asked, {**chosen, minutes["custom_id"]: "25"})
        edited = next(each for each in house.said() if each.id == posts[-1].id)
        assert "It was drawn for" in listed(edited)


# How the post follows


async def test_the_post_follows_what_is_logged_edited_and_undone_elsewhere(house: House) -> None:
    day = post_of(house).created_at.date()
    practice = house.services.practice
    await practice.session(house.sam_asks, SessionKind.READING, "supervised learning basics 20", message(1))
    await house.quiet()
    assert ticks(post_of(house)) == ["☐", "☐", "☑"]
    (session,) = await house.sessions()
    form = Filled(Deed.READ, session.subject, "20", "", (day - timedelta(days=1)).isoformat())
    await house.services.log.edit(house.sam_asks, str(session.id), form)
    await house.quiet()
    assert ticks(post_of(house)) == ["☐", "☐", "☐"], "it counts for the day before now"
    first, second = problems(post_of(house))
    await practice.log(house.sam_asks, first, message(2), solved=True)
    (attempt,) = await house.log()
    await house.services.log.edit(house.sam_asks, str(attempt.id), Filled(Deed.FAILED, second))
    await house.quiet()
    assert ticks(post_of(house)) == ["☐", "✗", "☐"]
    await practice.undo(house.sam_asks, message(3))
    await house.quiet()
    assert ticks(post_of(house)) == ["☐", "☐", "☐"]


async def test_the_post_follows_a_pause_and_its_end(house: House) -> None:
    before = listed(post_of(house))
    until = (post_of(house).created_at + timedelta(days=7)).date().isoformat()
    await house.services.curriculum.pause(house.sam_asks, until)
    await house.quiet()
    assert not post_of(house).embeds[0].fields
    assert labels(post_of(house)) == ["Tomorrow"]
    await house.services.curriculum.resume(house.sam_asks)
    await house.quiet()
    assert listed(post_of(house)) == before
    assert len(house.said()) == 1


async def test_the_post_of_a_day_that_is_none_any_more_says_when_it_begins(house: House) -> None:
    start = post_of(house).created_at.date() + timedelta(days=2)
    await house.services.curriculum.start(house.sam_asks, start.isoformat())
    await house.quiet()
    assert post_of(house).embeds[0].description == (
        f"The plan begins on {start:%A}, {start.day} {start:%B} now. Until then there is nothing to do."
    )
    assert labels(post_of(house)) == []


async def test_the_post_follows_a_whole_file(house: House) -> None:
    person = (await today(house)).person
    day = post_of(house).created_at.date()
    first, _ = problems(post_of(house))
    await house.sam.send(house.channel, "!skip 3")
    data = f"problem,solved,date\n{first},yes,{day.isoformat()}\n".encode()
    await house.services.log_files.take_for(person.id, "log.csv", data)
    await house.quiet()
    assert ticks(post_of(house)) == ["☑", "☐", "↷"]


async def test_what_happened_while_nobody_could_draw_it_is_drawn_at_the_next_start(house: House) -> None:
    view = await today(house)
    item = view.lines[0].item
    assert item.problem is not None
    now = house.env.now()
    attempt = Attempt(
        AttemptId(0), view.person.id, item.problem, True, 20, True, "", now, view.assignment.day
    )
    await house.database.write(lambda tx: PracticeStore(tx).put(attempt))
    assert ticks(post_of(house)) == ["☐", "☐", "☐"]
    await house.env.restart_bot()
    await house.quiet()
    assert ticks(post_of(house)) == ["☑", "☐", "☐"]


async def test_all_buttons_work_on_an_old_post_after_a_restart(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        post = post_of(house)
        await house.advance(days=40)
        await house.env.restart_bot()
        for label in ("Swap", "Skip", "Solved", "Not solved"):
            asked = await house.sam.click(post, label=label)
            assert asked.modal is not None, label
        await house.sam.click(post, label="Done")
        asked = await house.sam.click(post, label="Skip")
        which, _ = fields(asked.modal)
        await house.sam.submit_modal(asked, {which["custom_id"]: ["2"]})
        assert ticks(post_of(house)) == ["☐", "↷", "☐"]
        assert "Reopen" not in disabled(post_of(house))
        assert house.mishaps() == []


async def test_one_tick_edits_the_post_once(house: House) -> None:
    def edits() -> int:
        return sum(request.method == "PATCH" for request in house.env.http_requests)

    before = edits()
    await house.sam.send(house.channel, "!done 3 25")
    await house.quiet()
    assert ticks(post_of(house)) == ["☐", "☐", "☑"]
    assert edits() == before + 1, "a session and a mark are one change to whoever looks"
