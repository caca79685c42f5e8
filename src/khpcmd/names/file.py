"""A file of taught names: text -> its models -> ``Taught``, each mistake at its line and column; and the text edited.

Its keys are the language, described in ``docs/en/how-to/names.md``. Comments and order stay where it is edited.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.diagnostics.errors import NamesError, PlanError
from khpcmd.diagnostics.parameters import Phrase, TextFirstLine
from khpcmd.measures.base import KeyPath
from khpcmd.names.contradictions import AGAINST, Contradictions
from khpcmd.plan.base import PlanModel, Words
from khpcmd.plan.beside import Held, Written, parse_written, read_written
from khpcmd.plan.model import Plan
from khpcmd.plan.places import Source, in_order, shortened
from khpcmd.plan.taught import Taught, TaughtName, TaughtSum, Teaches
from khpcmd.text import canonical, loose

MEANINGS = tuple(Teaches)
"""The keys of which an entry has one; without any it is not decided yet."""


class Scope(PlanModel):
    """Where a name holds, where offices mean different things by it."""

    file: Words | None = None
    """The name of the file, without its folder; * stands for any letters."""
    sheet: Words | None = None
    """The name of the sheet."""
    unit: Words | None = None
    """The id of the unit that the sheet is of."""


class NameEntry(PlanModel):
    """One text, and what it means."""

    text: Words
    """The text as the returns have it."""
    field: Words | None = None
    """The id of the field that it names."""
    unit: Words | None = None
    """The id of the unit that it names."""
    figures: Literal["results", "cumulative"] | None = None
    """The header of a column of figures: results, or those since the year began."""
    measure: Words | None = None
    """The unit of measure of the plan that it stands for."""
    period: Words | None = None
    """The id of the period that it names."""
    answer: Literal["yes", "no"] | None = None
    """What it answers in the cell of a declaration."""
    missing: Literal[True] | None = None
    """It says that there is no figure."""
    programme: Literal[True] | None = None
    """It is the name of another programme."""
    harmless: Literal[True] | None = None
    """It says nothing about the figures."""
    ignore: Literal["row", "column", "sheet"] | None = None
    """It names a row, a column or a sheet that the plan does not ask for."""
    only: Scope | None = None
    """Where it holds; without it everywhere."""
    against: Words | None = None
    """The usual meaning of its words that they do not have here; every output says so."""
    reason: Words | None = None
    """Why they do not have it."""

    @property
    def meanings(self) -> dict[str, str]:
        """The keys that say what the text means, with their values."""
        found = {key: getattr(self, key) for key in MEANINGS}
        return {key.value: "" if value is True else str(value) for key, value in found.items() if value is not None}

    def name(self, at: Location) -> TaughtName:
        """The name of an entry that has one meaning."""
        key, meaning = next(iter(self.meanings.items()))
        only = self.only or Scope()
        return TaughtName(
            self.text,
            Teaches(key),
            meaning,
            at,
            only.file or "",
            only.sheet or "",
            only.unit or "",
            self.against or "",
            " ".join((self.reason or "").split()),
        )


class SumEntry(PlanModel):
    """A label in forms of others that is the sum of fields."""

    label: Words
    """The label as the form has it."""
    sum: Annotated[tuple[Words, ...], Field(min_length=2)]
    """The ids of the fields that are added up; all count in one unit of measure."""


class NamesFile(PlanModel):
    """The names that were learned for one plan."""

    plan: Words
    """The id of the plan, so that they are never taken for names of another one."""
    names: tuple[NameEntry, ...] = ()
    fill: tuple[SumEntry, ...] = ()
    """What labels in forms of others are sums of, for ``khpcmd fill``."""


OFFERED = re.compile(
    rf"^\s*#\s*(?P<line>(?P<key>{'|'.join(MEANINGS)}):\s*(?P<value>\"[^\"]*\"|[^\s#]+))\s*(?:#\s*(?P<about>.*))?$"
)
"""A meaning that an entry offers in a comment."""
COMMENT = re.compile(r"^\s*#")


class Offer(NamedTuple):
    """A meaning in a comment of an entry: the key and value as the file has them, and what is said of them."""

    key: str
    value: str
    about: str


@dataclass(frozen=True, slots=True)
class WrittenName:
    """One entry of a file, and its lines (from 0; the last one is not its own)."""

    index: int
    entry: NameEntry
    first: int
    """The first line of the comments above it."""
    line: int
    """The line where it begins."""
    last: int
    indent: int
    """How far its keys are from the margin; 0 where it stands in one line, as ``{text: …}``."""

    @property
    def decided(self) -> bool:
        return bool(self.entry.meanings)


class NamesText:
    """The text of a file of names, and its entries."""

    def __init__(self, text: str, file: str) -> None:
        """``NamesError`` where the text is no file of names."""
        self.text, self._file = text, file
        self._lines = text.splitlines(keepends=True)
        try:
            written = parse_written(text, file, NamesFile)
        except PlanError as error:
            raise NamesError(error.diagnostics) from None
        model, source = written.model, written.source
        starts = [source.line(("names", index)) - 1 for index in range(len(model.names))]
        columns = [source.keys[("names", index, "text")] for index in range(len(model.names))]
        tops = [self._top(start) for start in starts]
        self._end = self._end_of_names(source)
        ends = [*tops[1:], self._end][: len(tops)]
        self.entries = [
            WrittenName(index, entry, tops[index], starts[index], last, self._indent(columns[index], starts[index]))
            for index, (entry, last) in enumerate(zip(model.names, ends, strict=True))
        ]

    def _end_of_names(self, source: Source) -> int:
        """The line, from 0, behind the last entry: the end, or where a key begins that stands behind the names."""
        keys = {str(path[0]): at.line for path, at in source.keys.items() if len(path) == 1}
        return min((line - 1 for line in keys.values() if line > keys.get("names", 0)), default=len(self._lines))

    def _top(self, line: int) -> int:
        """The first of the comments right above an entry that are not offers of the entry before."""
        while line > 0 and COMMENT.match(self._lines[line - 1]) and not OFFERED.match(self._lines[line - 1]):
            line -= 1
        return line

    def _indent(self, place: tuple[int, int], line: int) -> int:
        dashed = self._lines[line].lstrip().startswith("- ")
        return place[1] - 1 if dashed and "{" not in self._lines[line].split(":")[0] else 0

    def known(self) -> frozenset[str]:
        """The texts that need no further entry: those that are not decided yet, or hold everywhere."""
        entries = (one.entry for one in self.entries)
        return frozenset(folded(entry.text) for entry in entries if not entry.meanings or entry.only is None)

    def about(self, written: WrittenName) -> list[str]:
        """The comments above an entry."""
        return [line.strip().lstrip("# ") for line in self._lines[written.first : written.line]]

    def offers(self, written: WrittenName) -> Iterator[Offer]:
        """The meanings that the comments of an entry offer."""
        for line in self._lines[written.line : written.last]:
            if found := OFFERED.match(line):
                yield Offer(found["key"], found["value"].strip('"'), (found["about"] or "").strip())

    def decided(self, written: WrittenName, lines: Collection[str]) -> NamesText:
        """The file with an entry decided: its ``lines`` in place of the comment that offers the same."""
        found, first = list(self._lines), next(iter(lines))
        margin = " " * written.indent
        for at in range(written.line, written.last):
            offer = OFFERED.match(found[at])
            if offer and offer["line"] == first:
                about = f" # {offer['about']}" if offer["about"] else ""
                found[at] = "".join(f"{margin}{line}{about if line == first else ''}\n" for line in lines)
                return NamesText("".join(found), self._file)
        found[written.line] = _ended(found[written.line]) + "".join(f"{margin}{line}\n" for line in lines)
        return NamesText("".join(found), self._file)

    def without(self, indexes: Collection[int]) -> str:
        """The file without some entries."""
        gone = {at for one in self.entries if one.index in indexes for at in range(one.first, one.last)}
        left = "".join(line for at, line in enumerate(self._lines) if at not in gone)
        none_left = len(indexes) == len(self.entries) and left.rstrip().endswith("names:")
        return left.rstrip("\n") + " []\n" if none_left else left

    def extended(self, entries: str) -> str:
        """The file with further entries at its end."""
        if not self.entries:
            return re.sub(r"(?m)^names:.*\n?\Z|^names:[ ]*\[\][ ]*$", "names:", self.text).rstrip("\n") + "\n" + entries
        return _ended("".join(self._lines[: self._end])) + entries + "".join(self._lines[self._end :])


def folded(text: str) -> str:
    """A text as names are compared."""
    return loose(text) or canonical(text)


def _ended(text: str) -> str:
    return text if text.endswith("\n") else f"{text}\n"


def load_names(path: Path, plan: Plan) -> Taught:
    """The names of a file; ``NamesError`` with every mistake by its place, and all that contradicts the plan."""
    try:
        return _taught(read_written(path, NamesFile), plan)
    except PlanError as error:
        raise NamesError(error.diagnostics, plan) from None


def _taught(written: Written[NamesFile], plan: Plan) -> Taught:
    model, source = written.model, written.source
    if found := list(NamesReview(model, source, plan).mistakes()):
        raise PlanError(in_order(found))
    pairs = [(one, source.at(("names", index))) for index, one in enumerate(model.names)]
    names = tuple(one.name(at) for one, at in pairs if one.meanings)
    sums = tuple(TaughtSum(one.label, one.sum, source.at(("fill", index))) for index, one in enumerate(model.fill))
    return Taught(written.file, written.sha256, names, tuple(at for one, at in pairs if not one.meanings), sums)


class NamesReview(Held):
    """Holds the names of a file against a plan, and against each other."""

    def __init__(self, model: NamesFile, source: Source, plan: Plan) -> None:
        super().__init__(source, plan)
        self._model = model

    def mistakes(self) -> Iterator[Diagnostic]:
        """Every mistake at its place."""
        if self._model.plan != self._plan.id:
            found, expected = shortened(self._model.plan), self._plan.id
            yield Code.NAMES_OF_OTHER_PLAN(self._source.at(("plan",)), {"found": found, "expected": expected})
            return  # its ids are those of another plan
        earlier = dict[str, list[TaughtName]]()
        for index, entry in enumerate(self._model.names):
            path = ("names", index)
            wrong = list(self._of(entry, path))
            yield from wrong
            if wrong or not entry.meanings:
                continue
            name = entry.name(self._source.at(path))
            others = earlier.setdefault(folded(name.text), [])
            first = next((one for one in others if not _are_apart(one, name)), None)
            if first:  # taught for the same place before
                yield Code.NAME_TWICE(name.at, {"text": shortened(name.text), "first_line": first.at.line})
            others.append(name)
            yield from self._contradictions.of(name)

        yield from self._sums()

    def _sums(self) -> Iterator[Diagnostic]:
        """Labels that have another meaning already; fields that the plan does not have, or that count something else
        than the first one of their sum."""
        at_names = ((one.text, self._source.at(("names", index))) for index, one in enumerate(self._model.names))
        seen = {folded(text): at for text, at in at_names}
        for index, entry in enumerate(self._model.fill):
            path, label = ("fill", index), folded(entry.label)
            if label in seen:
                twice: TextFirstLine = {"text": shortened(entry.label), "first_line": seen[label].line}
                yield Code.NAME_TWICE(self._source.at(path), twice)
            else:
                yield from self._contradictions.of_label(entry.label, self._source.at(path))
            seen.setdefault(label, self._source.at(path))
            counts = ""
            for at, name in enumerate(entry.sum):
                here = (*path, "sum", at)
                spec = self._plan.fields.get(name)
                if spec is None:
                    yield self.unknown("field", here, name, self._plan.fields)
                    continue
                counted = spec.measure.vi if spec.measure else spec.kind
                counts = counts or counted
                if counted != counts or not spec.measure:
                    expected = Phrase("one_of", (counts,))
                    yield Code.WRONG_VALUE(self._source.at(here), {"found": shortened(counted), "expected": expected})

    def _of(self, entry: NameEntry, path: KeyPath) -> Iterator[Diagnostic]:
        meanings = entry.meanings
        if len(meanings) > 1:
            keys = ", ".join(meanings)
            yield Code.NAME_OF_WHAT(self._source.at(path), {"keys": keys, "allowed": ", ".join(MEANINGS)})
        if (entry.against is None) is not (entry.reason is None):
            yield Code.AGAINST_WITHOUT_REASON(self._source.at(path), {})
        if entry.against is not None and entry.against not in AGAINST:
            expected = Phrase("one_of", AGAINST)
            at = self._source.at((*path, "against"))
            yield Code.WRONG_VALUE(at, {"found": shortened(entry.against), "expected": expected})
        for key, known in (("field", self._plan.fields), ("period", self._plan.periods), ("measure", self._measures)):
            if (value := meanings.get(key)) is not None and value not in known:
                yield self.unknown(key, (*path, key), value, known)
        only = entry.only.unit if entry.only else None
        for unit, place in ((entry.unit, (*path, "unit")), (only, (*path, "only", "unit"))):
            if unit is not None and unit not in self._plan.unit:
                yield self.unknown_unit(unit, place)

    @cached_property
    def _contradictions(self) -> Contradictions:
        return Contradictions(self._plan)

    @cached_property
    def _measures(self) -> tuple[str, ...]:
        """The units of measure of the plan."""
        return tuple(dict.fromkeys(spec.counts[0] for spec in self._plan.fields.values() if spec.counts))


def _are_apart(one: TaughtName, other: TaughtName) -> bool:
    """Whether two names never hold for the same sheet: both are limited in the same way, to different things."""
    return any(
        first and second and loose(first) != loose(second) and "*" not in first + second
        for first, second in ((one.file, other.file), (one.sheet, other.sheet), (one.unit, other.unit))
    )
