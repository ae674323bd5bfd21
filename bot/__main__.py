"""The command line: `python -m bot COMMAND`."""

from __future__ import annotations

import argparse
import asyncio
import gc
import signal
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from bot.clock import system_clock
from bot.config import Config, load_config, secrets_of
from bot.errors import StartError, UserError
from bot.log import redactor, set_up_logging
from bot.simulation.persona import START, Kind

if TYPE_CHECKING:
    from bot.finding import Finding


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse, do, and return the exit code: 0 fine, 1 something to mend, 2 could not be done."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if "action" not in options:
        parser.print_help()
        print(
            "\nNothing is set up here yet? `python -m bot init` asks a few questions and writes the config."
        )
        return 2
    try:
        return options.action(options)
    except (StartError, UserError) as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bot", description="Greenroom: a Discord and Twitch companion for interview training."
    )
    commands = parser.add_subparsers(metavar="COMMAND")

    def command(name: str, help_: str, *, configured: bool = True) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=help_, description=help_)
        if configured:
            made.add_argument(
                "--config",
                type=Path,
                default=Path("config.toml"),
                help="settings file (default: config.toml)",
            )
        return made

    command("run", "Run the bot until it is told to stop.").set_defaults(action=_run)

    rehearse = command("rehearse", "Try the whole bot in your browser, with no account.", configured=False)
    rehearse.add_argument(
        "--port", type=int, default=8700, help="port of the page (default: 8700; 0 takes any)"
    )
    rehearse.add_argument(
        "--data", type=Path, default=Path("data/rehearsal"), help="folder that keeps everything"
    )
    rehearse.add_argument("--no-browser", action="store_true", help="do not open the page")
    rehearse.set_defaults(action=_rehearse)

    simulate = command("simulate", "Live the whole plan as somebody made up, in seconds.", configured=False)
    simulate.add_argument("--seed", type=int, default=7, help="another number is another life (default: 7)")
    simulate.add_argument(
        "--life",
        type=Kind,
        choices=list(Kind),
        default=Kind.DILIGENT,
        help="how they live (default: diligent)",
    )
    simulate.add_argument(
        "--start", type=date.fromisoformat, default=START, help=f"first day of the plan (default: {START})"
    )
    simulate.add_argument("--days", type=int, help="only so many days (default: to the end)")
    simulate.set_defaults(action=_simulate)

    login = command("login", "Allow the bot to use an account, by a code typed on Twitch's own page.")
    login.add_argument("platform", choices=["twitch"])
    login.add_argument(
        "--markers", action="store_true", help="also ask to put !moment into the stream as a marker"
    )
    login.set_defaults(action=_login)

    command("init", "Write a config by asking a few questions.").set_defaults(action=_init)

    doctor = command("doctor", "Check tokens, permissions and channels; say the mend for what is wrong.")
    doctor.add_argument("--json", action="store_true", help="one JSON object, for other programs")
    doctor.set_defaults(action=_doctor)

    check = command("check", "Check a programme that you wrote; each error names its mend.", configured=False)
    check.add_argument("file", type=Path, metavar="FILE", help="the programme: a TOML file")
    check.set_defaults(action=_check)

    narrate = command("narrate", "Say where a recording is spoken and where it is silent.", configured=False)
    narrate.add_argument("file", type=Path, metavar="FILE", help="what OBS or a phone recorded")
    narrate.add_argument("--json", action="store_true", help="every figure, for other programs")
    narrate.add_argument(
        "--track", type=_track, default=1, help="the sound track with the voice (default: 1)"
    )
    narrate.set_defaults(action=_narrate)

    export = command("export", "Write everything, somebody's log, or their public page into plain files.")
    export.add_argument("what", choices=["all", "log", "site"])
    export.add_argument("--person", metavar="NAME", help="whose log or page (default: the host's)")
    export.add_argument(
        "--format",
        choices=["jsonl", "csv"],
        default="jsonl",
        help="of `all`: one file a table (default: jsonl)",
    )
    export.add_argument(
        "--with",
        dest="also",
        action="append",
        default=[],
        choices=["notes", "stage-1"],
        help="what else the page may show; both are private and left out by default",
    )
    export.add_argument(
        "target", type=Path, metavar="TARGET", help="log: a file that is not there yet; all, site: a folder"
    )
    export.set_defaults(action=_export)

    import_ = command("import", "Take in an export of everything, a CSV into somebody's log, or problems.")
    import_.add_argument("what", choices=["all", "log", "problems"])
    import_.add_argument("--person", metavar="NAME", help="whose log (default: the host's)")
    import_.add_argument(
        "--date", metavar="DAY", default="", help="day of rows without one (default: before the plan began)"
    )
    import_.add_argument("file", type=Path, metavar="FILE", help="the CSV file, or of `all` the folder")
    import_.set_defaults(action=_import)

    command("migrate", "Bring the database to this version, with a copy taken first.").set_defaults(
        action=_migrate
    )
    command("backup", "Copy the database while the bot runs, and verify the copy.").set_defaults(
        action=_backup
    )
    restore = command("restore", "Put a backup back; the file that stood there is kept beside it.")
    restore.add_argument("file", nargs="?", help="a backup, by its name or path; without it: list them")
    restore.add_argument("--yes", action="store_true", help="do not ask")
    restore.set_defaults(action=_restore)
    return parser


