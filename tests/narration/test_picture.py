"""The time line: it draws whatever was measured, twice as large as shown, and says the finding in words."""

from __future__ import annotations

import io
import warnings
from datetime import timedelta
from typing import Any

import matplotlib.image
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.narration.model import By, Moment, NarrationView
from cogs.narration import text
from cogs.narration.picture import FLAGGED, HEIGHT, PIXELS, PLATE, QUIET, VOICE, WIDTH, draw
from cogs.words import DISCORD_EMBED_DESCRIPTION
from tests.narration.scenes import bad, clock, good, seconds, talk, view


def pixels(view: NarrationView) -> Any:
    return matplotlib.image.imread(io.BytesIO(draw(view)), format="png")


def colours_at(image: Any, share: float, height: float) -> str:
    """The colour at a share of the time line's width, at a height of the picture from above."""
    from cogs.narration.picture import LEFT, RIGHT

    rows, columns = image.shape[:2]
    red, green, blue = image[int(rows * height), int(columns * (LEFT + (RIGHT - LEFT) * share))][:3]
    return f"#{round(red * 255):02x}{round(green * 255):02x}{round(blue * 255):02x}"


def test_silences_lie_where_they_were_and_have_their_colours() -> None:
    image = pixels(bad())
    assert image.shape[:2] == (round(HEIGHT * PIXELS), round(WIDTH * PIXELS))
    track = 0.66
    assert colours_at(image, (985 + 100) / 2790, track) == FLAGGED
    assert colours_at(image, 58 / 2790, track) == QUIET
    spoken = max(bad().narration.heard.speech, key=lambda span: span.length)
    assert colours_at(image, (spoken.start + spoken.length / 2).total_seconds() / 2790, track) == VOICE
    announced = pixels(good())
    assert colours_at(announced, (1210 + 36) / 1590, track) == PLATE


@pytest.mark.parametrize("length", [0.0, 3.0, 3 * 3600.0])
def test_any_length_can_be_drawn(length: float) -> None:
    assert draw(view(length, talk(length, []))).startswith(b"\x89PNG")


def test_no_voice_is_drawn_and_said() -> None:
    silent = view(600, [])
    assert draw(silent).startswith(b"\x89PNG")
    assert text.card(silent).description == (
        "I heard no voice in these 10:00, though there is sound. Is the microphone in this recording?"
    )


def test_the_picture_in_words_says_the_finding_first() -> None:
    assert text.alt(bad()).startswith("Time line of Design. You spoke for ")
    assert "Silent from 16:20 to 19:50." in text.alt(bad())


words = st.text(max_size=140)
FORMULA = r"costs $\frac$ and $5_"


@example(FORMULA, [(10, FORMULA, By.VIEWER), (700, "🔥🔥🔥", By.FRIEND), (710, "好的", By.VIEWER)])
@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(words, st.lists(st.tuples(st.integers(0, 1500), words, st.sampled_from(By)), max_size=15))
def test_whatever_chat_wrote_is_drawn_and_fits_a_message(
    label: str, marked: list[tuple[int, str, By]]
) -> None:
    moments = tuple(Moment(seconds(at, at), words, by) for at, words, by in marked)
    held = view(1590, talk(1590, []), timer=clock(25, label), moments=moments)
    card = text.card(held)
    assert card.title is not None
    assert card.description is not None
    assert len(card.title) <= 256
    assert len(card.description) <= DISCORD_EMBED_DESCRIPTION
    assert len(text.alt(held)) <= 1024
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # matplotlib warns of letters that it draws as boxes
        assert draw(held).startswith(b"\x89PNG")


def test_a_card_lists_the_longest_silences_in_order_with_their_place() -> None:
    description = text.card(bad()).description
    assert description is not None
    assert "🔇 `16:20` 3:30 · high\\-level, 15:50 on the clock" in description
    assert "shorter one" in description
    assert description.count("\n") < 20
    announced = text.card(good()).description
    assert announced is not None
    assert "💭 `20:10` 1:12 · announced · 19:40 on the clock" in announced
    assert "Over 6 recordings: speaking 48% to 71%, 🔇 2 to 0." in announced
    assert timedelta(seconds=72) == good().account.silences[-1].span.length
