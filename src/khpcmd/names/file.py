"""A file of names edited as text, so that comments and order stay: an entry is decided, or taken out."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from khpcmd.diagnostics import Location
from khpcmd.diagnostics.errors import NamesError, PlanError
from khpcmd.plan.base import PlanModel, Words
from khpcmd.plan.beside import parse_written
from khpcmd.plan.places import Source
from khpcmd.plan.taught import TaughtName, Teaches
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


@dataclass(frozen=True, slots=True)
class Offer:
    """A meaning in a comment of an entry: the key and value as the file has them, and what is said of them."""

    key: str
    value: str
    about: str


@dataclass(frozen=True, slots=True)
class Written:
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
            Written(index, entry, tops[index], starts[index], last, self._indent(columns[index], starts[index]))
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
        return frozenset(
            loose(entry.text) or canonical(entry.text) for entry in entries if not entry.meanings or entry.only is None
        )

    def about(self, written: Written) -> list[str]:
        """The comments above an entry."""
        return [line.strip().lstrip("# ") for line in self._lines[written.first : written.line]]

    def offers(self, written: Written) -> Iterator[Offer]:
        """The meanings that the comments of an entry offer."""
        for line in self._lines[written.line : written.last]:
            if found := OFFERED.match(line):
                yield Offer(found["key"], found["value"].strip('"'), (found["about"] or "").strip())

    def decided(self, written: Written, lines: Collection[str]) -> NamesText:
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
        return (
            left.rstrip("\n") + " []\n"
            if len(indexes) == len(self.entries) and left.rstrip().endswith("names:")
            else left
        )

    def extended(self, entries: str) -> str:
        """The file with further entries at its end."""
        if not self.entries:
            return re.sub(r"(?m)^names:.*\n?\Z|^names:[ ]*\[\][ ]*$", "names:", self.text).rstrip("\n") + "\n" + entries
        return _ended("".join(self._lines[: self._end])) + entries + "".join(self._lines[self._end :])


def _ended(text: str) -> str:
    return text if text.endswith("\n") else f"{text}\n"
