"""Whether the stored values of formulas are what a person sees who opens the file (``watch``).

A spreadsheet program computes some formulas anew when it opens a file. A formula whose cell is read is held against
the stored values of the cells that it uses, and so are those that it rests on. If all agree, computing anew changes
nothing; where one does not, or is not understood, its own value and those that rest on it are in doubt.
"""

from __future__ import annotations

import ast
from bisect import bisect_left, bisect_right, insort
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from fractions import Fraction
from functools import cached_property, partial
from math import fsum, inf, isfinite
from typing import TypeGuard

from khpcmd.workbook.file.addresses import Box, Place
from khpcmd.workbook.file.formula_terms import Area, Parsed, Spot, name_of, parsed
from khpcmd.workbook.file.grid import UNSTEADY, CellStore
from khpcmd.workbook.file.number_formats import COMPARISONS

MOST_FORMULAS, MOST_CELLS = 100_000, 5_000_000
"""Formulas of a workbook, and cells that they use, that are computed in the time that a file may take."""
ROUNDS = 64
"""How often formulas are asked whether one that they use is in doubt; long chains are settled in the order of rows."""
SIGNS: Mapping[type[ast.cmpop], str] = {
    ast.Eq: "=", ast.NotEq: "<>", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
}  # fmt: skip
CLOSE = 1e-9
"""The share of a number by which two ways to compute it may differ."""


class _UnknownError(Exception):
    """What the formula gives is not known."""


class _FaultError(Exception):
    """The formula gives an error."""


class _OpenError(Exception):
    """The formula is plain, and what it gives is more than is computed here."""


@dataclass(frozen=True, slots=True)
class Names:
    """What formulas of a workbook may refer to besides cells."""

    defined: Mapping[str, str] = field(default_factory=dict)
    """The names that it defines, in small letters, each with what it stands for."""
    has_tables: bool = False
    to_calculate: bool = False
    """Whether everything is computed anew when the file is opened."""


@dataclass(slots=True)
class _Formula:
    """One formula with its place, and how far it was copied from where it was written."""

    sheet: str
    place: Place
    parsed: Parsed
    down: int
    right: int

    def box(self, area: Area) -> tuple[str, Box]:
        """The sheet and the range of an area."""
        rows = sorted((self._row(area.first), self._row(area.last)))
        columns = sorted((self._column(area.first), self._column(area.last)))
        return area.sheet or self.sheet, (rows[0], columns[0], rows[1], columns[1])

    def _row(self, spot: Spot) -> int:
        return spot.row if spot.row_fixed else spot.row + self.down

    def _column(self, spot: Spot) -> int:
        return spot.column if spot.column_fixed else spot.column + self.right


def watch(stores: Sequence[tuple[str, CellStore]], names: Names) -> None:
    """Let the cells of each sheet (after its title) say which formulas a program may show with another value."""
    if not any(store.rare.formulas for _, store in stores):
        return
    count, titles = sum(len(store.rare.formulas) for _, store in stores), {title.casefold() for title, _ in stores}
    known = count <= MOST_FORMULAS and len(titles) == len(stores)
    doubts = _Doubts(stores, names) if known else None
    for title, store in stores:
        leave_open = partial(_leave_open, store.rare.recalculated)
        store.rare.settle = partial(doubts.settle, title.casefold()) if doubts else leave_open


def _leave_open(recalculated: dict[Place, str], place: Place) -> None:
    """Of too many formulas, or of sheets that have one name, nothing is known."""
    recalculated[place] = UNSTEADY


