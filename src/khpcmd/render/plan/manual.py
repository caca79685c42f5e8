"""The manual of the plan language: the prose of a language, filled with what the models and the catalogue say.

A line ``<!-- keys: Target -->`` of the prose becomes the table of that model's keys, ``<!-- about: Target -->`` its
description with the examples of its docstring, ``<!-- kinds: measures -->`` every kind with both."""

from __future__ import annotations

import datetime
import inspect
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from khpcmd.i18n import Messages
from khpcmd.measures import KINDS, Measure
from khpcmd.measures.base import MeasureModel, Takes
from khpcmd.measures.conditions import AllHold, AnyHolds, Condition, DayHolds, FieldHolds, RatioHolds, SomeHold
from khpcmd.measures.parts import Names, Register, Whole
from khpcmd.measures.points import Criterion, Step
from khpcmd.measures.threshold import (
    Exact,
    Level,
    LevelField,
    OfYears,
    PercentField,
    Stated,
    Threshold,
    fields_in_order,
)
from khpcmd.plan.base import Id, Languages, TargetId, Text
from khpcmd.plan.constraints import Constraint
from khpcmd.plan.fields import AnyField, FieldModel, RollUp
from khpcmd.plan.json_schema import LANGUAGE_OF_MODELS, hover_text, kind_of, typeset
from khpcmd.plan.model import (
    Document,
    Duty,
    Letterhead,
    PassedOver,
    Plan,
    ScoreClass,
    Section,
    Target,
)
from khpcmd.plan.periods import Due, InPeriod, Period, Window, Years
from khpcmd.plan.plausibility import CopyRule, FlowRule, Plausibility, RatioRule, RepeatRule
from khpcmd.plan.units import ColumnOfYears, Columns, GroupOfUnits, LevelOfUnits, RegisteredNumber, Roster, Unit
from khpcmd.plan.words import ReturnWords

NAMED: tuple[tuple[object, str], ...] = (
    (Id, "id"),
    (TargetId, "target_id"),
    (Names, "names"),
    (Whole, "whole"),
    (LevelField, "level_or_number"),
    (Level, "stated_level"),
    (OfYears, "known"),
    (ColumnOfYears, "column"),
    (PercentField, "percent"),
    (Exact, "exact"),
    (Stated, "exact"),
    (Measure, "measure"),
    (Condition, "condition"),
    (AnyField, "field"),
    (Constraint, "constraint"),
    (Text, "both_languages"),
    (Languages, "languages"),
    (ReturnWords, "words"),
    (LevelOfUnits, "level"),
    (GroupOfUnits, "group"),
    (datetime.date, "day"),
    (bool, "truth"),
    (int, "number"),
    (str, "text"),
)
"""What has a name: under which key the catalogue has its words, which lead to where the manual describes it.

A model that is not among them has its own: ``flow_rule`` for FlowRule.
"""
FOLDER = Path(__file__).parent
PROSE = "manual.md"
"""The prose in English; ``manual.vi.md`` has it in Vietnamese."""
DIRECTIVE = re.compile(r"<!-- (\w+)(?:: (\w+))? -->")
EXAMPLE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
CAPITAL = re.compile("(?<=[a-z])(?=[A-Z])")
RST_CODE = re.compile("(?<!`)``(?!`)")
"""The marks of code in docstrings, where Markdown has one each."""
MODELS: dict[str, type[BaseModel]] = {
    model.__name__: model
    for model in (
        Plan, Document, PassedOver, Letterhead, ReturnWords, Period, Window, Due, LevelOfUnits, GroupOfUnits,
        Unit, Roster, Columns,
        FieldModel, RollUp, Section, Plausibility, FlowRule, RatioRule, CopyRule, RepeatRule, Target, Threshold, Years,
        InPeriod, Register, RegisteredNumber, Criterion, Step, ScoreClass, FieldHolds, RatioHolds, DayHolds, AllHold,
        AnyHolds, SomeHold, Duty,
    )
}  # fmt: skip
"""The models that the prose names one by one."""
FAMILIES: dict[str, tuple[type[BaseModel], ...]] = {
    "fields": get_args(get_args(AnyField)[0]),
    "constraints": get_args(get_args(Constraint)[0]),
    "measures": KINDS,
}
"""The models that differ by their ``kind``."""


def plan_manual(messages: Messages) -> str:
    """The manual as Markdown, in the language of the messages, or in English where theirs has no prose."""
    own = FOLDER / f"manual.{messages.language}.md"
    prose, words = (own, messages) if own.exists() else (FOLDER / PROSE, Messages("en"))
    lines = prose.read_text(encoding="utf-8").split("\n")
    return "\n".join(line for directive in lines for line in _expanded(directive, words))


def _expanded(line: str, messages: Messages) -> Iterable[str]:
    found = DIRECTIVE.fullmatch(line)
    if found is None:
        return (line,)
    what, name = found.groups()
    match what:
        case "keys":
            return _keys(MODELS[name], messages)
        case "about":
            return (about(MODELS[name], messages),)
        case "kinds":
            return _kinds(name, messages)
    raise ValueError(f"the manual asks for {what}, which is unknown")


