"""The bus: to each subscriber in order, isolated from the others, and quiet when there is nothing to do."""

from __future__ import annotations

import asyncio
import logging

import pytest

from bot.events import Event, EventBus


class Rang(Event, frozen=True):
    number: int


class Louder(Rang, frozen=True):
    pass


@pytest.fixture
def bus() -> EventBus:
    return EventBus()


async def test_each_subscriber_hears_everything_in_order(bus: EventBus) -> None:
    first: list[int] = []
    second: list[int] = []

    async def slow(event: Rang) -> None:
        await asyncio.sleep(0)
        first.append(event.number)

    async def quick(event: Rang) -> None:
        second.append(event.number)

    bus.subscribe(Rang, slow)
    bus.subscribe(Rang, quick)
    for number in range(20):
        bus.publish(Rang(number))
    await bus.drain()
    assert first == second == list(range(20))


async def test_one_who_is_held_up_does_not_delay_the_others(bus: EventBus) -> None:
    released = asyncio.Event()
    heard: list[int] = []
    done = asyncio.Event()

    async def held_up(event: Rang) -> None:
        await released.wait()

    async def overlay(event: Rang) -> None:
        heard.append(event.number)
        if event.number == 2:
            done.set()

    bus.subscribe(Rang, held_up)
    bus.subscribe(Rang, overlay)
    for number in range(3):
        bus.publish(Rang(number))
    await asyncio.wait_for(done.wait(), 5)
    assert heard == [0, 1, 2]
    released.set()
    await bus.drain()


async def test_who_only_shows_how_things_are_is_told_the_newest_of_those_that_wait(bus: EventBus) -> None:
    released = asyncio.Event()
    heard: list[int] = []

    async def draw(event: Rang) -> None:
        heard.append(event.number)
        await released.wait()

    bus.subscribe(Rang, draw, newest_of=lambda event: event.number % 2)
    bus.publish(Rang(0))
    await asyncio.sleep(0)  # the first one is being told
    for number in range(1, 8):
        bus.publish(Rang(number))
    released.set()
    await bus.drain()
    assert heard == [0, 7, 6], "each in the place of the first that waited with its key"


async def test_who_is_unhurried_is_told_once_of_what_comes_in_one_moment() -> None:
    bus, told = EventBus(calm=0.001), list[tuple[str, int]]()

    async def post(event: Rang) -> None:
        told.append(("post", event.number))

    async def answer(event: Rang) -> None:
        told.append(("answer", event.number))

    bus.subscribe(Rang, post, newest_of=type, unhurried=True)
    bus.subscribe(Rang, answer)
    for number in range(3):
        bus.publish(Rang(number))
        await asyncio.sleep(0)
    await bus.drain()
    assert told == [("answer", 0), ("answer", 1), ("answer", 2), ("post", 2)]


async def test_nobody_waits_for_calm_where_the_bus_closes() -> None:
    bus, told = EventBus(calm=0.001), list[int]()

    async def post(event: Rang) -> None:
        told.append(event.number)
        if event.number == 0:
            bus.calm = 3_600.0
            bus.publish(Rang(1))
            closing.append(asyncio.create_task(bus.close(5)))
            await asyncio.sleep(0)

    closing: list[asyncio.Task[None]] = []
    bus.subscribe(Rang, post, newest_of=type, unhurried=True)
    bus.publish(Rang(0))
    await bus.drain()
    async with asyncio.timeout(5):
        await closing[0]
    assert told == [0, 1]


