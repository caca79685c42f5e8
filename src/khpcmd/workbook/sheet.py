"""One sheet: the period and the unit from above its tables, then each table in its form."""

from __future__ import annotations

from dataclasses import dataclass, field

from khpcmd.diagnostics import Code, Diagnostic, Location, Param, Ref, Severity
from khpcmd.plan.model import Plan
from khpcmd.returns import Return
from khpcmd.text import Closeness
from khpcmd.workbook.by_field import FormReader, unit_rows
from khpcmd.workbook.by_unit import read_by_unit
from khpcmd.workbook.collect import Collector
from khpcmd.workbook.columns import HeaderReader
from khpcmd.workbook.grid import Grid
from khpcmd.workbook.header_rows import Form
from khpcmd.workbook.headers import FieldNames
from khpcmd.workbook.layout import Table
from khpcmd.workbook.spans import Role
from khpcmd.workbook.units import Mention, UnitNames


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


class SheetReader:
    """Reads the tables of one sheet: the period and the unit from above them, then each table in its form."""

    def __init__(self, sheet: Sheet, names: PlanNames, file: str) -> None:
        self._sheet = sheet
        self._names = names
        self._file = file
        self._into = Collector(names.plan, sheet.grid, file)
        self._doubtful = False

    def read(self) -> None:
        period = self._period()
        for table in self._sheet.tables:
            headers = HeaderReader(table, self._names.fields, self._into, period, self._names.baseline)
            if table.form is Form.BY_UNIT:
                read_by_unit(table, headers.columns(), self._names.units, self._into)
            else:
                self._form(table, headers)
        self._sheet.returns = self._into.returns(period, doubtful=self._doubtful)
        if not self._sheet.returns and not any(told.severity is Severity.ERROR for told in self._into.diagnostics):
            self._into.tell(Code.SHEET_EMPTY, self._into.sheet)
        self._sheet.diagnostics = self._into.diagnostics

    def _form(self, table: Table, headers: HeaderReader) -> None:
        groups = unit_rows(table, self._names.fields, self._names.units, self._into)
        mentions = self._mentions(table)
        unit = mentions[0].match.id if mentions else ""
        if mentions and not groups:
            self._tell_unit(table, mentions)
        figures = headers.figures()
        FormReader(table, self._names.fields, self._names.units, self._into, figures, unit, groups).read()

    # The lines above a table

    def _lines(self, before: int) -> list[tuple[str, str]]:
        """The texts above a row, with their addresses, in reading order."""
        grid = self._sheet.grid
        return [
            (cell.value, cell.at)
            for row in grid.rows_from(1)
            if row < before
            for column in grid.rows[row]
            if (cell := grid.cell(row, column)) and isinstance(cell.value, str)
        ]

    def _period(self) -> str:
        """The period that the title states, or else the headers; the year is compared with the plan's."""
        table, fields = self._sheet.tables[0], self._names.fields
        stated = fields.periods.stated(text for text, _ in self._lines(table.top))
        if stated.year and stated.year != fields.year:
            params: dict[str, Param] = {"found": str(stated.year), "expected": str(fields.year)}
            self._into.tell(Code.WRONG_YEAR, self._title(str(stated.year)), params)
        if stated.found and not stated.period:
            expected = tuple(Ref("period", ident) for ident in self._names.plan.periods)
            params = {"found": stated.found, "expected": expected}
            self._into.tell(Code.WRONG_PERIOD, self._into.sheet, params)
            self._doubtful = True
        spans = [heading.span for table in self._sheet.tables for heading in table.headings.values() if heading.span]
        named = {span.period for span in spans if span.role is Role.CURRENT and span.period}
        return stated.period or (named.pop() if len(named) == 1 else "")

    def _title(self, words: str) -> Location:
        """The cell above the table in which the words stand."""
        lines = self._lines(self._sheet.tables[0].top)
        at = next((at for text, at in lines if words in text), "")
        return Location(self._file, self._sheet.grid.title, at)

    def _tell_unit(self, table: Table, mentions: list[Mention]) -> None:
        """Tell what is not plain about the unit of a form: its spelling, or that two places name two units."""
        unit = mentions[0].match.id
        self._tell_closeness(mentions[0])
        other = next((mention for mention in mentions if mention.match.id != unit), None)
        if other:
            params: dict[str, Param] = {"unit": Ref("unit", unit), "found": other.text}
            self._into.tell(Code.UNIT_CONFLICT, self._place(other), params, unit)
            self._doubtful = True
        self._into.source(unit, table.top, table.names)

    def _mentions(self, table: Table) -> list[Mention]:
        units, title = self._names.units, self._sheet.grid.title
        return [
            *units.in_heading(self._lines(table.top)),
            *units.in_sheet_name(title),
            *units.in_file_name(self._file),
        ]

    def _place(self, mention: Mention) -> Location:
        return Location(self._file, self._sheet.grid.title, mention.at)

    def _tell_closeness(self, mention: Mention) -> None:
        codes = {Closeness.OTHER_CLASS: Code.UNIT_CLASS_WORD, Closeness.BARE: Code.UNIT_FOLDED}
        code = codes.get(mention.match.closeness)
        if code:
            params: dict[str, Param] = {"found": mention.text, "unit": Ref("unit", mention.match.id)}
            self._into.tell(code, self._place(mention), params, mention.match.id)
