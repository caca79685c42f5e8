"""The diagnostics of a plan that pydantic refuses, with places, without errors that follow from others.

The ``loc`` of an error has steps that the file does not have, such as the tag of a union, and does not say which keys
are allowed. Both are found by following the models' annotations along the ``loc``.

What needs the whole plan is checked once none of these is left (``load``): nothing is told that only follows from them.
"""

from __future__ import annotations

import re
from types import UnionType
from typing import Annotated, Any, Literal, NamedTuple, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, Tag, ValidationError
from pydantic_core import ErrorDetails

from khpcmd.diagnostics import Code, Diagnostic
from khpcmd.diagnostics.errors import PlanError
from khpcmd.diagnostics.parameters import Phrase, Ref
from khpcmd.measures.base import KeyPath
from khpcmd.measures.threshold import fields_in_order
from khpcmd.plan.places import Source, as_tuples, in_order, shortened
from khpcmd.text import typo_of

M = TypeVar("M", bound=BaseModel)
TYPES = {
    "int": "written_whole",
    "string": "written_text",
    "bool": "written_truth",
    "date": "written_day",
    "tuple": "written_list",
    "dict": "written_keys",
    "model": "written_keys",
}
"""What pydantic finds to be of a wrong type, and the word for what is needed and how it is written."""
VALUES = {"too_long": "at_most_two", "string_too_short": "not_empty", "string_too_long": "shorter_text"}
"""The same of wrong values; the models' own refusals (``word``) say their word themselves."""

QUOTED = re.compile(r"'([^']*)'")


class Trace(NamedTuple):
    """A ``loc`` as a path of the file, and the model whose key its last step is (None where it is not a key)."""

    path: KeyPath
    owner: type[BaseModel] | None
    of_key: bool = False
    """Whether the key itself is meant, not its value."""


def validated(source: Source, model: type[M], context: object = None) -> M:
    """The data of a file as a model; ``PlanError`` with every mistake of the file by its place."""
    try:
        data = as_tuples(source.data)
        found = model.model_validate(data, strict=True, by_alias=True, by_name=False, context=context)
    except ValidationError as error:
        raise PlanError(in_order([*source.mistakes, *mistakes_of(error, source, model)])) from None
    if source.mistakes:
        raise PlanError(in_order(source.mistakes))
    return found


def mistakes_of(error: ValidationError, source: Source, model: type[BaseModel]) -> list[Diagnostic]:
    """The diagnostics of a plan that the models refuse."""
    found = [(detail, trace(detail["loc"], model)) for detail in error.errors(include_url=False, include_input=False)]
    reported = source.faulty | {at.path for _, at in found}
    offered = {(at.path[:-1], _offer(source, at)) for detail, at in found if detail["type"] == "extra_forbidden"}
    return [
        _diagnostic(detail, at, source)
        for detail, at in found
        if not _follows(detail["type"], at.path, source, reported)
        and not (detail["type"] == "missing" and (at.path[:-1], at.path[-1]) in offered)  # it is there, misspelt
    ]


def _follows(kind: str, path: KeyPath, source: Source, reported: frozenset[KeyPath]) -> bool:
    """Whether an error follows from one that is reported anyway: around it, or (a list too short) inside it."""
    if kind == "too_short" and any(len(other) > len(path) and other[: len(path)] == path for other in reported):
        return True
    return any(path[:length] in source.faulty for length in range(len(path) + 1))


def _diagnostic(detail: ErrorDetails, at: Trace, source: Source) -> Diagnostic:
    kind, path, context = detail["type"], at.path, detail.get("ctx", {})
    match kind:
        case "extra_forbidden":
            allowed = ", ".join(keys_of(at.owner)) if at.owner else ""
            key, offer = shortened(str(path[-1])), _offer(source, at)
            return Code.UNKNOWN_KEY(source.at_key(path), {"key": key, "allowed": allowed, "suggestion": offer})
        case "missing":
            return Code.MISSING_KEY(source.at(path[:-1]), {"key": str(path[-1]), "of": source.named(path[:-1])})
        case "union_tag_not_found":
            return Code.MISSING_KEY(source.at(path), {"key": "kind", "of": source.named(path)})
        case "union_tag_invalid":
            return _unknown_kind(QUOTED.findall(context["expected_tags"]), source, (*path, "kind"))
    where = source.at_key(path) if at.of_key else source.at(path)
    found = shortened(str(path[-1])) if at.of_key else _found(kind, source, path)
    if word := _of_type(kind):
        return Code.WRONG_TYPE(where, {"found": found, "expected": Ref("word", word)})
    expected = Ref("word", detail["msg"]) if kind == "word" else _expected(kind, context)
    return Code.WRONG_VALUE(where, {"found": found, "expected": expected})


