"""Workbooks in .xls and .ods, read by calamine in a process of its own, where it can do no harm.

In a browser there are no processes: there it reads in the page's worker, which the page replaces when it dies.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path

from khpcmd.diagnostics import Code
from khpcmd.workbook.file.addresses import LAST_COLUMN, LAST_ROW, Box, Place
from khpcmd.workbook.file.calamine_child import lines_of
from khpcmd.workbook.file.grid import Grid
from khpcmd.workbook.file.limits import Limits, Refused, damaged, over
from khpcmd.workbook.file.xml import Tally, Walker
from khpcmd.workbook.file.zip import Archive

CHILD = Path(__file__).with_name("calamine_child.py")
MEMORY = 384 * 2**20
"""Bytes of memory for the process that reads; no return of a district needs more."""
SECONDS = 8
ALONE = sys.platform != "emscripten"
"""Whether the system has processes."""
NO_SHAPES: Mapping[str, Mapping[Place, str]] = {}
KINDS = {"datetime": datetime.fromisoformat, "date": date.fromisoformat, "time": time.fromisoformat}


def read_xls(data: bytes, limits: Limits) -> list[Grid]:
    """The sheets of an .xls file. Raises Refused."""
    return _sheets(_child(data, limits), limits, "xls")


def read_ods(data: bytes, archive: Archive, limits: Limits) -> list[Grid]:
    """The sheets of an .ods file, whose parts are first inflated and walked like those of any other. Raises Refused."""
    if "meta-inf/manifest.xml" in archive and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise Refused(Code.FILE_ENCRYPTED(None, {}))
    tally = Tally()
    content = _ContentWalker(limits, tally)
    content.walk(archive.read("content.xml"))
    if "styles.xml" in archive:
        _RepeatsWalker(limits, tally).walk(archive.read("styles.xml"))
    sheets = _sheets(_child(data, limits), limits, "ods", content.own)
    for sheet in sheets:
        sheet.merges += tuple(content.merges.get(sheet.title, ()))
        sheet.stamps = tuple(dict.fromkeys(content.drawn.get(sheet.title, ())))
    return sheets


class _RepeatsWalker(Walker):
    """Counts the cells with content, also those that are written once and repeated."""

    _rows = 1

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table-row":
            self._rows = _number(attributes.get("table:number-rows-repeated", "1"))
        elif name == "table-cell" and any(key.endswith(":value-type") for key in attributes):
            columns = _number(attributes.get("table:number-columns-repeated", "1"))
            self.tally.add(self.limits, cells=self._rows * columns)


class _ContentWalker(_RepeatsWalker):
    """Also finds the merged ranges of each sheet, which calamine does not tell for this format."""

    def __init__(self, limits: Limits, tally: Tally) -> None:
        super().__init__(limits, tally)
        self.merges: dict[str, list[Box]] = {}
        """By the name of a sheet; of two sheets with one name the first one's."""
        self._merges: list[Box] | None = None
        """Those of the sheet that is being walked."""
        self._book_depth, self._sheet_depth = 0, 0
        self._row, self._column = 0, 0
        self.drawn: dict[str, list[str]] = {}
        """By the name of a sheet, the texts of its shapes."""
        self.own: dict[str, dict[Place, str]] = {}
        """The same of the cells that shapes are anchored to: their own texts, without those of the shapes."""
        self._title = ""
        self._beside = 0
        """How deep the outermost shape or comment lies that is being walked, 0 outside."""
        self._shape = self._cell = ""

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        super().opened(name, attributes)
        self._write()
        if name in _BESIDE and self._sheet_depth and not self._beside:
            self._beside, self._shape = self.depth, ""
        if name == "spreadsheet":
            self._book_depth = self.depth
        elif name == "table" and self._sheet_depth:
            raise damaged("structure")  # a table in a cell, as no spreadsheet program writes it
        elif name == "table" and self.depth == self._book_depth + 1:
            title = attributes.get("table:name", "")
            self._merges = None if title in self.merges else self.merges.setdefault(title, [])
            self._sheet_depth, self._row, self._title = self.depth, 1, title
        elif name == "table-row" and self._sheet_depth:
            self._column = 1
        elif name in ("table-cell", "covered-table-cell") and self._sheet_depth:
            if self._merges is not None:
                self._add(attributes)
            self._cell = ""
            self._column += _number(attributes.get("table:number-columns-repeated", "1"))

    def _add(self, attributes: dict[str, str]) -> None:
        """The range that begins at a cell, once for each row that repeats it."""
        right = self._column + _number(attributes.get("table:number-columns-spanned", "1")) - 1
        down = _number(attributes.get("table:number-rows-spanned", "1")) - 1
        if self._merges is None or (right == self._column and not down):
            return
        for row in range(self._row, self._row + self._rows):
            if row + down > LAST_ROW or right > LAST_COLUMN:
                raise damaged("address")
            _merge(self._merges, (row, self._column, row + down, right), self.tally, self.limits)

    def closed(self, name: str) -> None:
        super().closed(name)
        self._write("\n" if name in ("p", "line-break") else " " if name in ("s", "tab") else "")
        if self.depth == self._beside:
            self._beside = 0
            if name != "annotation" and (shape := " ".join(self._shape.split())):
                self.drawn.setdefault(self._title, []).append(shape)
                self.own.setdefault(self._title, {})[self._row, self._column - 1] = ""
        elif name == "table-cell" and (self._row, self._column - 1) in self.own.get(self._title, {}):
            self.own[self._title][self._row, self._column - 1] = self._cell.strip()
        if name == "table-row" and self._sheet_depth:
            self._row += self._rows
        elif name == "table" and self.depth == self._sheet_depth:
            self._sheet_depth = 0

    def _write(self, end: str = "") -> None:
        """Add what was read since the last element to the text of the cell, or to that of the shape in it."""
        written = "".join(self.text) + end
        self.text.clear()
        if self._beside:
            self._shape += written
        else:
            self._cell += written