class _Doubts:
    """The formulas of a workbook, each settled with all those that it rests on when its cell is first read."""

    def __init__(self, stores: Sequence[tuple[str, CellStore]], names: Names) -> None:
        self._stores = {title.casefold(): store.unasked() for title, store in stores}
        self._names = names
        self._computer = _Computer(self._stores, names)

    @cached_property
    def _waiting(self) -> dict[str, _Columns]:
        """By sheet, the formulas that nobody has asked about yet."""
        return {title: _Columns(store.rare.formulas) for title, store in self._stores.items()}

    @cached_property
    def _doubtful(self) -> dict[str, _Columns]:
        """By sheet, the cells whose value is in doubt, or not there."""
        return {
            title: _Columns(store.rare.recalculated.keys() | store.rare.uncalculated)
            for title, store in self._stores.items()
        }

    def settle(self, title: str, place: Place) -> None:
        """Find out whether the value of a formula is in doubt."""
        if not self._waiting[title].take((*place, *place)):
            return
        found, boxes = [(title, place)], list[tuple[_Formula, list[tuple[str, Box]]]]()
        for sheet, at in found:  # it grows by those that each rests on
            formula = self._formula(sheet, at)
            used = [formula.box(area) for area in formula.parsed.areas]
            boxes.append((formula, used))
            for other, box in used:
                if other in self._waiting:
                    found += [(other, one) for one in self._waiting[other].take(box)]
        for formula, _ in boxes:
            rare = self._stores[formula.sheet].rare
            if formula.place not in rare.uncalculated and formula.place not in rare.recalculated:
                self._note(formula, _doubt(formula, self._names, self._computer))
        self._spread(boxes[::-1])

    def _note(self, formula: _Formula, what: str) -> None:
        """Keep that the value of a formula is in doubt, if ``what`` says so."""
        if what:
            self._stores[formula.sheet].rare.recalculated[formula.place] = what
            self._doubtful[formula.sheet].add(formula.place)

    def _spread(self, boxes: list[tuple[_Formula, list[tuple[str, Box]]]]) -> None:
        """Take the doubt of a formula over to all that use its cell."""
        for _ in range(ROUNDS):
            grown = False
            for formula, used in boxes:
                if not self._is_doubtful(formula) and any(
                    other in self._doubtful and self._doubtful[other].meets(box) for other, box in used
                ):
                    self._note(formula, UNSTEADY)
                    grown = True
            if not grown:
                return
            boxes.reverse()
        for formula, used in boxes:
            if used and not self._is_doubtful(formula):
                self._note(formula, UNSTEADY)

    def _is_doubtful(self, formula: _Formula) -> bool:
        rare = self._stores[formula.sheet].rare
        return formula.place in rare.recalculated or formula.place in rare.uncalculated

    def _formula(self, title: str, place: Place) -> _Formula:
        """A formula of a sheet; one that is shared is written at its first cell only."""
        rare = self._stores[title].rare
        row, column = written = rare.shared.get(place, place)
        found = parsed(rare.formulas.get(written, "")[1:])
        return _Formula(title, place, found, place[0] - row, place[1] - column)


def _doubt(formula: _Formula, names: Names, computer: _Computer) -> str:
    """What a program may show in place of the stored value, ``UNSTEADY`` if that is not known, "" if it agrees."""
    if _is_unsteady(formula.parsed, names, computer.sheets):
        return UNSTEADY
    try:
        given = computer.result(formula)
    except _UnknownError:
        always = formula.place in computer.sheets[formula.sheet].rare.always
        return UNSTEADY if names.to_calculate or always else ""
    except (RecursionError, _OpenError):
        return UNSTEADY
    except _FaultError:
        return "" if formula.place in computer.sheets[formula.sheet].rare.errors else UNSTEADY
    return computer.differs(formula, given)


def _is_unsteady(found: Parsed, names: Names, sheets: Mapping[str, CellStore]) -> bool:
    if found.unsteady or (found.structured and not names.has_tables):
        return True
    if not found.sheets <= sheets.keys():
        return True
    return any(name not in names.defined or parsed(names.defined[name]).unsteady for name in found.names)


