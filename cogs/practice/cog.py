"""What goes into the log on Discord: problems, sessions, the form for both, and `!undo`."""

from __future__ import annotations

from typing import Literal

from discord import app_commands
from discord.ext import commands

from bot.discord_bot import Context, DiscordBot, Interaction
from bot.practice.model import (
    LONGEST,
    NOTE_LIMIT,
    PARAGRAPH_LIMIT,
    ROLE_LIMIT,
    SHORTEST,
    Deed,
    Filled,
    SessionKind,
    Verdict,
)
from cogs.asking import actor_of, source_of
from cogs.practice import text, views

Minutes = app_commands.Range[int, SHORTEST, LONGEST]
Note = app_commands.Range[str, 0, NOTE_LIMIT]
Paragraph = app_commands.Range[str, 0, PARAGRAPH_LIMIT]
Role = app_commands.Range[str, 0, ROLE_LIMIT]
Day = app_commands.Range[str, 0, 20]

USAGE = "<problem> [minutes] [note]"
SUGGESTIONS = 25
"""What Discord shows under a field at most."""
CHOICE = 100
"""Characters of one of them."""

WHICH = "Name, number or link"
TOOK = "How long it took"
WHEN = "yesterday, tuesday or 2026-03-01; today if you leave it out"
IN_WORDS = "A line or a paragraph to find it by"


