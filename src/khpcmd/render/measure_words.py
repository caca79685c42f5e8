"""How a target is measured, in the words of the plan's own labels; the same words wherever a target is explained."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce

from khpcmd.i18n import Messages
from khpcmd.measures.condition import AllHold, AnyHolds, Condition, FieldHolds
from khpcmd.measures.count import Count
from khpcmd.measures.done import Done
from khpcmd.measures.frequency import Frequency
from khpcmd.measures.growth import Growth
from khpcmd.measures.manual import Manual
from khpcmd.measures.ratio import Ratio, Register
from khpcmd.measures.share import Share
from khpcmd.plan.model import Plan
from khpcmd.plan.targets import Target
from khpcmd.render.figures import Figures
from khpcmd.render.plan_words import PlanWords


@dataclass(frozen=True, slots=True)
class TargetWords:
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
        told, many = self._measure(target), len(self._units(target)) > 1
        match target.measure:
            case Frequency() as measure if many:
                return self._say(f"by_{measure.by}", measure=told)
            case Ratio() | Growth() | Count() if many and target.judged == "pooled":
                return self._say("pooled", measure=told)
            case Ratio() | Growth() | Count() | Share() if many:
                return self._say("each_unit", measure=told) if target.judged == "each_unit" else told
        return told

    def condition(self, condition: Condition) -> str:
        """What a unit has to meet: "«Đã ban hành kế hoạch»: có"."""
        match condition:
            case FieldHolds():
                named, count = self.field(condition.field), condition.at_least
                return self._say("yes", field=named) if count is None else self._reaches(named, count)
            case AllHold():
                return self._joined("all", condition.conditions)
            case AnyHolds():
                return self._joined("any", condition.conditions)

    def _reaches(self, named: str, count: int) -> str:
        return self._say("count_reaches", field=named, count=count)

    def reporters(self, target: Target) -> tuple[str, ...]:
        """The levels, groups and units whose figures the target is about; each of them reports all of its fields."""
        if not target.measure.fields():
            return target.only
        reported = (name for field in target.measure.fields() for name in self.plan.fields[field].reported_by)
        return tuple(self._named(self._units(target), dict.fromkeys((*target.only, *reported))))

    def _units(self, target: Target) -> frozenset[str]:
        """The units whose figures the target is about."""
        crowds = [self.plan.fields[name].reported_by for name in target.measure.fields()]
        if isinstance(target.measure, Share):
            crowds.append((target.measure.of,))
        if target.only:
            crowds.append(target.only)
        return reduce(frozenset.intersection, (self.plan.members(crowd) for crowd in crowds)) if crowds else frozenset()

    def _named(self, units: frozenset[str], names: Iterable[str]) -> Iterator[str]:
        """The fewest of the names that stand for exactly these units, and the rest of the units by themselves."""
        left = set(units)
        for name in names:
            members = self.plan.members((name,))
            if members and members <= units and members & left:
                left -= members
                yield name
        yield from (unit.id for unit in self.plan.units if unit.id in left)

    def _measure(self, target: Target) -> str:
        match target.measure:
            case Share() as measure:
                key = "share" if target.threshold is None or target.threshold.percent else "share_count"
                told = self._say(key, level=self.who(measure.of), where=self.condition(measure.where))
            case Ratio() as measure:
                told = f"{self._bracketed(measure.part)} / {self._whole(measure)}"
            case Growth() as measure:  # and Maintain, which is one
                told = self._say(measure.kind, of=self.total(measure.of), before=self._before())
            case Frequency() as measure:
                told = self._say(f"every_{measure.every}", of=self.field(measure.of))
            case Count() as measure:
                told = self.total(measure.of)
            case Done() as measure:
                told = self._say("done", field=self.field(measure.field))
            case Manual():
                told = self._say("manual")
        return told

    def _whole(self, measure: Ratio) -> str:
        if isinstance(measure.whole, Register):
            return self._say("register", name=self.messages.quoted(measure.whole.name))
        return self._bracketed(measure.whole)

    def _bracketed(self, names: tuple[str, ...]) -> str:
        return self.total(names) if len(names) == 1 else f"({self.total(names)})"

    def _before(self) -> str:
        """The year that is compared with."""
        year = self.plan.baseline_year
        return self._say("before_unknown") if year is None else self._say("before", year=str(year))

    def _joined(self, key: str, conditions: tuple[Condition, ...]) -> str:
        """Several conditions; those that are several themselves stand in brackets."""
        if len(conditions) == 1:
            return self.condition(conditions[0])
        told = (
            self.condition(one) if isinstance(one, FieldHolds) else f"({self.condition(one)})" for one in conditions
        )
        return self._say(key, conditions="; ".join(told))

    def _conditions(self, target: Target) -> Iterator[str]:
        """For whom it holds, the thresholds of single units and of the way, when it is due, and the case of 0/0."""
        if target.only:
            yield self._say("only", names=self.crowd(target.only))
        for name, threshold in target.unit_thresholds.items():
            yield self._say("of_unit", name=self.who(name), threshold=self.figures.limits(target, threshold))
        for period, threshold in target.milestones.items():
            asked = self.figures.limits(target, threshold)
            yield self._say("milestone", period=self.period(period), threshold=asked)
        if isinstance(target.measure, Growth):
            yield from self._stated(target.measure)
        if target.years is not None:
            yield self._say("years", first=str(target.years.first), last=str(target.years.last))
        elif not isinstance(target.measure, Manual):
            yield self._say("cumulative" if target.cumulative else "at_once")
        if target.zero == "missed":
            yield self._say("zero_missed")

    def _stated(self, measure: Growth) -> Iterator[str]:
        for period, total in measure.baseline.items():
            yield self._say("baseline", period=self.period(period), count=total)

    def _say(self, key: str, **values: str | int) -> str:
        return self.messages.text(f"measure_words.{key}", **values)
