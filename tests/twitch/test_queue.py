"""The outgoing queue: limits, priorities, repeats, long lines, Twitch's refusals; no real time passes."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Coroutine
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.twitch_pace import Limits
from bot.twitch_queue import (
    DIFFERENCE,
    LONGEST,
    OutgoingQueue,
    Priority,
    Refused,
    Repeated,
    TryLater,
    Uncertain,
    split,
)

ALARM, ANSWER = Priority.ALARM, Priority.ANSWER


class Line:
    """A queue whose sender and clock a test holds in its hands."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.now = 0.0
        self.said: list[tuple[float, str]] = []
        self.replies: list[str | None] = []
        self.trouble: deque[Exception | None] = deque()
        self.holding: asyncio.Event | None = None
        self.sending = asyncio.Event()
        self.queue = OutgoingQueue(self._send, limits, monotonic=lambda: self.now, sleep=self._sleep)

    @property
    def texts(self) -> list[str]:
        return [text for _, text in self.said]

    async def _send(self, text: str, reply_to: str | None) -> str:
        self.sending.set()
        if self.holding is not None:
            await self.holding.wait()
        trouble = self.trouble.popleft() if self.trouble else None
        if trouble is not None:
            raise trouble
        self.said.append((self.now, text))
        self.replies.append(reply_to)
        return f"id-{len(self.said)}"

    async def _sleep(self, seconds: float) -> None:
        await asyncio.sleep(0)
        self.now += seconds

    async def all(self, *saying: Coroutine[Any, Any, str | None]) -> list[str | None]:
        """Everything at the same moment; what came of each."""
        return list(await asyncio.gather(*saying))


async def test_answers_leave_room_in_the_window_for_alarms() -> None:
    """Of 20 messages in 30 s, answers take 16; an alarm then need not wait."""
    line = Line(Limits(answer_life=1000))
    saying = [line.queue.say(f"answer {number}", ANSWER) for number in range(17)]
    await line.all(*saying, line.queue.say("ring", ALARM))
    assert line.texts[0] == "ring"
    assert [at for at, _ in line.said] == [0.0] * 16 + [30.0] * 2


async def test_a_moderator_may_say_a_hundred_lines_in_thirty_seconds() -> None:
    """The limit follows what the bot is in the channel."""
    line = Line(Limits(backlog=200, per_minute=200))
    line.queue.pace.moderating = True
    await line.all(*(line.queue.say(f"alarm {number}", ALARM) for number in range(101)))
    assert [at for at, _ in line.said].count(0.0) == 100
    assert line.said[-1][0] == 30.0


async def test_no_minute_holds_more_than_our_own_cap_and_a_clock_still_rings_within_it() -> None:
    """However much Twitch would take from a moderator, and however many people ask."""
    line = Line(Limits(answer_life=1000))
    line.queue.pace.moderating = True
    saying = [line.queue.say(f"answer {number}", ANSWER) for number in range(40)]
    await line.all(*saying, *(line.queue.say(f"ring {number}", ALARM) for number in range(4)))
    assert line.texts[:4] == [f"ring {number}" for number in range(4)]
    assert [at for at, _ in line.said] == [0.0] * 26 + [60.0] * 18


async def test_one_viewer_gets_so_many_answers_a_minute_and_takes_nobody_elses() -> None:
    """The ninth waits until the first is a minute old."""
    pace = Line().queue.pace
    assert [pace.may_answer("ana") for _ in range(10)] == [True] * 8 + [False] * 2
    assert pace.may_answer("ben")
    line = Line()
    assert all(line.queue.pace.may_answer("ana") for _ in range(8))
    line.now = 60.0
    assert line.queue.pace.may_answer("ana")


@given(st.lists(st.tuples(st.sampled_from(Priority), st.floats(0, 20)), max_size=60))
@settings(max_examples=25, deadline=None)
def test_no_window_ever_holds_more_than_the_limit(lines: list[tuple[Priority, float]]) -> None:
    """Whatever is said when, any thirty seconds hold twenty lines at most."""

    async def run() -> list[float]:
        line = Line(Limits(answer_life=1000, alarm_life=1000))
        for number, (priority, gap) in enumerate(lines):
            line.now += gap
            await line.queue.say(f"line {number}", priority)
        return [at for at, _ in line.said]

    times = asyncio.run(run())
    assert len(times) == len(lines)
    for start in times:
        assert sum(start <= at < start + 30 for at in times) <= 20


