"""A figure is believed only where the table model takes it for the same one: the second lock on what was read.

The readers of the layouts have read a sheet; here its figures are placed once more, by what stands over, beside and
below them. Where that is another figure, or a text may govern it that leaves it open, its value is not used, and one
question names the text. What was told of the sheet already is not asked again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from khpcmd.diagnostics import Code, Diagnostic, Location, Severity
from khpcmd.plan.model import Plan
from khpcmd.returns import Basis, Cell, Key, PackedCells, Return
from khpcmd.text import loose
from khpcmd.workbook.facts.meaning import Doubt
from khpcmd.workbook.facts.read import TWICE, Fact
from khpcmd.workbook.facts.scopes import Part
from khpcmd.workbook.file.addresses import place
from khpcmd.workbook.file.grid import Grid

SPOKEN = frozenset({Part.BESIDE, Part.COMMENT})
"""What stands in the row of a figure or is noted on it: that was asked already, together with the figures."""


class Agreed(NamedTuple):
    """The returns of a sheet as far as both readers agree, and what is asked about the others."""

    returns: list[Return]
    questions: list[Diagnostic]


class _Open(NamedTuple):
    """A figure that is not borne out: its cell; the text that keeps it open, "" where nothing says what it is; and what
    stands in the cell."""

    at: Location
    text: str
    raw: str


def agreed(
    grid: Grid, facts: Iterable[Fact], returns: Sequence[Return], told: Sequence[Diagnostic], plan: Plan
) -> Agreed:
    """Leave the figures open that the facts of the sheet do not bear out; ``told`` is what was said of it."""
    judge = _Facts(grid, facts, told)
    asked, kept = dict[str, list[_Open]](), list[Return]()
    for filed in returns:
        reported = plan.reported_by.get(filed.unit, ())
        left = dict[Key, Cell]()
        for key, cell in judge.others(filed):
            found = judge.against(filed.unit, key, cell) if cell.known and key.field in reported else None
            if found:
                left[key] = cell.doubted()
                asked.setdefault(found.text, []).append(found)
        kept.append(filed.changed(left) if left else filed)
    return Agreed(kept, [_question(text, found) for text, found in asked.items()])


class _Facts:
    """The facts of a sheet by their places, and what was told of it."""

    def __init__(self, grid: Grid, facts: Iterable[Fact], told: Sequence[Diagnostic]) -> None:
        self._facts = {fact.place: fact for fact in facts}
        self._columns = dict[int, list[tuple[str, Basis, int, int, int]]]()
        """By the frame of returns, their figures with the rows and columns of their cells."""
        errors = [one for one in told if one.severity is Severity.ERROR]  # a warning leaves figures as they are
        self._quoted = {
            loose(value) for one in errors for value in one.params.values() if isinstance(value, str) and value
        }
        self._told = {text for one in errors for text in _of_cell(grid, one)}
        self._places = {one.at.cell for one in errors if one.at and one.at.sheet == grid.title}

    def others(self, filed: Return) -> Iterator[tuple[Key, Cell]]:
        """The figures of a return but those that are plainly the same: half a million of these are looked at."""
        cells, facts, unit = filed.cells, self._facts, filed.unit
        if not isinstance(cells, PackedCells):
            yield from cells.items()
            return
        row, frame = cells.row, cells.frame
        columns = self._columns.get(id(frame))
        if columns is None:
            at = [place(f"{one}1" if row else one) if one else (0, 0) for one in frame.places]
            columns = self._columns[id(frame)] = [
                (*key, where[0], where[1]) for key, where in zip(frame.order, at, strict=True)
            ]
        for field, basis, month, own_row, column in columns:
            fact = facts.get((row or own_row, column))
            if fact is None or fact[1:4] != (unit, field, basis) or fact[5] != month or fact[7] or fact[8]:
                yield Key(field, basis, month), cells[Key(field, basis, month)]

    def against(self, unit: str, key: Key, cell: Cell) -> _Open | None:
        """What keeps a figure open; None where the facts bear it out, or where it was told."""
        for one in cell.sources:
            if one.at is None or one.at.cell in self._places:
                continue
            fact = self._facts.get(place(one.at.cell))
            if fact is None:
                return _Open(one.at, "", one.raw)
            evidence = key.field.startswith(f"{fact.field}:") and fact.field and fact.unit == unit
            same = (fact.key == (unit, key) or evidence) and not fact.aside
            doubts = [doubt for doubt in fact.open if doubt.part not in SPOKEN and not self._is_told(doubt)]
            if not same or doubts:
                return _Open(one.at, next((doubt.text for doubt in doubts if doubt.text), fact.aside), one.raw)
        return None

    def _is_told(self, doubt: Doubt) -> bool:
        """Whether something was said of a text already; of two cells of one figure it always is."""
        text, words = loose(doubt.text), loose(doubt.words)
        quoted = not self._quoted.isdisjoint({text, words})
        return doubt == TWICE or quoted or any(text in line for line in self._told if text)


def _of_cell(grid: Grid, told: Diagnostic) -> Iterator[str]:
    """The text of the cell about which something was said."""
    if told.at and told.at.cell and told.at.sheet == grid.title:
        yield loose(grid.text(*place(told.at.cell.partition(":")[0])))


def _question(text: str, found: Sequence[_Open]) -> Diagnostic:
    """What is asked about figures: about the text that keeps them open, or the first of them."""
    code = Code.PLACE_UNCLEAR if text else Code.FIGURE_UNCLEAR
    return code(found[0].at, {"found": text or found[0].raw, "count": len(found)})
