"""Takes in reactions, however many come at once: a storm costs a few statements for all, not for each.

What a batch comes to is worked out first, and goes to SQLite as one JSON value a statement.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby

from bot.database import Transaction, instant_text
from bot.people.model import Platform
from bot.people.store import ForgottenStore, PeopleStore
from bot.recording.model import Reaction, Recording, RecordingId
from bot.recording.review_store import NAME, ReviewStore
from bot.recording.store import RecordingStore

Row = tuple[RecordingId, str, str]
"""Recording, statement, voter."""

_TOLD = """WITH told (recording_id, statement, voter) AS (
    SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]')
    FROM json_each(:rows))"""


class ReactionStore:
    """Writes `recording_votes`, `reviewers` and `recording_looks`, many rows at a time."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def take_in(self, reactions: Sequence[Reaction], now: datetime) -> list[Recording]:
        """Keep them in the order in which they came; the recordings that look different now.

        Of messages that are no review post nothing is kept, and nobody votes on their own recording.
        """
        found = RecordingStore(self._tx).by_messages({one.message for one in reactions})
        heard = {one.where.message: one for one in found if one.where is not None and one.is_heard}
        owners = self._owners(heard.values())
        changed: set[RecordingId] = set()
        told = [one for one in reactions if one.message in heard]
        for sweeping, run in groupby(told, key=lambda one: one.is_sweep):
            if sweeping:
                changed |= {heard[one.message].id for one in run if self._sweep(heard[one.message], one)}
            else:
                changed |= self._settle([(heard[one.message].id, one) for one in run], owners, now)
        return [one for one in heard.values() if one.id in changed]

    def _owners(self, recordings: Iterable[Recording]) -> dict[RecordingId, str]:
        """The account of each recording's candidate."""
        recordings = list(recordings)
        people = {one: PeopleStore(self._tx).get(one) for one in {each.person_id for each in recordings}}
        return {one.id: str(people[one.person_id].discord_id) for one in recordings}

    def _sweep(self, recording: Recording, reaction: Reaction) -> bool:
        if reaction.given:
            return False
        store, account = ReviewStore(self._tx), reaction.account
        who = None if account is None else store.who(recording.id, account)
        return store.drop_votes(recording.id, reaction.statement, who)

    def _settle(
        self,
        reactions: Sequence[tuple[RecordingId, Reaction]],
        owners: Mapping[RecordingId, str],
        now: datetime,
    ) -> set[RecordingId]:
        """The last word on each reaction of each friend counts; whoever gave one has looked."""
        accounts = {one.account or "" for _, one in reactions}
        stand_ins = ForgottenStore(self._tx).stand_ins(Platform.DISCORD, accounts)
        last: dict[Row, bool] = {}
        looked: dict[tuple[RecordingId, str], str] = {}
        for recording, one in reactions:
            account = one.account or ""
            is_own = account == owners[recording]
            if is_own and one.given:
                continue
            who = account if is_own else stand_ins[account]
            last[recording, str(one.statement), who] = one.given
            if one.given and who == account:
                looked[recording, account] = one.name
        changed = self._put([row for row, given in last.items() if given])
        changed |= self._drop([row for row, given in last.items() if not given])
        self._meet(looked, now)
        return changed

    def _put(self, rows: list[Row]) -> set[RecordingId]:
        """These stand from now on; the recordings where one of them did not."""
        changed = self._ids(
            f"""{_TOLD} SELECT json_group_array(DISTINCT recording_id) AS ids FROM told WHERE NOT EXISTS (
                SELECT 1 FROM recording_votes held WHERE held.recording_id = told.recording_id
                  AND held.statement = told.statement AND held.voter = told.voter)""",  # noqa: S608 - our own words
            rows,
        )
        if changed:
            self._tx.execute(
                f"""{_TOLD} INSERT INTO recording_votes (recording_id, statement, voter)
                    SELECT * FROM told WHERE true ON CONFLICT DO NOTHING""",  # noqa: S608 - our own words
                {"rows": json.dumps(rows)},
            )
        return changed

    def _drop(self, rows: list[Row]) -> set[RecordingId]:
        """These stand no more; the recordings where one of them did."""
        changed = self._ids(
            f"""{_TOLD} SELECT json_group_array(DISTINCT recording_id) AS ids
                FROM told JOIN recording_votes USING (recording_id, statement, voter)""",  # noqa: S608 - our own words
            rows,
        )
        if changed:
            self._tx.execute(
                f"""{_TOLD} DELETE FROM recording_votes
                    WHERE (recording_id, statement, voter) IN (SELECT * FROM told)""",  # noqa: S608 - our own words
                {"rows": json.dumps(rows)},
            )
        return changed

    def _ids(self, sql: str, rows: list[Row]) -> set[RecordingId]:
        found = self._tx.one(sql, {"rows": json.dumps(rows)})
        return set() if found is None else set(json.loads(found["ids"]))

    def _meet(self, looked: Mapping[tuple[RecordingId, str], str], now: datetime) -> None:
        """What they are called, and when each first looked at what."""
        named = {account: name[:NAME] for (_, account), name in looked.items() if name}
        self._tx.execute(
            """INSERT INTO reviewers (account, name) SELECT key, value FROM json_each(:named) WHERE true
               ON CONFLICT (account) DO UPDATE SET name = excluded.name WHERE name <> excluded.name""",
            {"named": json.dumps(named)},
        )
        self._tx.execute(
            """INSERT INTO recording_looks (recording_id, account, at)
               SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), :at
               FROM json_each(:looked) WHERE true
               ON CONFLICT (recording_id, account) DO NOTHING""",
            {"looked": json.dumps(list(looked)), "at": instant_text(now)},
        )