# Each command imports what it needs itself: `backup` has no use for two chat libraries.


def _run(options: argparse.Namespace) -> int:
    # what is loaded now stays, and is not looked through again and again meanwhile; the app turns it on again
    gc.disable()
    # SQLite's thread wants the interpreter for microseconds between two statements, and would wait five
    # milliseconds for it each time while a chat is busy
    sys.setswitchinterval(0.001)
    from bot.app import run
    from bot.reload import Reload

    config = _configured(options)

    async def until_signalled() -> None:
        reload = Reload(lambda: _configured(options))
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, reload.asked.set)
        await run(config, _stop_signal(), reload)

    asyncio.run(until_signalled())
    return 0


def _rehearse(options: argparse.Namespace) -> int:
    from bot.rehearsal.rehearse import rehearse

    set_up_logging("WARNING")

    async def until_signalled() -> None:
        await rehearse(options.data, options.port, open_browser=not options.no_browser, stop=_stop_signal())

    asyncio.run(until_signalled())
    return 0


def _simulate(options: argparse.Namespace) -> int:
    from bot.simulation.run import simulate

    simulate(options.life, options.seed, options.start, options.days, print)
    return 0


def _login(options: argparse.Namespace) -> int:
    from bot.twitch_login import login

    config = _configured(options)
    asyncio.run(login(config, markers=options.markers))
    return 0


def _init(options: argparse.Namespace) -> int:
    from bot.init import init

    init(options.config, input, print, system_clock().astimezone().date())
    return 0


def _doctor(options: argparse.Namespace) -> int:
    from bot.doctor import as_json, examine, render
    from bot.finding import Finding

    try:
        config = _configured(options)
    except StartError as error:
        if not options.json:
            raise
        print(as_json([Finding("Config", False, str(error), "Mend that, then run the doctor again.")]))
        return 1
    findings = _about_programme(config) + asyncio.run(examine(config, clock=system_clock))
    print(as_json(findings) if options.json else render(findings))
    return 1 if any(finding.ok is False for finding in findings) else 0


def _about_programme(config: Config) -> list[Finding]:
    """Whether the programme can be read, which is a feature's word and so not the doctor's own."""
    from bot.curriculum.programme import BadProgramme, load_programme
    from bot.finding import Findings

    findings = Findings("Programme")
    try:
        findings.fine(f'"{load_programme(config.programme).title}" can be followed.')
    except BadProgramme as error:
        findings.mend(
            f"{config.programme}: {error.sentences[0]}", f"All of it: python -m bot check {config.programme}"
        )
    except StartError as error:
        findings.mend(str(error), 'Set programme = "interview-ramp" in the config, or name your own file.')
    return findings.all


def _check(options: argparse.Namespace) -> int:
    from bot.curriculum.programme import BadProgramme, load_programme
    from bot.curriculum.summary import summary

    try:
        programme = load_programme(options.file)
    except BadProgramme as error:
        for sentence in error.sentences:
            print(f"{options.file}: {sentence}", file=sys.stderr)
        return 1
    except StartError as error:
        print(error, file=sys.stderr)
        return 1
    print("\n".join([f"{options.file} is fine.", *summary(programme)]))
    return 0


