"""Rows of ticks made by hand, and of what each cell of the success table counted since when."""

from __future__ import annotations

from datetime import date, datetime

from bot.database import Transaction, instant, instant_text
from bot.people.model import PersonId
from bot.progress.model import Redefined, Tick


class GoalStore:
    """Reads and writes `goal_ticks` and `goal_definitions` of one programme."""

    def __init__(self, tx: Transaction, programme: str) -> None:
        self._tx = tx
        self._programme = programme

    def put(self, person_id: PersonId, tick: Tick, now: datetime) -> None:
        """Tick a cell; one that is ticked takes the new day and note."""
        self._tx.execute(
            """INSERT INTO goal_ticks (person_id, programme, goal, day, note, ticked_at)
               VALUES (:person_id, :programme, :goal, :day, :note, :now)
               ON CONFLICT (person_id, programme, goal)
               DO UPDATE SET day = :day, note = :note, ticked_at = :now""",
            {
                "person_id": person_id,
                "programme": self._programme,
                "goal": tick.goal,
                "day": tick.on.isoformat(),
                "note": tick.note,
                "now": instant_text(now),
            },
        )

    def drop(self, person_id: PersonId, goal: str) -> None:
        """Take a tick back."""
        self._tx.execute(
            """DELETE FROM goal_ticks
               WHERE person_id = :person_id AND programme = :programme AND goal = :goal""",
            {"person_id": person_id, "programme": self._programme, "goal": goal},
        )

    def ticks(self, person_id: PersonId) -> dict[str, Tick]:
        """What somebody ticked, by cell."""
        rows = self._tx.all(
            "SELECT * FROM goal_ticks WHERE person_id = :person_id AND programme = :programme",
            {"person_id": person_id, "programme": self._programme},
        )
        return {row["goal"]: Tick(row["goal"], date.fromisoformat(row["day"]), row["note"]) for row in rows}

    def note_definition(self, goal: str, definition: str, now: datetime) -> None:
        """Note what a cell counts, where that is not what it counted last."""
        self._tx.execute(
            """INSERT INTO goal_definitions (programme, goal, since, definition)
               SELECT :programme, :goal, :now, :definition
               WHERE :definition IS NOT (
                   SELECT definition FROM goal_definitions
                   WHERE programme = :programme AND goal = :goal ORDER BY since DESC LIMIT 1)
               ON CONFLICT (programme, goal, since) DO UPDATE SET definition = :definition""",
            {
                "programme": self._programme,
                "goal": goal,
                "now": instant_text(now),
                "definition": definition,
            },
        )

    def redefined(self) -> dict[str, Redefined]:
        """Cells that counted something else before, by cell."""
        rows = self._tx.all(
            """SELECT goal, definition, since FROM goal_definitions WHERE programme = :programme
               ORDER BY goal, since""",
            {"programme": self._programme},
        )
        found: dict[str, Redefined] = {}
        last: dict[str, str] = {}
        for row in rows:
            if row["goal"] in last:
                found[row["goal"]] = Redefined(row["goal"], last[row["goal"]], instant(row["since"]).date())
            last[row["goal"]] = row["definition"]
        return found