def _of_type(kind: str) -> str:
    """The word for the type that is needed; "" where the type is right."""
    return TYPES.get(kind.partition("_")[0], "") if kind.endswith("_type") or kind.startswith("int_") else ""


def _unknown_kind(allowed: list[str], source: Source, path: KeyPath) -> Diagnostic:
    found, offer = source.found(path), typo_of(source.texts.get(path, ""), allowed)
    place = source.at(path)
    return Code.UNKNOWN_KIND(place, {"found": found, "allowed": ", ".join(allowed), "suggestion": offer})


def _offer(source: Source, at: Trace) -> str:
    """The key that was meant: one that is not there yet, if one is close."""
    if at.owner is None:
        return ""
    there, keys = source.entries(at.path[:-1]), keys_of(at.owner)
    return typo_of(str(at.path[-1]), [key for key in keys if key not in there]) or typo_of(str(at.path[-1]), keys)


def _found(kind: str, source: Source, path: KeyPath) -> Ref | str:
    """What stands there; where the parts of a mapping contradict each other, those parts."""
    if kind == "word" and isinstance(source.get(source.nearest(path)), dict):
        parts = (f"{key}: {source.texts.get((*path, key), '…')}" for key in source.entries(path))
        return shortened(", ".join(parts)) or Ref("word", "empty")
    return source.found(path)


def _expected(kind: str, context: dict[str, Any]) -> Ref | Phrase:
    """What is needed instead."""
    match kind:
        case "literal_error":
            return Phrase("one_of", tuple(QUOTED.findall(context["expected"])))
        case "string_pattern_mismatch":
            return Ref("word", "id" if "." not in context["pattern"] else "target_id")
        case "greater_than_equal":
            return Phrase("at_least", (str(context["ge"]),))
        case "less_than_equal":
            return Phrase("at_most", (str(context["le"]),))
        case "too_short":
            return Ref("word", "at_least_two" if context["min_length"] == 2 else "at_least_one")
    return Ref("word", VALUES.get(kind, "other_value"))


def trace(loc: KeyPath, model: type[BaseModel]) -> Trace:
    """Follow a ``loc`` through a model."""
    path: list[str | int] = []
    kind: Any = model
    owner: type[BaseModel] | None = None
    for step in loc:
        if step == "[key]":
            return Trace(tuple(path), None, of_key=True)
        kind, members = _plain(kind), _members(kind)
        if len(members) > 1:
            kind, owner = next((member for member in members if step in _tags(member)), None), None
            continue
        owner = kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None
        path.append(step)
        kind = _inside(kind, step)
    return Trace(tuple(path), owner)


def keys_of(model: type[BaseModel]) -> tuple[str, ...]:
    """The keys of a model as the file has them, in their order."""
    return tuple(field.alias or name for name, field in fields_in_order(model).items())


def _plain(kind: Any) -> Any:
    """An annotation without its metadata and without "or None"."""
    while get_origin(kind) is Annotated:
        kind = get_args(kind)[0]
    members = _members(kind)
    return _plain(members[0]) if len(members) == 1 and members[0] is not kind else kind


def _members(kind: Any) -> tuple[Any, ...]:
    """The members of a union, with their metadata; the annotation alone where it is none."""
    while get_origin(kind) is Annotated:
        kind = get_args(kind)[0]
    if get_origin(kind) in {Union, UnionType}:
        return tuple(member for member in get_args(kind) if member is not type(None))
    return (kind,)


def _tags(member: Any) -> tuple[str, ...]:
    """The tags that choose a member of a union: its ``Tag``, or the values its ``kind`` may have."""
    if get_origin(member) is Annotated:
        return tuple(part.tag for part in get_args(member)[1:] if isinstance(part, Tag))
    kind = member.model_fields["kind"].annotation
    return get_args(kind) if get_origin(kind) is Literal else ()


def _inside(kind: Any, step: str | int) -> Any:
    """The annotation of one step inside a model, a mapping or a list; None where it is unknown."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        kind.model_rebuild()  # resolves conditions that contain conditions
        fields = kind.model_fields
        return next((field.annotation for name, field in fields.items() if step in {name, field.alias}), None)
    match get_origin(kind), get_args(kind):
        case (origin, (_, value)) if origin is dict:
            return value
        case (origin, (item, *_)) if origin is tuple:
            return item
    return None
