"""A file into returns. Never raises for what a file contains: whatever is wrong with it is a diagnostic.

One sheet: the period and the unit from above its tables, then each table in its form.

Sheets of khpcmd's own results, told from a sender's by a sign.

``khpcmd annotate`` puts one in front of a marked copy; a workbook of results consists of nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from khpcmd.diagnostics import Code, Diagnostic, Location, Param, Ref, Severity
from khpcmd.files import suffix
from khpcmd.plan.model import Plan
from khpcmd.returns import Return
from khpcmd.stamp import SHEET, Stamp, read_stamp
from khpcmd.text import Match, tidy
from khpcmd.workbook.annex import AnnexReader, is_annex
from khpcmd.workbook.by_field import FormColumns, FormReader, unit_rows
from khpcmd.workbook.by_unit import UnitTable, report_match
from khpcmd.workbook.collect import Collector
from khpcmd.workbook.columns import HeaderReader
from khpcmd.workbook.file.addresses import a1
from khpcmd.workbook.file.grid import Grid
from khpcmd.workbook.file.limits import Limits, Refused, damaged, word
from khpcmd.workbook.file.open import open_package, read_bytes, read_grids, sha256
from khpcmd.workbook.file.values import UnsafeInstallationError
from khpcmd.workbook.integrity import doubts
from khpcmd.workbook.integrity_figures import formulas_of, shared
from khpcmd.workbook.layout.find import find_tables
from khpcmd.workbook.layout.header_rows import Form
from khpcmd.workbook.layout.table import Table, row_names
from khpcmd.workbook.words.fields import FieldNames, Kind
from khpcmd.workbook.words.periods import Role
from khpcmd.workbook.words.titles import is_estimated, is_example, is_planned, is_scaled, other_year, plans_sheet
from khpcmd.workbook.words.units import Mention, UnitNames

if TYPE_CHECKING:
    from khpcmd.workbook.trace import SheetTrace


@dataclass(frozen=True, slots=True)
class PlanNames:
    """The names of a plan, prepared once for all files of a run."""

    plan: Plan
    baseline: bool
    fields: FieldNames
    units: UnitNames


@dataclass(slots=True)
class Sheet:
    """What one sheet gave."""

    grid: Grid
    tables: list[Table]
    returns: list[Return] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    trace: SheetTrace | None = None
    """What was found where, if somebody asked for it."""


class SheetReader:
    """Reads the tables of one sheet: the period and the unit from above them, then each table in its form."""

    def __init__(self, sheet: Sheet, names: PlanNames, file: str) -> None:
        self._sheet = sheet
        self._names = names
        self._file = file
        self._collector = Collector(names.plan, sheet.grid, file)
        self._doubtful = False
        self._above: dict[int, list[tuple[str, str]]] = {}
        self._annexes = set[int]()
        """The first rows of the tables that are annexes."""

    def read(self) -> None:
        period = self._period()
        for table in self._sheet.tables:
            if not self._of_period(table, period):
                continue
            headers = HeaderReader(
                table, self._names.fields, self._names.units, self._collector, period, self._names.baseline
            )
            if table.form is Form.BY_UNIT:
                self._by_unit(table, headers)
            else:
                self._form(table, headers)
        self._sheet.returns = self._collector.returns(period, doubtful=self._doubtful)
        if not self._sheet.returns and not any(
            found.severity is Severity.ERROR for found in self._collector.reporter.diagnostics
        ):
            self._collector.reporter.report(Code.SHEET_EMPTY, self._collector.reporter.sheet)
        self._sheet.diagnostics = self._collector.reporter.diagnostics + doubts(
            self._sheet, self._names.fields, self._file
        )

    def trace(self) -> None:
        """Keep what was found where."""
        sheet, names = self._sheet, self._names
        from khpcmd.workbook.trace import Tracer  # only where it was asked for

        tracer = Tracer(names.plan, names.fields, sheet.grid, sheet.returns, sheet.diagnostics)
        tables = [tracer.table(table, self._layout(table), self._mentions(table), self._file) for table in sheet.tables]
        sheet.trace = tracer.sheet(tables, self._lines(sheet.tables[0]))

    def _layout(self, table: Table) -> str:
        if table.form is Form.BY_UNIT:
            return "annex" if table.top in self._annexes else "consolidated"
        if table.of_units:
            return "side_by_side"
        groups = self._groups(table, row_names(table, self._sheet.grid))
        return "groups" if groups else "form"

    def _by_unit(self, table: Table, headers: HeaderReader) -> None:
        columns, units = headers.columns(), self._names.units
        if not is_annex(table, columns, units, self._collector):
            UnitTable(table, columns, units, self._collector).read()
            return
        heading = next((found for found in self._mentions(table) if units.has_below(found.match.id)), None)
        if heading:
            self._report_closeness(heading)
        self._annexes.add(table.top)
        AnnexReader(table, columns, units, self._collector, heading).read()

    def _form(self, table: Table, headers: HeaderReader) -> None:
        if table.of_units:
            self._side_by_side(table, headers)
            return
        names = row_names(table, self._sheet.grid)
        groups = self._groups(table, names)
        mentions = self._mentions(table)
        unit = mentions[0].match.id if mentions else ""
        if mentions and not groups:
            self._report_unit(table, mentions)
        form = FormColumns(table, self._names.fields, self._collector, names, headers.figures())
        FormReader(form, self._names.units, unit, groups).read()

    def _groups(self, table: Table, names: Mapping[int, str]) -> dict[int, Match]:
        return unit_rows(table, names, self._sheet.grid, self._names.fields, self._names.units)

    def _side_by_side(self, table: Table, headers: HeaderReader) -> None:
        """A form with a column for each unit; a column of nobody beside them is not read."""
        figures = headers.figures()
        for figure in figures:
            at, heading = headers.header_at(figure.column), table.headings[figure.column]
            if figure.unit:
                report_match(self._collector.reporter, at, heading.text, heading.unit)
                self._collector.source(figure.unit, at)
            else:
                self._collector.reporter.report(Code.COLUMN_SET_ASIDE, at, {"header": heading.text})
        owned = [figure for figure in figures if figure.unit]
        whole = not any(heading.kind is Kind.UNKNOWN for heading in table.headings.values())
        totals = headers.figures(Kind.TOTAL) if whole else []
        names = row_names(table, self._sheet.grid)
        form = FormColumns(table, self._names.fields, self._collector, names, owned, totals)
        FormReader(form, self._names.units, "", {}).read()

    # The lines above a table

    def _lines(self, table: Table) -> list[tuple[str, str]]:
        """The texts between a table and the one before it, with their addresses, in reading order."""
        if table.top not in self._above:
            self._above[table.top] = self._texts_above(table)
        return self._above[table.top]

    def _texts_above(self, table: Table) -> list[tuple[str, str]]:
        grid = self._sheet.grid
        return [
            (cell.value, a1(row, column))
            for row in grid.rows_from(table.above)
            if row < table.top
            for column in grid.rows[row]
            if (cell := grid.cell(row, column)) and isinstance(cell.value, str)
        ]

    def _of_period(self, table: Table, period: str) -> bool:
        """Whether a table is of the sheet's period; reported where the lines above it name another one."""
        if table is self._sheet.tables[0] or not period:
            return True
        lines = self._lines(table)
        stated = self._names.fields.periods.stated(text for text, _ in lines)
        if not stated.period or stated.period == period:
            return True
        at = next((at for text, at in lines if self._names.fields.periods.stated([text]).period), "")
        params: dict[str, Param] = {"found": Ref("period", stated.period), "expected": Ref("period", period)}
        self._collector.reporter.report(Code.WRONG_PERIOD, Location(self._file, self._sheet.grid.title, at), params)
        return False

    def _period(self) -> str:
        """The period that the title states, or else the headers; the year is compared with the plan's."""
        table, fields = self._sheet.tables[0], self._names.fields
        stated = fields.periods.stated(text for text, _ in self._lines(table))
        if stated.year and stated.year != fields.year:
            params: dict[str, Param] = {"found": str(stated.year), "expected": str(fields.year)}
            self._collector.reporter.report(Code.WRONG_YEAR, self._title(str(stated.year)), params)
        elif not stated.year and (said := other_year(self._sheet.grid.title, fields.year)):
            params = {"found": said, "expected": str(fields.year)}
            self._collector.reporter.report(Code.WRONG_YEAR, self._collector.reporter.sheet, params)
        self._report_title()
        if stated.found and not stated.period:
            expected = tuple(Ref("period", ident) for ident in self._names.plan.periods)
            params = {"found": stated.text or stated.found, "expected": expected}
            self._collector.reporter.report(Code.WRONG_PERIOD, self._collector.reporter.sheet, params)
            self._doubtful = True
        spans = [heading.span for table in self._sheet.tables for heading in table.headings.values() if heading.span]
        named = {span.period for span in spans if span.role is Role.CURRENT and span.period}
        return stated.period or (named.pop() if len(named) == 1 else "")

    def _report_title(self) -> None:
        """Report what the lines above the first table say of its figures; planned or scaled ones are not believed."""
        checks = ((is_planned, Code.NOT_RESULTS), (is_scaled, Code.SCALED_SHEET), (is_estimated, Code.ESTIMATES))
        lines = self._title_and_header()
        for check, code in checks:
            found = next(((text, at) for text, at in lines if check(text)), None)
            if found:
                at = Location(self._file, self._sheet.grid.title, found[1])
                self._collector.reporter.report(code, at, {"found": tidy(found[0])})
                self._doubtful = self._doubtful or code is not Code.ESTIMATES
        if plans_sheet(self._sheet.grid.title):
            self._collector.reporter.report(
                Code.NOT_RESULTS, self._collector.reporter.sheet, {"found": self._sheet.grid.title}
            )
            self._doubtful = True

    def _title_and_header(self) -> list[tuple[str, str]]:
        """The texts above the first table, and (of scaled figures also) those of its header."""
        table, grid = self._sheet.tables[0], self._sheet.grid
        header = takewhile(lambda found: found[0] < table.first, grid.texts_from(table.top))
        scaled = ((text, a1(row, column)) for row, column, text in header if is_scaled(text))
        return [*self._lines(table), *scaled]

    def _title(self, words: str) -> Location:
        """The cell above the table in which the words stand."""
        lines = self._lines(self._sheet.tables[0])
        at = next((at for text, at in lines if words in text), "")
        return Location(self._file, self._sheet.grid.title, at)

    def _report_unit(self, table: Table, mentions: list[Mention]) -> None:
        """Report what is not plain about the unit of a form: its spelling, or that two places name two units."""
        unit = mentions[0].match.id
        self._report_closeness(mentions[0])
        other = next((mention for mention in mentions if mention.match.id != unit), None)
        if other:
            params: dict[str, Param] = {"unit": Ref("unit", unit), "found": other.text}
            self._collector.reporter.report(Code.UNIT_CONFLICT, self._place(other), params, unit)
            self._doubtful = True
        self._collector.source(unit, self._collector.reporter.at(table.top, table.names))

    def _mentions(self, table: Table) -> list[Mention]:
        units, title, first = self._names.units, self._sheet.grid.title, self._sheet.tables[0]
        above = units.in_heading(self._lines(table)) or units.in_heading(self._lines(first))
        return [
            *above,
            *units.in_sheet_name(title),
            *units.in_file_name(self._file),
        ]

    def _place(self, mention: Mention) -> Location:
        return Location(self._file, self._sheet.grid.title, mention.at)

    def _report_closeness(self, mention: Mention) -> None:
        report_match(self._collector.reporter, self._place(mention), mention.text, mention.match)


SIGN_COLUMN = 8
"""The column whose first cell, which is hidden, has the sign."""
SIGN = "khpcmd annotate"
REPORT_SIGN = "khpcmd check"
"""The sign of every sheet of a workbook of results."""


def is_results(grid: Grid) -> bool:
    """Whether a sheet is one of khpcmd's own: it quotes faults and figures, and reports none."""
    cell = grid.cell(1, SIGN_COLUMN)
    return cell is not None and cell.value in (SIGN, REPORT_SIGN)


def all_results(grids: Iterable[Grid]) -> bool:
    """Whether a workbook has no sheet of a sender that says anything."""
    filled = [grid for grid in grids if grid.cells]
    return bool(filled) and all(is_results(grid) for grid in filled)


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
