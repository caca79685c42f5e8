"""Figures of one unit that have to agree: parts with wholes, steps with steps, counts with the register."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from khpcmd.diagnostics import AnyCode, Code, Location, Param, Ref
from khpcmd.measures.ratio import Ratio, Register
from khpcmd.measures.tally import keys_of
from khpcmd.plan.agreements import AtMost, Steps, Sum
from khpcmd.plan.fields import CountField
from khpcmd.plan.model import Plan
from khpcmd.returns import Basis, Key, Return


@dataclass(frozen=True, slots=True)
class Conflict:
    """Figures that contradict each other: the code and its parameters, the place, and the figures involved."""

    code: AnyCode
    at: Location | None
    params: Mapping[str, Param]
    keys: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class _Sum:
    """Fields added up, once all of them are known."""

    total: int
    keys: tuple[Key, ...]
    filed: Return

    @property
    def at(self) -> Location | None:
        return self.filed.cells[self.keys[0]].at

    @property
    def name(self) -> tuple[Ref, ...]:
        return tuple(Ref("field", key.field) for key in self.keys)


Fields = tuple[str, ...]
"""Fields that are added up."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What has to agree, as the plan states it and as its ratios imply it."""

    parts: tuple[tuple[Fields, Fields], ...]
    steps: tuple[Steps, ...]
    sums: tuple[Sum, ...]
    registers: tuple[tuple[Fields, str], ...]


def rules(plan: Plan) -> Rules:
    """The plan's rules; each ratio's part lies inside its whole, whether the plan says so or not."""
    ratios = [target.measure for target in plan.targets if isinstance(target.measure, Ratio)]
    stated = [(rule.part, rule.whole) for rule in plan.constraints if isinstance(rule, AtMost)]
    implied = [(ratio.part, ratio.whole) for ratio in ratios if not isinstance(ratio.whole, Register)]
    limited = [
        ((name,), spec.register_limit)
        for name, spec in plan.fields.items()
        if isinstance(spec, CountField) and spec.register_limit
    ]
    registered = [(ratio.part, ratio.whole.name) for ratio in ratios if isinstance(ratio.whole, Register)]
    return Rules(
        parts=tuple(dict.fromkeys(stated + implied)),
        steps=tuple(rule for rule in plan.constraints if isinstance(rule, Steps)),
        sums=tuple(rule for rule in plan.constraints if isinstance(rule, Sum)),
        registers=tuple(dict.fromkeys(limited + registered)),
    )


def broken(plan: Plan, agreed: Rules, filed: Return) -> Iterator[Conflict]:
    """The contradictions among the known figures of a return, for this year and for the baseline year."""
    for basis in Basis:
        for part, whole in agreed.parts:
            yield from _at_most(filed, part, whole, basis)
    for rule in agreed.steps:
        yield from _steps(filed, rule)
    for total in agreed.sums:
        yield from _sum(filed, total)
    registered = plan.unit[filed.unit].registered
    for names, register in agreed.registers:
        if register in registered:
            yield from _register(filed, names, registered[register])


def _added(filed: Return, names: Fields, basis: Basis = Basis.CURRENT) -> _Sum | None:
    """The sum of the fields; None as long as one of them is not known."""
    keys = keys_of(names, basis)
    total = 0
    for key in keys:
        value = filed.value(key)
        if not isinstance(value, int):
            return None
        total += value
    return _Sum(total, keys, filed)


def _at_most(filed: Return, part: Fields, whole: Fields, basis: Basis) -> Iterator[Conflict]:
    inner, outer = _added(filed, part, basis), _added(filed, whole, basis)
    if inner is None or outer is None or inner.total <= outer.total:
        return
    params: dict[str, Param] = {"part_field": inner.name, "part": inner.total, "whole_field": outer.name}
    keys = inner.keys + outer.keys
    if outer.total == 0:
        yield Conflict(Code.PART_OVER_ZERO, inner.at, params, keys)
    else:
        yield Conflict(Code.PART_EXCEEDS_WHOLE, inner.at, {**params, "whole": outer.total}, keys)


def _steps(filed: Return, rule: Steps) -> Iterator[Conflict]:
    steps = [_added(filed, names) for names in rule.steps]
    for before, after in pairwise(step for step in steps if step is not None):
        if after.total > before.total:
            params: dict[str, Param] = {"field": after.name, "value": after.total}
            params |= {"before_field": before.name, "before": before.total}
            yield Conflict(Code.STEPS_INCREASE, after.at, params, before.keys + after.keys)


def _sum(filed: Return, rule: Sum) -> Iterator[Conflict]:
    parts, whole = _added(filed, rule.parts), _added(filed, rule.whole)
    if parts is not None and whole is not None and parts.total != whole.total:
        params: dict[str, Param] = {"parts": parts.name, "sum": parts.total}
        params |= {"whole_field": whole.name, "whole": whole.total}
        yield Conflict(Code.PARTS_NOT_WHOLE, whole.at, params, parts.keys + whole.keys)


def _register(filed: Return, names: Fields, limit: int) -> Iterator[Conflict]:
    found = _added(filed, names)
    if found is not None and found.total > limit:
        params: dict[str, Param] = {"field": found.name, "value": found.total, "limit": limit}
        yield Conflict(Code.EXCEEDS_REGISTER, found.at, params, found.keys)
