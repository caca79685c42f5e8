"""What lies on the desk of an officer who reads a printed entry.

That is the entry itself, one of ``diagnostics`` in the JSON of a check (its code, its place, what was found and
expected, its cure), the file, the plan, and the figures of the records; how the fault came about nobody says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, cast

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Font
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from khpcmd.plan.model import Plan
from khpcmd.returns import Basis, CellValue, Key
from khpcmd.workbook.read import read_workbook

Entry = Mapping[str, Any]
Figures = Mapping[Key, CellValue | None]
Records = Mapping[str, Figures]
"""The figures of each unit, as they stand in its books."""
MONTH = re.compile(r"[Tt]háng 0?([0-9]+)")
QUOTED = re.compile("“([^”]+)”")
CLASS = re.compile(r"^(Thành phố|Thị xã|Thị trấn|Huyện|Phường|Xã|TP\.|TX\.|TT\.)\s+", re.IGNORECASE)
NAMES = ("Đơn vị", "Chỉ tiêu", "Xã, phường, thị trấn", "Nội dung")
"""What stands above the names of units or of fields."""
SAME = 0.6
"""From how much likeness on a name may be a slip for another one."""


def shown(value: object) -> str:
    """A value as it is typed."""
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return f"{float(value):g}" if isinstance(value, float | int) else str("" if value is None else value).strip()


def is_number(cell: Cell) -> bool:
    return isinstance(cell.value, int | float)


def likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one.lower(), other.lower()).ratio()


def sheet_of(cell: Cell) -> Worksheet:
    assert isinstance(cell.parent, Worksheet)
    return cell.parent


def place(sheet: Worksheet, row: int, column: int) -> Cell:
    return cast("Cell", sheet.cell(row, column))


def line(sheet: Worksheet, row: int) -> tuple[Cell, ...]:
    return cast("tuple[Cell, ...]", sheet[row])


def row_of(cell: Cell) -> tuple[Cell, ...]:
    return line(sheet_of(cell), cell.row)


def right_of(cell: Cell) -> tuple[Cell, ...]:
    return row_of(cell)[cell.column :]


def below(cell: Cell) -> list[Cell]:
    sheet = sheet_of(cell)
    return [place(sheet, row, cell.column) for row in range(cell.row + 1, sheet.max_row + 1)]


def write(cell: Cell, value: object) -> None:
    """Types a value into a cell in the ordinary format."""
    cell.value = None
    cell.data_type, cell.number_format, cell.font = "n", "General", Font()
    as_text = isinstance(value, bool | date)
    cell.value = shown(value) if as_text else value if isinstance(value, int | str | None) else float(str(value))


@dataclass(slots=True)
class Desk:
    """The file, the entry, the plan and the records."""

    folder: Path
    plan: Plan
    period: str
    records: Records
    own: str
    """The unit whose return it is; "" where it is of several."""
    blank: Callable[[], Workbook]
    """The form that was sent out."""
    files: list[str]
    options: list[str]
    entry: Entry = field(default_factory=dict)
    book: Workbook = field(default_factory=Workbook)

    # where it is

    @property
    def path(self) -> Path:
        return self.folder / (self.entry["file"] or self.files[0])

    @property
    def params(self) -> Mapping[str, Any]:
        params: Mapping[str, Any] = self.entry["params"]
        return params

    @property
    def field(self) -> str:
        name: str = self.params["field"]["id"]
        return name

    @property
    def sheet(self) -> Worksheet:
        return self.at(self.entry["sheet"]) if self.entry["sheet"] else self.book.worksheets[0]

    def at(self, sheet: str) -> Worksheet:
        found = self.book[sheet]
        assert isinstance(found, Worksheet)
        return found

    def box(self, address: str) -> Cell:
        return cast("Cell", self.sheet[address])

    @property
    def cell(self) -> Cell:
        """The cell of the entry; of a range the first one."""
        return self.box(self.entry["cell"].split(":")[0])

    def cells(self) -> Iterator[Cell]:
        """All cells of the place."""
        left, top, right, bottom = range_boundaries(self.entry["cell"])
        for row in self.sheet.iter_rows(top, bottom, left, right):
            yield from (cell for cell in row if isinstance(cell, Cell))

    def header(self, *texts: str) -> Cell:
        """The header of the names, or one of these texts."""
        rows = (line(self.sheet, row) for row in range(1, self.sheet.max_row + 1))
        return next(cell for row in rows for cell in row if cell.value in (texts or NAMES))

    def rows(self) -> list[Cell]:
        """The names of the rows that have figures."""
        return [cell for cell in below(self.header()) if any(map(is_number, right_of(cell)))]

    def placed(self) -> Iterator[tuple[str, Key, Cell, object]]:
        """The figures that the file has: unit, which, cell, and what it is read as."""
        for filed in read_workbook(self.path, self.plan, name=self.path.name).returns:
            for key, one in filed.cells.items():
                if one.at is not None:
                    yield filed.unit, key, cast("Cell", self.at(one.at.sheet)[one.at.cell]), one.value

    def save(self) -> bool:
        self.book.save(self.path)
        return True

    # what should stand there

    def name(self, unit: str) -> str:
        return self.plan.unit[unit].name.vi

    def short(self, unit: str) -> str:
        """The name without its class, in small letters."""
        return CLASS.sub("", self.name(unit)).lower()

    def label(self, name: str) -> str:
        return self.plan.fields[name].label.vi

    def measure(self, name: str) -> str:
        """The unit of measure of a field; "" where it has none."""
        measure = getattr(self.plan.fields[name], "unit_of_measure", None)
        return measure.vi if measure else ""

    def of(self, unit: str) -> Figures:
        return self.records.get(unit, {})

    def unit_at(self, cell: Cell) -> str:
        """The unit of the figures of a row."""
        texts = [CLASS.sub("", str(one.value)).lower() for one in row_of(cell) if isinstance(one.value, str)]
        named: str = self.entry["unit"] or next((unit for unit in self.records if self.short(unit) in texts), self.own)
        return named

    def key_at(self, cell: Cell, name: str) -> Key:
        """Which figure of a field stands in a cell, by the words of its row and of its column."""
        row = " ".join(str(one.value) for one in row_of(cell)[: cell.column])
        above = sheet_of(cell).iter_rows(1, cell.row, cell.column, cell.column)
        column = " ".join(str(one.value) for (one,) in above)
        month = MONTH.search(row) or MONTH.search(column) if self.plan.fields[name].kind == "months" else None
        before = Key(name, Basis.BASELINE)
        if str(self.plan.baseline_year) in column and before in self.of(self.unit_at(cell)):
            return before
        return Key(name, month=int(month[1]) if month else 0)

    def recorded(self, cell: Cell, name: str) -> CellValue | None:
        return self.of(self.unit_at(cell)).get(self.key_at(cell, name))

    def field_of(self, cells: Iterable[Cell]) -> str:
        """The field whose figures of the records these cells hold; "" where they are of none."""
        held = [cell for cell in cells if is_number(cell) and self.of(self.unit_at(cell))]
        names = (name for name in self.plan.fields if self.recorded(held[0], name) is not None) if held else ()
        return next((n for n in names if all(shown(self.recorded(one, n)) == shown(one.value) for one in held)), "")

    def field_named(self, text: str) -> str:
        """The field whose name in the plan a text is most like."""

        def alike(name: str) -> float:
            return max(likeness(text, one) for one in (self.label(name), *self.plan.fields[name].aliases))

        return max(self.plan.fields, key=alike)

    def whose(self, units: Iterable[str] = ()) -> str:
        """The unit whose name is like what stands there, or whose figures the row has; the first one, or ""."""
        among = list(units) or list(self.records)
        text = CLASS.sub("", str(self.cell.value)).lower()
        alike = {unit: likeness(text, self.short(unit)[: len(text) + 1]) for unit in among}
        held = {shown(one.value) for one in row_of(self.cell)[2:] if is_number(one)}
        keys = {key for _, key, _, _ in self.placed()}
        same = {unit: len(held & {shown(self.of(unit).get(key)) for key in keys}) for unit in among}
        if self.cell.value and max(alike.values()) > SAME:
            return max(among, key=lambda unit: alike[unit])
        best = max(among, key=lambda unit: same[unit])
        return best if same[best] > 1 else next(iter(units), "")

    def example(self) -> str:
        """The wording that the cure gives as an example."""
        found: str = QUOTED.findall(self.entry["cure"])[-1]
        return found