def about(model: type[BaseModel], messages: Messages) -> str:
    """What its docstring, or in another language the catalogue, says of a model; then the examples of the docstring."""
    paragraphs, examples = described(model)
    is_kind = "kind" in model.model_fields
    texts = [hover_text(model, "kind", messages)] if is_kind else []
    if messages.language == LANGUAGE_OF_MODELS:
        texts += map(typeset, paragraphs[is_kind:])
    elif paragraphs[is_kind:]:
        texts.append(messages.template(about_key(model)).strip())
    return "\n\n".join(_markdown(text) for text in (*texts, *examples))


def described(model: type[BaseModel]) -> tuple[list[str], list[str]]:
    """The paragraphs of a model's docstring, and its examples."""
    docstring = inspect.getdoc(model) or ""
    return EXAMPLE.sub("", docstring).strip().split("\n\n"), EXAMPLE.findall(docstring)


def about_key(model: type[BaseModel]) -> str:
    """Under which key the catalogue has the paragraphs about a model; those of a kind follow its hover text."""
    if issubclass(model, MeasureModel):
        return f"measures.{kind_of(model)}.about"
    return f"plan_manual.about.{model.__name__}"


def _markdown(text: str) -> str:
    return RST_CODE.sub("`", text)


def _kinds(family: str, messages: Messages) -> Iterator[str]:
    """Each kind of a family under a heading of its own."""
    say = messages.template
    for index, model in enumerate(FAMILIES[family]):
        heading = f"### {say(f'plan_manual.kinds.{family}')} `{kind_of(model)}`"
        yield from (*([""] if index else []), heading, "", about(model, messages))
        if issubclass(model, MeasureModel):
            taken = (say(f"plan_manual.takes.{one}") for one in get_args(Takes) if one in model.takes)
            yield from ("", messages.text("plan_manual.threshold", takes=messages.listed(taken, "or")))
        yield from ("", *_keys(model, messages))


def _keys(model: type[BaseModel], messages: Messages) -> Iterator[str]:
    """The table of a model's keys but for ``kind``, which its heading says; of a kind of field only its own keys."""
    hints = get_type_hints(model, include_extras=True)
    if model is not Threshold:  # no number of a register, and no statistic
        hints = {name: Level if hint == LevelField | None else hint for name, hint in hints.items()}
    told = {"kind", *(FieldModel.model_fields if issubclass(model, FieldModel) and model is not FieldModel else ())}
    keys = {name: field for name, field in fields_in_order(model).items() if name not in told}
    limits = [name for name in keys if hints[name] == Level and name in Threshold.model_fields]
    yield from _heading("keys", messages) if keys else ()
    for name, field in keys.items():
        if name not in limits:
            value, default = _words(hints[name], messages, "one"), _default(field, messages)
            yield f"| `{field.alias or name}` | {value} | {default} | {_meaning(model, name, messages)} |"
    if limits:
        names, meaning = ", ".join(f"`{one}`" for one in limits), messages.template("plan_manual.limits")
        yield f"| {names} | {_words(Level, messages, 'one')} |  | {meaning} |"


def _heading(table: str, messages: Messages) -> Iterator[str]:
    titles = messages.template(f"plan_manual.tables.{table}")
    yield titles
    yield "|---" * (titles.count("|") - 1) + "|"


def _meaning(model: type[BaseModel], name: str, messages: Messages) -> str:
    """What a key is for: the text that editors show."""
    text = hover_text(model, model.model_fields[name].alias or name, messages)
    return _markdown(text).replace("|", "\\|")


def _default(field: FieldInfo, messages: Messages) -> str:
    """What holds where the key is left out: the default as YAML writes it, "" where nothing does."""
    if field.is_required():
        return messages.template("plan_manual.required")
    default = field.get_default(call_default_factory=True, validated_data={})
    if isinstance(default, BaseModel):
        return ""
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    if isinstance(default, tuple):
        return ", ".join(f"`{one}`" for one in default)
    return f"`{default}`" if default else ""


def _words(hint: Any, messages: Messages, number: Literal["one", "several"]) -> str:
    """What may stand there: "[threshold](#thresholds)", "list of ids"; of several of them: "lists of ids"."""
    named = next((name for known, name in NAMED if hint == known), "")
    if not named and isinstance(hint, type) and issubclass(hint, BaseModel):
        named = CAPITAL.sub("_", hint.__name__).lower()
    if named:
        return messages.template(f"plan_manual.{number}.{named}")
    origin, parts = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _words(parts[0], messages, number)
    if origin is Literal:
        return messages.listed((f"`{value}`" for value in parts), "or")
    if origin in {Union, UnionType}:
        one_of = (_words(part, messages, number) for part in parts if part is not NoneType)
        return messages.listed(one_of, "or")
    if origin is tuple:
        return messages.text(f"plan_manual.{number}.list", items=_words(parts[0], messages, "several"))
    if origin is dict:
        keys, values = (_words(part, messages, "several") for part in parts)
        return messages.text("plan_manual.one.mapping", keys=keys, values=values)
    raise TypeError(f"no words for {hint!r}")
