"""The doctor's look at this machine: database and backups, the candidate's day, the overlay's port."""

from __future__ import annotations

import contextlib
import errno
import importlib.util
import shutil
import socket
import sqlite3
import stat
import zoneinfo
from datetime import datetime, timedelta
from pathlib import Path

import aiohttp

from bot.alone import holder
from bot.backup import backups, taken_at
from bot.config import BackupSection, Config, OverlaySection, loopback_host
from bot.doctor_posts import knows_host, not_before
from bot.finding import Finding, Findings
from bot.migrate import scripts
from bot.overlay_guard import WORKER
from bot.people.model import next_occurrence
from bot.telemetry import MEND as TELEMETRY_MEND

MEGABYTE = 1_000_000
ROOM = 200 * MEGABYTE
"""Less than this is soon full: backups and SQLite's own journal want some of it."""
BACKUP_AGE = timedelta(days=7)
"""A backup older than this is worth a word."""


def examine_database(path: Path, section: BackupSection, now: datetime) -> list[Finding]:
    """The file, its schema, who may read it, and its newest backup. Blocking: call it off the loop."""
    findings = Findings("Database")
    try:
        _database(path, section.folder, now, findings)
    except OSError as error:
        findings.mend(
            f"{error.filename} cannot be looked at ({error.strerror}).",
            "Run the doctor as the user that runs the bot, or mend the path in the config.",
        )
    return findings.all


def _database(path: Path, folder: Path, now: datetime, findings: Findings) -> None:
    if not path.exists():
        findings.open(f"There is no database at {path} yet.", "The first start creates it: python -m bot run")
        return
    try:
        # rw, not ro: a read-only visitor leaves -wal and -shm files behind, and the bot may not own them
        with contextlib.closing(
            sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True, timeout=5)
        ) as connection:
            _schema(path, connection, findings)
            _integrity(path, connection, folder, findings)
    except sqlite3.Error as error:
        _unreadable(path, folder, error, findings)
    _readers(path, findings)
    _newest_backup(folder, now, findings)


def _readers(path: Path, findings: Findings) -> None:
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        findings.mend(
            f"Others on this machine may open {path}, and tokens are in it.", f"Run: chmod 600 {path}"
        )
    else:
        findings.fine("Nobody else on this machine may open it.")


def _schema(path: Path, connection: sqlite3.Connection, findings: Findings) -> None:
    held = int(connection.execute("PRAGMA user_version").fetchone()[0])
    known = len(scripts())
    if held > known:
        findings.mend(
            f"{path} was written by a newer Greenroom (schema {held}, this one knows {known}).",
            "Update this checkout (git pull), or put back a backup from before the newer one.",
        )
    elif held < known:
        findings.fine(f"{path} holds schema {held}; the next start brings it to {known}, with a copy first.")
    else:
        findings.fine(f"{path} holds schema {held}, as it should.")


def _integrity(path: Path, connection: sqlite3.Connection, folder: Path, findings: Findings) -> None:
    verdict = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
    if verdict == "ok":
        findings.fine("SQLite finds it whole.")
    else:
        findings.mend(f"SQLite finds {path} damaged: {verdict}.", _put_back(path, folder))


def _unreadable(path: Path, folder: Path, error: sqlite3.Error, findings: Findings) -> None:
    name = error.sqlite_errorname
    if name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
        findings.mend(f"{path} is damaged, or no SQLite file at all ({error}).", _put_back(path, folder))
    elif name.startswith("SQLITE_BUSY"):
        findings.open(
            f"Another program holds {path}.", "Close it (a database browser, perhaps) and try again."
        )
    else:
        findings.mend(
            f"{path} cannot be opened ({error}).",
            f"Run: sudo chown $(id -u) {path} && chmod 600 {path}",
        )


def _put_back(path: Path, folder: Path) -> str:
    newest = next(iter(backups(folder)), None)
    if newest is None:
        return f"Stop the bot, keep a copy of {path}, and try: sqlite3 {path} .recover"
    return f"Stop the bot, then: python -m bot restore {newest.name} (the damaged file is kept beside it)"


def _newest_backup(folder: Path, now: datetime, findings: Findings) -> None:
    newest = next(iter(backups(folder)), None)
    if newest is None:
        findings.mend(f"There is no backup in {folder}.", "Run: python -m bot backup")
        return
    age = now - taken_at(newest)
    if age > BACKUP_AGE:
        findings.mend(f"The newest backup is {age.days} days old.", "Run: python -m bot backup")
    else:
        findings.fine(f"The newest backup is of {taken_at(newest):%d %B, %H:%M} UTC.")


