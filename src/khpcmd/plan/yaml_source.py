"""YAML text as plain data with places (``Source``).

The reader works event by event, without recursion, and collects mistakes on the way. Aliases, tags, merge keys and
whatever else a plan does not need are refused, each at its place. Unquoted scalars are those of YAML 1.2, without what
silently corrupts codes and numbers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, NoReturn

import yaml

from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.diagnostics.errors import PlanError
from khpcmd.diagnostics.parameters import Ref
from khpcmd.measures.base import KeyPath
from khpcmd.plan.places import TOP, Data, Place, Scalar, Source, in_order, shortened
from khpcmd.text.patterns import when_asked

MAX_BYTES = 1 << 20
MAX_DEPTH = 30
MAX_NODES = 100_000

UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The parser in C where PyYAML was built with it; the one in Python gives the same events, more slowly."""
LINE_END = when_asked("\r\n|[\n\r\x85\u2028\u2029]")


PROBLEMS = tuple(
    (when_asked(problem), word)
    for problem, word in (
        ("mapping values are not allowed", "yaml_colon"),
        ("could not find expected ':'", "yaml_no_colon"),
        ("cannot start any token", "yaml_start"),
        ("escape|hexadecimal", "yaml_escape"),
        ("end of stream.{0,80}(?:quoted|flow)|expected ',' or|flow (?:sequence|mapping)", "yaml_not_closed"),
        ("expected key|expected '-'|<block end>|block (?:sequence|mapping)|simple key", "yaml_indentation"),
    )
)
"""Parts of the messages of PyYAML's two parsers, each with the word of the catalogue for the problem."""

CONSTANTS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
NUMERIC = frozenset("+-.0123456789")
WHOLE = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,99})")
THREE_DECIMALS = when_asked(r"[-+]?[1-9][0-9]{0,2}\.[0-9]{2}[1-9]")
"""A number that has them in a plan in English alone; what ends in 0 (1.250, 60.000) is not written so."""
ENGLISH = re.compile(r"^languages: *(?:en|\[ *en *\]) *(?:#.*)?$", re.MULTILINE)
VIETNAMESE = when_asked(r"[-+]?[1-9][0-9]{0,2}(?:\.[0-9]{3})+")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
EXACT = when_asked(r"[-+]?(?:0|[1-9][0-9]{0,29})\.[0-9]{1,30}")


def read_yaml(text: str, file: str) -> Source:
    """The data of a plan file; ``PlanError`` where it cannot be read to its end.

    Mistakes that leave the rest readable (a key given twice, an alias, ``60.000``) are in ``Source.mistakes``.
    """
    text = text.removeprefix("\ufeff")
    builder = Builder(file, english=ENGLISH.search(text) is not None)
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > MAX_BYTES:
        builder.too_large("bytes", size, MAX_BYTES, Place(0, 0))
    if wrong := UNPRINTABLE.search(text):
        builder.bad_syntax(f"U+{ord(wrong.group()):04X}", "yaml_character", place_of(text, wrong.start()))
    _feed(builder, text)
    return builder.source()


def place_of(text: str, index: int) -> Place:
    """The line and the column of a character."""
    start, line = 0, 1
    for end in LINE_END.finditer(text, 0, index):
        start, line = end.end(), line + 1
    return Place(line, index - start + 1)


def _feed(builder: Builder, text: str) -> None:
    try:
        for event in yaml.parse(text, Loader=LOADER):
            if not builder.take(event):
                return
    except yaml.MarkedYAMLError as error:
        place = _place(error, text) or builder.last
        builder.bad_syntax(_line(text, place).strip(), _problem(error, text, place), place)
    except (yaml.YAMLError, ValueError, OverflowError):  # a code point out of range, in the parser in Python
        builder.bad_syntax(_line(text, builder.last).strip(), "yaml_other", builder.last)


def _place(error: yaml.MarkedYAMLError, text: str) -> Place | None:
    """Where the mistake is; for what is never closed, where it was opened."""
    mark = error.problem_mark or error.context_mark
    if mark and error.context_mark and mark.index >= len(text.rstrip()):
        mark = error.context_mark
    return Place(mark.line + 1, mark.column + 1) if mark else None


def _problem(error: yaml.MarkedYAMLError, text: str, place: Place) -> str:
    """The word of the catalogue for a mistake; a tab in the indentation has its own."""
    if _line(text, place)[place.column - 1 : place.column] == "\t":
        return "yaml_tab"
    message = f"{error.problem} {error.context}"
    return next((word for known, word in PROBLEMS if known.search(message)), "yaml_other")


def _line(text: str, place: Place) -> str:
    return next(iter(LINE_END.split(text)[place.line - 1 : place.line]), "")


@dataclass(slots=True)
class _Open:
    """A list or a mapping that is still being read; ``key`` is the key whose value comes next."""

    path: KeyPath
    into: list[Data] | dict[str, Data]
    key: str | None = None

    @property
    def wants_key(self) -> bool:
        return isinstance(self.into, dict) and self.key is None

    def next_path(self) -> KeyPath:
        return (*self.path, len(self.into) if self.key is None else self.key)

    def put(self, value: Data) -> None:
        """Add a value; of a key given twice the first one stays."""
        if isinstance(self.into, list):
            self.into.append(value)
        elif self.key is not None:
            self.into.setdefault(self.key, value)
            self.key = None


