"""From where pydantic says a mistake is to where it stands in the file.

Pydantic's ``loc`` has steps that the file does not have, such as the tag of a union; and it does not say which keys
would have been allowed. Both are found by walking the models' annotations along the ``loc``.
"""

from __future__ import annotations

from types import UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel, Tag

from khpcmd.plan.places import Steps


class Trace(NamedTuple):
    """A ``loc`` as a path of the file, and the model whose key its last step is (None where it is none)."""

    path: Steps
    owner: type[BaseModel] | None
    of_key: bool = False
    """Whether the key itself is meant, not its value."""


def trace(loc: Steps, model: type[BaseModel]) -> Trace:
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
    return tuple(field.alias or name for name, field in model.model_fields.items())


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
    """What stands at one step inside a model, a mapping or a list; None where nothing is known of it."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        kind.model_rebuild()  # a condition made of conditions knows only then what they are
        fields = kind.model_fields
        return next((field.annotation for name, field in fields.items() if step in {name, field.alias}), None)
    match get_origin(kind), get_args(kind):
        case (origin, (_, value)) if origin is dict:
            return value
        case (origin, (item, *_)) if origin is tuple:
            return item
    return None