_BESIDE = frozenset({"frame", "custom-shape", "rect", "ellipse", "caption", "g", "polygon", "annotation"})
"""Elements of what stands on a sheet beside the cells, though it is written within them."""


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 9:
        raise damaged("address")
    return max(1, int(text))


def _child(data: bytes, limits: Limits) -> list[bytes]:
    """The lines from the process that reads the file, without the one that states how it ended. Raises Refused."""
    if not ALONE:
        return _ended([line.encode() for line in lines_of(data, limits.cells, limits.inflated)], limits)
    limit = [str(number) for number in (MEMORY, SECONDS, limits.cells, limits.inflated)]
    command = [sys.executable, "-I", str(CHILD), *limit]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603 - our own program
    except subprocess.TimeoutExpired as error:
        raise damaged("reader_stopped") from error
    except OSError as error:
        raise damaged("unreadable") from error
    return _ended(done.stdout.splitlines(), limits)


def _ended(read: list[bytes], limits: Limits) -> list[bytes]:
    """The lines without the last one. Raises Refused for what that states."""
    *lines, last = read or [b""]
    match _loaded(last):
        case ["end"]:
            return lines
        case ["over", str(what), int(found)]:
            raise over(what, found, limits.cells if what == "cells" else limits.inflated)
        case ["error", _, str(message)] if "password" in message.lower():
            raise Refused(Code.FILE_ENCRYPTED(None, {}))
        case ["error", str(name), _] if name != "MemoryError":
            raise damaged("unreadable")
        case _:
            raise damaged("reader_stopped")


def _loaded(line: bytes) -> object:
    """One line; None for one that is incomplete."""
    try:
        found: object = json.loads(line)
    except ValueError:
        return None
    return found


def _sheets(
    lines: Iterable[bytes], limits: Limits, kind: str, own: Mapping[str, Mapping[Place, str]] = NO_SHAPES
) -> list[Grid]:
    """The sheets of these lines; ``own`` are the texts of cells that shapes were written into."""
    sheets, merges, tally = list[Grid](), list[list[Box]](), Tally()
    for line in lines:
        match _loaded(line):
            case ["sheet", str(title), str(state)]:
                sheets.append(Grid(title, state=state, limited=kind))
                merges.append([])
            case ["merge", int(top), int(left), int(bottom), int(right)]:
                _merge(merges[-1], (top, left, bottom, right), tally, limits)
            case ["row", int(row), [*cells]] if 0 < row <= LAST_ROW:
                columns, values = _row(cells, tally, limits)
                places = own.get(sheets[-1].title, {})
                values = [
                    places.get((row, column), value) if isinstance(value, str) else value
                    for column, value in zip(columns, values, strict=True)
                ]
                sheets[-1].cells.add(row, columns, values, [0] * len(columns))
            case _:
                raise damaged("unreadable")
    if len(sheets) > limits.sheets:
        raise over("sheets", len(sheets), limits.sheets)
    for sheet, found in zip(sheets, merges, strict=True):
        sheet.merges = tuple(found)
    return sheets


def _merge(merges: list[Box], merged: Box, tally: Tally, limits: Limits) -> None:
    top, left, bottom, right = merged
    tally.add(limits, merged_cells=(bottom - top + 1) * (right - left + 1))
    merges.append(merged)


def _row(cells: list[object], tally: Tally, limits: Limits) -> tuple[list[int], list[object]]:
    """The columns and the values of a row's cells."""
    columns, values = list[int](), list[object]()
    for cell in cells:
        match cell:
            case [int(column), str(form), value] if 0 < column <= LAST_COLUMN:
                columns.append(column)
                values.append(_value(form, value))
            case _:
                raise damaged("unreadable")
    tally.add(limits, text=sum(len(value) for value in values if isinstance(value, str)))
    return columns, values


def _value(form: str, value: object) -> object:
    if form == "timedelta" and isinstance(value, float):
        return timedelta(seconds=value)
    return KINDS[form](str(value)) if form in KINDS else value
