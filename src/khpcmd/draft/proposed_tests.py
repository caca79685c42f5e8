"""Tests proposed for a plan: for each target figures that just reach it, and figures that just do not.

They are looked for by the verdicts that khpcmd gives today, so they prove nothing until a person has held each of them
against the document.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from khpcmd.draft.plan_tests import Value, judged, written
from khpcmd.judge.supposed import BASELINE, read_supposed
from khpcmd.plan.fields import NUMBERS
from khpcmd.plan.model import Plan, Target
from khpcmd.results import Verdict

WHOLE = 100
"""What stands in a figure that others are held against."""
TRIED = (0, 10, WHOLE, 1_000, 10_000, 100_000, 1_000_000)
"""Between which figures the one is looked for by which a target is just reached, beside those of the register."""
NOT_MET = frozenset({Verdict.MISSED, Verdict.IN_PROGRESS})

Figures = Mapping[str, Mapping[str, Value]]
"""By unit (or level, or group) and field (FIELD@2022, FIELD.3), as a test has them."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A target and the period, with figures that just reach it and figures that just do not."""

    target: Target
    period: str
    reached: Figures
    short: Figures
    otherwise: Verdict
    """The verdict on these."""


def proposed(plan: Plan, target: Target) -> Proposal | None:
    """Figures on both sides of the threshold; None where a person has to find them."""
    period = _period(plan, target)
    figures = _Figures(plan, target, period)
    if not period or target.measure.rests_on() or not target.measure.computable or not figures.whole:
        return None

    def verdict(part: int) -> Verdict | None:
        return _verdict(plan, target, period, figures.at(part))

    found = _edge(verdict, figures.tried)
    if found is None:
        return None
    met, short = map(figures.at, found)
    return Proposal(target, period, met, short, _verdict(plan, target, period, short) or Verdict.MISSED)


def _period(plan: Plan, target: Target) -> str:
    """The first period that is not interim in which a target is judged; "" where there is none."""
    periods = (name for name, period in plan.periods.items() if not period.interim and target.judged_in(name))
    return next(periods, "")


def _verdict(plan: Plan, target: Target, period: str, figures: Figures) -> Verdict | None:
    values = {
        f"{unit}.{name}": written(value)
        for who in sorted(figures, key=lambda who: who in plan.unit)
        for unit in plan.members((who,))
        for name, value in figures[who].items()
    }
    texts = (f"{name}={value}" for name, value in values.items())
    results, _ = judged(plan, period, read_supposed(texts, plan, period), (target.id,))
    return next((one.verdict for one in results if one.target.id == target.id), None)


def _edge(verdict: Callable[[int], Verdict | None], tried: list[int]) -> tuple[int, int] | None:
    """Two figures next to each other of which one reaches the target and the other does not: that one first."""
    known = [(part, verdict(part)) for part in tried]
    for (low, at_low), (high, at_high) in pairwise(known):
        if {at_low, at_high} & NOT_MET and Verdict.MET in (at_low, at_high):
            return _between(verdict, low, high, rises=at_high is Verdict.MET)
    return None


def _between(verdict: Callable[[int], Verdict | None], low: int, high: int, *, rises: bool) -> tuple[int, int] | None:
    """The same between two figures; None where one of those between them is neither reached nor missed."""
    while high - low > 1:
        middle = (low + high) // 2
        found = verdict(middle)
        if found is not Verdict.MET and found not in NOT_MET:
            return None
        if (found is Verdict.MET) is rises:
            high = middle
        else:
            low = middle
    return (high, low) if rises else (low, high)


class _Figures:
    """The figures of one unit for each field that a target is measured by: those of its part are tried out."""

    def __init__(self, plan: Plan, target: Target, period: str) -> None:
        measure, self._plan = target.measure, plan
        self._owed = bool(period) and target.owed_together(period)
        """Whether all units owe it together: then those that the figures are not of have nothing."""
        self._months = plan.periods[period].months if period else ()
        concerned = plan.concerned(target)
        fields = dict.fromkeys((*measure.fields(), *measure.whole_fields(), *measure.baseline_fields()))
        moving = measure.part_fields() or tuple(name for name in fields if name not in measure.whole_fields())
        self._moving = frozenset(moving)
        self._before = frozenset(measure.baseline_fields())
        self._units = {
            name: next(
                (unit.id for unit in plan.units if unit.id in concerned and name in plan.reported_by.get(unit.id, ())),
                "",
            )
            for name in fields
        }
        specs = [plan.fields[name] for name in self._moving]
        kinds, places = {one.kind for one in specs}, {one.places for one in specs}
        numbers = kinds <= {*NUMBERS}
        self.whole = (
            bool(moving) and all(self._units.values()) and len(places) == 1 and (numbers or kinds == {"yes_no"})
        )
        """Whether there is a unit for each field, and all that are tried out are of one kind."""
        self._places = max(places, default=0)
        registered = {int(one) for unit in self._units.values() if unit for one in self._numbers(unit)}
        self.tried = sorted({*TRIED, *registered}) if numbers else [0, 1]
        """The figures between which it is looked for, in steps of their last decimal."""
        if self._places:
            self.tried = [one * 10**self._places for one in self.tried]

    def _numbers(self, unit: str) -> list[int]:
        """The whole numbers that the register has of a unit."""
        found = self._plan.unit[unit].numbers(self._plan.year).values()
        return [one for one in found if isinstance(one, int)]

    def at(self, part: int) -> Figures:
        """The figures where those of the part are ``part`` (or, where they are answers, yes for 1)."""
        found = dict[str, dict[str, Value]]()
        for name in self._units if self._owed else ():
            for who in self._plan.fields[name].reported_by:
                found.setdefault(who, {}).update(dict.fromkeys(self._keys(name), 0))
        for name, unit in self._units.items():
            of_unit = found.setdefault(unit, {})
            moves = name in self._moving
            number: Value = part if moves else WHOLE
            if moves and self._places:
                number = Decimal(part).scaleb(-self._places)
            value = number if self._plan.fields[name].kind in NUMBERS else part > 0 or not moves
            for key in self._keys(name):
                of_unit[key] = value
            if name in self._before:
                of_unit[f"{name}@{self._plan.baseline_year or BASELINE}"] = WHOLE
        return found

    def _keys(self, name: str) -> list[str]:
        """How a figure is named: of a series each month of the period."""
        series = self._plan.fields[name].kind == "months"
        return [f"{name}.{month}" for month in self._months] if series else [name]
