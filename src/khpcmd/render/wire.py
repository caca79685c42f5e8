"""What JSON documents are made of: the types of their values, each with its JSON Schema and how a value is written.

An object says each of its keys once: ``json`` has all objects of the results.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from operator import attrgetter
from typing import Any, NamedTuple

from khpcmd.render.explained import Explainer
from khpcmd.render.json_text import Json
from khpcmd.render.wording import Wording

Schema = dict[str, Any]
Writer = Callable[[Any, "Say"], Json]


class Say:
    """What says in words what a document says in words."""

    def __init__(self, wording: Wording) -> None:
        self.wording, self.messages = wording, wording.messages

    @cached_property
    def words(self) -> Explainer:
        if self.wording.plan is None:
            raise TypeError("there are no targets without a plan")
        return Explainer(self.messages, self.wording.plan)


class Type:
    """A type of values; without a ``writer`` they are written as they are. ``nullable``: an empty text is null."""

    def __init__(self, schema: Schema, writer: Writer | None = None, *, nullable: bool = False) -> None:
        self.schema, self.writer, self.nullable = schema, writer, nullable

    def write(self, value: Any, say: Say) -> Json:
        if self.nullable and (value is None or (isinstance(value, str) and not value)):
            return None
        found: Json = value if self.writer is None else self.writer(value, say)
        return found

    def at(self, path: str = "") -> Key:
        """A key whose value is the attribute ``path`` of the thing ("target.id"), or without one the thing itself."""
        return Key(self, attrgetter(path)) if path else Key(self)

    def by(self, found: Callable[[Any, Say], Any], *, optional: bool = False) -> Key:
        """A key whose value is what is ``found`` in the thing; an ``optional`` one is left out where that is None."""
        return Key(self, found=found, optional=optional)


class Key(NamedTuple):
    """A key of an object: its type, and where its value comes from: an ``attribute`` or what is ``found``."""

    type: Type
    attribute: Callable[[Any], Any] | None = None
    found: Callable[[Any, Say], Any] = lambda thing, _: thing
    optional: bool = False


class Object(Type):
    """An object with exactly its keys; a key without more than a type is the attribute of that name.

    A part that is an object itself stands for all of its keys. In the schema those that are named ``behind`` come last.
    """

    def __init__(self, *parts: Fields | Key, behind: tuple[str, ...] = (), **fields: Type | Key) -> None:
        entries = [entry for part in (*parts, fields) for entry in _entries(part)]
        keys = dict[str, Key]()
        for name, key in entries:
            keys |= key.type.keys if isinstance(key.type, Object) and not name else {name: key}
        self.keys: dict[str, Key] = dict(sorted(keys.items(), key=lambda item: item[0] in behind))
        self._entries = [(name, *key, key.type.writer, key.type.nullable) for name, key in entries]
        schema = {
            "type": "object",
            "properties": {name: key.type.schema for name, key in self.keys.items()},
            "required": [name for name, key in self.keys.items() if not key.optional],
            "additionalProperties": False,
        }
        super().__init__(schema, self.fields)

    def fields(self, thing: Any, say: Say, found: dict[str, Json] | None = None) -> dict[str, Json]:
        """The keys with their values, put into what was ``found`` before."""
        found = {} if found is None else found
        for name, kind, attribute, find, optional, write, nullable in self._entries:  # no call for each key
            value = find(thing, say) if attribute is None else attribute(thing)
            if not name and isinstance(kind, Object):
                kind.fields(value, say, found)
            elif nullable and not value and (value is None or isinstance(value, str)):
                found[name] = None
            elif value is not None or not optional:
                found[name] = value if write is None else write(value, say)
        return found


def _entries(part: Fields | Key) -> Iterable[tuple[str, Key]]:
    """Keys with their names; an object that stands for its keys has none."""
    if isinstance(part, Key):
        return (("", part),)
    return ((name, key.at(name) if isinstance(key, Type) else key) for name, key in part.items())


Fields = Mapping[str, Type | Key]
"""Keys by their names."""


class With(NamedTuple):
    """A thing with what it belongs to."""

    own: Any
    of: Any


TEXT, YES_NO = Type({"type": "string"}), Type({"type": "boolean"})
COUNT, WHOLE = Type({"type": "integer", "minimum": 0}), Type({"type": "integer"})
AMOUNT = Type(
    {
        "type": "string",
        "pattern": r"^-?[0-9]+(\.[0-9]+)?$",
        "description": "an amount, exactly, in the unit of measure of its field; a count is a number",
    }
)


def _number(value: Any, _: Say) -> Json:
    """A count as a number, an amount as a text with all its digits."""
    return f"{value:f}" if isinstance(value, Decimal) else value


NUMBER = Type({"anyOf": [WHOLE.schema, AMOUNT.schema]}, _number)
"""A count or an amount, with its sign."""
POSITIVE = Type({"anyOf": [COUNT.schema, AMOUNT.schema]}, _number)
DAY = Type({"type": "string", "format": "date"}, lambda day, _: day.isoformat())
SHA256 = Type({"type": "string", "pattern": "^[0-9a-f]{64}$"})
EXACT = Type(
    {"type": "string", "pattern": "^-?[0-9]+/[1-9][0-9]*$", "description": "n/d in lowest terms"},
    lambda value, _: "{}/{}".format(*value.as_integer_ratio()),
)


def maybe(one: Type) -> Type:
    """A value or null, which also stands for an empty text."""
    return Type({"anyOf": [one.schema, {"type": "null"}]}, one.writer, nullable=True)


def list_of(one: Type) -> Type:
    schema, write = {"type": "array", "items": one.schema}, one.writer
    if write is None:
        return Type(schema, lambda values, _: list(values))
    return Type(schema, lambda values, say: [write(value, say) for value in values] if values else [])


def stream_of(one: Type) -> Type:
    """A list that is made while the document is written."""
    schema, write = {"type": "array", "items": one.schema}, one.writer or (lambda value, _: value)
    return Type(schema, lambda values, say: (write(value, say) for value in values))


def table_of(one: Type, **more: Schema) -> Type:
    """An object whose keys are not known before; ``more`` is what its schema says of them."""
    schema, write = {"type": "object", **more, "additionalProperties": one.schema}, one.writer
    if write is None:
        return Type(schema, lambda values, _: dict(values))
    return Type(schema, lambda values, say: {name: write(value, say) for name, value in values.items()})


def one_of(values: Iterable[StrEnum]) -> Type:
    return Type({"enum": [value.value for value in values]}, lambda value, _: str.__str__(value))


def word_of(*words: str) -> Type:
    return Type({"enum": list(words)})


def always(value: Json) -> Key:
    """A value that is always the same."""
    return Type({"const": value}).by(lambda _, __: value)


def defined(name: str, one: Type) -> Type:
    """A type whose schema stands among the definitions under a name."""
    return Type({"$ref": f"#/$defs/{name}"}, one.writer)


def counts_of(values: Iterable[StrEnum], count: Callable[[Any, Any], int]) -> Key:
    """How many there are of each in the thing."""

    def of(one: StrEnum) -> Key:
        return COUNT.by(lambda thing, _: count(thing, one))

    return Object({one.value: of(one) for one in values}).by(lambda thing, _: thing)
