"""`login twitch`: two accounts by device code, the least permissions, clear words when something is off."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.config import CandidateSection, Config, DiscordSection
from bot.database import open_database
from bot.errors import StartError
from bot.events import EventBus
from bot.rehearsal.faults import Fault
from bot.rehearsal.loopback_twitch import User
from bot.twitch_login import BOT_SCOPES, BROADCASTER_SCOPES, REASONS, login, sign_in
from bot.twitch_tokens import TokenStore
from tests.twitch.wire import SOON, Wire

pytestmark = pytest.mark.wire


class Terminal:
    """What the host reads, and the people who type the codes."""

    def __init__(self, wire: Wire, *people: User) -> None:
        self._wire = wire
        self._people = list(people)
        self.lines: list[str] = []
        self._tasks: set[asyncio.Task[None]] = set()

    def say(self, line: str) -> None:
        self.lines.append(line)
        if "type " in line:
            code = line.partition("type ")[2].split()[0]
            task = asyncio.create_task(self._wire.control.authorize(code, self._people.pop(0)))
            self._tasks.add(task)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@pytest.fixture(autouse=True)
def _no_waiting(wire: Wire) -> None:
    wire.control.set_device_interval(0)


async def test_both_accounts_sign_in_one_after_the_other(wire: Wire) -> None:
    """The address and the code are printed for each; the tokens are on disk and good for their job."""
    terminal = Terminal(wire, wire.account, wire.owner)
    async with asyncio.timeout(SOON):
        await sign_in(wire.section, wire.tokens, terminal.say)
    assert terminal.text.count("https://www.twitch.tv/activate") == 2
    stored = TokenStore(wire.database, wire.clock)
    await stored.load()
    bot, owner = stored.by_login("greenroom"), stored.by_login("candice")
    assert bot is not None
    assert owner is not None
    assert bot.scopes == set(BOT_SCOPES)
    assert owner.scopes == set(BROADCASTER_SCOPES)
    assert bot.access not in terminal.text
    async with wire.running():
        await wire.answers()


async def test_every_permission_is_named_with_its_reason(wire: Wire) -> None:
    """Nobody allows what they do not understand."""
    terminal = Terminal(wire, wire.account, wire.owner)
    await sign_in(wire.section, wire.tokens, terminal.say)
    for scope in (*BOT_SCOPES, *BROADCASTER_SCOPES):
        assert f"{scope}, {REASONS[scope]}" in terminal.text


async def test_the_wrong_account_is_asked_again(wire: Wire) -> None:
    """A browser that is still signed in as somebody else is the usual slip."""
    terminal = Terminal(wire, wire.owner, wire.account, wire.owner)
    await sign_in(wire.section, wire.tokens, terminal.say)
    assert "That was candice, not greenroom." in terminal.text
    held = wire.tokens.by_login("greenroom")
    assert held is not None
    assert held.user_id == wire.account.id


async def test_one_account_for_both_signs_in_once(wire: Wire) -> None:
    """A streamer may let the bot speak as themselves."""
    section = wire.section.model_copy(update={"bot_login": "Candice"})
    terminal = Terminal(wire, wire.owner)
    await sign_in(section, wire.tokens, terminal.say)
    held = wire.tokens.by_login("candice")
    assert held is not None
    assert held.scopes == {*BOT_SCOPES, *BROADCASTER_SCOPES}


async def test_a_code_that_ran_out_is_replaced(wire: Wire) -> None:
    """Half an hour later there is simply another one."""
    wire.twitch.faults.add(
        Fault("/oauth2/token", status=400, body={"status": 400, "message": "invalid device code"})
    )
    terminal = Terminal(wire, wire.account, wire.account, wire.owner)
    await sign_in(wire.section, wire.tokens, terminal.say)
    assert "no longer good" in terminal.text


async def test_an_unknown_application_is_a_sentence(wire: Wire) -> None:
    """The mend is in the config, not at the browser."""
    section = wire.section.model_copy(update={"client_id": "nobody"})
    with pytest.raises(StartError, match="client_id"):
        await sign_in(section, wire.tokens, Terminal(wire).say)


async def test_the_command_creates_the_database_and_keeps_both_accounts_there(
    wire: Wire, tmp_path: Path
) -> None:
    """A new host signs in before the first run."""
    config = Config(
        database=tmp_path / "new.db", candidate=CandidateSection(name="Candice"), twitch=wire.section
    )
    await login(config, say=Terminal(wire, wire.account, wire.owner).say)
    async with open_database(config.database, EventBus().publish) as database:
        tokens = TokenStore(database, wire.clock)
        await tokens.load()
        assert tokens.by_login("greenroom") is not None
        assert tokens.by_login("candice") is not None


async def test_without_a_network_or_a_section_the_command_says_so(wire: Wire, tmp_path: Path) -> None:
    """One sentence, with the mend."""
    config = Config(
        database=tmp_path / "new.db", candidate=CandidateSection(name="Candice"), twitch=wire.section
    )
    wire.twitch.faults.add(Fault("/oauth2/device", times=9, cut="before"))
    with pytest.raises(StartError, match="Check the network"):
        await login(config, say=Terminal(wire).say)
    discord = DiscordSection(guild_id=1, assignments_channel=2)
    with pytest.raises(StartError, match=r"no \[twitch\] section"):
        await login(Config(candidate=CandidateSection(name="Candice"), discord=discord))
