"""What one unit contributes to a target, as formulas: a part and a whole, or points, and whether they keep limits.

``measures.score`` says which points a criterion can give. In a form they are quotients, which a spreadsheet rounds: a
sum that comes as near to a limit as rounding may carry it is taken for the limit itself where the denominators say that
nothing else lies so near; else nobody knows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from math import lcm
from typing import NamedTuple, assert_never

from khpcmd.measures.base import MonthsReach, PointsFor, Sums, UnitMeets
from khpcmd.measures.conditions import ConditionModel, Question, Several
from khpcmd.measures.parts import Register
from khpcmd.measures.points import Criterion
from khpcmd.measures.tally import registered
from khpcmd.measures.threshold import Limits, Threshold
from khpcmd.plan.model import Target
from khpcmd.plan.years import quarter_months
from khpcmd.returns import Basis, Key
from khpcmd.template.cells import BLANK, FIGURE
from khpcmd.template.contents import Filer, Judged
from khpcmd.template.terms import (
    NO,
    YES,
    Ledger,
    Term,
    all_of,
    any_of,
    ceiled,
    const,
    floored,
    if_,
    joined,
    least,
    most,
    not_,
    number,
    total,
)


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
            raise TypeError(one.target.id)  # worked out from the other targets: ``scored``
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


FINE = 2**36
"""Up to here a common denominator of all points leaves rounding no say: with it a sum that is not a limit differs from
it by more than all quotients together are rounded by."""
ONE_FULL = Fraction(1)
"""Any value at which points in proportion are full: which points there are does not hang on it."""
SHOWN = 100
"""Points are shown with two decimals."""


class Standing(NamedTuple):
    """How a unit stands at the target of a criterion: its verdict, and its value as one number over another."""

    verdict: Term
    known: Term
    value: tuple[Term, Term]
    capped: bool
    asked: Fraction | None
    moves: bool = False
    """Whether its value may be another one when the period that decides is over."""


UNANSWERED = Standing(const("inconclusive"), NO, (const(0), const(1)), False, None)
"""A target that a person answers for."""


class Given(NamedTuple):
    """The points of one criterion."""

    criterion: Criterion
    points: Term
    known: Term
    gone: Term
    """Whether it is not counted."""
    denominator: Term


class Scored(NamedTuple):
    """The score of a unit."""

    given: tuple[Given, ...]
    out_of: Fraction
    points: Term
    """The points, out of the most of all, as they are shown."""
    keep: Ledger
    name: str

    @property
    def known(self) -> Term:
        """Whether the points of every criterion are known."""
        return all_of(one.known for one in self.given)

    @property
    def of_nothing(self) -> Term:
        """Whether no criterion is counted."""
        return all_of(one.gone for one in self.given)

    def keeps(self, limits: Limits) -> Term:
        """Whether the share of the points that count lies within limits."""
        ends = list[Term]()
        if limits.low is not None:
            ends.append(self._reaches(limits.low, strict=limits.low_strict, sign=1))
        if limits.high is not None:
            ends.append(self._reaches(limits.high, strict=limits.high_strict, sign=-1))
        return all_of(ends)

    def _reaches(self, level: Fraction, *, strict: bool, sign: int) -> Term:
        """Whether the points lie at the level of those that count, or above it (``sign`` -1: below it)."""
        beyond, scale = list[Term](), self._scale(level)
        for one in self.given:
            asked = _const(level * one.criterion.most)
            beyond.append(if_(one.gone, 0, one.points - asked if sign > 0 else asked - one.points))
        label = f"{'from' if sign > 0 else 'to'} {level}"
        more, common = self._put(label, total(beyond)), self._common(label, scale)
        twice = more * 2 * common
        exact = twice.gt(1) if strict else twice.gt(-1)
        return if_(common.le(min(FINE, 2**50 // (self._most * len(self.given)))), exact, (more * FINE).ge(-self._most))

    @property
    def _most(self) -> int:
        each = ([abs(piece.start) for piece in one.criterion.pieces(ONE_FULL)] for one in self.given)
        highest = sum((max(one.criterion.most, *own) for one, own in zip(self.given, each, strict=True)), Fraction(0))
        return -(-highest.numerator // highest.denominator)

    def _scale(self, level: Fraction) -> int:
        """A common denominator of all points that do not depend on a value, and of the limit."""
        found = [one.criterion.most for one in self.given] + [level * one.criterion.most for one in self.given]
        pieces = (piece for one in self.given for piece in one.criterion.pieces(ONE_FULL))
        found += [piece.start for piece in pieces if not piece.slope]
        return lcm(*(value.denominator for value in found)) * self._most * len(self.given)

    def _common(self, label: str, scale: int) -> Term:
        """The common denominator; what is too large is not made any larger."""
        product = const(scale)
        for index, one in enumerate(self.given):
            if one.denominator.text != "1":
                grown = if_(product.gt(FINE), product, product * one.denominator)
                product = self._put(f"{label} of {index}", grown)
        return product

    def shown(self, amount: Callable[[Term], Term]) -> Term:
        """ "70,5/100", each ``amount`` in words; "" where they are not known."""
        return if_(self.known, joined(amount(shown_points(self.points)), "/", amount(_const(self.out_of))), "")

    def gap(self, threshold: Threshold, verdicts: Term) -> Term:
        """The points that are lacking, the last decimal rounded up; "" where that is no number."""
        level = threshold.at_least
        if level is None:
            return const("")
        asked = level.value * self.out_of if level.percent else level.value
        up = const(0) - shown_points(self.points - _const(asked))
        return if_(all_of((self.known, verdicts, up.gt(0))), up, "")

    def _put(self, label: str, term: Term) -> Term:
        return self.keep.put(f"{self.name} {label}", term)


def scored(name: str, measure: PointsFor, standings: Mapping[str, Standing | None], keep: Ledger) -> Scored:
    """A score by how the unit stands at the targets; None stands for one that does not concern it."""
    given = tuple(
        _given(f"{name} {number}", one, measure, standings[one.target], keep)
        for number, one in enumerate(measure.criteria)
    )
    out_of = sum((one.most for one in measure.criteria), Fraction(0))
    counted = total(if_(one.gone, 0, _const(one.criterion.most)) for one in given)
    points = keep.put(f"{name} points", _share(total(if_(one.gone, 0, one.points) for one in given), counted, out_of))
    return Scored(given, out_of, points, keep, name)


def _given(name: str, one: Criterion, measure: PointsFor, held: Standing | None, keep: Ledger) -> Given:
    policy = one.not_applicable or measure.not_applicable
    full, not_counted = _const(one.most), const(policy == "not_counted")
    of_nothing = full if policy == "full" else const(0)
    if held is None:
        return Given(one, of_nothing, YES, not_counted, const(1))
    empty, met = held.verdict.eq("not_applicable"), held.verdict.eq("met")
    known, denominator = held.known, const(1)
    if held.moves and one.falls:
        points, known = full, NO
    elif one.by_value:
        points, denominator = _by_value(name, one, held, keep)
    else:
        points, known = if_(met, full, 0), not_(held.verdict.eq("in_progress")) if held.capped else YES
    decided = not_(any_of(held.verdict.eq(word) for word in ("inconclusive", "information")))
    return Given(
        one,
        keep.put(f"{name} counted", if_(empty, of_nothing, points)),
        keep.put(f"{name} known", all_of((decided, any_of((empty, known))))),
        keep.put(f"{name} gone", all_of((empty, not_counted))),
        denominator,
    )


def _by_value(name: str, one: Criterion, held: Standing, keep: Ledger) -> tuple[Term, Term]:
    """The points for a known value, and the denominator that they have; nothing of nothing is a value of 0."""
    something, points, denominator = held.value[1].gt(0), const(0), const(1)
    top = keep.put(f"{name} part", if_(something, held.value[0], 0))
    of = keep.put(f"{name} whole", if_(something, held.value[1], 1))
    for piece in one.pieces(held.asked):
        here, start = within(piece.limits, top, of), piece.start - piece.slope * piece.at
        by = lcm(start.denominator, piece.slope.denominator)
        partial = of * int(start * by) + top * int(piece.slope * by)
        found = _quotient(partial, of * by) if piece.slope else _const(piece.start)
        points = keep.put(f"{name} points", if_(here, found, points))
        denominator = if_(here, of * by, denominator) if piece.slope else denominator
    return points, keep.put(f"{name} denominator", denominator)


def value_of(target: Target, found: Measured) -> tuple[Term, Term]:
    """The value of a known figure as thresholds of its target are written, as one whole number over another."""
    measure, steps = target.measure, found.steps or 1
    part, whole = found.part, found.whole
    if found.then is not None:
        part_then, whole_then = found.then.part.value, found.then.whole.value
        return part * whole_then - part_then * whole, whole * whole_then
    if measure.absolute:
        return part, const(steps * (100 if target.of_percentage else 1))
    part, whole = part * (measure.scale * (found.whole_steps or steps)), whole * steps
    return (part - whole, whole) if measure.growth else (part, whole)


def standing_of(filer: Filer, target: Target, verdict: Term, found: Measured, *, each: bool) -> Standing:
    """How a unit stands at a target that the form judges."""
    threshold = filer.plan.threshold_at(target, filer.unit.id, filer.period) if each else target.threshold
    levels = () if threshold is None else (threshold.at_least, threshold.more_than, threshold.equal_to)
    asked = next((level.value for level in levels if level is not None and level.stated), None)
    capped = threshold is not None and target.limits_of(threshold).high is not None
    moves = filer.plan.is_under_way(target, filer.period)
    return Standing(
        verdict, found.known, value_of(target, found), capped, Fraction(1) if threshold is None else asked, moves
    )


def shown_points(points: Term) -> Term:
    """Points with their decimals cut off; what rounding took from them is put back first."""
    value = int(round(float(number(points)) * SHOWN, 9) // 1) / SHOWN
    shown = int(value) if value == int(value) else value
    return Term(f"(INT(ROUND({points.text}*{SHOWN},9))/{SHOWN})", shown)


def _const(value: Fraction) -> Term:
    return const(int(value)) if value.denominator == 1 else _quotient(const(value.numerator), const(value.denominator))


def _quotient(top: Term, by: Term) -> Term:
    below = number(by)
    return Term(f"({top.text}/{by.text})", number(top) / below if below else 0)


def _share(points: Term, counted: Term, out_of: Fraction) -> Term:
    below = number(counted)
    value = number(points) * float(out_of) / below if below else 0
    top = const(out_of.numerator)
    scaled = Term(f"({points.text}*{top.text}/({counted.text}*{out_of.denominator}))", value)
    return if_(counted.gt(0), scaled, 0)
