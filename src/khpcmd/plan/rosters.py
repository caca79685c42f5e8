"""Lists of units in files beside the plan: CSV tables, or YAML with ``units`` as a plan has them."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from pydantic import Field, ValidationError

from khpcmd.diagnostics import Code, Diagnostic, Location, PlanError, Ref
from khpcmd.patterns import pattern
from khpcmd.plan.base import PlanModel, Text
from khpcmd.plan.mistakes import mistakes_of
from khpcmd.plan.model import Plan
from khpcmd.plan.places import Source, Steps, as_tuples, in_order, mistake, shortened
from khpcmd.plan.source import read_yaml
from khpcmd.plan.units import Columns, Roster, Unit

MAX_BYTES = 1024 * 1024
UNSEEN = pattern("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""What no name has: control characters, line breaks, marks that turn the direction of writing."""


class RosterFile(PlanModel):
    """A roster in YAML."""

    units: tuple[Unit, ...] = Field(min_length=1)


class Rosters:
    """Reads the rosters of one plan, from the folder that the plan is in."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.content = b""
        """The bytes of all the files read, for the plan's hash."""

    def units(self, plan: Plan, source: Source) -> tuple[Unit, ...]:
        """The units of all rosters that exist on the plan's day; PlanError with every mistake at its place."""
        units, faults = list[Unit](), list[Diagnostic]()
        known = _Known(plan, source)
        for index, roster in enumerate(plan.rosters):
            for found in self._read(roster, source, ("rosters", index), known):
                (units if isinstance(found, Unit) else faults).append(found)  # type: ignore[arg-type]  # told apart
        if faults:
            raise PlanError(in_order(faults))
        return tuple(units)

    def _read(self, roster: Roster, source: Source, path: Steps, known: _Known) -> Iterator[Unit | Diagnostic]:
        text = self._text(roster, source, path)
        if isinstance(text, Diagnostic):
            yield text
        elif PurePosixPath(roster.file).suffix.lower() in (".yaml", ".yml"):
            yield from _of_yaml(roster, text, known)
        elif roster.columns is None or roster.level is None:
            lacking = [key for key in ("level", "columns") if getattr(roster, key) is None]
            yield from (mistake(Code.MISSING_KEY, source.at(path), key=key) for key in lacking)
        else:
            yield from _Table(roster, roster.columns, roster.level, known).units(text)

    def _text(self, roster: Roster, source: Source, path: Steps) -> str | Diagnostic:
        """What the file says; a file that is not below the plan's folder is not opened."""
        at, file = source.at((*path, "file")), self._folder / roster.file
        outside = Path(roster.file).is_absolute() or ".." in Path(roster.file).parts
        if outside or not _is_below(file, self._folder):
            return mistake(Code.WRONG_VALUE, at, found=shortened(roster.file), expected=Ref("word", "path_below"))
        try:
            content = file.read_bytes() if file.is_file() and file.stat().st_size <= MAX_BYTES else None
            text = None if content is None else content.decode("utf-8-sig")
        except (OSError, ValueError) as error:
            return mistake(Code.PLAN_NOT_READABLE, Location(roster.file), reason=type(error).__name__)
        if content is None or text is None:
            return mistake(Code.WRONG_VALUE, at, found=shortened(roster.file), expected=Ref("word", "roster_file"))
        self.content += content
        return text


def _is_below(file: Path, folder: Path) -> bool:
    """Whether a file is in the folder also when links are followed."""
    try:
        return file.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError):
        return False


class _Known:
    """The ids that are taken on the plan's day, and the line that each stands on."""

    def __init__(self, plan: Plan, source: Source) -> None:
        self.day = plan.day_of_units
        self.lines = {
            unit.id: source.line(("units", place, "id"))
            for place, unit in enumerate(plan.units)
            if unit.exists(self.day)
        }

    def take(self, unit: Unit, at: Location) -> Iterator[Unit | Diagnostic]:
        """The unit if it exists on the day, or the mistake that its id is taken already."""
        if not unit.exists(self.day):
            return
        if unit.id in self.lines:
            what = Ref("word", "unit")
            yield mistake(
                Code.DUPLICATE_ID, at, what=what, id=shortened(unit.id), first_line=self.lines[unit.id]
            )  # fmt: skip
            return
        self.lines[unit.id] = at.line
        yield unit


