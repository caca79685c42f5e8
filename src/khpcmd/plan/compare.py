"""What changed between two plans: parts that were added, removed or changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from typing import Any, Literal, NamedTuple

from khpcmd.plan.base import PlanModel
from khpcmd.plan.model import Plan
from khpcmd.returns import DUTY

Part = Literal["plan", "period", "level", "group", "register", "unit", "field", "constraint", "target", "duty"]


class How(StrEnum):
    """What happened to a part of a plan."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


class Change(NamedTuple):
    """One difference. ``key`` is the path inside the part ("threshold.at_least"), "" where the whole part is meant."""

    how: How
    part: Part
    id: str
    key: str = ""
    before: str = ""
    after: str = ""


def differences(old: Plan, new: Plan) -> tuple[Change, ...]:
    """The differences in the order of the plan's parts; texts are compared exactly, lists as a whole."""
    before, after = ({"": plan.model_dump(mode="json", by_alias=True, include=HEAD)} for plan in (old, new))
    parts = [_of_part("plan", before, after)]
    parts += [_of_part(part, _dumped(named(old)), _dumped(named(new))) for part, named in PARTS.items()]
    return tuple(change for part in parts for change in part)


PARTS: Mapping[Part, Callable[[Plan], Mapping[str, PlanModel]]] = {
    "period": lambda plan: plan.periods,
    "level": lambda plan: plan.levels,
    "group": lambda plan: plan.groups,
    "register": lambda plan: plan.registers,
    "unit": lambda plan: plan.unit,
    "field": lambda plan: {name: spec for name, spec in plan.fields.items() if not name.startswith(DUTY)},
    "constraint": lambda plan: {_named(rule): rule for rule in plan.constraints},
    "target": lambda plan: plan.target,
    "duty": lambda plan: plan.duty,
}
"""The parts that have names; the fields of the checklist follow from the duties."""


HEAD = {"id", "title", "document", "language", "year", "baseline_year", "units_on"} | {
    "topic", "harmless_words", "other_programmes", "words", "sections"
}  # fmt: skip


def _dumped(models: Mapping[str, PlanModel]) -> dict[str, Any]:
    return {name: model.model_dump(mode="json", by_alias=True, exclude_defaults=True) for name, model in models.items()}


def _named(rule: PlanModel) -> str:
    """A name for a rule, which has no id: its kind and its fields."""
    data = rule.model_dump(mode="json")
    return f"{data.pop('kind')} {_shown(data)}"


def _of_part(part: Part, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    for name in before:
        if name not in after:
            yield Change(How.REMOVED, part, name)
    for name, data in after.items():
        if name not in before:
            yield Change(How.ADDED, part, name)
            continue
        old, new = dict(_leaves(before[name])), dict(_leaves(data))
        for key in dict.fromkeys([*old, *new]):
            if old.get(key) != new.get(key):
                yield Change(How.CHANGED, part, name, key, old.get(key, ""), new.get(key, ""))


def _leaves(data: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """The values of nested data by their path, as texts."""
    if isinstance(data, dict):
        for name, value in data.items():
            yield from _leaves(value, f"{key}.{name}" if key else name)
    else:
        yield key, _shown(data)


def _shown(data: Any) -> str:
    match data:
        case list():
            return ", ".join(map(_shown, data))
        case dict():
            return "; ".join(f"{name}: {_shown(value)}" for name, value in data.items())
        case bool():
            return "true" if data else "false"
        case None:
            return ""
    return str(data)
