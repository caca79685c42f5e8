"""One sheet to returns: the period and the unit from above its tables, then each table in its form."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.diagnostics.faults import Room
from khpcmd.diagnostics.parameters import FoundUnit, OtherPeriod, Ref
from khpcmd.files import stem
from khpcmd.plan.checklist import days_of
from khpcmd.plan.model import Plan
from khpcmd.plan.periods import SENT_BEFORE, in_year
from khpcmd.plan.taught import TaughtName
from khpcmd.returns import Return, StatedTotal
from khpcmd.text import canonical, tidy
from khpcmd.workbook.by_field import FormColumns, FormReader, names_units, read_again
from khpcmd.workbook.by_unit import UnitTable, report_match
from khpcmd.workbook.cell_reader import Reporter
from khpcmd.workbook.collect import Collector
from khpcmd.workbook.columns import HeaderReader, with_baseline, with_whole_year
from khpcmd.workbook.evidence import open_answers, open_days
from khpcmd.workbook.facts.blocks import Sheet as Blocks
from khpcmd.workbook.facts.read import FactReader, Facts
from khpcmd.workbook.file.addresses import LAST_ROW, Place, a1, place
from khpcmd.workbook.file.grid import Grid
from khpcmd.workbook.programs import FormProgram, Program, Programs
from khpcmd.workbook.row_kinds import stated_in
from khpcmd.workbook.sheet_checks import (
    Figures,
    external_links,
    hidden_figures,
    links_to_other_units,
    short_sums,
    unseen_figures,
    wrong_ratios,
    wrong_subtotals,
)
from khpcmd.workbook.sheets import (
    lines_above,
    reported_on,
    signed_on,
)
from khpcmd.workbook.table import Form, Table, row_names
from khpcmd.workbook.words.headers import FieldNames, Kind
from khpcmd.workbook.words.letterhead import named_above, named_for
from khpcmd.workbook.words.periods import Role, Stated
from khpcmd.workbook.words.plan_times import SENT_AFTER
from khpcmd.workbook.words.titles import is_scaled, other_year
from khpcmd.workbook.words.units import Mention, UnitNames
from khpcmd.workbook.words.vocabulary import LABEL_OF_UNIT

if TYPE_CHECKING:
    from khpcmd.workbook.trace import SheetTrace


@dataclass(frozen=True, slots=True)
class PlanNames:
    """The names of a plan, prepared once for all files of a run."""

    plan: Plan
    baseline: bool
    fields: FieldNames
    units: UnitNames
    readers: dict[bool, FactReader] = field(default_factory=dict)
    """Of facts: for files that khpcmd made, and for others."""
    programs: dict[bool, Programs] = field(default_factory=dict)
    """What was found for the shapes of sheets, likewise."""

    def facts(self, *, stamped: bool) -> FactReader:
        """What reads facts by these names."""
        if stamped not in self.readers:
            self.readers[stamped] = FactReader(self.fields, self.units, stamped=stamped)
        return self.readers[stamped]

    def program(self, shape: Hashable, *, stamped: bool) -> Program:
        """How sheets of a shape are read, as far as that was found."""
        return self.programs.setdefault(stamped, Programs()).of(shape)


class Used(NamedTuple):
    """The taught names that a file was read by, and what is said of them."""

    names: frozenset[TaughtName] = frozenset()
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(slots=True)
class Sheet:
    """One sheet, its tables, and what was read from them."""

    grid: Grid
    tables: list[Table]
    blocks: Blocks | None = None
    """Its geometry; None where nobody needs it."""
    program: Program = field(default_factory=Program)
    """How it is read, but for titles and names."""
    facts: Facts | None = None
    """What its figures are; None where nobody needs it."""
    cover: Sequence[tuple[str, str]] = ()
    """The lines of the cover sheet, which name the unit and the period of all sheets."""
    notes: Sequence[tuple[str, str]] = ()
    """The lines of the sheets of notes, with the names of these sheets."""
    remarks: Mapping[Place, str] = field(default_factory=dict)
    """What people wrote beside figures: at the cell of a comment, or at (row, 0) for all figures of a row."""
    room: Room = field(default_factory=Room)
    """For the faults of all sheets of the file."""
    returns: list[Return] = field(default_factory=list)
    totals: Sequence[StatedTotal] = ()
    """The totals that it states, and that its figures do not add up to."""
    diagnostics: list[Diagnostic] = field(default_factory=list)
    trace: SheetTrace | None = None
    taught: tuple[TaughtName, ...] = ()
    """The taught names that hold for it."""


class SheetReader:
    """Reads the tables of one sheet: the period and the unit from above them, then each table in its form."""

    def __init__(  # noqa: PLR0913  # what decides how a sheet is read
        self,
        sheet: Sheet,
        names: PlanNames,
        file: str,
        *,
        stamped: bool,
        trace: bool = False,
        whose: str = "",
        whole: bool = False,
    ) -> None:
        self._sheet = sheet
        self._whose = whose
        """The unit of forms that name none."""
        self._names = names
        self._file = file
        self._reporter = Reporter(file, sheet.grid.title, sheet.room)
        self._collector = Collector(names.plan, names.facts(stamped=stamped), sheet.grid, self._reporter, trace=trace)
        self._account = self._collector.account
        self._account.stamped, self._account.whole = stamped, whole
        self._doubtful = False
        self._titled = False
        """Whether the title of the sheet leaves figures open."""
        self._above = dict[tuple[int, tuple[int, int]], list[tuple[str, str]]]()
        self._naming = dict[tuple[int, tuple[int, int]], list[Mention]]()
        self._annexes = set[int]()
        """The first rows of the tables that are annexes."""
        self._grouped = set[int]()
        """The first rows of the forms with groups of several units."""
        cover, program = tuple(text for text, _ in sheet.cover), sheet.program
        self._facts = sheet.facts = names.facts(stamped=stamped).read(
            sheet.grid, file, cover, whose=whose, sheet=sheet.blocks, readers=program.readers, blank=program.blank
        )
        self._account.headed = self._facts.headed

    def read(self) -> None:
        """Put the returns and the diagnostics of the sheet into ``Sheet``."""
        self._sheet.tables[:] = [with_whole_year(table, self._names.fields) for table in self._sheet.tables]
        period = self._period()
        if not self._names.baseline:
            self._sheet.tables[:] = [with_baseline(table, self._names.plan, period) for table in self._sheet.tables]
        self._account.names(period)
        self._account.notes(self._sheet.notes)
        for table in self._sheet.tables:
            if not self._of_period(table, period):
                continue
            end = next((other.top for other in self._sheet.tables if other.top > table.last), LAST_ROW + 1)
            self._account.enter(table, end, doubtful=self._is_doubted(table))
            headers = HeaderReader(
                table, self._names.fields, self._names.units, self._collector, period, self._names.baseline
            )
            known = {*self._collector.units}
            if table.unclear:
                headers.unclear()
            elif table.form is Form.BY_UNIT:
                self._by_unit(table, headers)
            else:
                self._form(table, headers)
            self._report_other_form(table, [unit for unit in self._collector.units if unit not in known])
        days = days_of(self._names.plan, self._names.fields.year, period)
        open_answers(self._collector, self._names.fields.senses, days)
        open_days(self._collector)
        self._sheet.returns = self._collector.returns(period, doubtful=self._doubtful)
        self._sheet.totals = self._collector.totals
        if not self._sheet.returns and not self._reporter.faulty:
            self._reporter.report(Code.SHEET_EMPTY(self._reporter.sheet, {}))
        for warning in self._warnings():
            self._reporter.report(warning)
        self._sheet.diagnostics = self._reporter.diagnostics
        self._sheet.remarks = self._reporter.remarks

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
        yield from hidden_figures(figures)
        yield from unseen_figures(figures)
        yield from external_links(figures)
        yield from links_to_other_units(figures)
        yield from short_sums(figures)
        for warning, total in wrong_subtotals(figures):
            self._collector.totals.append(total)
            yield warning
        yield from wrong_ratios(figures, self._names.fields)

    def trace(self) -> None:
        """Put what was found where into ``Sheet``; after ``read``."""
        from khpcmd.workbook.trace import Tracer  # of all commands only inspect needs it

        sheet, names = self._sheet, self._names
        blocks = sheet.blocks.blocks if sheet.blocks else ()
        tracer = Tracer(names.plan, names.fields, sheet.grid, sheet.returns, sheet.diagnostics, sheet.taught, blocks)
        tables = [tracer.table(table, self._layout(table), self._mentions(table)) for table in sheet.tables]
        more = tracer.words(sheet.tables)
        sheet.trace = tracer.sheet(tables, self._lines(sheet.tables[0]), [*self._account.entries, *more])

    def _layout(self, table: Table) -> str:
        if table.form is Form.BY_UNIT:
            return "annex" if table.top in self._annexes else "consolidated"
        if table.of_units:
            return "side_by_side"
        if table.units:
            return "list"
        return "groups" if table.top in self._grouped else "form"

    def _by_unit(self, table: Table, headers: HeaderReader) -> None:
        units = self._names.units
        mentions = self._mentions(table)
        heading = next((found for one in mentions if (found := units.heading_of(one))), None)
        if mentions and len(row_names(table, self._sheet.grid)) == 1:
            self._within_province(table, mentions, mentions[0].match.id)
        columns, kinds = headers.columns(), headers.kinds
        reader = UnitTable(columns, units, self._facts, kinds, self._collector, heading=heading)
        if reader.lists_communes:
            self._annexes.add(table.top)
            if heading:
                self._report_spelling(heading)
        reader.read()

    def _within_province(self, table: Table, mentions: Sequence[Mention], unit: str) -> None:
        """Hold the lines above a table of one unit against it, unless that is a province."""
        if self._names.units.class_of(unit) in ("", "tỉnh"):
            return
        lines = self._title_and_header() if table is self._sheet.tables[0] else self._lines(table)
        told = {mention.at for mention in mentions if mention.match.id != unit}
        self._account.of_district([line for line in lines if line[1] not in told])

    def _form(self, table: Table, headers: HeaderReader) -> None:
        if table.of_units:
            self._side_by_side(table, headers)
            return
        if table.units:
            self._reader(self._columns_of(table, headers), "", headers).read()
            return
        forms = {} if self._account.trace or len(self._sheet.tables) > 1 else self._sheet.program.forms
        known = forms.get(headers.period)
        mentions = self._mentions(table)
        unit = mentions[0].match.id if mentions else self._whose
        names, grid = self._names, self._sheet.grid
        groups = known is None and names_units(table, grid, row_names(table, grid), names.fields, names.units)
        if groups:
            self._grouped.add(table.top)
        if not groups and self._is_of_commune(table, mentions) and not mentions:
            return
        if mentions and not groups:
            self._report_unit(table, mentions)
        if mentions or groups:
            self._within_province(table, mentions, unit)
        if known and unit:
            self._account.resume(known.known, [placed.row for placed, _ in known.rows], noted=known.noted)
            form = FormColumns(table, self._names.fields, self._collector, {}, known.figures)
            read_again(form, unit, known)
            return
        before = self._reporter.reported
        form = self._columns_of(table, headers)
        reader = self._reader(form, unit, headers)
        reader.read()
        if table.form is Form.BY_FIELD and not groups and before == self._reporter.reported and self._account.is_plain:
            account = self._account
            program = FormProgram(tuple(form.figures), account.known_columns, account.noted, tuple(reader.placed))
            forms[headers.period] = program

    def _reader(self, form: FormColumns, unit: str, headers: HeaderReader) -> FormReader:
        return FormReader(form, self._facts, self._names.units, unit, headers.kinds)

    def _columns_of(self, table: Table, headers: HeaderReader) -> FormColumns:
        names = row_names(table, self._sheet.grid)
        return FormColumns(table, self._names.fields, self._collector, names, headers.figures())

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
        whole = not any(heading.kind is Kind.UNKNOWN for heading in table.headings.values())
        totals = headers.figures(Kind.TOTAL) if whole else []
        names = row_names(table, self._sheet.grid)
        form = FormColumns(table, self._names.fields, self._collector, names, owned, totals)
        self._reader(form, "", headers).read()

    def _report_other_form(self, table: Table, owned: Sequence[str]) -> None:
        """Report the figures of units in the form of another unit, which is neither one of them nor above them; and the
        figures of one unit in a form that names another one as well."""
        units, mentions = self._names.units, self._mentions(table)
        named = [one for one in mentions if units.reports(one.match.id)]
        if not named or self._names.units.class_of(named[0].match.id) in ("", "tỉnh"):
            return  # a body of the province heads what it puts together
        if len(owned) == 1 and table.form is Form.BY_UNIT:
            named.sort(key=lambda one: one.match.id in owned)
        above = named[0]
        if above.match.id in owned or self._names.units.class_of(above.match.id) in ("", "tỉnh"):
            return
        others = (unit for unit in owned if not units.is_inside(unit, above.match.id))
        other = next(filter(self._collector.believes, others), None)
        if other is not None:
            params: FoundUnit = {"unit": Ref("unit", other), "found": above.text}
            self._reporter.report(Code.UNIT_CONFLICT(self._collector.named_at(other), params, other))
            self._doubtful = True

    def _lines(self, table: Table) -> list[tuple[str, str]]:
        """The texts between a table and the one before it, with their addresses, in reading order."""
        known = table.top, table.span
        if known not in self._above:
            beside = [other for other in self._sheet.tables if other.top == table.top] or [table]
            lines, spans = lines_above(self._sheet.grid, beside[0]), {other.span for other in beside}
            self._above[known] = self._own_captions(lines, table.span, spans) if len(spans) > 1 else lines
        return self._above[known]

    def _own_captions(
        self, lines: Sequence[tuple[str, str]], own: tuple[int, int], spans: Collection[tuple[int, int]]
    ) -> list[tuple[str, str]]:
        """The lines without the names of units over the tables beside one, in rows where each has its own over it."""
        rows, others = dict[int, list[tuple[int, tuple[str, str]]]](), set[tuple[str, str]]()
        for line in lines:
            row, column = place(line[1])
            rows.setdefault(row, []).append((column, line))
        for found in rows.values():
            over = {span for column, _ in found for span in spans if span[0] <= column <= span[1]}
            if len(over) == len(spans) and all(named_above(self._names.units, [line]) for _, line in found):
                others.update(line for column, line in found if not own[0] <= column <= own[1])
        return [line for line in lines if line not in others]

    def _of_period(self, table: Table, period: str) -> bool:
        """Whether a table is of the sheet's period; if not, that is reported."""
        if table is self._sheet.tables[0] or not period:
            return True
        lines = self._lines(table)
        stated = self._names.fields.stated(text for text, _ in lines)
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
            at = next((at for text, at in lines if year in text), "")
            found = year if at else stated.found or year
            at = at or next((at for text, at in lines if found in text), "")
            self._reporter.report(Code.WRONG_YEAR(self._cell(at), {"found": found, "expected": expected}))
        elif not stated.year and (named := other_year(self._sheet.grid.title, fields.year)):
            self._reporter.report(Code.WRONG_YEAR(sheet, {"found": named, "expected": expected}))
        if stated.found and not stated.period:
            periods = tuple(Ref("period", ident) for ident in self._names.plan.periods)
            found = stated.text or stated.found
            self._reporter.report(Code.WRONG_PERIOD(sheet, {"found": found, "expected": periods}))
            self._doubtful = True
        times = of_year and bool(stated.period or not stated.found)
        mention = next(iter(self._mentions(self._sheet.tables[0])), None)
        self._account.of_agency = mention is not None and not self._names.units.class_of(mention.match.id)
        if mention and mention.at and self._names.units.is_place(mention.match.id):
            self._account.place = self._names.units.name(mention.match.id)
        self._account.own_name = self._own_name(mention, lines)
        self._account.open |= self._account.titles(self._sheet.cover, times=times)
        self._account.labels = partial(_labels, self._sheet.tables[0], self._sheet.grid, fields)
        headers = [heading.text for heading in self._sheet.tables[0].headings.values()]
        self._titled = self._account.titles(self._title_and_header(), times=times, headers=headers)
        if of_year:
            self._report_day(stated)
        spans = [heading.span for table in self._sheet.tables for heading in table.headings.values() if heading.span]
        current = {span.period for span in spans if span.role is Role.CURRENT and span.period}
        rows = {stated_in(table, self._sheet.grid, fields) for table in self._sheet.tables}
        current |= rows - {""}
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
            late = not stated.year and day > max(ends) + SENT_AFTER
            if late or day + SENT_BEFORE < min(ends):
                expected = tuple(Ref("period", ident) for ident in periods)
                found: OtherPeriod = {"found": day, "expected": expected}
                self._reporter.report(Code.WRONG_PERIOD(self._cell(at), found))
                self._doubtful = True

    def _stated(self, lines: Iterable[tuple[str, str]]) -> Stated:
        """The period that the lines above the tables state, or else the cover sheet; a contradiction is reported."""
        periods = self._names.fields.periods
        own = self._names.fields.stated(text for text, _ in lines)
        cover = periods.stated(text for text, _ in self._sheet.cover)
        pages = periods.stated(self._sheet.grid.stamps)
        if not own.found:
            own = cover if cover.found or not own.year else own
        if not own.found and not own.year:  # then the names of the sheet and the file say of when it is
            named = (periods.stated([name]) for name in (self._sheet.grid.title, stem(self._file)))
            own = next((one for one in named if one.period), own)
        other = next((one.period for one in (cover, pages) if one.period and one.period != own.period), "")
        if own.period and other:
            found: OtherPeriod = {"found": Ref("period", other), "expected": Ref("period", own.period)}
            self._reporter.report(Code.WRONG_PERIOD(self._reporter.sheet, found))
            self._doubtful = True
        return own

    def _own_name(self, mention: Mention | None, lines: Iterable[tuple[str, str]]) -> tuple[str, str]:
        """The cell and the line in which nothing but the whole name of the reporting unit stands: in a form that khpcmd
        made, or behind "Đơn vị báo cáo:"; elsewhere the same words may say what the form is."""
        name = self._names.plan.unit[mention.match.id].name if mention else None
        if mention is None or name is None or canonical(mention.text) not in map(canonical, (name.vi, name.en)):
            return "", ""
        labels = (line for text, at in lines if at == mention.at for line in text.splitlines())
        label = next((line for line in labels if LABEL_OF_UNIT.match(tidy(line))), "")
        return mention.at, label or (mention.text if self._account.stamped else "")

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
        known = table.top, table.span
        if known not in self._naming:
            units, first = self._names.units, self._sheet.tables[0]
            above = named_above(units, self._lines(table)) or named_above(units, self._lines(first))
            beside = [*self._sheet.cover, *((text, "") for text in self._sheet.grid.stamps)]
            self._naming[known] = named_for(units, above, self._sheet.grid.title, self._file, beside)
        return self._naming[known]

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


def _labels(table: Table, grid: Grid, fields: FieldNames) -> list[str]:
    """What names the figures of a table."""
    if table.form is Form.BY_UNIT:
        return [one.text for one in table.headings.values() if one.key]
    return [name for name in row_names(table, grid).values() if fields.name([name])]
