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
from khpcmd.workbook.file.formula_terms import Area, Parsed, name_of, parsed
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


def watch(stores: Sequence[tuple[str, CellStore]], names: Names) -> None:
    """Let the cells of each sheet (after its title) say which formulas a program may show with another value."""
    if not any(store.rare.formulas for _, store in stores):
        return
    count, titles = sum(len(store.rare.formulas) for _, store in stores), {title.casefold() for title, _ in stores}
    known = count <= MOST_FORMULAS and len(titles) == len(stores)
    book = _Book(stores, names) if known else None
    for title, store in stores:
        leave_open = partial(_leave_open, store.rare.recalculated)
        store.rare.settle = partial(book.settle, title.casefold()) if book else leave_open


def _leave_open(recalculated: dict[Place, str], place: Place) -> None:
    """Of too many formulas, or of sheets that have one name, nothing is known."""
    recalculated[place] = UNSTEADY


class _Book:
    """The formulas of a workbook, each settled with all those that it rests on when its cell is first read."""

    def __init__(self, stores: Sequence[tuple[str, CellStore]], names: Names) -> None:
        self.stores = {title.casefold(): store.unasked() for title, store in stores}
        self.names, self.left = names, MOST_CELLS

    @cached_property
    def errors(self) -> dict[str, _Columns]:
        """By sheet, the cells that hold an error."""
        return {title: _Columns(store.rare.errors) for title, store in self.stores.items()}

    @cached_property
    def _waiting(self) -> dict[str, _Columns]:
        """By sheet, the formulas that nobody has asked about yet."""
        return {title: _Columns(store.rare.formulas) for title, store in self.stores.items()}

    @cached_property
    def _doubtful(self) -> dict[str, _Columns]:
        """By sheet, the cells whose value is in doubt, or not there."""
        found = ((title, store.rare) for title, store in self.stores.items())
        return {title: _Columns(rare.recalculated.keys() | rare.uncalculated) for title, rare in found}

    def settle(self, title: str, place: Place) -> None:
        """Find out whether the value of a formula is in doubt."""
        if not self._waiting[title].take((*place, *place)):
            return
        found, formulas = [(title, place)], list[_Formula]()
        for sheet, at in found:  # it grows by those that each rests on
            rare = self.stores[sheet].rare
            row, column = written = rare.shared.get(at, at)  # one that is shared is written at its first cell only
            text = rare.formulas.get(written, "")[1:]
            formulas.append(formula := _Formula(self, (sheet, at), parsed(text), (at[0] - row, at[1] - column)))
            for other, box in formula.boxes:
                if other in self._waiting:
                    found += [(other, one) for one in self._waiting[other].take(box)]
        for formula in formulas:
            if not formula.is_doubtful:
                self._note(formula, formula.doubt())
        self._spread(formulas[::-1])

    def _note(self, formula: _Formula, what: str) -> None:
        """Keep that the value of a formula is in doubt, if ``what`` says so."""
        if what:
            formula.rare.recalculated[formula.place] = what
            self._doubtful[formula.sheet].add(formula.place)

    def _spread(self, formulas: list[_Formula]) -> None:
        """Take the doubt of a formula over to all that use its cell."""
        for _ in range(ROUNDS):
            grown = False
            for formula in formulas:
                if not formula.is_doubtful and any(
                    other in self._doubtful and self._doubtful[other].meets(box) for other, box in formula.boxes
                ):
                    self._note(formula, UNSTEADY)
                    grown = True
            if not grown:
                return
            formulas.reverse()
        for formula in formulas:
            if formula.boxes and not formula.is_doubtful:
                self._note(formula, UNSTEADY)


