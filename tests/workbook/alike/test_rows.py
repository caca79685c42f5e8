"""Rows that one pattern finds say the very same as when a parser of XML reads each of them."""

from __future__ import annotations

from dataclasses import replace
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khpcmd.workbook import scan
from khpcmd.workbook.alike import rows as like_rows
from khpcmd.workbook.alike.rows import LikeRows
from khpcmd.workbook.limits import Limits
from workbook.test_plain_rows import both, said, sheet_of

LETTERS = ["A", "B", "C", "D", "E", "AA", "XFD"]
NUMBERS = st.integers(0, 5000).map(str) | st.sampled_from(["0", "007", "-4", "2.5", "1e3", "9" * 15, "9" * 16, "٣", ""])
TEXTS = st.sampled_from(["Xã An Bình", "a", "a\ufffeb", "a&amp;b", "x\ny", "\ud7ff", "Đơn vị"])
INDEXES = st.sampled_from(["0", "1", "2", "01", "x"])
CONTENTS = {
    "": NUMBERS,
    ' s="1"': NUMBERS,
    ' s="2" t="n"': NUMBERS,
    ' s="9"': NUMBERS,
    ' t="s"': INDEXES,
    ' t="str"': TEXTS,
    ' t="inlineStr"': TEXTS,
    "/": st.just(""),
    ' t="s"/': st.just(""),
}
"""How a cell is written, and what may stand in it."""
OPENINGS = st.sampled_from(["", ' spans="1:3"', ' spans="1:3" ht="15.75"', ' hidden="1"', ' ht="0"'])
Form = tuple[str, list[tuple[str, str]]]


def cell(letters: str, row: str, kind: str, content: str) -> str:
    opening = f'<c r="{letters}{row}"{kind}>'
    if kind.endswith("/"):
        return opening
    return opening + (f"<is><t>{content}</t></is></c>" if "inlineStr" in kind else f"<v>{content}</v></c>")


@st.composite
def forms(draw: st.DrawFn) -> Form:
    letters = draw(st.lists(st.sampled_from(LETTERS), unique=True, max_size=5))
    if draw(st.integers(0, 5)):
        letters.sort(key=LETTERS.index)
    kinds = st.sampled_from(["", "", "", *CONTENTS])
    return draw(OPENINGS), [(one, draw(kinds)) for one in letters]


@st.composite
def rows(draw: st.DrawFn) -> str:
    """Rows of a few forms, most of them with plain contents, in runs; now and then one is disturbed."""
    known, found, number = draw(st.lists(forms(), min_size=1, max_size=2)), "", 0
    for attributes, cells in draw(st.lists(st.sampled_from(known), max_size=14)):
        number += draw(st.sampled_from([1, 1, 1, 1, 1, 1, 2, 0, 1_048_570]))
        plain = draw(st.integers(0, 6)) > 0
        written = [
            cell(letters, str(number + (draw(st.integers(0, 40)) == 0)), kind, "1" if plain else draw(CONTENTS[kind]))
            for letters, kind in cells
        ]
        found += (
            f'<row r="{number}"{attributes}>{"".join(written)}</row>{draw(st.sampled_from([""] * 9 + ["<!-- -->"]))}'
        )
    return found


LIMITS = st.sampled_from([Limits(), replace(Limits(), cells=14, styled_cells=18, elements=30, text=12)])


@settings(max_examples=600, deadline=None)
@given(rows(), LIMITS)
def test_like_rows_are_what_a_parser_finds(found: str, limits: Limits) -> None:
    with patch.object(scan, "LARGE", 0), patch.object(like_rows, "ENOUGH", 2):
        quick, usual = both(sheet_of(found), limits)
    assert quick == usual


def many(count: int, style: str = "") -> str:
    return "".join(
        f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c><c r="B{n}"{style}><v>{n}</v></c></row>'
        for n in range(1, count + 1)
    )


def test_most_rows_of_a_large_sheet_are_read_by_a_pattern() -> None:
    taken = list[int]()

    class Counted(LikeRows):
        def _values_of(self, *given: object) -> list[object] | None:
            taken.append(1)
            return super()._values_of(*given)  # type: ignore[arg-type]

    xml = sheet_of(many(3000))
    with patch.object(scan, "LikeRows", Counted):
        said(xml, Limits())
    assert len(taken) == 3000 - like_rows.ENOUGH


def test_a_small_sheet_learns_nothing() -> None:
    with patch.object(LikeRows, "learn") as learn:
        said(sheet_of(many(100)), Limits())
    learn.assert_not_called()


@pytest.mark.parametrize("style", [' s="1"', ' s="2"'])
def test_a_number_keeps_what_its_style_makes_of_it(style: str) -> None:
    xml = sheet_of(many(40, style))
    with patch.object(scan, "LARGE", 0):
        quick, usual = both(xml, Limits())
    assert quick == usual
