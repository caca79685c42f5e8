"""Returns beside those of earlier periods: sent again unchanged, flows that shrank, stocks and months that moved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from math import isqrt
from typing import NamedTuple

from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.diagnostics.parameters import Moved, Ref, UnitOther
from khpcmd.measures.threshold import Number
from khpcmd.plan.fields import AnyField, CountField, NumberField
from khpcmd.plan.model import Plan
from khpcmd.returns import Basis, Key, Return

FEWEST = 3
"""How many figures a return has at least for their sameness to mean anything."""
MOVED = Fraction(1, 5)
"""The share by which a register may move without a warning, where the plan says nothing."""
CHANCE = 3
"""How many times the spread of chance a backlog may move."""
FEW = 5
"""And the number: of a handful, one or two more mean nothing."""


class Earlier(NamedTuple):
    """What a unit filed before; ``period`` is the id of a period of the same year, "" for another year or none."""

    filed: Return
    period: str
    year: str = ""
    """The other year that it states, "" for a return of the plan's own year."""


def against_previous(
    plan: Plan, period: str, returns: Iterable[Return], earlier: Mapping[str, Sequence[Earlier]]
) -> Iterator[Diagnostic]:
    """Questions about what differs from the previous returns by too much, or does not differ at all.

    Of several earlier returns a stock has to differ from each: it may grow by little every year.
    """
    for filed in (one for one in returns if one.unit in earlier):
        now, stocks, steady = _counts(filed), dict[Key, Diagnostic](), set[Key]()
        for before in earlier[filed.unit]:
            then = _counts(before.filed)
            if _unchanged(plan, now, then):
                params: UnitOther = {"unit": Ref("unit", filed.unit), "other": file_of(before.filed)}
                yield Code.IDENTICAL_TO_PREVIOUS(Location(file_of(filed)), params, unit=filed.unit)
            contained = contains(plan, period, before.period)
            for key in (key for key in now if key in then and key.field not in plan.plausibility.not_asked):
                question = _question(plan, filed, before.filed, key, (now[key], then[key]), contained=contained)
                if question is None:
                    steady.add(key)
                elif question.code is Code.REGISTER_MOVED:
                    stocks.setdefault(key, question)
                else:
                    yield question
        yield from (one for key, one in stocks.items() if key not in steady)


def file_of(filed: Return) -> str:
    """The file that a return was first read from."""
    return filed.sources[0].file if filed.sources else ""


def _counts(filed: Return) -> dict[Key, Number]:
    """The figures of the period that are counts or amounts, as far as they are known."""
    return {key: value for key, value in filed.numbers().items() if key.basis is Basis.CURRENT}


def _unchanged(plan: Plan, now: Mapping[Key, Number], then: Mapping[Key, Number]) -> bool:
    """Whether a previous return has the very same counts, and they mean something.

    Counts that may well stay (a number of venues, a zero) mean nothing: something has to add up over the year.
    """
    specs = (plan.fields[key.field] for key, value in now.items() if value)
    adds_up = any(not isinstance(spec, NumberField) or spec.flow for spec in specs)
    return adds_up and len(now) >= FEWEST and now == then


def contains(plan: Plan, period: str, other: str) -> bool:
    """Whether a period begins with another one: the year with its half-year."""
    if not {period, other} <= plan.periods.keys():
        return False
    whole, part = plan.periods[period].window, plan.periods[other].window
    return whole.first == part.first and part.last < whole.last


def _question(  # noqa: PLR0913  # a figure now and then
    plan: Plan, filed: Return, before: Return, key: Key, figures: tuple[Number, Number], *, contained: bool
) -> Diagnostic | None:
    """What a figure gives rise to: a register that moved by far; in a period that contains the previous one a month
    that changed or a flow that shrank."""
    now, then = figures
    usual = usual_stock(plan.fields[key.field], then)
    if usual is not None:
        asked, told = not usual[0] <= now <= usual[1], Code.REGISTER_MOVED
    else:
        asked, told = contained and (now != then if key.month else now < then), Code.FLOW_BELOW_PREVIOUS
    if not asked:
        return None
    at, other = filed.cells[key].at, before.cells[key].where
    params: Moved = {"field": Ref("field", key.field), "value": now, "previous": then, "other": other}
    if key.month:
        return Code.MONTH_CHANGED(at, {**params, "month": key.month}, filed.unit)
    return told(at, params, filed.unit)


def usual_stock(spec: AnyField, then: Number) -> tuple[Fraction, Fraction] | None:
    """Between which figures a register may lie beside an earlier one; None for other figures.

    What the plan tolerates holds to the letter. A backlog may differ by what chance explains: both numbers vary by
    about their root, so that (now - then)² is at most ``CHANCE``² times their sum.
    """
    if not isinstance(spec, NumberField) or spec.grows:
        return None
    before = Fraction(then)
    allowed = max(MOVED * abs(before), Fraction(FEW))
    if spec.tolerance is not None:
        allowed = spec.tolerance.value * abs(before)
    elif isinstance(spec, CountField) and spec.nature == "backlog":
        middle, away = 2 * int(then) + CHANCE**2, isqrt(CHANCE**2 * (8 * int(then) + CHANCE**2))
        return Fraction(middle - away, 2), Fraction(middle + away, 2)
    return before - allowed, before + allowed
