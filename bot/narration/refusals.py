"""What is said where nothing could be measured, or somebody asks for what is not theirs."""

from __future__ import annotations

from bot.errors import NotAllowed, UserError
from bot.narration.heard import Trouble

_SENTENCES = {
    Trouble.MISSING: "There is no file {name}. Check the path; one with spaces wants quotes.",
    Trouble.FOLDER: "{name} is a folder. Name one recording in it.",
    Trouble.UNREADABLE: "{name} may not be read by me. Check who may: ls -l shows it.",
    Trouble.EMPTY: "{name} is empty, 0 bytes. Record again, and look whether the disk is full.",
    Trouble.GROWING: "{name} is still being written. Stop the recording, then try again.",
    Trouble.BROKEN: "{name} is no recording that I can read: it is of another kind, or it broke off before it"
    " was finished. OBS keeps what it has when it records to MKV.",
    Trouble.NO_SOUND: "{name} has no sound in it. In OBS, look whether the microphone is in the recording.",
    Trouble.NO_SUCH_TRACK: "{name} has no such sound track. Leave --track out, or take a smaller number.",
    Trouble.NOT_INSTALLED: "Measuring needs three more libraries."
    " Run: .venv/bin/python -m pip install -e '.[narration]'",
    Trouble.DIED: "Measuring {name} was broken off, most likely for want of memory. Try it again by itself:"
    " python -m bot narrate",
    Trouble.TOO_LONG: "{name} took over an hour to measure, so I left it. Cut it to the part that counts.",
}


class Unheard(UserError):
    """A file of which nothing could be measured, and what to do about it."""

    def __init__(self, trouble: Trouble, name: str = "") -> None:
        self.trouble = trouble
        super().__init__(_SENTENCES[trouble].format(name=name))


class NothingHeard(UserError):
    """Nothing of this person's was measured yet."""

    def __init__(self) -> None:
        super().__init__(
            "Nothing of yours was measured yet. Name a folder under [recording] in the config,"
            " and record while a clock runs."
        )


class NoSuchNarration(UserError):
    """A number that is none of theirs."""

    def __init__(self) -> None:
        super().__init__("There is no such recording of yours. /narration alone shows the last one.")


class OnlyTheCandidate(NotAllowed):
    """Somebody else wants to announce a silence."""

    def __init__(self, name: str) -> None:
        super().__init__(f"Only {name} can announce a silence here: it is theirs.")
