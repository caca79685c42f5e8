"""Which verdicts a figure can turn: those that could be others if this figure were another one, whatever it is
(``Turns.by``), or one of those that are usual (``Turns.by_usual``).

A verdict that is sure can turn if it is not sure any more without the figure. One that is open waits for a figure if
the figure changes what its unit adds to the measure; where each unit is judged by itself, only if its own verdict is
open by it and no other unit surely stands as badly.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from itertools import product

from khpcmd.judge.rule import WEIGHT, rule_of
from khpcmd.judge.verdict import evaluate, verdict_on
from khpcmd.judge.world import World, concerning
from khpcmd.measures.tally import UNKNOWN, Span, Tally, exactly
from khpcmd.measures.totals import Totals
from khpcmd.plan.model import Target
from khpcmd.results import Verdict
from khpcmd.returns import Basis, Cell, CellState, CellValue, Key, Return

MOST_HOLES = 5
"""So many other figures of a unit are looked at."""
FAR = 10**12
"""More than any figure is."""


@dataclass(frozen=True)
class Turns:
    """The world as it was judged, and its targets."""

    world: World
    targets: tuple[Target, ...]
    judged: Mapping[str, Verdict] | None = None
    """The verdicts on these targets in this world, where they are known."""

    def by(self, unit: str, key: Key) -> tuple[str, ...]:
        """The targets whose verdict the figure can turn, in the order of the plan."""
        concerned = [one for one in self.targets if key.field in one.measure.fields() and one.measure.computable]
        found = {one.id for one in concerned if self._turns(one, unit, key)}
        scores = (one for one in self.targets if found.intersection(one.measure.rests_on()))
        found |= {one.id for one in scores if self._turns_score(one, unit, key)}
        return tuple(one.id for one in self.targets if one.id in found)

    def by_usual(self, unit: str, key: Key, spans: Sequence[Span], found: Collection[str]) -> tuple[str, ...]:
        """Those of the ``found`` targets that the figure can turn if it lies in one of the spans."""
        worlds = [_Within.of(self.world, unit, key, span) for span in spans]
        turned = {
            one.id
            for one in self.targets
            if one.id in found and not one.measure.rests_on() and any(self._turns_in(one, world) for world in worlds)
        }
        scores = (one for one in self.targets if one.id in found and turned.intersection(one.measure.rests_on()))
        turned |= {one.id for one in scores if any(self._turns_score_in(one, world) for world in worlds)}
        return tuple(one.id for one in self.targets if one.id in turned)

    def within(self, target: Target, unit: str, key: Key, values: Collection[int]) -> bool:
        """Whether the verdict may be another with a figure that lies, in steps, among some others."""
        span = Span(min(values, default=0), max(values, default=0))
        world = _Within.of(self.world, unit, key, span)
        return bool(values) and verdict_on(world, target) is not self._verdicts.get(target.id)

    def nearest(self, target: Target, unit: str, key: Key, values: Sequence[int]) -> int | None:
        """The first of some other figures with which the verdict is another; they go away from that of today."""

        def turns(first: int, end: int) -> bool:
            return self.within(target, unit, key, values[first:end])

        if not turns(0, len(values)):
            return None
        first, last = 0, len(values) - 1
        while first < last:
            middle = (first + last) // 2
            first, last = (first, middle) if turns(0, middle + 1) else (middle + 1, last)
        return next((values[at] for at in range(first, len(values)) if turns(at, at + 1)), None)

    @cached_property
    def _verdicts(self) -> Mapping[str, Verdict]:
        if self.judged is not None:
            return self.judged
        return {result.target.id: result.verdict for result in evaluate(self.world, self.targets)}

    def _turns(self, target: Target, unit: str, key: Key) -> bool:
        now = self._verdicts.get(target.id)
        if now is None or unit not in concerning(self.world, target).scope:
            return False
        if now is not Verdict.INCONCLUSIVE:
            without = _with(self.world, unit, key, None)
            return any(result.verdict is not now for result in evaluate(without, (target,)))
        return any(self._waits(target, unit, key, world) for world in self._completed(target, unit, key))

    def _turns_score(self, target: Target, unit: str, key: Key) -> bool:
        now = self._verdicts.get(target.id)
        if now is Verdict.INCONCLUSIVE:
            return True
        found = evaluate(_with(self.world, unit, key, None), self.targets)
        return any(result.target is target and result.verdict is not now for result in found)

    def _turns_in(self, target: Target, world: _Within) -> bool:
        now, unit, key = self._verdicts[target.id], world.unit, world.key
        if not _possible(_tally(world, target)):
            return False
        if now is not Verdict.INCONCLUSIVE:
            return any(result.verdict is not now for result in evaluate(world, (target,)))
        known = self.world.value(unit, key)
        if known is None and any(one.verdict is not Verdict.INCONCLUSIVE for one in evaluate(world, (target,))):
            return False
        return any(self._waits_in(target, world.over(other), known) for other in self._completed(target, unit, key))

    def _turns_score_in(self, target: Target, world: _Within) -> bool:
        now = self._verdicts.get(target.id)
        found = evaluate(world, self.targets)
        return now is Verdict.INCONCLUSIVE or any(one.target is target and one.verdict is not now for one in found)

    def _waits_in(self, target: Target, world: _Within, known: CellValue | None) -> bool:
        """Whether an open verdict waits for which figure of a span it is, or for whether it is the ``known`` one."""
        within = _tally(world, target)
        spans = [*world.ends, *([] if known is None else [_exactly(world, world.key, known)])]
        tallies = [found for found in (_tally(world.at(span), target) for span in spans) if _possible(found)]
        if not _possible(within) or all(_ends(one) == _ends(within) for one in tallies):
            return False
        return target.judged != "each_unit" or self._decides(target, world.unit, within, *tallies)

    def _completed(self, target: Target, unit: str, key: Key) -> Iterator[World]:
        """The world with the extremes of what else the unit has not reported, each with each: what a figure adds may
        hang on another one. Months are added up, and hang on none."""
        measure, value = target.measure, self.world.value
        others = [Key(name) for name in measure.fields() if self.world.plan.fields[name].kind != "months"]
        others += [Key(name, Basis.BASELINE) for name in measure.baseline_fields()]
        holes = [one for one in others if one != key and value(unit, one) is None][:MOST_HOLES]
        yield self.world
        for values in product(*(self._values(one) for one in holes)):
            world = self.world
            for one, put in zip(holes, values, strict=True):
                world = _with(world, unit, one, put)
            yield world

    def _waits(self, target: Target, unit: str, key: Key, world: World) -> bool:
        """Whether an open verdict waits for the figure."""
        unknown = _tally(_with(world, unit, key, None), target)
        base = _ends(unknown)
        tallies = (_tally(_with(world, unit, key, value), target) for value in self._values(key))
        if not any(_possible(one) and _ends(one) != base for one in tallies):
            return False
        return target.judged != "each_unit" or self._decides(target, unit, unknown)

    def _values(self, key: Key) -> Sequence[CellValue]:
        match self.world.plan.fields[key.field].kind:
            case "yes_no":
                return (False, True)
            case "amount":
                return (Decimal(0), Decimal(1), Decimal(FAR))
            case _:
                return (0, 1, FAR)

    def _decides(self, target: Target, unit: str, *tallies: Tally) -> bool:
        """Whether the unit's own verdict is open over all ``tallies``, and may be the worst of all."""
        rule = rule_of(self.world.plan, self.world.period, target, tallies[0])
        standings = {one.unit: rule.alone(one.unit).together((one,)) for one in tallies[0].deciding}
        standings.pop(unit, None)
        mine = (one for tally in tallies for one in tally.deciding if one.unit == unit)
        own = {WEIGHT.index(verdict) for one in mine for verdict in rule.alone(unit).together((one,))}
        others = [min(map(WEIGHT.index, found)) for found in standings.values() if found]
        return len(own) > 1 and max(own) > max(others, default=-1)


