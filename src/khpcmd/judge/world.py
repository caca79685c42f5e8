"""What measures are tallied from: the units that count, and what each has reported (``measures.tally.Figures``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from khpcmd.judge.earlier import baseline_year
from khpcmd.measures.parts import day_number
from khpcmd.measures.tally import UNKNOWN, UNKNOWN_OR_LESS, Held, Span, Tally, exactly
from khpcmd.measures.threshold import Known
from khpcmd.plan.model import Plan, Target
from khpcmd.plan.years import quarter_months
from khpcmd.returns import Basis, Cell, CellState, CellValue, Key, Return, StatedTotal, added_up


@dataclass(frozen=True, slots=True)
class World:
    """The plan's units in scope and what each has reported. ``returns`` are by unit."""

    plan: Plan
    period: str
    returns: Mapping[str, Return]
    scope: frozenset[str]
    """The units that count: all expected ones, or only those that reported."""
    known_by_others: frozenset[str] = frozenset()
    """Those of them that did not report: they count where all that is asked of them is counted from other returns."""
    standings: Mapping[str, Mapping[str, Held]] = field(default_factory=dict)
    """How the targets stand that scores rest on, by target and unit; those that are not judged are in none."""
    contradicted: frozenset[str] = frozenset()
    """The targets whose parts, that some units report, are larger than the whole that others report."""
    within: Mapping[tuple[str, Key], Span] = field(default_factory=dict)
    """By unit and figure, what some figures that are not known are supposed to lie in."""
    stated_totals: tuple[StatedTotal, ...] = ()
    """The totals that sheets state, and that the figures there do not add up to."""

    @property
    def months(self) -> tuple[int, ...]:
        return self.plan.periods[self.period].months

    @property
    def quarter_months(self) -> tuple[int, ...]:
        return quarter_months(self.plan, self.period)

    @property
    def interim(self) -> bool:
        return self.plan.periods[self.period].interim

    @property
    def last_day(self) -> date:
        return self.plan.periods[self.period].window.last

    def reporters(self, fields: Iterable[str]) -> tuple[str, ...]:
        wanted, reported_by, scope = set(fields), self.plan.reported_by, self.scope
        if len(scope) == 1:  # as of a form, and there are as many forms as units
            return tuple(unit for unit in scope if unit in reported_by and wanted.issubset(reported_by[unit]))
        distinct = {id(names): names for names in reported_by.values()}  # units that report the same share one tuple
        able = {same for same, names in distinct.items() if wanted.issubset(names)}
        return tuple([unit for unit, names in reported_by.items() if id(names) in able and unit in scope])

    def members(self, level: str) -> tuple[str, ...]:
        return tuple(unit.id for unit in self.plan.units if unit.level == level and unit.id in self.scope)

    def register(self, unit: str, name: str, basis: Basis = Basis.CURRENT) -> Known | None:
        year = baseline_year(self.plan) if basis is Basis.BASELINE else self.plan.year_of(self.period)
        return self.plan.unit[unit].numbers(year).get(name)

    def cell(self, unit: str, key: Key) -> Cell | None:
        """The cell of a figure; None where nothing was filed."""
        filed = self.returns.get(unit)
        return filed.cells.get(key) if filed else None

    def value(self, unit: str, key: Key) -> CellValue | None:
        filed = self.returns.get(unit)
        return None if filed is None else filed.value(key)

    def blank(self, unit: str, key: Key) -> bool:
        cell = self.cell(unit, key)
        return cell is not None and cell.state is CellState.BLANK

    def total(self, unit: str, keys: Iterable[Key]) -> Span:
        keys, filed, total, open_ = tuple(keys), self.returns.get(unit), 0, list[Key]()
        values = [None] * len(keys) if filed is None else filed.each(keys)
        for key, value in zip(keys, values, strict=True):
            if isinstance(value, int):
                total += value
            elif isinstance(value, date):
                total += day_number(value)
            elif isinstance(value, Decimal):
                total += self.plan.amounts[key.field].steps(value)
            else:
                open_.append(key)
        found = sum((self.within[unit, key] for key in open_ if (unit, key) in self.within), exactly(total))
        open_ = [key for key in open_ if (unit, key) not in self.within]
        if open_ and filed is not None and filed.leeway is not None:
            return found + Span(*filed.leeway.of(filed.each, open_))
        return sum((unknown(self.plan, key) for key in open_), found)

    def summed(self, total: StatedTotal) -> Iterator[tuple[str, int]]:
        """The units whose figure is one of those that a sheet states a total of, each with it in steps."""
        spec, sheet = self.plan.fields[total.key.field], (total.at.file, total.at.sheet)
        for unit, filed in self.returns.items():
            at = cell.place if (cell := filed.cells.get(total.key)) else None
            if cell and at and at[:2] == sheet and cell.value is not None:
                yield unit, spec.in_steps(cell.value) or 0

    def with_wrong(self, totals: Iterable[StatedTotal]) -> World:
        """The world in which each figure may be the one for which sums are not the totals that sheets state."""
        within, wrong = dict[tuple[str, Key], Span](), dict[str, dict[Key, Cell]]()
        for total in totals:
            for unit, steps in self.summed(total):
                own = within.get((unit, total.key), exactly(steps)) + Span(*total.off)
                within[unit, total.key] = own._replace(low=max(own.low, unknown(self.plan, total.key).low))
        for unit, key in within:
            wrong.setdefault(unit, {})[key] = Cell(CellState.PROBLEM)
        returns = {**self.returns, **{unit: self.returns[unit].changed(cells) for unit, cells in wrong.items()}}
        return replace(self, returns=returns, within=within, stated_totals=())

    def totals(self, units: Sequence[str], keys: Iterable[Key]) -> list[Span]:
        asked = tuple(keys)
        counted, make = added_up(map(self.returns.get, units), asked), tuple.__new__
        known = {total: make(Span, (total, total)) for total in {*counted} if total is not None}  # many are the same
        pairs = zip(units, counted, strict=True)
        return [self.total(unit, asked) if total is None else known[total] for unit, total in pairs]

    def held(self, target: str) -> Mapping[str, Held]:
        return self.standings.get(target, {})

    def in_scope(self, units: Iterable[str]) -> tuple[str, ...]:
        wanted = frozenset(units) & self.scope
        return tuple(unit.id for unit in self.plan.units if unit.id in wanted)

    def steps(self, fields: Iterable[str]) -> int:
        """How many steps of ``total`` make one, 0 for counts: all of the fields have as many decimals."""
        specs = (self.plan.amounts.get(name) for name in fields)
        return max((10**spec.decimals for spec in specs if spec is not None), default=0)


