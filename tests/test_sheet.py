"""Tables as spreadsheets write them, and ours as spreadsheets must not misread them."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sheet import MOST_BYTES, MOST_ROWS, BadFile, BadRows, check_size, decoded, encoded, parsed, written

NAMES = {"problem": "problem", "solved on": "date", "#": "place"}


@pytest.mark.parametrize(
    "text",
    [
        "Problem,Solved on\n3Sum,2026-03-01\n",
        "problem;SOLVED ON\r\n3Sum;2026-03-01\r\n",
        "problem\tsolved_on\n3Sum\t2026-03-01",
        'sep=;\nproblem;solved on\n"3Sum";"2026-03-01"\n',
        '\n\n"problem" , "solved-on"\n 3Sum , 2026-03-01 \n\n,\n',
    ],
)
def test_separators_headers_and_empty_rows_are_forgiven(text: str) -> None:
    sheet = parsed(text, NAMES)
    assert [dict(line.cells) for line in sheet.lines] == [{"problem": "3Sum", "date": "2026-03-01"}]
    assert sheet.ignored == ()


def test_rows_are_numbered_as_the_spreadsheet_shows_them() -> None:
    sheet = parsed('problem,mood\na,good\n\n"b\nb",\nc,\n', NAMES)
    assert [line.number for line in sheet.lines] == [2, 4, 5]
    assert sheet.ignored == ("mood",)


def test_a_list_without_a_header_is_read_where_the_columns_are_known() -> None:
    sheet = parsed("3sum\ntwo-sum,2026-03-01\n", NAMES, ("problem", "date"))
    assert [(line.number, dict(line.cells)) for line in sheet.lines] == [
        (1, {"problem": "3sum"}),
        (2, {"problem": "two-sum", "date": "2026-03-01"}),
    ]
    with pytest.raises(BadFile, match="first row has to name the columns: problem, date, place"):
        parsed("3sum\n", NAMES)


@pytest.mark.parametrize(
    "data",
    [
        "problem\nÜber\n".encode(),
        b"\xef\xbb\xbf" + "problem\nÜber\n".encode(),
        "problem\nÜber\n".encode("utf-16"),
        "problem\nÜber\n".encode("cp1252"),
    ],
    ids=["utf-8", "with a mark", "utf-16", "western"],
)
def test_encodings_that_spreadsheets_write_are_read(data: bytes) -> None:
    assert decoded(data) == "problem\nÜber\n"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"PK\x03\x04rest", "workbook"),
        (b"\xd0\xcf\x11\xe0rest", "workbook"),
        (b"problem\n\0\0", "no text"),
        (b"\xff\xfea", "can't read"),
        (b"x" * (MOST_BYTES + 1), "larger than 2 MB"),
    ],
)
def test_what_is_no_table_is_refused_with_the_mend(data: bytes, sentence: str) -> None:
    with pytest.raises(BadFile, match=sentence):
        decoded(data)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "empty"),
        ("\n \n", "empty"),
        ("problem\n", "header and no rows"),
        ('problem\n"' + "x" * 200_000, "A quote may be missing"),
        ("problem\n" + "x\n" * (MOST_ROWS + 1), "10,001 rows, and 10,000 is the most"),
    ],
)
def test_a_table_that_cannot_be_taken_says_why(text: str, sentence: str) -> None:
    with pytest.raises(BadFile, match=sentence):
        parsed(text, NAMES)


def test_a_size_is_refused_before_anything_is_fetched() -> None:
    check_size(MOST_BYTES)
    with pytest.raises(BadFile):
        check_size(MOST_BYTES + 1)


def test_many_wrong_rows_are_counted_and_the_first_named() -> None:
    said = str(BadRows([(number, "wrong " * 100) for number in range(2, 400)]))
    assert said.startswith("398 rows need a change, so I took nothing of the file.\nRow 2: wrong")
    assert said.endswith("... and 390 more.")
    assert len(said) < 2000


FORMULAS = (
    '=HYPERLINK("http://x","y")',
    "+1",
    "-1",
    "@SUM(A1)",
    "'=1",
    "''-",
    "＝1",
    "'quoted'",
    "-",
    "=",
    "+-+",
)
CELL = st.sampled_from(FORMULAS) | st.text(st.characters(blacklist_categories=("Cc", "Cs")), max_size=20).map(
    lambda text: text.strip()
)


@given(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=5))
def test_no_cell_is_a_formula_and_every_cell_comes_back(rows: list[tuple[str, str]]) -> None:
    text = written(("problem", "#"), rows)
    for row in list(csv.reader(io.StringIO(text, newline="")))[1:]:
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝")) for cell in row)
    if any(any(cell.strip() for cell in row) for row in rows):
        sheet = parsed(decoded(encoded(text)), NAMES)
        assert [(line.cells.get("problem", ""), line.cells.get("place", "")) for line in sheet.lines] == [
            row for row in rows if any(row)
        ]
