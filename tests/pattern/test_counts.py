"""The counts beside the guesses are the guesses counted, whatever happens to those."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import Struct

from bot.database import Transaction, instant
from bot.pattern.model import NAMED, Confusion, Guess, Round, RoundId, RoundResult
from bot.pattern.store import RoundStore
from bot.people.model import Actor, Platform
from bot.people.store import PeopleStore
from bot.privacy.model import NothingHeld
from bot.privacy.service import PrivacyService
from tests.clockwork import START
from tests.pattern.conftest import House

PATTERNS = ("Stack", "Greedy", "Two Pointers", "Trees")
ACCOUNTS = st.integers(100, 114).map(str)
SAID = st.builds(
    Guess,
    st.sampled_from(Platform),
    ACCOUNTS,
    st.just("vi"),
    st.sampled_from(PATTERNS),
    # in any order: what was said before the last word comes too late
    st.integers(0, 5).map(lambda second: START + timedelta(seconds=second)),
)


class Put(Struct):
    """These are written in the last round, in one statement."""

    guesses: list[Guess]


class Forget(Struct):
    """Somebody goes; where the answer is out, their vote stays under another account."""

    actor: Actor


class Delete(Struct):
    """Rows of an account go by themselves."""

    account: str


class Next(Struct):
    """The last round gives its answer, and another begins."""


class Accept(Struct):
    """One more pattern counts in the last round."""

    pattern: str


class Drop(Struct):
    """The oldest round goes, and everything that hangs on it."""


Step = Put | Forget | Delete | Next | Accept | Drop
STEPS = st.lists(
    st.one_of(
        st.builds(Put, st.lists(SAID, max_size=8)),
        st.builds(Forget, st.builds(Actor, st.sampled_from(Platform), ACCOUNTS, st.just(""))),
        st.builds(Delete, ACCOUNTS),
        st.builds(Next),
        st.builds(Accept, st.sampled_from(PATTERNS)),
        st.builds(Drop),
    ),
    max_size=15,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(steps=STEPS)
async def test_after_anything_the_counts_are_what_counting_gives(house: House, steps: list[Step]) -> None:
    await house.database.write(lambda tx: tx.execute("DELETE FROM rounds"))
    assert await house.database.read(lambda tx: tx.all("SELECT * FROM guess_counts")) == []
    for step in steps:
        await take(house, step)
        await house.database.read(compare)


async def take(house: House, step: Step) -> None:
    """Do it to the last round; to one that is opened for it where there is none."""
    round_ = await house.patterns.latest() or (await house.open()).round
    match step:
        case Put(guesses):
            await house.database.write(lambda tx: RoundStore(tx).put_guesses(round_.id, guesses))
        case Forget(actor):
            with contextlib.suppress(NothingHeld):
                await PrivacyService(house.database, house.clock).forget(actor)
        case Delete(account):
            await execute(house, "DELETE FROM guesses WHERE account = :it", account)
        case Next():
            await house.open("two-sum" if round_.problem == 15 else "3sum")
        case Accept(pattern):
            await house.database.write(lambda tx: RoundStore(tx).save(round_.accept(pattern)))
        case Drop():
            await execute(house, "DELETE FROM rounds WHERE id = (SELECT min(id) FROM rounds)")


async def execute(house: House, sql: str, it: str = "") -> None:
    """One statement, in a unit of its own."""
    await house.database.write(lambda tx: tx.execute(sql, {"it": it}))


def compare(tx: Transaction) -> None:
    """All that is read from the counts, against the rows of the guesses."""
    counted = tx.all("SELECT round_id, pattern, count(*) FROM guesses GROUP BY round_id, pattern")
    kept = tx.all("SELECT round_id, pattern, count FROM guess_counts ORDER BY round_id, pattern")
    assert [tuple(row) for row in kept] == [tuple(row) for row in counted]
    store, over = RoundStore(tx), list[Round]()
    for row in tx.all("SELECT id FROM rounds ORDER BY id"):
        round_ = store.get(RoundId(row["id"]))
        _check_tally(store, round_, _guesses(tx, round_))
        if round_.revealed_at is not None:
            over.append(round_)
    _check_sums(tx, over)


def _check_tally(store: RoundStore, round_: Round, guesses: Sequence[Guess]) -> None:
    split = sorted(
        Counter(guess.pattern for guess in guesses).items(), key=lambda entry: (-entry[1], entry[0])
    )
    right = sorted(
        (guess for guess in guesses if guess.pattern in round_.answers),
        key=lambda guess: (guess.at, guess.platform, guess.account),
    )
    assert store.split(round_.id).split == tuple(split)
    tally = store.tally(round_)
    assert (tally.split, tally.right, tally.first) == (tuple(split), len(right), tuple(right[:NAMED]))


def _check_sums(tx: Transaction, over: Sequence[Round]) -> None:
    host = PeopleStore(tx).host()
    assert host is not None
    results, wrong, among = list[RoundResult](), Counter[tuple[str, str]](), Counter[str]()
    for round_ in over:
        guesses = _guesses(tx, round_)
        right = sum(guess.pattern in round_.answers for guess in guesses)
        assert round_.revealed_at is not None
        results.append(RoundResult(round_.revealed_at, len(guesses), right, None))
        among[round_.answer] += len(guesses)
        wrong.update(
            (round_.answer, guess.pattern) for guess in guesses if guess.pattern not in round_.answers
        )
    assert RoundStore(tx).results(host.id) == results
    confusions = RoundStore(tx).confusions(host.id, START, START + timedelta(days=1))
    assert confusions == sorted(
        (Confusion(answer, guess, times, among[answer]) for (answer, guess), times in wrong.items()),
        key=lambda each: (-each.count, each.answer, each.taken_for),
    )


def _guesses(tx: Transaction, round_: Round) -> list[Guess]:
    return [
        Guess(Platform(row["platform"]), row["account"], row["name"], row["pattern"], instant(row["at"]))
        for row in tx.all("SELECT * FROM guesses WHERE round_id = :id", {"id": round_.id})
    ]
