"""Asks about a sheet without a table that can be read: what its header says, or what its likeliest labels name."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

from khpcmd.diagnostics import Code, Diagnostic
from khpcmd.text import tidy
from khpcmd.workbook.cell_reader import Reporter
from khpcmd.workbook.facts.blocks import LABELS, Sheet
from khpcmd.workbook.facts.scopes import Part
from khpcmd.workbook.file.addresses import Place
from khpcmd.workbook.file.grid import Grid
from khpcmd.workbook.governing import Belief, Entry, Governs, question
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
    is_plan,
    is_ratio,
    is_signature,
    is_total,
    key,
    phrases,
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


def unknown_labels(sheet: Sheet | None, grid: Grid, file: str, names: tuple[FieldNames, UnitNames]) -> list[Diagnostic]:
    """A question for each of the first labels in the likeliest column of labels, or header row; with its fields."""
    reporter, fields = Reporter(file, grid.title), names[0]
    found = _found(sheet, _is_label(grid, *names))
    of_rows, likeliest = _likeliest(*found)
    if len(likeliest) < FEWEST or any(fields.name([grid.text(*place)]) for labels in found for place in labels):
        return []
    for place, figures in islice(likeliest.items(), ASKED):
        text, at = tidy(grid.text(*place)), reporter.at(*place)
        nearest = reporter.candidates(fields.nearest, text, (grid.cell(*figure) for figure in figures))
        row = Code.UNKNOWN_ROW(at, {"text": text, "suggestion": nearest})
        reporter.report(row if of_rows else Code.UNKNOWN_COLUMN(at, {"header": text, "suggestion": nearest}))
    return reporter.diagnostics


def likely_labels(sheet: Sheet | None, grid: Grid, fields: FieldNames, units: UnitNames) -> tuple[bool, list[Place]]:
    """All likely labels of a sheet, single short forms ("TSCS") among them; and whether they are those of rows."""
    of_rows, found = _likeliest(*_found(sheet, _is_label(grid, fields, units, short_forms=True)))
    return of_rows, list(found)


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


Labels = dict[Place, list[Place]]
"""Texts that may be labels, each with the figures that it governs."""


def _likeliest(rows: Labels, columns: Labels) -> tuple[bool, Labels]:
    """Whether the likeliest labels are those of rows, and these."""
    return (True, rows) if len(rows) >= len(columns) else (False, columns)


def _found(sheet: Sheet | None, is_label: Callable[[Place], bool]) -> tuple[Labels, Labels]:
    """The labels in the column, and in the row of a header, that has most of them."""
    down, across = dict[int, Labels](), dict[int, Labels]()
    for block in sheet.blocks if sheet else ():
        seen = [*islice((one for rows in block.rows for one in rows.each()), ROWS)]
        for row in seen:
            figures = [(row.at, at) for at in row.figures]
            for at in (one.at for path in row.paths for one in path if one.part in LABELS and one.at[0] == row.at):
                down.setdefault(at[1], {})[at] = figures
        for column in block.columns:
            filled = [(one.at, column.at) for one in seen if column.at in one.figures]
            for at in (one.at for one in column.path if one.part is Part.HEADER):
                across.setdefault(at[0], {}).setdefault(at, []).extend(filled)
    labels = [[{at: of for at, of in one.items() if is_label(at)} for one in some.values()] for some in (down, across)]
    return max(labels[0], key=len, default={}), max(labels[1], key=len, default={})


def _is_label(
    grid: Grid, fields: FieldNames, units: UnitNames, *, short_forms: bool = False
) -> Callable[[Place], bool]:
    """Tells whether a text may name a field: it has letters, and is no unit, month, total, ratio or signature."""
    ignores = fields.plan.words.ignores

    def is_label(place: Place) -> bool:
        text = tidy(grid.text(*place))
        if sum(map(str.isalpha, text)) < (SHORTEST // 2 if short_forms else SHORTEST) or not is_short(text):
            return False
        named = units.match(text).id or month(text, fields.month_years) or ignores("row", text)
        if fields.periods.stated([text]).found or is_plan(text) or key(text) in _OF_RESULTS:  # no name of a field
            return False
        if named or ignores("column", text) or is_total(text) or is_ratio(text) or is_signature(text):
            return False
        short = short_forms and sum(map(str.isupper, text)) > 1 and key(text) not in _KNOWN_HEADERS
        return len(text.split()) > 1 or short

    return is_label


_OF_RESULTS = frozenset(map(key, phrases("result")))
_KNOWN_HEADERS = NUMBER_HEADERS | MEASURE_HEADERS | NOTE_HEADERS | LABEL_HEADERS | UNIT_HEADERS
