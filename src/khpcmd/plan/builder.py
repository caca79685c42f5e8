"""YAML's events -> plain data with places.

One event at a time and without recursion; what is wrong is collected on the way. Aliases, tags, merge keys and whatever
else a plan does not need are refused, each at its place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, NoReturn

import yaml

from khpcmd.diagnostics import AnyCode, Code, Diagnostic, Location, Param, PlanError, Ref
from khpcmd.plan.places import TOP, Data, Place, Source, Steps, in_order, mistake, shortened
from khpcmd.plan.scalars import Misread, Scalar, read_plain

MAX_DEPTH = 30
MAX_NODES = 100_000

UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(slots=True)
class _Open:
    """A list or a mapping whose end has not come; ``key`` is the one whose value comes next."""

    path: Steps
    into: list[Data] | dict[str, Data]
    key: str | None = None

    @property
    def wants_key(self) -> bool:
        return isinstance(self.into, dict) and self.key is None

    def next_path(self) -> Steps:
        return (*self.path, len(self.into) if self.key is None else self.key)

    def put(self, value: Data) -> None:
        """Add a value; of a key given twice the first one stays."""
        if isinstance(self.into, list):
            self.into.append(value)
        elif self.key is not None:
            self.into.setdefault(self.key, value)
            self.key = None


class Builder:
    """Takes YAML's events one by one; what is wrong is collected on the way."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._data: Data = None
        self._open: list[_Open] = []
        self._values: dict[Steps, Place] = {}
        self._keys: dict[Steps, Place] = {}
        self._texts: dict[Steps, str] = {}
        self._mistakes: list[Diagnostic] = []
        self._faulty: set[Steps] = set()
        self._nodes = self._documents = 0
        self.last = TOP

    def source(self) -> Source:
        mistakes, faulty = tuple(in_order(self._mistakes)), frozenset(self._faulty)
        return Source(self._file, self._data, self._values, self._keys, self._texts, mistakes, faulty)

    def too_large(self, what: str, found: int, limit: int, place: Place) -> NoReturn:
        self._tell(Code.PLAN_TOO_LARGE, place, what=Ref("word", what), found=found, limit=limit)
        raise PlanError(in_order(self._mistakes))

    def bad_syntax(self, found: str, problem: str, place: Place) -> NoReturn:
        """Give up at a place; ``problem`` is a word of the catalogue."""
        self._tell(Code.YAML_SYNTAX, place, found=shortened(found), problem=Ref("word", problem))
        raise PlanError(in_order(self._mistakes))

    def take(self, event: Any) -> bool:
        """Whether to go on to the next event."""
        kind = type(event)
        if kind is yaml.ScalarEvent:
            self._scalar(event, self._arrive(event))
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            self._start({} if kind is yaml.MappingStartEvent else [], self._arrive(event))
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            self._open.pop()
        elif kind is yaml.AliasEvent:
            self._alias(self._arrive(event))
        elif kind is yaml.DocumentStartEvent:
            self._documents += 1
            if self._documents > 1:
                place = Place(event.start_mark.line + 1, event.start_mark.column + 1)
                self._tell(Code.YAML_NOT_ALLOWED, place, what=Ref("word", "documents"))
                return False
        return True

    def _arrive(self, event: Any) -> Place:
        """Count a piece of data and refuse what decorates it."""
        place = self.last = Place(event.start_mark.line + 1, event.start_mark.column + 1)
        self._nodes += 1
        if self._nodes > MAX_NODES:
            self.too_large("nodes", self._nodes, MAX_NODES, place)
        if event.anchor is not None and not isinstance(event, yaml.AliasEvent):
            self._refuse("alias", place)
        if getattr(event, "tag", None) is not None:
            self._refuse("tag", place)
            self._faulty.add(self._next_path())
        return place

    def _next_path(self) -> Steps:
        return self._open[-1].next_path() if self._open else ()

    def _scalar(self, event: Any, place: Place) -> None:
        value: Scalar | Misread = event.value if event.style else read_plain(event.value)
        if event.style == '"' and (wrong := UNPRINTABLE.search(event.value)):
            found, problem = f"U+{ord(wrong.group()):04X}", Ref("word", "yaml_character")
            self._tell(Code.YAML_SYNTAX, place, found=found, problem=problem)
            value = ""
            self._faulty.add(self._next_path())
        if self._open and self._open[-1].wants_key:
            self._key(event.value, value, place, merge=event.value == "<<" and not event.style)
            return
        path = self._next_path()
        self._texts.setdefault(path, event.value)
        self._put(self._told(value, event.value, path, place), path, place)

    def _told(self, value: Scalar | Misread, text: str, path: Steps, place: Place) -> Scalar:
        """The value; of a word that would be misread its letters, once that has been told."""
        if not isinstance(value, Misread):
            return value
        self._mistakes.append(Diagnostic(value.code, self._location(place), value.params))
        self._faulty.add(path)
        return text

    def _key(self, text: str, value: Scalar | Misread, place: Place, *, merge: bool) -> None:
        """A scalar as key: texts, numbers and days by their letters; a value of another type is no name."""
        mapping = self._open[-1]
        mapping.key = text
        path = mapping.next_path()
        if isinstance(mapping.into, dict) and text in mapping.into:
            first = self._keys[path].line
            self._tell(Code.YAML_DUPLICATE_KEY, place, key=shortened(text), first_line=first)
        self._keys.setdefault(path, place)
        if merge:
            self._refuse("merge_key", place)
            self._faulty.add(mapping.path)  # what it would have brought is not known
        elif value is None or isinstance(value, bool | float | Misread):
            self._refuse("complex_key", place)
            self._faulty.add(path)

    def _start(self, into: list[Data] | dict[str, Data], place: Place) -> None:
        if len(self._open) >= MAX_DEPTH:
            self.too_large("depth", MAX_DEPTH + 1, MAX_DEPTH, place)
        if self._open and self._open[-1].wants_key:
            self._refuse("complex_key", place)
            self._open[-1].key = f"{place.line}:{place.column}"
            path = self._next_path()
            self._faulty.add(path)
        else:
            path = self._next_path()
            self._put(into, path, place)
        self._open.append(_Open(path, into))

    def _alias(self, place: Place) -> None:
        self._refuse("alias", place)
        if self._open and self._open[-1].wants_key:
            self._open[-1].key = f"{place.line}:{place.column}"
            self._faulty.add(self._next_path())
            return
        path = self._next_path()
        self._faulty.add(path)
        self._put(None, path, place)

    def _put(self, value: Data, path: Steps, place: Place) -> None:
        self._values.setdefault(path, place)
        if self._open:
            self._open[-1].put(value)
        else:
            self._data = value

    def _refuse(self, what: str, place: Place) -> None:
        self._tell(Code.YAML_NOT_ALLOWED, place, what=Ref("word", what))

    def _tell(self, code: AnyCode, place: Place, **params: Param) -> None:
        self._mistakes.append(mistake(code, self._location(place), **params))

    def _location(self, place: Place) -> Location:
        return Location(self._file, line=place.line, column=place.column)
