"""Whom the cohort's standing message shows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from bot.database import Transaction
from bot.people.model import PersonId


class CohortStore:
    """Reads and writes `cohort_shown`."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def shown(self) -> frozenset[PersonId]:
        """Everybody who stands in the message now."""
        return frozenset(
            PersonId(row["person_id"]) for row in self._tx.all("SELECT person_id FROM cohort_shown")
        )

    def drawn_on(self) -> date | None:
        """The day on which it was drawn last; None where it shows nobody."""
        row = self._tx.one("SELECT max(drawn_on) AS day FROM cohort_shown")
        return None if row is None or row["day"] is None else date.fromisoformat(row["day"])

    def keep(self, shown: Iterable[PersonId], day: date) -> None:
        """The message shows these now, and was drawn on this day; who is no longer known is left out."""
        self._tx.execute("DELETE FROM cohort_shown")
        for person_id in shown:
            self._tx.execute(
                """INSERT INTO cohort_shown (person_id, drawn_on)
                   SELECT id, :day FROM people WHERE id = :person_id""",
                {"person_id": person_id, "day": day.isoformat()},
            )
