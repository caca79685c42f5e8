"""The JSON Schemas of what ``check`` and ``validate`` write, key by key; nothing may be missing or added.

What each key is for stands in the catalogues (``result_fields``); ``docs/results.py`` makes a page of them.
"""

from __future__ import annotations

import json
from typing import Any

from khpcmd.i18n import Messages
from khpcmd.render.json import DATA, DEFINITIONS, REPORT
from khpcmd.render.wire import Object, Schema
from khpcmd.version import FORMAT_VERSION

DIALECT = "https://json-schema.org/draft/2020-12/schema"
COMMAND = "khpcmd schema results > docs/results.schema.json"
"""Writes the published schema again."""


def results_schema() -> str:
    """The schema as the text of a file."""
    return json.dumps(schema_in(Messages("en")), ensure_ascii=False, indent=2) + "\n"


def data_schema() -> str:
    """That of ``validate --format json``, as the text of a file."""
    return json.dumps(data_schema_in(Messages("en")), ensure_ascii=False, indent=2) + "\n"


def data_schema_in(messages: Messages) -> dict[str, Any]:
    return _schema(DATA, "data", "validate", ("data",), ("diagnostic",), messages)


def schema_in(messages: Messages) -> dict[str, Any]:
    return _schema(REPORT, "results", "check", (), tuple(DEFINITIONS), messages)


def _schema(  # noqa: PLR0913, PLR0917
    document: Object, title: str, command: str, path: tuple[str, ...], defined: tuple[str, ...], messages: Messages
) -> dict[str, Any]:
    """The schema of a document, with the definitions that it refers to; its keys are described under a path."""
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
