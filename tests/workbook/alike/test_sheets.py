"""A sheet that is written as an earlier one but for its numbers holds what it holds when it is read with care."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, replace
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khpcmd.workbook.alike import sheets as like_sheets
from khpcmd.workbook.alike.sheets import read_sheet
from khpcmd.workbook.limits import Limits, Refused
from khpcmd.workbook.scan import SheetWalker
from khpcmd.workbook.styles import Look
from khpcmd.workbook.values import Book
from khpcmd.workbook.walk import Tally
from workbook.test_plain_rows import sheet_of

LOOKS = (Look(), Look("dd/mm/yyyy", may_be_date=True), Look("0%"), Look(font=".VnTime", legacy=True))
BOOK = Book(LOOKS, ("một", "hai", "ba b\xb8o"))
LIMITS = replace(Limits(), cells=8, styled_cells=9, elements=22, text=12)
KINDS = ["", "", ' t="s"', ' t="n"', ' t="str"', ' t="b"', ' t="inlineStr"', ' t="e"']
STYLES = ["", "", ' s="0"', ' s="1"', ' s="2"', ' s="3"']
NUMBERS = st.sampled_from(
    [
        "0",
        "1",
        "2",
        "3",
        "12",
        "2023",
        "9" * 9,
        "9" * 15,
        "9" * 16,
        "007",
        "-4",
        "2.5",
        "0.25",
        "Đạt",
        "",
        "x y",
        "a\ufffeb",
    ]
)
FORMS = ["<v>{}</v>", "<v>{}</v>", "<v>{}</v>", "<f>SUM(A1)</f><v>{}</v>", "<f>A1&gt;2</f><v>{}</v>", "<f>A1</f>"]
FORMS += ["<f>A1</f><v/>", "<f/><v >{}</v>", "<v/>", '<f t="shared" si="0"/><v>{}</v>']
BETWEEN = [""] * 12 + ["<!-- <v>7</v> -->"]
Cell = tuple[str, str, str, str]
"""Column, style, kind, and how what is inside is written."""


@st.composite
def shapes(draw: st.DrawFn) -> list[list[tuple[Cell, str]]]:
    """Rows of cells, each with what follows it; nearly all of them such as a gate lets pass."""
    rows = list[list[tuple[Cell, str]]]()
    for _ in range(draw(st.integers(1, 3))):
        columns = draw(st.lists(st.sampled_from("ABCD"), max_size=3, unique=True))
        if draw(st.integers(0, 9)):
            columns.sort()
        kinds = st.tuples(st.sampled_from(STYLES), st.sampled_from(KINDS), st.sampled_from(FORMS))
        rows.append([((column, *draw(kinds)), draw(st.sampled_from(BETWEEN))) for column in columns])
    return rows


def written(rows: Sequence[Sequence[tuple[Cell, str]]], contents: Sequence[str]) -> bytes:
    found, given = "", iter([*contents, *["1"] * 99])
    for number, row in enumerate(rows, 1):
        found += f'<row r="{number}">'
        for (column, style, kind, form), between in row:
            content = next(given)
            inside = f"<is><t>{content}</t></is>" if "inline" in kind else form.format(content)
            found += f'<c r="{column}{number}"{style}{kind}>{inside}</c>{between}'
        found += "</row>"
    return sheet_of(found)


def said(xml: bytes, book: Book, limits: Limits, *, quick: bool, before: int = 0) -> object:
    """Everything that a sheet leaves behind, or how it is refused; ``before``: cells of the sheets before it."""
    tally = Tally(before, 2 * before, 0, 3, 4)
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
        replace(BOOK, to_calculate=True),
        replace(BOOK, from_1904=True),
        BOOK,
        BOOK,
        Book(LOOKS, ("a",)),
        Book(LOOKS[:2], BOOK.strings),
        Book((*LOOKS[1:], LOOKS[0]), BOOK.strings),
        Book(LOOKS, BOOK.strings, {0: (("a", "Arial"),)}),
    ]
)
OTHERS = st.lists(st.tuples(st.lists(NUMBERS, max_size=9), BOOKS, st.sampled_from([0, 0, 0, 5])), max_size=4)
TAUGHT = st.lists(st.sampled_from(["1", "1", "0", ""]), max_size=9)


@settings(max_examples=1500, deadline=None)
@given(shapes(), TAUGHT, OTHERS, st.sampled_from([Limits(), LIMITS]))
def test_sheets_that_are_written_alike_hold_what_each_holds(
    rows: list[list[tuple[Cell, str]]], taught: list[str], others: list[tuple[list[str], Book, int]], limits: Limits
) -> None:
    forget()
    for contents, book, before in [(taught, BOOK, 0), (taught, BOOK, 0), *others]:
        xml = written(rows, contents)
        quick = said(xml, book, limits, quick=True, before=before)
        assert quick == said(xml, book, limits, quick=False, before=before)


VALUE = "<v>{}</v>"
PLAIN: list[list[tuple[Cell, str]]] = [
    [(("A", "", "", VALUE), ""), (("B", ' s="2"', ' t="s"', VALUE), "")],
    [(("A", "", "", VALUE), "")],
]
CALCULATED: list[list[tuple[Cell, str]]] = [
    [(("A", "", "", "<f>SUM(A2)</f><v>{}</v>"), ""), (("B", "", ' t="str"', "<f>A1</f><v>{}</v>"), "")],
    [(("A", ' s="1"', "", VALUE), ""), (("C", "", "", "<f>A1</f>"), "")],
]
"""Formulas with a number, a text and no value, and a day."""


def test_the_third_sheet_needs_no_parser() -> None:
    for rows in (PLAIN, CALCULATED):
        for contents in (["1", "0", "2"], ["5", "1", "6"]):
            said(written(rows, contents), BOOK, Limits(), quick=True)
        with patch.object(like_sheets, "SheetWalker") as walker:
            found = said(written(rows, ["7", "1", "8"]), BOOK, Limits(), quick=True)
        walker.assert_not_called()
        assert found == said(written(rows, ["7", "1", "8"]), BOOK, Limits(), quick=False)


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


def test_a_zero_byte_is_not_taken_for_a_value_left_out() -> None:
    for contents in (["1", "0", "2"], ["5", "1", "6"], ["\0", "1", "8"], ["1\0", "", "8"]):
        xml = written(PLAIN, contents)
        assert said(xml, BOOK, Limits(), quick=True) == said(xml, BOOK, Limits(), quick=False)


def test_what_was_kept_under_other_limits_is_read_anew() -> None:
    for contents in (["1", "0", "2"], ["5", "1", "6"]):
        said(written(PLAIN, contents), BOOK, Limits(), quick=True)
    strict, xml = replace(Limits(), attributes=1), written(PLAIN, ["7", "1", "8"])
    assert said(xml, BOOK, strict, quick=True) == said(xml, BOOK, strict, quick=False)


def test_no_texts_are_kept_of_the_sheets() -> None:
    long = Book(LOOKS, tuple(f"{number}" * 1000 for number in range(3)))
    for contents in (["1", "0", "2"], ["5", "1", "6"]):
        said(written(PLAIN, contents), long, Limits(), quick=True)
    (kept,) = (sheet for sheet in like_sheets._known.values() if sheet)
    assert kept.values == (None, None, None)
    assert len(kept.content.cells) == 0


def test_a_value_in_another_dress_is_not_taken_for_its_neighbour() -> None:
    """A formula with an empty ``<v/>`` beside a cell with an empty ``<v></v>``, which may be filled the next time."""
    rows: list[list[tuple[Cell, str]]] = [[(("A", "", "", "<f>A1</f><v/>"), ""), (("B", "", "", VALUE), "")]]
    for contents in (["", ""], ["", ""], ["", "5"]):
        xml = written(rows, contents)
        assert said(xml, BOOK, Limits(), quick=True) == said(xml, BOOK, Limits(), quick=False)


@pytest.mark.parametrize("text", ["60,0", " 60", "1 060", "-", "#N/A", "Không"])
def test_what_is_no_number_stays_an_error_in_each_sheet(text: str) -> None:
    """Such a text under a number's kind is an error; as a text it could be read as a number, or as a declared zero."""
    for contents in (["1", "0", text], ["5", "1", text], ["7", "1", text]):
        xml = written(PLAIN, contents)
        assert said(xml, BOOK, Limits(), quick=True) == said(xml, BOOK, Limits(), quick=False)
    content = read_sheet(xml, BOOK, Limits(), Tally())
    assert content.cells.rare.errors == {(2, 1)}
