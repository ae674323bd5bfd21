"""What Discord shows of a measured recording: the sentence, the silences, the trend."""

from __future__ import annotations

import discord

from bot.narration.model import (
    Agreement,
    By,
    Narration,
    NarrationView,
    Place,
    Silence,
    Span,
    Trend,
    digits,
    moments_of,
    sentence,
    warning,
)
from bot.recording.model import Recording
from cogs import colours
from cogs.words import clip, escape_discord, plural

PICTURE = "narration.png"
LABELS = {"look": "What I heard", "submit": "Submit for review"}
FORM = "Submit for review"
TITLE_FIELD = "Title"
LOOK_AT_FIELD = "What should friends look at?"
LINK_FIELD = "Link that friends will watch"
LINK_HINT = "Unlisted is fine. The file on the host's machine stays there."
SLICE_FIELD = "Part to look at"
SLICE_HINT = "12:00-25:00, or empty for all of it"
SHOWN = 6
"""Silences that are listed; who wants more looks at the picture."""
MOMENTS = 4

_NAME = 80
_CHOICE = 100
_TITLE = 200
_ALT = 1000


def card(view: NarrationView) -> discord.Embed:
    """All of it, for its candidate alone."""
    account = view.account
    lines = [sentence(account, view.narration.heard)]
    if not account.voiceless:
        lines += [*_silences(view), *_moments(view), *_trend(view.trend), *_agreement(view.agreement)]
    broken = warning(view.narration.heard)
    if broken:
        lines.append(f"⚠ {broken}")
    shown = discord.Embed(
        title=clip(f"Narration: {escape_discord(view.title)}", _TITLE),
        description="\n".join(lines),
        colour=colours.REVIEW,
        timestamp=view.narration.began_at,
    )
    shown.set_footer(text="Voice activity, not judgement. Measured on the host's machine; no sound is kept.")
    return shown


def offer(view: NarrationView) -> str:
    """A recording of a timed test is there, in private."""
    name = escape_discord(clip(view.narration.name, _NAME))
    return f"Your recording of **{escape_discord(view.title)}** is measured ({name})."


def offer_in_public() -> str:
    """The same where others read it: it says nothing about what was heard."""
    return "A recording of a timed test is measured. Only the candidate sees what came of it."


def handed_in(recording: Recording, channel: int | None) -> str:
    """What the candidate reads right after the form."""
    number = f"**{escape_discord(recording.title)}** is recording {recording.id}."
    if recording.is_private:
        return f"{number} Stage 1 is for you alone. Rate yourself: `/review`."
    where = "" if channel is None else f" in <#{channel}>"
    return f"{number} Its post comes up{where}. Rate yourself first: `/review`."


def review_moments(view: NarrationView) -> discord.Embed:
    """Under a closed review: where it was silent, to be held against what friends said."""
    said = [f"{_at(view, each.span)} {each.words}" for each in moments_of(view.account)[:SHOWN]]
    shown = discord.Embed(description="\n".join(said), colour=colours.REVIEW)
    shown.set_author(name="🔇 Measured, now that friends have said what they saw")
    shown.set_footer(text="Voice activity, not judgement.")
    return shown


def part(view: NarrationView) -> str:
    """What of the recording the clock counted, as the form takes it; empty where that is all of it."""
    spans = view.line.spans
    if view.timer is None or not spans:
        return ""
    return f"{digits(spans[0].start)}-{digits(spans[-1].end)}"


def alt(view: NarrationView) -> str:
    """The picture in words: the finding, then where the long silences are."""
    account = view.account
    said = [f"Time line of {view.title}. {sentence(account, view.narration.heard)}"]
    said += [f"Silent from {digits(each.span.start)} to {digits(each.span.end)}." for each in account.flagged]
    return clip(" ".join(said), _ALT)


def thinking() -> str:
    """A silence is announced."""
    return "💭 Noted. The silence from here on is announced."


def use_slash(name: str) -> str:
    """What only its candidate sees wants a slash command."""
    return f"What I heard is for you alone: use `/{name}`."


def choice(narration: Narration, title: str) -> str:
    """One line of the list to choose a recording from."""
    return clip(f"{narration.began_at:%d %b %H:%M} UTC · {title}", _CHOICE)


def _silences(view: NarrationView) -> list[str]:
    account = view.account
    worst = sorted(account.silences, key=lambda each: each.span.length, reverse=True)[:SHOWN]
    lines = [_silence(view, each) for each in sorted(worst, key=lambda each: each.span.start)]
    if not lines:
        return []
    rest = len(account.silences) - len(worst)
    if rest:
        lines.append(f"and {plural(rest, 'shorter one')}")
    return ["", "**Silences**", *lines]


def _silence(view: NarrationView, silence: Silence) -> str:
    sign = "🔇" if silence.flagged else "💭" if silence.announced else "▫"
    said = [f"{sign} {_at(view, silence.span)} {_length(silence)}"]
    if silence.announced:
        said.append("announced")
    if silence.place is not None:
        said.append(_place(silence.place))
    return " · ".join(said)


def _at(view: NarrationView, span: Span) -> str:
    """A place that opens the video there, where there is one."""
    url = view.link(span.start)
    place = f"`{digits(span.start)}`"
    return place if url is None else f"[{place}]({url})"


def _length(silence: Silence) -> str:
    seconds = int(silence.span.length.total_seconds())
    return f"{seconds} s" if seconds < 60 else digits(silence.span.length)


def _place(place: Place) -> str:
    at = f"{digits(place.elapsed)} on the clock"
    return f"{escape_discord(place.section)}, {at}" if place.section is not None else at


def _moments(view: NarrationView) -> list[str]:
    moments = view.moments
    if not moments:
        return []
    lines = [
        f"{'📍' if each.by is By.VIEWER else '💬'} {_at(view, each.span)} {escape_discord(each.words)}"
        for each in moments[:MOMENTS]
    ]
    rest = len(moments) - len(lines)
    if rest:
        lines.append(f"and {plural(rest, 'more moment')}")
    return ["", "**Marked by others**", *lines]


def _trend(trend: Trend | None) -> list[str]:
    if trend is None:
        return []
    return [
        "",
        f"Over {plural(trend.recordings, 'recording')}: speaking {_percent(trend.share_before)} to"
        f" {_percent(trend.share_now)}, 🔇 {trend.flagged_before:g} to {trend.flagged_now:g}.",
    ]


def _agreement(held: Agreement | None) -> list[str]:
    if held is None:
        return []
    said = f"🔇 Friends and I agree on {held.agreed} of {held.recordings} recordings"
    apart: list[str] = []
    if held.only_friends:
        apart.append(f"they alone marked {held.only_friends}")
    if held.only_measured:
        apart.append(f"I alone {held.only_measured}")
    return [f"{said}{'; ' if apart else ''}{', '.join(apart)}."]


def _percent(share: float) -> str:
    return f"{round(share * 100)}%"
