"""The doctor finds nothing wrong where nothing is, and names the mend for each thing that is."""

from __future__ import annotations

import json
import os
import re
import socket
import sqlite3
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager, closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from aiohttp import web
from discord.http import Route
from msgspec import Struct, field

from bot.alone import alone_with
from bot.backup import backup
from bot.channel_picks import KEPT
from bot.config import Config, OverlaySection, RecordingSection
from bot.database import instant_text
from bot.doctor import examine, render
from bot.doctor_machine import examine_overlay
from bot.doctor_recordings import LIBRARIES, MEND, examine_recordings
from bot.finding import Finding
from bot.migrate import migrate, scripts
from bot.narration.folder import LIBRARIES as NEEDED
from bot.narration.model import Trouble, Unheard
from bot.overlay import Overlay
from bot.rehearsal.faults import Fault
from bot.rehearsal.loopback_discord import LoopbackDiscord, permission
from bot.rehearsal.loopback_twitch import LoopbackTwitch
from bot.rehearsal.ports import HeldPorts
from bot.restore import inspect, restore
from bot.twitch_login import BOT_SCOPES, BROADCASTER_SCOPES
from tests.clockwork import FakeClock

if TYPE_CHECKING:
    from bot.services import Services

pytestmark = pytest.mark.wire


class Ward(Struct):
    """A whole set-up in good health, for a test to break one thing of."""

    discord: LoopbackDiscord
    twitch: LoopbackTwitch
    clock: FakeClock
    settings: dict[str, Any]
    database: Path
    backups: Path
    secrets: list[str] = field(default_factory=list[str])

    @property
    def config(self) -> Config:
        """The settings as the bot reads them."""
        return Config.model_validate(self.settings)

    async def examine(self, patience: float = 10.0) -> list[Finding]:
        """What the doctor finds; whatever that is, no secret is in it."""
        before = Route.BASE
        findings = await examine(self.config, clock=self.clock, patience=patience)
        text = render(findings)
        assert not [secret for secret in self.secrets if secret in text]
        assert before == Route.BASE, "the real address is put back"
        return findings

    async def only(self, ok: bool | None = False, patience: float = 10.0) -> Finding:
        """The one finding that is not fine; all others are."""
        ill = [finding for finding in await self.examine(patience) if finding.ok is not True]
        assert len(ill) == 1, render(ill)
        assert ill[0].ok is ok
        assert ill[0].mend, "each of them says its mend"
        return ill[0]

    async def sign_in(self, login: str, scopes: Iterable[str], *, stored_as: str | None = None) -> None:
        """Let an account grant `scopes` and store the tokens, as `login twitch` does."""
        access, refresh = await self.twitch.control.grant(login, scopes)
        self.secrets += [access, refresh]
        user_id = self.twitch.control.user(login).id
        row = (user_id, stored_as or login, access, refresh, " ".join(scopes), instant_text(self.clock()))
        with closing(sqlite3.connect(self.database)) as connection, connection:
            connection.execute("INSERT OR REPLACE INTO twitch_tokens VALUES (?, ?, ?, ?, ?, ?)", row)

    async def register_commands(self) -> None:
        """Register a slash command, as the bot's first start does."""
        application, guild = self.discord.control.bot_user.id, self.settings["discord"]["guild_id"]
        url = f"{self.discord.api_url}/applications/{application}/guilds/{guild}/commands"
        headers = {"Authorization": f"Bot {self.discord.token}"}
        body = [{"name": "today", "description": "What is on today."}]
        async with (
            aiohttp.ClientSession() as session,
            session.put(url, headers=headers, json=body) as response,
        ):
            assert response.status == 200, await response.text()