_NO_KEY = Key("")


@dataclass(frozen=True, slots=True)
class _Within(World):
    """A world in which one figure lies in a span of whole steps."""

    unit: str = ""
    key: Key = _NO_KEY
    span: Span = UNKNOWN

    @classmethod
    def of(cls, world: World, unit: str, key: Key, span: Span) -> _Within:
        world = _with(world, unit, key, None)
        of = world.plan, world.period, world.returns, world.scope, world.known_by_others, world.standings
        return cls(*of, unit, key, span)

    def over(self, world: World) -> _Within:
        """The same figure in another world."""
        return _Within.of(world, self.unit, self.key, self.span)

    def at(self, span: Span) -> _Within:
        """The same with another span."""
        return replace(self, span=span)

    @property
    def ends(self) -> tuple[Span, Span]:
        low, high = self.span
        return exactly(low), exactly(FAR if high is None else high)

    def total(self, unit: str, keys: Iterable[Key]) -> Span:
        if unit != self.unit:
            return World.total(self, unit, keys)
        keys = tuple(keys)
        others = World.total(self, unit, tuple(key for key in keys if key != self.key))
        return sum((self.span for key in keys if key == self.key), others)


def _exactly(world: World, key: Key, value: CellValue) -> Span:
    """A number as a span of steps."""
    spec = world.plan.amounts.get(key.field)
    return exactly(spec.steps(value) if spec is not None and isinstance(value, Decimal) else int(str(value)))


def _with(world: World, unit: str, key: Key, value: CellValue | None) -> World:
    """The world with another value of a figure; None where it is not known."""
    filed = world.returns.get(unit, Return(unit, world.period))
    state = CellState.PROBLEM if value is None else CellState.VALUE
    cell = replace(filed.cells.get(key, Cell(state)), state=state, value=value)
    return replace(world, returns={**world.returns, unit: filed.changed({key: cell})})


def _tally(world: World, target: Target) -> Tally:
    found = target.measure.tally(concerning(world, target))
    return found.one_by_one() if target.judged == "each_unit" else found


def _ends(tally: Tally) -> list[Totals]:
    """What each contribution can be."""
    return [Totals.of((one,)) for one in tally.deciding]


def _possible(tally: Tally) -> bool:
    return all(one.there for one in _ends(tally))
