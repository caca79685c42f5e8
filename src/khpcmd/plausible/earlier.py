"""Returns beside those of earlier periods: sent again unchanged, flows that shrank, stocks and months that moved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.measures.threshold import Number
from khpcmd.parameters import Moved, Ref
from khpcmd.plan.fields import NUMBERS, Numbered
from khpcmd.plan.model import Plan
from khpcmd.returns import Basis, Key, Return

FEWEST = 3
"""How many figures a return has at least for their sameness to mean anything."""
MOVED = Fraction(1, 5)
"""The share by which a register may move without a warning, where the plan says nothing."""
FEW = 5
"""And the number: of a handful, one or two more mean nothing."""


@dataclass(frozen=True, slots=True)
class Earlier:
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
        stocks, settled = dict[Location | None, Diagnostic](), set[Location | None]()
        for before in earlier.get(filed.unit, ()):
            settled |= {filed.cells[key].at for key in _steady(plan, filed, before.filed)}
            same = _unchanged(plan, filed, before.filed)
            if same:
                at, unit = Location(_file(filed)), Ref("unit", filed.unit)
                yield Code.IDENTICAL_TO_PREVIOUS(at, {"unit": unit, "other": same}, unit=filed.unit)
                continue
            for one in _moved(plan, filed, before, contained=contains(plan, period, before.period)):
                if one.code is Code.REGISTER_MOVED:
                    stocks.setdefault(one.at, one)
                else:
                    yield one
        yield from (one for at, one in stocks.items() if at not in settled)


def _steady(plan: Plan, filed: Return, before: Return) -> Iterator[Key]:
    """The stocks that moved by no more than they may since an earlier return."""
    now, then = _counts(plan, filed), _counts(plan, before)
    for key in now.keys() & then.keys():
        if _is_register(plan, key) and abs(Fraction(now[key]) - Fraction(then[key])) <= _allowed(plan, key, then[key]):
            yield key


def _file(filed: Return) -> str:
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


def _unchanged(plan: Plan, filed: Return, before: Return) -> str:
    """The file of a previous return that has the very same counts, "" where one differs or they mean nothing.

    Counts that may well stay (a number of venues, a zero) mean nothing: something has to add up over the year.
    """
    now, then = _counts(plan, filed), _counts(plan, before)
    adds_up = any(value and not _is_register(plan, key) for key, value in now.items())
    return _file(before) if adds_up and len(now) >= FEWEST and now == then else ""


def _is_register(plan: Plan, key: Key) -> bool:
    spec = plan.fields[key.field]
    return isinstance(spec, Numbered) and not spec.flow


def contains(plan: Plan, period: str, other: str) -> bool:
    """Whether a period begins with another one: the year with its half-year."""
    if period == other or period not in plan.periods or other not in plan.periods:
        return False
    whole, part = plan.periods[period].window, plan.periods[other].window
    return whole.first == part.first and part.last < whole.last


def _moved(plan: Plan, filed: Return, before: Earlier, *, contained: bool) -> Iterator[Diagnostic]:
    """Registers that moved by far; in a period that contains the previous one, changed months and flows that shrank."""
    counts, previous = _counts(plan, filed), _counts(plan, before.filed)
    for key in (key for key in counts if key in previous and key.field not in plan.plausibility.not_asked):
        now, then, at = counts[key], previous[key], filed.cells[key].at
        other = str(before.filed.cells[key].at or "")
        params: Moved = {"field": Ref("field", key.field), "value": now, "previous": then, "other": other}
        if _is_register(plan, key):
            if abs(Fraction(now) - Fraction(then)) > _allowed(plan, key, then):
                yield Code.REGISTER_MOVED(at, params, filed.unit)
        elif key.month:
            if contained and now != then:
                yield Code.MONTH_CHANGED(at, {**params, "month": key.month}, filed.unit)
        elif contained and now < then:
            yield Code.FLOW_BELOW_PREVIOUS(at, params, filed.unit)


def _allowed(plan: Plan, key: Key, then: Number) -> Fraction:
    """By how much a register may move: what the plan says holds to the letter."""
    spec, before = plan.fields[key.field], Fraction(then)
    if isinstance(spec, Numbered) and spec.tolerance is not None:
        return spec.tolerance.value * before
    return max(MOVED * before, Fraction(FEW))
