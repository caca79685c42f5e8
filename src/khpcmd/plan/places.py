"""The plan file as plain data, and where each piece of it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from khpcmd.diagnostics import AnyCode, Diagnostic, Location, Param, Ref
from khpcmd.plan.scalars import Scalar

Data = Scalar | list["Data"] | dict[str, "Data"]
Steps = tuple[str | int, ...]
"""The way to a piece of the data: keys and indexes, from the top."""

MAX_SHOWN = 80
"""How much of a faulty value a message repeats, in characters."""


class Place(NamedTuple):
    """A spot in the file, both numbers from 1; 0 is the whole file."""

    line: int
    column: int


TOP = Place(1, 1)


@dataclass(frozen=True, slots=True)
class Source:
    """A file of YAML: its data, the places of values and keys, its scalars as they were written, and what is wrong.

    ``faulty`` are the pieces whose mistake has been told; what follows from it is not to be told again.
    """

    file: str
    data: Data
    values: dict[Steps, Place] = field(default_factory=dict)
    keys: dict[Steps, Place] = field(default_factory=dict)
    texts: dict[Steps, str] = field(default_factory=dict)
    mistakes: tuple[Diagnostic, ...] = ()
    faulty: frozenset[Steps] = frozenset()

    def nearest(self, path: Steps) -> Steps:
        """The path, or as much of it as stands in the file."""
        while path and path not in self.values:
            path = path[:-1]
        return path

    def line(self, path: Steps) -> int:
        """The line of a value, or of the nearest piece around it."""
        return self.values.get(self.nearest(path), TOP).line

    def at(self, path: Steps) -> Location:
        """The place of a value, or of the nearest piece around it."""
        place = self.values.get(self.nearest(path), TOP)
        return Location(self.file, line=place.line, column=place.column)

    def at_key(self, path: Steps) -> Location:
        """The place of an entry's key; of the value where it has none."""
        place = self.keys.get(path)
        return Location(self.file, line=place.line, column=place.column) if place else self.at(path)

    def get(self, path: Steps) -> Data:
        """The piece of data at a path that stands in the file."""
        found = self.data
        for step in path:
            if isinstance(found, dict):
                found = found[str(step)]
            elif isinstance(found, list):
                found = found[int(step)]
        return found

    def entries(self, path: Steps) -> tuple[str, ...]:
        """The keys of a mapping; none where something else stands."""
        found = self.get(self.nearest(path))
        return tuple(found) if isinstance(found, dict) else ()

    def found(self, path: Steps) -> Param:
        """What stands there, for a message: a scalar as it was written, or what kind of thing it is."""
        path = self.nearest(path)
        if self.texts.get(path):
            return shortened(self.texts[path])
        match self.get(path):
            case dict():
                return Ref("word", "mapping")
            case list():
                return Ref("word", "list")
        return Ref("word", "empty")


def as_tuples(data: Data) -> object:
    """The data with tuples for lists: strict validation takes a list for nothing else."""
    match data:
        case list():
            return tuple(map(as_tuples, data))
        case dict():
            return {key: as_tuples(value) for key, value in data.items()}
    return data


def shortened(text: str) -> str:
    """A text as a message repeats it."""
    return text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 1] + "…"


def in_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Diagnostics by their place in the file."""

    def place(found: Diagnostic) -> tuple[int, int, str]:
        return (found.at.line, found.at.column, found.code.code) if found.at else (0, 0, found.code.code)

    return sorted(diagnostics, key=place)


def mistake(code: AnyCode, at: Location, **params: Param) -> Diagnostic:
    """A diagnostic of the plan file."""
    return Diagnostic(code, at, params)
