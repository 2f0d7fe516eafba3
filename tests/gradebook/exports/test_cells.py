"""The cells of a CSV file are those of the csv module, and filling some leaves every other byte."""

from __future__ import annotations

import csv
import io

from hypothesis import assume, given
from hypothesis import strategies as st

from gradecheck.gradebook.exports.cells import BOM, Cell, filled, rows

DELIMITERS = st.sampled_from([",", ";", "\t"])
BYTES = st.lists(
    st.sampled_from([",", ";", "\t", '"', '""', "\r", "\n", "\r\n", " ", "a", "é", "\x00", "\x85", "-", "'"]),
    max_size=30,
).map(lambda pieces: "".join(pieces).encode("latin-1"))


def by_csv(content: bytes, delimiter: str) -> list[list[str]]:
    """An independent reading."""
    content = content.removeprefix(BOM)
    return list(csv.reader(io.StringIO(content.decode("latin-1"), newline=""), delimiter=delimiter))


def by_cells(content: bytes, delimiter: str) -> list[list[str]]:
    return [[cell.value.decode("latin-1") for cell in row] for row in rows(content, delimiter.encode())]


@given(BYTES, DELIMITERS, st.booleans())
def test_cells_are_those_of_the_csv_module(content: bytes, delimiter: str, marked: bool) -> None:
    content = BOM + content if marked else content
    assert by_cells(content, delimiter) == by_csv(content, delimiter)


@given(BYTES, DELIMITERS, st.data())
def test_a_filled_file_has_the_same_cells_but_those_filled(
    content: bytes, delimiter: str, data: st.DataObject
) -> None:
    listed = [list(row) for row in rows(content, delimiter.encode())]
    places = [(n, m) for n, row in enumerate(listed) for m in range(len(row))]
    chosen = data.draw(st.lists(st.sampled_from(places), unique=True, max_size=5)) if places else []
    texts = st.text(st.sampled_from('a1.,;\t"\r\n é='), min_size=1, max_size=6)
    edits = {place: data.draw(texts) for place in chosen}
    found = filled(
        content, {listed[n][m]: text for (n, m), text in edits.items()}, delimiter.encode(), "latin-1"
    )
    expected = by_csv(content, delimiter)
    for (n, m), text in edits.items():
        expected[n][m] = text
    # A quote that never closes swallows what follows; closing it, as filling does, is the one change.
    assume(content.count(b'"') % 2 == 0)
    assert by_csv(found, delimiter) == expected


@given(BYTES, st.data())
def test_every_other_byte_stays(content: bytes, data: st.DataObject) -> None:
    cells = [cell for row in rows(content, b",") for cell in row]
    chosen: list[Cell] = data.draw(st.lists(st.sampled_from(cells), unique=True, max_size=4)) if cells else []
    found = filled(content, dict.fromkeys(chosen, "12.5"), b",", "utf-8")
    at = 0
    for cell in sorted(chosen, key=lambda cell: cell.start):
        kept = content[at : cell.start]
        assert found.startswith(kept)
        found = found[len(kept) :].removeprefix(b'"12.5"' if cell.quoted else b"12.5")
        at = cell.end
    assert found == content[at:]


def test_nothing_filled_is_the_same_file() -> None:
    content = BOM + b'"a" ,b\r\n\r\nx;"y""z"\t\r'
    assert filled(content, {}, b",", "utf-8") == content
