"""A stream from going live to its deleted recording, on a real database."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.stream.model import AlreadyLogged, NoProblem, NoStreamYet, NotLive, NotYourStage, Video, expiry
from tests.stream.conftest import HOST, MODERATOR, STREAMER, VIEWER, House

MINUTE = timedelta(minutes=1)


async def test_going_live_claims_one_post_and_going_off_ends_it_after_the_grace(house: House) -> None:
    await house.online()
    assert len(await house.claims()) == 1
    await house.advance(hours=2)
    await house.offline()
    await house.advance(minutes=9, seconds=59)
    assert not (await house.view()).stream.ended
    await house.advance(seconds=1)
    stream = (await house.view()).stream
    assert stream.ended
    assert stream.aired == timedelta(hours=2), "the grace is not counted as time on air"
    assert len(await house.claims()) == 1


async def test_a_drop_of_five_minutes_continues_the_same_stream_and_post(house: House) -> None:
    await house.online("t1")
    await house.advance(minutes=30)
    await house.offline()
    await house.advance(minutes=5)
    await house.online("t2")
    await house.advance(minutes=25)
    stream = (await house.view()).stream
    assert stream.on_air
    assert [each.twitch_id for each in stream.broadcasts] == ["t1", "t2"]
    assert await house.count() == 1
    assert len(await house.claims()) == 1
    await house.offline()
    await house.advance(minutes=11)
    stream = (await house.view()).stream
    assert stream.ended
    assert stream.aired == timedelta(minutes=55)


async def test_a_drop_of_fifteen_minutes_makes_two_streams(house: House) -> None:
    await house.online("t1")
    await house.advance(minutes=30)
    await house.offline()
    await house.advance(minutes=15)
    await house.online("t2")
    assert await house.count() == 2
    assert len(await house.claims()) == 2
    first = await house.database.read(lambda tx: tx.one("SELECT ended_at FROM streams WHERE id = 1"))
    assert first is not None
    assert first["ended_at"].startswith("2026-03-02T08:30:00")


async def test_online_told_twice_is_one_stream(house: House) -> None:
    airing = house.airing()
    await house.streams.online(airing)
    await house.advance(seconds=2)
    await house.streams.online(airing)
    await house.streams.compare(airing)
    await house.bus.drain()
    assert await house.count() == 1
    assert house.names() == ["StreamStarted"]
    assert len(await house.claims()) == 1


async def test_offline_told_twice_ends_it_once(house: House) -> None:
    await house.online()
    await house.advance(minutes=20)
    await house.offline()
    await house.advance(minutes=1)
    await house.offline()
    await house.advance(minutes=9)
    assert (await house.view()).stream.ended_at == (await house.view()).stream.started_at + 20 * MINUTE
    assert house.names().count("StreamDropped") == 1


async def test_two_streams_of_one_day_have_a_post_each(house: House) -> None:
    await house.online("morning")
    await house.advance(hours=1)
    await house.offline()
    await house.advance(hours=6)
    await house.online("evening")
    assert [post.key.subject for post in await house.claims()] == ["1", "2"]


async def test_a_stream_that_began_while_the_bot_was_down_is_found_by_the_look_at_twitch(
    house: House,
) -> None:
    began = house.clock()
    await house.advance(minutes=40)
    again = house.restarted()
    await again.streams.resume()
    await again.streams.compare(again.airing("t1", began, "Graphs"))
    await again.bus.drain()
    stream = (await again.view()).stream
    assert (stream.started_at, stream.title) == (began, "Graphs")
    assert len(await again.claims()) == 1


async def test_a_crash_in_the_middle_changes_nothing_for_the_viewers(house: House) -> None:
    airing = house.airing()
    await house.streams.online(airing)
    await house.advance(minutes=40)
    again = house.restarted()
    await again.streams.resume()
    await again.streams.compare(airing)
    await again.advance(minutes=20)
    await again.offline()
    await again.advance(minutes=10)
    stream = (await again.view()).stream
    assert stream.aired == timedelta(hours=1)
    assert await again.count() == 1
    assert len(await again.claims()) == 1


async def test_an_end_that_was_missed_is_noticed_and_the_recording_says_when_it_was(house: House) -> None:
    airing = house.airing()
    await house.streams.online(airing)
    await house.advance(hours=3)
    again = house.restarted()
    await again.streams.resume()
    await again.streams.compare(None)
    await again.advance(minutes=10)
    assert (await again.view()).stream.ended
    length = timedelta(hours=1, minutes=5)
    video = Video(
        "v1", "https://www.twitch.tv/videos/1", airing.started_at, length, expiry(house.clock(), "")
    )
    await again.streams.found_video("t1", video)
    stream = (await again.view()).stream
    assert stream.ended_at == airing.started_at + length
    assert stream.aired == length


async def test_a_crash_over_the_end_of_the_grace_closes_it_at_the_next_start(house: House) -> None:
    await house.online()
    await house.advance(hours=1)
    await house.offline()
    await house.advance(minutes=2)
    again = house.restarted()
    again.clock.advance(hours=5)
    await again.streams.resume()
    await again.advance(seconds=1)
    stream = (await again.view()).stream
    assert stream.ended_at == stream.started_at + timedelta(hours=1)


async def test_an_end_and_a_new_beginning_that_were_both_missed_make_two_streams(house: House) -> None:
    await house.online("t1")
    await house.advance(hours=8)
    again = house.restarted()
    await again.streams.compare(again.airing("t2", again.clock() - 5 * MINUTE))
    assert await again.count() == 2
    first = await again.database.read(lambda tx: tx.one("SELECT ended_at FROM streams WHERE id = 1"))
    assert first is not None
    assert first["ended_at"] is not None


async def test_a_short_drop_that_was_missed_continues_the_stream(house: House) -> None:
    first = house.airing("t1")
    await house.streams.online(first)
    await house.advance(minutes=30)
    await house.streams.compare(first)
    await house.advance(minutes=6)
    await house.streams.compare(house.airing("t2", house.clock() - MINUTE))
    stream = (await house.view()).stream
    assert [each.twitch_id for each in stream.broadcasts] == ["t1", "t2"]
    assert await house.count() == 1


async def test_twitchs_list_lags_behind_its_events_and_is_not_believed_against_them(house: House) -> None:
    airing = house.airing()
    await house.streams.online(airing)
    await house.advance(seconds=40)
    await house.streams.compare(None)
    assert (await house.view()).stream.on_air, "the list did not have it yet"
    await house.advance(hours=1)
    await house.offline()
    await house.advance(seconds=40)
    await house.streams.compare(airing)
    assert not (await house.view()).stream.on_air, "the list still had it"
    await house.advance(minutes=10)
    assert (await house.view()).stream.aired == timedelta(hours=1, seconds=40)


async def test_the_word_of_an_older_broadcast_that_arrives_late_changes_nothing(house: House) -> None:
    old = house.airing("t1")
    await house.advance(minutes=1)
    await house.online("t2")
    await house.streams.online(old)
    assert await house.count() == 1
    assert [each.twitch_id for each in (await house.view()).stream.broadcasts] == ["t2"]


async def test_title_and_category_are_taken_while_it_is_on_and_not_afterwards(house: House) -> None:
    await house.streams.titled("too early", "Nothing")
    await house.online()
    await house.streams.titled("Graphs, thinking aloud", "Software and Game Development")
    await house.streams.titled("", "")
    stream = (await house.view()).stream
    assert (stream.title, stream.category) == ("Graphs, thinking aloud", "Software and Game Development")
    await house.offline()
    await house.advance(minutes=11)
    await house.streams.titled("Something else entirely", "Just Chatting")
    assert (await house.view()).stream.title == "Graphs, thinking aloud"


async def test_the_recording_is_looked_for_with_growing_pauses_and_given_up_in_the_end(house: House) -> None:
    await house.online()
    await house.advance(hours=1)
    await house.offline()
    await house.advance(minutes=10)
    await house.advance(minutes=7)
    assert house.names().count("VideoWanted") == 4, "after 0, 1, 3 and 7 minutes"
    await house.advance(days=3)
    assert house.names().count("VideoWanted") == 14
    assert not [key for key in house.scheduler.alarms if key.startswith("stream")]


async def test_the_look_for_the_recording_survives_a_restart(house: House) -> None:
    await house.online()
    await house.offline()
    await house.advance(minutes=12)
    again = house.restarted()
    await again.streams.resume()
    await again.advance(minutes=30)
    assert "VideoWanted" in again.names()


async def test_a_recording_that_was_found_is_not_looked_for_again(
    house: House,
) -> None:
    await house.online()
    await house.offline()
    await house.advance(minutes=10)
    began = (await house.view()).stream.started_at
    for number in ("1", "2"):
        ends = expiry(began, "")
        await house.streams.found_video("t1", Video(number, f"https://v/{number}", began, MINUTE, ends))
    await house.bus.drain()
    video = (await house.view()).stream.last.video
    assert video is not None
    assert video.id == "1"
    assert house.names().count("VodFound") == 1
    before = house.names().count("VideoWanted")
    await house.advance(hours=5)
    assert house.names().count("VideoWanted") == before


@pytest.mark.parametrize(("kind", "days"), [("", 7), ("affiliate", 14), ("partner", 60)])
async def test_the_host_is_warned_before_the_recording_goes(house: House, kind: str, days: int) -> None:
    await house.online()
    await house.offline()
    await house.advance(minutes=10)
    began = (await house.view()).stream.started_at
    await house.streams.found_video("t1", Video("1", "https://v/1", began, MINUTE, expiry(began, kind)))
    await house.advance(days=days - 3)
    assert "VideoExpiring" not in house.names()
    await house.advance(days=1)
    assert house.names().count("VideoExpiring") == 1
    await house.streams.warned("t1")
    again = house.restarted()
    await again.streams.resume()
    await again.advance(days=1)
    assert again.names() == [], "once"


async def test_a_warning_that_reached_nobody_is_repeated_until_it_is_too_late(house: House) -> None:
    await house.online()
    await house.offline()
    await house.advance(minutes=10)
    began = (await house.view()).stream.started_at
    await house.streams.found_video("t1", Video("1", "https://v/1", began, MINUTE, expiry(began, "")))
    await house.advance(days=5, hours=3)
    heard = house.names().count("VideoExpiring")
    assert heard > 1
    await house.advance(days=30)
    total = house.names().count("VideoExpiring")
    assert total <= 48
    assert not [key for key in house.scheduler.alarms if key.startswith("stream")]


async def test_there_is_nothing_to_show_before_the_first_stream(house: House) -> None:
    with pytest.raises(NoStreamYet):
        await house.view()
    await house.streams.offline()
    await house.streams.compare(None)
    assert await house.count() == 0


async def test_what_was_solved_and_guessed_meanwhile_stands_in_it_and_nothing_else(
    house: House,
) -> None:
    await house.practice.solved(HOST, "two-sum 12", house.source())
    await house.advance(minutes=5)
    await house.online()
    await house.advance(minutes=20)
    await house.patterns.open_named(STREAMER, "3sum", house.source())
    await house.patterns.guess(VIEWER, "two pointers")
    await house.practice.failed(HOST, "3sum 25", house.source())
    await house.advance(minutes=10)
    await house.practice.solved(HOST, "3sum 18", house.source())
    await house.patterns.lock(STREAMER, house.source(), reveal=True)
    await house.advance(minutes=1)
    await house.offline()
    await house.advance(minutes=10)
    await house.practice.solved(HOST, "valid anagram 8", house.source())
    await house.advance(minutes=10)
    await house.practice.solved(HOST, "coin change 30", house.source())
    view = await house.view()
    assert [(each.attempt.problem, each.attempt.solved) for each in view.tried] == [(15, True), (242, True)]
    (guess,) = view.guesses
    assert (guess.title, guess.pattern, guess.right, guess.guessed, guess.first) == (
        "3Sum",
        "Two Pointers",
        1,
        1,
        "vi",
    )


# the stage


async def test_the_streamer_and_moderators_choose_the_problem_and_anybody_sees_it(house: House) -> None:
    await house.online()
    with pytest.raises(NoProblem):
        await house.stage.show(VIEWER)
    with pytest.raises(NotYourStage, match="Only Sam and moderators"):
        await house.stage.put(VIEWER, "3sum", house.source())
    await house.stage.put(MODERATOR, "3sum", house.source())
    await house.advance(minutes=1)
    assert (await house.stage.put(STREAMER, "two sum", house.source())).problem.number == 1
    assert (await house.stage.show(VIEWER)).problem.title == "Two Sum"


async def test_a_replayed_message_puts_nothing_on_the_stage(house: House) -> None:
    first = house.source()
    await house.stage.put(STREAMER, "3sum", first)
    await house.advance(minutes=1)
    await house.stage.put(STREAMER, "two sum", house.source())
    await house.advance(minutes=1)
    assert (await house.stage.put(STREAMER, "3sum", first)).problem.number == 1


async def test_a_clock_for_a_problem_puts_it_on_the_stage(house: House) -> None:
    await house.online()
    await house.timers.start(STREAMER, "25 3sum", house.source())
    assert (await house.stage.show(VIEWER)).problem.number == 15


async def test_a_nameless_log_means_the_problem_that_is_on_and_its_clocks_minutes(
    house: House,
) -> None:
    await house.online()
    await house.timers.start(STREAMER, "25 3sum", house.source())
    await house.advance(minutes=18)
    await house.timers.stop(STREAMER, house.source())
    await house.advance(minutes=2)
    source = house.source()
    assert await house.stage.to_log(STREAMER, source) == "15 18"
    await house.practice.solved(STREAMER, "15 18", source)
    assert await house.stage.to_log(STREAMER, source) == "15", "a replay is left to the log"
    with pytest.raises(AlreadyLogged, match="3Sum is logged already"):
        await house.stage.to_log(STREAMER, house.source())
    await house.practice.undo(STREAMER, house.source())
    assert await house.stage.to_log(STREAMER, house.source()) == "15 18"
    await house.stage.put(STREAMER, "two sum", house.source())
    assert await house.stage.to_log(STREAMER, house.source()) == "1", "no clock ran for it"


async def test_the_same_problem_again_after_it_was_logged_is_another_try(house: House) -> None:
    await house.online()
    await house.stage.put(STREAMER, "3sum", house.source())
    await house.practice.failed(STREAMER, "3sum 25", house.source())
    await house.advance(minutes=5)
    await house.stage.put(STREAMER, "3sum", house.source())
    assert await house.stage.to_log(STREAMER, house.source()) == "15"


async def test_the_stage_is_empty_when_the_stream_is_over_and_on_the_next_day(house: House) -> None:
    await house.online()
    await house.stage.put(STREAMER, "3sum", house.source())
    await house.advance(minutes=30)
    await house.offline()
    await house.advance(minutes=5)
    assert await house.stage.now() is not None, "a drop takes nothing away"
    await house.advance(minutes=6)
    assert await house.stage.now() is None
    await house.stage.put(STREAMER, "two sum", house.source())
    assert await house.stage.now() is not None, "it works without a stream, too"
    await house.advance(days=1)
    assert await house.stage.now() is None


async def test_the_pattern_is_named_only_after_the_log_and_after_the_round(house: House) -> None:
    await house.online()
    held = await house.stage.put(STREAMER, "3sum", house.source())
    assert not await house.stage.is_revealed(held)
    await house.patterns.open_named(STREAMER, "3sum", house.source())
    await house.practice.solved(STREAMER, "3sum 18", house.source())
    held = await house.stage.show(VIEWER)
    assert not await house.stage.is_revealed(held), "chat is still guessing"
    await house.patterns.lock(STREAMER, house.source(), reveal=True)
    await house.advance(seconds=11)
    assert await house.stage.is_revealed(await house.stage.show(VIEWER))


async def test_a_moment_is_marked_only_while_live_once_in_a_while_and_once_a_message(
    house: House,
) -> None:
    with pytest.raises(NotLive):
        await house.stage.mark(VIEWER, "clean!", house.source())
    await house.online()
    await house.advance(minutes=12)
    source = house.source()
    marked = await house.stage.mark(VIEWER, "  that\nwas   clean\U000e0000 ", source)
    assert marked is not None
    assert marked[1].note == "that was clean"
    assert await house.stage.mark(VIEWER, "again", house.source()) is None
    await house.advance(seconds=31)
    assert await house.stage.mark(VIEWER, "that was clean", source) is None, "a replay"
    assert await house.stage.mark(VIEWER, "", house.source()) is not None
    await house.offline()
    with pytest.raises(NotLive):
        await house.stage.mark(MODERATOR, "too late", house.source())


async def test_a_crowd_that_marks_all_at_once_is_capped(house: House) -> None:
    await house.online()
    taken = 0
    for number in range(40):
        actor = type(VIEWER)(VIEWER.platform, f"v{number}", f"viewer{number}")
        taken += await house.stage.mark(actor, "wow", house.source()) is not None
    assert taken == 10
