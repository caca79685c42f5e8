"""The part and the whole of a measure for one unit, as formulas: what each may still be, from ``low`` to ``high``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import product
from typing import NamedTuple, assert_never

from khpcmd.measures.base import MonthsReach, PointsFor, Sums, UnitMeets
from khpcmd.measures.conditions import MOST_PIECES, ConditionModel, Question, Several
from khpcmd.measures.parts import Register
from khpcmd.measures.tally import registered
from khpcmd.measures.threshold import Limits
from khpcmd.plan.years import quarter_months
from khpcmd.returns import Basis, Key
from khpcmd.template.cells import BLANK, FIGURE
from khpcmd.template.contents import Filer, Judged
from khpcmd.template.regions import Reach, Values
from khpcmd.template.terms import ENDLESS, Ledger, Term, all_of, any_of, const, if_, least, most, not_, total


class Piece(NamedTuple):
    """The whole numbers from ``low`` to ``high``, without an end where that is None."""

    low: int | None
    high: int | None


class Figure(NamedTuple):
    """One figure of the form: its state, and the number that it is if it is one."""

    state: Term
    low: Term
    below_zero: bool = False
    """Whether it may be negative where it is not known."""
    piece: Piece | None = None
    """Between which numbers it is taken to lie, if only a piece of what it may be is looked at."""

    @property
    def known(self) -> Term:
        return self.state.eq(FIGURE)

    @property
    def least(self) -> Term:
        if self.piece is not None and self.piece.low is not None:
            return if_(self.known, self.low, self.piece.low)
        return if_(self.known, self.low, -ENDLESS) if self.below_zero else self.low

    @property
    def high(self) -> Term:
        return if_(self.known, self.low, ENDLESS if self.piece is None or self.piece.high is None else self.piece.high)

    @property
    def in_piece(self) -> Term:
        """Whether it can lie in the piece; one that is not known can."""
        low, high = (None, None) if self.piece is None else self.piece
        ends = [self.low.ge(low)] if low is not None else []
        ends += [self.low.le(high)] if high is not None else []
        return any_of((not_(self.known), all_of(ends)))


UNKNOWN = Figure(const(BLANK), const(0))
"""A figure that the form does not ask for."""


class Measured(NamedTuple):
    """The part and the whole of one unit. An absolute count has no whole: it is one, and is not shown."""

    part: Reach
    whole: Reach
    nested: bool
    counted: bool
    keys: tuple[Key, ...]
    """The figures it rests on."""
    before: bool = False
    """Whether the whole is of the baseline year."""
    then: tuple[Reach, Reach] | None = None
    """The part and the whole of the baseline year, where their share is taken away."""
    steps: int = 0
    """How many of its whole numbers make one of an amount; 0 for counts."""
    whole_steps: int = 0
    """The same of the whole."""
    to_come: Term | None = None
    """Whether days that are not known are blank and may lie after the period; None where that changes nothing."""

    @property
    def then_known(self) -> Term:
        """Whether the figures of the baseline year are known, whose share is taken away."""
        return all_of(one.low.eq(one.high) for one in self.then or ())


ONE = Reach(const(1), const(1))


def measured(filer: Filer, one: Judged, figures: Mapping[Key, Figure], keep: Ledger) -> Measured:
    """What one unit contributes to a target, with cells that ``keep`` keeps."""
    computed = one.computed
    match computed:
        case Sums():
            return _sums(filer, computed, figures)
        case UnitMeets(condition):
            keys = tuple(map(Key, condition.fields()))
            part = _Condition(filer, condition, figures, keep, one.target.id).reach()
            to_come = _to_come(filer, condition, figures) if one.rule.awaits else None
            return Measured(part, ONE, nested=True, counted=False, keys=keys, to_come=to_come)
        case MonthsReach():
            return _months_reach(filer, computed, figures)
        case PointsFor():
            raise TypeError(one.target.id)  # worked out from the other targets: ``template.scored``
        case _:
            assert_never(computed)


def _sums(filer: Filer, sums: Sums, figures: Mapping[Key, Figure]) -> Measured:
    part, whole = tuple(map(Key, sums.part)), sums.whole
    steps = filer.world.steps(sums.part)
    whole_steps = filer.world.steps(whole) if isinstance(whole, tuple) else steps
    if whole is None and sums.before:
        return _less(filer, sums, figures, steps)
    keys, counted = part, whole is None
    match whole:
        case None:
            of = ONE
        case Register():
            of = _registered(filer, whole, steps)
        case _:
            basis = Basis.BASELINE if sums.before else Basis.CURRENT
            wholes = tuple(Key(name, basis) for name in whole)
            of, keys = _sum(filer, figures, wholes), part + wholes
    then = None
    if sums.since:
        part_then = tuple(Key(name, Basis.BASELINE) for name in sums.part)
        whole_then = tuple(Key(name, Basis.BASELINE) for name in whole) if isinstance(whole, tuple) else ()
        of_then = (
            _registered(filer, whole, steps, Basis.BASELINE)
            if isinstance(whole, Register)
            else _sum(filer, figures, whole_then)
        )
        then, keys = (_sum(filer, figures, part_then), of_then), keys + part_then + whole_then
    return Measured(
        _sum(filer, figures, part),
        of,
        then=then,
        nested=sums.nested,
        counted=counted,
        keys=keys,
        before=sums.before,
        steps=steps,
        whole_steps=whole_steps,
    )


def _less(filer: Filer, sums: Sums, figures: Mapping[Key, Figure], steps: int) -> Measured:
    """What some counts rose by since the baseline year."""
    keys = [tuple(Key(name, basis) for name in sums.part) for basis in (Basis.CURRENT, Basis.BASELINE)]
    now, then = (_sum(filer, figures, of_year) for of_year in keys)
    part = Reach(now.low - then.high, now.high - then.low)
    return Measured(part, ONE, nested=False, counted=True, keys=keys[0] + keys[1], before=True, steps=steps)


def _sum(filer: Filer, figures: Mapping[Key, Figure], keys: Iterable[Key]) -> Reach:
    found = [figures.get(key) or _unasked(filer, key) for key in keys]
    return Reach(total(figure.least for figure in found), total(figure.high for figure in found))


def _registered(filer: Filer, whole: Register, steps: int, basis: Basis = Basis.CURRENT) -> Reach:
    known = registered(filer.world.register(filer.unit.id, whole.name, basis), steps)
    return Reach(const(known.low), const(ENDLESS if known.high is None else known.high))


def _unasked(filer: Filer, key: Key) -> Figure:
    """A figure that the form does not ask for."""
    amount = filer.plan.amounts.get(key.field)
    return UNKNOWN._replace(below_zero=amount is not None and amount.below_zero)


class _Condition(NamedTuple):
    """A condition in formulas, as ``measures.conditions`` asks it: in pieces where several questions ask one figure."""

    filer: Filer
    condition: ConditionModel
    figures: Mapping[Key, Figure]
    keep: Ledger
    name: str

    def reach(self) -> Reach:
        """Whether the condition surely holds (``low`` 1), and whether it may (``high`` 1)."""
        shared = self.condition.shared({name: self.filer.world.steps((name,)) for name in self.condition.fields()})
        pieces = list(product(*(_pieces(cuts) for cuts in shared.values())))
        if not shared or len(pieces) > MOST_PIECES:
            return self._in({}, "")
        holds, fails = list[Term](), list[Term]()
        for number, chosen in enumerate(pieces):
            taken = dict(zip(shared, chosen, strict=True))
            found, label = self._in(taken, f"piece {number} "), f"piece {number}"
            there = [self._figure(name)._replace(piece=piece).in_piece for name, piece in taken.items()]
            there += [self._values(question, taken).there for question in self.condition.ratios()]
            possible = self._put(label, all_of(there))
            holds.append(self._put(f"{label} holds", all_of((possible, found.high.eq(1)))))
            fails.append(self._put(f"{label} fails", all_of((possible, found.low.eq(0)))))
        return _reach(any_of(holds), any_of(fails))

    def _in(self, piece: Mapping[str, Piece], label: str) -> Reach:
        """The same within one piece of what its figures may be."""
        questions = enumerate(self.condition.questions())
        return _joined(self.condition, (self._answer(one, piece, f"{label}{number}") for number, one in questions))

    def _answer(self, question: Question, piece: Mapping[str, Piece], label: str) -> Reach:
        limits = question.limits(self.filer.world.steps(question.fields))
        if question.whole is None:
            (name,) = question.part
            if name in piece:
                low, high = piece[name]
                answer = const(int(limits.hold(Fraction(low if low is not None else high if high is not None else 0))))
                return Reach(answer, answer)
            figure = self._figure(name)
            kept = _kept(figure.low, limits)
            return Reach(if_(figure.known, if_(kept, 1, 0), 0), if_(figure.known, if_(kept, 1, 0), 1))
        values = self._values(question, piece)
        floor = self._put(f"{label} floor", values.floor)
        beyond = [values.can_be(side, floor) for side in (limits.below, limits.above) if side is not None]
        holds = self._put(f"{label} holds", values.can_be(limits, floor))
        fails = self._put(f"{label} fails", any_of((*beyond, values.can_be_nothing)))
        found = _reach(holds, fails)
        return Reach(self._put(f"{label} surely", found.low), self._put(f"{label} maybe", found.high))

    def _values(self, question: Question, piece: Mapping[str, Piece]) -> Values:
        taken = {
            Key(name): self._figure(name)._replace(piece=piece[name]) if name in piece else self._figure(name)
            for name in question.fields
        }
        if isinstance(question.whole, Register):
            whole = _registered(self.filer, question.whole, self.filer.world.steps(question.part))
        else:
            whole = _sum(self.filer, taken, map(Key, question.whole or ()))
        return Values(_sum(self.filer, taken, map(Key, question.part)), whole, question.nested)

    def _figure(self, name: str) -> Figure:
        return self.figures.get(Key(name)) or _unasked(self.filer, Key(name))

    def _put(self, label: str, term: Term) -> Term:
        return self.keep.put(f"{self.name} condition {label}", term)


def _reach(holds: Term, fails: Term) -> Reach:
    """Whether something surely holds, and whether it may, by the worlds in which it does and does not."""
    return Reach(if_(all_of((holds, not_(fails))), 1, 0), if_(all_of((fails, not_(holds))), 0, 1))


def _joined(condition: ConditionModel, answers: Iterator[Reach]) -> Reach:
    """A condition by the answers to its questions, one for each of them in their order."""
    if not isinstance(condition, Several):
        return next(answers)
    found = [_joined(one, answers) for one in condition.conditions]
    needed, sides = condition.needed, ([one.low for one in found], [one.high for one in found])
    if needed in (1, len(found)):
        fold = most if needed == 1 else least
        return Reach(*map(fold, sides))
    return Reach(*(if_(total(side).ge(needed), 1, 0) for side in sides))


def _kept(figure: Term, limits: Limits) -> Term:
    """Whether a known figure keeps limits."""
    ends = list[Term]()
    if limits.low is not None:
        scaled, end = figure * limits.low.denominator if limits.low.denominator > 1 else figure, limits.low.numerator
        ends.append(scaled.gt(end) if limits.low_strict else scaled.ge(end))
    if limits.high is not None:
        scaled, end = figure * limits.high.denominator if limits.high.denominator > 1 else figure, limits.high.numerator
        ends.append(scaled.lt(end) if limits.high_strict else scaled.le(end))
    return all_of(ends)


def _pieces(cuts: tuple[int, ...]) -> Iterator[Piece]:
    """All numbers in pieces that begin at the cuts."""
    low: int | None = None
    for cut in cuts:
        yield Piece(low, cut - 1)
        low = cut
    yield Piece(low, None)


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
    sums = [_sum(filer, figures, [Key(measure.of, month=month) for month in slot]) for slot in slots]
    low = total(if_(one.low.ge(measure.at_least), 1, 0) for one in sums)
    high = total(if_(one.high.ge(measure.at_least), 1, 0) for one in sums)
    keys = tuple(Key(measure.of, month=month) for slot in slots for month in slot)
    number = const(len(slots))
    return Measured(Reach(low, high), Reach(number, number), nested=True, counted=False, keys=keys)
