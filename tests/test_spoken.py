"""Sentences name commands as they are called here."""

from __future__ import annotations

import pytest

from bot.spoken import Spoken

spoken = Spoken({"timer": "clock"}, "?", {"clock", "solved", "link"}.__contains__)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("`!timer 25` starts one.", "`?clock 25` starts one."),
        ("Log it: !solved 3sum 10.", "Log it: ?solved 3sum 10."),
        ("Anyone may look: `!timer`.", "Anyone may look: `?clock`."),
        ("Ask for one with /link, or /timer.", "Ask for one with /link, or /clock."),
        ("Hello!timer and !unknown and !!timer", "Hello!timer and !unknown and !!timer"),
        ("https://example.org/link", "https://example.org/link"),
        ("!", "!"),
    ],
)
def test_only_what_is_a_command_is_renamed(written: str, said: str) -> None:
    assert spoken(written) == said
