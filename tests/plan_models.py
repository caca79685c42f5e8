"""The models that a plan is made of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from pydantic import BaseModel

from khpcmd.plan.model import Plan


def models(kind: object = Plan, seen: set[object] | None = None) -> Iterator[type[BaseModel]]:
    """A model and all that its keys lead to, each once."""
    seen = set() if seen is None else seen
    if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
        for part in get_args(kind):
            yield from models(part, seen)
    elif kind not in seen:
        seen.add(kind)
        yield kind
        for field in kind.model_fields.values():
            yield from models(field.annotation, seen)
