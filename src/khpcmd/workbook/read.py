"""A file into returns. Never raises for what a file contains: whatever is wrong with it is a diagnostic."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.file_names import suffix
from khpcmd.plan.model import Plan
from khpcmd.returns import Return
from khpcmd.stamp import SHEET, Stamp, read_stamp
from khpcmd.workbook.formulas import formulas_of, shared
from khpcmd.workbook.grid import Grid
from khpcmd.workbook.headers import FieldNames
from khpcmd.workbook.layout import find_tables
from khpcmd.workbook.limits import Limits, Refused, damaged, word
from khpcmd.workbook.open import open_package, read_bytes, sha256
from khpcmd.workbook.reader import UnsafeInstallationError, read_grids
from khpcmd.workbook.results_sheet import all_results, is_results
from khpcmd.workbook.sheet import PlanNames, Sheet, SheetReader
from khpcmd.workbook.titles import is_example
from khpcmd.workbook.units import UnitNames

if TYPE_CHECKING:
    from khpcmd.workbook.trace import SheetTrace

DEFAULT_LIMITS = Limits()
NO_FORMULAS: Mapping[str, Mapping[str, str]] = {}
"""Of all files that are no templates."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one file gave. ``period`` is the one that all its returns state, "" where they differ or state none."""

    name: str
    sha256: str
    returns: tuple[Return, ...]
    period: str
    diagnostics: tuple[Diagnostic, ...]
    traces: tuple[SheetTrace, ...] = ()
    """What was found where, sheet by sheet, if it was asked for."""
    stamp: Stamp | None = None
    """What the template says of itself, if the file is one that came back."""
    formulas: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: NO_FORMULAS)
    """Of a template, the formulas by sheet and cell."""
    unprotected: tuple[str, ...] = ()
    """Of a template, the sheets that are not protected any more."""


def read_workbook(
    path: Path | str, plan: Plan, *, name: str, baseline: bool = False, limits: Limits = DEFAULT_LIMITS
) -> Reading:
    """The returns in one file.

    ``name`` is what messages call the file. With ``baseline`` the file is of the plan's baseline year: its titles have
    to say so, and its own figures come as current ones.
    """
    return _read(path, _names(plan, baseline=baseline), name, limits, trace=False)


def trace_workbook(path: Path, plan: Plan, *, name: str, limits: Limits = DEFAULT_LIMITS) -> Reading:
    """The same with its ``traces``."""
    return _read(path, _names(plan, baseline=False), name, limits, trace=True)


def _read(path: Path | str, names: PlanNames, name: str, limits: Limits, *, trace: bool) -> Reading:
    digest = ""
    try:
        data = read_bytes(path, limits)
        digest = sha256(data)
        sheets = _opened(data, limits, names, name, trace=trace)
    except Refused as refused:
        return Reading(name, digest, (), "", (Diagnostic(refused.code, Location(name), refused.params),))
    returns = tuple(filed for sheet in sheets for filed in sheet.returns)
    periods = {filed.period for filed in returns}
    found = tuple(told for sheet in sheets for told in sheet.diagnostics)
    period = periods.pop() if len(periods) == 1 else ""
    reading = Reading(name, digest, returns, period, found, _traces(sheets) if trace else (), _stamp(sheets))
    return _of_template(reading, sheets) if reading.stamp else reading


def _of_template(reading: Reading, sheets: Iterable[Sheet]) -> Reading:
    """The reading with what only matters of a template."""
    grids = [sheet.grid for sheet in sheets]
    formulas = {grid.title: shared(formulas_of(grid)) for grid in grids}
    unprotected = tuple(grid.title for grid in grids if not grid.protected and not is_results(grid))
    return replace(reading, formulas=formulas, unprotected=unprotected)


def _stamp(sheets: Iterable[Sheet]) -> Stamp | None:
    """The stamp on the hidden sheet of a template."""
    for sheet in sheets:
        if sheet.grid.title == SHEET:
            return read_stamp({place: cell.value for place, cell in sheet.grid.cells.items() if place[1] <= len("AB")})
    return None


def _traces(sheets: Iterable[Sheet]) -> tuple[SheetTrace, ...]:
    from khpcmd.workbook.trace import SheetTrace

    return tuple(sheet.trace or SheetTrace(sheet.grid.title, sheet.grid.state) for sheet in sheets)


def _opened(data: bytes, limits: Limits, names: PlanNames, name: str, *, trace: bool) -> list[Sheet]:
    """The sheets as they were read; whatever passes the gate and breaks a reader is one fault of the file."""
    try:
        grids = read_grids(open_package(data, limits, suffix(name)))
        if all_results(grids):
            aside = Diagnostic(Code.FILE_SET_ASIDE, Location(name), {"what": word("own_results")})
            return [Sheet(grids[0], [], diagnostics=[aside])]
        own = [_set_aside(grid, name) for grid in grids if is_results(grid)]
        return [*_sheets([grid for grid in grids if not is_results(grid)], names, name, trace=trace), *own]
    except (Refused, UnsafeInstallationError):
        raise
    except (Exception, MemoryError) as error:
        raise damaged("unreadable") from error


def _set_aside(grid: Grid, file: str) -> Sheet:
    return Sheet(grid, [], diagnostics=[Diagnostic(Code.SHEET_SET_ASIDE, Location(file, grid.title))])


_prepared: list[PlanNames] = []


def _names(plan: Plan, *, baseline: bool) -> PlanNames:
    """The prepared names, kept for the next file as long as the plan is the same object."""
    for names in _prepared:
        if names.plan is plan and names.baseline is baseline:
            return names
    year = plan.baseline_year if baseline and plan.baseline_year else plan.year
    names = PlanNames(plan, baseline, FieldNames(plan, year), UnitNames(plan))
    _prepared[:] = [*_prepared[-1:], names]
    return names


def _sheets(grids: Sequence[Grid], names: PlanNames, file: str, *, trace: bool) -> list[Sheet]:
    limited = next((grid.limited for grid in grids if grid.limited), "")
    sheets = [Sheet(grid, find_tables(grid, names.fields, names.units)) for grid in grids]
    readable = [
        sheet
        for sheet in sheets
        if sheet.tables and sheet.grid.state == "visible" and (len(sheets) == 1 or not is_example(sheet.grid.title))
    ]
    for sheet in sheets:
        at = Location(file, sheet.grid.title)
        if sheet in readable:
            reader = SheetReader(sheet, names, file)
            reader.read()
            if trace:
                reader.trace()
        elif readable and sheet.grid.cells and sheet.grid.state == "visible":
            sheet.diagnostics.append(Diagnostic(Code.SHEET_SET_ASIDE, at))
        elif not readable and sheet.grid.cells:
            sheet.diagnostics.append(Diagnostic(Code.NO_TABLE, at))
        if sheet.tables and sheet.grid.state != "visible":
            sheet.diagnostics.append(Diagnostic(Code.HIDDEN_SHEET, at))
    if not any(sheet.grid.cells for sheet in sheets):
        place = Location(file, sheets[0].grid.title) if sheets else Location(file)
        return [Sheet(Grid("", {}), [], diagnostics=[Diagnostic(Code.SHEET_EMPTY, place)])]
    if limited:
        sheets[0].diagnostics.append(Diagnostic(Code.LIMITED_FORMAT, Location(file), {"what": word(limited)}))
    return sheets
