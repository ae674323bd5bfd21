"""Time off the plan: the rows of `pauses`."""

from __future__ import annotations

from datetime import date, datetime

from bot.curriculum.model import Pause
from bot.database import Row, Transaction, instant_text
from bot.people.model import PersonId


class PauseStore:
    """Reads and writes `pauses`; the schema keeps those of one person apart."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def of(self, person_id: PersonId) -> tuple[Pause, ...]:
        """Every pause of somebody's, in the order of their days."""
        rows = self._tx.all(
            "SELECT begins, until FROM pauses WHERE person_id = :person ORDER BY begins",
            {"person": person_id},
        )
        return tuple(_pause(row) for row in rows)

    def add(self, person_id: PersonId, pause: Pause, now: datetime) -> None:
        """Keep a new one."""
        self._tx.execute(
            """INSERT INTO pauses (person_id, begins, until, made_at)
               VALUES (:person, :begins, :until, :now)""",
            _columns(person_id, pause) | {"now": instant_text(now)},
        )

    def move_end(self, person_id: PersonId, pause: Pause) -> None:
        """Give the pause that begins on this day another first day back."""
        self._tx.execute(
            "UPDATE pauses SET until = :until WHERE person_id = :person AND begins = :begins",
            _columns(person_id, pause),
        )

    def drop(self, person_id: PersonId, pause: Pause) -> None:
        """It never was."""
        self._tx.execute(
            "DELETE FROM pauses WHERE person_id = :person AND begins = :begins",
            {"person": person_id, "begins": pause.begins.isoformat()},
        )


def _columns(person_id: PersonId, pause: Pause) -> dict[str, object]:
    return {"person": person_id, "begins": pause.begins.isoformat(), "until": pause.until.isoformat()}


def _pause(row: Row) -> Pause:
    return Pause(date.fromisoformat(row["begins"]), date.fromisoformat(row["until"]))
