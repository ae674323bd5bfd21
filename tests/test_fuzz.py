"""Whatever anybody types after any command: a sentence comes back, within limits, and nobody is called."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import discord
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.app import COGS, COMPONENTS
from cogs.words import DISCORD_CONTENT, TWITCH_MESSAGE
from tests.channel import open_channel
from tests.room import open_room

SAMPLES = 150
"""Inputs on each platform in `make test`."""

NASTY = (
    "",
    "@everyone @here <@1> <@&2> <#3>",
    "**bold** `code` ||spoiler|| [x](https://example.org) > quote",
    "'; DROP TABLE attempts; --",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "\u202eright to left\u202c",
    "zero\u200bwidth\u200d\ufeff\U000e0000",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467" * 20,
    "-1",
    "0",
    "99999999999999999999999",
    "1e9",
    "NaN",
    "3sum " * 200,
    "x" * 1_900,
    "/ban somebody",
    "25 25 25",
    '"unclosed quote',
    "--read",
    "two-sum 601",
)
TYPED = st.one_of(
    st.sampled_from(NASTY),
    st.text(max_size=60),
    st.tuples(st.sampled_from(("two-sum", "15", "hard", "3", "add")), st.text(max_size=40)).map(" ".join),
)


def lines(names: list[str], seed: int) -> Iterator[str]:
    """`SAMPLES` command lines, the same for the same seed: half of them nasty on purpose."""
    drawn: list[str] = []

    # no database and no shrinking: hypothesis only draws here, the bot is asked afterwards
    @settings(
        max_examples=SAMPLES,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=(HealthCheck.too_slow, HealthCheck.data_too_large),
    )
    @given(TYPED)
    def draw(text: str) -> None:
        drawn.append(text)

    draw()
    rng = Random(seed)
    everything = [(name, text) for name in names for text in NASTY]
    rng.shuffle(everything)
    some = everything[: SAMPLES // 2] + [(rng.choice(names), text) for text in drawn[: SAMPLES // 2]]
    for name, text in some:
        yield f"!{name} {' '.join(text.splitlines())}".rstrip()


async def test_no_line_on_discord_ends_in_an_error_in_silence_or_in_a_ping(tmp_path: Path) -> None:
    async with open_room(tmp_path, COGS) as room:
        names = sorted({command.qualified_name for command in room.bot.walk_commands()})
        for line in lines(names, 1):
            before = {message.id for message in room.channel.history()}
            await room.host.send(room.channel, line[:DISCORD_CONTENT])
            said = [m for m in room.channel.history() if m.id not in before and m.author.bot]
            assert said, f"silence after {line!r}"
            for message in said:
                check(message, line)
            assert room.mishaps() == [], line
        assert not room.bot.allowed_mentions or not room.bot.allowed_mentions.everyone


def check(message: discord.Message, line: str) -> None:
    """Within Discord's limits, and nobody is mentioned."""
    assert len(message.content) <= DISCORD_CONTENT, line
    assert not message.mention_everyone, line
    # the library pings whom a reply answers, unless told not to
    assert message.mentions == [], line
    assert "That went wrong on my side" not in message.content, line


async def test_no_line_on_twitch_ends_in_an_error_or_over_the_limit(tmp_path: Path) -> None:
    async with open_channel(tmp_path, COMPONENTS) as channel:
        names = sorted({str(command.name) for command in channel.chat.bot.unique_commands})
        for number, line in enumerate(lines(names, 2)):
            # the streamer may do everything, a viewer nearly nothing
            who = "candice" if number % 3 else "lurker"
            for said in await channel.chat.say(who, line[:TWITCH_MESSAGE]):
                assert len(said) <= TWITCH_MESSAGE, line
                assert "That went wrong on my side" not in said, line
                assert not said.startswith(("/", ".")), f"{line!r} made the bot type a command: {said!r}"


@pytest.mark.parametrize("text", NASTY)
async def test_a_problem_that_is_no_problem_gets_a_sentence_on_slash_too(tmp_path: Path, text: str) -> None:
    async with open_room(tmp_path, ["cogs.practice.cog"]) as room:
        answer = await room.slash(room.host, "solved", problem=text[:100] or " ")
        assert answer.strip()
        assert "That went wrong" not in answer
        assert room.mishaps() == []


async def test_whatever_is_handed_in_or_marked_gets_a_sentence_or_a_form(tmp_path: Path) -> None:
    async with open_room(tmp_path, ["cogs.recording.cog", "cogs.review.cog"]) as room:
        link = "https://youtu.be/abc"
        shown = await room.host.slash(room.channel, "submit", link=link, stage=1)
        assert shown.modal is not None
        ids = [row["component"]["custom_id"] for row in shown.modal["components"]]
        await room.host.submit_modal(shown, dict(zip(ids, ("*_`~|", "@everyone <@1>"), strict=True)))
        for text in NASTY:
            for command, options in (
                ("moment", {"moment": text[:240] or " ", "number": 1}),
                ("moment", {"moment": f"12:34 {text}"[:240], "number": 1}),
                ("submit", {"link": text}),
                ("submit", {"link": link, "slice": text}),
                ("submit", {"link": link, "problem": text}),
            ):
                result = await room.host.slash(room.channel, command, **options)
                if result.modal is None:
                    assert result.response is not None, f"silence after /{command} {text!r}"
                    check(result.response.message, text)
        assert room.mishaps() == []
