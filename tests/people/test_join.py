"""`/join`, `/leave` and `/settings` on a Discord server: forms that are kept as they change, and survive."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from datetime import date, time, timedelta
from pathlib import Path

import pytest
import simcord

from bot.discord_bot import DiscordBot
from bot.people.model import Nudge, Person
from bot.practice.store import PracticeStore
from tests.room import Room, open_room, spoken

COGS = ["cogs.people.cog", "cogs.practice.cog"]


@pytest.fixture
async def room(tmp_path: Path) -> AsyncGenerator[Room]:
    async with open_room(tmp_path, COGS) as opened:
        yield opened
        assert opened.mishaps() == []


async def opens(
    room: Room, who: simcord.MemberActor, command: str, **options: str
) -> simcord.ResponseMessage:
    """A private answer that stands for as long as its reader leaves it."""
    result = await who.slash(room.channel, command, **options)
    assert result.ephemeral
    assert result.response is not None
    return result.response


async def fills(
    room: Room, message: simcord.ResponseMessage, button: str, *values: str | Sequence[str]
) -> str:
    """Press a button that opens a form, fill it in, and hear what is said beside the page."""
    shown = await room.friend.click(message, custom_id=button)
    assert shown.modal is not None
    names = [field["component"]["custom_id"] for field in shown.modal["components"]]
    result = await room.friend.submit_modal(shown, dict(zip(names, values, strict=True)))
    return "" if result.response is None else result.response.content


async def ana(room: Room) -> Person:
    return await room.services.people.mine(room.friend.id)


async def test_the_walk_through_goes_from_a_city_to_a_plan(room: Room) -> None:
    page = await opens(room, room.friend, "join")
    assert spoken(page).startswith("Step 1 of 3")
    await fills(room, page, "people:where:zone", "Lisbon")
    assert "Europe/Lisbon" in spoken(page)
    assert "where it is 09:00 now" in spoken(page)
    await room.friend.select(page, ["06:30"], custom_id="people:when:pick:post")
    tomorrow = (room.env.now() + timedelta(days=1)).date()
    await room.friend.select(page, [tomorrow.isoformat()], custom_id="people:when:pick:start")
    await room.friend.click(page, custom_id="people:when:when")
    assert "Mon to Fri 90 · Sat 150 · Sun 20 min: 10 h 20 min a week" in spoken(page)
    await fills(room, page, "people:much:week", ["0", "1"], "1h")
    assert "Mon to Tue 60 · Wed to Fri 90" in spoken(page)
    assert (await ana(room)).start is None
    await room.friend.click(page, custom_id="people:much:begin")
    said = spoken(page)
    assert said.startswith("Your plan begins on Friday, 2 January 2026")
    assert "/import" in said
    assert "/settings" in said
    assert page.components == []
    mine = await ana(room)
    assert (mine.name, mine.start, mine.zone, mine.post_at) == (
        "ana",
        tomorrow,
        "Europe/Lisbon",
        time(6, 30),
    )
    assert mine.minutes[:3] == (60, 60, None)


async def test_a_zone_may_come_with_the_command(room: Room) -> None:
    offered = await room.friend.autocomplete(room.channel, "join", "zone", "lisb")
    assert offered == [{"name": "Europe/Lisbon", "value": "Europe/Lisbon"}]
    page = await opens(room, room.friend, "join", zone="lisbon")
    assert spoken(page).startswith("Step 2 of 3")
    assert (await ana(room)).zone == "Europe/Lisbon"


async def test_what_cannot_be_read_is_said_with_the_mend_and_the_page_stays(room: Room) -> None:
    page = await opens(room, room.friend, "join")
    assert "Did you mean Europe/Lisbon?" in await fills(room, page, "people:where:zone", "Lisbonn")
    await fills(room, page, "people:where:zone", "Lisbon")
    assert "Write it like today" in await fills(room, page, "people:when:day", "someday")
    await fills(room, page, "people:when:day", "2026-01-12")
    assert "Monday, 12 January 2026" in spoken(page)
    await room.friend.click(page, custom_id="people:when:when")
    everyday = [str(day) for day in range(7)]
    assert "One day a week needs 60 minutes" in await fills(room, page, "people:much:week", everyday, "20")
    assert "Write it like 90" in await fills(room, page, "people:much:week", ["0"], "a lot")
    assert (await ana(room)).minutes == (None,) * 7
    await room.friend.click(page, custom_id="people:much:back")
    assert spoken(page).startswith("Step 2 of 3")
    refused = await opens(room, room.friend, "settings", zone="Asia/Tokio")
    assert refused.content == "I don't know a time zone called *Asia/Tokio*. Did you mean Asia/Tokyo?"


async def test_a_restart_in_the_middle_of_it_loses_nothing(room: Room) -> None:
    page = await opens(room, room.friend, "join", zone="Lisbon")
    await room.friend.select(page, ["08:00"], custom_id="people:when:pick:post")
    fresh = DiscordBot(room.bot.section, room.bot._names, room.services, room.database, COGS)  # pyright: ignore[reportPrivateUsage] - the same names again
    await room.env.restart_bot(fresh)
    await room.friend.click(page, custom_id="people:when:when")
    assert spoken(page).startswith("Step 3 of 3")
    await room.friend.click(page, custom_id="people:much:begin")
    mine = await ana(room)
    assert (mine.post_at, mine.start) == (time(8), date(2026, 1, 1))


async def test_an_old_walk_through_cannot_change_a_plan_that_runs(room: Room) -> None:
    old = await opens(room, room.friend, "join", zone="Lisbon")
    page = await opens(room, room.friend, "join")
    await room.friend.click(page, custom_id="people:when:when")
    await room.friend.click(page, custom_id="people:much:begin")
    said = await fills(room, old, "people:when:day", "2026-02-02")
    assert said.startswith("You have a plan already, from Thursday, 1 January 2026.")
    said = await opens(room, room.friend, "join")
    assert said.content.startswith("You have a plan already")
    assert (await ana(room)).start == date(2026, 1, 1)


async def test_who_leaves_keeps_the_log_and_finds_it_again(room: Room) -> None:
    page = await opens(room, room.friend, "join", zone="Lisbon")
    await room.friend.click(page, custom_id="people:when:when")
    await room.friend.click(page, custom_id="people:much:begin")
    assert "Two Sum" in (await room.says(room.friend, "!solved two-sum 18"))[0]
    left = await opens(room, room.friend, "leave")
    assert "Your log and settings stay" in left.content
    assert "/join" in (await room.says(room.friend, "!solved 3sum"))[0]
    assert "/join" in (await opens(room, room.friend, "leave")).content
    page = await opens(room, room.friend, "join")
    assert "First day: **Thursday, 1 January 2026**" in spoken(page)
    await room.friend.click(page, custom_id="people:when:when")
    await room.friend.click(page, custom_id="people:much:begin")
    mine = await ana(room)
    log = await room.database.read(lambda tx: PracticeStore(tx).attempts(mine.id))
    assert [attempt.problem for attempt in log] == [1]


async def test_the_host_stays_and_is_told_what_rests_the_plan(room: Room) -> None:
    assert "/plan pause" in (await opens(room, room.host, "leave")).content


async def test_settings_are_kept_as_they_change(room: Room) -> None:
    await opens(room, room.friend, "join", zone="Lisbon")
    page = await opens(room, room.friend, "settings")
    await room.friend.select(page, ["08:30"], custom_id="people:settings:pick:post")
    await room.friend.select(page, ["21:00"], custom_id="people:settings:pick:evening")
    await room.friend.select(page, ["channel"], custom_id="people:settings:pick:nudge")
    await room.friend.click(page, custom_id="people:settings:weekly")
    await room.friend.click(page, custom_id="people:settings:board")
    said = await fills(room, page, "people:settings:times", "Tokyo", "3:30", "8:45", "9pm", "  Ana  Maria ")
    assert said == ""
    mine = await ana(room)
    assert (mine.zone, mine.day_start, mine.post_at, mine.evening_at) == (
        "Asia/Tokyo",
        time(3, 30),
        time(8, 45),
        time(21),
    )
    assert (mine.name, mine.nudge, mine.weekly, mine.on_board) == ("Ana Maria", Nudge.CHANNEL, False, True)
    shown = spoken(page)
    assert "Asia/Tokyo" in shown
    assert "08:45" in shown
    labels = [button["label"] for row in page.components for button in row["components"] if "label" in button]
    assert labels[-2:] == ["Weekly report: off", "Cohort's board: on"]


async def test_one_field_that_cannot_be_read_changes_none(room: Room) -> None:
    await opens(room, room.friend, "join", zone="Lisbon")
    page = await opens(room, room.friend, "settings")
    said = await fills(room, page, "people:settings:times", "Tokyo", "25:00", "8:45", "9pm", "Ana")
    assert said == "I can't read *25:00* as a time. Write it like 07:30, 19:00 or 7pm."
    assert (await ana(room)).zone == "Europe/Lisbon"


async def test_a_traveller_names_the_place_with_the_command(room: Room) -> None:
    await opens(room, room.friend, "join", zone="Lisbon")
    assert "18:00" in spoken(await opens(room, room.friend, "settings", zone="tokyo"))
    assert (await ana(room)).zone == "Asia/Tokyo"


async def test_a_private_word_begins_with_one_that_shows_that_it_arrives(room: Room) -> None:
    await opens(room, room.friend, "join", zone="Lisbon")
    page = await opens(room, room.friend, "settings")
    await room.friend.select(page, ["dm"], custom_id="people:settings:pick:nudge")
    mine = await ana(room)
    assert (mine.nudge, mine.dm_channel is None) == (Nudge.DM, False)
    assert "in a private message" in spoken(page)


async def test_closed_private_messages_are_said_and_the_setting_stays(room: Room) -> None:
    await opens(room, room.friend, "join", zone="Lisbon")
    page = await opens(room, room.friend, "settings")
    room.env.inject_error("POST", "/channels/*/messages", status=403, code=50007, message="Cannot send")
    result = await room.friend.select(page, ["dm"], custom_id="people:settings:pick:nudge")
    assert any("privacy settings" in said.content for said in result.followups)
    assert (await ana(room)).nudge is Nudge.OFF


async def test_settings_of_somebody_unknown_point_at_the_beginning(room: Room) -> None:
    assert "/join" in (await opens(room, room.friend, "settings")).content


@pytest.mark.parametrize("name", ["join", "leave", "settings"])
async def test_behind_the_prefix_each_names_its_slash(room: Room, name: str) -> None:
    assert await room.says(room.friend, f"!{name} now") == [f"Between the two of us: type `/{name}`."]