class _Computer:
    """Computes formulas from the stored values of the cells that they use."""

    def __init__(self, sheets: Mapping[str, CellStore], names: Names) -> None:
        self.sheets = sheets
        self._names = names
        self._errors = {title: _Columns(store.rare.errors) for title, store in sheets.items()}
        self._left = MOST_CELLS

    def result(self, formula: _Formula) -> object:
        """What a formula gives."""
        if formula.parsed.term is None:
            raise _UnknownError
        return self.value(formula, formula.parsed.term)

    def differs(self, formula: _Formula, given: object) -> str:
        """The value that the formula gives, where another one is stored."""
        store = self.sheets[formula.sheet]
        if formula.place in store.rare.errors:
            return ""
        stored, look = store.value(formula.place), store.look(formula.place)
        given = 0 if given is None else given
        if _is_number(stored) and _is_number(given):
            return "" if _close(float(stored), float(given)) else f"{float(given):.15g}"
        if isinstance(stored, str) and isinstance(given, str):
            dressed = look.legacy or look.dresses_text
            return "" if dressed or stored.strip() == given.strip() else given or UNSTEADY
        if isinstance(stored, bool) and isinstance(given, bool):
            return "" if stored is given else str(given).upper()
        plain = isinstance(stored, bool | str | int | float) and isinstance(given, bool | str | int | float)
        return (str(given) or UNSTEADY) if plain and not look.may_be_date else ""

    def value(self, formula: _Formula, term: ast.expr) -> object:
        """What a term gives: a number, a text, true or false, a day, or None for an empty cell."""
        chain = list[ast.BinOp]()
        while isinstance(term, ast.BinOp):  # of 1+2+3 the outermost operation is the last one
            chain.append(term)
            term = term.left
        value = self._simple(formula, term)
        for operation in reversed(chain):
            value = _joined(operation.op, value, self.value(formula, operation.right))
        return value

    def _simple(self, formula: _Formula, term: ast.expr) -> object:
        match term:
            case ast.Constant(value=float() | str() as value):
                return value
            case ast.Name(id=ident):
                return self._cell(formula, area) if (area := _area_of(formula, term)) else self._named(formula, ident)
            case ast.UnaryOp(op=ast.USub()):
                return 0.0 - _negated(self.value(formula, term.operand))
            case ast.UnaryOp(op=ast.UAdd()):
                return self.value(formula, term.operand)
            case ast.Compare(ops=[sign], comparators=[other]):
                return _compared(SIGNS[type(sign)], self.value(formula, term.left), self.value(formula, other))
            case ast.Call(func=ast.Name(id=name)):
                return self._called(formula, name, term.args)
            case _:
                raise _OpenError

    def _named(self, formula: _Formula, ident: str) -> object:
        """What a name of the workbook stands for, unless it rests on names in turn."""
        meant = parsed(self._names.defined.get(name_of(ident), ""))
        if meant.term is None or meant.names:
            raise _UnknownError
        return self.value(_Formula(formula.sheet, formula.place, meant, 0, 0), meant.term)

    def _cell(self, formula: _Formula, area: Area) -> object:
        sheet, box = formula.box(area)
        if box[:2] != box[2:]:
            raise _UnknownError
        store = self.sheets[sheet]
        if box[:2] in store.rare.errors:
            raise _FaultError
        return store.value((box[0], box[1]))

    def _numbers(self, formula: _Formula, terms: Sequence[ast.expr]) -> list[float]:
        """The numbers of the arguments of a function such as SUM: of ranges only the cells that hold numbers."""
        found = list[float]()
        for term in terms:
            area = _area_of(formula, term)
            if area is None:
                found.append(_number(self.value(formula, term)))
                continue
            sheet, box = formula.box(area)
            store = self.sheets[sheet]
            self._left -= min(box[2] - box[0] + 1, len(store))
            if self._left < 0 or self._errors[sheet].meets(box):
                raise _FaultError
            values = store.values_in(box)
            self._left -= len(values)
            if any(isinstance(value, date | time | timedelta) for value in values):
                raise _UnknownError
            found += [float(value) for value in values if _is_number(value)]
        return found

    def _called(self, formula: _Formula, name: str, terms: Sequence[ast.expr]) -> object:
        match name, len(terms):
            case "SUM", _:
                return fsum(self._numbers(formula, terms))
            case "MAX" | "MIN", _:
                numbers = self._numbers(formula, terms)
                return (max(numbers) if name == "MAX" else min(numbers)) if numbers else 0.0
            case "ABS", 1:
                return abs(_number(self.value(formula, terms[0])))
            case "ROUND", 2:
                return self._rounded(formula, terms)
            case _:
                return self._taken(formula, name, terms)

    def _taken(self, formula: _Formula, name: str, terms: Sequence[ast.expr]) -> object:
        """One of the arguments of a function."""
        match name, len(terms):
            case "IF", 2 | 3:
                return self._chosen(formula, terms)
            case "IFERROR", 2:
                try:
                    return self.value(formula, terms[0])
                except _FaultError:
                    return self.value(formula, terms[1])
            case "HYPERLINK", 1 | 2:
                return self.value(formula, terms[-1])
            case _:
                raise _UnknownError

    def _rounded(self, formula: _Formula, terms: Sequence[ast.expr]) -> float:
        number, digits = (_number(self.value(formula, term)) for term in terms)
        if digits not in range(10) or abs(number) > 1e12:
            raise _UnknownError
        scaled = Fraction(f"{abs(number):.15g}") * 10 ** int(digits) + Fraction(1, 2)
        rounded = float(Fraction(int(scaled), 10 ** int(digits)))
        return -rounded if number < 0 else rounded

    def _chosen(self, formula: _Formula, terms: Sequence[ast.expr]) -> object:
        holds = self.value(formula, terms[0])
        if not isinstance(holds, bool):
            holds = _number(holds) != 0
        if holds:
            return self.value(formula, terms[1])
        return self.value(formula, terms[2]) if len(terms) == 3 else False


