"""The audit of what we stand on: a strange licence and a known hole are findings, a silent service is not."""

from __future__ import annotations

from typing import Any

import pytest

from tests.audit.advisories import read
from tests.audit.licences import Licensed, installed


def test_everything_that_is_installed_names_a_licence_that_is_allowed() -> None:
    assert [each for each in installed() if not each.allowed] == []


@pytest.mark.parametrize(
    ("licence", "allowed"),
    [
        ("MIT", True),
        ("Apache-2.0 AND MIT", True),
        ("Apache-2.0 OR GPL-3.0-only", True),
        ("GPL-3.0-only", False),
        ("MIT AND AGPL-3.0-only", False),
        ("", False),
    ],
)
def test_one_of_several_parts_that_is_not_allowed_is_enough(licence: str, allowed: bool) -> None:
    assert Licensed("some", "1", licence).allowed is allowed


def test_a_known_hole_is_a_finding_with_its_mend() -> None:
    hole = {"id": "PYSEC-1", "fix_versions": ["1.1"]}
    told: dict[str, Any] = {
        "dependencies": [
            {"name": "greenroom", "skip_reason": "not on PyPI"},
            {"name": "fine", "version": "2", "vulns": []},
            {"name": "some", "version": "1.0", "vulns": [hole]},
        ]
    }
    found = read(told)
    assert (found.asked, found.holes, found.trouble) == (2, ("some 1.0: PYSEC-1, mended in 1.1",), "")


def test_a_service_that_knows_nothing_is_no_clean_bill() -> None:
    found = read({"dependencies": [{"name": "some", "skip_reason": "not found"}]})
    assert found.holes == ()
    assert found.asked == 0
    assert found.trouble
