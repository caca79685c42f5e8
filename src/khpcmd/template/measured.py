"""The part and the whole of a measure for one unit, as formulas: what each may still be, from ``low`` to ``high``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import assert_never

from khpcmd.judge.world import World
from khpcmd.measures.base import Computed, MonthsReach, Sums, UnitMeets
from khpcmd.measures.parts import AllHold, Condition, FieldHolds, Register
from khpcmd.measures.threshold import Level
from khpcmd.returns import Basis, Key
from khpcmd.template.cells import BLANK, FIGURE
from khpcmd.template.contents import Filer
from khpcmd.template.terms import ENDLESS, Term, const, if_, least, most, total


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the form: its state, and the number that it is if it is one."""

    state: Term
    low: Term
    below_zero: bool = False
    """Whether it may be negative where it is not known."""

    @property
    def least(self) -> Term:
        return if_(self.state.eq(FIGURE), self.low, -ENDLESS) if self.below_zero else self.low

    @property
    def high(self) -> Term:
        return if_(self.state.eq(FIGURE), self.low, ENDLESS)


UNKNOWN = Figure(const(BLANK), const(0))
"""A figure that the form does not ask for."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What a figure may be."""

    low: Term
    high: Term


@dataclass(frozen=True, slots=True)
class Measured:
    """The part and the whole of one unit. An absolute count has no whole: it is one, and is not shown."""

    part: Reach
    whole: Reach
    nested: bool
    counted: bool
    keys: tuple[Key, ...]
    """The figures it rests on."""
    before: bool = False
    """Whether the whole is of the baseline year."""
    steps: int = 0
    """How many of its whole numbers make one of an amount; 0 for counts."""


ONE = Reach(const(1), const(1))


def measured(filer: Filer, computed: Computed, figures: Mapping[Key, Figure]) -> Measured:
    """What one unit contributes to a measure."""
    match computed:
        case Sums():
            return _sums(filer, computed, figures)
        case UnitMeets(condition):
            keys = tuple(map(Key, condition.fields()))
            return Measured(_holds(condition, figures), ONE, nested=True, counted=False, keys=keys)
        case MonthsReach():
            return _months_reach(filer, computed, figures)
        case _:
            assert_never(computed)


def _sums(filer: Filer, sums: Sums, figures: Mapping[Key, Figure]) -> Measured:
    part, whole = tuple(map(Key, sums.part)), sums.whole
    steps = World(filer.plan, filer.period, {}, frozenset()).steps(sums.part)
    keys, counted = part, whole is None
    match whole:
        case None:
            of = ONE
        case Register():
            number = filer.registered[whole.name]
            known = const(0 if isinstance(number, Level) else int(number * (steps or 1)))
            of = Reach(known, known)
        case _:
            basis = Basis.BASELINE if sums.before else Basis.CURRENT
            wholes = tuple(Key(name, basis) for name in whole)
            of, keys = _sum(filer, figures, wholes), part + wholes
    return Measured(
        _sum(filer, figures, part), of, nested=sums.nested, counted=counted, keys=keys, before=sums.before, steps=steps
    )


def _sum(filer: Filer, figures: Mapping[Key, Figure], keys: Iterable[Key]) -> Reach:
    found = [figures.get(key) or _unasked(filer, key) for key in keys]
    return Reach(total(figure.least for figure in found), total(figure.high for figure in found))


def _unasked(filer: Filer, key: Key) -> Figure:
    """A figure that the form does not ask for."""
    amount = filer.plan.amounts.get(key.field)
    return replace(UNKNOWN, below_zero=amount is not None and amount.below_zero)


def _holds(condition: Condition, figures: Mapping[Key, Figure]) -> Reach:
    """Whether a condition surely holds (``low`` 1), and whether it may (``high`` 1)."""
    if isinstance(condition, FieldHolds):
        figure = figures.get(Key(condition.field), UNKNOWN)
        surely = figure.low.ge(condition.at_least or 1)
        known = figure.state.eq(FIGURE)
        return Reach(if_(known, if_(surely, 1, 0), 0), if_(known, if_(surely, 1, 0), 1))
    found = [_holds(one, figures) for one in condition.conditions]
    fold = least if isinstance(condition, AllHold) else most
    return Reach(fold(one.low for one in found), fold(one.high for one in found))


def _months_reach(filer: Filer, measure: MonthsReach, figures: Mapping[Key, Figure]) -> Measured:
    slots = measure.slots(filer.months, interim=filer.plan.periods[filer.period].interim)
    sums = [_sum(filer, figures, [Key(measure.of, month=month) for month in slot]) for slot in slots]
    low = total(if_(one.low.ge(measure.at_least), 1, 0) for one in sums)
    high = total(if_(one.high.ge(measure.at_least), 1, 0) for one in sums)
    keys = tuple(Key(measure.of, month=month) for slot in slots for month in slot)
    number = const(len(slots))
    return Measured(Reach(low, high), Reach(number, number), nested=True, counted=False, keys=keys)
