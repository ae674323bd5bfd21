"""The running bot backs up by itself, and a failure reaches the host with its mend."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.backup import backups, taken_at
from bot.backup_round import SETTLED, BackupRound
from bot.config import BackupSection
from tests.clockwork import START, FakeClock, ManualScheduler
from tests.fresh import fresh_file


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "greenroom.db"
    fresh_file(path)
    return path


async def test_one_is_taken_when_the_start_is_over_and_then_every_so_many_hours(
    database: Path, tmp_path: Path
) -> None:
    clock = FakeClock()
    scheduler = ManualScheduler(clock)
    section = BackupSection(folder=tmp_path / "backups", keep=3, every_hours=24)
    BackupRound(database, section, clock, scheduler, pytest.fail).resume()
    assert await scheduler.ring_due() == 0
    clock.advance(minutes=1)
    for days in range(5):
        assert await scheduler.ring_due() == 1
        taken = next(taken_at(path) for path in backups(section.folder))
        assert taken == START + SETTLED + timedelta(days=days)
        clock.advance(hours=24)
    assert len(backups(section.folder)) == 3


async def test_a_restart_goes_on_from_the_newest_backup(database: Path, tmp_path: Path) -> None:
    clock = FakeClock()
    section = BackupSection(folder=tmp_path / "backups", every_hours=24)
    first = ManualScheduler(clock)
    BackupRound(database, section, clock, first, pytest.fail).resume()
    clock.advance(minutes=1)
    await first.ring_due()
    clock.advance(hours=5)
    second = ManualScheduler(clock)
    BackupRound(database, section, clock, second, pytest.fail).resume()
    assert second.next_due() == START + SETTLED + timedelta(hours=24)


async def test_a_failure_is_told_with_its_mend_and_tried_again_within_the_hour(
    database: Path, tmp_path: Path
) -> None:
    clock, told = FakeClock(), list[str]()
    scheduler = ManualScheduler(clock)
    (tmp_path / "backups").write_text("a file where the folder should be", encoding="utf-8")
    section = BackupSection(folder=tmp_path / "backups")
    BackupRound(database, section, clock, scheduler, told.append).resume()
    clock.advance(minutes=1)
    await scheduler.ring_due()
    assert len(told) == 1
    assert "Mend the folder" in told[0]
    (tmp_path / "backups").unlink()
    clock.advance(hours=1)
    await scheduler.ring_due()
    assert len(backups(section.folder)) == 1


def test_the_config_can_switch_it_off(database: Path, tmp_path: Path) -> None:
    clock = FakeClock()
    scheduler = ManualScheduler(clock)
    section = BackupSection(folder=tmp_path / "backups", every_hours=0)
    BackupRound(database, section, clock, scheduler, pytest.fail).resume()
    assert scheduler.next_due() is None


async def test_a_config_that_is_read_again_moves_the_next_one(database: Path, tmp_path: Path) -> None:
    clock = FakeClock()
    scheduler = ManualScheduler(clock)
    section = BackupSection(folder=tmp_path / "backups", every_hours=24)
    round_ = BackupRound(database, section, clock, scheduler, pytest.fail)
    round_.resume()
    clock.advance(minutes=1)
    await scheduler.ring_due()
    round_.change(section.model_copy(update={"every_hours": 6}))
    assert scheduler.next_due() == START + SETTLED + timedelta(hours=6)
    round_.change(section.model_copy(update={"every_hours": 0}))
    assert scheduler.next_due() is None
