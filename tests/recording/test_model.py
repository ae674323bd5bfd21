"""Moments, links, tallies, forms: what is decided without a database."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime, time, timedelta
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import UserError
from bot.people.model import Person, PersonId
from bot.recording.form import scores
from bot.recording.model import (
    FLAGS,
    OPEN_FOR,
    RUBRICS,
    Aspect,
    BackwardSpan,
    BadLink,
    BadMoment,
    BadSpan,
    Form,
    Kind,
    Moment,
    NotClosed,
    Offer,
    Recording,
    RecordingId,
    Remark,
    Said,
    Span,
    State,
    Statement,
    Vote,
    Where,
    ask_at,
    at_second,
    by_emoji,
    calibration_gap,
    check_link,
    merge_moments,
    next_reviewer,
    read_message,
    read_remark,
    read_slice,
    span_text,
    summary,
    tally,
)

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
SAM = Person(PersonId(1), "Sam", "UTC", time(4), time(7), discord_id=1)


def recording(kind: Kind = Kind.CODING) -> Recording:
    return Recording(
        RecordingId(3), PersonId(1), kind, 2, "Two Sum", NOW, NOW + OPEN_FOR, link="https://a.example/x"
    )


@pytest.mark.parametrize(
    ("line", "begins", "ends", "statement", "words"),
    [
        ("12:34 silent stuck on base case", 754, None, Statement.SILENT, "stuck on base case"),
        ("12:34-13:10 🌀 loops", 754, 790, Statement.RAMBLED, "loops"),
        ("@4:10 clear nice", 250, None, Statement.CLEAR, "nice"),
        ("1:02:03 🔇", 3723, None, Statement.SILENT, ""),
        ("- 0:05 good start", 5, None, None, "good start"),
        ("90:10 froze", 5410, None, Statement.FROZE, ""),
        ("3:00 – 3:30: panic!", 180, 210, Statement.FROZE, ""),
        ("7:00 code is hard to follow", 420, None, None, "code is hard to follow"),
        ("7:00 not clear to me", 420, None, None, "not clear to me"),
        ("[2:00] 💬\ufe0f tests first", 120, None, Statement.CLEAR, "tests first"),
        ("5:00", 300, None, None, ""),
    ],
)
def test_a_moment_is_read_as_friends_type_it(
    line: str, begins: int, ends: int | None, statement: Statement | None, words: str
) -> None:
    assert read_remark(line) == Remark(Span(begins, ends), statement, words)


@pytest.mark.parametrize("line", ["nice one", "at 12:34 you froze", "7:30 pm works for me", "2 things", ""])
def test_talk_is_no_moment(line: str) -> None:
    assert read_remark(line) is None


@pytest.mark.parametrize(("line", "error"), [("12:61 silent", BadMoment), ("13:00-12:00 x", BackwardSpan)])
def test_a_time_that_cannot_be_is_said_with_its_mend(line: str, error: type[UserError]) -> None:
    with pytest.raises(error, match="12:"):
        read_remark(line)
    assert read_message(f"hello\n{line}\n1:00 clear").unclear


def test_a_message_holds_several_moments() -> None:
    read = read_message("watched it twice\n1:00 clear\n2:00 silent hm")
    assert [one.statement for one in read.remarks] == [Statement.CLEAR, Statement.SILENT]
    assert not read.unclear


@given(st.text(max_size=80))
def test_whatever_is_typed_is_read_or_refused_in_words(text: str) -> None:
    for read in (read_message(text), read_message(f"12:34 {text}")):
        assert all(len(remark.words) <= 200 for remark in read.remarks)
    with contextlib.suppress(UserError):
        read_slice(text)


def test_a_slice_is_a_part_and_nothing_else() -> None:
    assert read_slice(" 12:00-25:00 ") == Span(720, 1500)
    assert read_slice("") is None
    for wrong in ("the end", "12:00 silent", "later"):
        with pytest.raises(BadSpan):
            read_slice(wrong)


@pytest.mark.parametrize(
    ("link", "at_754"),
    [
        ("https://youtu.be/abc?si=x", "https://youtu.be/abc?si=x&t=754s"),
        ("https://www.youtube.com/watch?v=abc&t=3", "https://www.youtube.com/watch?v=abc&t=754s"),
        ("https://www.twitch.tv/videos/123", "https://www.twitch.tv/videos/123?t=0h12m34s"),
        ("https://www.twitch.tv/sam_preps", None),
        ("https://vimeo.com/9", "https://vimeo.com/9#t=754s"),
        ("https://www.loom.com/share/a", "https://www.loom.com/share/a?t=754"),
        ("https://drive.google.com/file/d/a/view", "https://drive.google.com/file/d/a/view?t=754"),
        ("https://example.org/talk.mp4", None),
        ("https://notyoutube.com/abc", None),
    ],
)
def test_a_moment_opens_the_video_there_where_its_host_can(link: str, at_754: str | None) -> None:
    assert at_second(check_link(link), 754) == at_754


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "ftp://example.org/a",
        "https://user:pass@example.org/",
        "https://",
        "https://exa mple.org/",
        "https://example.org/<@1>",
        "http://localhost/x",
        "https://example.org:99999/",
        "https://example.org/" + "x" * 500,
        "not a link",
    ],
)
def test_a_link_that_may_not_be_posted_is_refused(text: str) -> None:
    with pytest.raises(BadLink, match="https://"):
        check_link(text)


def test_a_link_as_it_is_pasted_is_taken() -> None:
    assert check_link(" youtu.be/abc ") == "https://youtu.be/abc"
    assert check_link("<HTTPS://youtu.be/abc>") == "https://youtu.be/abc"


votes = st.lists(st.builds(Vote, st.sampled_from(Statement), st.sampled_from(["1", "2", "3"])), max_size=20)


@given(votes, st.randoms())
def test_a_tally_does_not_depend_on_order_or_repetition(given_votes: list[Vote], rng: object) -> None:
    again = [*given_votes, *given_votes[:3]]
    getattr(rng, "shuffle")(again)  # noqa: B009 - hypothesis types its random as an object
    assert tally(again) == tally(given_votes)
    assert sum(tally(again).counts.values()) == len(set(given_votes))


def stretch(begins: int, length: int) -> Span:
    return Span(begins, begins + length if length else None)


remarks = st.builds(
    Remark,
    st.builds(stretch, st.integers(0, 60), st.integers(0, 9)),
    st.sampled_from([None, *FLAGS]),
    st.text(max_size=5),
)
moments = st.lists(
    st.builds(Moment, remarks, st.sampled_from(["1", "2"]), st.sampled_from("ab")), max_size=12
)


@given(moments)
def test_merging_loses_nobody_and_no_words(given_moments: list[Moment]) -> None:
    merged = merge_moments(given_moments)
    for statement in (None, *FLAGS):
        said = {one.author for one in given_moments if one.remark.statement is statement}
        assert {author for one in merged if one.statement is statement for author in one.authors} == said
    assert sorted(word for one in merged for word in one.words) == sorted(
        one.remark.words for one in given_moments if one.remark.words
    )
    assert [one.span.begins for one in merged] == sorted(one.span.begins for one in merged)


def test_two_friends_at_one_place_are_one_line() -> None:
    said = [
        Moment(Remark(Span(754), Statement.SILENT, "base case"), "2", "a"),
        Moment(Remark(Span(760), Statement.SILENT, ""), "3", "b"),
        Moment(Remark(Span(1170), Statement.RAMBLED, ""), "2", "a"),
    ]
    first, second = merge_moments(said)
    assert (span_text(first.span), first.count, first.words) == ("12:34", 2, ("base case",))
    assert (span_text(second.span), second.count) == ("19:30", 1)


def test_a_form_beats_the_same_friends_reaction_for_the_candidate_alone() -> None:
    said = Said(
        (Vote(Statement.FORWARD, "2"), Vote(Statement.CLEAR, "3"), Vote(Statement.FORWARD, "4")),
        (),
        (Form("2", scores={Aspect.TESTING: 2}, forward=False, keep="a", change="b"),),
        {"2": "Ana", "3": "Jo"},
    )
    late = NOW + timedelta(hours=48)
    private = summary(recording(), SAM, said, late, for_owner=True)
    public = summary(recording(), SAM, said, late, for_owner=False)
    assert (private.forward, private.judges) == (1, 3)
    assert (public.forward, public.judges) == (2, 3)
    assert [one.words for one in private.changes] == ["b"]
    assert not public.changes
    assert not public.scores
    assert public.own is None


def test_friends_forms_open_after_the_own_one_or_after_two_days() -> None:
    held, whole = recording(), dict.fromkeys(RUBRICS[Kind.CODING], 3)
    assert not held.forms_open(None, NOW + timedelta(hours=47))
    assert held.forms_open(None, NOW + timedelta(hours=48))
    assert held.forms_open(Form("1", own=True, scores=whole), NOW)
    assert not held.forms_open(Form("1", own=True, scores={Aspect.TESTING: 3}), NOW)


def test_the_gap_is_own_minus_median() -> None:
    friends = [
        Form("2", scores={Aspect.TESTING: 2}),
        Form("3", scores={Aspect.TESTING: 3, Aspect.TECHNICAL: 1}),
    ]
    lines = scores(Kind.CODING, friends, Form("1", own=True, scores={Aspect.TESTING: 4}))
    held = {line.aspect: line for line in lines}
    assert (held[Aspect.TESTING].median, held[Aspect.TESTING].gap) == (2.5, 1.5)
    assert held[Aspect.TECHNICAL].gap is None
    assert calibration_gap(lines) == 1.5
    assert calibration_gap(scores(Kind.CODING, [], None)) is None


def test_each_kind_has_four_aspects_of_its_own() -> None:
    assert all(len(set(aspects)) == 4 for aspects in RUBRICS.values())
    assert set(RUBRICS) == set(Kind)


def test_a_recording_closes_once_and_reopens_for_a_week() -> None:
    held = recording()
    assert held.close(NOW) is held
    closed = held.close(NOW + OPEN_FOR)
    assert closed.state is State.CLOSED
    assert closed.close(NOW + OPEN_FOR * 2) is closed
    again = closed.reopen(NOW + OPEN_FOR * 2)
    assert (again.state, again.closes_at) == (State.OPEN, NOW + OPEN_FOR * 3)
    with pytest.raises(NotClosed):
        again.reopen(NOW)
    assert held.withdraw(NOW).close(NOW + OPEN_FOR).state is State.WITHDRAWN


def test_in_a_forum_the_thread_is_the_post() -> None:
    in_forum, below = Where(5, 5, 5), Where(4, 5, 5)
    assert recording().placed(in_forum).lose_thread(NOW).lost_at is not None
    lost = recording().placed(below).lose_thread(NOW)
    assert lost.lost_at is None
    assert lost.thread is None
    assert lost.is_heard


def test_whoever_looked_longest_ago_is_asked_first() -> None:
    offers = [Offer(name, NOW + timedelta(minutes=n)) for n, name in enumerate("abc")]
    looked = {"a": NOW, "b": NOW - timedelta(days=3)}
    order: list[str] = []
    while (chosen := next_reviewer(offers, looked, order)) is not None:
        order.append(chosen.account)
    assert order == ["c", "b", "a"]
    assert next_reviewer([], {}, ()) is None


def test_at_most_three_friends_are_asked_a_day_apart() -> None:
    days = [ask_at(NOW, asked) for asked in range(4)]
    assert days == [NOW + timedelta(days=2), NOW + timedelta(days=3), NOW + timedelta(days=4), None]


def test_other_emoji_mean_nothing() -> None:
    assert [by_emoji(one) for one in ("👍", "", "party:1")] == [None] * 3
    assert by_emoji("💬\ufe0f") is Statement.CLEAR
    assert all(by_emoji(statement.emoji) is statement for statement in Statement)


def test_every_link_that_is_taken_stays_on_the_web() -> None:
    assert urlsplit(check_link("http://example.org/a?b=c#d")).scheme == "http"
