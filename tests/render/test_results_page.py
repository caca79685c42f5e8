"""Every key of the JSON and every column of the CSV is explained, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from khpcmd.i18n import LANGUAGES, Messages
from khpcmd.render.csv import COLUMNS
from khpcmd.render.json_schema import data_schema_in, schema_in
from khpcmd.render.results_page import results_page

languages = pytest.mark.parametrize("language", LANGUAGES)


def keys(node: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """Every key of the schema, however deep, with the names that lead to it."""
    if isinstance(node, list):
        for one in node:
            yield from keys(one, path)
    if isinstance(node, dict):
        for name, one in node.get("properties", {}).items():
            yield (*path, name), one
            yield from keys(one, (*path, name))
        for name, one in node.get("$defs", {}).items():
            yield from keys(one, (name,))
        for name, one in node.items():
            if name not in ("properties", "$defs"):
                yield from keys(one, path)


@languages
def test_every_key_is_described_and_on_the_page(language: str) -> None:
    messages = Messages(language)
    found = [*keys(schema_in(messages)), *keys(data_schema_in(messages), ("data",))]
    assert len(found) > 200
    assert [path for path, own in found if not own.get("description")] == []
    page = results_page(messages)
    shown = {re.split(r"[.\[]+", row)[-1] for row in re.findall(r"^\| `([^`]+)` \|", page, re.MULTILINE)}
    assert {path[-1] for path, _ in found} | set(COLUMNS) <= shown


@languages
def test_no_text_is_of_a_key_that_is_gone(language: str) -> None:
    messages = Messages(language)
    found = [*keys(schema_in(messages)), *keys(data_schema_in(messages), ("data",))]
    paths = [path for path, _ in found] + [("csv", column) for column in COLUMNS]
    ends = [["-".join(path[start:]) for start in range(len(path))] for path in paths]
    texts = messages.named_sentences("result_fields").keys()
    used = {next(end for end in one if end in texts) for one in ends}
    assert set(texts) - used == set()
