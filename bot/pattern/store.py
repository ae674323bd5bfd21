"""Rows of rounds, their answers and guesses, and of the requests that changed them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from msgspec.structs import replace

from bot.database import Row, Transaction, instant, instant_text
from bot.pattern.model import NAMED, Confusion, Guess, Round, RoundId, RoundResult, Score, Tally
from bot.people.model import PersonId, Platform, Source

NAME = 40
"""Characters of a guesser's name that are kept."""


class RoundStore:
    """Reads and writes `rounds`, `round_answers`, `guesses` and `round_requests`; reads `guess_counts`."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def add(self, round_: Round) -> Round:
        """Insert; the id of `round_` is ignored, the returned one has its own."""
        row = self._tx.one(
            """INSERT INTO rounds (person_id, problem, options, opened_at)
               VALUES (:person_id, :problem, :options, :opened_at) RETURNING *""",
            _columns(round_),
        )
        assert row is not None  # noqa: S101 - an INSERT ... RETURNING always returns its row
        self._keep_answers(RoundId(row["id"]), round_.answers)
        return self._round(row)

    def save(self, round_: Round) -> None:
        """Write what can change after the opening."""
        self._tx.execute(
            """UPDATE rounds SET closes_at = :closes_at, reveals = :reveals, called_at = :called_at,
                      call = :call, revealed_at = :revealed_at, cancelled_at = :cancelled_at
               WHERE id = :id""",
            _columns(round_),
        )
        self._keep_answers(round_.id, round_.answers)

    def get(self, round_id: RoundId) -> Round:
        """Raises LookupError."""
        found = self.find(round_id)
        if found is None:
            raise LookupError(f"there is no round {round_id}")
        return found

    def find(self, round_id: RoundId) -> Round | None:
        """The round with this id."""
        return self._maybe(self._tx.one("SELECT * FROM rounds WHERE id = :id", {"id": round_id}))

    def open_of(self, person_id: PersonId) -> Round | None:
        """Their round that is neither revealed nor cancelled."""
        return self._maybe(
            self._tx.one(
                """SELECT * FROM rounds WHERE person_id = :id AND revealed_at IS NULL
                   AND cancelled_at IS NULL""",
                {"id": person_id},
            )
        )

    def latest_of(self, person_id: PersonId) -> Round | None:
        """Their last round that was not cancelled."""
        return self._maybe(
            self._tx.one(
                """SELECT * FROM rounds WHERE person_id = :id AND cancelled_at IS NULL
                   ORDER BY id DESC LIMIT 1""",
                {"id": person_id},
            )
        )

    def open_or_revealed_since(self, moment: datetime) -> list[Round]:
        """Everybody's rounds that are on, or whose answer is not older than `moment`."""
        rows = self._tx.all(
            # the + keeps SQLite from reading every round there has been, in the order that is asked for
            """SELECT * FROM rounds WHERE cancelled_at IS NULL
               AND (revealed_at IS NULL OR revealed_at >= :moment) ORDER BY +id""",
            {"moment": instant_text(moment)},
        )
        return [self._round(row) for row in rows]

    def revealed_between(self, person_id: PersonId, first: datetime, end: datetime) -> list[Round]:
        """Their rounds whose answer came out from `first` on and before `end`, oldest first."""
        rows = self._tx.all(
            """SELECT * FROM rounds WHERE person_id = :id AND revealed_at >= :first AND revealed_at < :end
               ORDER BY id""",
            _span(person_id, first, end),
        )
        return [self._round(row) for row in rows]

    def results(self, person_id: PersonId) -> list[RoundResult]:
        """What each of their rounds came to whose answer is out, oldest first."""
        rows = self._tx.all(
            """SELECT r.revealed_at, r.call, coalesce(sum(g.count), 0) AS guesses,
                      coalesce(sum(g.count) FILTER (WHERE EXISTS (
                          SELECT 1 FROM round_answers a
                          WHERE a.round_id = r.id AND a.pattern = g.pattern)), 0) AS saw,
                      EXISTS (SELECT 1 FROM round_answers a
                              WHERE a.round_id = r.id AND a.pattern = r.call) AS called
               FROM rounds r LEFT JOIN guess_counts g ON g.round_id = r.id
               WHERE r.person_id = :id AND r.revealed_at IS NOT NULL
               GROUP BY r.id ORDER BY r.revealed_at, r.id""",
            {"id": person_id},
        )
        return [
            RoundResult(
                instant(row["revealed_at"]),
                row["guesses"],
                row["saw"],
                None if row["call"] is None else bool(row["called"]),
            )
            for row in rows
        ]

    def put_guesses(self, round_id: RoundId, guesses: Iterable[Guess]) -> None:
        """The last word counts; an earlier one that arrives late does not; the same again keeps its time."""
        # one statement for all: before each, SQLite gives the interpreter away and may wait long for it
        self._tx.execute(
            """INSERT INTO guesses (round_id, platform, account, name, pattern, at, heard_at)
               SELECT :round_id, json_extract(value, '$[0]'), json_extract(value, '$[1]'),
                      json_extract(value, '$[2]'), json_extract(value, '$[3]'), json_extract(value, '$[4]'),
                      json_extract(value, '$[4]')
               FROM json_each(:rows) WHERE true
               ON CONFLICT (round_id, platform, account) DO UPDATE SET
                   at = CASE WHEN pattern = excluded.pattern THEN at ELSE excluded.at END,
                   pattern = excluded.pattern, name = excluded.name, heard_at = excluded.heard_at
               WHERE excluded.heard_at >= heard_at""",
            {"round_id": round_id, "rows": json.dumps([_row(guess) for guess in guesses])},
        )

    def split(self, round_id: RoundId) -> Tally:
        """The counts alone, for whoever asks twenty times a second."""
        rows = self._tx.all(
            "SELECT pattern, count FROM guess_counts WHERE round_id = :id ORDER BY count DESC, pattern",
            {"id": round_id},
        )
        return Tally(tuple((row["pattern"], row["count"]) for row in rows))

    def tally(self, round_: Round) -> Tally:
        """With who saw it: how many, and the quickest by name."""
        counted = self.split(round_.id)
        rows = self._tx.all(
            """SELECT platform, account, name, pattern, at FROM guesses
               WHERE round_id = :id AND pattern IN (SELECT value FROM json_each(:answers))
               ORDER BY at, platform, account LIMIT :most""",
            {"id": round_.id, "answers": json.dumps(round_.answers), "most": NAMED},
        )
        return replace(
            counted,
            right=sum(count for pattern, count in counted.split if pattern in round_.answers),
            first=tuple(_guess(row) for row in rows),
        )

    def scores(self, person_id: PersonId, first: datetime, end: datetime) -> list[Score]:
        """Everybody who guessed in rounds of that time, by the name they had last."""
        # beside max() SQLite takes the bare column `name` from the row that holds the maximum
        rows = self._tx.all(
            """SELECT g.platform, g.account, g.name, max(g.heard_at), count(*) AS rounds,
                      sum(EXISTS (SELECT 1 FROM round_answers a
                                  WHERE a.round_id = g.round_id AND a.pattern = g.pattern)) AS saw
               FROM guesses g JOIN rounds r ON r.id = g.round_id
               WHERE r.person_id = :id AND r.revealed_at >= :first AND r.revealed_at < :end
               GROUP BY g.platform, g.account""",
            _span(person_id, first, end),
        )
        return [
            Score(row["name"], row["saw"], row["rounds"], (Platform(row["platform"]), row["account"]))
            for row in rows
        ]

    def confusions(self, person_id: PersonId, first: datetime, end: datetime) -> list[Confusion]:
        """What was taken for what in rounds of that time, most often first."""
        rows = self._tx.all(
            """WITH held AS (
                   SELECT a.pattern AS answer, g.pattern AS guess, g.count,
                          EXISTS (SELECT 1 FROM round_answers b
                                  WHERE b.round_id = g.round_id AND b.pattern = g.pattern) AS saw
                   FROM guess_counts g JOIN rounds r ON r.id = g.round_id
                   JOIN round_answers a ON a.round_id = r.id AND a.place = 0
                   WHERE r.person_id = :id AND r.revealed_at >= :first AND r.revealed_at < :end)
               SELECT answer, guess, sum(count) AS times,
                      (SELECT sum(count) FROM held h WHERE h.answer = held.answer) AS among
               FROM held WHERE NOT saw GROUP BY answer, guess ORDER BY times DESC, answer, guess""",
            _span(person_id, first, end),
        )
        return [Confusion(row["answer"], row["guess"], row["times"], row["among"]) for row in rows]

    def changed_by(self, source: Source) -> Round | None:
        """The round that this very request has changed already."""
        return self._maybe(
            self._tx.one(
                """SELECT rounds.* FROM round_requests JOIN rounds ON rounds.id = round_requests.round_id
                   WHERE platform = :platform AND request = :request""",
                {"platform": source.platform, "request": source.id},
            )
        )

    def note_request(self, source: Source, round_id: RoundId) -> None:
        """Remember that this request changed this round."""
        self._tx.execute(
            """INSERT INTO round_requests (platform, request, round_id)
               VALUES (:platform, :request, :round_id)""",
            {"platform": source.platform, "request": source.id, "round_id": round_id},
        )

    def _keep_answers(self, round_id: RoundId, answers: tuple[str, ...]) -> None:
        for place, pattern in enumerate(answers):
            self._tx.execute(
                """INSERT INTO round_answers (round_id, place, pattern) VALUES (:id, :place, :pattern)
                   ON CONFLICT DO NOTHING""",
                {"id": round_id, "place": place, "pattern": pattern},
            )

    def _maybe(self, row: Row | None) -> Round | None:
        return None if row is None else self._round(row)

    def _round(self, row: Row) -> Round:
        answers = self._tx.all(
            "SELECT pattern FROM round_answers WHERE round_id = :id ORDER BY place", {"id": row["id"]}
        )
        return Round(
            id=RoundId(row["id"]),
            person_id=PersonId(row["person_id"]),
            problem=row["problem"],
            answers=tuple(answer["pattern"] for answer in answers),
            options=tuple(json.loads(row["options"])),
            opened_at=instant(row["opened_at"]),
            closes_at=_moment(row["closes_at"]),
            reveals=bool(row["reveals"]),
            called_at=_moment(row["called_at"]),
            call=row["call"],
            revealed_at=_moment(row["revealed_at"]),
            cancelled_at=_moment(row["cancelled_at"]),
        )


def _span(person_id: PersonId, first: datetime, end: datetime) -> dict[str, object]:
    return {"id": person_id, "first": instant_text(first), "end": instant_text(end)}


def _columns(round_: Round) -> dict[str, object]:
    return {
        "id": round_.id,
        "person_id": round_.person_id,
        "problem": round_.problem,
        "options": json.dumps(round_.options),
        "opened_at": instant_text(round_.opened_at),
        "closes_at": _text(round_.closes_at),
        "reveals": int(round_.reveals),
        "called_at": _text(round_.called_at),
        "call": round_.call,
        "revealed_at": _text(round_.revealed_at),
        "cancelled_at": _text(round_.cancelled_at),
    }


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else instant_text(moment)


def _moment(text: str | None) -> datetime | None:
    return None if text is None else instant(text)


def _guess(row: Row) -> Guess:
    return Guess(Platform(row["platform"]), row["account"], row["name"], row["pattern"], instant(row["at"]))


def _row(guess: Guess) -> tuple[str, str, str, str, str]:
    name = guess.name[:NAME] or guess.account[:NAME]
    return guess.platform, guess.account, name, guess.pattern, instant_text(guess.at)
