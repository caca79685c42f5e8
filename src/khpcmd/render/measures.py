"""How a target is measured, in the words of the plan's own labels; the same words wherever a target is explained."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from typing import NamedTuple

from khpcmd.i18n import Messages
from khpcmd.measures.base import Sums
from khpcmd.measures.parts import Register
from khpcmd.measures.threshold import Known, Level, Threshold
from khpcmd.plan.model import Plan, Target
from khpcmd.plan.units import Unit
from khpcmd.render.figures import Figures
from khpcmd.render.wording import PlanWords, level

ALL_LISTED = 30
"""Up to how many units are listed with their own numbers; of more the roster has them."""


class TargetWords(NamedTuple):
    """A target as a sentence each: what is measured, what has to be reached, by whom, and what else holds of it."""

    measured: str
    threshold: str
    reporters: str
    conditions: tuple[str, ...]


class MeasureWords(PlanWords):
    """The words for the targets and conditions of one plan in one language."""

    def __init__(self, messages: Messages, plan: Plan) -> None:
        super().__init__(messages, plan)
        self.figures = Figures(messages, plan)

    def target(self, target: Target) -> TargetWords:
        """A target in words."""
        return TargetWords(
            self.measured(target),
            self.figures.threshold(target),
            self.crowd(self.reporters(target)),
            tuple(self._conditions(target)),
        )

    def measured(self, target: Target) -> str:
        """What is measured: "«Số cơ sở được kiểm tra» / «Tổng số cơ sở», cộng tất cả đơn vị"."""
        measure = target.measure
        words = self.phrase(measure, "measured", measure.measured(number=target.counts_units(target.threshold)))
        across = measure.across(each_unit=target.judged == "each_unit")
        return self.messages.text(across, measure=words) if across and len(self._units(target)) > 1 else words

    def reporters(self, target: Target) -> tuple[str, ...]:
        """The levels, groups and units whose figures the target is about; each of them reports all of its fields."""
        if not target.measure.fields():
            return target.only
        reported = (name for field in target.measure.fields() for name in self.plan.fields[field].reported_by)
        return tuple(self._named(self._units(target), dict.fromkeys((*target.only, *reported))))

    def _units(self, target: Target) -> frozenset[str]:
        """The units whose figures the target is about."""
        if target.measure.apart:
            asked = ([self.plan.fields[name].reported_by for name in side] for side in target.measure.sides())
            sides = (reduce(frozenset.intersection, map(self.plan.members, one)) for one in asked)
            return frozenset[str]().union(*sides) & self.plan.concerned(target)
        crowds = [self.plan.fields[name].reported_by for name in target.measure.fields()]
        if target.measure.level:
            crowds.append((target.measure.level,))
        if target.only:
            crowds.append(target.only)
        return reduce(frozenset.intersection, map(self.plan.members, crowds)) if crowds else frozenset()

    def _named(self, units: frozenset[str], names: Iterable[str]) -> Iterator[str]:
        """The fewest of the names that stand for exactly these units, and the rest of the units by themselves."""
        left = set(units)
        for name in names:
            members = self.plan.members((name,))
            if members and members <= units and members & left:
                left -= members
                yield name
        yield from (unit.id for unit in self.plan.units if unit.id in left)

    def _scoring(self, target: Target) -> Iterator[str]:
        """Of a score, what each criterion gives, and what is done where one is not applicable or waived."""
        number = self.messages.number
        for one in target.measure.scored_by():
            key, given = (
                "score.step_down" if one.falls else "score.step",
                ((step.level, step.points) for step in one.steps),
            )
            told = (self._say(key, level=self._level(at), points=number(points)) for at, points in given)
            values = {"target": one.target, "points": number(one.points), "steps": self.messages.joined(told)}
            full = "" if one.full_at is None else self._level(one.full_at)
            text = self._say(f"score.{one.give}{'_full_at' if full else ''}", full=full, **values)
            yield text if one.weight == 1 else self._say("score.weighted", text=text, weight=number(one.weight))
        for policy in target.measure.policies():
            yield self._say(f"score.{policy}")

    def _level(self, one: Level) -> str:
        return level(one, self.messages)

    def _registered(self, target: Target) -> Iterator[str]:
        """The numbers of the register that units are held against, each with the unit's own."""
        computed = target.measure.computed()
        asked = list(target.threshold.registers) if target.threshold is not None else []
        if isinstance(computed, Sums) and isinstance(computed.whole, Register):
            asked.append(computed.whole.name)
        concerned = self._units(target) if asked else frozenset[str]()
        units = [unit for unit in self.plan.units if unit.id in concerned]
        for name in asked:
            known = [unit for unit in units if name in unit.registered]
            if len(known) <= ALL_LISTED:
                alike = Counter(self.of(unit.name) for unit in known)
                levels = (f"{self._whole_name(unit, alike)}: {self._own(unit, name)}" for unit in known)
                yield self._say("own_levels", name=self.register_title(name), levels="; ".join(levels))

    def _whole_name(self, unit: Unit, alike: Mapping[str, int]) -> str:
        """The name of a unit; with the unit above it where the list has another one of that name."""
        name, above = self.of(unit.name), self.plan.unit.get(unit.parent or "")
        return f"{name}, {self.of(above.name)}" if above is not None and alike[name] > 1 else name

    def _own(self, unit: Unit, name: str) -> str:
        """A number of a unit's register, where it has one for each year with the years."""
        known = unit.registered[name]
        if not isinstance(known, dict):
            return self._number(known)
        return ", ".join(f"{self._number(one)} ({year})" for year, one in known.items())

    def _number(self, known: Known) -> str:
        return level(known, self.messages) if isinstance(known, Level) else self.messages.number(known)

    def _of_units(self, target: Target, thresholds: Mapping[str, Threshold]) -> Iterator[str]:
        """The thresholds of single units."""
        for name, threshold in thresholds.items():
            yield self._say("of_unit", name=self.who(name), threshold=self.figures.limits(target, threshold))

    def _conditions(self, target: Target) -> Iterator[str]:
        """For whom it holds, the thresholds of single units and of the way, when it is due, and the case of 0/0."""
        yield from self._scoring(target)
        if target.only:
            yield self._say("only", names=self.crowd(target.only))
        yield from self._registered(target)
        yield from self._of_units(target, target.unit_thresholds)
        for period, one in target.by_period.items():
            own = (self.figures.limits(target, one.threshold),) if one.threshold is not None else ()
            texts = "; ".join((*own, *self._of_units(target, one.unit_thresholds)))
            yield self._say("in_period", period=self.period(period), threshold=texts)
        for period, threshold in target.milestones.items():
            asked = self.figures.limits(target, threshold)
            yield self._say("milestone", period=self.period(period), threshold=asked)
        for period, total in target.measure.stated_baseline().items():
            yield self._say("baseline", period=self.period(period), count=total)
        if target.years is not None:
            yield self._say("years", first=str(target.years.first), last=str(target.years.last))
        elif target.measure.computable and (target.cumulative or not target.periods):
            yield self._say("cumulative" if target.cumulative else "at_once")
        if target.periods:
            yield self._say("periods", periods=self.messages.joined(map(self.period, target.periods)))
        if target.zero == "missed":
            yield self._say("zero_missed")
