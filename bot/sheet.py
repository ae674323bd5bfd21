"""A table in a file, in whatever dress a spreadsheet gives it: encoding, separator, headers; and back."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from bot.errors import UserError

MOST_BYTES = 2_000_000
MOST_ROWS = 10_000
SENTENCE = 180
"""Characters of what is said about one of them."""
MOST_SAID = 8
"""Wrong rows that are named one by one."""

_SEPARATORS = ",;\t"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# what a spreadsheet takes for the beginning of a formula; the wide ones are what Excel makes of them in Asia
_FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
_SEPARATOR_LINE = re.compile(r'"?sep=(?P<separator>.)"?\r?\n', re.IGNORECASE)


class Line(Struct, frozen=True):
    """One row of a table that holds anything."""

    number: int
    """As a spreadsheet counts: the header is row 1."""
    cells: Mapping[str, str]
    """By the name of the column; empty cells are left out."""


class Sheet(Struct, frozen=True):
    """A table that was read."""

    columns: tuple[str, ...]
    """The names that were understood."""
    ignored: tuple[str, ...]
    """Headers that mean nothing here, as they were written."""
    lines: tuple[Line, ...]


class BadFile(UserError):
    """A file that is no table, or none that is understood."""


class BadRows(UserError):
    """A table of which some rows are wrong, each with its number; nothing of it was taken."""

    def __init__(self, wrong: Sequence[tuple[int, str]]) -> None:
        self.wrong = tuple(wrong)
        rows = "One row needs" if len(wrong) == 1 else f"{len(wrong)} rows need"
        said = [f"Row {number}: {_clipped(sentence)}" for number, sentence in wrong[:MOST_SAID]]
        if len(wrong) > MOST_SAID:
            said.append(f"... and {len(wrong) - MOST_SAID} more.")
        super().__init__("\n".join([f"{rows} a change, so I took nothing of the file.", *said]))


def check_size(size: int) -> None:
    """Raises BadFile for more bytes than are read."""
    if size > MOST_BYTES:
        raise BadFile(f"That file is larger than {MOST_BYTES // 1_000_000} MB. Split it.")


def decoded(data: bytes) -> str:
    """The text of a file. Raises BadFile."""
    check_size(len(data))
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise BadFile("That is a workbook. Save it as CSV first (File, Save As, CSV UTF-8).")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError:
                raise BadFile("I can't read that file as text. Save it as CSV UTF-8.") from None
            break
    else:
        try:
            text = data.decode()
        except UnicodeDecodeError:
            # what Excel writes in the west when nobody asks it for UTF-8
            text = data.decode("cp1252", errors="replace")
    if "\0" in text:
        raise BadFile("That is no text. A CSV file is what I can read.")
    return text


def parsed(text: str, names: Mapping[str, str], headless: Sequence[str] = ()) -> Sheet:
    """Read a table; `names` maps a header in small letters to the name of its column.

    A first row without any known header is a row like the others where `headless` names the columns.
    Raises BadFile.
    """
    stated = _SEPARATOR_LINE.match(text)
    separator = stated["separator"] if stated is not None else _separator(text)
    if stated is not None:
        text = text[stated.end() :]
    rows = list(_rows(text, separator))
    if not any(any(row) for row in rows):
        raise BadFile("That file is empty.")
    first = next(place for place, row in enumerate(rows) if any(row))
    found = [names.get(_folded(cell), "") for cell in rows[first]]
    if any(found):
        ignored = tuple(cell for cell, name in zip(rows[first], found, strict=True) if cell and not name)
        body = rows[first + 1 :]
        begins = first + 2
    elif headless:
        found, ignored, body, begins = list(headless), (), rows[first:], first + 1
    else:
        raise BadFile(
            "The first row has to name the columns: " + ", ".join(dict.fromkeys(names.values())) + "."
        )
    lines = tuple(
        Line(number, cells) for number, row in enumerate(body, start=begins) if (cells := _cells(found, row))
    )
    if len(lines) > MOST_ROWS:
        raise BadFile(f"That file has {len(lines):,} rows, and {MOST_ROWS:,} is the most. Split it.")
    if not lines:
        raise BadFile("That file has a header and no rows.")
    return Sheet(tuple(name for name in dict.fromkeys(found) if name), ignored, lines)


def written(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table as CSV; no cell of it is a formula to a spreadsheet, and `parsed` reads the same cells back."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([f"'{cell}" if _FORMULA.match(cell) else cell for cell in row] for row in rows)
    return out.getvalue()


def encoded(text: str) -> bytes:
    """With the mark by which Excel knows UTF-8."""
    return codecs.BOM_UTF8 + text.encode()


def _clipped(sentence: str) -> str:
    return sentence if len(sentence) <= SENTENCE else f"{sentence[: SENTENCE - 1]}…"


def _separator(text: str) -> str:
    """The one that the first line with anything in it has most of, outside of quotes."""
    line = next((line for line in text.splitlines() if line.strip()), "")
    bare = re.sub(r'"[^"]*"', "", line)
    return max(_SEPARATORS, key=bare.count)


def _rows(text: str, separator: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True)
    try:
        for row in reader:
            yield [_plain(cell) for cell in row]
    except csv.Error as error:
        raise BadFile(f"Line {reader.line_num} is no CSV: {error}. A quote may be missing there.") from None


def _plain(cell: str) -> str:
    cell = cell.strip(" ")
    # the apostrophe that keeps a spreadsheet from calculating is none of the text
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def _cells(columns: Sequence[str], row: Sequence[str]) -> dict[str, str]:
    """The first cell with anything in it, where two headers mean the same column."""
    cells: dict[str, str] = {}
    for name, cell in zip(columns, row, strict=False):
        if name and cell.strip():
            cells.setdefault(name, cell)
    return cells


def _folded(header: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", header.casefold()).split()) or header.strip()
