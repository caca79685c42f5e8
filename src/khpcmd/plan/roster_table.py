"""Rosters in CSV: one unit in a row, under columns whose names the plan says."""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Iterator, Sequence

from khpcmd.diagnostics import Code, Diagnostic, Location, Ref
from khpcmd.plan.base import Text
from khpcmd.plan.light import Light
from khpcmd.plan.places import mistake, shortened
from khpcmd.plan.taken import Taken, twice
from khpcmd.plan.units import Columns, Roster, Unit

UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""What no name has: control characters, line breaks, marks that turn the direction of writing."""
PLAIN_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
PLAIN_LENGTH = 2000
"""The longest name that a model takes."""
TEXTS = Light(Text, ("vi", "en"))
UNITS = Light(Unit, ("id", "level", "name", "parent", "aliases", "registered", "valid_from", "valid_to"))
"""Makes units of what a row can say."""


class RosterTable:
    """A roster in CSV."""

    def __init__(self, roster: Roster, columns: Columns, level: str, taken: Taken) -> None:
        self._roster = roster
        self._level = level
        self._taken = taken
        named = {key: getattr(columns, key) for key in Columns.model_fields if key != "registered"}
        self._names: dict[str, str] = {key: column for key, column in named.items() if column is not None}
        self._registers = columns.registered
        self._nothing: dict[str, int] = {}

    def units(self, text: str) -> Iterator[Unit | Diagnostic]:
        """The units that exist on the plan's day, and what is wrong, row by row."""
        try:
            rows = list(_rows(text))
        except csv.Error:
            shown = Ref("word", "roster_table")
            yield mistake(Code.WRONG_VALUE, self._at(1), found="CSV", expected=shown)
            return
        header = rows[0][1] if rows else []
        lacking = [name for name in (*self._names.values(), *self._registers.values()) if header.count(name) != 1]
        for name in lacking:
            yield mistake(Code.MISSING_KEY, self._at(1), key=name)
        if not lacking:
            yield from self._units(header, rows[1:])

    def _units(self, header: Sequence[str], rows: Sequence[tuple[int, list[str]]]) -> Iterator[Unit | Diagnostic]:
        names = {key: header.index(column) for key, column in self._names.items()}
        registers = {key: header.index(column) for key, column in self._registers.items()}
        for line, row in rows:
            written = "".join(row)
            if len(row) != len(header) or (not written.isprintable() and UNSEEN.search(written)):
                yield self._wrong(line, row, "roster_cells")
                continue
            said = {key: row[column].strip() for key, column in names.items()}
            numbers = {key: row[column].strip() for key, column in registers.items()} if registers else {}
            found = self._unit(said, numbers, line)
            if found is not None:
                yield found

    def _at(self, line: int) -> Location:
        return Location(self._roster.file, line=line, column=1)

    def _wrong(self, line: int, texts: Sequence[str], expected: str) -> Diagnostic:
        found = shortened(", ".join(texts)) or Ref("word", "empty")
        return mistake(Code.WRONG_VALUE, self._at(line), found=found, expected=Ref("word", expected))

    def _unit(self, said: dict[str, str], numbers: dict[str, str], line: int) -> Unit | Diagnostic | None:
        """The unit of one row, or what is wrong with it; None where it does not exist on the plan's day."""
        parent = said.get("parent") or self._roster.parent
        if parent is not None and parent not in self._taken.lines:
            what, found = Ref("word", "unit"), shortened(parent)
            return mistake(Code.UNKNOWN_REFERENCE, self._at(line), what=what, found=found, suggestion="")
        try:
            unit = self._made(said, numbers, parent)
        except ValueError:  # that of pydantic is one
            return self._wrong(line, [text for text in said.values() if text], "roster_row")
        if not unit.exists(self._taken.day):
            return None
        first = self._taken.take(unit, line)
        return twice(unit, self._at(line), first) if first else unit

    def _made(self, said: dict[str, str], numbers: dict[str, str], parent: str | None) -> Unit:
        """The unit of one row; ValueError where it is none."""
        ident, vi = said["id"], said["name"]
        en = said.get("name_en") or vi
        aliases = _aliases(said["aliases"]) if "aliases" in said else ()
        registered = {key: _whole(text) for key, text in numbers.items()} if numbers else self._nothing
        first, last = _day(said.get("valid_from")), _day(said.get("valid_to"))
        in_order = first is None or last is None or first <= last
        if in_order and PLAIN_ID.fullmatch(ident) and _are_plain(vi, en, *aliases):
            name = TEXTS.made(vi, en)
            return UNITS.made(ident, self._level, name, None, parent, aliases, registered, first, last)
        return Unit(
            id=ident,
            level=self._level,
            name=Text(vi=vi, en=en),
            parent=parent,
            aliases=aliases,
            registered=registered,
            valid_from=first,
            valid_to=last,
        )


def _are_plain(*names: str) -> bool:
    """Whether the model would take these texts, without blanks around them, as they are."""
    return min(map(len, names)) > 0 and max(map(len, names)) <= PLAIN_LENGTH


def _aliases(text: str) -> tuple[str, ...]:
    return tuple(alias for part in text.split(";") if (alias := part.strip()))


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that say something, each with its line. Raises csv.Error where quotation marks do not agree."""
    table = csv.reader(io.StringIO(text), strict=True)
    return ((table.line_num, row) for row in table if any(row))


def _whole(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise ValueError(text)
    return int(text)


def _day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None
