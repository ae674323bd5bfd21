"""Judges what is left: everything acknowledged is in the file, and nothing was said twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from msgspec import Struct, field

from bot.rehearsal.cast import BOT_LOGIN
from tests.crash.witness import Kind, Witness
from tests.wire.theatre import Theatre

EXACTLY_ONCE = ("today:timer", "timer:again", "timer:stop", "stream:chapters", "round:guess")
"""How the custom ids begin of buttons that stand under a message that promise 3 is about."""


class Outcome(Struct):
    """What the oracle found; added up over every act."""

    kills: int = 0
    faults: Counter[str] = field(default_factory=Counter[str])
    inputs: int = 0
    acknowledged: int = 0
    lost: list[str] = field(default_factory=list[str])
    doubled: list[str] = field(default_factory=list[str])
    recoveries: dict[str, list[float]] = field(default_factory=dict[str, list[float]])
    """Seconds until people were answered again, by what had happened."""

    def recovered(self, after: str, seconds: float) -> None:
        """Note how long it took."""
        self.recoveries.setdefault(after, []).append(seconds)

    @property
    def last_line(self) -> str:
        """The counts."""
        return (
            f"kills {self.kills}, faults {self.faults.total()}, inputs {self.inputs}, "
            f"lost {len(self.lost)}, doubled {len(self.doubled)}"
        )


def judge(house: Theatre, witness: Witness, outcome: Outcome, days: Mapping[str, int]) -> None:
    """Compare the file with what people saw. `days` says how often each local date was to be posted."""
    outcome.inputs += len(witness.inputs)
    outcome.acknowledged += len(witness.acknowledged)
    outcome.lost += _damage(house)
    outcome.lost += _missing(house, witness)
    posted = Counter(
        str(row[0]).rpartition(":")[2]
        for row in house.rows(
            """SELECT subject FROM posts
               WHERE kind = 'today' AND platform = 'discord' AND message_id IS NOT NULL"""
        )
    )
    outcome.lost += [
        f"{day} was posted {posted[day]} times by the file, and not {count}"
        for day, count in days.items()
        if posted[day] != count
    ]
    outcome.lost += [
        f"the {kind} post about {subject} was neither sent nor given up"
        for kind, subject in house.rows("SELECT kind, subject FROM posts WHERE ended_at IS NULL")
    ]
    outcome.doubled += _twice(house, witness)


def _damage(house: Theatre) -> list[str]:
    found = [str(row) for row in house.rows("PRAGMA integrity_check") if row != ("ok",)]
    found += [f"a row points nowhere: {row}" for row in house.rows("PRAGMA foreign_key_check")]
    found += [
        f"clock {row[0]} never rang" for row in house.rows("SELECT id FROM timers WHERE ended_at IS NULL")
    ]
    return found


def _missing(house: Theatre, witness: Witness) -> list[str]:
    logged = house.rows("SELECT source_platform, source_id FROM attempts")
    undone = house.rows("SELECT undone_platform, undone_id FROM attempts WHERE undone_at IS NOT NULL")
    moments = house.rows("SELECT 'twitch', substr(source_id, 8) FROM moments")
    lost = [
        f"{kind} {platform} {source} was acknowledged and is not in the file"
        for kind, held in ((Kind.LOG, logged), (Kind.UNDO, undone), (Kind.MOMENT, moments))
        for platform, source in witness.done(kind)
        if (platform.value, source) not in set(held)
    ]
    clocks = len(witness.done(Kind.CLOCK))
    timers = house.rows("SELECT count(*) FROM timers")[0][0]
    if timers < clocks:
        lost.append(f"{clocks} clocks were acknowledged and {timers} are in the file")
    return lost


def _twice(house: Theatre, witness: Witness) -> list[str]:
    said: Counter[str] = Counter()
    for channel in ("assignments", "live"):
        for post in house.stage.discord.control.history(house.stage.channels[channel], limit=100_000):
            marks = {str(button.get("custom_id")) for button in post.buttons.values()}
            said.update(mark for mark in marks if mark.startswith(EXACTLY_ONCE))
    rings = Counter(
        (line.text, line.at.replace(second=0, microsecond=0))
        for line in house.stage.twitch.control.history()
        if line.sender.login == BOT_LOGIN and line.text.startswith("⏰")
    )
    doubled = [f"a message with {mark} stands {count} times" for mark, count in said.items() if count > 1]
    doubled += [f"chat heard {text!r} {count} times" for (text, _), count in rings.items() if count > 1]
    doubled += [
        f"{witness.inputs[key].kind} {key[0]} {key[1]} was answered more than once: {texts}"
        for key, texts in witness.answers.items()
        if len(texts) > 1
    ]
    return doubled
