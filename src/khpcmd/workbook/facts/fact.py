"""What a figure is, by its place: ``Fact``, and all of a sheet, row by row (``FactTable``).

Two cells of one figure contradict each other, or are told apart (``settle``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from khpcmd.returns import Basis, Key
from khpcmd.workbook.facts.meaning import Doubt
from khpcmd.workbook.facts.scopes import Part
from khpcmd.workbook.file.addresses import Place

UNCLEAR = Doubt("", "")
"""Of a row without a label and the one above it, or without a unit where others have one; of a column without a header,
a figure that is merged over several."""
TWICE = Doubt("", "twice", Part.LABEL)
"""Of two figures that are the same one."""


class Fact(NamedTuple):
    """A figure: whose, of what, of when, and what keeps it from being believed. Cells that mean the same share one.

    Where no unit or no field is known, both "" and what is open say so. ``aside`` is the text by which it is understood
    to be no result of the period.
    """

    unit: str = ""
    field: str = ""
    basis: Basis = Basis.CURRENT
    period: str = ""
    month: int = 0
    answer: bool | None = None
    aside: str = ""
    open: tuple[Doubt, ...] = ()
    sums: bool = False
    """Whether it is the figure since the year began."""
    measure: str = ""
    """The unit of measure that is stated for it; "" where none is."""

    @property
    def key(self) -> tuple[str, Key]:
        """Whose figure it is, and which."""
        return self.unit, Key(self.field, self.basis, self.month)

    @property
    def placed(self) -> bool:
        """Whether it is known whose figure it is, and which."""
        return bool(self.unit and self.field) and not self.aside

    @property
    def believed(self) -> bool:
        """Whether nothing speaks against it."""
        return self.placed and not self.open

    def of(self, unit: str) -> Fact:
        """The same of a unit."""
        return tuple.__new__(Fact, (unit, *self[1:]))


class FactTable(Mapping[Place, Fact]):
    """The facts of a sheet by place. Ten thousand units have half a million: each is made when it is asked for."""

    __slots__ = ("rows", "units")

    def __init__(self) -> None:
        self.rows = dict[int, Mapping[int, Fact]]()
        """By row and column. Rows that name a unit and say no more share theirs, which are without it."""
        self.units = dict[int, str]()
        """The units of these rows."""

    def __getitem__(self, place: Place) -> Fact:
        fact, unit = self.rows[place[0]][place[1]], self.units.get(place[0])
        return fact.of(unit) if unit else fact

    def __iter__(self) -> Iterator[Place]:
        return ((row, column) for row, facts in self.rows.items() for column in facts)

    def __len__(self) -> int:
        return sum(map(len, self.rows.values()))

    def put(self, row: int, facts: Mapping[int, Fact], unit: str = "") -> None:
        """Add the facts of a row, those of a ``unit`` without it; where some stand there already, these give way."""
        if row in self.rows:
            facts = self._with_unit(self.rows[row], self.units.pop(row, "")) | self._with_unit(facts, unit)
        elif unit:
            self.units[row] = unit
        self.rows[row] = facts

    @staticmethod
    def _with_unit(facts: Mapping[int, Fact], unit: str) -> dict[int, Fact]:
        return {at: fact.of(unit) if unit else fact for at, fact in facts.items()}

    def not_alone(self) -> list[tuple[int, Mapping[int, Fact]]]:
        """The rows without those that hold each figure of a unit once, where no other row is of that unit."""
        units, twice = self.units, dict[int, bool]()
        found = [(row, facts) for row, facts in self.rows.items() if row not in units]
        owners = Counter(units.values())
        owners.update({fact.unit for _, facts in found for fact in facts.values()} if units else ())
        for row, unit in units.items():
            facts = self.rows[row]
            if id(facts) not in twice:  # they are shared, and kept
                figures = [_figure(fact) for fact in facts.values() if fact.field and not fact.aside]
                twice[id(facts)] = len(figures) > len(set(figures))
            if owners[unit] > 1 or twice[id(facts)]:
                found.append((row, self._with_unit(facts, unit)))
        return found


def settle(table: FactTable, value: Callable[[Place], object]) -> None:
    """Where two cells are of one figure, leave the one since the year began, or neither.

    Of the columns "Có" and "Không" one is filled in.
    """
    sums, several, rows = dict[object, int](), set[object](), table.not_alone()
    for fact in [fact for _, facts in rows for fact in facts.values()]:
        unit, name, basis, _, month, _, aside, *_ = fact
        if unit and name and not aside:
            key = unit, name, basis, month
            if key in sums:
                several.add(key)
            sums[key] = sums.get(key, 0) + fact.sums
    if not several:
        return
    left = [
        ((row, column), fact)
        for row, facts in rows
        for column, fact in facts.items()
        if not fact.aside and _figure(fact) in several
    ]
    apart = _apart(((place, fact) for place, fact in left if not sums[_figure(fact)]), value)
    known = dict[tuple[int, bool], Fact]()
    changed = dict[int, dict[int, Fact]]()
    for (row, column), fact in left:
        key = _figure(fact)
        if sums[key] == 1 and fact.sums:
            continue
        beside = (key, row) in apart
        if (id(fact), beside) not in known:
            doubt = UNCLEAR if beside else TWICE
            other = fact._replace(aside="period") if sums[key] == 1 else fact._replace(open=(*fact.open, doubt))
            known[id(fact), beside] = other
        changed.setdefault(row, {})[column] = known[id(fact), beside]
    for row, others in changed.items():
        table.put(row, others)


def _figure(fact: Fact) -> tuple[str, str, Basis, int]:
    """Which figure a fact is of."""
    return fact.unit, fact.field, fact.basis, fact.month


def _apart(facts: Iterable[tuple[Place, Fact]], value: Callable[[Place], object]) -> Collection[object]:
    """The figures, each with its row, that have different numbers beside each other: not even the row says which of
    them it is."""
    seen, apart = dict[object, object](), set[object]()
    for place, fact in facts:
        own = _figure(fact), place[0]
        plain = fact.answer is None and not fact.open
        if plain and seen.setdefault(own, value(place)) != value(place):
            apart.add(own)
    return apart