class _Formula:
    """One formula, computed from the stored values of the cells that it uses."""

    def __init__(self, book: _Book, at: tuple[str, Place], found: Parsed, moved: Place = (0, 0)) -> None:
        """``moved`` is how far down and to the right it was copied from where it was written."""
        self.sheet, self.place = at
        self._book, self._store, self._parsed = book, book.stores[self.sheet], found
        self.rare = self._store.rare
        self.boxes = [self._box(area, *moved) for area in found.areas]
        """The sheet and the range of each of its areas."""

    def _box(self, area: Area, down: int, right: int) -> tuple[str, Box]:
        ends = area.first, area.last
        top, bottom = sorted(spot.row if spot.row_fixed else spot.row + down for spot in ends)
        left, last = sorted(spot.column if spot.column_fixed else spot.column + right for spot in ends)
        return area.sheet or self.sheet, (top, left, bottom, last)

    @property
    def is_doubtful(self) -> bool:
        """Whether its value is known to be in doubt, or not there."""
        return self.place in self.rare.recalculated or self.place in self.rare.uncalculated

    def doubt(self) -> str:
        """What a program may show in place of the stored value, ``UNSTEADY`` if that is not known, "" if it agrees."""
        if self._is_unsteady():
            return UNSTEADY
        try:
            given = self.value(self._parsed.term)
            return "" if self.place in self.rare.errors else self._differs(0 if given is None else given)
        except _UnknownError:
            return UNSTEADY if self._book.names.to_calculate or self.place in self.rare.always else ""
        except (RecursionError, OverflowError, _OpenError):
            return UNSTEADY
        except _FaultError:
            return "" if self.place in self.rare.errors else UNSTEADY

    def _is_unsteady(self) -> bool:
        found, names = self._parsed, self._book.names
        meant = [parsed(names.defined.get(name, "")) for name in found.names]
        known = all(one.sheets <= self._book.stores.keys() for one in (found, *meant))
        return not known or (found.structured and not names.has_tables) or any(one.unsteady for one in (found, *meant))

    def _differs(self, given: object) -> str:
        """The value that it gives, where another one is stored."""
        stored, look = self._store.value(self.place), self._store.look(self.place)
        if _is_number(stored) and _is_number(given):
            return "" if _close(stored, given) else f"{given:.15g}"
        if isinstance(stored, str) and isinstance(given, str):
            dressed = look.legacy or look.dresses_text
            return "" if dressed or stored.strip() == given.strip() else given or UNSTEADY
        if isinstance(stored, bool) and isinstance(given, bool):
            return "" if stored is given else str(given).upper()
        plain = isinstance(stored, bool | str | int | float) and isinstance(given, bool | str | int | float)
        return (str(given) or UNSTEADY) if plain and not look.may_be_date else ""

    def value(self, term: ast.expr | None) -> object:
        """What a term gives: a number, a text, true or false, a day, or None for an empty cell."""
        chain = list[ast.BinOp]()
        while isinstance(term, ast.BinOp):  # of 1+2+3 the outermost operation is the last one
            chain.append(term)
            term = term.left
        value = self._simple(term)
        for operation in reversed(chain):
            value = _joined(operation.op, value, self.value(operation.right))
        return value

    def _simple(self, term: ast.expr | None) -> object:
        match term:
            case None:
                raise _UnknownError
            case ast.Constant(value=float() | str() as value):
                return value
            case ast.Name(id=ident):
                return self._cell(*box) if (box := self._box_of(term)) else self._named(ident)
            case ast.UnaryOp(op=ast.USub()):
                return 0.0 - _negated(self.value(term.operand))
            case ast.UnaryOp(op=ast.UAdd()):
                return self.value(term.operand)
            case ast.Compare(ops=[sign], comparators=[other]):
                return _compared(SIGNS[type(sign)], self.value(term.left), self.value(other))
            case ast.Call(func=ast.Name(id=name)):
                return self._called(name, term.args)
            case _:
                raise _OpenError

    def _box_of(self, term: ast.expr) -> tuple[str, Box] | None:
        """The cells that a term is, if it is no more."""
        return self.boxes[int(term.id[1:])] if isinstance(term, ast.Name) and term.id[0] == "a" else None

    def _named(self, ident: str) -> object:
        """What a name of the workbook stands for, unless it rests on names in turn."""
        meant = parsed(self._book.names.defined.get(name_of(ident), ""))
        if meant.names:
            raise _UnknownError
        return _Formula(self._book, (self.sheet, self.place), meant).value(meant.term)

    def _cell(self, sheet: str, box: Box) -> object:
        if box[:2] != box[2:]:
            raise _UnknownError
        if box[:2] in self._book.stores[sheet].rare.errors:
            raise _FaultError
        return self._book.stores[sheet].value((box[0], box[1]))

    def _numbers(self, terms: Sequence[ast.expr]) -> Iterator[float]:
        """The numbers of the arguments of a function such as SUM: of ranges only the cells that hold numbers."""
        book = self._book
        for term in terms:
            if (used := self._box_of(term)) is None:
                yield _number(self.value(term))
                continue
            sheet, box = used
            book.left -= min(box[2] - box[0] + 1, len(book.stores[sheet]))
            if book.left < 0 or book.errors[sheet].meets(box):
                raise _FaultError
            values = book.stores[sheet].values_in(box)
            book.left -= len(values)
            if any(isinstance(value, date | time | timedelta) for value in values):
                raise _UnknownError
            yield from (float(value) for value in values if _is_number(value))

    def _called(self, name: str, terms: Sequence[ast.expr]) -> object:
        match name, len(terms):
            case "SUM", _:
                return fsum(self._numbers(terms))
            case "MAX", _:
                return max(self._numbers(terms), default=0.0)
            case "MIN", _:
                return min(self._numbers(terms), default=0.0)
            case "ABS", 1:
                return abs(_number(self.value(terms[0])))
            case "ROUND", 2:
                return _rounded(*(_number(self.value(term)) for term in terms))
            case _:
                return self._taken(name, terms)

    def _taken(self, name: str, terms: Sequence[ast.expr]) -> object:
        """One of the arguments of a function."""
        match name, len(terms):
            case "IF", 2 | 3:
                holds = self.value(terms[0])
                if holds if isinstance(holds, bool) else _number(holds):
                    return self.value(terms[1])
                return self.value(terms[2]) if len(terms) == 3 else False
            case "IFERROR", 2:
                try:
                    return self.value(terms[0])
                except _FaultError:
                    return self.value(terms[1])
            case "HYPERLINK", 1 | 2:
                return self.value(terms[-1])
            case _:
                raise _UnknownError


def _rounded(number: float, digits: float) -> float:
    if digits not in range(10) or abs(number) > 1e12:
        raise _UnknownError
    scaled = Fraction(f"{abs(number):.15g}") * 10 ** int(digits) + Fraction(1, 2)
    rounded = float(Fraction(int(scaled), 10 ** int(digits)))
    return -rounded if number < 0 else rounded


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
