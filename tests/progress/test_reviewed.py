"""What friends said, as progress shows it: counted for the table, and drawn for its candidate alone."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.database import Transaction
from bot.people.model import PersonId
from bot.progress.model import Chart, Flagged, ForThemAlone, Rated
from bot.recording.model import Aspect, Form, Kind, Recording, RecordingId, Statement, Vote
from bot.recording.review_store import ReviewStore
from bot.recording.store import RecordingStore
from tests.progress.conftest import ANA, HOST, MONDAY, Stage
from tests.progress.hall import open_hall, texts

SAM = PersonId(1)
LINK = "https://example.org/film"


async def hands_in(stage: Stage, title: str, *, level: int = 2, votes: str = "", own: int = 0) -> None:
    """A recording with Ana's reactions; with `own`, rated by Sam as that and by Ana as 2 throughout."""
    now = stage.clock()

    def unit(tx: Transaction) -> None:
        recording = RecordingStore(tx).add(
            Recording(
                RecordingId(0), SAM, Kind.CODING, level, title, now, now + timedelta(days=7), link=LINK
            ),
            stage.message(),
        )
        reviews = ReviewStore(tx)
        said = [Vote(Statement(vote), "200") for vote in votes.split()]
        reviews.replace_votes(recording.id, said)
        aspects = (Aspect.PROBLEM_SOLVING, Aspect.TECHNICAL, Aspect.TESTING, Aspect.COMMUNICATION)
        if own:
            mine = Form("100", own=True, scores=dict.fromkeys(aspects, own))
            reviews.put_form(recording.id, "100", mine, now)
            reviews.put_form(recording.id, "200", Form("200", scores=dict.fromkeys(aspects, 2)), now)

    await stage.database.write(unit)


async def test_recordings_count_in_the_table(stage: Stage) -> None:
    await hands_in(stage, "alone", level=1, votes="")
    await hands_in(stage, "shared, nobody looked")
    await hands_in(stage, "seen", votes="forward")
    await hands_in(stage, "seen, too", votes="silent")
    cells = {cell.goal.key: cell for cell in (await stage.services.metrics.table(HOST)).cells}
    assert (cells["reviewed"].readings[0].have, cells["reviewed"].is_met) == (2, True)
    assert [piece.title for piece in cells["reviewed"].readings[0].pieces] == ["seen, too", "seen"]
    assert (cells["shared"].readings[0].have, cells["shared"].readings[0].seen) == (1, 3)


async def test_flags_and_ratings_are_drawn_from_what_stands_there(stage: Stage) -> None:
    await hands_in(stage, "first", votes="silent froze", own=3)
    await hands_in(stage, "second", votes="forward")
    metrics = stage.services.metrics
    assert await metrics.chart_of(HOST, SAM, Chart.FLAGS) == (
        Flagged(MONDAY, "first", 1, silent=1, froze=1),
        Flagged(MONDAY, "second", 1),
    )
    rated = await metrics.chart_of(HOST, SAM, Chart.RATINGS)
    assert rated[0] == Rated(MONDAY, "first", "problem solving", 3, 2.0)
    assert len(rated) == 4
    for which in (Chart.FLAGS, Chart.RATINGS):
        with pytest.raises(ForThemAlone, match="for its candidate alone"):
            await metrics.chart_of(ANA, SAM, which)


async def test_nobody_else_sees_them_on_discord(tmp_path: Path) -> None:
    async with open_hall(tmp_path) as hall:
        await hall.sam.send(hall.channel, "!progress ratings")
        assert "for its candidate alone" in texts(hall.said()[-1])
        await hall.sam.send(hall.channel, "!progress calendar")
        refused = await hall.ana.select(hall.said()[-1], ["flags"], custom_id="progress:chart:1")
        said = [one for one in (refused.response, *refused.followups) if one is not None]
        assert "for its candidate alone" in texts(said[-1])
        own = await hall.sam.slash(hall.channel, "progress", picture="flags")
        assert own.ephemeral
        assert hall.mishaps() == []
