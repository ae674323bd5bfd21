"""Rows of drills: what was asked, and what was picked."""

from __future__ import annotations

from datetime import datetime

from bot.database import Row, Transaction, instant, instant_text
from bot.pattern.model import Drill, DrillId


class DrillStore:
    """Reads and writes `drills`."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def add(self, drill: Drill, request: str) -> Drill:
        """Insert; the same request again asks the same question."""
        self._tx.execute(
            """INSERT INTO drills (account, problem, answer, asked_at, request)
               VALUES (:account, :problem, :answer, :asked_at, :request) ON CONFLICT (request) DO NOTHING""",
            {
                "account": drill.account,
                "problem": drill.problem,
                "answer": drill.answer,
                "asked_at": instant_text(drill.asked_at),
                "request": request,
            },
        )
        row = self._tx.one("SELECT * FROM drills WHERE request = :request", {"request": request})
        assert row is not None  # noqa: S101 - it was there, or is now
        return _drill(row)

    def find(self, drill_id: DrillId) -> Drill | None:
        """The question with this id."""
        row = self._tx.one("SELECT * FROM drills WHERE id = :id", {"id": drill_id})
        return None if row is None else _drill(row)

    def pick(self, drill_id: DrillId, pattern: str, now: datetime) -> None:
        """Write the answer; the first stands."""
        self._tx.execute(
            "UPDATE drills SET picked = :picked, picked_at = :now WHERE id = :id AND picked IS NULL",
            {"id": drill_id, "picked": pattern, "now": instant_text(now)},
        )

    def of(self, account: str) -> list[Drill]:
        """Everything that this account was asked, oldest first."""
        rows = self._tx.all("SELECT * FROM drills WHERE account = :account ORDER BY id", {"account": account})
        return [_drill(row) for row in rows]


def _drill(row: Row) -> Drill:
    return Drill(
        id=DrillId(row["id"]),
        account=row["account"],
        problem=row["problem"],
        answer=row["answer"],
        asked_at=instant(row["asked_at"]),
        picked=row["picked"],
        picked_at=None if row["picked_at"] is None else instant(row["picked_at"]),
    )
