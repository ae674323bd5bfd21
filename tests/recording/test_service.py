"""Recordings and reviews on a real database."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.database import Transaction
from bot.errors import UserError
from bot.people.model import Actor, Platform, UnknownPerson
from bot.privacy.model import NothingHeld
from bot.privacy.service import PrivacyService
from bot.recording.model import (
    RUBRICS,
    Aspect,
    BadLink,
    BadStage,
    File,
    Kind,
    LookWanted,
    NoSuchRecording,
    NothingToReview,
    NotInReview,
    NotYourRecording,
    OnlyOne,
    Reaction,
    RecordingClosed,
    State,
    Where,
    Withdrawn,
)
from bot.recording.model import Statement as S
from bot.recording.review_service import Comment
from bot.recording.service import Wish
from bot.recording.store import RecordingStore
from tests.recording.conftest import ANA, JO, SAM, Hall

FILE = File("run.mp4", "https://cdn.discordapp.com/attachments/1/2/run.mp4", 10)


async def test_a_submission_claims_its_post_and_a_replay_changes_nothing(hall: Hall) -> None:
    checked = await hall.recordings.check(SAM, Wish(link="https://youtu.be/abc", problem="two sum"))
    assert checked.stage == 2
    source = hall.source()
    first = await hall.recordings.submit(checked, " Two  Sum ", "", source)
    assert await hall.recordings.submit(checked, "again", "", source) == first
    assert (first.title, first.problem) == ("Two Sum", 1)
    assert [post.key.subject for post in await hall.claims()] == [str(first.id)]


async def test_stage_one_is_for_its_candidate_alone(hall: Hall) -> None:
    recording = await hall.submit(stage=1)
    assert await hall.claims() == []
    with pytest.raises(NoSuchRecording):
        await hall.reviews.form(ANA, recording.id)
    with pytest.raises(NoSuchRecording):
        await hall.reviews.summary(ANA, recording.id)
    with pytest.raises(NoSuchRecording):
        await hall.recordings.withdraw(ANA, recording.id)
    for aspect in RUBRICS[Kind.CODING]:
        await hall.reviews.score(SAM, recording.id, aspect, 3)
    mine = await hall.reviews.summary(SAM, recording.id)
    assert mine.own is not None
    assert mine.own.covers(Kind.CODING)
    await hall.advance(days=8)
    assert await hall.claims() == []


@pytest.mark.parametrize(
    ("wish", "error"),
    [
        (Wish(), NothingToReview),
        (Wish(link="https://youtu.be/a", file=FILE), OnlyOne),
        (Wish(link="javascript:alert(1)"), BadLink),
        (Wish(link="https://youtu.be/a", stage=9), BadStage),
        (Wish(link="https://youtu.be/a", span="the end"), UserError),
        (Wish(link="https://youtu.be/a", problem="tow sum"), UserError),
    ],
)
async def test_what_cannot_be_handed_in_is_said_before_the_form(
    hall: Hall, wish: Wish, error: type[UserError]
) -> None:
    with pytest.raises(error):
        await hall.recordings.check(SAM, wish)


async def test_only_who_has_a_plan_hands_in(hall: Hall) -> None:
    with pytest.raises(UnknownPerson):
        await hall.recordings.check(ANA, Wish(link="https://youtu.be/a"))


async def test_reactions_come_and_go_and_the_candidates_own_never_count(hall: Hall) -> None:
    recording = await hall.posted()
    await hall.reacts(ANA, S.FORWARD, S.CLEAR)
    await hall.reacts(JO, S.FORWARD, S.SILENT)
    await hall.reacts(SAM, S.FORWARD, S.TESTED)
    assert await hall.counts(recording.id) == {S.FORWARD: 2, S.CLEAR: 1, S.SILENT: 1}
    await hall.reacts(JO, S.FORWARD, given=False)
    await hall.reviews.react(Reaction(800, given=False, statement=S.SILENT))
    assert await hall.counts(recording.id) == {S.FORWARD: 1, S.CLEAR: 1}
    await hall.reviews.react(Reaction(800, given=False))
    assert await hall.counts(recording.id) == {}
    await hall.reacts(ANA, S.FORWARD, message=5)  # some other message of the server
    assert await hall.counts(recording.id) == {}


async def test_what_is_told_during_a_look_is_newer_than_the_look(hall: Hall) -> None:
    recording = await hall.posted()
    await hall.reacts(ANA, S.FORWARD, S.SILENT)
    with hall.reviews.reading(recording) as reading:
        # the page was read before Jo came, before Ana left, and shows what was missed
        seen = [
            Reaction(800, given=True, statement=one, account="200", name="Ana")
            for one in (S.FORWARD, S.CLEAR)
        ]
        await hall.reacts(JO, S.FORWARD)
        await hall.reacts(ANA, S.FORWARD, given=False)
        await hall.writes(JO, "1:00 clear", 901)
        await hall.reviews.settle(reading, seen, [Comment(800, 902, "2:00 silent", "200", "Ana")])
    assert await hall.counts(recording.id) == {S.FORWARD: 1, S.CLEAR: 1}
    moments = (await hall.reviews.public_summary(recording.id)).moments
    assert [(one.span.begins, one.authors) for one in moments] == [(60, ("201",)), (120, ("200",))]


async def test_two_looks_at_one_post_at_once_do_not_end_each_other(hall: Hall) -> None:
    recording = await hall.posted()
    with hall.reviews.reading(recording) as first, hall.reviews.reading(recording) as second:
        await hall.reviews.settle(second, [], [])
        await hall.reacts(ANA, S.FORWARD)
        # the first began before Ana came and ends after it
        await hall.reviews.settle(first, [], [])
    assert await hall.counts(recording.id) == {S.FORWARD: 1}


async def test_a_look_that_cannot_see_the_thread_leaves_what_was_said_there(hall: Hall) -> None:
    recording = await hall.posted()
    await hall.writes(ANA, "1:00 clear")
    with hall.reviews.reading(recording) as reading:
        await hall.reviews.settle(reading, [], None)
    assert len((await hall.reviews.public_summary(recording.id)).moments) == 1
    with hall.reviews.reading(recording) as reading:
        await hall.reviews.settle(reading, [], [])
    assert (await hall.reviews.public_summary(recording.id)).moments == ()


async def test_a_moment_follows_its_message(hall: Hall) -> None:
    recording = await hall.posted()
    await hall.writes(ANA, "12:34 silent stuck on base case")
    await hall.writes(JO, "12:38 🔇", 901)
    (merged,) = (await hall.reviews.public_summary(recording.id)).moments
    assert (merged.count, merged.words) == (2, ("stuck on base case",))
    await hall.writes(ANA, "never mind")
    await hall.writes(JO, None, 901)
    assert (await hall.reviews.public_summary(recording.id)).moments == ()
    assert hall.names().count("Reviewed") == 4


async def test_a_moment_by_command_survives_a_look_and_can_be_taken_back(hall: Hall) -> None:
    recording = await hall.posted()
    source = hall.source()
    await hall.reviews.moment(ANA, None, 800, "4:10 clear nice", source)
    with hall.reviews.reading(recording) as reading:
        await hall.reviews.settle(reading, [], [])
    assert len((await hall.reviews.public_summary(recording.id)).moments) == 1
    await hall.reviews.take_back(JO, recording.id, source.id)
    assert len((await hall.reviews.public_summary(recording.id)).moments) == 1
    await hall.reviews.take_back(ANA, recording.id, source.id)
    assert (await hall.reviews.public_summary(recording.id)).moments == ()
    with pytest.raises(NotInReview):
        await hall.reviews.moment(ANA, None, 5, "4:10 clear", hall.source())
    for wrong in ("no time", "10:00-9:00", "12:75", "999:00"):
        with pytest.raises(UserError, match=r"12:34|9:00"):
            await hall.reviews.moment(ANA, recording.id, None, wrong, hall.source())


async def test_self_first(hall: Hall) -> None:
    recording = await hall.posted()
    for aspect, score in zip(RUBRICS[Kind.CODING], (2, 3, 2, 3), strict=True):
        await hall.reviews.score(ANA, recording.id, aspect, score)
    await hall.reviews.judge(ANA, recording.id, forward=False)
    await hall.reviews.words(ANA, recording.id, "said the brute force first", "test before you say done")
    closed = await hall.reviews.summary(SAM, recording.id)
    assert (closed.forms, closed.forms_open, closed.judges, closed.changes) == (1, False, 0, ())
    assert all(line.median is None for line in closed.scores)
    for aspect in RUBRICS[Kind.CODING]:
        await hall.reviews.score(SAM, recording.id, aspect, 3)
    opened = await hall.reviews.summary(SAM, recording.id)
    assert (opened.forms_open, opened.forward, opened.judges) == (True, 0, 1)
    assert [quote.name for quote in opened.keeps] == ["Ana"]
    assert opened.gap == 0.5
    friend = await hall.reviews.summary(ANA, recording.id)
    assert (friend.scores, friend.keeps, friend.own) == ((), (), None)


async def test_without_an_own_rating_forms_open_after_two_days(hall: Hall) -> None:
    recording = await hall.posted()
    await hall.reviews.score(ANA, recording.id, Aspect.TESTING, 2)
    hall.clock.advance(hours=47, minutes=59)
    assert not (await hall.reviews.summary(SAM, recording.id)).forms_open
    hall.clock.advance(minutes=1)
    assert (await hall.reviews.summary(SAM, recording.id)).forms_open


async def test_a_verdict_said_again_is_taken_back(hall: Hall) -> None:
    recording = await hall.posted()
    assert (await hall.reviews.judge(ANA, recording.id, forward=True)).form.forward is True
    assert (await hall.reviews.judge(ANA, recording.id, forward=False)).form.forward is False
    assert (await hall.reviews.judge(ANA, recording.id, forward=False)).form.forward is None


async def test_only_the_owner_changes_a_recording(hall: Hall) -> None:
    recording = await hall.posted()
    for verb in (hall.recordings.withdraw, hall.recordings.reopen):
        with pytest.raises(NotYourRecording, match="Sam"):
            await verb(ANA, recording.id)
    edited = await hall.recordings.edit(SAM, recording.id, "New", "", "https://vimeo.com/1", "1:00-2:00")
    assert (edited.title, edited.link) == ("New", "https://vimeo.com/1")
    with pytest.raises(NothingToReview):
        await hall.recordings.edit(SAM, recording.id, "New", "", " ", "")


async def test_what_was_taken_back_hears_nothing_more(hall: Hall) -> None:
    recording = await hall.posted()
    await hall.reacts(ANA, S.FORWARD)
    await hall.recordings.withdraw(SAM, recording.id)
    await hall.reacts(JO, S.FORWARD)
    await hall.writes(JO, "1:00 clear")
    held = await hall.reviews.public_summary(recording.id)
    assert (held.tally.of(S.FORWARD), held.moments) == (1, ())
    with pytest.raises(Withdrawn, match="Sam"):
        await hall.reviews.form(ANA, recording.id)
    await hall.advance(days=8)
    assert not [event for event in hall.told if isinstance(event, RecordingClosed)]


async def test_a_week_later_it_closes_once_and_reopens_for_another(hall: Hall) -> None:
    recording = await hall.posted()
    await hall.advance(days=6, hours=23)
    assert (await hall.recordings.look(recording.id))[0].state is State.OPEN
    await hall.advance(hours=1)
    assert (await hall.recordings.look(recording.id))[0].state is State.CLOSED
    assert [post.key.kind for post in await hall.claims()][-1] == "review-closed"
    await hall.recordings.close(recording.id)
    assert hall.names().count("RecordingClosed") == 1
    again = await hall.recordings.reopen(SAM, recording.id)
    assert again.closes_at == hall.clock() + timedelta(days=7)
    await hall.advance(days=7)
    assert hall.names().count("RecordingClosed") == 2
    assert len([post for post in await hall.claims() if post.key.kind == "review-closed"]) == 1


async def test_a_restart_arms_the_closing_again(hall: Hall) -> None:
    recording = await hall.posted()
    await hall.bus.drain()
    hall.scheduler.alarms.clear()
    await hall.recordings.resume()
    await hall.advance(days=7)
    assert (await hall.recordings.look(recording.id))[0].state is State.CLOSED


async def test_nobody_is_asked_who_did_not_offer(hall: Hall) -> None:
    await hall.posted()
    await hall.advance(days=7)
    assert not [event for event in hall.told if isinstance(event, LookWanted)]


async def test_when_nobody_has_looked_offers_are_asked_in_turn_and_once(hall: Hall) -> None:
    earlier = await hall.posted()
    await hall.reacts(ANA, S.FORWARD)
    for who in (SAM, ANA, JO):
        await hall.rotation.offer(who.account, asks=True)
    later = await hall.whereabouts.placed((await hall.submit()).id, Where(700, 801, 801))
    await hall.advance(days=6)
    asked = [(event.account, event.recording.id) for event in hall.told if isinstance(event, LookWanted)]
    assert asked == [(JO.account, later.id), (ANA.account, later.id)]
    assert earlier.id != later.id


async def test_who_offers_late_is_asked_about_what_still_waits(hall: Hall) -> None:
    waiting = await hall.posted()
    await hall.advance(days=3)
    assert not [event for event in hall.told if isinstance(event, LookWanted)]
    await hall.rotation.offer(JO.account, asks=True)
    await hall.advance(minutes=1)
    asked = [(event.account, event.recording.id) for event in hall.told if isinstance(event, LookWanted)]
    assert asked == [(JO.account, waiting.id)]
    await hall.rotation.offer(JO.account, asks=False)
    await hall.rotation.offer(JO.account, asks=True)
    await hall.advance(minutes=1)
    assert len([event for event in hall.told if isinstance(event, LookWanted)]) == 1


async def test_whoever_looked_ends_the_asking(hall: Hall) -> None:
    await hall.posted()
    await hall.rotation.offer(JO.account, asks=True)
    await hall.writes(ANA, "1:00 clear")
    await hall.advance(days=7)
    assert not [event for event in hall.told if isinstance(event, LookWanted)]


async def test_a_restart_arms_the_asking_again(hall: Hall) -> None:
    await hall.rotation.offer(JO.account, asks=True)
    await hall.posted()
    await hall.bus.drain()
    hall.scheduler.alarms.clear()
    await hall.rotation.resume()
    await hall.advance(days=2)
    assert [event.account for event in hall.told if isinstance(event, LookWanted)] == [JO.account]


async def test_a_lost_post_keeps_what_was_said(hall: Hall) -> None:
    recording = await hall.posted()
    await hall.reacts(ANA, S.FORWARD)
    await hall.whereabouts.lost(recording.id)
    await hall.whereabouts.lost(recording.id)
    assert hall.names().count("RecordingLost") == 1
    await hall.reacts(ANA, S.FORWARD, given=False)
    assert await hall.counts(recording.id) == {S.FORWARD: 1}
    assert await hall.whereabouts.heard() == []


async def test_whoever_is_forgotten_counts_without_a_name_and_is_never_brought_back(hall: Hall) -> None:
    recording = await hall.posted()
    await hall.reacts(ANA, S.FORWARD, S.SILENT)
    await hall.writes(ANA, "12:34 silent stuck on base case")
    await hall.reviews.words(ANA, recording.id, "the start", "the end")
    await hall.rotation.offer(ANA.account, asks=True)
    before = await hall.counts(recording.id)
    await hall.forget(ANA)
    with pytest.raises(NothingHeld):
        await hall.forget(ANA)
    for _ in range(2):
        assert (await hall.held(ANA)).rows == 0
        assert await hall.counts(recording.id) == before
        shown = await hall.reviews.public_summary(recording.id)
        assert (shown.names, [one.words for one in shown.moments]) == ((), [()])
        # a look at Discord finds her account, her name and her words again
        with hall.reviews.reading(recording) as reading:
            await hall.reviews.settle(
                reading,
                [
                    Reaction(800, given=True, statement=one, account="200", name="Ana")
                    for one in (S.FORWARD, S.SILENT)
                ],
                [Comment(800, 900, "12:34 silent stuck on base case", "200", "Ana")],
            )
    await hall.reacts(ANA, S.SILENT, given=False)
    assert await hall.counts(recording.id) == {S.FORWARD: 1}
    await hall.advance(hours=48)
    assert (await hall.reviews.summary(SAM, recording.id)).changes == ()

    def everything() -> list[str]:
        return [line for line in dump if "200" in line.split("'") or "Ana" in line or "base case" in line]

    dump: list[str] = await hall.database.read(
        lambda tx: [
            repr(tuple(row))
            for table in tx.all("SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE '%re%'")
            if table["name"].startswith(("recording", "review", "forgotten"))
            for row in tx.all(f"SELECT * FROM {table['name']}")  # noqa: S608 - our own tables
        ]
    )
    assert everything() == []


async def test_a_friend_who_is_held_sees_what_is_held(hall: Hall) -> None:
    recording = await hall.posted()
    await hall.reacts(ANA, S.FORWARD)
    await hall.writes(ANA, "1:00 clear")
    await hall.reviews.score(ANA, recording.id, Aspect.TESTING, 2)
    held = (await hall.held(ANA)).tables
    assert [row["statement"] for row in held["recording_votes"]] == [S.FORWARD]
    assert [row["begins_s"] for row in held["recording_moments"]] == [60]
    assert [row["scores"] for row in held["recording_forms"]] == ['{"testing": 2}']
    assert (await hall.held(Actor(Platform.DISCORD, "999", "X"))).rows == 0


async def test_whoever_comes_back_with_a_plan_is_themselves_on_their_own_recordings(hall: Hall) -> None:
    await hall.posted()
    await hall.forget(SAM)
    recording = await hall.posted()
    await hall.writes(SAM, "12:34 silent I was stuck")
    await hall.reviews.words(SAM, recording.id, "the start", "the end")
    held = await hall.reviews.summary(SAM, recording.id)
    assert [one.words for one in held.moments] == [("I was stuck",)]
    marks = await hall.database.read(lambda tx: RecordingStore(tx).marks(recording.person_id))
    assert marks == [], "what they say of themselves is no friend's flag"
    form = (await hall.reviews.form(SAM, recording.id)).form
    assert (form.own, form.keep) == (True, "the start")
    await hall.forget(SAM)


async def test_a_backup_that_is_put_back_brings_no_reviewer_back(hall: Hall) -> None:
    recording = await hall.posted()
    await hall.reacts(ANA, S.FORWARD)
    await hall.writes(JO, "12:34 silent stuck")
    hall.clock.now += timedelta(minutes=1)
    for who in (ANA, JO):
        await hall.forget(who)
        hall.clock.now += timedelta(minutes=1)

    def as_it_was(tx: Transaction) -> None:
        tx.execute("UPDATE recording_votes SET voter = :ana", {"ana": ANA.account})
        tx.execute("UPDATE recording_moments SET author = :jo, words = 'stuck'", {"jo": JO.account})

    await hall.database.write(as_it_was)
    assert await PrivacyService(hall.database, hall.clock).resume() == 2
    assert ((await hall.held(ANA)).rows, (await hall.held(JO)).rows) == (0, 0)
    shown = await hall.reviews.public_summary(recording.id)
    assert await hall.counts(recording.id) == {S.FORWARD: 1}
    assert [one.words for one in shown.moments] == [()]
    assert await PrivacyService(hall.database, hall.clock).resume() == 0
