"""Which pattern the weekly test asks for: Thompson sampling, aimed at the weakest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from random import Random

from msgspec import Struct

from bot.curriculum.model import Catalogue, Difficulty, Problem
from bot.memory.recall import Grade, histories
from bot.people.model import PersonId
from bot.practice.model import Attempt

FEW = 5
"""Trials under which a pattern's record says little."""


class Posterior(Struct, frozen=True):
    """How often problems of a pattern go cold within the box, as far as the log can tell.

    Each day on which a problem of the pattern was tried is one trial: `solved` when its grade was good or
    easy, `missed` when it was hard or again. With a uniform prior the chance of success after them is
    distributed as Beta(1 + solved, 1 + missed) (Russo, Van Roy, Kazerouni, Osband and Wen, "A Tutorial on
    Thompson Sampling", 2018, section 3.1, Beta-Bernoulli bandit with a uniform prior).
    """

    solved: int = 0
    missed: int = 0

    @property
    def alpha(self) -> int:
        """Beta's first parameter."""
        return 1 + self.solved

    @property
    def beta(self) -> int:
        """Beta's second parameter."""
        return 1 + self.missed

    @property
    def tries(self) -> int:
        """Trials so far."""
        return self.solved + self.missed

    @property
    def mean(self) -> float:
        """The expected chance: alpha / (alpha + beta)."""
        return self.alpha / (self.alpha + self.beta)


def posteriors(
    attempts: Iterable[Attempt], catalogue: Catalogue, boxes: Mapping[Difficulty, int]
) -> dict[str, Posterior]:
    """Every pattern of the catalogue, tried or not."""
    found = {category: Posterior() for category in catalogue.categories}
    for number, history in histories(attempts, catalogue, boxes).items():
        category = catalogue.get(number).category
        good = sum(graded >= Grade.GOOD for _, graded in history)
        held = found[category]
        found[category] = Posterior(held.solved + good, held.missed + len(history) - good)
    return found


class Draw(Struct, frozen=True):
    """A problem for the weekly test, and the pattern that it was drawn for."""

    problem: Problem
    pattern: str
    posterior: Posterior
    """Of the pattern, as the week began."""
    among: int
    """How many patterns could have been drawn."""
    rank: int
    """Its place among them by expected chance: 1 is the weakest; equals share a place."""


def candidates(problems: Iterable[Problem], patterns: Sequence[str]) -> dict[str, list[Problem]]:
    """Of the problems that a test may take, those of these patterns, by pattern; where none is left, all."""
    held = list(problems)
    wanted = [problem for problem in held if problem.category in patterns] or held
    found: dict[str, list[Problem]] = {}
    for problem in wanted:
        found.setdefault(problem.category, []).append(problem)
    return found


def draw(
    posteriors: Mapping[str, Posterior],
    candidates: Mapping[str, Sequence[Problem]],
    person_id: PersonId,
    day: date,
) -> Draw | None:
    """The problem of the weekly test in the week of `day`; None where no pattern has a problem left.

    Thompson sampling (W. R. Thompson, Biometrika 25, 1933; the tutorial named above, algorithm 3.2), aimed at
    the weakest instead of the best: for each pattern p with a problem left draw one
    theta_p ~ Beta(1 + solved_p, 1 + missed_p), and test the pattern with the smallest. A pattern is thus
    tested with the probability that it is the weakest, given the log: weak ones often, uncertain ones
    sometimes, sure ones hardly ever.

    Each draw is seeded by person, week and its own pattern, so that planning the week again draws the same,
    also when another pattern has run out of problems in between. `posteriors` should be those of the log
    before the week's Monday; see `week_of`.
    """
    monday = week_of(day)
    left = {pattern: problems for pattern, problems in candidates.items() if problems}
    if not left:
        return None

    def theta(pattern: str) -> float:
        held = posteriors.get(pattern, Posterior())
        return _rng(person_id, monday, pattern).betavariate(held.alpha, held.beta)

    pattern = min(sorted(left), key=theta)
    problem = min(
        left[pattern], key=lambda one: (_rng(person_id, monday, str(one.number)).random(), one.number)
    )
    means = {each: posteriors.get(each, Posterior()).mean for each in left}
    rank = 1 + sum(mean < means[pattern] for mean in means.values())
    return Draw(problem, pattern, posteriors.get(pattern, Posterior()), len(left), rank)


def week_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


def reason(drawn: Draw) -> str:
    """Why the test asked for this pattern, in one sentence for after the attempt; it names the pattern."""
    held = drawn.posterior
    if not held.tries:
        return f"It was drawn for {drawn.pattern} because you had not tried that pattern yet."
    record = f"{held.solved} of {held.tries} went cold within the box"
    if drawn.among == 1:
        why = "the one pattern you trained that still had an unseen problem"
        return f"It was drawn for {drawn.pattern}, {why}: {record}."
    if drawn.rank == 1:
        return f"It was drawn for {drawn.pattern}, where you stand weakest: {record}."
    if held.tries < FEW:
        return f"It was drawn for {drawn.pattern}, where the log says little yet: {record}."
    return f"It was drawn for {drawn.pattern}, which holds up so far ({record}) and was due a check."


def _rng(person_id: PersonId, monday: date, what: str) -> Random:
    # a string seeds the same in every process, unlike a hash
    return Random(f"{person_id}:{monday.isoformat()}:{what}")  # noqa: S311 - a draw to be repeated, no secret
