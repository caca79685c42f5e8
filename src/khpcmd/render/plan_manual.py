"""The manual of the plan language: the prose of ``plan_manual.md``, filled with what the models say of themselves.

A line ``<!-- keys: Target -->`` of the prose becomes the table of that model's keys, ``<!-- about: Target -->`` its
docstring, ``<!-- kinds: measures -->`` every kind with both; ``<!-- codes -->`` lists what ``plan lint`` can say.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import get_args

from pydantic import BaseModel

from khpcmd.diagnostics import Code
from khpcmd.i18n import Messages
from khpcmd.measures import KINDS
from khpcmd.measures.base import MeasureModel, Takes
from khpcmd.measures.condition import AllHold, AnyHolds, FieldHolds
from khpcmd.measures.parts import Register
from khpcmd.measures.threshold import Threshold
from khpcmd.plan.agreements import Constraint
from khpcmd.plan.calendar import Due, Period, Window
from khpcmd.plan.duties import Duty
from khpcmd.plan.fields import AnyField, FieldModel, RollUp
from khpcmd.plan.json_schema import kind_of, text_key
from khpcmd.plan.model import Document, Plan
from khpcmd.plan.targets import Target, Years
from khpcmd.plan.units import Columns, GroupOfUnits, LevelOfUnits, Roster, Unit
from khpcmd.render.key_docs import key_docs
from khpcmd.render.manual import SPECIAL
from khpcmd.render.plan_types import left_out, type_words

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
        Target, Threshold, Years, Register, FieldHolds, AllHold, AnyHolds, Duty,
    )
}  # fmt: skip
"""The models that the prose names one by one."""
FAMILIES: dict[str, tuple[type[BaseModel], ...]] = {
    "fields": get_args(get_args(AnyField)[0]),
    "constraints": get_args(get_args(Constraint)[0]),
    "measures": KINDS,
}
"""The models that are told apart by their ``kind``."""
TAKES: dict[Takes, str] = {
    "percent": "a percentage",
    "number": "a whole number",
    "nothing": "none, the kind implies it",
}


def plan_manual() -> str:
    """The manual as Markdown."""
    prose = PROSE.read_text(encoding="utf-8").split("\n")
    return "\n".join(line for told in prose for line in _expanded(told))


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
    raise ValueError(f"{PROSE.name} asks for {what}, which is nothing")


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
    yield "| key | what stands there | if left out | meaning |"
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
