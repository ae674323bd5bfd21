"""Reviews as messages: the private form, moments by command, and who may be asked."""

from __future__ import annotations

from bot.recording.model import Aspect, FormView, Kind, Recording, Remark, Statement, span_text
from cogs.words import escape_discord

ASPECTS = {
    Aspect.PROBLEM_SOLVING: "Problem solving",
    Aspect.TECHNICAL: "Technical",
    Aspect.TESTING: "Testing",
    Aspect.COMMUNICATION: "Communication",
    Aspect.SCOPING: "Scoping",
    Aspect.HIGH_LEVEL: "High-level design",
    Aspect.DEEP_DIVE: "Deep dive",
    Aspect.TRADE_OFFS: "Trade-offs",
    Aspect.INTUITION: "Intuition",
    Aspect.CORRECTNESS: "Correctness",
    Aspect.DEPTH: "Depth",
    Aspect.CLARITY: "Clarity",
}
MEANS = {
    Aspect.PROBLEM_SOLVING: "asks, finds an approach, weighs it against another",
    Aspect.TECHNICAL: "working code, fitting data structures, complexity named",
    Aspect.TESTING: "walks through an example, edge cases, finds own mistakes",
    Aspect.COMMUNICATION: "says what and why, listens, easy to follow",
    Aspect.SCOPING: "users, numbers, what is left out",
    Aspect.HIGH_LEVEL: "parts, their interfaces, the way of a request",
    Aspect.DEEP_DIVE: "one part down to data, failure and scale",
    Aspect.TRADE_OFFS: "names the other way and why not",
    Aspect.INTUITION: "a newcomer would get the idea",
    Aspect.CORRECTNESS: "nothing wrong, nothing hand-waved",
    Aspect.DEPTH: "survives the next why, an example from practice",
    Aspect.CLARITY: "two minutes, one thread, the point first",
}
SCORES = {1: "not yet", 2: "getting there", 3: "good", 4: "strong"}
WORDS_TITLE = "In words"
KEEP_FIELD = "One thing to keep"
KEEP_HINT = "Said the brute force first"
CHANGE_FIELD = "One thing to change"
CHANGE_HINT = "Test before you say done"
MOMENT_TITLE = "Mark a moment"
MOMENT_FIELD = "When, and what you saw"
MOMENT_HINT = "12:34 silent stuck on the base case"
MOMENT_MEANS = "Also: froze, rambled, approach, clear, code, tested, or any words."
FORWARD = {True: "Forward", False: "Not yet"}
WORDS = "In words"
TAKE_BACK = "Take it back"
TAKEN_BACK = "Taken back."
STATEMENTS = {
    Statement.FORWARD: "forward",
    Statement.SILENT: "silent",
    Statement.FROZE: "froze or rushed",
    Statement.RAMBLED: "rambled",
    Statement.APPROACH: "good approach",
    Statement.CLEAR: "clear",
    Statement.CODE: "good code",
    Statement.TESTED: "tested",
}
KINDS = {Kind.CODING: "coding", Kind.DESIGN: "system design", Kind.EXPLANATION: "ML explanation"}


def use_slash(name: str) -> str:
    """Some answers are for one person only."""
    return f"`/{name}` does that: the answer is for you alone."


def form(view: FormView) -> str:
    """Above the lists: whose it is, what the numbers mean, what is kept."""
    title, owner = escape_discord(view.recording.title), escape_discord(view.owner.name)
    if view.form.own:
        lines = [f"**{title}**: how did you do? Kept as you choose; only you see it."]
        if view.form.covers(view.recording.kind):
            lines.append("Your rating is in. Friends' forms are open to you now.")
    else:
        lines = [f"**{title}** by {owner}. Kept as you choose; only {owner} reads it."]
        if view.form.covers(view.recording.kind):
            lines.append(f"Thank you, that helps {owner} more than a thumb.")
    if view.form.keep:
        lines.append(f"*Keep*: {escape_discord(view.form.keep)}")
    if view.form.change:
        lines.append(f"*Change*: {escape_discord(view.form.change)}")
    if view.forgotten:
        lines.append("-# You asked to be forgotten: scores count without a name, words are not kept.")
    return "\n".join(lines)


def asked(aspect: Aspect) -> str:
    """What stands in a list before anything is chosen."""
    return f"{ASPECTS[aspect]}: {MEANS[aspect]}"


def score(aspect: Aspect, number: int) -> str:
    """One choice of a list."""
    return f"{ASPECTS[aspect]}: {number}, {SCORES[number]}"


def marked(recording: Recording, remark: Remark) -> str:
    """After `/moment`."""
    what = "" if remark.statement is None else f" {remark.statement.emoji} {STATEMENTS[remark.statement]}"
    words = f" “{escape_discord(remark.words)}”" if remark.words else ""
    return f"📌 {span_text(remark.span)}{what}{words}, in **{escape_discord(recording.title)}**."


def offered(*, asks: bool) -> str:
    """What `/reviewer` says, and its button."""
    if asks:
        return (
            "I may ask you, by a private message, when nobody has looked at a recording for two days and it"
            " is your turn. At most once for each."
        )
    return (
        "I do not ask you. With the button I may send you a private message when nobody has looked at a"
        " recording for two days and it is your turn; whoever looked longest ago is asked first."
    )


def offer(*, asks: bool) -> str:
    """The label of the button."""
    return "Stop asking me" if asks else "You may ask me"
