"""From likelihoods to spans: nothing wavers, nothing is lost, nothing overlaps."""

from __future__ import annotations

import itertools
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.narration.voice import BEGINS, FRAME, JOINED, SHORTEST, Span, cut, gaps, joined, spans_of, total

likelihoods = st.lists(
    st.one_of(st.just(0.0), st.just(1.0), st.floats(0, 1)).flatmap(
        lambda value: st.integers(1, 30).map(lambda count: [value] * count)
    ),
    max_size=40,
).map(lambda runs: [value for run in runs for value in run])


@settings(max_examples=50, deadline=None)
@given(likelihoods)
def test_spans_are_in_order_apart_and_never_too_short(held: list[float]) -> None:
    spans = list(spans_of(held))
    edges = [edge for span in spans for edge in (span.start, span.end)]
    assert edges == sorted(edges)
    assert all(span.length >= SHORTEST for span in spans)
    assert all(after.start - before.end > JOINED for before, after in itertools.pairwise(spans))
    assert all(span.end <= len(held) * FRAME for span in spans)


@settings(max_examples=50, deadline=None)
@given(likelihoods)
def test_a_voice_is_only_heard_where_one_was_likely_and_a_sure_one_is_always_heard(held: list[float]) -> None:
    spans = list(spans_of(held))
    if all(each < BEGINS for each in held):
        assert spans == []
    run = 0
    for number, each in enumerate([*held, 0.0]):
        if each >= BEGINS:
            run += 1
            continue
        if run * FRAME >= SHORTEST:
            middle = (number - run / 2) * FRAME
            assert any(span.start <= middle <= span.end for span in spans)
        run = 0


def test_a_wavering_voice_is_one_span_and_a_click_is_none() -> None:
    wavering = [0.0] * 10 + [0.9, 0.4] * 10 + [0.0] * 30
    assert list(spans_of(wavering)) == [Span(10 * FRAME, 30 * FRAME)]
    assert list(spans_of([0.0] * 10 + [1.0] * 4 + [0.0] * 30)) == []


def test_a_breath_joins_and_a_pause_parts() -> None:
    voice, breath, pause = [1.0] * 20, [0.0] * 9, [0.0] * 11
    assert len(list(spans_of(voice + breath + voice))) == 1
    assert len(list(spans_of(voice + pause + voice))) == 2


def test_a_recording_of_any_length_is_read_frame_by_frame() -> None:
    frames = (1.0 if number % 100 < 50 else 0.0 for number in range(100_000))
    spans = spans_of(frames)
    assert next(spans) == Span(timedelta(), 50 * FRAME)
    assert next(frames) is not None, "only what the first span needed was read"


@settings(max_examples=50, deadline=None)
@given(likelihoods, st.integers(0, 200), st.integers(1, 400))
def test_voice_and_gaps_together_are_the_whole_stretch(held: list[float], start: int, length: int) -> None:
    stretch = Span(start * FRAME, (start + length) * FRAME)
    spans = list(spans_of(held))
    assert total(cut(spans, [stretch])) + total(gaps(spans, stretch)) == stretch.length


@settings(max_examples=50, deadline=None)
@given(likelihoods)
def test_joined_keeps_the_voice_and_leaves_only_gaps_that_are_long_enough(held: list[float]) -> None:
    spans, under = list(spans_of(held)), timedelta(seconds=2)
    made = joined(spans, under)
    assert total(cut(spans, made)) == total(spans)
    assert all(after.start - before.end >= under for before, after in itertools.pairwise(made))