def examine_machine(config: Config) -> list[Finding]:
    """What else the bot stands on here: room on the disk, the health page's port, and optional libraries."""
    findings = Findings("Machine")
    with contextlib.suppress(OSError):  # a path that cannot be looked at is told of with the database
        _room(config.database, findings)
    if config.health.enabled and config.health.port and holder(config.database) is None:
        refusal = _refused_bind(config.health.host, config.health.port)
        if refusal is not None:
            findings.mend(
                f"The health page cannot have port {config.health.port} of {config.health.host}"
                f" ({refusal.strerror}).",
                "Set another port under [health], or enabled = false.",
            )
    if config.telemetry.enabled and importlib.util.find_spec("opentelemetry") is None:
        findings.mend("[telemetry] is on and OpenTelemetry is not installed.", TELEMETRY_MEND)
    return findings.all


def _room(database: Path, findings: Findings) -> None:
    folder = next(path for path in (database.resolve(), *database.resolve().parents) if path.exists())
    free = shutil.disk_usage(folder).free
    if free < ROOM:
        findings.mend(
            f"The disk of {database} has {free // MEGABYTE} MB left, and a full one stops the log.",
            "Make room there, or keep fewer backups (keep under [backup]).",
        )
    else:
        findings.fine(f"The disk of the database has {free // MEGABYTE} MB left.")


def examine_candidate(config: Config, now: datetime) -> list[Finding]:
    """Whether the candidate's account, start and day are known."""
    findings = Findings("Candidate")
    candidate = config.candidate
    if config.discord is not None and candidate.discord_id is None:
        findings.mend(
            f"{candidate.name}'s Discord account is not known.",
            "Right-click yourself in Discord > Copy User ID, and set discord_id in [candidate].",
        )
    if config.twitch is not None and candidate.twitch_login is None:
        findings.open(
            f"{candidate.name}'s Twitch account is not known.",
            "Set twitch_login in [candidate], or tie it with /link in Discord and !link in chat.",
        )
    if candidate.start is None:
        findings.mend(
            f"{candidate.name}'s plan has no first day.",
            "Set start in [candidate], a date without quotes such as: start = 2026-01-05",
        )
    else:
        findings.fine(f"The plan's first day is {candidate.start:%A, %d %B %Y}.")
    try:
        zone = zoneinfo.ZoneInfo(candidate.zone)
    except zoneinfo.ZoneInfoNotFoundError:
        findings.mend(
            f"This machine has no time zone data for {candidate.zone}.",
            "Run: python -m pip install -U tzdata",
        )
        return findings.all
    if not knows_host(config.database):  # else the posts' findings say it, with what /settings has changed
        after = now if candidate.start is None else not_before(candidate.start, now, candidate.zone)
        due = next_occurrence(candidate.post_at, after, candidate.zone).astimezone(zone)
        findings.fine(f"The next post is due on {due:%A, %d %B, %H:%M} in {candidate.zone}.")
    return findings.all


async def examine_overlay(section: OverlaySection, *, patience: float) -> list[Finding]:
    """Whether the overlay can have its port, or has it already."""
    findings = Findings("Overlay")
    where = f"{section.host}:{section.port}"
    if not section.enabled:
        findings.fine("It is off.")
        return findings.all
    if section.port == 0:
        findings.fine(f"It takes any free port of {section.host}.")
        return findings.all
    guarded = "on this machine alone" if loopback_host(section.host) else "behind its secret"
    refusal = _refused_bind(section.host, section.port)
    if refusal is None:
        findings.fine(f"{where} is free for it, {guarded}.")
    elif refusal.errno == errno.EADDRINUSE:
        if await _is_ours(section, patience):
            findings.fine(f"It runs at {where}, {guarded}.")
        else:
            findings.mend(
                f"Another program already uses {where}.",
                "Set another port in [overlay], or stop that program; its name:"
                f" ss -ltnp 'sport = :{section.port}'",
            )
    elif refusal.errno == errno.EACCES:
        findings.mend(f"{where} is kept for the system.", "Set a port from 1024 up in [overlay].")
    else:
        findings.mend(
            f"{section.host} is no address of this machine.", 'Set host = "127.0.0.1" in [overlay].'
        )
    return findings.all


def _refused_bind(host: str, port: int) -> OSError | None:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            # as the overlay's own server does: a connection that is still closing does not hold the port
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        return error
    return None


async def _is_ours(section: OverlaySection, patience: float) -> bool:
    """Whether an overlay of Greenroom's answers there; it is asked for a file that needs no secret."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(section.host, section.host)  # noqa: S104 - the reverse of binding
    url = (
        f"http://[{host}]:{section.port}{WORKER}" if ":" in host else f"http://{host}:{section.port}{WORKER}"
    )
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=patience)) as session,
            session.get(url) as response,
        ):
            return response.headers.get("Service-Worker-Allowed") == "/overlay"
    except (aiohttp.ClientError, TimeoutError):
        return False
