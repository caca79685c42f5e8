"""A plan file as plain data, with the line and column of each value and key."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from khpcmd.diagnostics import Diagnostic, Location
from khpcmd.diagnostics.parameters import Ref
from khpcmd.measures.base import KeyPath

Scalar = None | bool | int | Decimal | str | date
Data = Scalar | list["Data"] | dict[str, "Data"]

MAX_SHOWN = 80
"""How much of a faulty value a message repeats, in characters."""


class Place(NamedTuple):
    """A line and a column of the file, both from 1; 0 means the whole file."""

    line: int
    column: int


TOP = Place(1, 1)


@dataclass(frozen=True, slots=True)
class Source:
    """A YAML file: its data, the places of values and keys, its scalars and the characters they take, and its mistakes.

    ``faulty`` are the paths whose mistake is reported already; mistakes that follow from it are not reported again.
    """

    file: str
    data: Data
    values: dict[KeyPath, Place] = field(default_factory=dict)
    keys: dict[KeyPath, Place] = field(default_factory=dict)
    texts: dict[KeyPath, str] = field(default_factory=dict)
    spans: dict[KeyPath, tuple[int, int]] = field(default_factory=dict)
    mistakes: tuple[Diagnostic, ...] = ()
    faulty: frozenset[KeyPath] = frozenset()

    def nearest(self, path: KeyPath) -> KeyPath:
        """The path, or its longest start that exists in the file."""
        while path and path not in self.values:
            path = path[:-1]
        return path

    def line(self, path: KeyPath) -> int:
        """The line of a value, or of the nearest value around it."""
        return self.values.get(self.nearest(path), TOP).line

    def at(self, path: KeyPath) -> Location:
        """The place of a value, or of the nearest value around it."""
        place = self.values.get(self.nearest(path), TOP)
        return Location(self.file, line=place.line, column=place.column)

    def at_key(self, path: KeyPath) -> Location:
        """The place of a key; that of its value where the key has none."""
        place = self.keys.get(path)
        return Location(self.file, line=place.line, column=place.column) if place else self.at(path)

    def get(self, path: KeyPath) -> Data:
        """The data at a path that exists in the file."""
        found = self.data
        for step in path:
            if isinstance(found, dict):
                found = found[str(step)]
            elif isinstance(found, list):
                found = found[int(step)]
        return found

    def entries(self, path: KeyPath) -> tuple[str, ...]:
        """The keys of a mapping; none where the value is not a mapping."""
        found = self.get(self.nearest(path))
        return tuple(found) if isinstance(found, dict) else ()

    def named(self, *paths: KeyPath) -> str:
        """The parts of the file that paths lie in, by their ids, for a message: " (targets: B3c)"; "" at the top."""
        parts = dict[str, None]()
        for path in paths:
            if len(path) > 1 and (name := self.texts.get((*path[:2], "id")) if isinstance(path[1], int) else path[1]):
                parts[f"{path[0]}: {shortened(str(name))}"] = None
        return f" ({'; '.join(parts)})" if parts else ""

    def found(self, path: KeyPath) -> Ref | str:
        """The value at a path, for a message: a scalar as it was written, or the kind of value."""
        path = self.nearest(path)
        if self.texts.get(path):
            return shortened(self.texts[path])
        match self.get(path):
            case dict():
                return Ref("word", "mapping")
            case list() as items if items and not any(isinstance(item, dict | list) for item in items):
                return shortened(f"[{', '.join(self.texts.get((*path, at), '') for at in range(len(items)))}]")
            case list():
                return Ref("word", "list")
        return Ref("word", "empty")


def as_tuples(data: Data) -> object:
    """The data with tuples for lists: strict validation does not accept a list for a tuple."""
    match data:
        case list():
            return tuple(map(as_tuples, data))
        case dict():
            return {key: as_tuples(value) for key, value in data.items()}
    return data


def shortened(text: str, longest: int = MAX_SHOWN) -> str:
    """A text cut to a length, by itself to that which a message repeats."""
    return text if len(text) <= longest else text[: longest - 1] + "…"


def in_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Diagnostics by their place in the file."""

    def place(found: Diagnostic) -> tuple[int, int, str]:
        return (found.at.line, found.at.column, found.code.code) if found.at else (0, 0, found.code.code)

    return sorted(diagnostics, key=place)
