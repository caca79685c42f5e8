"""What the source says of a model's keys: the text that stands below each of them.

Pydantic can collect these texts by itself, but then every run of khpcmd reads and parses the sources again.
"""

from __future__ import annotations

import ast
import inspect
from itertools import pairwise
from textwrap import dedent

from pydantic import BaseModel


def key_docs(model: type[BaseModel]) -> dict[str, str]:
    """By name of a field, the text below it; those of a class further up hold where the model has none of its own."""
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