def _of_yaml(roster: Roster, text: str, known: _Known) -> Iterator[Unit | Diagnostic]:
    try:
        source = read_yaml(text, roster.file)
    except PlanError as error:
        yield from error.diagnostics
        return
    try:
        found = RosterFile.model_validate(as_tuples(source.data), strict=True, by_alias=True, by_name=False)
    except ValidationError as error:
        yield from (*source.mistakes, *mistakes_of(error, source, RosterFile))
        return
    yield from source.mistakes
    for index, unit in enumerate(found.units):
        yield from known.take(unit, source.at(("units", index, "id")))


class _Table:
    """A roster in CSV."""

    def __init__(self, roster: Roster, columns: Columns, level: str, known: _Known) -> None:
        self._roster = roster
        self._level = level
        self._known = known
        named = {key: getattr(columns, key) for key in Columns.model_fields if key != "registered"}
        self._names: dict[str, str] = {key: column for key, column in named.items() if column is not None}
        self._registers = columns.registered

    def units(self, text: str) -> Iterator[Unit | Diagnostic]:
        try:
            rows = list(self._rows(text))
        except csv.Error:
            shown = Ref("word", "roster_table")
            yield mistake(Code.WRONG_VALUE, Location(self._roster.file, line=1, column=1), found="CSV", expected=shown)
            return
        header = rows[0][1] if rows else []
        lacking = [name for name in (*self._names.values(), *self._registers.values()) if header.count(name) != 1]
        for name in lacking:
            yield mistake(Code.MISSING_KEY, Location(self._roster.file, line=1, column=1), key=name)
        if lacking:
            return
        for line, row in rows[1:]:
            at = Location(self._roster.file, line=line, column=1)
            if len(row) != len(header) or any(not cell.isprintable() and UNSEEN.search(cell) for cell in row):
                found = shortened(", ".join(row))
                yield mistake(Code.WRONG_VALUE, at, found=found, expected=Ref("word", "roster_cells"))
            else:
                yield from self._unit({name: cell.strip() for name, cell in zip(header, row, strict=True)}, at)

    @staticmethod
    def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
        """The rows that say something, each with its line. Raises csv.Error where quotation marks do not agree."""
        table = csv.reader(io.StringIO(text), strict=True)
        yield from ((table.line_num, row) for row in table if any(row))

    def _unit(self, texts: dict[str, str], at: Location) -> Iterator[Unit | Diagnostic]:
        said = {key: texts.get(column, "") for key, column in self._names.items()}
        parent = said.get("parent") or self._roster.parent
        if parent is not None and parent not in self._known.lines:
            unit = Ref("word", "unit")
            yield mistake(Code.UNKNOWN_REFERENCE, at, what=unit, found=shortened(parent), suggestion="")
            return
        try:
            found = Unit(
                id=said["id"],
                level=self._level,
                name=Text(vi=said["name"], en=said.get("name_en") or said["name"]),
                parent=parent,
                aliases=tuple(alias.strip() for alias in said.get("aliases", "").split(";") if alias.strip()),
                registered={key: _whole(texts.get(column, "")) for key, column in self._registers.items()},
                valid_from=_day(said.get("valid_from", "")),
                valid_to=_day(said.get("valid_to", "")),
            )
        except (ValidationError, ValueError):
            shown = shortened(", ".join(text for text in said.values() if text)) or Ref("word", "empty")
            yield mistake(Code.WRONG_VALUE, at, found=shown, expected=Ref("word", "roster_row"))
            return
        yield from self._known.take(found, at)


def _whole(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise ValueError(text)
    return int(text)


def _day(text: str) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None
