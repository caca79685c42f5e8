"""Returns beside those of earlier periods: sent again unchanged, flows that shrank, stocks and months that moved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import isqrt
from typing import NamedTuple

from khpcmd.diagnostics import Code, CodeOf, Diagnostic, Location
from khpcmd.diagnostics.parameters import MonthMoved, Moved, Ref, UnitOther
from khpcmd.measures.threshold import Number
from khpcmd.plan.fields import NUMBERS, CountField, Numbered
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
    for filed in returns:
        past = earlier.get(filed.unit, ())
        now = _counts(plan, filed) if past else {}
        stocks, steady = dict[Key, Diagnostic](), set[Key]()
        for before in past:
            then = _counts(plan, before.filed)
            same = _unchanged(plan, now, then)
            if same:
                params: UnitOther = {"unit": Ref("unit", filed.unit), "other": file_of(before.filed)}
                yield Code.IDENTICAL_TO_PREVIOUS(Location(file_of(filed)), params, unit=filed.unit)
            contained = contains(plan, period, before.period)
            for key in (key for key in now if key in then and key.field not in plan.plausibility.not_asked):
                moved = _moved(plan, key, now[key], then[key], contained=contained)
                if moved is None:
                    steady.add(key)
                elif not same:
                    question = _question(moved, filed, before.filed, key, now[key], then[key])
                    if moved is not Code.REGISTER_MOVED:
                        yield question
                    stocks.setdefault(key, question)
        yield from (one for key, one in stocks.items() if one.code is Code.REGISTER_MOVED and key not in steady)


def file_of(filed: Return) -> str:
    """The file that a return was first read from."""
    return filed.sources[0].file if filed.sources else ""


def _counts(plan: Plan, filed: Return) -> dict[Key, Number]:
    """The figures of the period that are counts or amounts, as far as they are known."""
    return {
        key: value
        for key, value in filed.values().items()
        if (type(value) is int or isinstance(value, Decimal))
        and key.basis is Basis.CURRENT
        and plan.fields[key.field].kind in NUMBERS
    }


def _unchanged(plan: Plan, now: Mapping[Key, Number], then: Mapping[Key, Number]) -> bool:
    """Whether a previous return has the very same counts, and they mean something.

    Counts that may well stay (a number of venues, a zero) mean nothing: something has to add up over the year.
    """
    specs = (plan.fields[key.field] for key, value in now.items() if value)
    adds_up = any(not isinstance(spec, Numbered) or spec.flow for spec in specs)
    return adds_up and len(now) >= FEWEST and now == then


def _is_register(plan: Plan, key: Key) -> bool:
    spec = plan.fields[key.field]
    return isinstance(spec, Numbered) and not spec.grows


def contains(plan: Plan, period: str, other: str) -> bool:
    """Whether a period begins with another one: the year with its half-year."""
    if period == other or period not in plan.periods or other not in plan.periods:
        return False
    whole, part = plan.periods[period].window, plan.periods[other].window
    return whole.first == part.first and part.last < whole.last


Moves = CodeOf[Moved] | CodeOf[MonthMoved]


def _moved(plan: Plan, key: Key, now: Number, then: Number, *, contained: bool) -> Moves | None:
    """Which question a figure gives rise to: a register that moved by far; in a period that contains the previous one a
    month that changed or a flow that shrank."""
    if _is_register(plan, key):
        low, high = _usual(plan, key, then)
        return None if now == then or low <= now <= high else Code.REGISTER_MOVED
    if key.month:
        return Code.MONTH_CHANGED if contained and now != then else None
    return Code.FLOW_BELOW_PREVIOUS if contained and now < then else None


def _question(  # noqa: PLR0913, PLR0917  # a figure now and then
    code: Moves, filed: Return, before: Return, key: Key, now: Number, then: Number
) -> Diagnostic:
    at, other = filed.cells[key].at, before.cells[key].where
    params: Moved = {"field": Ref("field", key.field), "value": now, "previous": then, "other": other}
    if code is Code.MONTH_CHANGED:
        return Code.MONTH_CHANGED(at, {**params, "month": key.month}, filed.unit)
    told = Code.REGISTER_MOVED if code is Code.REGISTER_MOVED else Code.FLOW_BELOW_PREVIOUS
    return told(at, params, filed.unit)


def usual_stock(plan: Plan, key: Key, then: Number) -> tuple[Fraction, Fraction] | None:
    """Between which figures a register may lie beside an earlier one; None for other figures."""
    if not _is_register(plan, key) or key.basis is not Basis.CURRENT:
        return None
    low, high = _usual(plan, key, then)
    return (max(low, Fraction(0)) if then >= 0 else low), high


def _usual(plan: Plan, key: Key, then: Number) -> tuple[Fraction, Fraction]:
    """Between which figures one with a tolerance, a backlog or another register may lie: what the plan says holds to
    the letter."""
    spec, before = plan.fields[key.field], Fraction(then)
    allowed = max(MOVED * before, Fraction(FEW))
    if isinstance(spec, Numbered) and spec.tolerance is not None:
        allowed = spec.tolerance.value * before
    elif isinstance(spec, CountField) and spec.nature == "backlog":
        return _by_chance(int(then))
    return before - allowed, before + allowed


def _by_chance(then: int) -> tuple[Fraction, Fraction]:
    """The numbers that differ from another one by no more than chance explains: both vary by about their root, so that
    (now - then)² is at most ``CHANCE``² times their sum."""
    middle, away = 2 * then + CHANCE**2, isqrt(CHANCE**2 * (8 * then + CHANCE**2))
    return Fraction(max(0, middle - away), 2), Fraction(middle + away, 2)