def _track(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 32:
        raise argparse.ArgumentTypeError("a track is a number from 1 to 32")
    return int(text)


def _narrate(options: argparse.Namespace) -> int:
    from bot.narration.command_line import as_json, as_lines, narrate

    heard = narrate(options.file, options.track)
    print(as_json(options.file, heard) if options.json else "\n".join(as_lines(heard)))
    return 0


def _export(options: argparse.Namespace) -> int:
    if options.what == "all":
        return _export_all(options)
    from bot.curriculum.programme import load_catalogue, load_programme
    from bot.practice.command_line import export_log
    from bot.site.command_line import export_site
    from bot.site.model import Private

    config, bundled = _configured(options), load_catalogue()
    programme = load_programme(config.programme, bundled)
    if options.what == "site":
        also = frozenset(map(Private, options.also))
        person, page = asyncio.run(
            export_site(
                config.database, system_clock, bundled, programme, options.person, options.target, also
            )
        )
        print(
            f"{page} is the public page of {person.name}. Put it wherever pages are served, or just open it."
        )
        return 0
    person, made = asyncio.run(
        export_log(config.database, system_clock, bundled, programme, options.person, options.target)
    )
    print(f"{options.target} holds the log of {person.name}. Rows: {made.rows}.")
    return 0


def _export_all(options: argparse.Namespace) -> int:
    from bot.archive import export_all

    config = _configured(options)
    made = export_all(config.database, options.target, options.format)
    print(
        f"{made.folder} holds everything: {made.rows} rows of {made.tables} tables."
        " It is as private as the database."
    )
    print("Left out, because it is secret: the Twitch sign-ins. After an import: python -m bot login twitch")
    return 0


def _import_all(options: argparse.Namespace) -> int:
    from bot.archive import import_all

    config = _configured(options)
    taken = import_all(config.database, options.file)
    print(f"{config.database} holds {taken.rows} rows of {taken.tables} tables from {taken.folder}.")
    if config.twitch is not None:
        print("The Twitch sign-ins are secret and were never exported. Sign in: python -m bot login twitch")
    return 0


def _import(options: argparse.Namespace) -> int:
    if options.what == "all":
        return _import_all(options)
    from bot.curriculum.programme import load_catalogue, load_programme
    from bot.practice.command_line import import_log, import_problems

    config, bundled = _configured(options), load_catalogue()
    if options.what == "problems":
        new, changed = asyncio.run(import_problems(config.database, system_clock, bundled, options.file))
        print(f"New problems: {new}. Corrected: {changed}. The bot knows them from its next start on.")
        return 0
    programme = load_programme(config.programme, bundled)
    person, taken = asyncio.run(
        import_log(
            config.database, system_clock, bundled, programme, options.person, options.file, options.date
        )
    )
    print(
        f"Rows taken into the log of {person.name}: {taken.rows}, of {taken.first} to {taken.last}. "
        f"There already: {taken.known}. !undo takes the whole file back."
    )
    return 0


def _migrate(options: argparse.Namespace) -> int:
    from bot.migrate import migrate

    config = _configured(options)
    done = migrate(config.database)
    if done.before == done.after:
        print(f"{config.database} is already at schema {done.after}.")
    else:
        print(f"{config.database} went from schema {done.before} to {done.after}.")
    if done.copy is not None:
        print(f"The file as it was: {done.copy}")
    return 0


def _backup(options: argparse.Namespace) -> int:
    from bot.backup import backup

    config = _configured(options)
    made = backup(config.database, config.backup.folder, config.backup.keep, system_clock())
    print(f"Backed up and verified: {made.path} ({made.rows} rows in {made.tables} tables).")
    return 0


def _restore(options: argparse.Namespace) -> int:
    from bot.alone import alone_with
    from bot.backup import backups, taken_at
    from bot.restore import inspect, restore

    config = _configured(options)
    held = backups(config.backup.folder)
    if options.file is None:
        print(f"Backups in {config.backup.folder}, the newest first:" if held else "There is no backup yet.")
        for path in held:
            print(f"  {path.name}   {taken_at(path):%A, %d %B %Y, %H:%M} UTC")
        if held:
            print(f"Put one back with: python -m bot restore {held[0].name}")
        return 0
    named = config.backup.folder / options.file
    with alone_with(config.database):
        choice = inspect(named if named.is_file() else Path(options.file))
        print(f"{choice.path}: whole, {choice.rows} rows in {choice.tables} tables, schema {choice.schema}.")
        if not options.yes and not _agreed(f"Put it in the place of {config.database}? [y/N] "):
            print("Nothing was changed.")
            return 1
        done = restore(config.database, choice, system_clock())
    print(f"Restored. The next start takes it from there: {config.database}")
    if done.kept is not None:
        print(f"What stood there before is kept: {done.kept}")
    return 0


def _agreed(question: str) -> bool:
    try:
        return input(question).strip().lower() in ("y", "yes")
    except EOFError:
        return False


def _configured(options: argparse.Namespace) -> Config:
    config = load_config(options.config)
    set_up_logging(config.log.level, config.log.format)
    redactor.hide(secrets_of(config))
    return config


def _stop_signal() -> asyncio.Event:
    """Set by SIGTERM and SIGINT, so that everything closes in its order."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop


if __name__ == "__main__":
    sys.exit(main())
