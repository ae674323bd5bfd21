"""Who may do what on the loopback Discord: roles, overwrites and their order."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import pytest

from bot.rehearsal.loopback_discord import Refusal, permission
from bot.rehearsal.loopback_discord.permission import (
    ADMINISTRATOR,
    ATTACH_FILES,
    MANAGE_MESSAGES,
    SEND_MESSAGES,
    VIEW_CHANNEL,
)
from tests.clockwork import FakeClock
from tests.rehearsal.discord_stage import Stage, stage


@pytest.fixture
async def here() -> AsyncGenerator[Stage]:
    async with stage(FakeClock()) as opened:
        yield opened


def bens(here: Stage) -> int:
    return here.control.core.allowed(here.general, here.ben.id)


async def test_a_role_that_allows_wins_over_everyones_denial(here: Stage) -> None:
    role = here.control.create_role("friends")
    here.control.give_role(here.ben, role)
    here.control.hide(here.general)
    assert bens(here) == 0
    here.control.set_overwrite(here.general, role, allow=VIEW_CHANNEL)
    assert bens(here) & VIEW_CHANNEL


async def test_among_roles_allowing_wins_and_the_members_own_overwrite_is_last(here: Stage) -> None:
    yes, no = here.control.create_role("yes"), here.control.create_role("no")
    for role in (yes, no):
        here.control.give_role(here.ben, role)
    here.control.set_overwrite(here.general, no, deny=SEND_MESSAGES)
    here.control.set_overwrite(here.general, yes, allow=SEND_MESSAGES)
    assert bens(here) & SEND_MESSAGES
    here.control.set_overwrite(here.general, here.ben, deny=SEND_MESSAGES)
    assert not bens(here) & SEND_MESSAGES


async def test_without_a_voice_there_are_no_files_either(here: Stage) -> None:
    here.control.set_overwrite(here.general, here.guild.id, deny=SEND_MESSAGES)
    assert not bens(here) & ATTACH_FILES


async def test_administrators_and_the_owner_are_above_overwrites(here: Stage) -> None:
    here.control.hide(here.general)
    here.control.give_role(here.ben, here.control.create_role("crew", ADMINISTRATOR))
    assert bens(here) == permission.ALL
    assert here.control.core.allowed(here.general, here.ana.id) == permission.ALL


async def test_somebody_outside_the_guild_sees_nothing_of_it(here: Stage) -> None:
    stranger = here.control.create_user("stranger")
    assert here.control.visible_channels(stranger) == []
    dm = here.control.open_dm(stranger)
    assert here.control.visible_channels(stranger) == [dm]
    assert dm not in here.control.visible_channels(here.ben)


async def test_a_moderator_deletes_what_others_wrote(here: Stage) -> None:
    said = await here.control.send(here.ana, here.general, "a slip")
    with pytest.raises(Refusal, match="50013"):
        await here.control.delete(here.ben, said)
    here.control.give_role(here.ben, here.control.create_role("moderator", MANAGE_MESSAGES))
    await here.control.delete(here.ben, said)
    assert here.control.history(here.general) == []
