"""What a stream cannot do, and what to do instead."""

from __future__ import annotations

from bot.errors import NotAllowed, UserError


class NoProblem(UserError):
    """`!problem` with nothing on the stage."""

    def __init__(self, *, may_set: bool) -> None:
        mend = " `!problem 3sum` puts one there." if may_set else ""
        super().__init__(f"No problem is on right now.{mend}")


class NothingToLog(UserError):
    """A nameless `!solved` with nothing on the stage."""

    def __init__(self) -> None:
        super().__init__("No problem is on right now. Name the one you mean: `!solved 3sum 18`.")


class AlreadyLogged(UserError):
    """A nameless `!solved` for what stands in the log already."""

    def __init__(self, title: str) -> None:
        super().__init__(
            f"{title} is logged already. To log it once more, name it: `!solved {title.lower()} 20`."
        )


class NotYourStage(NotAllowed):
    """A viewer puts a problem on the stage."""

    def __init__(self, name: str) -> None:
        super().__init__(f"Only {name} and moderators choose the problem. `!problem` alone shows it.")


class NotLive(UserError):
    """A moment without a stream."""

    def __init__(self) -> None:
        super().__init__("There is no stream to mark a moment in right now.")


class NoStreamYet(UserError):
    """Chapters before there was ever a stream."""

    def __init__(self) -> None:
        super().__init__("I have seen no stream yet. Its chapters are here once you were live.")


class NoSuchStream(UserError, LookupError):
    """A button under the post of a stream that was deleted from the file."""

    def __init__(self) -> None:
        super().__init__("That stream is not in my file any more. `/stream chapters` knows the last one.")


class NoInvite(UserError):
    """`!discord` without an address."""

    def __init__(self) -> None:
        super().__init__("I have no invitation to hand out. The host can set discord_invite under [stream].")