def unknown(plan: Plan, key: Key) -> Span:
    """What a figure can be that nobody knows. It has no end: the bounds of the plan say what is refused, and a figure
    that was refused, or is late, may have passed them."""
    spec = plan.amounts.get(key.field)
    return UNKNOWN_OR_LESS if spec is not None and spec.below_zero else UNKNOWN


def concerning(world: World, target: Target) -> World:
    """The world without the units that a target does not hold for, or that would have to report for it."""
    scope = world.scope & world.plan.members(target.only) if target.only else world.scope
    if world.known_by_others:
        plan, criteria = world.plan, map(world.plan.target.__getitem__, target.measure.rests_on())
        own = {name for one in (target, *criteria) for name in one.measure.fields()} - plan.counted
        scope -= {unit for unit in world.known_by_others if not own.isdisjoint(plan.reported_by.get(unit, ()))}
    return world if scope is world.scope else replace(world, scope=scope)


def tallied(world: World, target: Target) -> Tally:
    """What a target is judged by at the units that it concerns; one by one, where each is judged by itself."""
    found = target.measure.tally(concerning(world, target))
    return found.one_by_one() if target.judged == "each_unit" else found


def measured_at(world: World, target: Target) -> tuple[str, ...]:
    """The units in scope whose figures a target is measured by."""
    measure, concerned = target.measure, concerning(world, target)
    if measure.level:
        return concerned.members(measure.level)
    return tuple(dict.fromkeys(unit for side in measure.sides() for unit in concerned.reporters(side)))


def owed_by(plan: Plan, target: Target, period: str, scope: frozenset[str]) -> tuple[str, ...]:
    """The units that owe together what is asked of all of them, in scope or not; none where each is asked for itself.

    Units that file nothing themselves owe what is in scope.
    """
    if not (target.owed_together(period) or target.compares):
        return ()
    return measured_at(World(plan, period, {}, (frozenset(plan.unit) - plan.counted_only) | scope), target)
