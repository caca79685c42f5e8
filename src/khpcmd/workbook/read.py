"""From a file to returns: ``read_workbook`` opens it, finds the tables of its sheets, and reads each in its form.

Never raises for what a file contains: whatever is wrong with it is a diagnostic.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import takewhile, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

from khpcmd.diagnostics import Code, Diagnostic, FoundUnit, Location, OtherPeriod, ParamsTypeError, Ref, Severity
from khpcmd.files import suffix
from khpcmd.plan.model import Plan
from khpcmd.returns import Return
from khpcmd.stamp import Stamp
from khpcmd.text import Match, split_class, tidy
from khpcmd.workbook.annex import AnnexReader, is_annex
from khpcmd.workbook.by_field import FormColumns, FormReader, unit_rows
from khpcmd.workbook.by_list import ListReader, with_units
from khpcmd.workbook.by_unit import UnitTable, report_match
from khpcmd.workbook.collect import Collector
from khpcmd.workbook.columns import FigureColumn, HeaderReader
from khpcmd.workbook.file.addresses import LAST_ROW, a1
from khpcmd.workbook.file.grid import Grid
from khpcmd.workbook.file.limits import Limits, Refused, damaged, word
from khpcmd.workbook.file.open import open_package, read_bytes, read_grids, sha256
from khpcmd.workbook.file.values import UnsafeInstallationError
from khpcmd.workbook.layout.find import find_tables
from khpcmd.workbook.layout.table import Form, Table, row_names
from khpcmd.workbook.layout.texts import text_meanings
from khpcmd.workbook.ratio_checks import wrong_ratios
from khpcmd.workbook.row_kinds import with_row_kinds
from khpcmd.workbook.sheet_checks import (
    Figures,
    external_links,
    formulas_of,
    hidden_figures,
    links_to_other_units,
    unseen_figures,
)
from khpcmd.workbook.sheets import (
    beside,
    cover_of,
    is_results,
    lines_above,
    reported_on,
    signed_on,
    stamp_among,
    why_unread,
)
from khpcmd.workbook.sum_checks import short_sums, wrong_subtotals
from khpcmd.workbook.unknown_labels import unknown_labels
from khpcmd.workbook.words.headers import FieldNames, Kind
from khpcmd.workbook.words.letterhead import named_above, named_for
from khpcmd.workbook.words.own_texts import own_sheets
from khpcmd.workbook.words.periods import Role, Stated
from khpcmd.workbook.words.plan_times import in_year
from khpcmd.workbook.words.titles import is_scaled, other_year
from khpcmd.workbook.words.units import Mention, UnitNames

if TYPE_CHECKING:
    from khpcmd.workbook.trace import SheetTrace

DEFAULT_LIMITS = Limits()
SIGNED_BEFORE = timedelta(days=45)
"""How long before the end of its period a report may be signed."""
SIGNED_AFTER = timedelta(days=120)
"""How long after it, where the report states no year."""
NO_FORMULAS: Mapping[str, Mapping[str, str]] = {}


@dataclass(frozen=True, slots=True)
class Reading:
    """What one file contains. ``period`` is the one that all its returns state, "" where they differ or state none."""

    name: str
    sha256: str
    returns: tuple[Return, ...]
    period: str
    diagnostics: tuple[Diagnostic, ...]
    traces: tuple[SheetTrace, ...] = ()
    """What was found where, sheet by sheet; only from ``trace_workbook``."""
    stamp: Stamp | None = None
    """The stamp of a template that was filled in and returned."""
    formulas: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: NO_FORMULAS)
    """Of a template, the formulas by sheet and cell."""
    unprotected: tuple[str, ...] = ()
    """Of a template, the sheets that are no longer protected."""


@dataclass(frozen=True, slots=True)
class PlanNames:
    """The names of a plan, prepared once for all files of a run."""

    plan: Plan
    baseline: bool
    fields: FieldNames
    units: UnitNames


@dataclass(slots=True)
class Sheet:
    """One sheet, its tables, and what was read from them."""

    grid: Grid
    tables: list[Table]
    cover: Sequence[tuple[str, str]] = ()
    """The lines of the cover sheet, which name the unit and the period of all sheets."""
    returns: list[Return] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    trace: SheetTrace | None = None


def read_workbook(
    path: Path | str, plan: Plan, *, name: str, baseline: bool = False, limits: Limits = DEFAULT_LIMITS
) -> Reading:
    """The returns in one file.

    ``name`` is what messages call the file. With ``baseline`` the file is of the plan's baseline year: its titles have
    to name that year, and its own figures are read as current ones.
    """
    return _read(path, _names(plan, baseline=baseline), name, limits, trace=False)


def trace_workbook(path: Path, plan: Plan, *, name: str, limits: Limits = DEFAULT_LIMITS) -> Reading:
    """The same with its ``traces``."""
    return _read(path, _names(plan, baseline=False), name, limits, trace=True)


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
    found = tuple(diagnostic for sheet in sheets for diagnostic in sheet.diagnostics)
    period = periods.pop() if len(periods) == 1 else ""
    reading = Reading(
        name, digest, returns, period, found, _traces(sheets) if trace else (), stamp_among(s.grid for s in sheets)
    )
    if not reading.stamp:
        return reading
    grids = [sheet.grid for sheet in sheets]
    unprotected = tuple(grid.title for grid in grids if not grid.protected and not is_results(grid))
    return replace(reading, formulas={grid.title: formulas_of(grid) for grid in grids}, unprotected=unprotected)


def _traces(sheets: Iterable[Sheet]) -> tuple[SheetTrace, ...]:
    from khpcmd.workbook.trace import SheetTrace

    return tuple(sheet.trace or SheetTrace(sheet.grid.title, sheet.grid.state) for sheet in sheets)


def _opened(data: bytes, limits: Limits, names: PlanNames, name: str, *, trace: bool) -> list[Sheet]:
    """The sheets as they were read; an unforeseen error of a reader is one fault of the file."""
    try:
        grids = read_grids(open_package(data, limits, suffix(name)))
        filled = [grid for grid in grids if grid.cells]
        if filled and all(is_results(grid) for grid in filled):
            skipped = Code.FILE_SET_ASIDE(Location(name), {"what": word("own_results")})
            return [Sheet(grids[0], [], diagnostics=[skipped])]
        own = [
            Sheet(grid, [], diagnostics=[Code.SHEET_SET_ASIDE(Location(name, grid.title), {})])
            for grid in grids
            if is_results(grid)
        ]
        return [*_sheets([grid for grid in grids if not is_results(grid)], names, name, trace=trace), *own]
    except (Refused, UnsafeInstallationError, ParamsTypeError):
        raise
    except (Exception, MemoryError) as error:
        raise damaged("unreadable") from error


def _sheets(grids: Sequence[Grid], names: PlanNames, file: str, *, trace: bool) -> list[Sheet]:
    """The sheets of a return, each read where it has tables and is visible."""
    limited = next((grid.limited for grid in grids if grid.limited), "")
    sheets = [Sheet(grid, _tables(grid, names)) for grid in grids]
    shown = [sheet for sheet in sheets if sheet.tables and sheet.grid.state == "visible"]
    skipped = beside([(sheet.grid, sheet.tables) for sheet in shown], names.fields, names.units)
    readable = [sheet for number, sheet in enumerate(shown) if number not in skipped]
    stamped = stamp_among(grids) is not None
    cover = cover_of(((sheet.grid, sheet.tables) for sheet in sheets), names.units) if len(sheets) > 1 else []
    for sheet in sheets:
        if sheet in readable:
            sheet.cover = cover
            reader = SheetReader(sheet, names, file, stamped=stamped, trace=trace)
            reader.read()
            if trace:
                reader.trace()
        elif not (stamped and readable and not sheet.tables and sheet.grid.title in own_sheets()):
            at = Location(file, sheet.grid.title)
            sheet.diagnostics += why_unread(sheet.grid, sheet.tables, at, repeats=sheet in shown, alone=not readable)
    if not readable:
        _ask_for_labels(sheets, names, file)
    if not any(sheet.grid.cells for sheet in sheets):
        at = Location(file, sheets[0].grid.title) if sheets else Location(file)
        return [Sheet(Grid("", {}), [], diagnostics=[Code.SHEET_EMPTY(at, {})])]
    if limited:
        sheets[0].diagnostics.append(Code.LIMITED_FORMAT(Location(file), {"what": word(limited)}))
    return sheets


def _ask_for_labels(sheets: Iterable[Sheet], names: PlanNames, file: str) -> None:
    """Ask about the likeliest labels of the first sheet that has some, where no label is known."""
    for sheet in sheets:
        asked = unknown_labels(sheet.grid, file, names.fields, names.units) if not sheet.tables else []
        sheet.diagnostics += asked
        if asked:
            return


def _tables(grid: Grid, names: PlanNames) -> list[Table]:
    found = (with_row_kinds(table, grid, names.fields) for table in find_tables(grid, names.fields, names.units))
    return [with_units(table, grid, names.units) for table in found]


class SheetReader:
    """Reads the tables of one sheet: the period and the unit from above them, then each table in its form."""

    def __init__(self, sheet: Sheet, names: PlanNames, file: str, *, stamped: bool, trace: bool = False) -> None:
        self._sheet = sheet
        self._names = names
        self._file = file
        self._collector = Collector(names.plan, text_meanings(names.fields, names.units), sheet.grid, file, trace=trace)
        self._account = self._collector.account
        self._account.stamped = stamped
        self._reporter = self._collector.reporter
        self._doubtful = False
        self._titled = False
        """Whether the title of the sheet leaves figures open."""
        self._above: dict[int, list[tuple[str, str]]] = {}
        self._annexes = set[int]()
        """The first rows of the tables that are annexes."""

    def read(self) -> None:
        """Put the returns and the diagnostics of the sheet into ``Sheet``."""
        period = self._period()
        self._account.names()
        for table, following in zip_longest(self._sheet.tables, self._sheet.tables[1:]):
            if not self._of_period(table, period):
                continue
            self._account.enter(table, following.top if following else LAST_ROW + 1, doubtful=self._is_doubted(table))
            headers = HeaderReader(
                table, self._names.fields, self._names.units, self._collector, period, self._names.baseline
            )
            if table.unclear:
                headers.unclear()
            elif table.form is Form.BY_UNIT:
                self._by_unit(table, headers)
            else:
                self._form(table, headers)
        self._sheet.returns = self._collector.returns(period, doubtful=self._doubtful)
        found = self._reporter.diagnostics
        if not self._sheet.returns and not any(one.severity is Severity.ERROR for one in found):
            self._reporter.report(Code.SHEET_EMPTY(self._reporter.sheet, {}))
        self._sheet.diagnostics = [*found, *self._warnings()]

    def _is_doubted(self, table: Table) -> bool:
        """Whether the title of a table leaves its figures open.

        The title of the sheet does too, unless the table is headed by a unit and a period of its own.
        """
        if table is self._sheet.tables[0]:
            return self._titled
        lines = self._lines(table)
        own = self._account.titles(lines, times=True)
        periods, units = self._names.fields.periods, self._names.units
        headed = named_above(units, lines) and periods.stated(text for text, _ in lines).found
        return own or (self._titled and not headed)

    def _warnings(self) -> Iterator[Diagnostic]:
        """What a person should look at in the sheet, though its figures could be read."""
        figures = Figures(self._sheet.grid, tuple(self._sheet.tables), self._file, self._sheet.returns)
        yield from self._account.unclear_remarks()
        yield from hidden_figures(figures)
        yield from unseen_figures(figures)
        yield from external_links(figures)
        yield from links_to_other_units(figures)
        yield from short_sums(figures)
        yield from wrong_subtotals(figures)
        yield from wrong_ratios(figures, self._names.fields)

    def trace(self) -> None:
        """Put what was found where into ``Sheet``; after ``read``."""
        from khpcmd.workbook.trace import Tracer  # of all commands only inspect needs it

        sheet, names = self._sheet, self._names
        tracer = Tracer(names.plan, names.fields, sheet.grid, sheet.returns, sheet.diagnostics)
        tables = [tracer.table(table, self._layout(table), self._mentions(table)) for table in sheet.tables]
        sheet.trace = tracer.sheet(tables, self._lines(sheet.tables[0]), self._account.entries)

    def _layout(self, table: Table) -> str:
        if table.form is Form.BY_UNIT:
            return "annex" if table.top in self._annexes else "consolidated"
        if table.of_units:
            return "side_by_side"
        if table.units:
            return "list"
        groups = self._groups(table, row_names(table, self._sheet.grid))
        return "groups" if groups else "form"

    def _by_unit(self, table: Table, headers: HeaderReader) -> None:
        columns, units = headers.columns(), self._names.units
        if not is_annex(table, columns, units, self._collector):
            UnitTable(table, columns, units, self._collector, headers.kinds).read()
            return
        heading = next((found for one in self._mentions(table) if (found := units.heading_of(one))), None)
        if heading:
            self._report_spelling(heading)
        self._annexes.add(table.top)
        AnnexReader(table, columns, units, self._collector, heading).read()

    def _form(self, table: Table, headers: HeaderReader) -> None:
        if table.of_units:
            self._side_by_side(table, headers)
            return
        names = row_names(table, self._sheet.grid)
        if table.units:
            form = FormColumns(table, self._names.fields, self._collector, names, headers.figures())
            ListReader(form, self._names.units, headers.kinds).read()
            return
        groups = self._groups(table, names)
        mentions = self._mentions(table)
        unit = mentions[0].match.id if mentions else ""
        if not groups and self._is_of_commune(table, mentions) and not mentions:
            return
        if mentions and not groups:
            self._report_unit(table, mentions)
        if (mentions or groups) and self._class_of(unit) not in ("", "tỉnh"):
            self._account.of_district(
                self._title_and_header() if table is self._sheet.tables[0] else self._lines(table)
            )
        form = FormColumns(table, self._names.fields, self._collector, names, headers.figures())
        FormReader(form, self._names.units, unit, groups, headers.kinds).read()

    def _class_of(self, unit: str) -> str:
        """The class word of a unit, "huyện" or "tỉnh"; "" for a body of the province, and where no unit is known."""
        return split_class(next((one.name.vi for one in self._names.plan.units if one.id == unit), ""))[0]

    def _groups(self, table: Table, names: Mapping[int, str]) -> dict[int, Match]:
        return unit_rows(table, names, self._sheet.grid, self._names.fields, self._names.units)

    def _side_by_side(self, table: Table, headers: HeaderReader) -> None:
        """Read a form with a column for each unit; a column beside them that belongs to no unit is skipped."""
        figures = headers.figures()
        for figure in figures:
            at, heading = headers.header_at(figure.column), table.headings[figure.column]
            if figure.unit:
                report_match(self._reporter, at, heading.text, heading.unit)
                self._collector.source(figure.unit, at)
            else:
                self._reporter.report(Code.COLUMN_SET_ASIDE(at, {"header": heading.text}))
        owned = [figure for figure in figures if figure.unit]
        self._report_other_form(table, owned)
        whole = not any(heading.kind is Kind.UNKNOWN for heading in table.headings.values())
        totals = headers.figures(Kind.TOTAL) if whole else []
        names = row_names(table, self._sheet.grid)
        form = FormColumns(table, self._names.fields, self._collector, names, owned, totals)
        FormReader(form, self._names.units, "", {}, headers.kinds).read()

    def _report_other_form(self, table: Table, owned: Sequence[FigureColumn]) -> None:
        """Report columns of units in the form of another unit, which is neither one of them nor above them."""
        units, mentions = self._names.units, self._mentions(table)
        above = next((one for one in mentions if units.reports(one.match.id)), None)
        if above is None or any(one.unit == above.match.id for one in owned):
            return
        others = [one for one in owned if not units.is_inside(one.unit, above.match.id)]
        if others:
            at = self._reporter.at(table.first - 1, others[0].column)
            params: FoundUnit = {"unit": Ref("unit", others[0].unit), "found": above.text}
            self._reporter.report(Code.UNIT_CONFLICT(at, params, others[0].unit))
            self._doubtful = True

    def _lines(self, table: Table) -> list[tuple[str, str]]:
        """The texts between a table and the one before it, with their addresses, in reading order."""
        if table.top not in self._above:
            self._above[table.top] = lines_above(self._sheet.grid, table)
        return self._above[table.top]

    def _of_period(self, table: Table, period: str) -> bool:
        """Whether a table is of the sheet's period; if not, that is reported."""
        if table is self._sheet.tables[0] or not period:
            return True
        lines = self._lines(table)
        stated = self._names.fields.periods.stated(text for text, _ in lines)
        if stated.is_of(period, self._names.fields.year):
            return True
        at = next((at for text, at in lines if tidy(text) == stated.text), "")
        found, expected = stated.text or str(stated.year), Ref("period", period)
        self._reporter.report(Code.WRONG_PERIOD(self._cell(at), {"found": found, "expected": expected}))
        return False

    def _period(self) -> str:
        """The period that the title states, or else the headers; the year is compared with the plan's."""
        fields, lines, sheet = self._names.fields, self._lines(self._sheet.tables[0]), self._reporter.sheet
        stated = self._stated(lines)
        expected = str(fields.year)
        of_year = not stated.year or stated.year == fields.year
        if not of_year:
            year = str(stated.year)
            at = self._cell(next((at for text, at in lines if year in text), ""))
            self._reporter.report(Code.WRONG_YEAR(at, {"found": year, "expected": expected}))
        elif not stated.year and (named := other_year(self._sheet.grid.title, fields.year)):
            self._reporter.report(Code.WRONG_YEAR(sheet, {"found": named, "expected": expected}))
        if stated.found and not stated.period:
            periods = tuple(Ref("period", ident) for ident in self._names.plan.periods)
            found = stated.text or stated.found
            self._reporter.report(Code.WRONG_PERIOD(sheet, {"found": found, "expected": periods}))
            self._doubtful = True
        times = of_year and bool(stated.period)
        unit = next((mention.match.id for mention in self._mentions(self._sheet.tables[0])), "")
        self._account.of_agency = bool(unit) and not self._class_of(unit)
        self._account.open |= self._account.titles(self._sheet.cover, times=times)
        self._titled = self._account.titles(self._title_and_header(), times=times)
        if of_year:
            self._report_day(stated)
        spans = [heading.span for table in self._sheet.tables for heading in table.headings.values() if heading.span]
        current = {span.period for span in spans if span.role is Role.CURRENT and span.period}
        return stated.period or (current.pop() if len(current) == 1 else "")

    def _report_day(self, stated: Stated) -> None:
        """Report a sheet that was signed long before the end of its period, which it cannot hold the whole of.

        So is one that is attached to a report of such a day.

        One that states no year is of another one, too, if it was signed long after the end.
        """
        plan, days = self._names.plan, reported_on(self._lines(self._sheet.tables[0]))
        if signed := signed_on(self._sheet.grid, self._sheet.tables):
            days.append(signed)
        periods = [stated.period] if stated.period else list(plan.periods)
        years = self._names.fields.year - plan.year
        ends = [in_year(day, day.year + years) for day in (plan.periods[one].window.last for one in periods)]
        for day, at in days:
            late = not stated.year and day > max(ends) + SIGNED_AFTER
            if late or day + SIGNED_BEFORE < min(ends):
                expected = tuple(Ref("period", ident) for ident in periods)
                found: OtherPeriod = {"found": f"{day:%d/%m/%Y}", "expected": expected}
                self._reporter.report(Code.WRONG_PERIOD(self._cell(at), found))
                self._doubtful = True

    def _stated(self, lines: Iterable[tuple[str, str]]) -> Stated:
        """The period that the lines above the tables state, or else the cover sheet; a contradiction is reported."""
        periods = self._names.fields.periods
        own = periods.stated(text for text, _ in lines)
        cover = periods.stated(text for text, _ in self._sheet.cover)
        if not own.found:
            return cover if cover.found or not own.year else own
        if own.period and cover.period and cover.period != own.period:
            found: OtherPeriod = {"found": Ref("period", cover.period), "expected": Ref("period", own.period)}
            self._reporter.report(Code.WRONG_PERIOD(self._reporter.sheet, found))
            self._doubtful = True
        return own

    def _title_and_header(self) -> list[tuple[str, str]]:
        """The texts above the first table, and (of scaled figures also) those of its header."""
        table, grid = self._sheet.tables[0], self._sheet.grid
        header = takewhile(lambda found: found[0] < table.first, grid.texts_from(table.top))
        scaled = ((text, a1(row, column)) for row, column, text in header if is_scaled(text))
        return [*self._lines(table), *scaled]

    def _report_unit(self, table: Table, mentions: list[Mention]) -> None:
        """Report the spelling of a form's unit if it is not the plan's, and another unit that is named as well."""
        unit = mentions[0].match.id
        self._report_spelling(mentions[0])
        other = next((mention for mention in mentions if mention.match.id != unit), None)
        if other and self._names.units.is_commune(other.match.id) and not self._names.units.is_commune(unit):
            self._reporter.report(Code.COMMUNE_RETURN(self._where(other), {"found": other.text}, unit))
            self._doubtful = True
        elif other:
            params: FoundUnit = {"unit": Ref("unit", unit), "found": other.text}
            self._reporter.report(Code.UNIT_CONFLICT(self._where(other), params, unit))
            self._doubtful = True
        self._collector.source(unit, self._reporter.at(table.top, table.names))

    def _mentions(self, table: Table) -> list[Mention]:
        """Where a unit is named for a table, the one that reports first; see ``_named``."""
        return [mention for mention in self._named(table) if mention.match.id]

    def _named(self, table: Table) -> list[Mention]:
        """Where a unit is named: above a table (or above the first one), by the sheet, the file, the cover sheet."""
        units, first = self._names.units, self._sheet.tables[0]
        above = named_above(units, self._lines(table)) or named_above(units, self._lines(first))
        return named_for(units, above, self._sheet.grid.title, self._file, self._sheet.cover)

    def _is_of_commune(self, table: Table, mentions: Sequence[Mention]) -> bool:
        """Whether a form is of a commune that is not known, which is reported: nobody's, and not its district's."""
        commune = next((mention for mention in self._named(table) if not mention.match.id), None)
        if commune is None:
            return False
        at, unit = self._where(commune), mentions[0].match.id if mentions else ""
        if self._names.units.communes_file:
            suggestion = self._reporter.suggestion(self._names.units.suggestion, commune.text)
            self._reporter.report(Code.UNKNOWN_UNIT(at, {"found": commune.text, "suggestion": suggestion}))
        else:
            self._reporter.report(Code.COMMUNE_RETURN(at, {"found": commune.text}, unit))
        self._doubtful = True
        return True

    def _report_spelling(self, mention: Mention) -> None:
        report_match(self._reporter, self._where(mention), mention.text, mention.match)

    def _where(self, mention: Mention) -> Location:
        return Location(self._file) if mention.of_file else self._cell(mention.at)

    def _cell(self, address: str) -> Location:
        return Location(self._file, self._sheet.grid.title, address)
