"""Rows of one person in every table, and taking them out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.database import Transaction, instant
from bot.people.model import PersonId, Platform
from bot.privacy.model import Cell, Held, Holding, Subject


class PrivacyStore:
    """Reads and forgets what the holdings name."""

    def __init__(self, tx: Transaction, holdings: Sequence[Holding]) -> None:
        self._tx = tx
        self._holdings = holdings

    def held(self, subject: Subject) -> Held:
        """Every row of theirs."""
        tables: dict[str, tuple[dict[str, Cell], ...]] = {}
        counts: dict[str, int] = {}
        for holding in self._holdings:
            rows = self._tx.all(holding.held, _parameters(subject))
            if rows:
                tables[holding.table] = tuple(dict(row) for row in rows)
                if holding.area:
                    counts[holding.area] = counts.get(holding.area, 0) + len(rows)
        return Held(subject, tables, counts, self._votes(subject))

    def forget(self, subject: Subject, stand_ins: Mapping[Platform, str], nobody: str) -> None:
        """Take every row of theirs out; what others' tallies need stays, under what stands in for them."""
        parameters = _parameters(subject) | {"nobody": nobody}
        parameters |= {f"{platform}_gone": stand_in for platform, stand_in in stand_ins.items()}
        for holding in self._holdings:
            for statement in holding.forget:
                self._tx.execute(statement, parameters)
        # the index of the log's words only marks what is deleted, until it is written anew
        self._tx.execute("INSERT INTO log_words (log_words) VALUES ('optimize')")

    def earliest(self) -> list[tuple[Platform, str, datetime]]:
        """Each account that rows are held of, and since when.

        What is said in a review may be younger than the review. Of whoever was forgotten by then it stands
        under what stands for them, so an account that is there was there before.
        """
        rows = self._tx.all(
            """SELECT 'discord' AS platform, CAST(discord_id AS TEXT) AS account, created_at AS at FROM people
               WHERE discord_id IS NOT NULL
               UNION ALL SELECT 'twitch', twitch_id, created_at FROM people WHERE twitch_id IS NOT NULL
               UNION ALL SELECT platform, account, min(heard_at) FROM guesses GROUP BY platform, account
               UNION ALL SELECT 'twitch', account, min(at) FROM moments GROUP BY account
               UNION ALL SELECT 'discord', account, min(asked_at) FROM drills GROUP BY account
               UNION ALL SELECT 'discord', voter, min(submitted_at) FROM recording_votes
                   JOIN recordings ON recordings.id = recording_id GROUP BY voter
               UNION ALL SELECT 'discord', author, min(submitted_at) FROM recording_moments
                   JOIN recordings ON recordings.id = recording_id GROUP BY author
               UNION ALL SELECT 'discord', author, min(at) FROM recording_forms GROUP BY author
               UNION ALL SELECT 'discord', account, min(at) FROM recording_looks GROUP BY account
               UNION ALL SELECT 'discord', account, min(at) FROM recording_asks GROUP BY account
               UNION ALL SELECT 'discord', account, since FROM review_offers"""
        )
        return [(Platform(row["platform"]), row["account"], instant(row["at"])) for row in rows]

    def clock_runs(self, person_id: PersonId) -> bool:
        """Whether a clock of theirs runs or rests."""
        return self._any("SELECT 1 FROM timers WHERE person_id = :id AND ended_at IS NULL", person_id)

    def round_is_open(self, person_id: PersonId) -> bool:
        """Whether chat may guess on their stage, or waits for the answer."""
        return self._any(
            "SELECT 1 FROM rounds WHERE person_id = :id AND revealed_at IS NULL AND cancelled_at IS NULL",
            person_id,
        )

    def streams(self, person_id: PersonId) -> bool:
        """Whether a stream of theirs is on."""
        return self._any("SELECT 1 FROM streams WHERE person_id = :id AND ended_at IS NULL", person_id)

    def _any(self, sql: str, person_id: PersonId) -> bool:
        return self._tx.one(sql, {"id": person_id}) is not None

    def _votes(self, subject: Subject) -> int:
        counted = (self._tx.one(each.stays, _parameters(subject)) for each in self._holdings if each.stays)
        return sum(int(row["votes"]) for row in counted if row is not None)


def _parameters(subject: Subject) -> dict[str, object]:
    return {
        "person": None if subject.person is None else subject.person.id,
        "discord": subject.accounts.get(Platform.DISCORD),
        "twitch": subject.accounts.get(Platform.TWITCH),
        "discord_gone": None,
        "twitch_gone": None,
    }
