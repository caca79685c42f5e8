"""What can be mended on the check page: which figures may be typed over, and the workbook with what was typed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import cache
from pathlib import Path

from khpcmd.diagnostics import Location
from khpcmd.fill.edit import Package, UneditableError, Words
from khpcmd.measures.threshold import decimal_of
from khpcmd.report import Report
from khpcmd.returns import DUTY, Place
from khpcmd.workbook.file.addresses import place
from khpcmd.workbook.file.limits import Limits, Refused
from khpcmd.workbook.file.open import read_bytes
from khpcmd.workbook.typed_numbers import Ambiguous, read_number

SIGNATURES = b"_xmlsignatures/"
"""How the names of the parts begin that a signed workbook has."""


class Typable:
    """The figures that a report says something of and that a person may type over, where they stand.

    These are the figures that a unit owes, in a workbook (.xlsx) that is not signed: no totals, no answers of a
    checklist, no formulas and no locked cells.
    """

    def __init__(self, report: Report) -> None:
        places = {(one.at.file, one.at.sheet, one.at.cell) for one in report.diagnostics if one.at and one.at.cell}
        rows = {cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for _, _, cell in places}
        self._raw = {
            at: next((one.raw for one in filed.cells[key].sources if one.place == at), "")
            for filed in report.filed
            for at, key in filed.placed(places, rows)
            if not key.field.startswith(DUTY)
        }
        self._open = cache(self._opened)

    def at(self, where: Location) -> str | None:
        """What stands in a cell that may be typed over; None of any other."""
        found: Place = (where.file, where.sheet, where.cell)
        raw = self._raw.get(found)
        return raw if raw is not None and place(where.cell) in self._open(where.file, where.sheet) else None

    def _opened(self, file: str, sheet: str) -> frozenset[tuple[int, int]]:
        if not file.lower().endswith(".xlsx"):
            return frozenset()
        wanted = [place(cell) for name, title, cell in self._raw if (name, title) == (file, sheet)]
        try:
            data = read_bytes(Path(file), Limits())
            return frozenset() if SIGNATURES in data else Package(data, Limits()).open_cells(sheet, wanted)
        except (Refused, UneditableError, KeyError):
            return frozenset()


def mended(data: bytes, corrections: Iterable[Sequence[str]]) -> bytes:
    """The workbook with what was typed, by sheet, cell and text; "" leaves a cell blank, and all else in it stays as it
    was. Raises UneditableError."""
    figures = {(sheet, place(cell)): content(text) for sheet, cell, text in corrections}
    return Package(data, Limits()).filled(figures, typed_over=True)[0]


def content(text: str) -> str:
    """What a cell holds after a text was typed: a number where it can be no other one, else the text, to be read like
    any text of a cell."""
    typed = text.strip()
    number = None if "." in typed else read_number(typed)
    if number is None or isinstance(number, Ambiguous):
        return Words(typed)
    return str(decimal_of(number) if isinstance(number, Fraction) else number)
