"""What a plan calls its own parts: labels, titles and names in one language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from khpcmd.i18n import Messages
from khpcmd.measures.base import BaselineYear, Level, MeasureModel, Part, Total, Words
from khpcmd.measures.condition import AllHold, AnyHolds, Condition, FieldHolds
from khpcmd.measures.parts import Register
from khpcmd.plan.base import Text
from khpcmd.plan.model import Plan


class PlanWords:
    """The names of one plan in one language; what the plan does not have shows as its id."""

    def __init__(self, messages: Messages, plan: Plan) -> None:
        self.messages = messages
        self.plan = plan

    def of(self, text: Text) -> str:
        """A text of the plan in the language."""
        return text.in_(self.messages.language)

    def period(self, name: str) -> str:
        """The title of a period."""
        return self.of(self.plan.periods[name].title) if name in self.plan.periods else name

    def field(self, name: str) -> str:
        """The label of a field, in quotation marks."""
        spec = self.plan.fields.get(name)
        return self.messages.quoted(self.of(spec.label) if spec else name)

    def total(self, names: Iterable[str]) -> str:
        """Fields that are added up: "«A» + «B»"."""
        return " + ".join(self.field(name) for name in names)

    def who(self, name: str) -> str:
        """What the plan calls a level, a group or a unit."""
        plan = self.plan
        if name in plan.levels:
            return self.of(plan.levels[name].title)
        if name in plan.groups:
            return self.of(plan.groups[name].title)
        return self.of(plan.unit[name].name) if name in plan.unit else name

    def crowd(self, names: Iterable[str]) -> str:
        """Levels, groups and units, one after the other."""
        return "; ".join(self.who(name) for name in names)

    def phrase(self, measure: MeasureModel, what: str, words: Words, **values: str | int) -> str:
        """Words of a measure, out of the table of its kind: "measured", "asked", "spoken", "figure" or "noun"."""
        key = ".".join(filter(None, ("measures", measure.kind, what, words.variant)))
        parts = {name: self._part(part) for name, part in words.parts.items()}
        return self.messages.text(key, **parts, **values)

    def _part(self, part: Part) -> str | int:
        match part:
            case int() | str():
                return part
            case Total(names, apart):
                total = self.total(names)
                return f"({total})" if apart and len(names) > 1 else total
            case Level(name):
                return self.who(name)
            case Register(name=name):
                return self._say("register", name=self.messages.quoted(name))
            case BaselineYear():
                year = self.plan.baseline_year
                return self._say("before_unknown") if year is None else self._say("before", year=str(year))
            case FieldHolds() | AllHold() | AnyHolds():
                return self.condition(part)
            case _:
                assert_never(part)

    def condition(self, condition: Condition) -> str:
        """What a unit has to meet: "«Đã ban hành kế hoạch»: có"."""
        match condition:
            case FieldHolds():
                named, count = self.field(condition.field), condition.at_least
                if count is None:
                    return self._say("yes", field=named)
                return self._say("count_reaches", field=named, count=count)
            case AllHold():
                return self._joined("all", condition.conditions)
            case AnyHolds():
                return self._joined("any", condition.conditions)
            case _:
                assert_never(condition)

    def _joined(self, key: str, conditions: tuple[Condition, ...]) -> str:
        """Several conditions; those that are several themselves stand in brackets."""
        if len(conditions) == 1:
            return self.condition(conditions[0])
        told = (
            self.condition(one) if isinstance(one, FieldHolds) else f"({self.condition(one)})" for one in conditions
        )
        return self._say(key, conditions="; ".join(told))

    def _say(self, key: str, **values: str | int) -> str:
        return self.messages.text(f"measure_words.{key}", **values)
