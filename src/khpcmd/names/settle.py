"""Moves taught names into the text of a plan as its aliases and words: only lines are added, the rest stays as it is.

The plan is parsed before and after: the new text has to say exactly the old plan with the names added, or nothing is
changed. Names that hold for some files only, or against their words, stay where they are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from typing import NamedTuple

from khpcmd.measures.base import KeyPath
from khpcmd.plan.places import Data, Source
from khpcmd.plan.taught import WORDS_OF, TaughtName, Teaches
from khpcmd.plan.yaml_source import read_yaml
from khpcmd.returns import DUTY


class Settled(NamedTuple):
    """The new text of a plan, the names that it has now, and those that stay in their file."""

    text: str
    moved: tuple[TaughtName, ...]
    left: tuple[TaughtName, ...]


class NotMovedError(ValueError):
    """The text of the plan is written in a way that names cannot be added to."""


def settled(text: str, file: str, names: Iterable[TaughtName]) -> Settled:
    """The plan with the names that hold everywhere; NotMovedError where it cannot be written so."""
    moved, left = list[TaughtName](), list[TaughtName]()
    for name in names:
        source = read_yaml(text, file)
        lists = [] if name.scoped or name.against else list(_lists(source, name))
        if not lists:
            left.append(name)
            continue
        for path in lists:
            text = _with(text, file, path, name.text)
        moved.append(name)
    return Settled(text, tuple(moved), tuple(left))


def _lists(source: Source, name: TaughtName) -> Iterator[KeyPath]:
    """The lists of the plan that a name belongs into; none where the plan's own file has no place for it."""
    match name.teaches:
        case Teaches.FIELD if name.meaning.startswith(DUTY):
            yield from _of_list(source, "duties", name.meaning.removeprefix(DUTY), "aliases")
        case Teaches.FIELD if ("fields", name.meaning) in source.values:
            yield ("fields", name.meaning, "aliases")
        case Teaches.FIELD:
            return
        case Teaches.UNIT:
            yield from _of_list(source, "units", name.meaning, "aliases")
        case Teaches.PERIOD:
            yield ("periods", name.meaning, "aliases")
        case Teaches.MEASURE:
            fields = source.entries(("fields",))
            yield from (
                ("fields", field, "unit_aliases")
                for field in fields
                if _said(source, ("fields", field, "unit_of_measure")) == name.meaning
            )
        case Teaches.HARMLESS:
            yield ("harmless_words",)
        case Teaches.PROGRAMME:
            yield ("other_programmes",)
        case _:
            yield ("words", WORDS_OF[name.teaches, name.meaning])


def _said(source: Source, path: KeyPath) -> str | None:
    """A text in Vietnamese, or in the one language of the plan."""
    return next((source.texts.get(at) for at in ((*path, "vi"), (*path, "en"), path) if at in source.values), None)


def _of_list(source: Source, key: str, ident: str, into: str) -> Iterator[KeyPath]:
    """The list of one part of a list of parts, which are named by their id."""
    parts = source.data.get(key) if isinstance(source.data, dict) else None
    for index, part in enumerate(parts if isinstance(parts, list) else ()):
        if isinstance(part, dict) and part.get("id") == ident:
            yield (key, index, into)


def _with(text: str, file: str, path: KeyPath, value: str) -> str:
    """The text with a value added to the list at a path."""
    source = read_yaml(text, file)
    wanted = _added(source.data, path, value)
    if wanted == source.data:
        return text  # it is there already
    found = _Editor(text, source).add(path, value)
    if read_yaml(found, file).data != wanted:
        raise NotMovedError(file, source.at(path[:-1]))
    return found


def _added(data: Data, path: KeyPath, value: str) -> Data:
    """The data with a value at the end of the list at a path, which is made if it is not there."""
    copy = deepcopy(data)
    part: object = copy
    for step in path[:-1]:
        if isinstance(part, dict):
            part = part.setdefault(str(step), {})
        elif isinstance(part, list):
            part = part[int(step)]
    if isinstance(part, dict):
        there = part.setdefault(str(path[-1]), [])
        if isinstance(there, list) and value not in there:
            there.append(value)
    return copy


