"""What friends do on Discord: reactions, moments in the thread and by command, the private form."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import discord
import pytest
import simcord

from bot.recording.model import RUBRICS, Kind, RecordingId
from tests.recording.house import House, labels, open_house


@pytest.fixture
async def house(tmp_path: Path) -> AsyncGenerator[House]:
    """One recording that asks for a look."""
    async with open_house(tmp_path) as opened:
        await opened.submit()
        yield opened
        assert opened.mishaps() == []


def own_marks(message: discord.Message) -> list[str]:
    return [str(each.emoji) for each in message.reactions]


async def answer(result: simcord.InteractionResult) -> simcord.ResponseMessage:
    assert result.response is not None
    return result.response


async def test_own_and_other_emoji_and_bots_do_not_count(house: House) -> None:
    for who, emoji in ((house.sam, "✅"), (house.ana, "👍"), (house.jo, "✅")):
        await who.react(house.post, emoji)
    await house.settle()
    assert await house.counts() == {"✅": 1}
    assert "👍" in own_marks(house.post)
    await house.jo.unreact(house.post, "✅")
    await house.settle()
    assert await house.counts() == {}


async def test_what_a_moderator_clears_is_gone_and_seeded_anew(house: House) -> None:
    for emoji in ("✅", "💡"):
        await house.ana.react(house.post, emoji)
    await house.settle()
    backend = house.env.backend
    backend.clear_reactions(house.post.channel.id, house.post.id)
    await house.settle()
    assert await house.counts() == {}
    assert len(house.post.reactions) == 8


async def test_a_reviewer_who_leaves_still_counts_as_discord_says(house: House) -> None:
    await house.ana.react(house.post, "✅")
    await house.settle()
    house.guild.remove_member(house.ana)
    await house.restart()
    assert await house.counts() == {one: len(who) for one, who in house.reactions(house.post).items()}
    assert await house.counts() == {"✅": 1}


async def test_a_moment_in_the_thread_is_answered_with_a_reaction_and_no_message(house: House) -> None:
    before = len(house.thread.history())
    comment = await house.ana.send(house.thread, "12:34 silent stuck on base case")
    await house.settle()
    assert len(house.thread.history()) == before + 1
    assert own_marks(house.thread.history()[-1]) == ["📌"]
    await house.ana.edit(comment, "never mind")
    await house.settle()
    assert (await house.summary()).moments == ()
    assert own_marks(house.thread.history()[-1]) == []
    await house.ana.edit(comment, "12:40 silent")
    await house.settle()
    await house.ana.delete(comment)
    await house.settle()
    assert (await house.summary()).moments == ()


async def test_a_time_that_cannot_be_read_is_questioned(house: House) -> None:
    await house.ana.send(house.thread, "12:99 silent")
    await house.ana.send(house.thread, "nice one!")
    await house.settle()
    assert [own_marks(each) for each in house.thread.history()[-2:]] == [["❓"], []]


async def test_talk_elsewhere_is_nobodys_business(house: House) -> None:
    await house.ana.send(house.room, "12:34 silent")
    await house.settle()
    assert (await house.summary()).moments == ()
    last = house.room.last_message
    assert last is not None
    assert own_marks(last) == []


async def test_a_moment_by_command_answers_only_its_author_and_can_be_taken_back(house: House) -> None:
    said = await answer(await house.ana.slash(house.thread, "moment", moment="4:10 clear nice"))
    assert said.ephemeral
    assert "4:10 💬 clear “nice”" in said.content
    elsewhere = await answer(await house.jo.slash(house.room, "moment", moment="4:12 clear", number=1))
    assert "Two Sum" in elsewhere.content
    (merged,) = (await house.summary()).moments
    assert merged.count == 2
    await house.ana.click(said.message, label="Take it back")
    assert (await house.summary()).moments[0].count == 1
    lost = await answer(await house.ana.slash(house.room, "moment", moment="4:10 clear"))
    assert "Which recording?" in lost.content
    wrong = await answer(await house.ana.slash(house.thread, "moment", moment="later on"))
    assert "12:34" in wrong.content


async def test_a_moment_by_button_opens_a_form(house: House) -> None:
    shown = await house.ana.click(house.post, label="Mark a moment")
    assert shown.modal is not None
    (field,) = [row["component"]["custom_id"] for row in shown.modal["components"]]
    said = await answer(await house.ana.submit_modal(shown, {field: "12:34-13:10 🌀 loops"}))
    assert "12:34-13:10 🌀 rambled “loops”" in said.content


async def test_the_form_is_kept_as_it_is_filled_in_and_survives_a_restart(house: House) -> None:
    page = (await answer(await house.ana.click(house.post, label="Score it privately"))).message
    assert "only Sam reads it" in page.content
    for aspect in RUBRICS[Kind.CODING]:
        await house.ana.select(page, ["3"], custom_id=f"review:score:{aspect}:1")
    await house.restart()
    await house.ana.click(page, label="Not yet")
    words = await house.ana.click(page, label="In words")
    assert words.modal is not None
    keep, change = (row["component"]["custom_id"] for row in words.modal["components"])
    await house.ana.submit_modal(words, {keep: "said the brute force first", change: "test before done"})
    again = (await answer(await house.ana.slash(house.thread, "review"))).message
    assert "Thank you" in again.content
    assert "test before done" in again.content
    chosen = [
        option.label
        for row in again.components
        if isinstance(row, discord.ActionRow)
        for child in row.children
        if isinstance(child, discord.SelectMenu)
        for option in child.options
        if option.default
    ]
    assert chosen == [
        "Problem solving: 3, good",
        "Technical: 3, good",
        "Testing: 3, good",
        "Communication: 3, good",
    ]
    assert labels(again) == ["Forward", "Not yet", "In words"]
    form = (await house.services.reviews.form(house.actor(house.ana), RecordingId(1))).form
    assert form.forward is False


async def test_friends_forms_open_after_the_own_rating(house: House) -> None:
    page = (await answer(await house.ana.click(house.post, label="Score it privately"))).message
    await house.ana.select(page, ["2"], custom_id="review:score:testing:1")

    async def forms() -> str:
        managed = await answer(await house.sam.click(house.post, label="Manage"))
        shown = await answer(await house.sam.click(managed.message, label="What the forms say"))
        return f"{shown.content}\n{shown.embeds[0].description}"

    assert "Rate yourself first" in await forms()
    assert "testing" not in (await forms()).lower()
    mine = (await answer(await house.sam.click(house.post, label="Score it privately"))).message
    assert "only you see it" in mine.content
    for aspect in RUBRICS[Kind.CODING]:
        await house.sam.select(mine, ["3"], custom_id=f"review:score:{aspect}:1")
    opened = await forms()
    assert "Testing **2** (you 3)" in opened
    assert "You rate yourself 1.0 above your friends." in opened


@pytest.mark.parametrize(
    ("kind", "aspect"), [("design", "Trade-offs"), ("explanation", "Correctness"), ("coding", "Testing")]
)
async def test_each_kind_has_a_rubric_of_its_own(tmp_path: Path, kind: str, aspect: str) -> None:
    async with open_house(tmp_path) as house:
        await house.submit(kind=kind)
        page = (await answer(await house.ana.click(house.post, label="Score it privately"))).message
        placeholders = [
            str(child.placeholder)
            for row in page.components
            if isinstance(row, discord.ActionRow)
            for child in row.children
            if isinstance(child, discord.SelectMenu)
        ]
        assert len(placeholders) == 4
        assert any(each.startswith(aspect) for each in placeholders)


async def test_what_was_missed_is_read_at_the_start(house: House) -> None:
    await house.ana.react(house.post, "✅")
    await house.settle()
    backend, post = house.env.backend, house.post
    stored = backend.messages[post.channel.id][post.id]
    for reaction in stored.reactions:
        # while nobody listened Ana changed her mind, and Jo and the moderator came
        if reaction.emoji == "✅":
            reaction.user_ids.remove(house.ana.id)
            reaction.user_ids.append(house.jo.id)
        if reaction.emoji == "🔇":
            reaction.user_ids.append(house.mo.id)
    await house.restart()
    assert await house.counts() == {"✅": 1, "🔇": 1}
    assert (await house.summary()).names == ("jo", "mo")


async def test_without_message_content_the_commands_carry_everything(house: House) -> None:
    await house.ana.send(house.thread, "1:00 clear")
    await house.settle()
    await house.restart(message_content=False)
    assert len((await house.summary()).moments) == 1
    await house.jo.slash(house.thread, "moment", moment="2:00 silent")
    assert len((await house.summary()).moments) == 2


async def test_whoever_takes_the_offer_back_is_not_asked(house: House) -> None:
    shown = await answer(await house.ana.slash(house.room, "reviewer"))
    await house.ana.click(shown.message, label="You may ask me")
    await house.ana.click(shown.message, label="Stop asking me")
    assert await house.services.rotation.offers() == []
