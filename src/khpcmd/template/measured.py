"""The part and the whole of a measure for one unit, as formulas, and which numbers keep limits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import NamedTuple, assert_never

from khpcmd.measures.base import MonthsReach, PointsFor, Sums, UnitMeets
from khpcmd.measures.conditions import ConditionModel, Question, Several
from khpcmd.measures.parts import Register
from khpcmd.measures.tally import registered
from khpcmd.measures.threshold import Limits
from khpcmd.plan.years import quarter_months
from khpcmd.returns import Basis, Key
from khpcmd.template.cells import BLANK, FIGURE
from khpcmd.template.contents import Filer, Judged
from khpcmd.template.terms import YES, Term, all_of, any_of, ceiled, const, floored, if_, least, most, total


class Figure(NamedTuple):
    """One figure of the form: its state, and the number that it is if it is one."""

    state: Term
    value: Term

    @property
    def known(self) -> Term:
        return self.state.eq(FIGURE)


UNKNOWN = Figure(const(BLANK), const(0))
"""A figure that the form does not ask for."""


class Known(NamedTuple):
    """A number, and whether it is known; where it is not it stands for nothing."""

    value: Term
    known: Term = YES


ONE = Known(const(1))


class Shared(NamedTuple):
    """A part and its whole."""

    part: Known
    whole: Known

    @property
    def known(self) -> Term:
        return all_of((self.part.known, self.whole.known))


class Measured(NamedTuple):
    """The part and the whole of one unit. An absolute count has no whole: it is one, and is not shown."""

    now: Shared
    nested: bool
    counted: bool
    keys: tuple[Key, ...]
    """The figures it rests on."""
    before: bool = False
    """Whether the whole is of the baseline year."""
    then: Shared | None = None
    """The part and the whole of the baseline year, where their share is taken away."""
    steps: int = 0
    """How many of its whole numbers make one of an amount; 0 for counts."""
    whole_steps: int = 0
    """The same of the whole."""
    to_come: Term | None = None
    """Whether days that are not known are blank and may lie after the period; None where that changes nothing."""

    @property
    def part(self) -> Term:
        return self.now.part.value

    @property
    def whole(self) -> Term:
        return self.now.whole.value

    @property
    def known(self) -> Term:
        """Whether all of it is known."""
        return all_of(one.known for one in (self.now, self.then) if one is not None)

    @property
    def of_nothing(self) -> Term:
        """Whether there is nothing to measure."""
        return any_of(one.whole.value.eq(0) for one in (self.now, self.then) if one is not None)

    def keeps(self, limits: Limits) -> Term:
        """Whether its value lies within limits."""
        return within(limits, self.part, None if self.counted else self.whole, self.then)


def within(limits: Limits, part: Term, whole: Term | None = None, then: Shared | None = None) -> Term:
    """Whether a part of a whole lies within limits, after the share of another year is taken away."""
    ends = list[Term]()
    if limits.low is not None:
        top, by = _level_of(limits.low, whole, then)
        ends.append(_times(part, by).gt(top) if limits.low_strict else _times(part, by).ge(top))
    if limits.high is not None:
        top, by = _level_of(limits.high, whole, then)
        ends.append(_times(part, by).lt(top) if limits.high_strict else _times(part, by).le(top))
    return all_of(ends)


def first_of(limits: Limits, found: Measured) -> Term:
    """The smallest whole number that reaches the lower limit."""
    top, by = _level_of(limits.low or Fraction(0), found.whole, found.then)
    return floored(top, by) + 1 if limits.low_strict else ceiled(top, by)


def last_of(limits: Limits, found: Measured) -> Term:
    """The largest whole number that keeps the upper limit."""
    top, by = _level_of(limits.high or Fraction(0), found.whole, found.then)
    return ceiled(top, by) - 1 if limits.high_strict else floored(top, by)


def _level_of(level: Fraction, whole: Term | None, then: Shared | None) -> tuple[Term, Term | int]:
    """A level of a whole as one whole number over another; with ``then`` it is added to the share of that."""
    if whole is None:
        return const(level.numerator), level.denominator
    if then is None:
        return whole * level.numerator, level.denominator
    part_then, whole_then = then.part.value, then.whole.value
    return (whole_then * level.numerator + part_then * level.denominator) * whole, whole_then * level.denominator


def _times(part: Term, by: Term | int) -> Term:
    return part if by == 1 else part * by


def measured(filer: Filer, one: Judged, figures: Mapping[Key, Figure]) -> Measured:
    """What one unit contributes to a target."""
    computed = one.computed
    match computed:
        case Sums():
            return _sums(filer, computed, figures)
        case UnitMeets(condition):
            keys = tuple(map(Key, condition.fields()))
            surely, maybe = _meets(condition, (_answer(filer, each, figures) for each in condition.questions()))
            met = Known(surely, surely.eq(maybe))
            to_come = _to_come(filer, condition, figures) if one.rule.awaits else None
            return Measured(Shared(met, ONE), nested=True, counted=False, keys=keys, to_come=to_come)
        case MonthsReach():
            return _months_reach(filer, computed, figures)
        case PointsFor():
            raise TypeError(one.target.id)  # worked out from the other targets: ``template.scored``
        case _:
            assert_never(computed)


def _sums(filer: Filer, sums: Sums, figures: Mapping[Key, Figure]) -> Measured:
    steps = filer.world.steps(sums.part)
    part, keys = _sum(figures, sums.part), _keys(sums.part)
    if sums.whole is None and sums.before:
        then = _sum(figures, sums.part, Basis.BASELINE)
        rise = Known(part.value - then.value, all_of((part.known, then.known)))
        keys += _keys(sums.part, Basis.BASELINE)
        return Measured(Shared(rise, ONE), nested=False, counted=True, keys=keys, before=True, steps=steps)
    now = Shared(part, _whole(filer, sums, figures, Basis.BASELINE if sums.before else Basis.CURRENT))
    wholes = sums.whole if isinstance(sums.whole, tuple) else ()
    keys += _keys(wholes, Basis.BASELINE if sums.before else Basis.CURRENT)
    before = None
    if sums.since:
        before = Shared(_sum(figures, sums.part, Basis.BASELINE), _whole(filer, sums, figures, Basis.BASELINE))
        keys += _keys((*sums.part, *wholes), Basis.BASELINE)
    return Measured(
        now,
        then=before,
        nested=sums.nested,
        counted=sums.whole is None,
        keys=keys,
        before=sums.before,
        steps=steps,
        whole_steps=filer.world.steps(wholes) if wholes else steps,
    )


def _whole(filer: Filer, sums: Sums | Question, figures: Mapping[Key, Figure], basis: Basis = Basis.CURRENT) -> Known:
    match sums.whole:
        case None:
            return ONE
        case Register(name=name):
            known = registered(filer.world.register(filer.unit.id, name, basis), filer.world.steps(sums.part))
            return Known(const(known.low), const(known.high == known.low))
        case names:
            return _sum(figures, names, basis)


def _keys(names: Iterable[str], basis: Basis = Basis.CURRENT) -> tuple[Key, ...]:
    return tuple(Key(name, basis) for name in names)


def _sum(figures: Mapping[Key, Figure], names: Iterable[str], basis: Basis = Basis.CURRENT) -> Known:
    return _added(figures, _keys(names, basis))


def _added(figures: Mapping[Key, Figure], keys: Iterable[Key]) -> Known:
    found = [figures.get(key, UNKNOWN) for key in keys]
    return Known(total(figure.value for figure in found), all_of(figure.known for figure in found))


Answer = tuple[Term, Term]
"""Whether something surely holds, and whether it may: 1 or 0."""


def _answer(filer: Filer, question: Question, figures: Mapping[Key, Figure]) -> Answer:
    """What the figures say to one question of a condition; nothing to measure is a no."""
    limits, part = question.limits(filer.world.steps(question.fields)), _sum(figures, question.part)
    if question.whole is None:
        known, kept = part.known, within(limits, part.value)
    else:
        whole = _whole(filer, question, figures)
        known = all_of((part.known, whole.known))
        kept = all_of((whole.value.gt(0), within(limits, part.value, whole.value)))
    said = if_(kept, 1, 0)
    return if_(known, said, 0), if_(known, said, 1)


def _meets(condition: ConditionModel, answers: Iterator[Answer]) -> Answer:
    """A condition by the answers to its questions, one for each of them in their order."""
    if not isinstance(condition, Several):
        return next(answers)
    found = [_meets(one, answers) for one in condition.conditions]
    surely, maybe = zip(*found, strict=True)
    return _at_least(condition.needed, surely), _at_least(condition.needed, maybe)


def _at_least(needed: int, answers: tuple[Term, ...]) -> Term:
    """Whether so many of some answers are 1."""
    if needed in (1, len(answers)):
        return most(answers) if needed == 1 else least(answers)
    return if_(total(answers).ge(needed), 1, 0)


def _to_come(filer: Filer, condition: ConditionModel, figures: Mapping[Key, Figure]) -> Term:
    """``measures.conditions.coming`` for the unit of a form."""
    end, each = filer.plan.periods[filer.period].window.last, list[Term]()
    for name, days in condition.days():
        state = figures.get(Key(name), UNKNOWN).state
        after = days.last is None or days.last > end
        each.append(any_of((state.eq(FIGURE), state.eq(BLANK))) if after else state.eq(FIGURE))
    return all_of(each)


def _months_reach(filer: Filer, measure: MonthsReach, figures: Mapping[Key, Figure]) -> Measured:
    year, interim = quarter_months(filer.plan, filer.period), filer.plan.periods[filer.period].interim
    slots = measure.slots(filer.months, year, interim=interim)
    sums = [_added(figures, [Key(measure.of, month=month) for month in slot]) for slot in slots]
    reached = total(if_(one.value.ge(measure.at_least), 1, 0) for one in sums)
    keys = tuple(Key(measure.of, month=month) for slot in slots for month in slot)
    part = Known(reached, all_of(one.known for one in sums))
    return Measured(Shared(part, Known(const(len(slots)))), nested=True, counted=False, keys=keys)
