"""Asks about a sheet without a table that can be read: what its header says, or what its likeliest labels name."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from khpcmd.diagnostics import Code, Diagnostic
from khpcmd.text import tidy
from khpcmd.workbook.cell_reader import Reporter
from khpcmd.workbook.file.addresses import Place
from khpcmd.workbook.file.grid import Grid
from khpcmd.workbook.governing import Belief, Entry, Governs, question
from khpcmd.workbook.table import is_index_row
from khpcmd.workbook.typed_numbers import read_number
from khpcmd.workbook.words.cell_words import answer_of
from khpcmd.workbook.words.headers import FieldNames, is_short
from khpcmd.workbook.words.meaning import Role
from khpcmd.workbook.words.periods import month
from khpcmd.workbook.words.units import UnitNames
from khpcmd.workbook.words.vocabulary import (
    LABEL_HEADERS,
    MEASURE_HEADERS,
    NOTE_HEADERS,
    NUMBER_HEADERS,
    UNIT_HEADERS,
    is_ratio,
    is_signature,
    is_total,
    key,
)

ASKED = 10
"""How many labels of a file are asked about."""
ROWS, WIDE = 200, 50
"""How many rows of a sheet are searched, and how many cells of each."""
FEWEST = 2
"""A single text beside or over figures is rather a title."""
HEADER_REACH = 15
"""How many rows above the first names of fields may head them."""
SHORTEST = 4
"""The fewest letters of a label; one of a single word ("người") is a unit of measure."""


def unknown_labels(grid: Grid, file: str, fields: FieldNames, units: UnitNames) -> list[Diagnostic]:
    """A question for each of the first labels in the likeliest column of labels, or header row; with its fields."""
    reporter, labels = Reporter(file, grid.title), _Labels(grid, units, fields)
    of_rows, likeliest = labels.likeliest()
    if len(likeliest) < FEWEST or any(fields.name([grid.text(*place)]) for place in likeliest):
        return []
    for row, column in likeliest[:ASKED]:
        text = tidy(grid.text(row, column))
        if of_rows:
            nearest = reporter.candidates(fields.nearest, text, (grid.cell(row, at) for at in labels.figures[row]))
            reporter.report(Code.UNKNOWN_ROW(reporter.at(row, column), {"text": text, "suggestion": nearest}))
        else:
            below = (grid.cell(at, column) for at, columns in labels.figures.items() if at > row and column in columns)
            nearest = reporter.candidates(fields.nearest, text, below)
            reporter.report(Code.UNKNOWN_COLUMN(reporter.at(row, column), {"header": text, "suggestion": nearest}))
    return reporter.diagnostics


def likely_labels(grid: Grid, fields: FieldNames, units: UnitNames) -> tuple[bool, list[Place]]:
    """All likely labels of a sheet, single short forms ("TSCS") among them; and whether they are those of rows."""
    return _Labels(grid, units, fields, short_forms=True).likeliest()


def turned_header(grid: Grid, file: str, fields: FieldNames) -> list[Diagnostic]:
    """A question about the text above the first names of fields that makes their figures others: "Dự kiến"."""
    reporter, above = Reporter(file, grid.title), list[int]()
    for row in islice(grid.rows, ROWS):
        texts = [(column, tidy(text)) for column in islice(grid.rows[row], WIDE) if (text := grid.text(row, column))]
        if any(is_short(text) and fields.name([text]) for _, text in texts):
            break
        above = [*above[-HEADER_REACH:], row]
    else:
        return []
    places = [(above_it, column) for above_it in reversed(above) for column in islice(grid.rows[above_it], WIDE)]
    for row, column in places:
        account = fields.senses.account(grid.text(row, column), Role.FREE)
        if account.other:
            reporter.report(question(Entry(Governs.HEADER, reporter.at(row, column), account, Belief.OPEN)))
            break
    return reporter.diagnostics


class _Labels:
    """The texts of a sheet that may be labels of figures."""

    def __init__(self, grid: Grid, units: UnitNames, fields: FieldNames, *, short_forms: bool = False) -> None:
        self._grid, self._short_forms = grid, short_forms
        self._units = units
        self._month_years = fields.month_years
        self._ignores = fields.plan.words.ignores
        self._rows = [row for row in islice(grid.rows, ROWS) if not is_index_row(grid, row)]
        self.figures = {row: [at for at in self._cells(row) if self._is_figure((row, at))] for row in self._rows}
        """By row, the columns with figures or answers."""

    def likeliest(self) -> tuple[bool, list[Place]]:
        """Whether the likeliest labels are those of rows, and these labels."""
        rows, columns = self.beside_figures(), self.over_figures()
        return (True, rows) if len(rows) >= len(columns) else (False, columns)

    def _cells(self, row: int) -> Iterable[int]:
        return islice(self._grid.rows[row], WIDE)

    def beside_figures(self) -> list[Place]:
        """The labels in the column that has most of them left of a figure."""
        found = dict[int, list[Place]]()
        for row in self._rows:
            for column in self._cells(row):
                if column < max(self.figures[row], default=0) and self._is_label((row, column)):
                    found.setdefault(column, []).append((row, column))
        return _most(found.values())

    def over_figures(self) -> list[Place]:
        """The labels in the row that has most of them over a figure in the next row with figures."""
        below, found = frozenset[int](), list[list[Place]]()
        for row in reversed(self._rows):
            found.append([(row, at) for at in self._cells(row) if at in below and self._is_label((row, at))])
            below = frozenset(self.figures[row]) or below
        return _most(reversed(found))

    def _is_figure(self, place: Place) -> bool:
        cell = self._grid.cell(*place)
        if cell is None or isinstance(cell.value, bool):
            return False
        if isinstance(cell.value, str):
            text = tidy(cell.value)
            return read_number(text) is not None or (is_short(text) and answer_of(text, ()) is not None)
        return isinstance(cell.value, int | float)

    def _is_label(self, place: Place) -> bool:
        """Whether a text may name a field: it has letters, and is no unit, month, total, ratio or signature."""
        cell = self._grid.cell(*place)
        text = tidy(cell.value) if cell and isinstance(cell.value, str) else ""
        fewest = SHORTEST // 2 if self._short_forms else SHORTEST
        if sum(map(str.isalpha, text)) < fewest or not is_short(text) or self._is_figure(place):
            return False
        named = bool(self._units.match(text).id or month(text, self._month_years))
        other = (
            named
            or self._ignores("row", text)
            or self._ignores("column", text)
            or is_total(text)
            or is_ratio(text)
            or is_signature(text)
        )
        short = self._short_forms and sum(map(str.isupper, text)) > 1 and key(text) not in _KNOWN_HEADERS
        return not other and (len(text.split()) > 1 or short)


_KNOWN_HEADERS = NUMBER_HEADERS | MEASURE_HEADERS | NOTE_HEADERS | LABEL_HEADERS | UNIT_HEADERS


def _most(found: Iterable[list[Place]]) -> list[Place]:
    """The longest list, the first of equal ones."""
    return max(found, key=len, default=[])
