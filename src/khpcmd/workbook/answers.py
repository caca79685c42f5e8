"""Yes/no fields that are asked in two columns, "Có" and "Không", to be marked with an x under one of them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from khpcmd.diagnostics import AnyCode, Code, Param, Ref
from khpcmd.returns import Cell, CellState, Key
from khpcmd.text import canonical
from khpcmd.workbook.cells import raw_text
from khpcmd.workbook.collect import Collector, Manner
from khpcmd.workbook.grid import GridCell
from khpcmd.workbook.places import Place
from khpcmd.workbook.vocabulary import answer

MARKS = frozenset({"x", "✓", "✔", "√", "v", "+", "1", "true"})
EMPTY = frozenset({"", "-", "--", "−", "0", "/", "…", "...", "false"})


class Mark(Enum):
    """What stands in one of the two columns."""

    MADE = "made"
    NONE = "none"
    UNCLEAR = "unclear"


def mark(cell: GridCell | None, column: bool) -> Mark:
    """Whether a cell of the column ``column`` is marked: an x, a tick, or the answer of the column written out."""
    if cell is None:
        return Mark.NONE
    if cell.error or cell.uncalculated:
        return Mark.UNCLEAR
    text = canonical(raw_text(cell))
    if text in EMPTY:
        return Mark.NONE
    said = answer(text)
    return Mark.MADE if text in MARKS or (said is not None and said is column) else Mark.UNCLEAR


def put_answer(into: Collector, unit: str, key: Key, places: Mapping[bool, Place], manner: Manner) -> Cell:
    """Read the two cells of one answer. Where both or neither is marked, nobody knows the answer, which is told.

    ``manner.figures`` are the columns of the row; in a row without anything in them nothing was reported.
    """
    for place in places.values():
        merged = into.merged(unit, key, place, manner)
        if merged:
            return into.take(unit, key, place, merged, manner)
    marks = {given: mark(into.grid.shown(*place), given) for given, place in places.items()}
    made = [given for given, found in marks.items() if found is Mark.MADE]
    unclear = [given for given, found in marks.items() if found is Mark.UNCLEAR]
    where = places[(unclear or made or [True])[0]]
    shown = into.grid.shown(*where)
    raw, at = raw_text(shown) if shown else "", into.at(*where)
    if len(made) == 1 and not unclear:
        return into.take(unit, key, where, Cell(CellState.VALUE, made[0], at, raw), manner)
    if not made and not unclear and all(into.grid.cell(where[0], at) is None for at in manner.figures):
        return into.take(unit, key, where, Cell(CellState.BLANK, None, at, raw), manner)
    _tell(into, unit, key, where, Code.NOT_YES_NO if unclear else Code.BOTH_ANSWERS if made else Code.NO_ANSWER)
    return into.take(unit, key, where, Cell(CellState.PROBLEM, None, at, raw), manner)


def _tell(into: Collector, unit: str, key: Key, where: Place, code: AnyCode) -> None:
    shown = into.grid.shown(*where)
    params: dict[str, Param] = {"field": Ref("field", key.field)}
    if "found" in code.params:
        params["found"] = raw_text(shown) if shown else ""
    into.tell(code, into.at(*where), params, unit)
