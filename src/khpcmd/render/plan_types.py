"""What may stand at a key of a plan file, in words: the models' annotations as a writer of plans reads them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from khpcmd.measures import Measure
from khpcmd.measures.condition import Condition
from khpcmd.measures.parts import Names, Whole
from khpcmd.measures.threshold import LevelField, PercentField, Threshold
from khpcmd.plan.agreements import Constraint
from khpcmd.plan.base import Id, TargetId, Text
from khpcmd.plan.calendar import Due, Period, Window
from khpcmd.plan.duties import Duty
from khpcmd.plan.fields import AnyField, RollUp
from khpcmd.plan.model import Document
from khpcmd.plan.targets import Target, Years
from khpcmd.plan.units import Columns, GroupOfUnits, LevelOfUnits, Roster, Unit

NAMED: tuple[tuple[object, str], ...] = (
    (Id, "id"),
    (TargetId, "id of a target or duty"),
    (Names, "field, or list of fields"),
    (Whole, "field, list of fields, or [`{register: name}`](#register)"),
    (LevelField, "percentage or whole number"),
    (PercentField, "percentage"),
    (Measure, "[measure](#measures)"),
    (Condition, "[condition](#conditions)"),
    (AnyField, "[field](#fields)"),
    (Constraint, "[constraint](#constraints)"),
    (Text, "text in `vi` and `en`"),
    (Threshold, "[threshold](#thresholds)"),
    (Document, "[document](#the-file)"),
    (Period, "[period](#periods)"),
    (Window, "[window](#periods)"),
    (Due, "[due day](#periods)"),
    (LevelOfUnits, "[level](#units)"),
    (GroupOfUnits, "[group](#groups)"),
    (Unit, "[unit](#units)"),
    (Roster, "[roster](#rosters)"),
    (Columns, "[columns](#rosters)"),
    (RollUp, "[roll-up](#roll-up)"),
    (Target, "[target](#targets)"),
    (Years, "[years](#targets-over-several-years)"),
    (Duty, "[duty](#duties)"),
    (datetime.date, "day, as 2027-06-15"),
    (bool, "`true` or `false`"),
    (int, "whole number"),
    (str, "text"),
)
"""The words for what has a name, and where the manual describes it."""


def type_words(model: type[BaseModel]) -> Mapping[str, str]:
    """For each field of a model what may stand there: "list of ids", "[threshold](#thresholds)"."""
    hints = get_type_hints(model, include_extras=True)
    return {name: _words(hints[name]) for name in model.model_fields}


def left_out(field: FieldInfo) -> str:
    """What holds where the key is left out: the default as YAML writes it, "" where nothing does."""
    if field.is_required():
        return "**needed**"
    default = field.get_default(call_default_factory=True, validated_data={})
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    return f"`{default}`" if default else ""


def _words(hint: Any) -> str:
    named = next((words for known, words in NAMED if hint == known), "")
    if named:
        return named
    origin, parts = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _words(parts[0])
    if origin is Literal:
        return " or ".join(f"`{value}`" for value in parts)
    if origin in {Union, UnionType}:
        return " or ".join(_words(part) for part in parts if part is not NoneType)
    if origin is tuple:
        return f"list of {_several(_words(parts[0]))}"
    if origin is dict:
        return f"mapping of {_several(_words(parts[0]))} to {_several(_words(parts[1]))}"
    raise TypeError(f"no words for {hint!r}")


def _several(words: str) -> str:
    """The words in the plural: "ids", "[units](#units)", "lists of ids"."""
    if words.startswith("`"):
        return words
    if words.startswith("list of"):
        return f"lists{words.removeprefix('list')}"
    name, link = words.partition("]")[::2]
    return f"{name}s]{link}" if link else f"{words}s"
