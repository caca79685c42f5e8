"""The page on results for programs: each key of the JSON and each column of the CSV."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from khpcmd.i18n import Messages
from khpcmd.render.csv import COLUMNS
from khpcmd.render.json import FieldTexts, schema_in
from khpcmd.render.wire import EXACT

MOST_VALUES = 8
"""With more values a type is not spelled out."""
QUESTIONS = ("verdict", "open", "cells", "turn", "far", "who")
"""What programs ask, with the keys that answer it."""
Schema = Mapping[str, Any]


def results_page(messages: Messages) -> str:
    """The page as Markdown."""
    return "\n".join(_lines(messages)) + "\n"


def _lines(messages: Messages) -> Iterator[str]:
    schema, texts, told = schema_in(messages), FieldTexts(messages), frozenset[str]()

    def say(name: str) -> str:
        return messages.template(f"results_page.{name}")

    yield from (f"# {say('title')}", "", say("text"), "", say("stays"), "", f"## {say('uses')}", "")
    yield from _table(say("asked"), say("there"))
    yield from (f"| {say(f'asked_{one}')} | {say(f'there_{one}')} |" for one in QUESTIONS)
    yield from ("", "## JSON", "")
    for name, part in ({"": schema} | schema["$defs"]).items():
        yield from (f"### `{name}`", "") if name else ()
        rows = list(_rows(part, messages))
        yield from _table(say("key"), say("type"), say("what"))
        yield from (row for row in rows if row not in told)
        same = ", ".join(row.split(" | ")[0][2:] for row in rows if row in told)
        yield from ("", f"{say('same')} {same}." if same else "", "")
        told = told | {*rows}
    yield from ("## JSON: validate", "", say("validate"), "")
    yield from _table(say("key"), say("type"), say("what"))
    yield from (row for row in _rows(schema_in(messages, "validate"), messages) if row not in told)
    yield from ("", "## CSV", "", say("csv"), "")
    yield from _table(say("column"), say("what"))
    yield from (f"| `{column}` | {texts.of('csv', column)} |" for column in COLUMNS)
    yield from ("", "## Excel", "", say("xlsx"))


def _rows(schema: Schema, messages: Messages) -> Iterator[str]:
    return (f"| `{key}` | {_Type(messages).of(own)} | {own['description']} |" for key, own in _keys(schema))


def _table(*heads: str) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield "|---" * len(heads) + "|"


def _keys(schema: Schema, before: str = "") -> Iterator[tuple[str, Schema]]:
    """The keys of an object with those of the objects in them: ``roll_call``, ``roll_call[].level``."""
    for name, own in schema.get("properties", {}).items():
        yield f"{before}{name}", own
        yield from _inside(own, f"{before}{name}")


def _inside(schema: Schema, name: str) -> Iterator[tuple[str, Schema]]:
    yield from _keys(schema, f"{name}.")
    for one in schema.get("anyOf", ()):
        yield from _inside(one, name)
    for part, mark in (("items", "[]"), ("additionalProperties", ".*")):
        if isinstance(schema.get(part), Mapping):
            yield from _inside(schema[part], f"{name}{mark}")


class _Type:
    """Types of keys in a few words."""

    def __init__(self, messages: Messages) -> None:
        self._messages = messages

    def of(self, schema: Schema) -> str:  # noqa: PLR0911  # one for each shape
        match schema:
            case {"anyOf": several}:
                return self._either([self.of(one) for one in several])
            case {"$ref": where}:
                name = where.rpartition("/")[2]
                return f"[{name}](#{name})"
            case {"enum": values} if len(values) <= MOST_VALUES:
                return " · ".join(f"`{value}`" for value in values)
            case {"const": value}:
                return f"`{json.dumps(value)}`"
            case {"type": "array", "items": items}:
                return f"{self._word('array')} {self.of(items)}"
            case {"format": "date"}:
                return self._word("date")
            case {"pattern": pattern} if pattern == EXACT.schema["pattern"]:
                return self._word("fraction")
        kinds = schema.get("type", "string")
        return self._either([self._word(kind) for kind in ([kinds] if isinstance(kinds, str) else kinds)])

    def _either(self, words: list[str]) -> str:
        return f" {self._word('or')} ".join(dict.fromkeys(words))

    def _word(self, name: str) -> str:
        return self._messages.template(f"results_page.types.{name}")