async def test_a_subscriber_that_fails_is_logged_and_goes_on(
    bus: EventBus, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[int] = []

    async def brittle(event: Rang) -> None:
        if event.number == 1:
            raise RuntimeError("out of paper")
        heard.append(event.number)

    bus.subscribe(Rang, brittle)
    for number in range(3):
        bus.publish(Rang(number))
    with caplog.at_level(logging.ERROR):
        await bus.drain()
    assert heard == [0, 2]
    assert "a subscriber to Rang failed" in caplog.text
    assert "out of paper" in caplog.text


async def test_only_the_very_kind_is_heard(bus: EventBus) -> None:
    heard: list[Event] = []

    async def listen(event: Rang) -> None:
        heard.append(event)

    bus.subscribe(Rang, listen)
    bus.publish(Louder(1))
    bus.publish(Rang(2))
    await bus.drain()
    assert heard == [Rang(2)]


async def test_whoever_unsubscribes_hears_nothing_more(bus: EventBus) -> None:
    heard: list[int] = []

    async def listen(event: Rang) -> None:
        heard.append(event.number)

    stop = bus.subscribe(Rang, listen)
    bus.publish(Rang(1))
    await bus.drain()
    stop()
    bus.publish(Rang(2))
    await bus.drain()
    assert heard == [1]


async def test_somebody_may_unsubscribe_while_hearing(bus: EventBus) -> None:
    heard: list[str] = []

    async def once(event: Rang) -> None:
        heard.append("once")
        stop()

    async def always(event: Rang) -> None:
        heard.append("always")

    stop = bus.subscribe(Rang, once)
    bus.subscribe(Rang, always)
    bus.publish(Rang(1))
    await bus.drain()
    bus.publish(Rang(2))
    await bus.drain()
    assert heard == ["once", "always", "always"]


async def test_an_event_published_while_hearing_one_comes_after_it(bus: EventBus) -> None:
    heard: list[int] = []

    async def echo(event: Rang) -> None:
        if event.number < 3:
            bus.publish(Rang(event.number + 1))
        await asyncio.sleep(0)
        heard.append(event.number)

    bus.subscribe(Rang, echo)
    bus.publish(Rang(0))
    await bus.drain()
    assert heard == [0, 1, 2, 3]


async def test_no_task_is_left_waiting_when_all_is_said(bus: EventBus) -> None:
    """simcord waits until the bot has no task left; one that idles on a queue would keep it for ever."""
    before = asyncio.all_tasks()

    async def listen(event: Rang) -> None:
        await asyncio.sleep(0)

    bus.subscribe(Rang, listen)
    bus.publish(Rang(1))
    assert asyncio.all_tasks() > before
    await bus.drain()
    await asyncio.sleep(0)
    assert asyncio.all_tasks() == before


async def test_nothing_to_hear_is_quiet_at_once(bus: EventBus) -> None:
    await asyncio.wait_for(bus.drain(), 1)
    bus.publish(Rang(1))
    await asyncio.wait_for(bus.drain(), 1)


async def test_a_cancelled_worker_does_not_leave_its_subscriber_deaf(bus: EventBus) -> None:
    heard: list[int] = []
    stuck = asyncio.Event()

    async def listen(event: Rang) -> None:
        if event.number == 0:
            stuck.set()
            await asyncio.Event().wait()
        heard.append(event.number)

    before = asyncio.all_tasks()
    bus.subscribe(Rang, listen)
    bus.publish(Rang(0))
    await stuck.wait()
    for worker in asyncio.all_tasks() - before:
        worker.cancel()
    await bus.drain()
    bus.publish(Rang(1))
    await bus.drain()
    assert heard == [1]


async def test_a_close_waits_for_what_is_being_done_and_drops_what_is_only_waiting() -> None:
    bus, begun, done, go_on = EventBus(), list[int](), list[int](), asyncio.Event()

    async def slow(event: Rang) -> None:
        begun.append(event.number)
        await go_on.wait()
        done.append(event.number)

    bus.subscribe(Rang, slow)
    for number in range(100):
        bus.publish(Rang(number))
    closing = asyncio.create_task(bus.close(0.0))
    for _ in range(5):
        await asyncio.sleep(0)
    go_on.set()
    async with asyncio.timeout(5):
        await closing
    assert begun == done
    assert len(done) <= 1


async def test_whoever_waits_for_others_is_told_of_several_at_once_and_never_of_two_about_the_same(
    bus: EventBus,
) -> None:
    at_work: list[int] = []
    most = 0
    told: list[int] = []

    async def send(event: Rang) -> None:
        nonlocal most
        assert event.number % 10 not in at_work
        at_work.append(event.number % 10)
        most = max(most, len(at_work))
        if event.number == 3:
            bus.publish(Rang(13))  # about the same, while the first is on its way
        for _ in range(5):
            await asyncio.sleep(0)
        at_work.remove(event.number % 10)
        told.append(event.number)

    bus.subscribe(Rang, send, newest_of=lambda event: event.number % 10, at_once=4)
    for number in range(10):
        bus.publish(Rang(number))
    await bus.drain()
    assert most == 4
    assert sorted(told) == [*range(10), 13]


async def test_several_at_once_want_to_know_which_are_about_the_same(bus: EventBus) -> None:
    async def send(event: Rang) -> None:
        """Never told."""

    with pytest.raises(ValueError, match="newest_of"):
        bus.subscribe(Rang, send, at_once=2)
