"""The units in files beside the plan: CSV tables, or YAML with ``units`` as a plan has them."""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path, PurePosixPath

from pydantic import Field, ValidationError

from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.diagnostics.errors import PlanError
from khpcmd.diagnostics.parameters import Ref
from khpcmd.measures.base import KeyPath
from khpcmd.measures.threshold import Known, read_known
from khpcmd.plan.base import Language, PlanModel, Spoken, Text
from khpcmd.plan.mistakes import mistakes_of
from khpcmd.plan.model import Plan
from khpcmd.plan.places import Source, as_tuples, shortened
from khpcmd.plan.units import Columns, Roster, Unit
from khpcmd.plan.yaml_source import read_yaml
from khpcmd.text.patterns import when_asked

MAX_BYTES = 1024 * 1024
NUMBER = when_asked(r"[0-9]{1,15}([.,]([0-9]{1,2}|[0-9]{4,6}))?")
"""A number of a CSV file. 1.250 may be a thousand and more: three decimals are written as four, 1.2500."""
UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Characters that no name has: control characters, line breaks, marks that change the direction of writing."""


class RosterFile(PlanModel):
    """A roster in YAML."""

    units: tuple[Unit, ...] = Field(min_length=1)


class Taken:
    """The ids of the units that exist on the plan's day, and the line of each. Several rosters, and the plan itself,
    may name the same id."""

    def __init__(self, plan: Plan, source: Source) -> None:
        self.day = plan.day_of_units
        self.languages: tuple[Language, ...] = plan.languages
        self.former = [unit for unit in plan.units if unit.ended(self.day)]
        """The units that existed before that day."""
        self.lines = {
            unit.id: source.line(("units", place, "id"))
            for place, unit in enumerate(plan.units)
            if unit.exists(self.day)
        }

    def take(self, unit: Unit, at: Location) -> Unit | Diagnostic | None:
        """The unit; None where it does not exist on the plan's day, a diagnostic where its id is taken already."""
        if not unit.exists(self.day):
            self.former += [unit] if unit.ended(self.day) else []
            return None
        first = self.lines.get(unit.id)
        if first is not None:
            what = Ref("word", "unit")
            return Code.DUPLICATE_ID(at, {"what": what, "id": shortened(unit.id), "first_line": first})
        self.lines[unit.id] = at.line
        return unit


class Rosters:
    """Reads the rosters of one plan, from the folder that the plan is in."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.content = b""
        """The bytes of all the files read, for the plan's hash."""
        self.former: tuple[Unit, ...] = ()
        """The units, also of the plan itself, that existed before the plan's day."""
        self.places = dict[str, Location]()
        """Where each unit of the files stands."""

    def units(self, plan: Plan, source: Source) -> tuple[tuple[Unit, ...], list[Diagnostic]]:
        """The units of all rosters that exist on the plan's day, and every mistake at its place."""
        units, faults = list[Unit](), list[Diagnostic]()
        taken = Taken(plan, source)
        for index, roster in enumerate(plan.rosters):
            for found in self._read(roster, source, ("rosters", index), taken):
                if isinstance(found, Unit):
                    units.append(found)
                    self.places[found.id] = Location(roster.file, line=taken.lines[found.id], column=1)
                else:
                    faults.append(found)
        self.former = tuple(taken.former)
        return tuple(units), faults

    def _read(self, roster: Roster, source: Source, path: KeyPath, taken: Taken) -> Iterator[Unit | Diagnostic]:
        text = self._text(roster, source, path)
        if isinstance(text, Diagnostic):
            yield text
        elif PurePosixPath(roster.file).suffix.lower() in (".yaml", ".yml"):
            yield from _of_yaml(roster, text, taken)
        elif roster.columns is None or roster.level is None:
            missing = [key for key in ("level", "columns") if getattr(roster, key) is None]
            yield from (
                Code.MISSING_KEY(source.at(path), {"key": key, "of": f" (rosters: {roster.file})"}) for key in missing
            )
        else:
            yield from _Table(roster, roster.columns, roster.level, taken).units(text)

    def _text(self, roster: Roster, source: Source, path: KeyPath) -> str | Diagnostic:
        """The text of the file, or why there is none; a file that is not below the plan's folder is not opened."""
        at, file = source.at((*path, "file")), self._folder / roster.file
        outside = Path(roster.file).is_absolute() or ".." in Path(roster.file).parts
        if outside or not _is_below(file, self._folder):
            return Code.WRONG_VALUE(at, {"found": shortened(roster.file), "expected": Ref("word", "path_below")})
        try:
            content = file.read_bytes() if file.is_file() and file.stat().st_size <= MAX_BYTES else None
            text = None if content is None else content.decode("utf-8-sig")
        except (OSError, ValueError) as error:
            reason = Ref("word", "encoding" if isinstance(error, UnicodeError) else "read_error")
            return Code.PLAN_NOT_READABLE(Location(roster.file), {"reason": reason})
        if content is None or text is None:
            return Code.WRONG_VALUE(at, {"found": shortened(roster.file), "expected": Ref("word", "roster_file")})
        self.content += content
        return text


