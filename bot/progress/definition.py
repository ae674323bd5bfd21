"""A count of the success table in words: what is counted, over which window, and how many are enough."""

from __future__ import annotations

from bot.curriculum.model import Count, Counted, Different, Goal

_NOUN = {
    Counted.TRIES: "cold tries at {level}",
    Counted.FILMED: "filmed tests{level}",
    Counted.LIVE: "live sessions",
    Counted.READ: "readings",
    Counted.EXPLAINED: "explanations",
    Counted.DESIGNED: "designs against the clock",
    Counted.ROUNDS: "rehearsed rounds",
    Counted.SHIPPED: "finished pieces",
    Counted.RECORDED: "recordings",
    Counted.SHARED: "recordings shared with friends",
    Counted.REVIEWED: "recordings that a friend reviewed",
    Counted.CLEAN: "measured recordings{level}",
}
_LEVEL = {"easy": "easy problems", "medium": "mediums", "hard": "hards"}
_DIFFERENT = {
    Different.SUBJECT: "different ones",
    Different.WEEK: "different weeks",
    Different.DAY: "different days",
}
_NAMED = 4
_CLEAN = "narrated cleanly (first words within 30 s, no silence over a minute without a word why)"
BY_HAND = "ticked by hand"


def definition(count: Count) -> str:
    """`cold tries at mediums (untouched for 14 days), solved within 20 min: 8 of the last 10`."""
    return f"{_what(count)}: {_enough(count)}"


def definition_of(goal: Goal) -> str:
    """Of a whole cell."""
    said = "; and ".join(map(definition, goal.counts))
    return f"{said}, or {BY_HAND}" if said and goal.takes_tick else said or BY_HAND


def target(count: Count) -> str:
    """How many are enough, in the fewest words: `8 of 10`, `4 weeks`, `3`."""
    if count.last is not None:
        return f"{count.least} of {count.last}"
    if count.different in (Different.WEEK, Different.DAY):
        return f"{count.least} {count.different}{'' if count.least == 1 else 's'}"
    return str(count.least)


def value(count: Count, have: int, seen: int) -> str:
    """`7 of the last 10`, `3 of 5 so far`, `none yet`, `3 weeks`, `2`."""
    if count.last is not None:
        if not seen:
            return "none yet"
        return f"{have} of the last {seen}" if seen >= count.last else f"{have} of {seen} so far"
    if count.different in (Different.WEEK, Different.DAY):
        return f"{have} {count.different}{'' if have == 1 else 's'}"
    return str(have)


def _what(count: Count) -> str:
    level = _LEVEL.get(count.difficulty or "", "problems" if count.what is Counted.TRIES else "")
    if count.what in (Counted.FILMED, Counted.CLEAN) and level:
        level = f" of {level}"
    if count.design:
        level = " of a design"
    said = _NOUN[count.what].format(level=level)
    if count.rested:
        said += f" (untouched for {count.rested} days)"
    if count.about or count.named:
        more = len(count.about) - _NAMED
        names = [*count.about[:_NAMED], *([f"{more} more"] if more > 0 else [])]
        called = " or ".join(f'"{word}"' for word in count.named)
        names += [f"whatever has {called} in its name"] if called else []
        said += f" about {', '.join(names)}"
    if count.what in (Counted.TRIES, Counted.FILMED):
        outcome = "solved" if not count.any else "solved or not"
        said += f", {outcome}{f' within {count.within} min' if count.within else ''}"
    elif count.what is Counted.ROUNDS:
        said += ", passed or not" if count.any else ", passed"
    elif count.what is Counted.CLEAN:
        long = f", {count.long} min or longer" if count.long else ""
        said += f"{long}, {_CLEAN}"
    elif count.within:
        said += f" within {count.within} min"
    return said


def _enough(count: Count) -> str:
    enough = f"at least {count.least}"
    if count.different is not None:
        enough += f" {_DIFFERENT[count.different]}"
    if count.last is not None:
        return f"{enough} of the last {count.last}"
    return enough if count.days is None else f"{enough} in the last {count.days} days"
