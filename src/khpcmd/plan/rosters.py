"""Lists of units in files beside the plan: CSV tables, or YAML with ``units`` as a plan has them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from pydantic import Field, ValidationError

from khpcmd.diagnostics import Code, Diagnostic, Location, PlanError, Ref
from khpcmd.plan.base import PlanModel
from khpcmd.plan.mistakes import mistakes_of
from khpcmd.plan.model import Plan
from khpcmd.plan.places import Source, Steps, as_tuples, in_order, mistake, shortened
from khpcmd.plan.roster_table import RosterTable
from khpcmd.plan.source import read_yaml
from khpcmd.plan.taken import Taken, twice
from khpcmd.plan.units import Roster, Unit

MAX_BYTES = 1024 * 1024


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
        taken = Taken(plan, source)
        for index, roster in enumerate(plan.rosters):
            for found in self._read(roster, source, ("rosters", index), taken):
                (units if isinstance(found, Unit) else faults).append(found)  # type: ignore[arg-type]  # told apart
        if faults:
            raise PlanError(in_order(faults))
        return tuple(units)

    def _read(self, roster: Roster, source: Source, path: Steps, taken: Taken) -> Iterator[Unit | Diagnostic]:
        text = self._text(roster, source, path)
        if isinstance(text, Diagnostic):
            yield text
        elif PurePosixPath(roster.file).suffix.lower() in (".yaml", ".yml"):
            yield from _of_yaml(roster, text, taken)
        elif roster.columns is None or roster.level is None:
            lacking = [key for key in ("level", "columns") if getattr(roster, key) is None]
            yield from (mistake(Code.MISSING_KEY, source.at(path), key=key) for key in lacking)
        else:
            yield from RosterTable(roster, roster.columns, roster.level, taken).units(text)

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


def _of_yaml(roster: Roster, text: str, taken: Taken) -> Iterator[Unit | Diagnostic]:
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
        if unit.exists(taken.day):
            at = source.at(("units", index, "id"))
            first = taken.take(unit, at.line)
            yield twice(unit, at, first) if first else unit
