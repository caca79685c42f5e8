"""Lists of units in CSV files beside the plan."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from khpcmd.diagnostics import Code, Diagnostic, Location, PlanError, Ref
from khpcmd.plan.model import Plan, Roster, Text, Unit
from khpcmd.plan.places import Source, in_order, mistake, shortened

MAX_BYTES = 1024 * 1024


class Rosters:
    """Reads the rosters of one plan, from the folder that the plan is in."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.content = b""
        """The bytes of all the files read, for the plan's hash."""

    def units(self, plan: Plan, source: Source) -> tuple[Unit, ...]:
        """The units of all rosters; PlanError with every mistake, in the plan or at its line of the roster."""
        units, faults = list[Unit](), list[Diagnostic]()
        known = {unit.id: source.line(("units", place, "id")) for place, unit in enumerate(plan.units)}
        for index, roster in enumerate(plan.rosters):
            for found in self._read(roster, source, index, known):
                (units if isinstance(found, Unit) else faults).append(found)  # type: ignore[arg-type]  # told apart
        if faults:
            raise PlanError(in_order(faults))
        return tuple(units)

    def _read(self, roster: Roster, source: Source, index: int, known: dict[str, int]) -> Iterator[Unit | Diagnostic]:
        at = source.at(("rosters", index, "file"))
        path = self._folder / roster.file
        if Path(roster.file).is_absolute() or ".." in Path(roster.file).parts:
            yield mistake(Code.WRONG_VALUE, at, found=shortened(roster.file), expected=Ref("word", "path_below"))
            return
        try:
            content = path.read_bytes() if path.is_file() and path.stat().st_size <= MAX_BYTES else None
            lines = None if content is None else content.decode("utf-8-sig").splitlines()
        except (OSError, ValueError) as error:
            yield mistake(Code.PLAN_NOT_READABLE, Location(roster.file), reason=type(error).__name__)
            return
        if content is None or lines is None:
            yield mistake(Code.WRONG_VALUE, at, found=shortened(roster.file), expected=Ref("word", "roster_file"))
            return
        self.content += content
        yield from _rows(roster, lines, known)


def _rows(roster: Roster, lines: list[str], known: dict[str, int]) -> Iterator[Unit | Diagnostic]:
    table = csv.reader(lines)
    header = next(table, [])
    wanted = {"id": roster.columns.id, "name": roster.columns.name}
    if roster.columns.parent is not None:
        wanted["parent"] = roster.columns.parent
    lacking = [name for name in wanted.values() if name not in header]
    for name in lacking:
        yield mistake(Code.MISSING_KEY, Location(roster.file, line=1, column=1), key=name)
    if lacking:
        return
    columns = {key: header.index(name) for key, name in wanted.items()}
    for row in table:
        if not any(row):
            continue
        at = Location(roster.file, line=table.line_num, column=1)
        texts = {key: row[column].strip() if column < len(row) else "" for key, column in columns.items()}
        yield _unit(roster, texts, at, known)
        known.setdefault(texts["id"], at.line)


def _unit(roster: Roster, texts: dict[str, str], at: Location, known: dict[str, int]) -> Unit | Diagnostic:
    ident, name, parent = texts["id"], texts["name"], texts.get("parent")
    if ident in known:
        return mistake(Code.DUPLICATE_ID, at, what=Ref("word", "unit"), id=shortened(ident), first_line=known[ident])
    if parent is not None and parent not in known:
        return mistake(Code.UNKNOWN_REFERENCE, at, what=Ref("word", "unit"), found=shortened(parent), suggestion="")
    try:
        return Unit(id=ident, level=roster.level, name=Text(vi=name, en=name), parent=parent)
    except ValidationError as error:
        found = texts.get(str(error.errors()[0]["loc"][0]), name) or Ref("word", "empty")
        return mistake(Code.WRONG_VALUE, at, found=found, expected=Ref("word", "id_and_name"))
