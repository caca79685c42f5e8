"""What a plan calls its own parts: labels, titles and names in one language."""

from __future__ import annotations

from collections.abc import Iterable

from khpcmd.i18n import Messages
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
