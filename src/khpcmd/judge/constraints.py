"""Whether the figures of one return agree: parts and wholes, sums, steps, counts and the register.

``rules`` collects what has to agree in a plan, ``contradictions`` finds what does not agree in a return. Figures that
are not known may be any number from 0: what no such number can mend is a contradiction of those that are known.
Sums that a sheet states in total rows and columns are checked in ``workbook.sum_checks``.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple, assert_never

from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.judge.earlier import baseline_year
from khpcmd.measures.base import Sums
from khpcmd.measures.parts import Register
from khpcmd.measures.tally import keys_of
from khpcmd.measures.threshold import Level, Number
from khpcmd.parameters import Added, FieldValueLimit, PartAndWhole, PartOfZero, PartsAndWhole, Ref, StepBefore
from khpcmd.plan.constraints import AtMost, Steps, Sum
from khpcmd.plan.fields import CountField, Numbered
from khpcmd.plan.model import Plan
from khpcmd.plan.units import Unit
from khpcmd.returns import Basis, Key, Return, Values


@dataclass(frozen=True, slots=True)
class Conflict:
    """Figures that contradict each other, and the fault that this is."""

    fault: Diagnostic
    keys: tuple[Key, ...]


Fields = tuple[str, ...]
"""Fields that are added up."""
Keys = tuple[Key, ...]
"""Figures that are added up."""


class OfRegister(NamedTuple):
    """Fields that are added up to no more than a number of the register, in this year or in the baseline year."""

    fields: Fields
    register: str
    basis: Basis = Basis.CURRENT


@dataclass(frozen=True, slots=True)
class Rules:
    """What has to agree, as the plan states it and as its ratios imply it."""

    parts: tuple[tuple[Fields, Fields], ...]
    """Counts that lie inside others, in each year."""
    steps: tuple[Steps, ...]
    sums: tuple[Sum, ...]
    registers: tuple[OfRegister, ...]
    year: int
    baseline: int
    """The years whose numbers of the register count."""

    def limits(self, unit: Unit) -> Iterator[tuple[Keys, Number]]:
        """The figures of a unit that its register limits, each with the limit in their year."""
        for rule in self.registers:
            year = self.baseline if rule.basis is Basis.BASELINE else self.year
            limit = unit.numbers(year).get(rule.register)
            if limit is not None and not isinstance(limit, Level):
                yield keys_of(rule.fields, rule.basis), limit

    def among(self, reported: Container[str]) -> Rules:
        """The rules about fields that a unit reports; one about others as well says nothing of that unit."""

        def known(*names: str) -> bool:
            return all(name in reported for name in names)

        return replace(
            self,
            parts=tuple(rule for rule in self.parts if known(*rule[0], *rule[1])),
            steps=tuple(rule for rule in self.steps if known(*rule.fields())),
            sums=tuple(rule for rule in self.sums if known(*rule.fields())),
            registers=tuple(rule for rule in self.registers if known(*rule.fields)),
        )


def rules(plan: Plan, period: str = "") -> Rules:
    """The plan's rules; a part that is measured inside a whole lies there, whether the plan says so or not."""
    parts, steps, totals = list[tuple[Fields, Fields]](), list[Steps](), list[Sum]()
    for rule in plan.constraints:
        match rule:
            case AtMost():
                parts.append((rule.part, rule.whole))
            case Steps():
                steps.append(rule)
            case Sum():
                totals.append(rule)
            case _:
                assert_never(rule)
    nested = [(sums.part, sums.whole) for sums in plan.sums if sums.nested]
    implied = [(part, whole) for part, whole in nested if isinstance(whole, tuple)]
    limited = [
        OfRegister((name,), spec.register_limit)
        for name, spec in plan.fields.items()
        if isinstance(spec, CountField) and spec.register_limit
    ]
    registered = [
        OfRegister(sums.part, sums.whole.name, basis)
        for sums in plan.sums
        if sums.nested and isinstance(sums.whole, Register)
        for basis in (Basis.CURRENT, *((Basis.BASELINE,) if sums.since else ()))
    ]
    return Rules(
        parts=tuple(dict.fromkeys(parts + implied)),
        steps=tuple(steps),
        sums=tuple(totals),
        registers=tuple(dict.fromkeys(limited + registered)),
        year=plan.year_of(period) if period else plan.year,
        baseline=baseline_year(plan),
    )


NUMBER = (int, Decimal)


class _Known(NamedTuple):
    """The figures of a sum that are known, their total, and whether these are all of them."""

    keys: Keys
    total: Number
    complete: bool

    @classmethod
    def of(cls, values: Values, keys: Keys) -> _Known:
        known = list[Key]()
        total: Number = 0
        for key in keys:
            value = values.get(key)
            if isinstance(value, NUMBER):  # the plan never mixes the two
                known.append(key)
                total += value
        return cls(tuple(known), total, len(known) == len(keys))

    def exceeds(self, other: _Known) -> bool:
        """Whether it is larger than the other sum, whatever the missing figures are."""
        return other.complete and self.total > other.total


