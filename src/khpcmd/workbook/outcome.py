"""What a cell is for a field of the plan (``Outcome``), and its content as it is told in messages."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from khpcmd.diagnostics import AnyCode, Code
from khpcmd.diagnostics.parameters import InCell, Param, Stored
from khpcmd.returns import CellState, CellValue
from khpcmd.text import tidy
from khpcmd.workbook.file.grid import GridCell
from khpcmd.workbook.file.limits import word

LARGEST_PLAIN = 10**15
"""Numbers from here on may lose digits in a spreadsheet program."""
RAW = 200
"""How much of a cell's text is kept for messages."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a cell is: its state, its value if it has one, its text, and what is to be reported.

    ``code`` is one of the cell group; ``params`` are its parameters without the field. An error leaves no value, a
    warning does.
    """

    state: CellState
    value: CellValue | None = None
    raw: str = ""
    code: AnyCode | None = None
    params: dict[str, Param] = field(default_factory=dict)
    stored: Stored | None = None
    """The number or day that ``raw`` is the text of, if it is none that was typed as a text."""
    shift: int = 0
    """By how many places the decimal point moved from the number in the cell to an amount in the plan's unit."""

    def storing(self, stored: Stored, params: dict[str, Param]) -> Outcome:
        """The same of a cell that stores a number or a day; made anew, for there are many."""
        return Outcome(self.state, self.value, self.raw, self.code, params, stored, self.shift)

    @property
    def found(self) -> InCell:
        """What stands in the cell, for a message."""
        return self.stored or self.raw


UNSEEN_ZERO = "0"
"""The text of a cell that is blank although a zero is stored; one that says 0 is none."""
BLANK = Outcome(CellState.BLANK)
"""The outcome of an empty place."""
NUMERAL = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]+)?")
"""A stored number as a text, unless it is so large or so small that it has an exponent."""


def raw_text(cell: GridCell) -> str:
    """The cell's content as a person would copy it, on one line."""
    match cell.value:
        case None:
            return ""
        case bool():
            return "TRUE" if cell.value else "FALSE"
        case datetime() as moment:
            return f"{moment:%d/%m/%Y}" if moment.time() == time() else f"{moment:%d/%m/%Y %H:%M}"
        case date() as day:
            return f"{day:%d/%m/%Y}"
        case float() as number:
            return f"{number:.15g}"
        case other:
            return tidy(str(other))[:RAW]


def stored_in(cell: GridCell) -> Stored | None:
    """The number or day that a cell stores; None for a text, and for a number that is not written out."""
    match cell.value:
        case None | bool() | str():
            return None
        case datetime() as moment:
            return Stored(moment.date(), "" if moment.time() == time() else f" {moment:%H:%M}")
        case date() as day:
            return Stored(day)
        case int() | float() as number if abs(number) < LARGEST_PLAIN:
            text = f"{number:.15g}"
            return Stored(Decimal(text)) if NUMERAL.fullmatch(text) else None
        case _:
            return None


def found_in(cell: GridCell | None) -> InCell:
    """What stands in a cell, for a message."""
    return "" if cell is None else stored_in(cell) or raw_text(cell)


def problem(code: AnyCode, raw: str, **params: Param) -> Outcome:
    return Outcome(CellState.PROBLEM, None, raw, code, {"found": raw, **params})


def valued(value: CellValue, raw: str) -> Outcome:
    return Outcome(CellState.VALUE, value, raw)


def with_words(cell: GridCell, raw: str, words: str) -> InCell:
    """What stands in a cell, with what a person sees behind it."""
    stored = stored_in(cell)
    return stored._replace(behind=stored.behind + words) if stored else raw + words


def wrong_type(cell: GridCell, raw: str) -> Outcome | None:
    """A true/false or a day where neither belongs."""
    if isinstance(cell.value, bool):
        return problem(Code.WRONG_CELL_TYPE, raw, what=word("boolean"))
    if isinstance(cell.value, date | time | timedelta):
        return problem(Code.WRONG_CELL_TYPE, raw, what=word("date"))
    return None
