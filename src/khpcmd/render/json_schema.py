"""The JSON Schemas of what ``check`` and ``validate`` write, key by key; nothing may be missing or added.

What each key is for stands in the catalogues (``result_fields``); ``docs/results.py`` makes a page of them.
"""

from __future__ import annotations

import json
from typing import Any

from khpcmd.i18n import Messages
from khpcmd.render.json import DATA, DEFINITIONS, REPORT
from khpcmd.render.wire import Schema
from khpcmd.version import FORMAT_VERSION

DIALECT = "https://json-schema.org/draft/2020-12/schema"
COMMAND = "khpcmd schema results > docs/results.schema.json"
"""Writes the published schema again."""


SCHEMAS = {
    "check": (REPORT, "results", (), tuple(DEFINITIONS)),
    "validate": (DATA, "data", ("data",), ("diagnostic",)),
}
"""By command the document that it writes, what it is called, under which path the catalogues describe its keys, and the
definitions that it refers to."""


def results_schema(command: str = "check") -> str:
    """The schema as the text of a file."""
    return json.dumps(schema_in(Messages("en"), command), ensure_ascii=False, indent=2) + "\n"


def schema_in(messages: Messages, command: str = "check") -> dict[str, Any]:
    """The schema of what a command writes, its keys described in a language."""
    document, title, path, defined = SCHEMAS[command]
    schema = {
        "$schema": DIALECT,
        "title": f"khpcmd {title}",
        "description": f"What khpcmd {command} --format json writes, format_version {FORMAT_VERSION}.",
        **document.schema,
    }
    texts = FieldTexts(messages)
    definitions = {name: _told(DEFINITIONS[name].schema, (name,), texts) for name in defined}
    return {**_told(schema, path, texts), "$defs": definitions}


class FieldTexts:
    """What each key is for in one language: by its path ("result-pace-reached"), or by the longest end of it."""

    def __init__(self, messages: Messages) -> None:
        self._texts = messages.named_sentences("result_fields")

    def of(self, *path: str) -> str:
        """The text; KeyError where the catalogue has none."""
        ends = ("-".join(path[start:]) for start in range(len(path)))
        found = next((end for end in ends if end in self._texts), "")
        if not found:
            raise KeyError(f"no text for {'.'.join(path)} under result_fields")
        return self._texts[found]


def _told(schema: Schema, path: tuple[str, ...], texts: FieldTexts) -> dict[str, Any]:
    """The schema with a description at each key."""
    found: dict[str, Any] = dict(schema)
    for name in ("items", "additionalProperties"):
        if isinstance(inner := schema.get(name), dict):
            found[name] = _told(inner, path, texts)
    if isinstance(several := schema.get("anyOf"), list):
        found["anyOf"] = [_told(one, path, texts) for one in several]
    if isinstance(keys := schema.get("properties"), dict):
        found["properties"] = {
            name: {**_told(own, (*path, name), texts), "description": texts.of(*path, name)}
            for name, own in keys.items()
        }
    return found
