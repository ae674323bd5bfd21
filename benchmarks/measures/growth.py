"""What a long log costs: commands and the start after nine months, alone and in a file of ten thousand."""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path

from benchmarks.figures import Aim, Figure, Sheet, percentile
from benchmarks.logs import among_many, bytes_of, first_day, nine_months
from benchmarks.options import Options, turned
from benchmarks.scene import BARE, GREENROOM, scene

LARGE = "among many"
COMMANDS = {"today": "!today", "progress": "!progress", "pattern": "!pattern"}


async def measure(options: Options) -> list[Figure]:
    """The same candidate in a small file and in a large one, and a bare bot beside both."""
    sheet = Sheet()
    with tempfile.TemporaryDirectory(prefix="greenroom-bench-") as folder:
        small, large = Path(folder) / "small.db", Path(folder) / "large.db"
        await nine_months(small)
        among_many(small, large)
        for number in range(options.rounds):
            for subject in turned((GREENROOM, LARGE, BARE), number):
                file = {GREENROOM: small, LARGE: large}.get(subject)
                sheet.add(subject, await _one(file, options, Path(folder) / "stage"))
        sizes = [
            Figure(f"disk.{table}", f"a row of {table}, indexes included", "bytes", Aim("stated"), (size,))
            for table in ("attempts", "guesses", "people")
            for size in (bytes_of(large, table),)
        ]
        year = small.stat().st_size / 270 * 365 / 1024
        sizes.append(Figure("disk.candidate_year", "a candidate's year", "KiB", Aim("stated"), (year,)))
    long_log = sheet.ratio(
        "discord.today.p50_vs_bare",
        "!today with nine months of log",
        (GREENROOM, "today"),
        (BARE, "today"),
        Aim("at most", 2.0),
        "ms",
    )
    grown = [
        sheet.ratio(
            f"growth.{name}",
            f"{words} in the large file",
            (LARGE, name),
            (GREENROOM, name),
            Aim("at most", 1.3),
            unit,
        )
        for name, words, unit in (
            ("today", "!today", "ms"),
            ("progress", "!progress", "ms"),
            ("pattern", "!pattern", "ms"),
            ("start", "start", "s"),
        )
    ]
    return [long_log, *grown, *sizes]


def _lay_out(folder: Path, file: Path | None) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    if file is not None:
        shutil.copy(file, folder / "greenroom.db")


async def _one(file: Path | None, options: Options, folder: Path) -> dict[str, float]:
    _lay_out(folder, file)
    async with scene(folder, start=first_day()) as stand:
        began = time.perf_counter()
        async with stand.bare_discord() if file is None else stand.greenroom() as process:
            await stand.first_answer("!ping" if file is None else "!today")
            start = time.perf_counter() - began
            if file is not None:
                await process.says("^Greenroom is up")
            figures = {"start": start}
            for name, text in COMMANDS.items():
                asked = "!ping" if file is None else text
                # a picture takes as long as many answers without one
                count = options.pictures if name == "progress" else options.questions
                taken = [await stand.ask(asked) for _ in range(count)]
                figures[name] = percentile(taken, 0.5) * 1000
    return figures