def contradictions(plan: Plan, agreed: Rules, filed: Return, values: Values) -> Iterator[Conflict]:
    """The contradictions among the known figures of a return, for this year and for the baseline year.

    ``agreed`` are the rules about what the unit reports.
    """
    for basis in Basis:
        for part, whole in agreed.parts:
            outer = _Known.of(values, keys_of(whole, basis))
            if not outer.complete:
                continue
            inner = _Known.of(values, keys_of(part, basis))
            if inner.exceeds(outer) and (inner.complete or basis is Basis.CURRENT or _asked_before(plan, part)):
                yield _over(filed, inner, outer)
    for rule in agreed.steps:
        yield from _steps(filed, values, rule)
    for total in agreed.sums:
        yield from _sum(filed, values, total)
    for keys, limit in agreed.limits(plan.unit[filed.unit]):
        yield from _register(filed, _Known.of(values, keys), limit)


def between_units(plan: Plan, returns: Iterable[Return]) -> Iterator[Diagnostic]:
    """Parts that some units report and that are larger than the whole that others report, all of it known."""
    filed = {one.unit: one for one in returns}
    for target in plan.targets:
        sums = target.measure.computed()
        if not target.measure.apart or not isinstance(sums, Sums) or not sums.nested:
            continue
        concerned = plan.members(target.only) if target.only else frozenset(plan.unit)
        part, whole = (_of_units(plan, concerned, names, filed) for names in target.measure.sides())
        if part.exceeds(whole):
            at = next((one.cells[part.keys[0]].at for one in filed.values() if part.keys[0] in one.cells), None)
            names, of = _names(part.keys), _names(whole.keys)
            params: PartAndWhole = {"part_field": names, "part": part.total, "whole_field": of, "whole": whole.total}
            yield Code.PART_EXCEEDS_OTHERS(at, params)


def _of_units(plan: Plan, concerned: Container[str], names: Fields, filed: Mapping[str, Return]) -> _Known:
    """What all units that report some fields have reported, added up."""
    units = [unit for unit, own in plan.reported_by.items() if unit in concerned and set(names) <= set(own)]
    total: Number = 0
    complete = bool(units)
    for unit in units:
        known = _Known.of(filed[unit].values(), keys_of(names)) if unit in filed else None
        complete = complete and known is not None and known.complete
        total += known.total if known is not None else 0
    return _Known(keys_of(names), total, complete)


def rules_of_baseline(plan: Plan, agreed: Rules, values: Values) -> Iterator[tuple[Fields, Fields]]:
    """The parts and wholes that have to agree in the baseline year as well: where its figures are known or asked."""
    for part, whole in agreed.parts:
        inner, outer = (_Known.of(values, keys_of(names, Basis.BASELINE)) for names in (part, whole))
        if outer.complete and (inner.complete or _asked_before(plan, part)):
            yield part, whole


def _asked_before(plan: Plan, names: Fields) -> bool:
    """Whether returns have a column of the baseline year for all of some counts."""
    specs = (plan.fields[name] for name in names)
    return all(isinstance(spec, Numbered) and spec.baseline for spec in specs)


def _names(keys: Keys) -> Added:
    return Added(tuple(Ref("field", key.field) for key in keys))


def _place(filed: Return, keys: Keys) -> Location | None:
    return filed.cells[keys[0]].at


def _over(filed: Return, inner: _Known, outer: _Known) -> Conflict:
    at, names, of = _place(filed, inner.keys), _names(inner.keys), _names(outer.keys)
    keys = inner.keys + outer.keys
    if outer.total:
        params: PartAndWhole = {"part_field": names, "part": inner.total, "whole_field": of, "whole": outer.total}
        return Conflict(Code.PART_EXCEEDS_WHOLE(at, params, filed.unit), keys)
    over_zero: PartOfZero = {"part_field": names, "part": inner.total, "whole_field": of}
    return Conflict(Code.PART_OVER_ZERO(at, over_zero, filed.unit), keys)


def _steps(filed: Return, values: Values, rule: Steps) -> Iterator[Conflict]:
    """Each step against all before it; it is told once, beside the last of those that it exceeds."""
    earlier = list[_Known]()
    for step in (_Known.of(values, keys_of(names)) for names in rule.steps):
        exceeded = [before for before in earlier if step.exceeds(before)]
        earlier.append(step)
        if exceeded:
            before = exceeded[-1]
            names, names_before = _names(step.keys), _names(before.keys)
            params: StepBefore = {
                "field": names,
                "value": step.total,
                "before_field": names_before,
                "before": before.total,
            }
            keys = dict.fromkeys(key for one in (*exceeded, step) for key in one.keys)
            yield Conflict(Code.STEPS_INCREASE(_place(filed, step.keys), params, filed.unit), tuple(keys))


def _sum(filed: Return, values: Values, rule: Sum) -> Iterator[Conflict]:
    parts, whole = (_Known.of(values, keys_of(names)) for names in (rule.parts, rule.whole))
    if parts.complete and whole.complete:
        if parts.total != whole.total:
            of = _names(whole.keys)
            params: PartsAndWhole = {
                "parts": _names(parts.keys),
                "sum": parts.total,
                "whole_field": of,
                "whole": whole.total,
            }
            at = _place(filed, whole.keys)
            yield Conflict(Code.PARTS_NOT_WHOLE(at, params, filed.unit), parts.keys + whole.keys)
    elif parts.exceeds(whole):
        yield _over(filed, parts, whole)
    elif whole.exceeds(parts):
        yield _over(filed, whole, parts)


def _register(filed: Return, known: _Known, limit: Number) -> Iterator[Conflict]:
    if known.keys and known.total > limit:
        params: FieldValueLimit = {"field": _names(known.keys), "value": known.total, "limit": limit}
        yield Conflict(Code.EXCEEDS_REGISTER(_place(filed, known.keys), params, filed.unit), known.keys)
