"""What people type for a pattern, and what it is taken to mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.curriculum.programme import load_catalogue
from bot.errors import UserError
from bot.pattern.lore import LORE, SHARED
from bot.pattern.model import NoSuchOption, PatternNames, Unclear, UnknownPattern, short

PATTERNS = load_catalogue().categories
NAMES = PatternNames(PATTERNS)
OPTIONS = ("Greedy", "1-D Dynamic Programming", "Trees", "Two Pointers", "Stack", "Sliding Window")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("sliding window", "Sliding Window"),
        ("SLIDING  WINDOW!!", "Sliding Window"),
        ("slidingwindow", "Sliding Window"),
        ("slidng windw", "Sliding Window"),
        ("sliding", "Sliding Window"),
        ("i think it's sliding window", "Sliding Window"),
        ("two pointer", "Two Pointers"),
        ("2 pointers", "Two Pointers"),
        ("hash map", "Arrays & Hashing"),
        ("hashmap", "Arrays & Hashing"),
        ("prefix trie", "Tries"),
        ("prefix tree", "Tries"),
        ("trie", "Tries"),
        ("tree", "Trees"),
        ("1d dp", "1-D Dynamic Programming"),
        ("2-D DP", "2-D Dynamic Programming"),
        ("heap", "Heap / Priority Queue"),
        ("PQ", "Heap / Priority Queue"),
        ("djikstra", "Advanced Graphs"),
        ("union-find", "Graphs"),
        ("bactracking", "Backtracking"),
        ("binary serach", "Binary Search"),
        ("monotonic stack", "Stack"),
        ("xor", "Bit Manipulation"),
        ("ｓｔａｃｋ", "Stack"),
        ("stack \U000e0000", "Stack"),
    ],
)
def test_a_name_an_alias_a_beginning_or_a_typo_is_understood(typed: str, meant: str) -> None:
    assert NAMES.one(typed) == meant


@pytest.mark.parametrize("pattern", PATTERNS)
def test_every_pattern_goes_by_its_name_its_short_name_and_has_something_to_tell_it_by(pattern: str) -> None:
    assert NAMES.one(pattern) == NAMES.one(short(pattern)) == pattern
    assert LORE[pattern].tell
    assert set(LORE[pattern].near) <= set(PATTERNS) - {pattern}


def test_an_alias_means_the_pattern_that_lists_it() -> None:
    for pattern, lore in LORE.items():
        assert {alias: NAMES.one(alias) for alias in lore.aliases} == dict.fromkeys(lore.aliases, pattern)


@pytest.mark.parametrize("typed", sorted(SHARED))
def test_a_word_for_several_patterns_is_asked_back(typed: str) -> None:
    with pytest.raises(Unclear, match=f'"{typed}" could be .* or '):
        NAMES.one(typed)


def test_of_several_patterns_the_one_that_the_round_lists_is_meant() -> None:
    assert NAMES.read("dp").on(OPTIONS) == "1-D Dynamic Programming"
    assert NAMES.read("bfs").on(OPTIONS) == "Trees"
    with pytest.raises(Unclear):
        NAMES.read("dp").on(("Greedy", "Stack"))


@pytest.mark.parametrize(("typed", "place"), [("1", 0), ("#3", 2), (" 6.", 5), ("option 2", 1), ("４", 3)])
def test_a_number_is_the_rounds(typed: str, place: int) -> None:
    assert NAMES.read(typed).on(OPTIONS) == OPTIONS[place]


@pytest.mark.parametrize("typed", ["0", "7", "999"])
def test_a_number_that_is_not_listed_is_refused_with_the_range(typed: str) -> None:
    with pytest.raises(NoSuchOption, match="1 to 6"):
        NAMES.read(typed).on(OPTIONS)


def test_a_pattern_that_is_not_listed_counts_by_its_name() -> None:
    assert NAMES.read("intervals").on(OPTIONS) == "Intervals"


@pytest.mark.parametrize("typed", ["kappa", "lol", "", "!!!", "what is this game", "9" * 400, "ab"])
def test_what_is_no_pattern_is_refused(typed: str) -> None:
    with pytest.raises(UnknownPattern):
        NAMES.read(typed).on(OPTIONS)


@given(st.text(max_size=300))
def test_whatever_is_typed_is_a_pattern_or_a_sentence(typed: str) -> None:
    try:
        meant, sentence = NAMES.read(typed).on(OPTIONS), None
    except UserError as error:
        meant, sentence = None, str(error)
    assert meant in PATTERNS or (sentence is not None and 10 < len(sentence) < 200 and "\n" not in sentence)


def test_a_catalogue_of_other_patterns_goes_by_their_names() -> None:
    names = PatternNames(["Union Find", "Segment Tree", "Stack"])
    assert names.one("segment tre") == "Segment Tree"
    assert names.one("union find") == "Union Find"
    assert names.one("monotonic stack") == "Stack"
