"""What people type on purpose or by accident: nasty words by hand, and whatever hypothesis thinks of."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

NASTY = (
    "",
    "@everyone @here <@1> <@&2> <#3>",
    "**bold** `code` ||spoiler|| [x](https://example.org) > quote",
    "'; DROP TABLE attempts; --",
    '" OR 1=1 --',
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "{{7*7}} ${7*7} %s %(name)s {0} {name}",
    "\u202eright to left\u202c",
    "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627",
    "zero\u200bwidth\u200d\ufeff\U000e0000",
    "Z\u0351\u036b\u0343\u0365a\u0334\u0321\u031d\u0318l\u0335g\u0336o\u0337" * 12,
    "\U0001f469\u200d\U0001f469\u200d\U0001f467" * 20,
    "-1",
    "0",
    "-0",
    "601",
    "99999999999999999999999",
    "9" * 4_301,
    "1e9",
    "1e-9",
    "NaN",
    "Infinity",
    "0x10",
    "\u0663\u0664",
    "\u00bd",
    "3sum " * 200,
    "x" * 4_000,
    "\u00e9" * 4_000,
    "/ban somebody",
    "!today",
    "25 25 25",
    '"unclosed quote',
    "'",
    "\\",
    "--read",
    "--on",
    "--on 2026-02-30",
    "two-sum 18 --on 9999-12-31",
    "two-sum 18 --on 0001-01-01",
    "two-sum 601",
    "two-sum -5",
    "technical screen passed 45",
    "0 passed",
    "NULL",
    "\x00\x01\x1b[31m",
    "https://leetcode.com/problems/" + "a" * 300,
)
STARTS = ("two-sum", "15", "hard", "3", "add", "stop", "lock", "accept", "monday", "table", "rate limiter 45")
TYPED = st.one_of(
    st.sampled_from(NASTY),
    st.text(max_size=80),
    st.text(min_size=1_000, max_size=4_000),
    st.integers().map(str),
    st.floats().map(str),
    st.dates().map(str),
    st.times().map(str),
    st.tuples(st.sampled_from(STARTS), st.text(max_size=60)).map(" ".join),
    st.tuples(st.sampled_from(STARTS), st.integers(-(2**70), 2**70).map(str)).map(" ".join),
    st.tuples(st.sampled_from(NASTY), st.sampled_from(NASTY)).map(" ".join),
)
NUMBERS = (-(2**53) + 1, -1, 0, 1, 2, 25, 600, 601, 999_999, 2**31, 2**53 - 1)


def texts(count: int, number: int) -> list[str]:
    """`count` of them, the same ones for the same `number`."""
    drawn: list[str] = []

    # no database and no shrinking: hypothesis only draws here, the bot is asked afterwards
    @seed(number)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=(HealthCheck.too_slow, HealthCheck.data_too_large),
    )
    @given(TYPED)
    def draw(text: str) -> None:
        drawn.append(text)

    draw()
    return drawn


def mixed(count: int, number: int) -> Iterator[str]:
    """Half of them nasty on purpose."""
    rng, drawn = Random(number), texts(max(1, count // 2), number)
    for _ in range(count):
        yield rng.choice(NASTY) if rng.random() < 0.5 else rng.choice(drawn)
