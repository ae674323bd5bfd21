"""What friends said, counted: derived from votes, moments and forms whenever it is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from bot.people.model import Person
from bot.recording.form import Form, Score, calibration_gap, scores
from bot.recording.moment import Merged, Moment, merge_moments
from bot.recording.recording import Recording
from bot.recording.statement import FLAGS, STRENGTHS, Statement


class Vote(Struct, frozen=True):
    """One friend's reaction, as it stands under the post."""

    statement: Statement
    voter: str
    """Who, as the tables name reviewers."""


class Mark(Struct, frozen=True):
    """Friends flagged a recording, by a reaction or a moment."""

    at: datetime
    """When it was handed in."""
    statement: Statement


class Tally(Struct, frozen=True):
    """How many friends said yes to each statement."""

    counts: Mapping[Statement, int]
    voters: frozenset[str]
    """Everybody who gave at least one reaction."""
    votes: frozenset[Vote] = frozenset()

    def of(self, statement: Statement) -> int:
        """How many said so."""
        return self.counts.get(statement, 0)

    @property
    def flags(self) -> dict[Statement, int]:
        """Those that anybody gave."""
        return {one: self.of(one) for one in FLAGS if self.of(one)}

    @property
    def strengths(self) -> dict[Statement, int]:
        """Those that anybody gave."""
        return {one: self.of(one) for one in STRENGTHS if self.of(one)}


def tally(votes: Iterable[Vote]) -> Tally:
    """Count; the same vote twice is one, and the order makes no difference."""
    held = set(votes)
    counts = {statement: sum(vote.statement is statement for vote in held) for statement in Statement}
    return Tally(counts, frozenset(vote.voter for vote in held), frozenset(held))


class Quote(Struct, frozen=True):
    """One friend's own words; the name is empty where they asked to be forgotten."""

    words: str
    name: str


class Summary(Struct, frozen=True):
    """All there is to read about one recording, as far as the one who asks may read it."""

    recording: Recording
    owner: Person
    tally: Tally
    reviewers: int
    """Friends who reacted, remarked, or filled in a form that counts here."""
    judges: int
    """Those of them who said anything that a verdict can be drawn from: a reaction or a form."""
    forward: int
    names: tuple[str, ...]
    """Reviewers whose names are known, for thanks."""
    moments: tuple[Merged, ...]
    own: Form | None = None
    """The candidate's own rating; here and below: for the candidate alone."""
    for_owner: bool = False
    """Whether the candidate reads it."""
    forms: int = 0
    """Friends' forms there are, to be read or not."""
    forms_open: bool = False
    scores: tuple[Score, ...] = ()
    keeps: tuple[Quote, ...] = ()
    changes: tuple[Quote, ...] = ()

    @property
    def gap(self) -> float | None:
        """How much better the candidate rated themselves than friends did."""
        return calibration_gap(self.scores)


class Said(Struct, frozen=True):
    """Everything that the tables hold about one recording, the candidate's own words included."""

    votes: tuple[Vote, ...]
    moments: tuple[Moment, ...]
    forms: tuple[Form, ...]
    names: Mapping[str, str]
    """Display names by reviewer; whoever is forgotten has none."""


def summary(recording: Recording, owner: Person, said: Said, now: datetime, *, for_owner: bool) -> Summary:
    """Everything in one value. A friend's private form says nothing at all unless `for_owner` and open.

    In the verdict a form beats the same friend's reaction: it is the only place where "not yet" can be said.
    """
    own = next((form for form in said.forms if form.own), None)
    friends = [form for form in said.forms if not form.own and not form.is_empty]
    is_open = for_owner and recording.forms_open(own, now)
    readable = friends if is_open else []
    counted = tally(said.votes)
    verdicts = dict.fromkeys(counted.voters, False)
    verdicts |= {vote.voter: True for vote in said.votes if vote.statement is Statement.FORWARD}
    verdicts |= {form.author: form.forward for form in readable if form.forward is not None}
    owner_key = "" if owner.discord_id is None else str(owner.discord_id)
    remarked = {moment.author for moment in said.moments} - {owner_key}
    everybody = {*counted.voters, *remarked, *(form.author for form in readable)}
    return Summary(
        recording,
        owner,
        counted,
        reviewers=len(everybody),
        judges=len(verdicts),
        forward=sum(verdicts.values()),
        names=_names(sorted(everybody), said.names),
        moments=merge_moments(said.moments),
        own=own if for_owner else None,
        for_owner=for_owner,
        forms=len(friends),
        forms_open=is_open,
        scores=scores(recording.kind, readable, own) if for_owner else (),
        keeps=tuple(Quote(form.keep, said.names.get(form.author, "")) for form in readable if form.keep),
        changes=tuple(
            Quote(form.change, said.names.get(form.author, "")) for form in readable if form.change
        ),
    )


def _names(keys: Sequence[str], names: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(sorted((names[key] for key in keys if key in names), key=str.casefold))