@asynccontextmanager
async def healthy(folder: Path) -> AsyncGenerator[Ward]:
    """Both loopback servers, a database with both sign-ins, and a fresh backup."""
    clock = FakeClock()
    database, backups = folder / "greenroom.db", folder / "backups"
    migrate(database)
    async with LoopbackDiscord(clock=clock) as discord_, LoopbackTwitch(clock=clock) as twitch:
        control = discord_.control
        sam = control.create_user("sam", "Sam")
        guild = control.create_guild("The Green Room", members=[sam])
        assignments = control.create_text_channel("assignments")
        live = control.create_text_channel("live")
        reviews = control.create_text_channel("reviews")
        for login in ("sam_preps", "sams_greenroom"):
            await twitch.control.create_user(login)
        settings = {
            "database": database,
            "candidate": {
                "name": "Sam",
                "discord_id": sam.id,
                "twitch_login": "sam_preps",
                "zone": "Europe/Berlin",
                "start": "2026-02-16",
            },
            "discord": {
                "token": discord_.token,
                "guild_id": guild.id,
                "assignments_channel": assignments.id,
                "live_channel": live.id,
                "reviews_channel": reviews.id,
                "api_url": discord_.api_url,
                "gateway_url": discord_.gateway_url,
                "cdn_url": discord_.cdn_url,
            },
            "twitch": {
                "client_id": twitch.client_id,
                "bot_login": "sams_greenroom",
                "channel": "sam_preps",
                "helix_url": twitch.helix_url,
                "id_url": twitch.id_url,
                "eventsub_url": twitch.eventsub_url,
            },
            "overlay": {"port": 0},
            "backup": {"folder": backups},
        }
        ward = Ward(discord_, twitch, clock, settings, database, backups, [discord_.token])
        await ward.register_commands()
        await ward.sign_in("sams_greenroom", BOT_SCOPES)
        await ward.sign_in("sam_preps", BROADCASTER_SCOPES)
        backup(database, backups, 3, clock())
        yield ward


@pytest.fixture
async def ward(tmp_path: Path) -> AsyncIterator[Ward]:
    """Everything in good health."""
    async with healthy(tmp_path) as made:
        yield made


async def test_where_all_is_well_it_says_so_and_has_nothing_to_mend(ward: Ward) -> None:
    findings = await ward.examine()

    report = render(findings)
    assert {finding.ok for finding in findings} == {True}, report
    assert not any(finding.mend for finding in findings)
    assert report.splitlines()[-1] == f"{len(findings)} fine, 0 to mend"
    assert list(dict.fromkeys(finding.area for finding in findings)) == [
        "Machine", "Database", "Candidate", "Discord", "Twitch", "Overlay",
    ]  # fmt: skip
    assert "The next post is due on Tuesday, 03 March, 07:00 in Europe/Berlin." in report, "07:00 is past"


async def test_it_only_looks_and_changes_nothing_anywhere(ward: Ward) -> None:
    asked = ward.discord.journal.since()[-1].number
    files = {path: path.read_bytes() for path in ward.database.parent.rglob("*") if path.is_file()}
    await ward.examine()
    on_discord, on_twitch = ward.discord.journal.since(asked), ward.twitch.journal.since()
    assert len(on_discord) > 5
    assert len(on_twitch) == 3
    assert {exchange.method for exchange in (*on_discord, *on_twitch)} == {"GET"}
    assert {path: path.read_bytes() for path in ward.database.parent.rglob("*") if path.is_file()} == files


async def test_a_section_left_out_is_not_looked_at(ward: Ward) -> None:
    del ward.settings["twitch"]
    files = set(ward.database.parent.iterdir())
    assert {finding.area for finding in await ward.examine()} == {
        "Machine",
        "Database",
        "Candidate",
        "Discord",
        "Overlay",
    }
    assert set(ward.database.parent.iterdir()) == files, "no -wal is left that the bot might not own"


# this machine, and what is said by itself


