"""Whether the figures of one return agree: parts and wholes, sums, steps, counts and the register.

``rules`` collects what has to agree in a plan, ``contradictions`` finds what does not agree in a return.
Sums that a sheet states in total rows and columns are checked in ``workbook.sum_checks``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import assert_never

from khpcmd.diagnostics import (
    Code,
    Diagnostic,
    FieldValueLimit,
    Location,
    PartAndWhole,
    PartOfZero,
    PartsAndWhole,
    Ref,
    StepBefore,
)
from khpcmd.measures.base import Sums
from khpcmd.measures.parts import Register
from khpcmd.measures.tally import keys_of
from khpcmd.plan.fields import CountField
from khpcmd.plan.model import AtMost, Plan, Steps, Sum
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


@dataclass(frozen=True)
class Rules:
    """What has to agree, as the plan states it and as its ratios imply it."""

    parts: tuple[tuple[Fields, Fields], ...]
    """Counts that lie inside others, in each year."""
    steps: tuple[Steps, ...]
    sums: tuple[Sum, ...]
    registers: tuple[tuple[Fields, str], ...]

    @cached_property
    def nested(self) -> tuple[tuple[Keys, Keys], ...]:
        """The figures of ``parts``."""
        return tuple((keys_of(part, basis), keys_of(whole, basis)) for basis in Basis for part, whole in self.parts)


def rules(plan: Plan) -> Rules:
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
    computed = (target.measure.computed() for target in plan.targets)
    nested = [(sums.part, sums.whole) for sums in computed if isinstance(sums, Sums) and sums.nested]
    implied = [(part, whole) for part, whole in nested if isinstance(whole, tuple)]
    limited = [
        ((name,), spec.register_limit)
        for name, spec in plan.fields.items()
        if isinstance(spec, CountField) and spec.register_limit
    ]
    registered = [(part, whole.name) for part, whole in nested if isinstance(whole, Register)]
    return Rules(
        parts=tuple(dict.fromkeys(parts + implied)),
        steps=tuple(steps),
        sums=tuple(totals),
        registers=tuple(dict.fromkeys(limited + registered)),
    )


def contradictions(plan: Plan, agreed: Rules, filed: Return, values: Values) -> Iterator[Conflict]:
    """The contradictions among the known figures of a return, for this year and for the baseline year."""
    for inner, outer in agreed.nested:
        part = _added(values, inner)
        whole = None if part is None else _added(values, outer)
        if part is not None and whole is not None and part > whole:
            yield _over(filed, inner, part, outer, whole)
    for rule in agreed.steps:
        yield from _steps(filed, values, rule)
    for total in agreed.sums:
        yield from _sum(filed, values, total)
    registered = plan.unit[filed.unit].registered
    for names, register in agreed.registers:
        if register in registered:
            yield from _register(filed, values, keys_of(names), registered[register])


def _added(values: Values, keys: Keys) -> int | None:
    """The sum of some counts; None as long as one of them is not known."""
    total = 0
    for key in keys:
        value = values.get(key)
        if not isinstance(value, int):
            return None
        total += value
    return total


def _names(keys: Keys) -> tuple[Ref, ...]:
    return tuple(Ref("field", key.field) for key in keys)


def _place(filed: Return, keys: Keys) -> Location | None:
    return filed.cells[keys[0]].at


def _over(filed: Return, inner: Keys, part: int, outer: Keys, whole: int) -> Conflict:
    at, names, of = _place(filed, inner), _names(inner), _names(outer)
    if whole:
        params: PartAndWhole = {"part_field": names, "part": part, "whole_field": of, "whole": whole}
        return Conflict(Code.PART_EXCEEDS_WHOLE(at, params, filed.unit), inner + outer)
    over_zero: PartOfZero = {"part_field": names, "part": part, "whole_field": of}
    return Conflict(Code.PART_OVER_ZERO(at, over_zero, filed.unit), inner + outer)


def _steps(filed: Return, values: Values, rule: Steps) -> Iterator[Conflict]:
    known = [(total, keys) for names in rule.steps if (total := _added(values, keys := keys_of(names))) is not None]
    for (before, before_keys), (after, keys) in pairwise(known):
        if after > before:
            names, names_before = _names(keys), _names(before_keys)
            params: StepBefore = {"field": names, "value": after, "before_field": names_before, "before": before}
            yield Conflict(Code.STEPS_INCREASE(_place(filed, keys), params, filed.unit), before_keys + keys)


def _sum(filed: Return, values: Values, rule: Sum) -> Iterator[Conflict]:
    parts, whole = keys_of(rule.parts), keys_of(rule.whole)
    added, total = _added(values, parts), _added(values, whole)
    if added is not None and total is not None and added != total:
        of = _names(whole)
        params: PartsAndWhole = {"parts": _names(parts), "sum": added, "whole_field": of, "whole": total}
        yield Conflict(Code.PARTS_NOT_WHOLE(_place(filed, whole), params, filed.unit), parts + whole)


def _register(filed: Return, values: Values, keys: Keys, limit: int) -> Iterator[Conflict]:
    total = _added(values, keys)
    if total is not None and total > limit:
        params: FieldValueLimit = {"field": _names(keys), "value": total, "limit": limit}
        yield Conflict(Code.EXCEEDS_REGISTER(_place(filed, keys), params, filed.unit), keys)
