"""The watched folder: what is a recording, when it is finished, and that each is handed on once."""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import StartError
from bot.narration import folder
from bot.narration.folder import CALM, RECENT, RecordingFolder, Settling, explain
from bot.narration.lease import is_open
from bot.narration.service import Found
from tests.clockwork import START
from tests.narration.voices import needs_libraries

FILE = Path("test.mkv")


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10), st.integers(0, 3)), max_size=30))
def test_a_file_is_at_rest_once_for_each_state_and_only_after_it_was_calm(
    looks: list[tuple[int, int]],
) -> None:
    settling, now, since = Settling(), START, START
    last: int | None = None
    said: list[int] = []
    size = 0
    for seconds, written in looks:
        now, size = now + timedelta(seconds=seconds), size + written
        if size != last:
            last, since = size, now
        if settling.look(FILE, size, 0, now):
            settling.finished(FILE)
            assert now - since >= CALM
            assert not said or said[-1] != size
            said.append(size)


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """The folder that OBS writes into."""
    made = tmp_path / "videos"
    made.mkdir()
    return made


class Watch:
    """A folder looked at by hand, at times that the test names."""

    def __init__(self, here: Path) -> None:
        self.now = datetime.now(UTC)
        self._folder = RecordingFolder(here, self._take, lambda: self.now)

    async def _take(self, found: Found) -> None:
        raise AssertionError("nobody watches")

    def look(self, seconds: float = 0) -> list[str]:
        self.now += timedelta(seconds=seconds)
        return [found.path.name for found in self._folder.at_rest()]


def test_a_recording_is_found_when_it_has_been_calm_for_a_while_and_never_again(here: Path) -> None:
    watch, path = Watch(here), here / "test.mkv"
    path.write_bytes(b"one")
    assert watch.look() == []
    path.write_bytes(b"one and two")
    assert watch.look(4) == []
    assert watch.look(4) == []
    assert watch.look(1) == ["test.mkv"]
    assert watch.look(60) == []
    path.write_bytes(b"a new one under the old name")
    assert watch.look(1) == []
    assert watch.look(5) == ["test.mkv"]


def test_a_paused_recording_does_not_grow_and_is_not_finished(here: Path) -> None:
    watch = Watch(here)
    with (here / "test.mkv").open("wb") as file:
        file.write(b"so far")
        file.flush()
        watch.look()
        assert watch.look(600) == []
    assert watch.look(1) == ["test.mkv"]


def test_other_files_folders_pipes_and_old_recordings_are_left_alone(here: Path) -> None:
    watch = Watch(here)
    for name in ("notes.txt", ".hidden.mkv", "thumbnail.png"):
        (here / name).write_bytes(b"-")
    (here / "folder.mkv").mkdir()
    os.mkfifo(here / "pipe.mkv")
    old = here / "old.mkv"
    old.write_bytes(b"-")
    past = (watch.now - RECENT - timedelta(hours=1)).timestamp()
    os.utime(old, (past, past))
    (here / "NEW.MP4").write_bytes(b"-")
    watch.look()
    assert watch.look(6) == ["NEW.MP4"]


def test_a_file_that_goes_away_is_forgotten(here: Path) -> None:
    watch, path = Watch(here), here / "test.mkv"
    path.write_bytes(b"-")
    watch.look()
    path.unlink()
    assert watch.look(6) == []
    (here / "dangling.mkv").symlink_to(here / "nowhere")
    assert watch.look(6) == []


def test_the_oldest_is_handed_on_first(here: Path) -> None:
    watch = Watch(here)
    for name, ago in (("b.mkv", 60), ("a.mkv", 30), ("c.mkv", 90)):
        (here / name).write_bytes(b"-")
        at = watch.now.timestamp() - ago
        os.utime(here / name, (at, at))
    watch.look()
    assert watch.look(6) == ["c.mkv", "b.mkv", "a.mkv"]


def test_a_lease_tells_whether_somebody_writes(here: Path) -> None:
    path = here / "test.mkv"
    path.write_bytes(b"-")
    assert not is_open(path)
    with path.open("ab"):
        assert is_open(path)
    with path.open("rb"):
        assert not is_open(path)
    assert not is_open(here / "nothing")


@needs_libraries
async def test_it_watches_hands_on_what_is_finished_and_stops_when_cancelled(here: Path) -> None:
    taken: asyncio.Queue[Found] = asyncio.Queue()
    watching = RecordingFolder(here, taken.put, calm=timedelta(milliseconds=1), look=50)
    task = asyncio.create_task(watching.run_until_closed())
    try:
        for name in ("one.mkv", "two.mkv"):
            (here / name).write_bytes(b"whole")
            found = await asyncio.wait_for(taken.get(), 20)
            assert found.path.name == name
            assert found.age < timedelta(seconds=20)
    finally:
        task.cancel()
        await asyncio.wait((task,))
    assert task.cancelled()
    await watching.close_gently()


@needs_libraries
async def test_no_folder_is_said_with_the_mend(here: Path) -> None:
    async def take(found: Found) -> None:
        raise AssertionError(found)

    with pytest.raises(StartError, match=r"There is no folder .*nowhere\. Make it, or correct `folder`"):
        await RecordingFolder(here / "nowhere", take).run_until_closed()


async def test_without_the_extra_it_says_what_to_install(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def take(found: Found) -> None:
        raise AssertionError(found)

    monkeypatch.setattr(folder, "LIBRARIES", ("av", "no_such_library"))
    with pytest.raises(StartError, match=r"pip install -e '\.\[narration\]'"):
        await RecordingFolder(here, take).run_until_closed()


def test_a_folder_that_goes_away_is_no_riddle() -> None:
    assert (
        explain(FileNotFoundError(2, "No such file or directory"))
        == "It cannot be read: No such file or directory"
    )
    assert explain(KeyError("a bug")) is None
