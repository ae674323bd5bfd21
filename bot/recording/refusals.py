"""What cannot be done with recordings and reviews, and what to do instead."""

from __future__ import annotations

from bot.errors import NotAllowed, UserError


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:59] + "…"


class BadMoment(UserError):
    """A time that no recording has."""

    def __init__(self, text: str) -> None:
        super().__init__(
            f"I could not read a time in “{_short(text)}”. Write it as the player shows it:"
            " `12:34 silent stuck on the base case`, `12:34-13:10 rambled`, `1:02:03 nice test`."
        )


class BackwardSpan(UserError):
    """A stretch that ends before it begins."""

    def __init__(self, begins: str, ends: str) -> None:
        super().__init__(f"{begins} comes after {ends}. Write the earlier one first: `{ends}-{begins}`.")


class BadSpan(UserError):
    """A slice that cannot be read."""

    def __init__(self, text: str) -> None:
        super().__init__(
            f"I could not read “{_short(text)}” as a part of the recording. Write from and to: `12:00-25:00`."
        )


class BadLink(UserError):
    """What was handed in is no link that may be posted."""

    def __init__(self, text: str) -> None:
        super().__init__(
            f"“{_short(text)}” is no link I can post. A link begins with https:// or http:// and has no"
            " spaces, such as `https://youtu.be/...` (unlisted is fine)."
        )


class NothingToReview(UserError):
    """`/submit` without anything to watch."""

    def __init__(self) -> None:
        super().__init__(
            "There is nothing to watch yet. Give me a `link` (unlisted is fine), a `file`, or `vod: True` for"
            " your last stream."
        )


class OnlyOne(UserError):
    """`/submit` with two things to watch."""

    def __init__(self) -> None:
        super().__init__("One recording at a time: a `link`, a `file`, or `vod: True`.")


class NoVodYet(UserError):
    """`/submit vod:True` before Twitch has it."""

    def __init__(self) -> None:
        super().__init__(
            "Twitch has no recording of your last stream yet; a few minutes after the end it usually does."
            " A `link` works at once."
        )


class NotYourStream(NotAllowed):
    """Somebody hands in the host's stream."""

    def __init__(self, name: str) -> None:
        super().__init__(f"The stream here is {name}'s. Give me a `link` to yours.")


class NoVideo(UserError):
    """A file that nobody can watch or listen to."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"“{_short(name)}” is no video and no sound. An mp4, mov, webm or mp3 plays in Discord."
        )


class FileTooLarge(UserError):
    """More than Discord lets the bot post."""

    def __init__(self, megabytes: int) -> None:
        super().__init__(
            f"That file is larger than the {megabytes} MB that I may post here. Put it up unlisted (YouTube,"
            " Drive, Loom) and hand in the link."
        )


class BadStage(UserError):
    """A stage that the programme does not have."""

    def __init__(self, stages: int) -> None:
        super().__init__(f"There is no such stage. Your plan has 1 to {stages}.")


class NoTitle(UserError):
    """A recording without a name."""

    def __init__(self) -> None:
        super().__init__("Give the recording a title, such as “Two Sum, out loud”.")


class NoReviewChannel(UserError):
    """A recording for friends where the host named no channel for them."""

    def __init__(self) -> None:
        super().__init__(
            "There is no channel for reviews yet. The host sets reviews_channel under [discord]; until then"
            " `stage: 1` keeps a recording for you alone."
        )


class NoSuchRecording(UserError):
    """A number that no recording has, or one that only its owner may see."""

    def __init__(self) -> None:
        super().__init__("I know no recording with that number. `/review` under its post always finds it.")


class NotInReview(UserError):
    """A command that wants the thread of a recording."""

    def __init__(self) -> None:
        super().__init__("Which recording? Write it in the recording's own thread, or add its number.")


class NotYourRecording(NotAllowed):
    """Somebody changes another one's recording."""

    def __init__(self, name: str) -> None:
        super().__init__(f"Only {name} can do that with this recording.")


class Withdrawn(UserError):
    """A review of what was taken back."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} took this recording back, so there is nothing to review any more.")


class NotClosed(UserError):
    """Reopening what is open."""

    def __init__(self) -> None:
        super().__init__("This recording is open already; friends can still say what they saw.")
