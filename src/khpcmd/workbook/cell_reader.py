"""The figures in the cells of one sheet, each read for its field; what is wrong is reported at its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from datetime import date
from enum import Enum
from typing import NamedTuple

from khpcmd.diagnostics import Code, Diagnostic, Location, Severity
from khpcmd.diagnostics.faults import Room
from khpcmd.diagnostics.parameters import Param, Ref, Refs, Stored
from khpcmd.plan.fields import COUNTED, NUMBERS, AnyField
from khpcmd.plan.model import Plan
from khpcmd.plan.words import NO_WORDS, ReturnWords
from khpcmd.returns import Cell, CellState, CellValue, Key
from khpcmd.text import canonical
from khpcmd.workbook.cells import Outcome, are_counts, found_in, raw_text, read_cell, whole_numbers
from khpcmd.workbook.file.addresses import Box, Place, a1, letters
from khpcmd.workbook.file.grid import Grid, GridCell
from khpcmd.workbook.words.cell_words import IN_COLUMN, MADE, UNMADE, answer_of


class Mark(Enum):
    """Whether one of the two columns of a yes/no field, "Có" and "Không", is marked."""

    MADE = "made"
    NONE = "none"
    UNCLEAR = "unclear"


def mark(cell: GridCell | None, column: bool, words: ReturnWords = NO_WORDS) -> Mark:
    """Whether a cell of the answer ``column`` is marked: an x, a tick, or the answer of the column written out."""
    if cell is None:
        return Mark.NONE
    if cell.error or cell.uncalculated:
        return Mark.UNCLEAR
    text = canonical(raw_text(cell))
    if text in UNMADE:
        return Mark.NONE
    made = text in MADE or text in IN_COLUMN[column] or words.answers.get(text) is column
    return Mark.MADE if made else Mark.UNCLEAR


def kinds_of(cells: Iterable[GridCell | None]) -> tuple[str, ...]:
    """The kinds of fields that can have what stands in some cells; empty where any can."""
    values = [cell.value for cell in cells if cell and cell.value is not None]
    if any(isinstance(value, int | float) and not isinstance(value, bool) for value in values):
        return NUMBERS
    if any(isinstance(value, date) for value in values):
        return ("date",)
    texts = [value for value in values if isinstance(value, str)]
    return ("yes_no",) if texts and all(answer_of(text, ()) for text in texts) else ()


SUGGESTIONS = 100
"""How many unknown names of one sheet get a "did you mean"."""


class Reporter:
    """The diagnostics of one sheet, in the order in which they were found; ``room`` is that of its file."""

    def __init__(self, file: str, title: str, room: Room | None = None) -> None:
        self.diagnostics: list[Diagnostic] = []
        self.faulty = False
        """Whether an error was reported, kept or not."""
        self.reported = 0
        """How much was reported, kept or not."""
        self._room = room or Room()
        self.sheet = Location(file, title)
        self.remarks: dict[Place, str] = {}
        """What people wrote beside the figures: at the cell of a comment, or at (row, 0) for all figures of a row."""
        self._reported = set[tuple[object, ...]]()
        self._suggested = 0

    def at(self, row: int, column: int) -> Location:
        """The place of a cell."""
        return Location(self.sheet.file, self.sheet.sheet, a1(row, column))

    def down(self, rows: Iterable[int], column: int) -> dict[int, Location]:
        """The places of the cells of a column, by row."""
        (file, sheet, *_), name, make = self.sheet, letters(column), tuple.__new__
        return {row: make(Location, (file, sheet, f"{name}{row}", 0, 0)) for row in rows}

    def report(self, diagnostic: Diagnostic) -> None:
        self.reported += 1
        self.faulty = self.faulty or diagnostic.severity is Severity.ERROR
        if self._room.takes(diagnostic.code):
            self.diagnostics.append(diagnostic)

    def report_once(self, mark: tuple[object, ...], diagnostic: Diagnostic) -> None:
        """Report it if it is the first of its code with this ``mark``."""
        if (diagnostic.code, *mark) not in self._reported:
            self._reported.add((diagnostic.code, *mark))
            self.report(diagnostic)

    def suggestion(self, find: Callable[[str], str], text: str) -> str:
        """What ``find`` suggests for an unknown text; "" after many of them, for each takes time."""
        self._suggested += 1
        return find(text) if self._suggested <= SUGGESTIONS else ""

    def candidates(
        self, find: Callable[[str, Sequence[str]], Refs], text: str, cells: Iterable[GridCell | None]
    ) -> Refs:
        """The same where several fields may be meant; ``cells`` are the figures that the text governs."""
        self._suggested += 1
        return find(text, kinds_of(cells)) if self._suggested <= SUGGESTIONS else ()


Figure = int | Cell
"""A figure as it is kept: only the number where the cell holds just a whole number, else the cell."""


class Wanted(NamedTuple):
    """A column, and the figure that is read in it."""

    column: int
    key: Key
    spec: AnyField
    doubtful: bool = False
    """Whether it is a problem whatever stands there: of another unit of measure, say."""
    unit: str = ""
    """The unit of measure that is stated for it; "" for that of the sheet."""


Added = Figure | CellValue | None
"""A figure that a total may add up: as it is kept, or its value alone."""


def value_of(figure: Added) -> CellValue | None:
    """The value of a figure, None where it has none."""
    return figure.value if isinstance(figure, Cell) else figure


class CellReader:
    """Reads single cells of a sheet, each for one field.

    ``figures`` are the columns that hold figures: a range merged over two of them, or over two rows, is not read.
    """

    def __init__(self, plan: Plan, grid: Grid, reporter: Reporter, unit: Callable[[], str] = lambda: "") -> None:
        self._words = plan.words
        self._unit = unit
        """The unit of measure that a line above the tables states."""
        self._grid = grid
        self._reporter = reporter

    def read_row(self, unit: str, row: int, wanted: Sequence[Wanted], figures: Set[int]) -> list[Figure]:
        """The figures of a unit in some columns of a row."""
        cells = self._grid.shown_in(row, [one.column for one in wanted])
        return self._figures(unit, [(row, one) for one in wanted], cells, figures)

    def read_counts(self, rows: Iterable[int], columns: Sequence[int]) -> dict[int, tuple[int, ...]]:
        """The figures of the rows of counts that hold nothing but whole numbers as they are seen."""
        single = [row for row in rows if row not in self._grid.merged_rows] if columns else ()
        plain = self._grid.cells.plain_rows(single, columns)
        return {row: values for row, values in plain.items() if are_counts(values)}

    def read_each(self, unit: str, wanted: Sequence[tuple[int, Wanted]], figures: Set[int]) -> list[Figure]:
        """The figures of a unit, each in a row and a column of its own."""
        cells = [self._grid.shown_in(row, (one.column,))[0] for row, one in wanted]
        return self._figures(unit, wanted, cells, figures)

    def _figures(
        self, unit: str, wanted: Sequence[tuple[int, Wanted]], cells: Sequence[GridCell | None], figures: Set[int]
    ) -> list[Figure]:
        """The figures in some cells."""
        found, stated, merged = list[Figure](), self._unit(), self._grid.merged_rows
        for (row, one), cell, number in zip(wanted, cells, whole_numbers(cells), strict=True):
            if number is not None and one.spec.kind in COUNTED and row not in merged and not one.doubtful:
                found.append(number)
                continue
            unit_of_amount = (one.unit or stated) if one.spec.kind == "amount" else one.unit
            outcome = read_cell(cell, one.spec, unit_of_amount, self._words)
            found.append(self._figure(unit, row, one, figures, outcome))
        return found

    def stated(self, spec: AnyField) -> str:
        """The unit of measure that a line above the tables states for an amount."""
        return self._unit() if spec.kind == "amount" else ""

    def _figure(self, unit: str, row: int, one: Wanted, figures: Set[int], outcome: Outcome) -> Figure:
        where, name = (row, one.column), one.key.field
        if merged := self._merged(unit, name, where, figures):
            return merged
        if one.doubtful and outcome.state is not CellState.BLANK:
            return Cell(CellState.PROBLEM, None, self._reporter.at(*where), outcome.raw)
        self._report(unit, name, where, outcome)
        at = self._reporter.at(*where)
        return Cell(outcome.state, outcome.value, at, outcome.raw, outcome.stored, shift=outcome.shift)

    def as_cell(self, figure: Figure, where: Place) -> Cell:
        """A figure that was read at ``where``, as a cell."""
        if isinstance(figure, Cell):
            return figure
        return Cell(CellState.VALUE, figure, self._reporter.at(*where), str(figure), Stored(figure))

    def _report(self, unit: str, field: str, where: Place, outcome: Outcome) -> None:
        if outcome.code:
            params: dict[str, Param] = {"field": Ref("field", field), **outcome.params}
            if outcome.code is Code.OTHER_MEASURE:
                params["expected"] = Ref("measure", field)
            if "unit" in outcome.code.types:
                params["unit"] = Ref("measure", field)
            self._reporter.report(Diagnostic(outcome.code, self._reporter.at(*where), params, unit))

    def _merged(self, unit: str, field: str, where: Place, figures: Set[int]) -> Cell | None:
        """The problem of a figure in a range merged over several rows or figures, reported once; else None."""
        box, shown = self._grid.merge(*where), self._grid.shown(*where)
        others = figures - {where[1]}
        raw = raw_text(shown) if box and shown else ""
        if not box or not raw or (box[0] == box[2] and others.isdisjoint(range(box[1], box[3] + 1))):
            return None
        found = Code.MERGED_FIGURE(self._area(box), {"field": Ref("field", field), "found": found_in(shown)}, unit)
        self._reporter.report_once((box,), found)
        return Cell(CellState.PROBLEM, None, self._reporter.at(*where), raw)

    def _area(self, box: Box) -> Location:
        sheet = self._reporter.sheet
        return Location(sheet.file, sheet.sheet, f"{a1(box[0], box[1])}:{letters(box[3])}{box[2]}")

    def answer(self, unit: str, field: str, places: Mapping[bool, Place], figures: Set[int]) -> tuple[Place, Cell]:
        """The answer that is marked in one of two cells, and the place of that cell.

        It is reported if both or neither is marked. ``figures`` are the columns of the row; a row with nothing in them
        is blank.
        """
        for place in places.values():
            if merged := self._merged(unit, field, place, figures):
                return place, merged
        marks = {given: mark(self._grid.shown(*place), given, self._words) for given, place in places.items()}
        made = [given for given, found in marks.items() if found is Mark.MADE]
        unclear = [given for given, found in marks.items() if found is Mark.UNCLEAR]
        where = places[(unclear or made or [True])[0]]
        shown = self._grid.shown(*where)
        raw, at = raw_text(shown) if shown else "", self._reporter.at(*where)
        if len(made) == 1 and not unclear:
            return where, Cell(CellState.VALUE, made[0], at, raw)
        if not made and not unclear and all(self._grid.cell(where[0], column) is None for column in figures):
            return where, Cell(CellState.BLANK, None, at, raw)
        ref = Ref("field", field)
        if unclear:
            self._reporter.report(Code.NOT_YES_NO(at, {"field": ref, "found": found_in(shown)}, unit))
        else:
            code = Code.BOTH_ANSWERS if made else Code.NO_ANSWER
            self._reporter.report(code(at, {"field": ref}, unit))
        return where, Cell(CellState.PROBLEM, None, at, raw)