async def test_a_disk_that_is_nearly_full_is_told_before_it_is_full(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.doctor_machine.ROOM", 10**18)
    finding = await ward.only()
    assert "MB left, and a full one stops the log" in finding.what
    assert finding.mend.startswith("Make room there")


async def test_a_health_page_without_its_port_is_told(ward: Ward) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        ward.settings["health"] = {"enabled": True, "port": other.getsockname()[1]}
        finding = await ward.only()
    assert finding.what.startswith("The health page cannot have port")
    assert "under [health]" in finding.mend


# the folder of recordings


@pytest.fixture
def libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where the optional extra is installed: what is imported here is there everywhere."""
    monkeypatch.setattr("bot.doctor_recordings.LIBRARIES", {"json": "av"})


def recordings(folder: Path, track: int = 1) -> list[Finding]:
    """What the doctor says of a folder."""
    return examine_recordings(RecordingSection(folder=folder, track=track))


async def test_a_watched_folder_is_told_with_its_sound_track(ward: Ward, libraries: None) -> None:
    videos = ward.database.parent / "videos"
    videos.mkdir()
    ward.settings["recording"] = {"folder": videos, "track": 2}
    found = [one for one in await ward.examine() if one.area == "Recordings"]
    said = f"{videos} is watched, and the voice is taken from sound track 2."
    assert [(one.ok, one.what) for one in found] == [(True, said)]


async def test_a_folder_that_is_not_there_is_made_or_corrected(ward: Ward, libraries: None) -> None:
    ward.settings["recording"] = {"folder": ward.database.parent / "vidoes"}
    finding = await ward.only()
    assert finding.what == f"There is no folder {ward.database.parent / 'vidoes'}."
    assert "mkdir -p" in finding.mend
    assert "folder under [recording]" in finding.mend


def test_a_folder_that_is_none_or_that_cannot_be_read_is_told_apart(tmp_path: Path, libraries: None) -> None:
    file, loop = tmp_path / "film.mkv", tmp_path / "loop"
    file.touch()
    loop.symlink_to(loop)
    (one,) = recordings(file)
    assert (one.ok, one.what) == (False, f"{file} is a file.")
    (one,) = recordings(loop)
    assert (one.ok, one.what) == (False, f"{loop} cannot be read (Too many levels of symbolic links).")
    assert "ls -ld" in one.mend


def test_a_sound_track_that_obs_never_writes_is_an_open_point(tmp_path: Path, libraries: None) -> None:
    assert [one.ok for one in recordings(tmp_path, track=6)] == [True]
    fine, open_ = recordings(tmp_path, track=7)
    assert (fine.ok, open_.ok) == (True, None)
    assert open_.mend.startswith("Set track under [recording]")


def test_a_folder_without_the_libraries_says_how_to_get_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.doctor_recordings.LIBRARIES", {"json": "av", "no_such_library": "watchfiles"})
    missing, fine = recordings(tmp_path)
    assert missing.what == "[recording] names a folder and watchfiles is not installed."
    assert (missing.mend, fine.ok) == (MEND, True)


def test_the_doctor_knows_the_libraries_that_listening_needs() -> None:
    assert tuple(LIBRARIES) == NEEDED
    assert MEND in str(Unheard(Trouble.NOT_INSTALLED))


def claim(ward: Ward, minutes_ago: int) -> None:
    """A candidate with a message that nobody has sent yet."""
    at = instant_text(ward.clock() - timedelta(minutes=minutes_ago))
    with closing(sqlite3.connect(ward.database)) as connection, connection:
        connection.execute(
            """INSERT INTO people (name, discord_id, zone, day_start, post_at, start, nudge, created_at)
               VALUES ('Ana', 2, 'Asia/Tokyo', '04:00', '07:30', '2026-02-16', 'channel', ?)""",
            (at,),
        )
        connection.execute(
            """INSERT INTO posts (platform, kind, subject, channel, nonce, nonce_at, claimed_at)
               VALUES ('discord', 'today', '1:2026-03-02', '5', 'n', ?, ?)""",
            (at, at),
        )


async def test_the_next_posts_of_every_candidate_are_named_in_their_own_zone(ward: Ward) -> None:
    claim(ward, 1)
    report = render(await ward.examine())
    told = "Ana: the next day is posted on Tuesday, 03 March, 07:30 in Asia/Tokyo"
    assert f"{told}, the evening's word Monday, 02 March, 20:00." in report


async def test_before_the_first_day_the_first_post_is_on_it(ward: Ward) -> None:
    ward.settings["candidate"]["start"] = "2026-03-09"
    report = render(await ward.examine())
    assert "The next post is due on Monday, 09 March, 07:00 in Europe/Berlin." in report


async def test_a_message_that_waits_too_long_is_told_and_what_it_waits_for(ward: Ward) -> None:
    claim(ward, 130)
    finding = await ward.only(ok=None)
    assert finding.what == "1 message waits to be sent, the oldest for 2 h."
    assert "goes out at its start: python -m bot run" in finding.mend
    with alone_with(ward.database):
        finding = await ward.only(ok=False)
        assert "sends them by itself" in finding.mend
        assert f"The bot runs (process {os.getpid()})." in render(await ward.examine())


# Discord


async def test_without_any_channel_setup_is_the_mend(ward: Ward) -> None:
    for key in ("assignments_channel", "live_channel", "reviews_channel"):
        del ward.settings["discord"][key]
    finding = await ward.only()
    assert finding.what == "There is no channel for assignments, so nothing is posted by itself."
    assert finding.mend.startswith("Use /setup in The Green Room")


async def test_what_setup_picked_is_what_is_looked_at(ward: Ward) -> None:
    section = ward.settings["discord"]
    said = {"live": section["live_channel"]}
    picked = {"guild": section["guild_id"], "picks": {"live": 12345}, "said": said}
    with closing(sqlite3.connect(ward.database)) as connection, connection:
        connection.execute("INSERT INTO kept VALUES (?, ?)", (KEPT, json.dumps(picked)))
    finding = await ward.only()
    assert finding.what == "There is no channel 12345 (live_channel)."


async def test_a_token_that_discord_refuses_is_to_be_reset_in_the_portal(ward: Ward) -> None:
    ward.settings["discord"]["token"] = "bm90LWEtdG9rZW4.secret.never-to-be-shown-anywhere"
    ward.secrets.append("never-to-be-shown-anywhere")
    finding = await ward.only()
    assert finding.what == "Discord does not accept the bot token."
    assert "Bot > Reset Token" in finding.mend
    assert "GREENROOM_DISCORD_TOKEN" in finding.mend


async def test_a_missing_token_is_not_tried(ward: Ward) -> None:
    ward.settings["discord"]["token"] = ""
    finding = await ward.only()
    assert finding.what == "There is no bot token."
    assert "GREENROOM_DISCORD_TOKEN" in finding.mend


async def test_the_message_content_intent_must_be_on_where_it_is_wanted(ward: Ward) -> None:
    ward.discord.control.set_intents_allowed(message_content=False)
    finding = await ward.only()
    assert "Message Content intent is off" in finding.what
    assert f"/{ward.discord.control.bot_user.id}/bot" in finding.mend
    assert "message_content = false" in finding.mend

    ward.settings["discord"]["message_content"] = False
    assert all(finding.ok for finding in await ward.examine())


async def test_a_server_without_the_bot_gets_an_invite_with_exactly_what_is_needed(ward: Ward) -> None:
    other = ward.discord.control.create_guild("Elsewhere", with_bot=False)
    ward.settings["discord"]["guild_id"] = other.id
    finding = await ward.only()
    assert f"not in the server {other.id}" in finding.what
    assert f"The Green Room ({ward.discord.control.guild.id})" in finding.what, "the likely mix-up"
    link = re.search(r"https://discord\.com/\S+", finding.mend)
    assert link is not None
    query = parse_qs(urlsplit(link[0]).query)
    assert query["client_id"] == [str(ward.discord.control.bot_user.id)]
    assert set(query["scope"][0].split()) == {"bot", "applications.commands"}
    assert query["guild_id"] == [str(other.id)]
    assert int(query["permissions"][0]) == (
        permission.VIEW_CHANNEL
        | permission.SEND_MESSAGES
        | permission.EMBED_LINKS
        | permission.ATTACH_FILES
        | permission.READ_MESSAGE_HISTORY
        | permission.ADD_REACTIONS
        | permission.CREATE_PUBLIC_THREADS
        | permission.SEND_MESSAGES_IN_THREADS
    )


async def test_a_bot_invited_with_what_the_link_asks_for_lacks_nothing(ward: Ward) -> None:
    control = ward.discord.control
    other = control.create_guild(
        "Elsewhere", with_bot=False, members=[ward.settings["candidate"]["discord_id"]]
    )
    ward.settings["discord"]["guild_id"] = other.id
    asked = re.search(r"permissions=(\d+)", (await ward.only()).mend)
    assert asked is not None
    other.roles[other.id].permissions = 0
    control.invite_bot(other, int(asked[1]))
    for key in ("assignments_channel", "live_channel", "reviews_channel"):
        ward.settings["discord"][key] = control.create_text_channel(key, guild=other).id
    await ward.register_commands()
    assert all(finding.ok for finding in await ward.examine())


async def test_a_channel_that_is_gone_is_named_by_its_setting(ward: Ward) -> None:
    ward.discord.control.delete_channel(ward.settings["discord"]["live_channel"])
    finding = await ward.only()
    assert "There is no channel" in finding.what
    assert "live_channel" in finding.what
    assert "Copy Channel ID" in finding.mend


async def test_a_channel_of_another_server_is_told_from_one_that_is_gone(ward: Ward) -> None:
    other = ward.discord.control.create_guild("Elsewhere")
    ward.settings["discord"]["assignments_channel"] = ward.discord.control.create_text_channel(
        "a", guild=other
    ).id
    finding = await ward.only()
    assert "(assignments_channel) belongs to another server" in finding.what


async def test_a_category_is_no_place_to_post(ward: Ward) -> None:
    ward.settings["discord"]["assignments_channel"] = ward.discord.control.create_category("Training").id
    finding = await ward.only()
    assert finding.what == "#Training (assignments_channel) is a category channel."
    assert "Choose a text channel" in finding.mend


async def test_exactly_the_permissions_are_named_that_an_overwrite_takes_away(ward: Ward) -> None:
    channel = ward.settings["discord"]["assignments_channel"]
    ward.discord.control.set_overwrite(
        channel,
        ward.discord.control.guild.id,
        deny=permission.SEND_MESSAGES | permission.READ_MESSAGE_HISTORY,
    )
    finding = await ward.only()
    assert finding.what.endswith("the bot lacks Send Messages, Read Message History.")
    assert finding.mend.startswith("Right-click #assignments > Edit Channel > Permissions > add greenroom")
    assert finding.mend.endswith("allow Send Messages, Read Message History.")


async def test_an_overwrite_for_the_bot_itself_outweighs_the_one_for_everyone(ward: Ward) -> None:
    control, channel = ward.discord.control, ward.settings["discord"]["assignments_channel"]
    control.set_overwrite(channel, control.guild.id, deny=permission.EMBED_LINKS)
    control.set_overwrite(channel, control.bot_user, allow=permission.EMBED_LINKS)
    assert all(finding.ok for finding in await ward.examine())


async def test_a_hidden_channel_wants_view_channel_first(ward: Ward) -> None:
    ward.discord.control.hide(ward.settings["discord"]["live_channel"])
    finding = await ward.only()
    assert finding.what == "In #live (live_channel) the bot lacks View Channel."


async def test_reviews_need_reactions_and_threads_and_other_channels_do_not(ward: Ward) -> None:
    control = ward.discord.control
    denied = permission.ADD_REACTIONS | permission.CREATE_PUBLIC_THREADS | permission.SEND_MESSAGES_IN_THREADS
    for key in ("assignments_channel", "reviews_channel"):
        control.set_overwrite(ward.settings["discord"][key], control.guild.id, deny=denied)
    # the bot's own role grants them in the server, an overwrite for its role takes them away here
    finding = await ward.only()
    assert finding.what == (
        "In #reviews (reviews_channel) the bot lacks"
        " Add Reactions, Create Public Threads, Send Messages in Threads."
    )


async def test_a_forum_for_reviews_needs_no_right_to_open_threads(ward: Ward) -> None:
    control = ward.discord.control
    forum = control.create_forum("films")
    ward.settings["discord"]["reviews_channel"] = forum.id
    control.set_overwrite(forum, control.guild.id, deny=permission.CREATE_PUBLIC_THREADS)
    assert all(finding.ok for finding in await ward.examine())


async def test_a_candidate_who_is_not_in_the_server_is_named(ward: Ward) -> None:
    await ward.discord.control.leave(ward.settings["candidate"]["discord_id"])
    finding = await ward.only()
    assert "Sam" in finding.what
    assert "is not in The Green Room" in finding.what
    assert "Copy User ID" in finding.mend


async def test_before_the_first_start_the_commands_are_an_open_point(ward: Ward) -> None:
    application, guild = ward.discord.control.bot_user.id, ward.settings["discord"]["guild_id"]
    url = f"{ward.discord.api_url}/applications/{application}/guilds/{guild}/commands"
    headers = {"Authorization": f"Bot {ward.discord.token}"}
    async with aiohttp.ClientSession() as session, session.put(url, headers=headers, json=[]) as response:
        assert response.status == 200
    finding = await ward.only(ok=None)
    assert "No slash commands" in finding.what
    assert finding.mend == "The first start registers them: python -m bot run"


async def test_a_bot_invited_without_commands_is_invited_once_more(ward: Ward) -> None:
    body = {"code": 50001, "message": "Missing Access"}
    ward.discord.faults.add(Fault(r"/applications/\d+/guilds/\d+/commands", status=403, body=body))
    finding = await ward.only()
    assert "may not have slash commands" in finding.what
    assert "applications.commands" in finding.mend


async def test_a_discord_that_cannot_be_reached_is_one_finding(ward: Ward, ports: HeldPorts) -> None:
    ward.settings["discord"]["api_url"] = f"http://127.0.0.1:{ports.take()}/api/v10"
    finding = await ward.only()
    assert finding.what.startswith("Could not reach Discord at 127.0.0.1:")
    assert "api_url" in finding.mend


async def test_a_line_that_breaks_half_way_keeps_what_was_found_before(ward: Ward) -> None:
    # more often than aiohttp itself tries again
    ward.discord.faults.add(Fault(r"/guilds/\d+/channels", cut="before", times=10))
    findings = await ward.examine()
    assert "The token is greenroom" in render(findings)
    assert [finding.what[:23] for finding in findings if not finding.ok] == ["Could not reach Discord"]


async def test_a_discord_that_does_not_answer_is_not_waited_for_long(ward: Ward) -> None:
    del ward.settings["twitch"]
    ward.discord.faults.add(Fault(r"/guilds/\d+", delay=0.8))
    finding = await ward.only(patience=0.3)
    assert "(TimeoutError)" in finding.what


async def test_a_discord_in_trouble_is_told_from_a_wrong_token(ward: Ward) -> None:
    ward.discord.faults.add(Fault("/users/@me", status=503, body={"code": 0, "message": "unavailable"}))
    finding = await ward.only()
    assert "answered 503" in finding.what
    assert "discordstatus.com" in finding.mend


async def test_the_login_page_of_a_hotel_is_not_taken_for_either_platform(ward: Ward) -> None:
    async def page(request: web.BaseRequest) -> web.Response:
        return web.Response(text="<html>Welcome! Accept our terms.</html>", content_type="text/html")

    async with serving(page) as address:
        ward.settings["discord"]["api_url"] = f"{address}/api/v10"
        ward.settings["twitch"] |= {"helix_url": f"{address}/helix/", "id_url": f"{address}/"}
        findings = [finding for finding in await ward.examine() if not finding.ok]
    assert [finding.area for finding in findings] == ["Discord", "Twitch"]
    assert all("does not speak like" in finding.what for finding in findings)


# Twitch


async def test_an_account_that_never_signed_in_is_sent_to_login(ward: Ward) -> None:
    with closing(sqlite3.connect(ward.database)) as connection, connection:
        connection.execute("DELETE FROM twitch_tokens WHERE login = 'sams_greenroom'")
    findings = [finding for finding in await ward.examine() if finding.ok is False]
    assert [finding.what for finding in findings] == [
        "sams_greenroom (bot) has not allowed the bot anything yet."
    ]
    assert findings[0].mend == "Sign in as sams_greenroom: python -m bot login twitch"


async def test_without_any_sign_in_each_account_is_named_and_nothing_else_is_guessed(ward: Ward) -> None:
    with closing(sqlite3.connect(ward.database)) as connection, connection:
        connection.execute("DELETE FROM twitch_tokens")
    ill = [finding for finding in await ward.examine() if finding.ok is not True]
    assert [finding.ok for finding in ill] == [False, False]
    assert "sams_greenroom (bot)" in ill[0].what
    assert "sam_preps (broadcaster)" in ill[1].what


async def test_access_that_was_withdrawn_wants_a_new_sign_in(ward: Ward) -> None:
    await ward.twitch.control.revoke("sam_preps")
    findings = [finding for finding in await ward.examine() if finding.ok is False]
    assert [finding.what for finding in findings] == [
        "Twitch no longer accepts the token of sam_preps (broadcaster): access was withdrawn."
    ]
    assert findings[0].mend == "Sign in as sam_preps: python -m bot login twitch"


async def test_a_token_past_its_four_hours_is_no_fault_and_is_not_used_up(ward: Ward) -> None:
    ward.clock.advance(hours=5)
    ill = [finding for finding in await ward.examine() if finding.ok is not True]
    assert {finding.ok for finding in ill} == {None}
    assert "the bot renews it when it starts" in ill[0].what
    assert ill[0].mend.endswith("sign in as sams_greenroom: python -m bot login twitch")
    assert render(ill).splitlines()[-1] == "0 fine, 0 to mend, 2 open"
    assert not ward.twitch.journal.requests("POST", ".*")


async def test_missing_scopes_are_named(ward: Ward) -> None:
    missing = sorted(BOT_SCOPES)[0]
    await ward.sign_in("sams_greenroom", sorted(set(BOT_SCOPES) - {missing}))
    findings = [finding for finding in await ward.examine() if finding.ok is False]
    assert [finding.what for finding in findings] == [f"sams_greenroom (bot) has not granted {missing}."]
    assert "login twitch" in findings[0].mend


async def test_a_token_of_another_application_is_told_from_a_dead_one(ward: Ward) -> None:
    ward.settings["twitch"]["client_id"] = "anotherapplicationsclientid000"
    findings = [finding for finding in await ward.examine() if finding.ok is False]
    assert len(findings) == 2
    assert all("another application than client_id names" in finding.what for finding in findings)
    assert all("dev.twitch.tv/console/apps" in finding.mend for finding in findings)


async def test_an_account_with_a_new_name_is_to_be_named_anew(ward: Ward) -> None:
    with closing(sqlite3.connect(ward.database)) as connection, connection:
        connection.execute("DELETE FROM twitch_tokens WHERE login = 'sam_preps'")
    await ward.twitch.control.create_user("sam_performs")
    await ward.sign_in("sam_performs", BROADCASTER_SCOPES, stored_as="sam_preps")
    findings = [finding for finding in await ward.examine() if finding.ok is False]
    assert [finding.what for finding in findings] == ["sam_preps (broadcaster) is called sam_performs now."]
    assert findings[0].mend.startswith("Set channel in [twitch] to the new name")


async def test_a_channel_that_does_not_exist_is_named(ward: Ward) -> None:
    ward.settings["twitch"]["channel"] = "sam_prepz"
    findings = [finding.what for finding in await ward.examine() if finding.ok is False]
    assert "There is no channel called sam_prepz on Twitch." in findings


async def test_one_account_for_both_needs_the_scopes_of_both(ward: Ward) -> None:
    ward.settings["twitch"]["bot_login"] = "sam_preps"
    finding = await ward.only()
    assert "sam_preps (bot and broadcaster) has not granted" in finding.what

    await ward.sign_in("sam_preps", {*BOT_SCOPES, *BROADCASTER_SCOPES})
    findings = await ward.examine()
    assert all(finding.ok for finding in findings)
    assert "the bot speaks as its owner, up to 100 lines in 30 s" in render(findings)


async def test_helix_refusing_a_good_token_points_at_the_application(ward: Ward) -> None:
    body = {"error": "Unauthorized", "status": 401, "message": "Client ID and OAuth token do not match"}
    ward.twitch.faults.add(Fault("/users", status=401, body=body))
    finding = await ward.only()
    assert "refuses the question who the broadcaster is" in finding.what
    assert finding.mend == "Mend client_id in [twitch] (https://dev.twitch.tv/console/apps)."


async def test_it_says_how_much_the_bot_may_say_and_what_would_raise_that(ward: Ward) -> None:
    report = render(await ward.examine())
    assert "sams_greenroom may say 20 lines in 30 s, as a moderator 100 (/mod sams_greenroom)" in report


async def test_a_twitch_that_cannot_be_reached_is_one_finding(ward: Ward, ports: HeldPorts) -> None:
    port = ports.take()
    ward.settings["twitch"] |= {
        "helix_url": f"http://127.0.0.1:{port}/helix/",
        "id_url": f"http://127.0.0.1:{port}/",
    }
    finding = await ward.only()
    assert finding.what.startswith(f"Could not reach Twitch at 127.0.0.1:{port} (")
    assert "id_url and helix_url" in finding.mend


async def test_a_twitch_in_trouble_is_told_from_a_dead_token(ward: Ward) -> None:
    ward.twitch.faults.add(Fault("/oauth2/validate", status=500))
    finding = await ward.only()
    assert "answered 500" in finding.what
    assert "status.twitch.com" in finding.mend


# this machine


async def test_before_the_first_start_there_is_no_database_to_fear_for(ward: Ward) -> None:
    del ward.settings["twitch"]
    ward.database.unlink()
    finding = await ward.only(ok=None)
    assert finding.mend == "The first start creates it: python -m bot run"
    assert not ward.database.exists(), "looking does not create it"


async def test_a_database_that_others_may_read_is_to_be_closed_to_them(ward: Ward) -> None:
    ward.database.chmod(0o644)
    finding = await ward.only()
    assert "Others on this machine may open" in finding.what
    assert finding.mend == f"Run: chmod 600 {ward.database}"


async def test_a_database_of_a_newer_version_wants_a_newer_checkout(ward: Ward) -> None:
    with closing(sqlite3.connect(ward.database)) as connection:
        connection.execute(f"PRAGMA user_version = {len(scripts()) + 1}")
    finding = await ward.only()
    assert f"schema {len(scripts()) + 1}, this one knows {len(scripts())}" in finding.what
    assert "git pull" in finding.mend


async def test_a_database_of_an_older_version_is_fine_and_says_what_comes(ward: Ward) -> None:
    with closing(sqlite3.connect(ward.database)) as connection:
        connection.execute(f"PRAGMA user_version = {len(scripts()) - 1}")
    findings = await ward.examine()
    assert all(finding.ok for finding in findings)
    assert "the next start brings it to" in render(findings)


async def test_a_damaged_database_is_put_back_from_the_newest_backup(ward: Ward) -> None:
    del ward.settings["twitch"]
    with closing(sqlite3.connect(ward.database)) as connection, connection:
        connection.executemany(
            "INSERT INTO kept VALUES (?, ?)", [(f"key {n}", "y" * 900) for n in range(200)]
        )
    size = ward.database.stat().st_size
    with ward.database.open("r+b") as file:
        file.seek(size // 2 // 4096 * 4096)
        file.write(os.urandom(4096))
    finding = await ward.only()
    assert "damaged" in finding.what
    newest = next(ward.backups.iterdir())
    assert f"python -m bot restore {newest.name} (" in finding.mend
    # and that mends it
    restore(ward.database, inspect(newest), ward.clock())
    assert {finding.ok for finding in await ward.examine()} == {True}


async def test_a_file_that_is_no_database_is_told(ward: Ward) -> None:
    del ward.settings["twitch"]
    ward.database.write_text("a letter\n" * 1000)
    finding = await ward.only()
    assert "no SQLite file at all" in finding.what


async def test_a_path_that_the_system_refuses_is_named(ward: Ward) -> None:
    ward.settings["database"] = ward.database.parent / ("long" * 100)
    findings = [finding for finding in await ward.examine() if finding.area == "Database"]
    assert [finding.ok for finding in findings] == [False]
    assert "cannot be looked at (File name too long)" in findings[0].what


async def test_a_database_without_a_backup_wants_one(ward: Ward) -> None:
    for path in ward.backups.iterdir():
        path.unlink()
    finding = await ward.only()
    assert "There is no backup" in finding.what
    assert finding.mend == "Run: python -m bot backup"


async def test_an_old_backup_wants_a_new_one(ward: Ward) -> None:
    del ward.settings["twitch"]
    ward.clock.advance(days=9)
    finding = await ward.only()
    assert finding.what == "The newest backup is 9 days old."
    assert finding.mend == "Run: python -m bot backup"


async def test_a_candidate_without_account_or_first_day_is_asked_for_them(ward: Ward) -> None:
    ward.settings["candidate"] = {"name": "Sam", "zone": "Europe/Berlin"}
    ill = [finding for finding in await ward.examine() if finding.ok is not True]
    assert [(finding.area, finding.ok) for finding in ill] == [
        ("Candidate", False),
        ("Candidate", None),
        ("Candidate", False),
    ]
    mends = " ".join(finding.mend for finding in ill)
    assert "discord_id in [candidate]" in mends
    assert "twitch_login in [candidate]" in mends
    assert "start = 2026-01-05" in mends


async def test_the_next_post_keeps_the_wall_clock_over_the_change_to_summer_time(ward: Ward) -> None:
    ward.clock.now = datetime.fromisoformat("2026-03-28T12:00:00+00:00")
    assert "due on Sunday, 29 March, 07:00 in Europe/Berlin" in render(await ward.examine())


async def test_a_port_that_is_free_is_fine(ward: Ward, ports: HeldPorts) -> None:
    port = ports.take()
    ward.settings["overlay"] = {"port": port}
    assert f"127.0.0.1:{port} is free for it, on this machine alone." in render(await ward.examine())


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])  # noqa: S104 - the case with a secret
async def test_the_overlay_of_a_running_bot_is_known_for_ours(
    ward: Ward, ports: HeldPorts, host: str
) -> None:
    section = {"host": host, "port": ports.take(), "secret": "overlay-secret"}
    ward.settings["overlay"] = section
    ward.secrets.append("overlay-secret")
    async with Overlay(ward.config.overlay, cast("Services", None), ()):
        where = "on this machine alone" if host == "127.0.0.1" else "behind its secret"
        assert f"It runs at {host}:{section['port']}, {where}." in render(await ward.examine())


async def test_a_port_that_another_program_holds_is_named(ward: Ward) -> None:
    async def page(request: web.BaseRequest) -> web.Response:
        return web.Response(text="something else")

    async with serving(page) as address:
        port = urlsplit(address).port
        ward.settings["overlay"] = {"port": port}
        finding = await ward.only()
    assert finding.what == f"Another program already uses 127.0.0.1:{port}."
    assert "Set another port in [overlay]" in finding.mend


async def test_a_program_that_does_not_even_answer_is_another_program() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        section = OverlaySection(port=silent.getsockname()[1])
        findings = await examine_overlay(section, patience=0.3)
    assert [finding.ok for finding in findings] == [False]
    assert "Another program already uses" in findings[0].what


async def test_an_address_that_is_not_this_machines_is_told(ward: Ward) -> None:
    ward.settings["overlay"] = {"host": "192.0.2.1", "secret": "overlay-secret"}
    ward.secrets.append("overlay-secret")
    finding = await ward.only()
    assert finding.what == "192.0.2.1 is no address of this machine."


async def test_an_overlay_that_is_off_needs_no_port(ward: Ward) -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        ward.settings["overlay"] = {"enabled": False, "port": busy.getsockname()[1]}
        assert all(finding.ok for finding in await ward.examine())


@asynccontextmanager
async def serving(handler: Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]) -> AsyncGenerator[str]:
    """Answer everything on some port of this machine by `handler`; yields the address."""
    runner = web.ServerRunner(web.Server(handler))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        host, port = runner.addresses[0][:2]
        yield f"http://{host}:{port}"
    finally:
        await runner.cleanup()
