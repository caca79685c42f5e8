"""A figure is believed only where the table model takes it for the same one: the second lock on what was read.

The readers of the layouts have read a sheet; here its figures are placed once more, by what stands over, beside and
below them. Where that is another figure, or a text may govern it that leaves it open, its value is not used, and one
question names the text. What the readers of the layouts left open already is not asked again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.diagnostics.faults import row_and_column
from khpcmd.files import stem
from khpcmd.plan.fields import AnyField
from khpcmd.plan.model import Plan
from khpcmd.returns import Cell, Frame, Key, PackedCells, Return
from khpcmd.text import loose, tidy
from khpcmd.workbook.facts.fact import Fact
from khpcmd.workbook.facts.meaning import COUNT, Doubt
from khpcmd.workbook.facts.read import Facts
from khpcmd.workbook.facts.scopes import Part
from khpcmd.workbook.file.addresses import Place, a1
from khpcmd.workbook.file.grid import Grid
from khpcmd.workbook.governing import Belief, Entry, Governs, question
from khpcmd.workbook.words.headers import is_named
from khpcmd.workbook.words.meaning import Role
from khpcmd.workbook.words.vocabulary import spellings

GOVERNING = frozenset(
    {
        Part.HEADER,
        Part.SPREAD,
        Part.ALONE,
        Part.OVER,
        Part.UNDER,
        Part.GROUP,
        Part.BY_GROUP,
        Part.ABOVE,
        Part.FOOT,
        Part.TOLD,
        Part.PARENT,
        Part.PASSED,
        Part.COMMENT,
    }
)
"""What is asked here: that a text governs a column or some rows. Titles, notes, labels and remarks the readers of the
layouts ask themselves."""
YEARS = range(1990, 2100)
"""Numbers that may be quoted as the time that speaks against figures."""


class Agreed(NamedTuple):
    """The returns of a sheet as far as both readers agree, and what is asked about the others."""

    returns: list[Return]
    questions: list[Diagnostic]


NO_FACTS: Mapping[int, Fact] = {}
NOT_BORNE_OUT = Doubt("", "")
"""Of a figure that is another one by what stands around it."""


@dataclass(slots=True)
class _Open:
    """Figures that are not borne out: the first of them, and how many; of which units."""

    cell: Cell
    doubt: Doubt
    count: int = 0
    units: set[str] = field(default_factory=set)


def agreed(grid: Grid, facts: Facts, returns: Sequence[Return], plan: Plan) -> Agreed:
    """Leave the figures open that the facts of the sheet do not bear out.

    What a unit does not report counts for no target, and is left as it is.
    """
    judge = _Facts(grid, facts, plan)
    asked, kept = dict[str, _Open](), list[Return]()
    for filed in returns:
        reported = plan.reported_by.get(filed.unit, ())
        left = dict[Key, Cell]()
        for key, cell in judge.others(filed):
            found = judge.against(filed.unit, key, cell) if cell.known and key.field in reported else None
            if found is None:
                continue
            left[key] = cell.doubted()
            one = asked.setdefault(found.text, _Open(cell, found))
            one.count += 1
            one.units.add(filed.unit)
        kept.append(filed.changed(left) if left else filed)
    return Agreed(kept, [judge.question(one) for one in asked.values()])


class _Facts:
    """The facts of a sheet by their places."""

    def __init__(self, grid: Grid, facts: Facts, plan: Plan) -> None:
        self._fields = plan.fields
        self._facts = facts.facts
        self._senses = facts.meanings.fields.senses
        self._grid = grid
        self._columns = dict[int, list[tuple[Key, int, int]]]()
        """By the frame of returns, their figures with the rows and columns of their cells."""
        self._known_rows = dict[tuple[int, int, str], tuple[Key, ...]]()
        """By frame, facts of a row and unit, the figures that these do not bear out."""

    def others(self, filed: Return) -> Iterator[tuple[Key, Cell]]:
        """The figures of a return without those that a fact plainly bears out; a large file has half a million."""
        cells, unit = filed.cells, filed.unit
        if not isinstance(cells, PackedCells):
            yield from cells.items()
            return
        frame, row, left = cells.frame, cells.row, tuple(cells.frame.order)
        if not row:
            left = self._not_borne_out(frame, self._facts.rows, unit)
        elif self._facts.units.get(row, unit) == unit:
            facts, own = self._facts.rows.get(row, NO_FACTS), "" if row in self._facts.units else unit
            known = id(frame), id(facts), own  # both are kept
            if known not in self._known_rows:
                self._known_rows[known] = self._not_borne_out(frame, {1: facts}, own)
            left = self._known_rows[known]
        yield from ((key, cells[key]) for key in left)

    def _not_borne_out(self, frame: Frame, rows: Mapping[int, Mapping[int, Fact]], unit: str) -> tuple[Key, ...]:
        """The figures of a frame that no fact of a unit plainly bears out; of a single row the facts stand in row 1."""
        columns = self._columns.get(id(frame))
        if columns is None:
            columns = self._columns[id(frame)] = [
                (key, *row_and_column(f"{one}1" if one.isalpha() else one))
                for key, one in zip(frame.order, frame.places, strict=True)
            ]
        found = list[Key]()
        for key, row, column in columns:
            fact = rows.get(row, NO_FACTS).get(column)  # its unit, field, basis, month, aside and what is open
            if fact is None or fact[:3] != (unit, *key[:2]) or fact[4] != key[2] or fact[6] or fact[7]:
                found.append(key)
        return tuple(found)

    def against(self, unit: str, key: Key, cell: Cell) -> Doubt | None:
        """What keeps a figure open; None where nothing speaks against it."""
        for one in cell.sources:
            fact = self._facts.get(row_and_column(one.at.cell)) if one.at else None
            if fact is None:
                if one.at and self._is_spread(row_and_column(one.at.cell)):
                    return NOT_BORNE_OUT
                continue
            aside, spec = self._turning(fact.aside), self._fields.get(key.field)
            doubts = [Doubt(aside, aside), *(doubt for doubt in fact.open if doubt.decides or doubt.part in GOVERNING)]
            doubts = [doubt for doubt in doubts if not (spec and self._is_of(spec, doubt))]
            found = next((doubt for doubt in doubts if self._place_of(doubt.text, one.at)), None)
            if found is not None:
                return found
            if self._is_other(fact, unit, key):
                return NOT_BORNE_OUT
        return None

    def _turning(self, path: str) -> str:
        """The text of a path by which figures are no results; its last one, where none says so by itself."""
        texts = path.split(" / ")
        return next((text for text in texts if self._senses.account(text, Role.HEADER).other), texts[-1])

    def _is_of(self, spec: AnyField, doubt: Doubt) -> bool:
        """Whether a text is the unit of measure of a field, or that has the words of a group in its own name."""
        if doubt.part is not Part.GROUP or doubt.decides:
            return spec.measured_in(doubt.text)
        account = self._senses.account(doubt.text, Role.FREE)
        first = account.other is not None and account.other.text == doubt.words
        return first and any(is_named(account, name) for name in spellings(spec))

    def _is_spread(self, place: Place) -> bool:
        """Whether a figure without a fact is seen under that of another column."""
        box = self._grid.merge(*place)
        return box is not None and box[:2] != place

    @staticmethod
    def _is_other(fact: Fact, unit: str, key: Key) -> bool:
        """Whether a fact is known to be no result, or of another unit, field or time, or of two of them."""
        if fact.aside or any(doubt.decides for doubt in fact.open):
            return True
        if not fact.field or (fact.unit == unit and key.field.startswith(f"{fact.field}:")):
            return bool(fact.unit) and fact.unit != unit
        return (fact.unit or unit, *fact.key[1]) != (unit, *key)

    def _place_of(self, text: str, at: Location | None) -> tuple[Place, str] | None:
        """The cell with a text, and the text as it stands there; (0, 0) for the name of the sheet or the file of a
        figure; None where there is none."""
        said = loose(text)
        if said and at and said in (loose(at.sheet), loose(stem(at.file))):
            return (0, 0), text
        return self._places.get(said) if said else None

    @cached_property
    def _places(self) -> dict[str, tuple[Place, str]]:
        """The cells of the sheet by the lines in them, the first of each; "lượt" is found in "Số lượt"."""
        found = dict[str, tuple[Place, str]]()
        for row, columns in self._grid.rows.items():
            for column, value in zip(columns, self._grid.cells.row_values(row), strict=True):
                text = value if isinstance(value, str) else str(value) if value in YEARS else ""
                for line in (text, *text.splitlines()):
                    for said in (line, COUNT.sub("", line.strip())):
                        found.setdefault(loose(said), ((row, column), tidy(line)))
        return found

    def question(self, found: _Open) -> Diagnostic:
        """What is asked about figures: about the text that keeps them open, at its place, by the words in it; else
        about the first."""
        (text, words, part), at = found.doubt, found.cell.at
        unit = next(iter(found.units)) if len(found.units) == 1 else ""
        place, text = (text and self._place_of(text, at)) or ((0, 0), text)
        if place != (0, 0) and at:
            at = at._replace(cell=a1(*place))
        account = self._senses.account(text, Role.FREE if part is Part.GROUP else Role.HEADER)
        asks = account.other if part is Part.HEADER else part is Part.GROUP and account.doubts
        if at and words and asks:
            return question(Entry(Governs.GROUP, at, account, Belief.OPEN))
        code = Code.PLACE_UNCLEAR if text else Code.FIGURE_UNCLEAR
        return code(at, {"found": text or found.cell.raw, "count": found.count}, unit)
