"""The table of who may do what says of every command and every button what really happens."""

from __future__ import annotations

from pathlib import Path

from tests.permissions import measured

PAGE = Path(__file__).resolve().parent.parent / "docs" / "permissions.md"


async def test_the_table_in_the_docs_says_what_everybody_may_do_with_everything(tmp_path: Path) -> None:
    """What is new is not in it yet: `python -m tests.permissions docs/permissions.md` writes it anew."""
    written, found = PAGE.read_text(encoding="utf-8").splitlines(), (await measured(tmp_path)).splitlines()
    assert [line for line in found if line not in written] == []
    assert [line for line in written if line not in found] == []
