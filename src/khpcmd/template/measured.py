"""The part and the whole of a measure for one unit, as formulas: what each may still be, from ``low`` to ``high``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from khpcmd.measures.condition import AllHold, Condition, FieldHolds
from khpcmd.measures.count import Count
from khpcmd.measures.done import Done
from khpcmd.measures.frequency import Frequency
from khpcmd.measures.growth import Growth
from khpcmd.measures.ratio import Ratio, Register
from khpcmd.measures.share import Share
from khpcmd.returns import Basis, Key
from khpcmd.template.cells import BLANK, FIGURE
from khpcmd.template.contents import Filer
from khpcmd.template.terms import ENDLESS, Term, const, if_, least, most, total


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the form: its state, and the number that it is if it is one."""

    state: Term
    low: Term

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


ONE = Reach(const(1), const(1))


def measured(filer: Filer, measure: object, figures: Mapping[Key, Figure]) -> Measured:
    """What one unit contributes to a measure."""
    match measure:
        case Growth():
            whole = tuple(Key(name, Basis.BASELINE) for name in measure.of)
            return _pair(figures, tuple(map(Key, measure.of)), whole, nested=False)
        case Count():
            keys = tuple(map(Key, measure.of))
            return Measured(_sum(figures, keys), ONE, nested=False, counted=True, keys=keys)
        case Ratio():
            return _ratio(filer, measure, figures)
        case Done() | Share():
            condition = measure.where if isinstance(measure, Share) else FieldHolds(field=measure.field)
            keys = tuple(map(Key, condition.fields()))
            return Measured(_holds(condition, figures), ONE, nested=True, counted=False, keys=keys)
        case Frequency():
            return _frequency(filer, measure, figures)
        case _:
            raise TypeError(type(measure).__name__)


def _ratio(filer: Filer, measure: Ratio, figures: Mapping[Key, Figure]) -> Measured:
    part = tuple(map(Key, measure.part))
    if isinstance(measure.whole, Register):
        known = const(filer.unit.registered[measure.whole.name])
        return Measured(_sum(figures, part), Reach(known, known), nested=True, counted=False, keys=part)
    return _pair(figures, part, tuple(map(Key, measure.whole)), nested=True)


def _sum(figures: Mapping[Key, Figure], keys: Iterable[Key]) -> Reach:
    found = [figures.get(key, UNKNOWN) for key in keys]
    return Reach(total(figure.low for figure in found), total(figure.high for figure in found))


def _pair(figures: Mapping[Key, Figure], part: tuple[Key, ...], whole: tuple[Key, ...], *, nested: bool) -> Measured:
    return Measured(_sum(figures, part), _sum(figures, whole), nested=nested, counted=False, keys=part + whole)


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


def _frequency(filer: Filer, measure: Frequency, figures: Mapping[Key, Figure]) -> Measured:
    slots = measure.slots(filer.months, interim=filer.plan.periods[filer.period].interim)
    sums = [_sum(figures, [Key(measure.of, month=month) for month in slot]) for slot in slots]
    low = total(if_(one.low.ge(measure.at_least), 1, 0) for one in sums)
    high = total(if_(one.high.ge(measure.at_least), 1, 0) for one in sums)
    keys = tuple(Key(measure.of, month=month) for slot in slots for month in slot)
    number = const(len(slots))
    return Measured(Reach(low, high), Reach(number, number), nested=True, counted=False, keys=keys)