class _Editor:
    """Adds lines to the text of a YAML file, by the places of its values."""

    def __init__(self, text: str, source: Source) -> None:
        self._lines, self._source = text.splitlines(keepends=True), source

    def add(self, path: KeyPath, value: str) -> str:
        if path not in self._source.values:
            return self._new_list(path, value)
        items = self._source.get(path)
        place = self._source.values[path]
        line, column = place.line - 1, place.column - 1
        if self._lines[line][column : column + 1] == "[":
            return self._in_brackets(line, column, json.dumps(value, ensure_ascii=False), empty=not items)
        last = self._source.values[(*path, len(items) - 1)] if isinstance(items, list) and items else None
        if last is None:
            raise NotMovedError("", self._source.at(path))
        row = last.line - 1
        dash = self._lines[row].index("-")
        end = self._end_of(row, dash)
        self._lines.insert(end, f"{' ' * dash}- {json.dumps(value, ensure_ascii=False)}\n")
        return "".join(self._lines)

    def _new_list(self, path: KeyPath, value: str) -> str:
        """The text with a new key for a list of one value."""
        item, key = json.dumps(value, ensure_ascii=False), str(path[-1])
        if len(path) == 1:
            return self._at_top(f"{key}: [{item}]\n")
        over = path[:-1]
        if over not in self._source.values:
            return self._at_top(f"{over[-1]}:\n  {key}: [{item}]\n")
        place = self._source.values[over]
        line, column = place.line - 1, place.column - 1
        if self._lines[line][column : column + 1] == "{":
            return self._in_brackets(line, column, f"{key}: [{item}]", empty=not self._source.entries(over))
        keys = self._source.entries(over)
        after = next((one for one in ("label", "title", "name") if one in keys), keys[0])
        indent = self._source.keys[(*over, after)].column - 1
        row = self._end_of(self._source.keys[(*over, after)].line - 1, indent)
        self._lines.insert(row, f"{' ' * indent}{key}: [{item}]\n")
        return "".join(self._lines)

    def _at_top(self, lines: str) -> str:
        """The text with further lines before the fields, where the keys of the plan itself end."""
        keys = {key: self._source.keys[key,].line - 1 for key in self._source.entries(())}
        before = keys.get("year", min(keys.values()))
        self._lines.insert(before, lines)
        return "".join(self._lines)

    def _end_of(self, row: int, indent: int) -> int:
        """The line behind a key or an item that begins in a row: the next one that is not further from the margin."""
        for at in range(row + 1, len(self._lines)):
            line = self._lines[at]
            if line.strip() and len(line) - len(line.lstrip()) <= indent:
                return at
        self._lines[-1] = self._lines[-1].rstrip("\n") + "\n"
        return len(self._lines)

    def _in_brackets(self, line: int, column: int, item: str, *, empty: bool) -> str:
        """The text with an item before the bracket that closes those at a place."""
        row, at = _closing(self._lines, line, column)
        text = self._lines[row]
        head = text[:at].rstrip() if text[:at].strip() else text[:at]
        self._lines[row] = (
            f"{head}{'' if empty or head.rstrip().endswith(',') else ','}{' ' if not empty else ''}{item}{text[at:]}"
        )
        return "".join(self._lines)


QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'|[][{}]|(?:^|\s)#.*$")


def _closing(lines: Sequence[str], line: int, column: int) -> tuple[int, int]:
    """Where the bracket at a place is closed."""
    depth = 0
    for row in range(line, len(lines)):
        for found in QUOTED.finditer(lines[row], column if row == line else 0):
            if found[0] in ("[", "{"):
                depth += 1
            elif found[0] in ("]", "}"):
                depth -= 1
                if depth == 0:
                    return row, found.start()
    raise NotMovedError("", line)