async def test_an_alarm_goes_before_answers_that_wait() -> None:
    """A ringing clock before a chat answer."""
    line = Line()
    line.holding = asyncio.Event()
    first = asyncio.create_task(line.queue.say("being said", ANSWER))
    await line.sending.wait()
    others = asyncio.gather(line.queue.say("answer", ANSWER), line.queue.say("ring", ALARM))
    await asyncio.sleep(0)
    line.holding.set()
    await asyncio.gather(first, others)
    assert line.texts == ["being said", "ring", "answer"]


async def test_an_identical_answer_is_varied_so_that_twitch_says_it_too() -> None:
    """Two people ask the same: both are answered, and the lines look the same."""
    line = Line()
    await line.all(line.queue.say("12:40 left", ANSWER), line.queue.say("12:40 left", ANSWER))
    assert line.texts == ["12:40 left", "12:40 left" + DIFFERENCE]


async def test_the_same_answer_is_said_four_times_at_most_in_thirty_seconds(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A flood of one command is no flood of answers; the log says so once and then how many."""
    line = Line()
    asked = [line.queue.say("12:40 left", ANSWER) for _ in range(10)]
    assert [said is not None for said in await line.all(*asked)] == [True] * 4 + [False] * 6
    await asyncio.sleep(0)
    assert len(caplog.records) == 2
    assert "6 lines" in caplog.text


async def test_a_repeated_announcement_is_dropped() -> None:
    """An alarm has one wording and is said once."""
    line = Line()
    assert await line.all(line.queue.say("time!", ALARM), line.queue.say("time!", ALARM)) == ["id-1", None]


async def test_the_same_words_are_fine_again_after_thirty_seconds() -> None:
    """Twitch forgets, and so does the queue."""
    line = Line()
    await line.queue.say("time!", ALARM)
    line.now += 30
    await line.queue.say("time!", ALARM)
    assert line.texts == ["time!", "time!"]


async def test_a_line_that_twitch_calls_a_repeat_is_varied() -> None:
    """Twitch remembers what an earlier run of the bot said."""
    line = Line()
    line.trouble.append(Repeated())
    assert await line.queue.say("12:40 left", ANSWER) == "id-1"
    assert line.texts == ["12:40 left" + DIFFERENCE]


async def test_a_line_that_must_wait_is_said_when_twitch_wants_it() -> None:
    """429 with the time that Twitch names, without one a pause that doubles."""
    line = Line()
    line.trouble.extend([TryLater(7.5), TryLater(), TryLater()])
    assert await line.queue.say("patience", ANSWER) == "id-1"
    assert line.said == [(7.5 + 2 + 4, "patience")]


async def test_an_alarm_that_comes_while_an_answer_waits_for_twitch_goes_first() -> None:
    """The order is decided when there is room again."""
    line = Line()
    line.trouble.append(TryLater(5))
    line.holding = asyncio.Event()
    answer = asyncio.create_task(line.queue.say("answer", ANSWER))
    await line.sending.wait()
    ring = asyncio.create_task(line.queue.say("ring", ALARM))
    await asyncio.sleep(0)
    line.holding.set()
    await asyncio.gather(answer, ring)
    assert line.texts == ["ring", "answer"]


@pytest.mark.parametrize("trouble", [Refused("banned words"), Uncertain("cut")])
async def test_a_line_that_twitch_refused_or_may_have_got_is_not_said_again(trouble: Exception) -> None:
    """Rather unsaid than said twice; the rest goes on."""
    line = Line()
    line.trouble.append(trouble)
    assert await line.all(line.queue.say("one", ANSWER), line.queue.say("two", ANSWER)) == [None, "id-1"]
    assert line.texts == ["two"]


async def test_an_answer_that_comes_too_late_is_left_out() -> None:
    """Nobody remembers the question after half a minute; an alarm is worth two."""
    line = Line()
    line.trouble.append(TryLater(60))
    assert await line.all(line.queue.say("answer", ANSWER), line.queue.say("ring", ALARM)) == [None, "id-1"]


async def test_a_full_backlog_takes_no_more_answers_but_still_takes_alarms() -> None:
    """An alarm takes the place of the newest answer."""
    line = Line(Limits(backlog=2))
    line.holding = asyncio.Event()
    first = asyncio.create_task(line.queue.say("being said", ANSWER))
    await line.sending.wait()
    waiting = [asyncio.create_task(line.queue.say(text, ANSWER)) for text in ("a", "b", "c")]
    await asyncio.sleep(0)
    ring = asyncio.create_task(line.queue.say("ring", ALARM))
    await asyncio.sleep(0)
    line.holding.set()
    await asyncio.gather(first, ring, *waiting)
    assert line.texts == ["being said", "ring", "a"]


async def test_the_gate_is_asked_once_when_the_turn_comes() -> None:
    """A claim is begun right before its line is said, not when it is queued."""
    line = Line()
    asked: list[float] = []

    async def gate() -> bool:
        asked.append(line.now)
        return True

    async def closed() -> bool:
        return False

    line.trouble.append(TryLater(3))
    assert await line.queue.say("ring", ALARM, gate=gate) == "id-1"
    assert asked == [0.0]
    assert await line.queue.say("never", ALARM, gate=closed) is None
    assert line.texts == ["ring"]


async def test_what_breaks_while_a_line_is_said_reaches_the_speaker_and_the_rest_is_said() -> None:
    """A fault of ours is not swallowed, and the worker lives on."""
    line = Line()
    line.trouble.append(ZeroDivisionError())
    broken = asyncio.create_task(line.queue.say("broken", ANSWER))
    fine = asyncio.create_task(line.queue.say("fine", ANSWER))
    with pytest.raises(ZeroDivisionError):
        await broken
    assert await fine == "id-1"


async def test_a_speaker_who_goes_away_does_not_take_the_line_back() -> None:
    """What was asked for is said, even if nobody waits for it."""
    line = Line()
    line.holding = asyncio.Event()
    speaker = asyncio.create_task(line.queue.say("said all the same", ANSWER))
    await line.sending.wait()
    speaker.cancel()
    line.holding.set()
    await line.queue.close(patience=5)
    assert line.texts == ["said all the same"]


async def test_closing_says_what_waits_and_takes_no_more() -> None:
    """Answers in flight are not lost at close."""
    line = Line()
    waiting = [asyncio.create_task(line.queue.say(f"line {number}", ANSWER)) for number in range(5)]
    await asyncio.sleep(0)
    await line.queue.close(patience=5)
    assert await asyncio.gather(*waiting) == [f"id-{number}" for number in range(1, 6)]
    assert await line.queue.say("too late", ANSWER) is None


async def test_closing_waits_no_longer_than_it_was_told() -> None:
    """A Twitch that does not answer cannot keep the process."""
    line = Line()
    line.holding = asyncio.Event()
    waiting = asyncio.gather(line.queue.say("stuck", ANSWER), line.queue.say("behind it", ANSWER))
    await line.sending.wait()
    await line.queue.close(patience=0.01)
    assert await waiting == [None, None]


async def test_no_task_is_left_when_there_is_nothing_to_say() -> None:
    """An idle worker would keep whoever waits for quiet waiting for ever."""
    line = Line()
    await line.queue.say("one", ANSWER)
    await asyncio.sleep(0)
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_a_long_text_is_said_in_several_replies_one_after_the_other() -> None:
    """All of it arrives, in order."""
    line = Line()
    text = " ".join(f"Sentence number {number} ends here." for number in range(40))
    assert await line.queue.say(text, ANSWER, reply_to="question") == "id-1"
    assert len(line.texts) == 3
    assert " ".join(line.texts) == text
    assert line.replies == ["question"] * 3


def test_a_long_text_is_cut_between_sentences_else_between_words() -> None:
    """Never inside a word that fits."""
    sentences = split(" ".join(["A sentence of some length stands here."] * 30))
    assert all(piece.endswith(".") for piece in sentences)
    words = split("word " * 300)
    assert all(set(piece.split()) == {"word"} for piece in words)
    assert split("x" * 1200)[0] == "x" * 492


@given(st.text(max_size=3000))
def test_every_piece_fits_and_nothing_is_lost(text: str) -> None:
    """Whatever the text: no piece is empty, too long, or a command of Twitch's."""
    pieces = split(text)
    assert all(piece and len(piece) <= LONGEST and not piece.startswith(("/", ".")) for piece in pieces)
    kept = "".join("".join(pieces).replace("· ", "").split()).replace("·", "")
    assert kept == "".join(text.split()).replace("·", "")


@pytest.mark.parametrize("text", ["/ban ana", ".timeout ana 600"])
def test_words_of_a_person_never_become_a_command(text: str) -> None:
    """A name or a note may begin with anything."""
    assert split(text) == [f"· {text}"]


@pytest.fixture(autouse=True)
def _warnings(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
