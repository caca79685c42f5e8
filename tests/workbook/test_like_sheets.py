"""A sheet that is written as an earlier one but for its numbers holds what it holds when it is read with care."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, replace
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khpcmd.workbook import like_sheets
from khpcmd.workbook.like_sheets import read_sheet
from khpcmd.workbook.limits import Limits, Refused
from khpcmd.workbook.scan import SheetWalker
from khpcmd.workbook.styles import Look
from khpcmd.workbook.values import Book
from khpcmd.workbook.walk import Tally
from workbook.test_plain_rows import sheet_of

LOOKS = (Look(), Look("dd/mm/yyyy", may_be_date=True), Look("0%"), Look(font=".VnTime", legacy=True))
BOOK = Book(LOOKS, ("một", "hai", "ba b\xb8o"))
LIMITS = replace(Limits(), cells=20, styled_cells=24, elements=40, text=30)
KINDS = ["", "", ' t="s"', ' t="n"', ' t="str"', ' t="b"', ' t="inlineStr"', ' t="e"']
STYLES = ["", "", ' s="0"', ' s="1"', ' s="2"', ' s="3"', ' s="9"']
NUMBERS = st.sampled_from(["0", "1", "2", "3", "12", "2023", "9" * 9, "9" * 15, "9" * 16, "007", "-4", "2.5", "x", ""])
BETWEEN = ["", "", "", "", "<!-- <v>7</v> -->", "<row/>"]
Cell = tuple[str, str, str]


@st.composite
def shapes(draw: st.DrawFn) -> list[list[tuple[Cell, str]]]:
    """Rows of cells (column, style, kind), each with what follows it."""
    cells = st.tuples(st.sampled_from("ABCD"), st.sampled_from(STYLES), st.sampled_from(KINDS))
    return draw(st.lists(st.lists(st.tuples(cells, st.sampled_from(BETWEEN)), max_size=3), min_size=1, max_size=3))


def written(rows: Sequence[Sequence[tuple[Cell, str]]], contents: Sequence[str]) -> bytes:
    found, given = "", iter([*contents, *["1"] * 99])
    for number, row in enumerate(rows, 1):
        found += f'<row r="{number}">'
        for (column, style, kind), between in row:
            content = next(given)
            inside = f"<is><t>{content}</t></is>" if "inline" in kind else f"<v>{content}</v>"
            found += f'<c r="{column}{number}"{style}{kind}>{inside}</c>{between}'
        found += "</row>"
    return sheet_of(found)


def said(xml: bytes, book: Book, limits: Limits, *, quick: bool) -> object:
    """Everything that a sheet leaves behind, or how it is refused."""
    tally = Tally(1, 2, 0, 3, 4)
    try:
        content = read_sheet(xml, book, limits, tally) if quick else SheetWalker(limits, tally, book).walk(xml)
    except Refused as refused:
        return refused.code, refused.params
    store = content.cells
    parts = content.merges, content.hidden_rows, content.hidden_columns, content.protected, store.columns()
    rare = store.rare.formulas, store.rare.errors, store.rare.uncalculated
    counts = [store.plain_counts(row, columns) for row, columns in store.columns().items()]
    return list(store.items()), [type(cell.value) for cell in store.values()], rare, parts, counts, astuple(tally)


def forget() -> None:
    like_sheets._known.clear()
    like_sheets._once.clear()


@pytest.fixture(autouse=True)
def _nothing_known() -> None:
    forget()


BOOKS = st.sampled_from(
    [
        BOOK,
        BOOK,
        Book(LOOKS, ("a",)),
        Book(LOOKS[:2], BOOK.strings),
        Book((*LOOKS[1:], LOOKS[0]), BOOK.strings),
        Book(LOOKS, BOOK.strings, {0: (("a", "Arial"),)}),
    ]
)
OTHERS = st.lists(st.tuples(st.lists(NUMBERS, max_size=9), BOOKS), max_size=4)


@settings(max_examples=500, deadline=None)
@given(shapes(), OTHERS, st.sampled_from([Limits(), LIMITS]))
def test_sheets_that_are_written_alike_hold_what_each_holds(
    rows: list[list[tuple[Cell, str]]], others: list[tuple[list[str], Book]], limits: Limits
) -> None:
    forget()
    for contents, book in [([], BOOK), ([], BOOK), *others]:
        xml = written(rows, contents)
        assert said(xml, book, limits, quick=True) == said(xml, book, limits, quick=False)


PLAIN: list[list[tuple[Cell, str]]] = [[(("A", "", ""), ""), (("B", ' s="2"', ' t="s"'), "")], [(("A", "", ""), "")]]


def test_the_third_sheet_needs_no_parser() -> None:
    for contents in (["1", "0", "2"], ["5", "1", "6"]):
        said(written(PLAIN, contents), BOOK, Limits(), quick=True)
    with patch.object(like_sheets, "SheetWalker") as walker:
        found = said(written(PLAIN, ["7", "1", "8"]), BOOK, Limits(), quick=True)
    walker.assert_not_called()
    assert found == said(written(PLAIN, ["7", "1", "8"]), BOOK, Limits(), quick=False)


def test_the_index_of_no_string_is_refused_as_ever() -> None:
    for contents in (["1", "0", "2"], ["5", "1", "6"]):
        said(written(PLAIN, contents), BOOK, Limits(), quick=True)
    for index in ("3", "9999999999", "0000000001"):
        xml = written(PLAIN, ["7", index, "8"])
        assert said(xml, BOOK, Limits(), quick=True) == said(xml, BOOK, Limits(), quick=False)


def test_what_is_kept_does_not_grow_with_the_sheets() -> None:
    for number in range(200):
        for _ in range(3):
            said(sheet_of(f'<row r="{number + 1}"><c r="A{number + 1}"><v>1</v></c></row>'), BOOK, Limits(), quick=True)
    assert len(like_sheets._known) <= like_sheets.SHEETS
