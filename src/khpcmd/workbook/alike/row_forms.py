"""The form of a row, as it is written: what it has in common with rows that differ in numbers and texts alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from khpcmd.workbook.places import COLUMNS
from khpcmd.workbook.plain_rows import PlainRow

WIDEST = 200
"""Rows with more cells have no form: their patterns would be too long."""
INLINE = "inlineStr"
CONTENTS = {"": rb"([0-9]{1,15})", "n": rb"([0-9]{1,15})", "s": rb"([0-9]{1,9})", INLINE: rb"([^<>&\x00-\x1f]+)"}
"""What a cell of each kind holds: a whole number, the index of a shared string, a text that stands in it."""


class FormCell(NamedTuple):
    """A cell of a form: the letters of its column, its style and its kind as they are written ("" where they are
    not), and whether anything stands in it."""

    letters: str
    style: str
    kind: str
    filled: bool


class RowForm(NamedTuple):
    """The attributes of a row beside its number, and its cells from left to right."""

    attributes: tuple[tuple[str, str], ...]
    cells: tuple[FormCell, ...]


def form_of(row: PlainRow) -> RowForm | None:
    """The form of a row; None where nothing stands in it, or a cell is of another kind, or not right of the one before
    it."""
    cells, before = list[FormCell](), 0
    for letters, _, style, kind, text, inline in row.cells:
        written = INLINE if inline else kind
        if COLUMNS[letters] <= before or ((text or inline) and written not in CONTENTS):
            return None
        before = COLUMNS[letters]
        cells.append(FormCell(letters, style, written, bool(text or inline)))
    if len(cells) > WIDEST or not any(cell.filled for cell in cells):
        return None
    return RowForm(tuple((name, value) for name, value in row.attributes.items() if name != "r"), tuple(cells))


def pattern_of(form: RowForm) -> re.Pattern[bytes]:
    """What matches the rows of a form: all is literal but the number of the row and what stands in the cells."""
    return re.compile(b"".join(_written(form)))


def _written(form: RowForm) -> Iterator[bytes]:
    attributes = "".join(f' {name}="{value}"' for name, value in form.attributes)
    yield rb'<row r="([1-9][0-9]{0,6})"' + re.escape(attributes.encode()) + b">"
    for letters, style, kind, filled in form.cells:
        opening = b'<c r="' + letters.encode() + rb'\1"'
        opening += f' s="{style}"'.encode() if style else b""
        opening += f' t="{kind}"'.encode() if kind else b""
        if not filled:
            yield opening + b"/>"
        elif kind == INLINE:
            yield opening + b"><is><t>" + CONTENTS[kind] + b"</t></is></c>"
        else:
            yield opening + b"><v>" + CONTENTS[kind] + b"</v></c>"
    yield b"</row>"