def _is_below(file: Path, folder: Path) -> bool:
    """Whether a file is in the folder also when links are followed."""
    try:
        return file.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError):
        return False


def _of_yaml(roster: Roster, text: str, taken: Taken) -> Iterator[Unit | Diagnostic]:
    try:
        source = read_yaml(text, roster.file)
    except PlanError as error:
        yield from error.diagnostics
        return
    try:
        data, spoken = as_tuples(source.data), Spoken(taken.languages)
        found = RosterFile.model_validate(data, strict=True, by_alias=True, by_name=False, context=spoken)
    except ValidationError as error:
        yield from (*source.mistakes, *mistakes_of(error, source, RosterFile))
        return
    yield from source.mistakes
    for index, unit in enumerate(found.units):
        taken_unit = taken.take(unit, source.at(("units", index, "id")))
        if taken_unit is not None:
            yield taken_unit


class _Table:
    """A roster in CSV: one unit in a row, under columns whose names the plan gives."""

    def __init__(self, roster: Roster, columns: Columns, level: str, taken: Taken) -> None:
        self._roster = roster
        self._level = level
        self._taken = taken
        named = {key: getattr(columns, key) for key in Columns.model_fields if key != "registered"}
        self._names: dict[str, str] = {key: column for key, column in named.items() if column is not None}
        self._registers = {
            (name, year): column
            for name, own in columns.registered.items()
            for year, column in (own.items() if isinstance(own, dict) else ((0, own),))
        }
        """By name and year, 0 for one of all years, the column."""

    def units(self, text: str) -> Iterator[Unit | Diagnostic]:
        """The units that exist on the plan's day, and what is wrong, row by row."""
        table = csv.reader(io.StringIO(text), strict=True)
        try:
            rows = [(table.line_num, row) for row in table if any(row)]
        except csv.Error:  # unbalanced quotation marks
            yield Code.WRONG_VALUE(self._at(1), {"found": "CSV", "expected": Ref("word", "roster_table")})
            return
        header = rows[0][1] if rows else []
        missing = [name for name in (*self._names.values(), *self._registers.values()) if header.count(name) != 1]
        for name in missing:
            yield Code.MISSING_KEY(self._at(1), {"key": name, "of": ""})
        if missing:
            return
        names = {key: header.index(column) for key, column in self._names.items()}
        registers = {key: header.index(column) for key, column in self._registers.items()}
        for line, row in rows[1:]:
            if UNSEEN.search("".join(row)):
                yield self._wrong(line, row, "roster_unseen")
                continue
            if len(row) != len(header):
                yield self._wrong(line, row, "roster_cells")
                continue
            texts = {key: row[column].strip() for key, column in names.items()}
            numbers = {key: row[column].strip() for key, column in registers.items()}
            found = self._unit(texts, numbers, line)
            if found is not None:
                yield found

    def _at(self, line: int) -> Location:
        return Location(self._roster.file, line=line, column=1)

    def _wrong(self, line: int, texts: Sequence[str], expected: str) -> Diagnostic:
        found = shortened(", ".join(texts)) or Ref("word", "empty")
        return Code.WRONG_VALUE(self._at(line), {"found": found, "expected": Ref("word", expected)})

    def _unit(self, texts: dict[str, str], numbers: dict[tuple[str, int], str], line: int) -> Unit | Diagnostic | None:
        """The unit of one row, or what is wrong with it; None where it does not exist on the plan's day."""
        try:
            name = Text(vi=texts["name"], en=texts.get("name_en") or texts["name"])
            stated = {
                "parent": texts.get("parent") or self._roster.parent,
                "aliases": _listed(texts.get("aliases")),
                "registered": _registered(numbers),
                "valid_from": _day(texts.get("valid_from")),
                "valid_to": _day(texts.get("valid_to")),
                "formed_from": _listed(texts.get("formed_from")),
            }
            unit = Unit(
                id=texts["id"], level=self._level, name=name, **{key: one for key, one in stated.items() if one}
            )
        except ValueError:  # that of pydantic is one
            return self._wrong(line, [text for text in texts.values() if text], "roster_row")
        return self._taken.take(unit, self._at(line))


def _registered(texts: dict[tuple[str, int], str]) -> dict[str, Known | dict[int, Known]]:
    """The numbers of a unit; a blank is none, which is a mistake where something asks for it."""
    found = dict[str, Known | dict[int, Known]]()
    for (name, year), text in texts.items():
        if not text:
            continue
        if not year:
            found[name] = _known(text)
            continue
        of_years = found.setdefault(name, {})
        if isinstance(of_years, dict):
            of_years[year] = _known(text)
    return found


def _known(text: str) -> Known:
    """A number as a CSV file has it: 12, 12.5, 12,5 or 91,66%; groups of thousands are refused, as in the plan."""
    figure = text.removesuffix("%").strip()
    if not NUMBER.fullmatch(figure):
        raise ValueError(text)
    return read_known(text if text.endswith("%") else Decimal(figure.replace(",", ".")))


def _listed(text: str | None) -> tuple[str, ...]:
    """Names or codes with ";" between them."""
    return tuple(one for part in (text or "").split(";") if (one := part.strip()))


def _day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None
