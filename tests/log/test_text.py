"""Whatever stands in a log, it is shown within Discord's limits, and nobody is called by it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import discord
from hypothesis import given
from hypothesis import strategies as st

from bot.curriculum.programme import load_catalogue
from bot.people.model import PersonId
from bot.practice.model import (
    MARKED,
    NOTE_LIMIT,
    Attempt,
    AttemptId,
    Edited,
    Entry,
    Found,
    History,
    Hit,
    ImportId,
    Offer,
    Page,
    Recent,
    Session,
    SessionId,
    SessionKind,
    SessionNoted,
    Shown,
    Taken,
    Verdict,
    filled_of,
    tidy,
)
from cogs.log import text, views
from cogs.practice import text as said
from cogs.words import DISCORD_CONTENT, DISCORD_EMBED_DESCRIPTION

CATALOGUE = load_catalogue()
TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, tzinfo=UTC)
NASTY = st.sampled_from(
    ("@everyone", "**", "`x`", "*" * NOTE_LIMIT, "@" * 120, "<@1> [x](http://y)", "🙂" * 100)
)
WORDS = st.text(max_size=NOTE_LIMIT).map(tidy) | NASTY
ATTEMPTS = st.builds(
    Attempt,
    st.integers(1, 10**9).map(AttemptId),
    st.just(PersonId(1)),
    st.sampled_from([problem.number for problem in CATALOGUE]) | st.integers(1, 10**6),
    st.booleans(),
    st.none() | st.integers(1, 600),
    st.booleans(),
    WORDS,
    st.just(NOW),
    st.dates(date(2017, 1, 1), TODAY),
)
SESSIONS = st.builds(
    Session,
    st.integers(1, 10**9).map(SessionId),
    st.just(PersonId(1)),
    st.just(SessionKind.MOCK),
    WORDS.map(lambda words: words[:120] or "x"),
    st.none() | st.integers(1, 600),
    st.text(max_size=1500).map(tidy) | st.just("*" * 1500),
    st.just(NOW),
    st.dates(date(2017, 1, 1), TODAY),
    st.sampled_from(Verdict),
    WORDS.map(lambda words: words[:80]),
)
ENTRIES = ATTEMPTS | SESSIONS


def shown(entry: Entry) -> Shown:
    return Shown(entry, None if isinstance(entry, Session) else CATALOGUE.known(entry.problem))


def fits(embed: discord.Embed) -> bool:
    assert "@everyone" not in str(embed.description)
    return (
        len(embed.title or "") <= 256
        and 0 < len(embed.description or "") <= DISCORD_EMBED_DESCRIPTION
        and len(embed.footer.text or "") <= 2048
    )


@given(st.lists(ENTRIES, min_size=1, max_size=10))
def test_any_ten_rows_fit(entries: list[Entry]) -> None:
    rows = tuple(shown(entry) for entry in entries)
    found = Recent(rows, Page.at(2, 10, 40), TODAY)
    assert fits(text.recent(found))
    for row in rows:
        label, below = text.option(row, TODAY)
        assert 0 < len(label) <= 100
        assert 0 < len(below) <= 100
        assert 0 < len(text.entry_choice(row, TODAY)) <= 100
        filled = filled_of(row.entry, CATALOGUE)
        assert len(said.typed(filled)) <= DISCORD_CONTENT * 2
        # discord.py refuses what Discord would
        assert len(views.EditForm(row, filled).to_dict()["components"]) in (4, 5)
        assert views.edit_view(found).to_components()


@given(st.lists(ATTEMPTS, min_size=1, max_size=15), st.sampled_from(list(CATALOGUE)))
def test_any_history_fits(tries: list[Attempt], problem: object) -> None:
    assert fits(text.history(History(problem, tuple(tries), TODAY)))  # pyright: ignore[reportArgumentType] - a Problem


@given(st.lists(st.tuples(ENTRIES, WORDS), min_size=1, max_size=5), WORDS)
def test_any_notes_fit_and_no_mark_stays_open(hits: list[tuple[Entry, str]], words: str) -> None:
    begin, end = MARKED
    found = Found(
        words,
        tuple(Hit(shown(entry), f"a {begin}{note or 'x'}{end} {begin}b{end}") for entry, note in hits),
        Page.at(1, 5, len(hits)),
        TODAY,
    )
    embed = text.notes(found)
    assert fits(embed)
    assert not set(MARKED) & set(str(embed.description))
    for item in views.notes_view(Found(words, found.hits, Page.at(2, 5, 10**6), TODAY)).children:
        assert isinstance(item, views.PageButton)
        identity = item.item.custom_id or ""
        assert len(identity.encode("utf-16-le")) // 2 <= 100


@given(ENTRIES, ENTRIES)
def test_any_correction_and_any_session_fit(one: Entry, other: Entry) -> None:
    answer = text.edited(Edited(shown(one), shown(other), TODAY))
    assert len(answer) <= DISCORD_CONTENT
    assert "@everyone" not in answer
    if isinstance(one, Session):
        assert len(said.noted(SessionNoted(one, TODAY, "Third reading this week."))) <= DISCORD_CONTENT


@given(
    st.lists(ENTRIES, min_size=1, max_size=5),
    st.integers(5, 10_000),
    st.integers(0, 10_000),
    st.lists(WORDS.filter(bool), max_size=9),
    WORDS.map(lambda words: words[:60] or "x"),
)
def test_any_offer_fits(entries: list[Entry], rows: int, undated: int, ignored: list[str], name: str) -> None:
    file = Offer(
        ImportId(1),
        name,
        rows,
        known=undated,
        undated=undated,
        undated_day=TODAY,
        first=date(2017, 1, 1),
        last=TODAY,
        problems=min(rows, 150),
        sessions=rows // 2,
        ignored=tuple(ignored),
        sample=tuple(shown(entry) for entry in entries),
    )
    assert fits(text.offer(file))
    assert len(text.taken(Taken(name, rows, undated, TODAY, TODAY))) <= DISCORD_CONTENT
