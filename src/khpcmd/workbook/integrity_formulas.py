"""What the formulas of a table refer to: another workbook, or the row of another unit."""

from __future__ import annotations

import re
from collections.abc import Iterator

from khpcmd.diagnostics import Code, Diagnostic, Param
from khpcmd.workbook.integrity_figures import Figures
from khpcmd.workbook.places import Box

STRING = re.compile(r'"[^"]*"')
EXTERNAL = re.compile(r"'[^'\[\]]*\[[^\[\]]+\][^']*'!|\[[^\[\]]+\][^\s!'\"(),;+*/^&=<>\[\]-]*!")
"""A sheet of another workbook: [1]Sheet1!, '[book.xlsx]Sheet 1'!, 'C:\\folder\\[book.xlsx]Sheet'!."""
REFERENCE = re.compile(
    r"(?<![\w.!'\[\]:$])\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})(?::\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6}))?(?![\w.(!:'])"
)
"""A cell or a range of the same sheet."""
LONGEST = 200
"""How much of a formula is quoted."""
SEARCHED = 2000
"""How much of a formula is looked at."""


def references(formula: str) -> list[Box]:
    """The cells and ranges of the same sheet that a formula names, in its order."""
    found = list[Box]()
    for match in REFERENCE.finditer(STRING.sub('""', formula[:SEARCHED])):
        left, top, right, bottom = match[1], int(match[2]), match[3] or match[1], int(match[4] or match[2])
        rows, columns = sorted((top, bottom)), sorted(map(_column, (left, right)))
        found.append((rows[0], columns[0], rows[1], columns[1]))
    return found


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def external_links(figures: Figures) -> Iterator[Diagnostic]:
    """Formulas of the tables that take their value from another workbook."""
    for (row, column), formula in figures.formulas.items():
        if "[" in formula and figures.table_of(row) and EXTERNAL.search(STRING.sub('""', formula[:SEARCHED])):
            unit = figures.units.get(row, "")
            yield Diagnostic(Code.EXTERNAL_LINK, figures.at(row, column), {"found": formula[:LONGEST]}, unit=unit)


def other_rows(figures: Figures) -> Iterator[Diagnostic]:
    """Formulas of figures and ratios that name a cell in the row of another unit.

    Ranges over several rows are left alone: who looks a figure up in a list means the whole list.
    """
    for (row, column), formula in figures.formulas.items():
        own, table = figures.units.get(row), figures.table_of(row)
        if own is None or table is None:
            continue
        if (row, column) not in figures.read and all(ratio.column != column for ratio in table.ratios):
            continue
        named = [box[0] for box in references(formula) if box[0] == box[2]]
        other = next((at for at in named if figures.units.get(at, own) != own), 0)
        if other:
            params: dict[str, Param] = {"found": formula[:LONGEST], "row": row, "other": other}
            yield Diagnostic(Code.FORMULA_OTHER_ROW, figures.at(row, column), params, unit=own)
