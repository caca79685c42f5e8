"""Which verdicts a figure can turn: those that could be others if this figure were another one, whatever it is
(``Turns.by``), or one of those that are usual (``Turns.by_usual``).

A verdict that is sure can turn if it is not sure any more without the figure. One that is open waits for a figure if
the figure changes what its unit adds to the measure; where each unit is judged by itself, only if its own verdict is
open by it and no other unit surely stands as badly. ``with_turns`` tells it beside each fault and question.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from itertools import product
from math import ceil, floor, inf
from operator import attrgetter
from string import ascii_uppercase
from typing import NamedTuple

from khpcmd.diagnostics import Code, Diagnostic, Ends, Location, Severity
from khpcmd.diagnostics.parameters import Ref
from khpcmd.judge.rule import WEIGHT, Rule, rule_of
from khpcmd.judge.tables import Table, by_sheet
from khpcmd.judge.verdict import Standing, evaluate
from khpcmd.judge.world import World, tallied
from khpcmd.measures.base import Sums
from khpcmd.measures.tally import UNKNOWN, Contribution, Span, Tally, pooled
from khpcmd.measures.totals import Range, Totals, numbers
from khpcmd.plan.model import Plan, Target
from khpcmd.results import Verdict
from khpcmd.returns import DUTY, Basis, Cell, CellState, CellValue, Key, Return, Values

MOST_HOLES = 5
"""So many other figures of a unit are looked at."""
FAR = 10**12
"""More than any figure is."""
LOOKED_AT = frozenset({Severity.ERROR, Severity.WARNING, Severity.QUESTION})
MOST = 150
"""So many figures are looked at in a run."""
STEPS = 20_000
"""And so many units in all, one figure after the other: a province of communes has thousands."""
Figure = tuple[str, Key]
Usual = Callable[[str, Key], Sequence[Span]]
"""What a figure of a unit is as a rule, in whole steps; nothing where that is not known."""


@dataclass(frozen=True)
class Turns:
    """The world as it was judged, and its targets."""

    world: World
    targets: tuple[Target, ...]
    _standings: dict[str, Standing | None] = field(init=False, default_factory=dict, repr=False, compare=False)

    def by(self, figures: Iterable[Figure]) -> tuple[str, ...]:
        """The targets whose verdict one of the figures can turn, in the order of the plan."""
        return self._turned([_Figure(*one) for one in figures], self.targets)

    def by_usual(self, spans: Mapping[Figure, Sequence[Span]], found: Container[str]) -> tuple[str, ...]:
        """Those of the ``found`` targets that one of the figures can turn if it lies in one of its spans."""
        figures = [_Figure(*one, span) for one, own in spans.items() for span in own]
        return self._turned(figures, [one for one in self.targets if one.id in found])

    def by_total(self, at: Location | None) -> tuple[str, ...]:
        """The targets whose verdict could be another one by the total that is stated there."""
        return tuple(one.id for one in self.targets if (found := self.standing(one)) and at in found.disputed)

    def _turned(self, figures: Sequence[_Figure], among: Sequence[Target]) -> tuple[str, ...]:
        """Those ``among`` some targets that one of the figures can turn; scores by what they rest on."""
        turned = {one.id for one in among if any(self._turns(one, each) for each in figures)}
        scores = (one for one in among if turned.intersection(one.measure.rests_on()))
        turned |= {one.id for one in scores if any(self._turns_score(one, each) for each in figures)}
        return tuple(one.id for one in among if one.id in turned)

    def standing(self, target: Target) -> Standing | None:
        """How a target stands that is no score; None where it is left out."""
        if target.id not in self._standings:
            self._standings[target.id] = Standing.today(self.world, target)
        return self._standings[target.id]

    def within(self, target: Target, unit: str, key: Key, span: Span | None) -> bool:
        """Whether the verdict may be another with a figure that lies, in steps, in a span; anywhere without one."""
        standing, other = self.standing(target), _Figure(unit, key, span).open_in(self.world)
        return standing is not None and standing.with_other(other, unit) is not standing.verdict

    @cached_property
    def _scores(self) -> Mapping[str, Verdict]:
        return {result.target.id: result.verdict for result in evaluate(self.world, self.targets)}

    def _turns(self, target: Target, figure: _Figure) -> bool:
        if figure.key.field not in target.measure.fields():
            return False
        standing, known = self.standing(target), self.world.value(figure.unit, figure.key)
        if standing is None or figure.unit not in standing.world.scope:
            return False
        turned = self.within(target, *figure)
        if standing.verdict is not Verdict.INCONCLUSIVE:
            return turned
        if known is None and figure.span and turned:
            return False  # it is decided by any usual figure
        return any(self._waits(target, figure, other) for other in self._completed(target, figure))

    def _turns_score(self, target: Target, figure: _Figure) -> bool:
        now = self._scores.get(target.id)
        if now is Verdict.INCONCLUSIVE:
            return True
        found = evaluate(figure.open_in(self.world), self.targets)
        return any(result.target is target and result.verdict is not now for result in found)

    def _completed(self, target: Target, figure: _Figure) -> Iterator[World]:
        """The world with the extremes of what else the unit has not reported, each with each: what a figure adds may
        hang on another one. Months are added up, and hang on none."""
        measure, plan, unit = target.measure, self.world.plan, figure.unit
        others = [Key(name) for name in measure.fields() if plan.fields[name].kind != "months"]
        others += [Key(name, Basis.BASELINE) for name in measure.baseline_fields()]
        holes = [one for one in others if one != figure.key and self.world.value(unit, one) is None][:MOST_HOLES]
        yield self.world
        for values in product(*(_numbers(plan, one, (0, 1, FAR)) for one in holes)):
            yield _with(self.world, unit, dict(zip(holes, values, strict=True)))

    def _waits(self, target: Target, figure: _Figure, world: World) -> bool:
        """Whether an open verdict waits for which figure it is, or for whether it is the known one."""
        unit, key = figure.unit, figure.key
        known = self.world.value(unit, key)
        values = [*figure.values(world.plan), *([] if known is None or figure.span is None else [known])]
        adds = dict[tuple[Totals, ...], Tally]()
        for other in (figure.open_in(world), *(_with(world, unit, {key: value}) for value in values)):
            tally = tallied(other, target)
            ends = tuple([Totals.of((one,)) for one in tally.deciding])
            if all(one.there for one in ends):
                adds.setdefault(ends, tally)
        if len(adds) < 2:
            return False
        first, rule = next(iter(adds.values())), rule_of(world.plan, world.period, target, tallied(world, target))
        if target.judged != "each_unit":
            return _hangs(rule, [pooled(tally.deciding) for tally in adds.values()])
        mine = [(one,) for tally in adds.values() for one in tally.deciding if one.unit == unit]
        own = {WEIGHT.index(verdict) for one in mine for verdict in rule.alone(unit).together(one)}
        others = rule.verdicts([one for one in first.deciding if one.unit != unit])
        least = min(map(WEIGHT.index, others), default=-1)
        return len(own) > 1 and _hangs(rule.alone(unit), mine) and max(own) > least


def _hangs(rule: Rule, sides: Sequence[Sequence[Contribution]]) -> bool:
    """Whether it matters which of these are added up: where all values stand for one verdict, only if some may leave
    nothing to measure and others do not."""
    if rule.utmost is not None:
        return True
    values, nothing = set[Verdict](), set[bool]()
    for totals, nested in ((Totals.of(one), all(unit.nested for unit in one)) for one in sides):
        values |= {verdict for region, verdict in rule.standings(nested=nested) if totals.can_be(region)}
        nothing.add(totals.can_be_nothing)
    return len(values) > 1 or len(nothing) > 1


class _Figure(NamedTuple):
    """A figure of a unit, whatever it is, or somewhere in a ``span`` of whole steps."""

    unit: str
    key: Key
    span: Span | None = None

    def open_in(self, world: World) -> World:
        """The world in which no more is known of it."""
        if self.span is None or not self.span.exact:
            world = _with(world, self.unit, {self.key: None})
            return replace(world, within={} if self.span is None else {(self.unit, self.key): self.span})
        return _with(world, self.unit, {self.key: world.plan.fields[self.key.field].of_steps(self.span.low)})

    def values(self, plan: Plan) -> Sequence[CellValue]:
        """The extremes of what it may be."""
        low, high = self.span or UNKNOWN
        return _numbers(plan, self.key, (low, FAR if high is None else high))


def _numbers(plan: Plan, key: Key, steps: Iterable[int]) -> Sequence[CellValue]:
    """The figures of so many steps; of a yes or no both."""
    spec = plan.fields[key.field]
    return (False, True) if spec.kind == "yes_no" else list(map(spec.of_steps, steps))


def _with(world: World, unit: str, values: Values) -> World:
    """The world with other values of some figures; None where one is not known."""
    filed = world.returns.get(unit, Return(unit, world.period))
    cells = {key: Cell(CellState.PROBLEM) if one is None else Cell(CellState.VALUE, one) for key, one in values.items()}
    return replace(world, returns={**world.returns, unit: filed.changed(cells)})


NOWHERE = Range(0, 0)
"""The changes that surely turn nothing, where that is not known of others."""


class Room:
    """The changes of figures that surely leave a verdict as it is: known sums stay in their region of values."""

    def __init__(self, standing: Standing) -> None:
        self._standing, tally = standing, standing.tally
        self._part, self._whole = ([key for keys in groups for key in keys] for groups in (tally.part, tally.whole))
        self._by_unit = dict[str, tuple[Range, Range]]()

    def of(self, unit: str, key: Key) -> Range:
        """From which to which a figure of a unit may change, in steps."""
        if self._part.count(key) + self._whole.count(key) != 1:
            return NOWHERE
        own = unit if self._standing.rule.target.judged == "each_unit" else ""
        if own not in self._by_unit:
            self._by_unit[own] = self._of_sums(own)
        part, whole = self._by_unit[own]
        taken_away = key.basis is Basis.BASELINE and key in self._part
        return whole if key in self._whole else Range(-part.high, -part.low) if taken_away else part

    def _of_sums(self, unit: str) -> tuple[Range, Range]:
        """The same of the part and of the whole, of one unit or ("") of all together."""
        rule, tally = self._standing.rule, self._standing.tally
        units = [one for one in tally.deciding if not unit or one.unit == unit]
        known = units and all(one.known and one.before is None for one in units)
        if not known or tally.by_themselves or not isinstance(rule.target.measure.computed(), Sums):
            return NOWHERE, NOWHERE
        part, wholes = sum(one.part.low for one in units), [one.whole.low for one in units if one.whole is not None]
        whole = sum(wholes) if wholes else 1
        regions = rule.alone(unit).standings(nested=all(one.nested for one in units))
        limits = next((one for one, _ in regions if whole and one.hold(Fraction(part, whole))), None)
        if limits is None:
            return NOWHERE, NOWHERE
        kept = numbers(limits.over(Fraction(1, whole)))
        least = floor(part / limits.high) + 1 if limits.high else 1 if limits.high is None else inf
        most = ceil(part / limits.low) - 1 if limits.low is not None and limits.low > 0 else inf
        inside = least <= whole <= most
        return Range(kept.low - part, kept.high - part), Range(least - whole, most - whole) if inside else NOWHERE


def with_turns(
    faults: Iterable[Diagnostic], returns: Mapping[str, Return], turns: Turns, usual: Usual
) -> Iterator[Diagnostic]:
    """The faults, those of a figure with the targets that it can turn; as they are where there are too many.

    ``returns`` are as they came in; those of the world know what contradicts each other.
    """
    faults, scope = list(faults), turns.world.scope
    wanted = {fault.at for fault in faults if fault.at and fault.severity in LOOKED_AT}
    most, looked_at, known = min(MOST, STEPS // max(1, len(scope))), set[Figure](), dict[frozenset[Figure], _Turned]()
    places, sheets = _places(returns.values(), wanted), by_sheet(returns.values())
    unread = _unread(returns.values(), {fault.at for fault in faults if fault.at and fault.code is Code.REMARK_UNCLEAR})
    of_duties = {name for duty in turns.world.plan.duties if duty.where for name in duty.where.fields()}
    for fault in faults:
        figures = None
        if fault.code in (Code.TOTAL_MISMATCH, Code.SUBTOTAL_MISMATCH):
            fault = replace(fault, turns=turns.by_total(fault.at))  # noqa: PLW2901
        if fault.severity in LOOKED_AT:
            figures = _twice(fault, returns) if fault.code is Code.UNIT_TWICE else _figure(fault, places, sheets)
        if fault.code is Code.REMARK_UNCLEAR and fault.at:
            figures = unread[fault.at.file, fault.at.sheet]
        if figures and fault.severity is Severity.ERROR:
            figures = [one for figure in figures for one in _contradicting(figure, turns.world.returns)]
        if figures is None or len(looked_at.union(figures)) > most:
            yield fault
            continue
        looked_at.update(figures)
        if (alike := frozenset(figures)) not in known:
            known[alike] = _turned(turns, usual, figures)
        found = known[alike]
        idle = fault.code is Code.REMARK_UNCLEAR and figures and not found.any
        if idle and not any(key.field in of_duties or key.field.startswith(DUTY) for _, key in figures):
            yield replace(fault, code=Code.REMARK_WITHOUT_EFFECT)
        else:
            yield replace(fault, turns=found.any, turns_usual=found.usual, usual=found.ends)


class _Turned(NamedTuple):
    """The targets that some figures can turn, those that they can if they are usual ones, and what is usual of one."""

    any: tuple[str, ...]
    usual: tuple[str, ...] | None
    ends: tuple[Ends, ...]


def _turned(turns: Turns, usual: Usual, figures: Iterable[Figure]) -> _Turned:
    found, spans = turns.by(figures), {one: usual(*one) for one in figures}
    likely = turns.by_usual(spans, found) if spans and all(spans.values()) else None
    alone = [(turns.world.plan.fields[key.field].of_steps, own) for (_, key), own in spans.items() if len(spans) == 1]
    ends = [(told(low), None if high is None else told(high)) for told, own in alone for low, high in own]
    return _Turned(found, likely, tuple(ends))


def _places(returns: Iterable[Return], wanted: Collection[Location]) -> dict[Location, Figure]:
    """The figures at some places."""
    files = {at.file for at in wanted}
    by_place = {(at.file, at.sheet, at.cell): at for at in wanted if at.cell}
    rows, found = {cell.lstrip(ascii_uppercase) for _, _, cell in by_place}, dict[Location, Figure]()
    for filed in returns:
        if not files.isdisjoint(map(attrgetter("file"), filed.sources)):
            for place, key in filed.placed(by_place, rows):
                found[by_place[place]] = filed.unit, key
    return found


def _twice(fault: Diagnostic, returns: Mapping[str, Return]) -> Sequence[Figure] | None:
    """The figures of a unit of which it is not known which of two counts; none where the two are equal."""
    differ, filed = fault.params.get("differ"), returns.get(fault.unit)
    if filed is None:
        return None
    fields = {one.id for one in differ if isinstance(one, Ref)} if isinstance(differ, tuple) else set[str]()
    return [(fault.unit, key) for key, value in filed.values().items() if key.field in fields and value is None]


def _unread(returns: Iterable[Return], wanted: Collection[Location]) -> Mapping[tuple[str, str], Sequence[Figure]]:
    """By file and sheet of some remarks, all figures there that are not used: whichever of them a remark speaks of."""
    sheets = {(at.file, at.sheet): list[Figure]() for at in wanted}
    for filed in returns if sheets else ():
        for key, cell in filed.cells.items():
            if cell.state is CellState.PROBLEM:
                for place in {one.place[:2] for one in (cell, *cell.others) if one.place} & sheets.keys():
                    sheets[place].append((filed.unit, key))
    return sheets


def _figure(
    fault: Diagnostic, places: Mapping[Location, Figure], sheets: Mapping[tuple[str, str], Table]
) -> Sequence[Figure] | None:
    """The figure that a fault is about: that of its cell, or the field that a unit lacks."""
    if fault.at is not None and fault.at.cell:
        return [places[fault.at]] if fault.at in places else None
    field = fault.params.get("field")
    if fault.code not in (Code.MISSING_FIELD, Code.BASELINE_MISSING) or not isinstance(field, Ref):
        return None
    at = fault.at
    units = [fault.unit] if fault.unit or at is None else [one.unit for one in sheets.get((at.file, at.sheet), ())]
    basis = Basis.BASELINE if fault.code is Code.BASELINE_MISSING else Basis.CURRENT
    return [(units[0], Key(field.id, basis))] if len(units) == 1 else None


def _contradicting(figure: Figure, returns: Mapping[str, Return]) -> Iterable[Figure]:
    """The figure, with those that it cannot be right together with: each of them may be the wrong one."""
    unit, key = figure
    leeway = returns[unit].leeway if unit in returns else None
    return (figure, *((unit, other) for other in (leeway.beside(key) if leeway else ())))