class Builder:
    """Takes YAML events one by one and collects mistakes on the way."""

    def __init__(self, file: str, *, english: bool = False) -> None:
        self._source, self._english = Source(file, None), english
        self._data: Data = None
        self._open: list[_Open] = []
        self._mistakes: list[Diagnostic] = []
        self._faulty: set[KeyPath] = set()
        self._nodes = self._documents = 0
        self.last = TOP

    def source(self) -> Source:
        mistakes, faulty = tuple(in_order(self._mistakes)), frozenset(self._faulty)
        return replace(self._source, data=self._data, mistakes=mistakes, faulty=faulty)

    def too_large(self, what: str, found: int, limit: int, place: Place) -> NoReturn:
        self._report(Code.PLAN_TOO_LARGE(self._at(place), {"what": Ref("word", what), "found": found, "limit": limit}))
        raise PlanError(in_order(self._mistakes))

    def bad_syntax(self, found: str, problem: str, place: Place) -> NoReturn:
        """Raise ``PlanError`` for a syntax error; ``problem`` is a word of the catalogue."""
        self._bad_syntax(shortened(found), problem, place)
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
                self._refuse("documents", place)
                return False
        return True

    def _arrive(self, event: Any) -> Place:
        """Count a node, refuse its anchor or tag, and return its place."""
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

    def _next_path(self) -> KeyPath:
        return self._open[-1].next_path() if self._open else ()

    def _scalar(self, event: Any, place: Place) -> None:
        value: Scalar | Diagnostic = event.value if event.style else read_plain(event.value)
        if event.style == '"' and (wrong := UNPRINTABLE.search(event.value)):
            self._bad_syntax(f"U+{ord(wrong.group()):04X}", "yaml_character", place)
            value = ""
            self._faulty.add(self._next_path())
        if self._open and self._open[-1].wants_key:
            self._key(event.value, value, place, merge=event.value == "<<" and not event.style)
            return
        path = self._next_path()
        self._source.texts.setdefault(path, event.value)
        self._source.spans.setdefault(path, (event.start_mark.index, event.end_mark.index))
        self._put(self._value_of(value, event.value, path, place), path, place)

    def _value_of(self, value: Scalar | Diagnostic, text: str, path: KeyPath, place: Place) -> Scalar:
        """The value of a scalar; a word that would be misread is reported, and its text is the value."""
        if not isinstance(value, Diagnostic):
            return value
        if self._english and THREE_DECIMALS.fullmatch(text):
            return Decimal(text)
        self._report(replace(value, at=self._at(place)))
        self._faulty.add(path)
        return text

    def _key(self, text: str, value: Scalar | Diagnostic, place: Place, *, merge: bool) -> None:
        """Take a scalar as a key: texts, numbers and days as they are written; other types are refused."""
        mapping = self._open[-1]
        mapping.key = text
        path = mapping.next_path()
        if isinstance(mapping.into, dict) and text in mapping.into:
            first = self._source.keys[path].line
            self._report(Code.YAML_DUPLICATE_KEY(self._at(place), {"key": shortened(text), "first_line": first}))
        self._source.keys.setdefault(path, place)
        if merge:
            self._refuse("merge_key", place)
            self._faulty.add(mapping.path)  # the keys that it would have added are unknown
        elif value is None or isinstance(value, bool | Decimal | Diagnostic):
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

    def _put(self, value: Data, path: KeyPath, place: Place) -> None:
        self._source.values.setdefault(path, place)
        if self._open:
            self._open[-1].put(value)
        else:
            self._data = value

    def _refuse(self, what: str, place: Place) -> None:
        self._report(Code.YAML_NOT_ALLOWED(self._at(place), {"what": Ref("word", what)}))

    def _bad_syntax(self, found: str, problem: str, place: Place) -> None:
        self._report(Code.YAML_SYNTAX(self._at(place), {"found": found, "problem": Ref("word", problem)}))

    def _report(self, mistake: Diagnostic) -> None:
        self._mistakes.append(mistake)

    def _at(self, place: Place) -> Location:
        return Location(self._source.file, line=place.line, column=place.column)


def read_plain(text: str) -> Scalar | Diagnostic:
    """The value of an unquoted scalar; a diagnostic without a place where it would not be what its writer meant.

    ``yes``, ``012``, ``0x1F``, ``1_000`` and ``12:30`` are texts: codes keep their zeros. ``60.000`` and ``1.234.567``
    are refused, and so is a day that is not in the calendar. A decimal number such as ``43.5`` is exact; one with an
    exponent is a text, as no key of a plan takes it.
    """
    if text in CONSTANTS:
        return CONSTANTS[text]
    if text[0] not in NUMERIC:
        return text
    if WHOLE.fullmatch(text):
        return int(text)
    if DAY.fullmatch(text):
        return _day(text)
    if VIETNAMESE.fullmatch(text):
        return Code.YAML_NUMBER_LOOKS_VIETNAMESE(None, {"found": text, "meaning": text.replace(".", "")})
    return Decimal(text) if EXACT.fullmatch(text) else text


def _day(text: str) -> date | Diagnostic:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return Code.WRONG_VALUE(None, {"found": text, "expected": Ref("word", "calendar_day")})
