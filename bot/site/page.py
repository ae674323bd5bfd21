"""The public page as one HTML file that asks nobody for anything: sheet and script stand in it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from datetime import date
from html import escape
from pathlib import Path

from bot.progress.model import Cell, Mastery, Standing, Trial
from bot.site import drawn
from bot.site.model import Month, Site

HERE = Path(__file__).parent
_FEW = 5
"""Trials under which a pattern's record says little."""


def page(held: Site) -> str:
    """The whole file. Everything that somebody typed is escaped."""
    sheet, script = ((HERE / name).read_text(encoding="utf-8") for name in ("site.css", "site.js"))
    policy = (
        f"default-src 'none'; style-src '{_digest(sheet)}'; script-src '{_digest(script)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    body = "\n".join(_body(held))
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>{escape(held.name)} preps in public</title>
<meta name="description" content="{escape(_summary(held))}">
<link rel="icon" href="data:,">
<style>{sheet}</style>
</head>
<body>
<a class="skip" href="#main">To the content</a>
{body}
<script>{script}</script>
</body>
</html>
"""


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _body(held: Site) -> Iterator[str]:
    look = held.overview
    focus = " + ".join(look.position.focus)
    where = f"Month {look.position.month}" + (f" · {focus}" if focus else "")
    yield (
        f"<header><h1>{escape(held.name)} preps in public</h1>"
        f'<p>{escape(where)} · as of <time datetime="{held.day}">{_long(held.day)}</time></p></header>'
        '<main id="main">'
    )
    yield _figures(held)
    yield _days(held)
    yield from _minutes(held)
    yield from _patterns(held)
    yield from _goals(held)
    yield from _chat(held)
    yield "</main><footer><p>Every number is counted from the log by Greenroom. "
    yield "This page asks no server.</p></footer>"


def _summary(held: Site) -> str:
    solved, total = _solved(held)
    return f"{solved} of {total} problems solved, {held.overview.streak.days} training days in a row."


def _solved(held: Site) -> tuple[int, int]:
    levels = held.overview.solved
    return sum(one.solved for one in levels), sum(one.total for one in levels)


def _figures(held: Site) -> str:
    look = held.overview
    solved, total = _solved(held)
    figures = [
        (f"{solved}", f"of {total} problems solved"),
        (f"{look.streak.week}", f"of {look.streak.expected} days this week"),
        (
            f"{look.streak.days}",
            "training days in a row" if look.streak.days != 1 else "training day in a row",
        ),
    ]
    if look.over:
        figures.insert(2, (f"{look.kept}", f"of the last {_plural(look.over, 'week')} kept whole"))
    items = "".join(f"<li><strong>{number}</strong> {words}</li>" for number, words in figures)
    levels = " · ".join(f"{one.solved} of {one.total} {one.difficulty}" for one in look.solved)
    return (
        f'<section aria-label="In short"><ul class="figures">{items}</ul>'
        f'<p class="quiet">{levels}</p></section>'
    )


def _days(held: Site) -> str:
    says = f"Trained on {_plural(held.calendar.trained, 'day')}; {held.calendar.expected} were planned"
    shades = (("m0", "trained"), ("m1", "45 min"), ("m2", "90 min"), ("m3", "150 min"))
    key = "".join(f'<li><i class="trained {kind}"></i>{words}</li>' for kind, words in shades)
    key += '<li><i class="free"></i>day off</li><li><i class="quiet"></i>quiet</li>'
    return (
        f"<section><h2>Every day</h2><p>{says}.</p>"
        f'<div class="wide" tabindex="0" role="group" aria-label="Calendar, scrolls sideways">'
        f"{drawn.days(held.calendar, says)}</div>"
        f'<ul class="key" aria-hidden="true">{key}</ul></section>'
    )


def _minutes(held: Site) -> Iterator[str]:
    levels = [level for level in held.minutes.levels if level.solves]
    if not levels:
        return
    yield "<section><h2>Minutes</h2><p>Each dot is a problem solved cold: unseen, or untouched for two "
    yield "weeks. Medians are of the last ten. "
    yield 'The dashed line is what the plan asks for.</p><div class="strips">'
    for level in levels:
        says = f"{level.difficulty.title()}: median {level.median():g} min"
        if level.wanted is not None:
            says += f", target {level.wanted}"
        yield f"<figure><figcaption>{says}</figcaption>{drawn.minutes(level, held.minutes, says)}</figure>"
    yield "</div></section>"


def _patterns(held: Site) -> Iterator[str]:
    tried = sorted((one for one in held.patterns if one.trials), key=lambda one: -one.posterior.mean)
    if not tried:
        return
    yield "<section><h2>Patterns</h2><p>How likely a problem goes cold within its time box: the wider the "
    yield "hill, the less is known. Move along it, or use the slider, to see the tries that made it.</p>"
    yield '<ul class="patterns">'
    for place, one in enumerate(tried):
        yield _pattern(one, place, held)
    rest = ", ".join(one.pattern for one in held.patterns if not one.trials)
    yield f"</ul>{f'<p class=quiet>Not tried yet: {escape(rest)}.</p>' if rest else ''}</section>"


def _pattern(one: Mastery, place: int, held: Site) -> str:
    name, record = escape(one.pattern), one.posterior
    says = f"{one.pattern}: {record.mean:.0%} expected, {record.solved} of {record.tries} tries went cold"
    tries = "".join(_trial(trial, held) for trial in reversed(one.trials))
    few = " few" if record.tries < _FEW else ""
    return (
        f'<li class="pattern{few}"><h3 id="p{place}">{name}</h3>'
        f'<div class="posterior">{drawn.hill(record.alpha, record.beta, says)}'
        f'<input type="range" min="0" max="{record.tries}" value="{record.tries}" step="1" hidden '
        f'aria-labelledby="p{place}" aria-describedby="o{place}">'
        f'<output id="o{place}" aria-live="polite"><strong>{record.mean:.0%}</strong> '
        f"{record.solved} of {record.tries}</output></div>"
        f"<details><summary>{_plural(record.tries, 'try', 'tries')} behind it</summary>"
        f"<ol>{tries}</ol></details></li>"
    )


def _trial(trial: Trial, held: Site) -> str:
    took = f", {trial.minutes} min" if trial.minutes else ""
    note = held.notes.get((trial.number, trial.day), "")
    more = f' <span class="note">{escape(note)}</span>' if note else ""
    mark, words = ("✓", "went cold within the box") if trial.good else ("✗", "did not")
    return (
        f'<li data-good="{int(trial.good)}"><span aria-hidden="true">{mark}</span> '
        f"<b>{escape(trial.title)}</b><span>, {_short(trial.day)}{took}</span>"
        f'<span class="only-read">, {words}</span>{more}</li>'
    )


def _goals(held: Site) -> Iterator[str]:
    if not held.months:
        return
    yield "<section><h2>The plan's own table</h2>"
    yield '<p>What counts as success, month by month: the value, then its target.</p><div class="months">'
    for month in held.months:
        yield _month(month)
    yield "</div></section>"


def _month(month: Month) -> str:
    reached = sum(cell.is_met for cell in month.cells)
    items = "".join(_cell(cell) for cell in month.cells)
    title = f"Month {month.number} <small>{reached} of {len(month.cells)}</small>"
    return f"<article><h3>{title}</h3><ul>{items}</ul></article>"


def _cell(cell: Cell) -> str:
    mark, words = ("✓", "reached") if cell.is_met else ("○", "open")
    readings = cell.readings if cell.standing is Standing.MET else cell.now
    values = " + ".join(f"{one.value} ({one.target})" for one in readings)
    told = f'<span class="quiet">{escape(values)}</span>' if values else ""
    return (
        f'<li class="{words}"><span aria-hidden="true">{mark}</span><span class="only-read">{words}: </span>'
        f"<span><b>{escape(cell.area.title)}</b> {escape(cell.goal.words)} {told}</span></li>"
    )


def _chat(held: Site) -> Iterator[str]:
    guesses, right = sum(day.guesses for day in held.chat), sum(day.right for day in held.chat)
    if guesses:
        rounds = sum(day.rounds for day in held.chat)
        yield (
            f"<section><h2>Chat plays along</h2><p>{right} of {_plural(guesses, 'guess', 'guesses')} "
            f"in {_plural(rounds, 'round')} saw the pattern: {right / guesses:.0%}.</p></section>"
        )


def _plural(count: int, one: str, many: str | None = None) -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"


def _short(day: date) -> str:
    return f"{day.day} {day:%b}"


def _long(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
