"""A week's report as a Markdown file to keep: the same words as the message, and its days."""

from __future__ import annotations

from bot.progress.model import Week
from cogs.progress import text


def name(week: Week, ending: str) -> str:
    """Of a file of this week."""
    return f"week-{week.first.isoformat()}.{ending}"


def markdown(week: Week) -> bytes:
    """The report, then day by day."""
    embeds = (text.report(week), text.days(week))
    lines = [f"# {embeds[0].title}", ""]
    for field in embeds[0].fields:
        lines += [f"## {field.name}", "", *(f"- {line}" for line in str(field.value).splitlines()), ""]
    lines += [f"## {text.DAYS}", ""]
    lines += [f"- {line}" for line in str(embeds[1].description).splitlines()]
    return ("\n".join(lines) + "\n").encode()
