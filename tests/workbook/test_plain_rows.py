"""Rows that are read without a parser of XML say the very same as with one, also where they are refused."""

from __future__ import annotations

from dataclasses import astuple, replace
from unittest.mock import patch

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hostile.files import HEADER, MAIN
from khpcmd.workbook import scan
from khpcmd.workbook.limits import Limits, Refused
from khpcmd.workbook.plain_rows import begin_of_rows, end_of_row, plain_row
from khpcmd.workbook.scan import SheetWalker
from khpcmd.workbook.styles import Look
from khpcmd.workbook.values import Book
from khpcmd.workbook.walk import Tally

BOOK = Book((Look(), Look("dd/mm/yyyy", may_be_date=True), Look("0%")), ("một", "hai"))
LIMITS = replace(Limits(), cells=12, styled_cells=16, elements=24, text=40, attributes=4)


def said(xml: bytes, limits: Limits) -> object:
    """Everything that a walk leaves behind, or how it is refused."""
    tally = Tally()
    walker = SheetWalker(limits, tally, BOOK)
    try:
        content = walker.walk(xml)
    except Refused as refused:
        return refused.code, refused.params
    rare = content.cells.rare
    parts = content.merges, content.hidden_rows, content.hidden_columns, content.protected
    return list(content.cells.items()), rare.formulas, rare.errors, rare.uncalculated, parts, astuple(tally)


def both(xml: bytes, limits: Limits = LIMITS) -> tuple[object, object]:
    with patch.object(scan, "begin_of_rows", return_value=0):
        usual = said(xml, limits)
    return said(xml, limits), usual


def sheet_of(rows: str, before: str = "", head: str = HEADER) -> bytes:
    data = f"<sheetData>{rows}</sheetData>"
    after = '<mergeCells><mergeCell ref="A1:B1"/></mergeCells>'
    return f'{head}<worksheet xmlns="{MAIN}">{before}{data}{after}</worksheet>'.encode()


VALUES = st.sampled_from(
    ["1", "0", "-4", "2.5", "1e3", "", " 7 ", "007", "9" * 16, "9" * 20, "7²", "٣", "x", "a&amp;b", "3<!-- -->4"]
)
KINDS = st.sampled_from(["", ' t="s"', ' t="n"', ' t="str"', ' t="b"', ' t="e"', ' t="d"', ' t="z"', ' t="inlineStr"'])
STYLES = st.sampled_from(["", ' s="0"', ' s="1"', ' s="2"', ' s="9"', ' s="01"', ' s="x"'])
PLACES = st.sampled_from(["A1", "B1", "C1", "D1", "A2", "B2", "XFE1", "A01", "a1", ""])
INLINE = st.sampled_from(["ba", "", "Xã &lt; 1", "<b/>", "x\ny", "Đơn vị"]).map(lambda text: f"<is><t>{text}</t></is>")
INSIDE = (
    VALUES.map(lambda value: f"<v>{value}</v>")
    | INLINE
    | st.sampled_from(["", "<v>1</v><v>2</v>", "<f>A1</f><v>3</v>", "<!-- </row> --><v>1</v>"])
)
CELLS = st.tuples(PLACES, STYLES, KINDS, INSIDE).map(
    lambda cell: f'<c r="{cell[0]}"{cell[1]}{cell[2]}>{cell[3]}</c>' if cell[3] else f'<c r="{cell[0]}"{cell[1]}/>'
)
PLAIN = st.tuples(st.sampled_from("ABCDEFG"), st.integers(0, 99)).map(
    lambda cell: f'<c r="{cell[0]}1"><v>{cell[1]}</v></c>'
)
OPENINGS = st.sampled_from(
    [
        '<row r="1">',
        '<row r="1" spans="1:4" ht="15.75">',
        '<row r="1" hidden="1">',
        '<row r="1" ht="0">',
        '<row r="1" a="1" a="2">',
        '<row r="1" r="2">',
        '<row r="1" a="1" b="2" c="3" d="4">',
        '<row r="01">',
        "<row>",
        '<row  r="1">',
        '<row r="1" x:dyDescent="&lt;">',
    ]
)
ENDS = st.sampled_from(
    ["</row>"] * 6 + ["</row> ", "</row >", "<!-- --></row>", "", "</c></row>", "</row><!-- <row -->"]
)
ROWS = st.lists(
    st.tuples(OPENINGS, st.lists(PLAIN | CELLS, max_size=5).map("".join), ENDS).map("".join), max_size=4
).map(lambda rows: "".join(row.replace('1"', f'{n}"') if n % 2 else row for n, row in enumerate(rows, 1)))
BEFORE = st.sampled_from(
    [""] * 5
    + [
        "<cols><col min='1' max='2' hidden='1'/></cols>",
        "<!-- <sheetData> -->",
        "<sheetData ></sheetData>",
        "<sheetData/>",
        "<?pi <sheetData>?>",
    ]
)
HEADS = st.sampled_from(
    [HEADER] * 5 + ["", "\ufeff", '<?xml version="1.0" encoding="latin-1"?>', "<!-- -->", "<!DOCTYPE a>"]
)


@settings(max_examples=400, deadline=None)
@given(ROWS, BEFORE, HEADS)
@example('<row r="1"><c r="A1"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>', "", HEADER)
@example(
    '<row r="1"><c r="A1"/></row></sheetData><row r="2"/><sheetData><row r="3"><c r="A3"><v>1</v></c></row>', "", HEADER
)
@example(
    "".join(f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>a</t></is></c></row>' for n in range(1, 20)), "", HEADER
)
@example("".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 20)), "", HEADER)
@example("".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(1, 20)), "", HEADER)
def test_plain_rows_are_what_a_parser_finds(rows: str, before: str, head: str) -> None:
    quick, usual = both(sheet_of(rows, before, head))
    assert quick == usual


@given(st.binary(max_size=3), st.integers(0, 400))
def test_a_byte_elsewhere_is_answered_as_by_a_parser(put: bytes, at: int) -> None:
    xml = sheet_of(
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>12</v></c></row><row r="2"><c r="A2"><v>3</v></c></row>'
    )
    quick, usual = both(xml[:at] + put + xml[at + len(put) :])
    assert quick == usual


@pytest.mark.parametrize(
    "row",
    [
        '<row r="4" spans="1:3"><c r="A4" s="1" t="s"><v>0</v></c><c r="B4"/><c r="C4"><v>960</v></c></row>',
        '<row r="4"><c r="A4" t="inlineStr"><is><t>Xã An Bình</t></is></c></row>',
    ],
)
def test_most_rows_need_no_parser(row: str) -> None:
    xml = sheet_of(row)
    begin = begin_of_rows(xml)
    assert xml[begin : end_of_row(xml, begin)].decode() == row
    assert plain_row(row.encode()) is not None