def _number(value: object) -> float:
    """A value as it is used in arithmetic."""
    if value is None:
        return 0.0
    if isinstance(value, str) and value.strip() and not any(map(str.isdigit, value)):
        raise _FaultError
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _UnknownError
    return float(value)


def _negated(value: object) -> float:
    """A value behind a minus; what a text or an answer becomes there is not computed."""
    if value is not None and not _is_number(value):
        raise _OpenError
    return _number(value)


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _close(one: float, other: float) -> bool:
    return abs(one - other) <= CLOSE * max(1.0, abs(one))


def _area_of(formula: _Formula, term: ast.expr) -> Area | None:
    """The cells that a term is, if it is no more."""
    if isinstance(term, ast.Name) and term.id[0] == "a":
        return formula.parsed.areas[int(term.id[1:])]
    return None


def _joined(operation: ast.operator, left: object, right: object) -> object:
    if isinstance(operation, ast.BitAnd):
        raise _OpenError
    one, other = _number(left), _number(right)
    match operation:
        case ast.Add():
            found = one + other
        case ast.Sub():
            found = one - other
        case ast.Mult():
            found = one * other
        case _:
            found = one / other if other else inf
    if not isfinite(found):
        raise _FaultError
    return found


def _compared(sign: str, one: object, other: object) -> bool:
    if isinstance(one, str) or isinstance(other, str):
        one, other = ("" if value is None else value for value in (one, other))
        if sign not in ("=", "<>") or not (isinstance(one, str) and isinstance(other, str)):
            raise _UnknownError
        return (one.casefold() == other.casefold()) is (sign == "=")
    first, second = (_number(value) for value in (one, other))
    if _close(first, second) and first != second:
        raise _UnknownError
    return COMPARISONS[sign](first, second)


class _Columns:
    """Places by their column."""

    def __init__(self, places: Collection[Place]) -> None:
        self._rows = dict[int, list[int]]()
        """By column the rows, upwards from the last: cells are read downwards, and a list gets shorter at its end."""
        for row, column in sorted(places, reverse=True):
            self._rows.setdefault(column, []).append(-row)

    def add(self, place: Place) -> None:
        insort(self._rows.setdefault(place[1], []), -place[0])

    def meets(self, box: Box) -> bool:
        """Whether one of the places lies in a range."""
        return any(first < end for _, first, end in self._within(box))

    def take(self, box: Box) -> list[Place]:
        """The places in a range, which are no longer among them then."""
        found = list[Place]()
        for column, first, end in self._within(box):
            rows = self._rows[column]
            found += [(-row, column) for row in rows[first:end]]
            del rows[first:end]
        return found

    def _within(self, box: Box) -> Iterator[tuple[int, int, int]]:
        """The columns of a range, and which of their rows lie in it."""
        columns = self._rows if box[3] - box[1] > len(self._rows) else range(box[1], box[3] + 1)
        for column in columns:
            rows = self._rows.get(column) if box[1] <= column <= box[3] else None
            if rows:
                yield column, bisect_left(rows, -box[2]), bisect_right(rows, -box[0])
