"""Hears everything that the bot sends, over all its runs, and holds it to both platforms' limits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from msgspec import Struct

from bot.rehearsal.journal import Exchange
from bot.rehearsal.loopback_discord.checks.component import walk
from bot.rehearsal.stage import Stage
from bot.twitch_queue import LONGEST

Payload = dict[str, Any]

WINDOW = timedelta(seconds=30)
MINUTE = timedelta(minutes=1)
AS_MODERATOR = 100
"""Lines that Twitch takes in a window from a bot that moderates, as it does on this stage."""


class Line(Struct, frozen=True):
    """One that the bot said in Twitch chat."""

    at: datetime
    text: str
    is_answer: bool


class Watch:
    """Keeps what the journal forgets; ask it at the end."""

    def __init__(self, stage: Stage) -> None:
        self.lines: list[Line] = []
        self.calls = 0
        self.renewals = 0
        """How often a token was too old."""
        self.wrong: list[str] = []
        """Whatever no person should ever have met, in words."""
        self.exchanges: list[Exchange] = []
        self._orphans: set[str] = set()
        stage.journal.listeners.append(self._heard)
        stage.bot.listeners.append(self._printed)

    def since(self, moment: datetime) -> list[Line]:
        """What was said in chat from then on."""
        return [line for line in self.lines if line.at >= moment]

    def check(self, per_minute: int) -> None:
        """Nothing was refused or over a limit, nobody was called, nothing was said twice in half a minute."""
        assert self.wrong == [], "\n".join(self.wrong)
        assert self.renewals <= 1
        times = [line.at for line in self.lines]
        assert most_within(times, WINDOW) <= AS_MODERATOR
        assert most_within(times, MINUTE) <= per_minute
        assert max(len(line.text) for line in self.lines) <= 200
        last: dict[str, datetime] = {}
        for line in self.lines:
            before = last.get(line.text)
            assert before is None or line.at - before >= WINDOW, f"said twice: {line}"
            last[line.text] = line.at

    def announced(self) -> Counter[str]:
        """Every line that answers nobody, and how often it was said."""
        return Counter(line.text for line in self.lines if not line.is_answer)

    def _heard(self, exchange: Exchange) -> None:
        if exchange.kind != "request":
            return
        self.calls += 1
        self.exchanges.append(exchange)
        called = f"{exchange.server} {exchange.method} {exchange.path}"
        if exchange.status == 401 and exchange.response.get("message") == "Invalid OAuth token":
            self.renewals += 1  # every four hours
        elif exchange.status == 400 and "reply_parent_message_id" in str(exchange.response):
            # chat has run on for two thousand lines since the question; the answer comes without a reply
            self._orphans.add(str(exchange.request["message"]))
        elif exchange.method == "DELETE" and exchange.status == 404:
            pass  # a line of a clock that two things took away in the same moment
        elif exchange.status is None or exchange.status >= 400:
            self.wrong.append(f"{called} was answered with {exchange.status}: {exchange.response}")
        if exchange.server == "discord":
            self.wrong += [f"{called}: {each}" for each in too_much(exchange.request)]
        elif exchange.method == "POST" and exchange.path == "/chat/messages" and exchange.status == 200:
            self._said(exchange)

    def _said(self, exchange: Exchange) -> None:
        text = str(exchange.request["message"])
        if len(text) > LONGEST or "\n" in text:
            self.wrong.append(f"no line of chat: {text}")
        if not exchange.response["data"][0]["is_sent"]:
            self.wrong.append(f"dropped: {text}")
        is_answer = "reply_parent_message_id" in exchange.request or text in self._orphans
        self._orphans.discard(text)
        self.lines.append(Line(exchange.at, text, is_answer))

    def _printed(self, line: str) -> None:
        if " ERROR " in line or " CRITICAL " in line or "Traceback" in line:
            self.wrong.append(f"in the log: {line}")


def most_within(times: Sequence[datetime], window: timedelta) -> int:
    """How many of these instants any stretch of that length holds."""
    return max((sum(start <= at < start + window for at in times) for start in times), default=0)


def too_much(request: Any) -> Iterator[str]:
    """What is over one of Discord's limits in a message, an answer or an edit; and whom it would call."""
    if not isinstance(request, dict):
        return
    sent = cast(Payload, request)
    message: Payload = sent.get("data") or sent
    if len(str(message.get("content") or "")) > 2000:
        yield "more than 2000 characters"
    embeds: list[Payload] = message.get("embeds") or []
    if len(embeds) > 10 or sum(map(_length, embeds)) > 6000:
        yield "embeds are too long"
    for embed in embeds:
        fields: list[Payload] = embed.get("fields", [])
        parts = [(embed.get("title"), 256), (embed.get("description"), 4096)]
        parts += [(each["value"], 1024) for each in fields]
        if len(fields) > 25 or any(len(str(text or "")) > most for text, most in parts):
            yield "a part of an embed is too long"
    components = list(walk(message.get("components") or []))
    if any(len(str(each.get("custom_id", ""))) > 100 for each in components):
        yield "a custom id is too long"
    if any(len(each.get("options", ())) > 25 for each in components):
        yield "a list is too long"
    allowed: Payload = message.get("allowed_mentions", {"parse": ["everybody"]})
    if message.get("content") and allowed.get("parse"):
        yield f"it may call {allowed['parse']}"


def _length(embed: Payload) -> int:
    fields: list[Payload] = embed.get("fields", [])
    footer: Payload = embed.get("footer") or {}
    words: list[Any] = [embed.get("title"), embed.get("description"), footer.get("text")]
    words += [text for field in fields for text in (field["name"], field["value"])]
    return sum(len(str(text or "")) for text in words)