class PracticeCog(commands.Cog, name="Log"):
    """What you solved, explained, designed, read, rehearsed and finished."""

    def __init__(self, bot: DiscordBot) -> None:
        self._practice = bot.services.practice
        self._catalogue = bot.services.catalogue

    # Behind the prefix the first keyword-only parameter takes the rest of the line, and discord.py leaves the
    # others at their defaults; as a slash command each is an option of its own.

    @commands.hybrid_command(usage=USAGE, extras={"for": "candidate"})
    @app_commands.describe(
        problem=WHICH,
        minutes=TOOK,
        note="The intuition in one line",
        read="Whether you read the solution first",
        date=WHEN,
    )
    async def solved(
        self,
        context: Context,
        *,
        problem: str,
        minutes: Minutes | None = None,
        note: Note = "",
        read: bool = False,
        date: Day = "",
    ) -> None:
        """Log a problem you solved: its name, the minutes, the intuition in one line."""
        done = await self._practice.solved(
            actor_of(context), problem, source_of(context), minutes=minutes, note=note, read=read, day=date
        )
        await context.send(text.logged(done))

    @commands.hybrid_command(usage=USAGE, extras={"for": "candidate"})
    @app_commands.describe(
        problem=WHICH,
        minutes="How long you tried",
        note="What was missing, in one line",
        read="Whether you read the solution then",
        date=WHEN,
    )
    async def failed(
        self,
        context: Context,
        *,
        problem: str,
        minutes: Minutes | None = None,
        note: Note = "",
        read: bool = False,
        date: Day = "",
    ) -> None:
        """Log a problem you did not solve yet."""
        done = await self._practice.failed(
            actor_of(context), problem, source_of(context), minutes=minutes, note=note, read=read, day=date
        )
        await context.send(text.logged(done))

    @commands.hybrid_command(usage="<topic> [minutes] [note]", extras={"for": "candidate"})
    @app_commands.describe(topic="What you explained", minutes=TOOK, note=IN_WORDS, date=WHEN)
    async def explained(
        self,
        context: Context,
        *,
        topic: str,
        minutes: Minutes | None = None,
        note: Paragraph = "",
        date: Day = "",
    ) -> None:
        """Log a topic you explained aloud or in a paragraph."""
        await self._sit(context, SessionKind.EXPLANATION, topic, minutes, note, date)

    @commands.hybrid_command(usage="<system> [minutes] [note]", extras={"for": "candidate"})
    @app_commands.describe(system="What you designed", minutes=TOOK, note=IN_WORDS, date=WHEN)
    async def designed(
        self,
        context: Context,
        *,
        system: str,
        minutes: Minutes | None = None,
        note: Paragraph = "",
        date: Day = "",
    ) -> None:
        """Log a system you designed out loud."""
        await self._sit(context, SessionKind.DESIGN, system, minutes, note, date)

    @commands.hybrid_command(usage="<what> [minutes] [note]", extras={"for": "candidate"})
    @app_commands.describe(what="What you read", minutes=TOOK, note=IN_WORDS, date=WHEN)
    async def read(
        self,
        context: Context,
        *,
        what: str,
        minutes: Minutes | None = None,
        note: Paragraph = "",
        date: Day = "",
    ) -> None:
        """Log what you read: a topic, a chapter, a paper."""
        await self._sit(context, SessionKind.READING, what, minutes, note, date)

    @commands.hybrid_command(usage="<piece> [minutes] [note]", extras={"for": "candidate"})
    @app_commands.describe(piece="What stands now", minutes=TOOK, note=IN_WORDS, date=WHEN)
    async def shipped(
        self,
        context: Context,
        *,
        piece: str,
        minutes: Minutes | None = None,
        note: Paragraph = "",
        date: Day = "",
    ) -> None:
        """Log a portfolio piece that others can look at now."""
        await self._sit(context, SessionKind.PORTFOLIO, piece, minutes, note, date)

    @commands.hybrid_command(
        usage="<round> [for <role>] <passed|failed> [minutes] [note]", extras={"for": "candidate"}
    )
    @app_commands.rename(round_="round")
    @app_commands.describe(
        round_="Which round of the interview",
        outcome="How it went",
        role="Whom a pitch was for",
        minutes=TOOK,
        note=IN_WORDS,
        date=WHEN,
    )
    async def mock(
        self,
        context: Context,
        *,
        round_: str,
        outcome: Literal["passed", "failed"] | None = None,
        role: Role = "",
        minutes: Minutes | None = None,
        note: Paragraph = "",
        date: Day = "",
    ) -> None:
        """Log a rehearsed round of the interview, a pitch included, and whether it passed."""
        verdict = None if outcome is None else Verdict(outcome)
        await self._sit(context, SessionKind.MOCK, round_, minutes, note, date, verdict, role)

    async def _sit(
        self,
        context: Context,
        kind: SessionKind,
        what: str,
        minutes: int | None,
        note: str,
        date: str,
        verdict: Verdict | None = None,
        role: str = "",
    ) -> None:
        done = await self._practice.session(
            actor_of(context),
            kind,
            what,
            source_of(context),
            verdict=verdict,
            minutes=minutes,
            note=note,
            role=role,
            day=date,
        )
        await context.send(text.noted(done))

    @commands.hybrid_command(extras={"for": "candidate"})
    async def undo(self, context: Context) -> None:
        """Take back what you logged last; a file that you imported goes as a whole."""
        back = await self._practice.undo(actor_of(context), source_of(context))
        await context.send(text.undone(back))

    @app_commands.command(extras={"for": "candidate"})
    @app_commands.describe(
        problem="Name, number or link of a problem; leave it out for a form that takes anything",
        outcome="How it went",
        minutes=TOOK,
        note="The intuition in one line",
        date=WHEN,
        read="Whether you read the solution first",
    )
    async def log(
        self,
        interaction: Interaction,
        problem: str = "",
        outcome: Literal["solved", "not solved"] | None = None,
        minutes: Minutes | None = None,
        note: Note = "",
        date: Day = "",
        read: bool = False,
    ) -> None:
        """Log anything, for today or an earlier day; what you leave out is asked in a form."""
        if not problem or outcome is None:
            deed = {
                (True, False): Deed.SOLVED,
                (True, True): Deed.SOLVED_READ,
                (False, False): Deed.FAILED,
                (False, True): Deed.FAILED_READ,
            }[outcome != "not solved", read]
            took = "" if minutes is None else str(minutes)
            await interaction.response.send_modal(
                views.LogForm(Filled(deed, problem[: views.SUBJECT_LIMIT], took, note, date))
            )
            return
        done = await self._practice.log(
            actor_of(interaction),
            problem,
            source_of(interaction),
            solved=outcome == "solved",
            minutes=minutes,
            note=note,
            read=read,
            day=date,
        )
        await interaction.response.send_message(text.logged(done))

    @commands.command(name="log", hidden=True, ignore_extra=True)
    async def log_in_chat(self, context: Context) -> None:
        """Say that this one is a slash command."""
        await context.send(text.use_slash(self.log.qualified_name))

    @solved.autocomplete("problem")
    @failed.autocomplete("problem")
    @log.autocomplete("problem")
    async def suggest(self, _: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Problems that what was typed so far may mean."""
        return [
            app_commands.Choice(name=text.choice(problem), value=problem.slug)
            for problem in self._catalogue.suggest(typed, SUGGESTIONS)
        ]

    @explained.autocomplete("topic")
    async def suggest_topics(self, _: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Topics of the programme."""
        return self._subjects(SessionKind.EXPLANATION, typed)

    @designed.autocomplete("system")
    async def suggest_systems(self, _: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Systems of the programme."""
        return self._subjects(SessionKind.DESIGN, typed)

    @read.autocomplete("what")
    async def suggest_readings(self, _: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Topics and teams of the programme."""
        return self._subjects(SessionKind.READING, typed)

    @shipped.autocomplete("piece")
    async def suggest_pieces(self, _: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Portfolio items of the programme."""
        return self._subjects(SessionKind.PORTFOLIO, typed)

    @mock.autocomplete("round_")
    async def suggest_rounds(self, _: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Rounds of the programme's interview."""
        return self._subjects(SessionKind.MOCK, typed)

    @mock.autocomplete("role")
    async def suggest_roles(self, _: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Roles that the programme leads to."""
        titles = [one.title for one in self._practice.vocabulary.roles]
        return [_choice(title) for title in titles if typed.casefold() in title.casefold()][:SUGGESTIONS]

    def _subjects(self, kind: SessionKind, typed: str) -> list[app_commands.Choice[str]]:
        return [_choice(title) for title in self._practice.vocabulary.suggest(kind, typed, SUGGESTIONS)]


def _choice(title: str) -> app_commands.Choice[str]:
    # what is cut off at the end is found again: a beginning names a title
    return app_commands.Choice(name=title[:CHOICE], value=title[:CHOICE])


async def setup(bot: DiscordBot) -> None:
    """Called by discord.py."""
    await bot.add_cog(PracticeCog(bot))
