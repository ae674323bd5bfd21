"""Rows of what friends said about recordings."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime

from msgspec.structs import replace

from bot.database import Row, Transaction, instant, instant_text
from bot.people.model import PersonId, Platform
from bot.people.store import ForgottenStore
from bot.recording.model import (
    Aspect,
    Form,
    Moment,
    Offer,
    RecordingId,
    Remark,
    Said,
    Span,
    Statement,
    Vote,
)

NAME = 40
"""Characters of a reviewer's name that are kept."""
MESSAGE = "message:"
"""How the source of a moment begins that stands in a thread, where Discord can be asked for it again."""


class ReviewStore:
    """Reads and writes `recording_votes`, `_moments`, `_forms`, `_looks`, `_asks`, `reviewers` and offers."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    # who

    def who(self, recording_id: RecordingId, account: str) -> str:
        """How the tables name this account: by its id, or by what stands for it since it was forgotten.

        Whoever came back with a plan of their own is themselves on their own recordings.
        """
        own = self._tx.one(
            """SELECT 1 FROM recordings JOIN people ON people.id = person_id
               WHERE recordings.id = :id AND CAST(discord_id AS TEXT) = :account""",
            {"id": recording_id, "account": account},
        )
        if own is not None:
            return account
        return ForgottenStore(self._tx).stand_in(Platform.DISCORD, account)

    def forgets(self, recording_id: RecordingId, account: str) -> bool:
        """Whether nothing but counts is kept of what it says about this recording."""
        return self.who(recording_id, account) != account

    def meet(self, recording_id: RecordingId, account: str, name: str, now: datetime) -> None:
        """Somebody reviews: what they are called, and when it was. Of the forgotten nothing is kept."""
        if self.forgets(recording_id, account):
            return
        if name:
            self._tx.execute(
                "INSERT OR REPLACE INTO reviewers (account, name) VALUES (:account, :name)",
                {"account": account, "name": name[:NAME]},
            )
        self._tx.execute(
            """INSERT INTO recording_looks (recording_id, account, at) VALUES (:id, :account, :at)
               ON CONFLICT (recording_id, account) DO NOTHING""",
            {"id": recording_id, "account": account, "at": instant_text(now)},
        )

    # votes

    def votes(self, recording_id: RecordingId) -> list[Vote]:
        """What stands under the post, as far as we know."""
        rows = self._tx.all(
            "SELECT statement, voter FROM recording_votes WHERE recording_id = :id ORDER BY statement, voter",
            {"id": recording_id},
        )
        return [Vote(Statement(row["statement"]), row["voter"]) for row in rows]

    def put_vote(self, recording_id: RecordingId, vote: Vote) -> bool:
        """Keep one; False where it stood already."""
        return bool(
            self._tx.execute(
                """INSERT INTO recording_votes (recording_id, statement, voter)
                   VALUES (:id, :statement, :voter) ON CONFLICT DO NOTHING""",
                {"id": recording_id, "statement": vote.statement, "voter": vote.voter},
            ).rowcount
        )

    def drop_votes(
        self, recording_id: RecordingId, statement: Statement | None = None, voter: str | None = None
    ) -> bool:
        """Take away those that fit; None fits all. False where there were none."""
        return bool(
            self._tx.execute(
                """DELETE FROM recording_votes WHERE recording_id = :id
                     AND statement = coalesce(:statement, statement) AND voter = coalesce(:voter, voter)""",
                {"id": recording_id, "statement": statement, "voter": voter},
            ).rowcount
        )

    def replace_votes(self, recording_id: RecordingId, votes: Iterable[Vote]) -> bool:
        """Exactly these from now on; False where nothing changes."""
        held, wanted = set(self.votes(recording_id)), set(votes)
        for vote in held - wanted:
            self.drop_votes(recording_id, vote.statement, vote.voter)
        for vote in wanted - held:
            self.put_vote(recording_id, vote)
        return held != wanted

    # moments

    def moments(self, recording_id: RecordingId) -> list[Moment]:
        """In the order of the recording."""
        rows = self._tx.all(
            """SELECT * FROM recording_moments WHERE recording_id = :id
               ORDER BY begins_s, source, line""",
            {"id": recording_id},
        )
        return [_moment(row) for row in rows]

    def sources(self, recording_id: RecordingId) -> set[str]:
        """Every message of its thread that holds moments."""
        rows = self._tx.all(
            """SELECT DISTINCT source FROM recording_moments
               WHERE recording_id = :id AND source LIKE 'message:%'""",
            {"id": recording_id},
        )
        return {row["source"] for row in rows}

    def put_moments(
        self, recording_id: RecordingId, source: str, author: str, remarks: Iterable[Remark]
    ) -> bool:
        """What this source says now, in place of what it said before; False where that is the same.

        `author` is an account; of whoever is forgotten the time and the statement stay.
        """
        who, forgotten = self.who(recording_id, author), self.forgets(recording_id, author)
        wanted = [
            Moment(replace(remark, words="") if forgotten else remark, who, source) for remark in remarks
        ]
        rows = self._tx.all(
            "SELECT * FROM recording_moments WHERE recording_id = :id AND source = :source ORDER BY line",
            {"id": recording_id, "source": source},
        )
        if [_moment(row) for row in rows] == wanted:
            return False
        self.drop_moments(recording_id, source)
        for line, moment in enumerate(wanted):
            remark = moment.remark
            self._tx.execute(
                """INSERT INTO recording_moments (recording_id, source, line, author, begins_s, ends_s,
                                                  statement, words)
                   VALUES (:id, :source, :line, :author, :begins, :ends, :statement, :words)""",
                {
                    "id": recording_id,
                    "source": source,
                    "line": line,
                    "author": moment.author,
                    "begins": remark.span.begins,
                    "ends": remark.span.ends,
                    "statement": remark.statement,
                    "words": remark.words,
                },
            )
        return True

    def drop_moments(self, recording_id: RecordingId, source: str, author: str | None = None) -> bool:
        """What this source said is taken back; with `author` only where it is theirs."""
        return bool(
            self._tx.execute(
                """DELETE FROM recording_moments WHERE recording_id = :id AND source = :source
                     AND (:author IS NULL OR author = :author)""",
                {"id": recording_id, "source": source, "author": author},
            ).rowcount
        )

    # forms

    def form(self, recording_id: RecordingId, account: str) -> Form | None:
        """What this account filled in."""
        row = self._tx.one(
            "SELECT * FROM recording_forms WHERE recording_id = :id AND author = :author",
            {"id": recording_id, "author": self.who(recording_id, account)},
        )
        return None if row is None else _form(row)

    def forms(self, recording_id: RecordingId) -> list[Form]:
        """Everybody's, the candidate's own included, oldest change first."""
        rows = self._tx.all(
            "SELECT * FROM recording_forms WHERE recording_id = :id ORDER BY at, author", {"id": recording_id}
        )
        return [_form(row) for row in rows]

    def put_form(self, recording_id: RecordingId, account: str, form: Form, now: datetime) -> None:
        """Keep it as it is now; of whoever is forgotten the words are not kept."""
        forgotten = self.forgets(recording_id, account)
        self._tx.execute(
            """INSERT OR REPLACE INTO recording_forms (recording_id, author, own, scores, forward, keep,
                                                       change, at)
               VALUES (:id, :author, :own, :scores, :forward, :keep, :change, :at)""",
            {
                "id": recording_id,
                "author": self.who(recording_id, account),
                "own": int(form.own),
                "scores": json.dumps(dict(form.scores), sort_keys=True),
                "forward": None if form.forward is None else int(form.forward),
                "keep": "" if forgotten else form.keep,
                "change": "" if forgotten else form.change,
                "at": instant_text(now),
            },
        )

    # all of it

    def said(self, recording_id: RecordingId) -> Said:
        """Everything about one recording."""
        return Said(
            tuple(self.votes(recording_id)),
            tuple(self.moments(recording_id)),
            tuple(self.forms(recording_id)),
            self.names(recording_id),
        )

    def names(self, recording_id: RecordingId) -> Mapping[str, str]:
        """What the reviewers of one recording are called."""
        rows = self._tx.all(
            """SELECT account, name FROM reviewers WHERE account IN (
                 SELECT voter FROM recording_votes WHERE recording_id = :id
                 UNION SELECT author FROM recording_moments WHERE recording_id = :id
                 UNION SELECT author FROM recording_forms WHERE recording_id = :id)""",
            {"id": recording_id},
        )
        return {row["account"]: row["name"] for row in rows}

    # whose turn it is

    def looked(self, person_id: PersonId) -> dict[str, datetime]:
        """When each friend last reviewed this candidate."""
        rows = self._tx.all(
            """SELECT account, max(at) AS at FROM recording_looks
               JOIN recordings ON recordings.id = recording_id WHERE person_id = :id GROUP BY account""",
            {"id": person_id},
        )
        return {row["account"]: instant(row["at"]) for row in rows}

    def offers(self) -> list[Offer]:
        """Everybody who lets the bot ask, in the order of their offers."""
        rows = self._tx.all("SELECT * FROM review_offers ORDER BY since, account")
        return [Offer(row["account"], instant(row["since"])) for row in rows]

    def offer(self, account: str, now: datetime) -> None:
        """Somebody lets the bot ask them; safe twice."""
        self._tx.execute(
            "INSERT INTO review_offers (account, since) VALUES (:account, :since) ON CONFLICT DO NOTHING",
            {"account": account, "since": instant_text(now)},
        )

    def end_offer(self, account: str) -> bool:
        """They are asked no more; False where they were not."""
        return bool(
            self._tx.execute(
                "DELETE FROM review_offers WHERE account = :account", {"account": account}
            ).rowcount
        )

    def asked(self, recording_id: RecordingId) -> list[str]:
        """Whom the bot has asked about it."""
        rows = self._tx.all(
            "SELECT account FROM recording_asks WHERE recording_id = :id ORDER BY at", {"id": recording_id}
        )
        return [row["account"] for row in rows]

    def note_ask(self, recording_id: RecordingId, account: str, now: datetime) -> None:
        """They are asked now, and about this recording never again."""
        self._tx.execute(
            "INSERT INTO recording_asks (recording_id, account, at) VALUES (:id, :account, :at)",
            {"id": recording_id, "account": account, "at": instant_text(now)},
        )


def _moment(row: Row) -> Moment:
    statement = row["statement"]
    return Moment(
        Remark(
            Span(row["begins_s"], row["ends_s"]),
            None if statement is None else Statement(statement),
            row["words"],
        ),
        row["author"],
        row["source"],
    )


def _form(row: Row) -> Form:
    return Form(
        author=row["author"],
        own=bool(row["own"]),
        scores={Aspect(name): score for name, score in json.loads(row["scores"]).items()},
        forward=None if row["forward"] is None else bool(row["forward"]),
        keep=row["keep"],
        change=row["change"],
        at=instant(row["at"]),
    )
