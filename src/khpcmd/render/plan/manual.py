"""The manual of the plan language: the prose of ``manual.md``, filled with what the models say of themselves.

A line ``<!-- keys: Target -->`` of the prose becomes the table of that model's keys, ``<!-- about: Target -->`` its
docstring, ``<!-- kinds: measures -->`` every kind with both; ``<!-- codes -->`` lists the codes of ``plan lint``."""

from __future__ import annotations

import ast
import datetime
import inspect
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from textwrap import dedent
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from khpcmd.diagnostics import Code
from khpcmd.i18n import Messages
from khpcmd.measures import KINDS, Measure
from khpcmd.measures.base import MeasureModel, Takes
from khpcmd.measures.parts import AllHold, AnyHolds, Condition, FieldHolds, Names, Register, Whole
from khpcmd.measures.threshold import LevelField, PercentField, Threshold
from khpcmd.plan.base import Id, TargetId, Text
from khpcmd.plan.fields import AnyField, FieldModel, RollUp
from khpcmd.plan.json_schema import kind_of, text_key
from khpcmd.plan.model import Constraint, Document, Due, Duty, Period, Plan, Section, Target, Window, Years
from khpcmd.plan.units import Columns, GroupOfUnits, LevelOfUnits, Roster, Unit
from khpcmd.render.codes import SPECIAL

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
    (Section, "[section](#sections-of-the-form)"),
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
ENGLISH = Messages("en")
COMMAND = "khpcmd plan manual > docs/plan.md"
PROSE = Path(__file__).with_suffix(".md")
DIRECTIVE = re.compile(r"<!-- (\w+)(?:: (\w+))? -->")
RST_CODE = re.compile("(?<!`)``(?!`)")
"""The marks of code in docstrings, where Markdown has one each."""
MODELS: dict[str, type[BaseModel]] = {
    model.__name__: model
    for model in (
        Plan, Document, Period, Window, Due, LevelOfUnits, GroupOfUnits, Unit, Roster, Columns, FieldModel, RollUp,
        Section, Target, Threshold, Years, Register, FieldHolds, AllHold, AnyHolds, Duty,
    )
}  # fmt: skip
"""The models that the prose names one by one."""
FAMILIES: dict[str, tuple[type[BaseModel], ...]] = {
    "fields": get_args(get_args(AnyField)[0]),
    "constraints": get_args(get_args(Constraint)[0]),
    "measures": KINDS,
}
"""The models that differ by their ``kind``."""
TAKES: dict[Takes, str] = {
    "percent": "a percentage",
    "number": "a whole number",
    "nothing": "none, the kind implies it",
}


def plan_manual() -> str:
    """The manual as Markdown."""
    prose = PROSE.read_text(encoding="utf-8").split("\n")
    return "\n".join(line for directive in prose for line in _expanded(directive))


def _expanded(line: str) -> Iterable[str]:
    match DIRECTIVE.fullmatch(line):
        case None:
            return (line,)
        case found:
            what, name = found.groups()
    match what:
        case "keys":
            return _keys(MODELS[name])
        case "about":
            return (about(MODELS[name]),)
        case "kinds":
            return _kinds(name.removesuffix("s").capitalize(), FAMILIES[name])
        case "codes":
            return _codes()
    raise ValueError(f"{PROSE.name} asks for {what}, which is unknown")


def about(model: type[BaseModel]) -> str:
    """The docstring of a model as Markdown."""
    return RST_CODE.sub("`", inspect.getdoc(model) or "")


def _kinds(noun: str, models: Iterable[type[BaseModel]]) -> Iterator[str]:
    """Each kind under a heading of its own."""
    for index, model in enumerate(models):
        if index:
            yield ""
        yield f"### {noun} `{kind_of(model)}`"
        yield ""
        yield about(model)
        if issubclass(model, MeasureModel):
            yield ""
            yield f"Threshold: {' or '.join(words for name, words in TAKES.items() if name in model.takes)}."
        yield ""
        yield from _keys(model)


def _keys(model: type[BaseModel]) -> Iterator[str]:
    """The table of a model's keys; of a kind of field only its own, for the others are those of all fields."""
    words = type_words(model)
    common = FieldModel.model_fields if issubclass(model, FieldModel) and model is not FieldModel else {}
    yield "| key | value | default | meaning |"
    yield "|---|---|---|---|"
    for name, field in model.model_fields.items():
        if name not in common:
            yield f"| `{field.alias or name}` | {words[name]} | {left_out(field)} | {_meaning(model, name)} |"


def _meaning(model: type[BaseModel], name: str) -> str:
    """What a key is for: its docstring, or where it has none, the text that editors show."""
    field = model.model_fields[name]
    if name == "kind":
        return "Chooses this kind."
    text = field.description or key_docs(model).get(name) or ENGLISH.template(text_key(model, field.alias or name))
    return RST_CODE.sub("`", " ".join(text.split())).replace("|", "\\|")


def _codes() -> Iterator[str]:
    """What can be wrong with a plan file, and where each code is explained."""
    say = ENGLISH.template
    yield "| code | | what it is about |"
    yield "|---|---|---|"
    for code in Code:
        if code.code.startswith("P"):
            title = SPECIAL.sub(r"\\\1", say(f"codes.{code.code}.title"))
            link = f"[{code.code}](diagnostics.md#{code.code.lower()}-{code.name.lower()})"
            yield f"| {link} | {say(f'severities.{code.severity.value}').lower()} | {title} |"


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
    several = f"{name.removesuffix('y')}ies" if name.endswith("duty") else f"{name}s"
    return f"{several}]{link}" if link else several


def key_docs(model: type[BaseModel]) -> dict[str, str]:
    """By name of a field, the text below it in the source, also those of the classes that the model inherits from.

    Pydantic can collect these texts, but then every run of khpcmd would read and parse the sources again.
    """
    found: dict[str, str] = {}
    for cls in reversed(model.__mro__):
        if issubclass(cls, BaseModel) and cls is not BaseModel:
            found |= _own(cls)
    return found


def _own(cls: type[BaseModel]) -> dict[str, str]:
    definition = ast.parse(dedent(inspect.getsource(cls))).body[0]
    found: dict[str, str] = {}
    for statement, below in pairwise(getattr(definition, "body", ())):
        match statement, below:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                found[name] = inspect.cleandoc(text)
    return found
