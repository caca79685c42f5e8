"""The account of a figure: which texts govern it, what their words mean, and whether it may be believed.

Every text that can change what a figure means comes here: titles and lines above a table, the names of the sheet and
the file, headings of groups, headers with all their rows, brackets behind labels, remarks, comments, footnotes, stamps,
and columns of other numbers beside it. What the words mean is found in ``words.senses``, what of it counts in a line in
``words.lines``, beside one figure in ``words.remarks``. Whether a figure is believed is asked here (``believes``).
Apart from that, ``evidence`` opens a yes whose document does not bear it out, and a header of something else is none.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

from khpcmd.diagnostics import Code, Location
from khpcmd.diagnostics.parameters import HeaderOther, Ref
from khpcmd.files import stem
from khpcmd.plan.fields import AnyField
from khpcmd.text import bare, tidy
from khpcmd.text.patterns import when_asked
from khpcmd.workbook.cell_reader import Reporter
from khpcmd.workbook.cells import number
from khpcmd.workbook.facts.scopes import Governs as Over
from khpcmd.workbook.facts.scopes import Part as Where
from khpcmd.workbook.file.addresses import LAST_ROW, Place, place
from khpcmd.workbook.file.grid import Grid
from khpcmd.workbook.governing import (
    OTHER_PROVINCE,
    OTHER_UNIT,
    Belief,
    Entry,
    Governs,
    column_aside,
    group_aside,
    is_expected,
    lock_of,
    question,
)
from khpcmd.workbook.kept_remarks import (
    NO_MORE,
    SIGNS,
    Figure,
    KeptRemarks,
    compares,
    denied,
    explains_none,
    has_figures,
    may_be_remarks,
    no_remarks,
    numbers_row,
    remark_above,
)
from khpcmd.workbook.table import Form, Table, below, between, is_computed, is_sign, over_names, row_name
from khpcmd.workbook.units_around import BEHIND, NO_ROWS, Districts, of_one_district, unit_rows
from khpcmd.workbook.words.cell_words import names_measure
from khpcmd.workbook.words.communes import speaks_of_communes
from khpcmd.workbook.words.headers import Kind, is_named
from khpcmd.workbook.words.lines import Own, Title, of_footnote, of_name, of_note, of_title, supplements, without_place
from khpcmd.workbook.words.meaning import OTHER_MEANINGS, Account, Part, Role, Sense
from khpcmd.workbook.words.own_texts import is_own
from khpcmd.workbook.words.remarks import is_ditto
from khpcmd.workbook.words.senses import Senses
from khpcmd.workbook.words.titles import is_of_year_before, wider
from khpcmd.workbook.words.unit_notes import UnitRows
from khpcmd.workbook.words.units_of_measure import joint, unit_of_line
from khpcmd.workbook.words.vocabulary import (
    NOTE_HEADERS,
    TITLES,
    heads_period,
    is_letterhead,
    is_note_line,
    is_signature,
    key,
    labelled,
    names_area,
    says,
    without_mark,
)

RECEIVERS = when_asked(r"noi (?:nhan|gui)\b")
"""How the list of those begins who receive a paper, without accents."""
OF_AGENCIES = frozenset({Sense.SUBSET, Sense.REFERENCE})
"""What a body of the province may say of its figures: what it reports on."""
OF_OTHERS = frozenset({OTHER_PROVINCE, "BODY-OF-UNIT"})
"""Whose figures its own are not either."""

OF_BODIES = frozenset({"OTHER-BODY", "BODY-OF-UNIT", "PART-OF-UNIT", "SUBSET", "MONEY", "PROGRAMME", OTHER_UNIT})
"""What the names of bodies and offices have in lines of signatures."""
OF_TITLES = frozenset({"PLAN", "PLAN-TITLE"})
"""What khpcmd itself writes above the tables of its forms: whose plan it is."""


@dataclass(slots=True)
class SheetAccount:
    """The accounts of one sheet, and what is open or set aside because of them.

    A reader enters a table (``enter``), says which columns it reads (``columns``), and then goes down its rows, with
    ``label`` for what stands behind a name. ``believes`` answers for a figure.
    """

    senses: Senses
    grid: Grid
    file: str
    reporter: Reporter
    is_label: Callable[[str], bool]
    """Whether a text names a field, a unit or a month, and so a row that may be blank."""
    entries: list[Entry] = field(default_factory=list)
    trace: bool = False
    """Whether every entry is kept, also of texts that speak against nothing."""
    stamped: bool = False
    """Whether the workbook was made from a template: what its formulas say of the checks is no remark."""
    whole: bool = False
    """Whether it is a template with every figure: a "supplement" is then a whole return that replaces another."""
    of_agency: bool = False
    """Whether the sheet is of a body of the province: what its titles restrict is what it reports on."""
    own_name: tuple[str, str] = "", ""  # the cell and the line of the reporting unit's name
    place: str = ""  # that a line of the sheet names as the one that reports
    labels: Callable[[], Collection[str]] = tuple
    """What names the figures of the first table: what a title picks out, and all of them, leaves nothing out."""
    open: bool = False
    """Whether no figure of the sheet is believed."""
    period: str = ""
    """The period that the title of the sheet states."""
    _table: Table | None = None
    _read: frozenset[int] = frozenset()
    """The columns of the table that hold figures, names, measures: texts in the others are remarks."""
    _end: int = 0
    _measure: tuple[str, Location] | None = None
    """What a line above the tables says is counted, and its place."""
    _open_table: bool = False
    _open_columns: set[int] = field(default_factory=set)
    _siblings: Mapping[int, Sequence[int]] = field(default_factory=dict)
    headed: Callable[[int], Mapping[int, Sequence[Over]]] = field(default=lambda _column: {})
    """By row, the headings over the figures in a column."""
    _over: Mapping[int, Sequence[Over]] = field(default_factory=dict)
    """By row of the table, the headings over it."""
    _of_groups: dict[Over, Entry | None] = field(default_factory=dict)
    """What each heading of a group says; None of one that says nothing of the rows below it."""
    _told_of: set[Place] = field(default_factory=set)
    """The places of the headings that something was told of."""
    _of_district: bool = False  # whether the table is of one unit within a province
    _rows: dict[int, bool] = field(default_factory=dict)
    """Whether a row is open, for the rows of the table that were asked for."""
    lines: list[str] = field(default_factory=list)
    """The lines above the tables."""
    _remarks: KeptRemarks = field(init=False)
    _named: UnitRows | None = None
    """What ``_units`` has found."""
    _figured: tuple[int, ...] = ()
    noted: bool = False
    """Whether something is written below the table."""
    _believed: bool = False
    """Whether nothing speaks against any figure of the table."""

    def __post_init__(self) -> None:
        self._remarks = KeptRemarks(self.senses, self.grid, self.reporter, stamped=self.stamped)

    # the sheet

    def names(self, period: str) -> None:
        """Account for the names of the sheet and the file, and the stamps on the sheet; its title states a period."""
        self.period = period
        sheet, own = self.reporter.sheet, Own(self.own_name[1], self.place)
        for text in self.grid.stamps:
            self.open |= self._asks(Governs.STAMP, sheet, self.senses.account(text, Role.NOTE))
        for text in () if self.stamped else self.grid.prompts:  # the form says them, not who filled it in
            account, against = of_note(self.senses, text)
            self.open |= bool(against) and self._asks(Governs.STAMP, sheet, account, against)
        self.open |= self._asks(Governs.SHEET_NAME, sheet, *of_name(self.senses, self.grid.title, period, own))
        account, against = of_name(self.senses, stem(self.file), period, own, of_file=True)
        against = [part for part in against if not (self.whole and supplements(part))]
        self.open |= self._asks(Governs.FILE_NAME, Location(self.file), account, against)

    def notes(self, lines: Iterable[tuple[str, str]]) -> None:
        """Account for the lines of sheets of notes, which govern all figures of a workbook."""
        around, asked = Districts(self.lines, {}, self.senses), set[str]()
        for line, title in lines:
            account, against = of_note(self.senses, without_mark(line))
            against = against or around.elsewhere(line)
            if (against and title not in asked) or self.trace:
                self.open |= self._asks(Governs.FOOTNOTE, self.reporter.sheet._replace(sheet=title), account, against)
                asked.update([title] if against else ())

    def titles(self, lines: Sequence[tuple[str, str]], *, times: bool, headers: Iterable[str] = ()) -> bool:
        """Account for the lines above a table, with their addresses; whether they leave its figures open.

        ``times`` is False where what they say of time was asked about already. ``headers`` are those of the table.
        """
        over = list(headers)
        asked = False
        compared = any(str(self.senses.year - 1) in header or is_of_year_before(header) for header in over)
        stages = self.senses.periods.stages(text for text, _ in lines)
        self.period = self.period or (self.senses.periods.stated(text for text, _ in lines).period if times else "")
        for text, address in lines:
            self.lines.append(text)
            at = Location(self.reporter.sheet.file, self.reporter.sheet.sheet, address)
            for line in filter(None, map(tidy, text.splitlines())):
                if unit := unit_of_line(self.senses.plan, line):
                    self._measure = joint(self.measure, unit), at
                own = self.own_name[1] if address == self.own_name[0] else ""
                title = Title(times, self.of_agency, compared, own, stages)
                asked |= self._asks(Governs.TITLE, at, *of_title(self.senses, line, title, of_cover=not at.cell))
            asked |= bool(address) and self._commented(place(address))
        return asked

    @property
    def of_units(self) -> bool:
        """Whether the rows of the table are of units."""
        return self._has_units or (self._table is not None and bool(self._table.units))

    @property
    def _has_units(self) -> bool:
        """Whether rows or columns of the table are those of units."""
        table = self._table
        return table is not None and (table.of_units or (table.form is Form.BY_UNIT and bool(self._figured)))

    @property
    def _units(self) -> UnitRows:
        """The rows of the table by the names of their units, and these names."""
        if self._named is None:
            self._named = unit_rows(self._table, self.grid, self.senses) if self._table else NO_ROWS
        return self._named

    @property
    def measure(self) -> str:
        """What a line above the tables says that figures are measured in; "" where none says it."""
        return self._measure[0] if self._measure else ""

    def of_district(self, lines: Sequence[tuple[str, str]]) -> None:
        """Say that a form is of a unit within a province: words of more than that, or of others, are of other
        figures."""
        self._of_district, around = True, Districts([text for text, _ in lines], {}, self.senses)
        for text, address in lines:
            at = Location(self.reporter.sheet.file, self.reporter.sheet.sheet, address)
            for line in filter(None, map(tidy, text.splitlines())):
                if is_letterhead(line) or is_signature(line):
                    continue
                if others := [*filter(None, [wider(line)]), *around.others(line)]:
                    account = self.senses.account(line, Role.FREE)
                    self._open_table |= self._asks(Governs.TITLE, at, account, others)
        of_sheet = Governs.SHEET_NAME, self.reporter.sheet, self.grid.title
        for governs, at, name in (of_sheet, (Governs.FILE_NAME, Location(self.file), stem(self.file))):
            if wide := wider(name):
                self._open_table |= self._asks(governs, at, self.senses.account(name, Role.NAME), [wide])

    # a table

    def enter(self, table: Table, end: int, *, doubtful: bool = False) -> None:
        """Begin with a table, whose notes end before row ``end``; ``doubtful`` where lines above it left it open."""
        self._table, self._end, self._open_table = table, end, doubtful
        self._open_columns, self._siblings, self._rows = set(), {}, {}
        self._of_district, self._believed, self.noted = False, False, False
        self._of_groups, self._told_of = {}, set()
        self._remarks = KeptRemarks(self.senses, self.grid, self.reporter, table, stamped=self.stamped)
        self._read, self._figured = frozenset(), tuple(table.rows(self.grid))
        self._named, self._over = None, self.headed(table.beside)
        for column in range(table.span[0], table.names + 1):
            role = Role.FREE if column == table.names else Role.NOTE
            for text in over_names(table, self.grid, column):
                at = self.reporter.at(table.first - 1, column)
                self._open_table |= self._asks(Governs.HEADER, at, self.senses.account(text, role))
        for row in range(table.top, table.first) if self.grid.comments else ():
            for column in self.grid.commented.get(row, ()):
                self._open_table |= self._is_of_rows(column) and self._commented((row, column))

    def columns(self, read: frozenset[int], siblings: Mapping[int, Sequence[int]]) -> None:
        """Say which columns of the table are read, or known not to be remarks; and their siblings.

        Siblings are columns of numbers whose meaning is not known: where they differ from the figure, it is open.
        """
        table = self._table
        headings = table.headings.items() if table else ()
        times = {column for column, heading in headings if heads_period(heading.text)} - {table.kinds if table else 0}
        self._read, self._siblings = read.difference(times), siblings
        if table:
            self._footnotes(table)
            self._read |= table.others(self.grid)
            self._notes_in_rows(table)
            for line, part in of_one_district(self.lines, lambda: self._units.rows, self.senses):
                said = self.senses.account(line, Role.NOTE)
                self._open_table |= self._asks(Governs.TITLE, self.reporter.sheet, said, [part])
            self._open_table |= self._headings_of_nothing(table)
            for row in between(table, self.grid, self._read):
                self._open_table |= self._row_is_open(row)
            over = dict.fromkeys(heading for row in self._figured for heading in self._over.get(row, ()))
            self.entries += [entry for heading in over if self.trace and (entry := self._of_group(heading))]
            for column in siblings if self.grid.comments else ():
                if any(self._commented((row, column)) for row in range(table.top, table.first)):
                    self._open_columns.add(column)

    def _headings_of_nothing(self, table: Table) -> bool:
        """Whether a text in a row of the header, over a column in which nothing stands, speaks against the figures."""
        asked = False
        for column, heading in table.headings.items():
            if is_note_line(heading.text) and not any(column in self.grid.rows[row] for row in self._figured):
                spoken = of_footnote(self.senses, without_mark(heading.text), self.period)
                at = self.reporter.at(table.first - 1, column)
                asked |= spoken is not None and self._asks(Governs.FOOTNOTE, at, *spoken)
        return asked

    def header(self, column: int, at: Location, accounts: Iterable[Account]) -> None:
        """Account for the texts over a column that is read."""
        for account in accounts:
            if self._asks(Governs.HEADER, at, account):
                self._open_columns.add(column)

    def set_aside(self, column: int, at: Location, accounts: Iterable[Account], *, alone: bool) -> None:
        """Report a column that is not read because of its words, unless nobody would take it for a result.

        One that stands ``alone``, with no other column for the same figures, is reported whatever its words say.
        """
        other = next(((account, account.other) for account in accounts if account.other), None)
        if not other or not other[1] or (self._table and column < self._table.names):  # ``enter`` has asked there
            return
        if not alone and is_expected(other[0].text, other[1]):
            return
        if other[1].sense is Sense.MONEY and not self._has_numbers(column):  # where the money comes from
            return
        over = other[0].role is Role.FREE and other[1].sense in (Sense.SCALE, Sense.DRAFT)
        if self._has_numbers(column) and not over:
            self.reporter.report(column_aside(at, *other))
        else:  # no column, but a note beside the header
            self._open_table |= self._asks(Governs.FOOTNOTE, at, other[0])

    def _has_numbers(self, column: int) -> bool:
        rows = self._table.rows(self.grid) if self._table else ()
        return any(number(self.grid.cell(row, column)) is not None for row in rows)

    def _heading(self, heading: Over) -> Entry | None:
        """What the heading of a group of rows says, or a text beside it, which asks nothing where it is not understood;
        None of a unit of measure, and of a row's own name."""
        (row, column), beside = heading.at, heading.part not in (Where.GROUP, Where.PARENT)
        name, cell = tidy(self.grid.text(row, column)), self.grid.cell(row, column)
        computed = self.stamped and cell is not None and is_computed(cell.formula)
        if computed or not any(map(str.isalpha, name)) or (beside and (names_measure(name) or self._rows.get(row))):
            return None
        account = self.senses.account(name, Role.NOTE if is_note_line(name) else Role.FREE)
        if heading.part in (Where.PARENT, Where.PASSED) and self._table and column != self._table.names:
            return None
        others = tuple(Part(text, Sense.OTHER_TIME) for text in self.senses.periods.others(name, self.period))
        if self.is_label(name) and (account.other is None or account.other.sense is not Sense.PROGRAMME):
            others = tuple(one for one in self._turns(Governs.GROUP, account) if one.sense is Sense.PLAN and not beside)
            if not others:
                return None
        if not others and not account.doubts and not is_own(name, stamped=self.stamped):
            others = tuple(self._turns(Governs.GROUP, account))
        if self._of_district and (wide := wider(name)) and not account.names(wide.text):
            others = (wide,)
        account = account._replace(parts=others or account.parts)
        doubts = [part for part in account.doubts if not beside or part.sense is not Sense.UNKNOWN]
        if self._table and self._table.form is Form.BY_UNIT:  # what sorts its rows
            doubts = [part for part in doubts if not (names_area(part.text) or speaks_of_communes(part.text))]
        other = any(part.sense in OTHER_MEANINGS for part in doubts)
        belief = Belief.ASIDE if other else Belief.OPEN if doubts else Belief.READ
        belief = Belief.READ if is_own(name, stamped=self.stamped) else belief
        return Entry(Governs.GROUP, self.reporter.at(row, column), account, belief)

    def _of_group(self, heading: Over) -> Entry | None:
        if heading not in self._of_groups:
            self._of_groups[heading] = self._heading(heading)
        return self._of_groups[heading]

    def sets_aside(self, row: int, name: str = "", own: int = 0) -> bool:
        """Whether a row is of a group that means something else, or heads one in the column ``own``; that is reported
        once.

        A group of another programme says nothing of a field that has the programme in its own ``name``.
        """
        for heading in (*self._over.get(row, ()), *([Over(Where.PASSED, (row, own))] if own else ())):
            said = self._of_group(heading)
            if said and said.belief is Belief.ASIDE and not is_named(said.account, name):
                if heading.at not in self._told_of:
                    self._told_of.add(heading.at)
                    self.entries += [] if self.trace else [said]
                    self.reporter.report(group_aside(said))
                return True
        return False

    def label(self, row: int, account: Account, column: int = 0) -> None:
        """Account for the words behind the name of a row, or beside it in another column."""
        at = self.reporter.at(row, column or (self._table.names if self._table else 1))
        if self._asks(Governs.LABEL, at, account):
            self._rows[row] = True

    def span(self, row: int, words: str) -> None:
        """Account for a span of time behind the name of a row: that of another period is not the sheet's."""
        others = [Part(text, Sense.OTHER_TIME) for text in self.senses.periods.others(words, self.period)]
        at = self.reporter.at(row, self._table.names if self._table else 1)
        if others and self._asks(Governs.LABEL, at, self.senses.account(words, Role.LABEL), others):
            self._rows[row] = True

    def believes(self, where: Place, spec: AnyField) -> bool:
        """Whether the figure of a field at a place may be used; what speaks against it is reported."""
        if self._believed:
            return True
        row, column = where
        if self._measure and spec.counts and not spec.measured_in(self._measure[0]):
            self._count_else(*self._measure)
            return False
        if self.open or self._open_table or column in self._open_columns or self._row_is_open(row):
            return False
        if self._differs(row, column) or self._commented(where):
            return False
        return not self._remarks.any or not self._is_contradicted(where, spec)

    def _count_else(self, found: str, at: Location) -> None:
        """Report once what a line above the tables says is counted. Amounts are read in that unit, or refused at their
        cells."""
        what, cure = Ref("word", "sense_measure"), Ref("word", "cure_measure")
        asked = Code.OTHER_MEANING(at, {"found": found, "words": found, "what": what, "cure": cure})
        self.reporter.report_once((at,), asked)

    @property
    def believes_all(self) -> bool:
        """Whether nothing can speak against the figures of the table but its rows."""
        doubts = self.open or self._open_table or self._measure or self._open_columns or self.grid.comments
        return not doubts and not any(self._siblings.values())

    @property
    def is_plain(self) -> bool:
        """Whether nothing at all was said of the table's figures, by titles, headers, groups, rows, notes or
        remarks."""
        said = self.open or self._open_table or self._open_columns or self._has_units
        beside = self._remarks.any or self.reporter.remarks or any(self._rows.values()) or any(self._siblings.values())
        return not (said or beside or self.entries)

    @property
    def known_columns(self) -> frozenset[int]:
        """The columns whose texts are no remarks."""
        return self._read

    def resume(self, known: frozenset[int], rows: Iterable[int], *, noted: bool) -> None:
        """Go on with a table like one that was plain: its columns, and rows beside which nothing stands."""
        if noted:
            self.columns(known, {})
        self._read = known
        self._rows = dict.fromkeys(rows, False)
        self._believed = self.believes_all and not self._remarks.any

    @property
    def believes_unasked(self) -> bool:
        """Whether nothing speaks against any figure of the table, so that none has to be asked about."""
        return self._believed

    def believed(self, rows: Iterable[int]) -> Set[int]:
        """Those of some rows against whose figures nothing can speak."""
        if not self.believes_all or self._remarks.any:
            return frozenset()
        return {row for row in rows if self._rows.get(row) is False and row not in self._over}

    def believes_row(self, row: int) -> bool:
        """Whether no remark speaks against the figures of a row, nor may speak against one of them."""
        return not self._row_is_open(row) and not self._remarks.beside(row)

    # what speaks against a figure

    def _is_contradicted(self, where: Place, spec: AnyField) -> bool:
        """Whether a remark or a comment that governs a figure says something else of it."""
        table = self._table
        header = range(table.top, table.first) if table else range(0)
        left = (self.grid.text(where[0], column) for column in range(1, (table.names if table else 1) + 1))
        whose = " | ".join((*self.lines, self.grid.title, self.file, *left))
        rows = self._figured
        told = self._remarks.against(where, header, Figure(spec, self._read, self.period, whose, rows))
        for entry, diagnostic in told:
            self.entries.append(entry)
            self.reporter.report_once((entry.at, entry.account.text), diagnostic)
        return bool(told)

    def _row_is_open(self, row: int) -> bool:
        if row not in self._rows:
            self._rows[row] = self._remarked(row)
        return self._rows[row]

    def _remarked(self, row: int) -> bool:
        """Whether a remark in a row, or a comment at its name, speaks against its figures."""
        asked, read = False, no_remarks(self._table, self.grid, row, self._read)
        first = self._table.first if self._table else 1
        above = [place for place in self.grid.merged_into.get(row, ()) if place[0] >= first]
        own = [(row, column) for column in self.grid.rows.get(row, ()) if column not in read]
        for at, column in (*above, *own):
            text = "" if column in read else self._remark(at, column)
            if not text:
                continue
            if is_ditto(text):
                text = remark_above(self.grid, at, column, first) or text
            if text.casefold() in NO_MORE and key(self._heading_text(column)) not in NOTE_HEADERS:
                continue  # the answer of a column that is not known
            if (not {"?", "%"}.isdisjoint(text) or not is_sign(text)) and not (
                key(text) in TITLES and not has_figures(self.grid, row, self._read)
            ):
                role = Role.LABEL if heads_period(self._heading_text(column)) else Role.REMARK
                account = self.senses.account(without_mark(text), role)
                none = explains_none(account, self.grid, row, self._siblings)
                kept = () if none else account.doubts or denied(text)
                others = Districts(self.lines, {}, self.senses).others(text, self._units.of_row.get(row, ""))
                asked |= self._asks(Governs.REMARK, self.reporter.at(at, column), account, (*kept, *others))
                self._remarks.keep((at, column), Governs.REMARK, account, row)
        return asked | self._names_commented(row)

    def _remark(self, row: int, column: int) -> str:
        """The text of a cell that may be a remark; a number is one under the header of remarks."""
        own = self.stamped and is_computed(self.grid.cells.rare.formulas.get((row, column), ""))
        cell = None if own or compares(self._table, column) else self.grid.cell(row, column)
        if cell is None:
            return ""
        text = str(cell.value) if isinstance(cell.value, str | int) and not isinstance(cell.value, bool) else ""
        if numbers_row(self._table, column, text):
            return ""
        heading, numbered = self._heading_text(column), any(map(str.isdigit, text))
        if said := self._remarks.qualified(self._table, (row, column), self.period):
            return said
        if numbered and heads_period(heading):
            return labelled(heading, text)
        if any(one.isalpha() or one == "?" for one in text) or text.strip() in SIGNS or is_ditto(text):
            return text
        return text if key(heading) in NOTE_HEADERS and numbered else ""

    def _names_commented(self, row: int) -> bool:
        """Whether a comment on a cell that says what a row is, or on a remark, speaks against its figures."""
        columns = self.grid.commented.get(row, ()) if self._table else ()
        asked = [self._commented((row, column)) for column in columns if self._says_what(row, column)]
        return any(asked)

    def _says_what(self, row: int, column: int) -> bool:
        """Whether a cell says what a row is, of which time or in which measure, or is a remark; figures are none."""
        noted = column not in self._read and number(self.grid.cell(row, column)) is None
        return (
            noted
            or self._is_of_rows(column)
            or (self._table is not None and column in self._table.columns(Kind.MEASURE))
        )

    def _is_of_rows(self, column: int) -> bool:
        """Whether a column says what its rows are, or of which time: left of the figures, or anywhere."""
        table = self._table
        return table is not None and (
            column in range(table.beside) or column == table.kinds or heads_period(self._heading_text(column))
        )

    def _commented(self, where: Place) -> bool:
        """Whether the comment at a cell speaks against the figures that the cell governs."""
        text = self.grid.comments.get(where, "")
        account = self.senses.account(text, Role.REMARK) if text else None
        if account is None:
            return False
        self._remarks.keep(where, Governs.COMMENT, account, where[0] if self._says_what(*where) else 0)
        asked = self._asks(Governs.COMMENT, self.reporter.at(*where), account)
        self._open_table |= asked and says("of_whole_table", text)
        return asked

    def _differs(self, row: int, column: int) -> bool:
        """Whether a sibling column has another number in a row."""
        for sibling in self._siblings.get(column, ()):
            other = number(self.grid.shown(row, sibling))
            if other is not None and other != number(self.grid.shown(row, column)):
                at = self.reporter.at(row, sibling)
                params: HeaderOther = {
                    "other": str(self.reporter.at(row, column)),
                    "header": self._heading_text(sibling),
                }
                self.reporter.report_once((column, sibling), Code.SIBLING_COLUMN(at, params))
                return True
        return False

    def _heading_text(self, column: int) -> str:
        heading = self._table.headings.get(column) if self._table else None
        return heading.text if heading else ""

    def _footnotes(self, table: Table) -> None:
        """Account for the texts below a table, up to the next one: notes, and not the block of signatures.

        Above a next table only those count that are marked as notes, or that end before a blank row.
        """
        attached = LAST_ROW if self._end > LAST_ROW else self._attached(table.last)
        units = self._units if (texts := list(below(table, self.grid, self._read, self._end))) else NO_ROWS
        around = Districts(self.lines, units.rows, self.senses, units.named)
        for row, column, text in self._unless_received(texts):
            if row <= table.last and numbers_row(self._table, column, text):
                continue
            line, self.noted = without_mark(text).rstrip(" ;"), True
            if row <= table.last and column < table.beside and self.is_label(text):
                self._remarks.note((row, column), Governs.FOOTNOTE, line, self._units)
                continue
            unmarked = line == text and not is_note_line(text) and not says("of_table_above", text)
            if row > attached and (unmarked or self.is_label(line)):
                continue  # the titles of the next table
            of_row = row <= table.last and self.is_label(row_name(table, self.grid, row))
            if around.tells_of_none(line, of_row=of_row):
                continue
            if others := around.elsewhere(line, of_one=self._of_district):
                said = self.senses.account(line, Role.NOTE)
                self._open_table |= self._asks(Governs.FOOTNOTE, self.reporter.at(row, column), said, others)
            if spoken := of_footnote(self.senses, line, self.period):
                self._open_table |= self._asks(Governs.FOOTNOTE, self.reporter.at(row, column), *spoken)
                self._remarks.note((row, column), Governs.FOOTNOTE, line, self._units)
                continue
            self._signed(self.reporter.at(row, column), without_place(self.senses, line))

    def _unless_received(self, texts: Iterable[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
        """The texts below a table without those that name who receives it, below the label of these in its column."""
        labels, settles = dict[int, str](), lock_of(self.senses).sentences.settles
        for row, column, text in texts:
            if RECEIVERS.match(bare(text)) or is_note_line(text):
                labels[column] = "" if is_note_line(text) else text.partition(":")[0]
            elif (label := labels.get(column)) and settles(f"{label}: {text}", "below"):
                continue
            yield row, column, text

    def _signed(self, at: Location, line: str) -> None:
        """Account for a line of signatures or offices, and for each part that stands behind the name of one."""
        office = is_signature(line) or is_letterhead(line)
        parts = BEHIND.split(line)[1:] if office and not lock_of(self.senses).sentences.settles(line, "below") else []
        for words in (line, *(part for part in parts if any(map(str.isalpha, part)))):
            said = self.senses.account(words, Role.NOTE)
            named = words == line or is_letterhead(words)
            others = [said.other] if said.other and not named else self._turns(Governs.FOOTNOTE, said, signed=named)
            if others:
                self._open_table |= self._asks(Governs.FOOTNOTE, at, said, others)
                return

    def _attached(self, last: int) -> int:
        """The last of the rows right below a table that go with it, before a blank row or a signature; that of the
        table where they go on up to the next one."""
        for row in range(last + 1, self._end):
            texts = self.grid.cells.row_values(row) if row in self.grid.rows else ()
            if not texts or any(is_signature(text) for text in texts if isinstance(text, str)):
                return row - 1
        return last

    def _notes_in_rows(self, table: Table) -> None:
        """Keep what remarks say of units, of their own row or of another ("Kinh Môn: 16"), and ask of those that speak
        of the whole table."""
        beside = may_be_remarks(table, self.grid, self._figured, self._read)
        looked_at = {*beside, *self.grid.merged_into, *self.grid.commented}
        if not table.columns(Kind.EVIDENCE):
            self._rows = dict.fromkeys([row for row in self._figured if row not in looked_at], False) | self._rows
        for row in sorted(beside):
            for column in beside[row]:
                text = self._remark(row, column)
                if table.form is Form.BY_UNIT and any(map(str.isupper, text)):
                    self._remarks.note((row, column), Governs.REMARK, text, self._units, of_units=True)
                if text and says("of_whole_table", text):
                    said = self.senses.account(without_mark(text), Role.REMARK)
                    self._open_table |= self._asks(Governs.REMARK, self.reporter.at(row, column), said)

    # reporting

    def _asks(self, governs: Governs, at: Location, account: Account, doubts: Iterable[Part] | None = None) -> bool:
        """Whether a text leaves what it governs open; if so the question is reported, once for its place."""
        left = tuple(account.doubts if doubts is None else doubts)
        of_figures = governs is Governs.SHEET_NAME or (governs is Governs.HEADER and account.role is Role.HEADER)
        own = not of_figures and is_own(account.text, stamped=self.stamped)
        left = () if own else left or tuple(self._turns(governs, account)) or _not_derived(governs, account)
        if governs is Governs.TITLE and any(part.sense is Sense.SUBSET for part in left):
            left = tuple(part for part in left if part.sense is not Sense.SUBSET or not self._is_of_all(part.text))
        entry = Entry(governs, at, account, Belief.OPEN if left else Belief.READ)
        if left or self.trace:
            self.entries.append(entry)
        if left:
            self.reporter.report_once((at, account.text), question(entry, left))
        return bool(left)

    def _turns(self, governs: Governs, account: Account, *, signed: bool = False) -> list[Part]:
        """The words by which a text turns the figures that it governs; a ``signed`` line may name any bodies."""
        lock = lock_of(self.senses)
        derived = lock.derived(governs, account.text, self.period, of_figures=account.role is Role.HEADER)
        if derived is None or not derived.turns:
            return []
        turns = [turn for turn in derived.turns if not names_area(turn.words)]
        if self.stamped and governs is Governs.TITLE:
            turns = [turn for turn in turns if turn.symbol not in OF_TITLES and turn.sense is not Sense.REVISED]
        if self.whole:
            turns = [turn for turn in turns if turn.sense is not Sense.REVISED]
        if not (derived.names_unit or self.of_units or any(map(lock.sentences.names_unit, self.lines))):
            turns = [turn for turn in turns if turn.symbol != OTHER_UNIT]  # that there is none is asked about by itself
        if self.of_agency and not (governs in (Governs.REMARK, Governs.COMMENT) and self.of_units):
            turns = [turn for turn in turns if turn.sense not in OF_AGENCIES or turn.symbol in OF_OTHERS]
        if signed:
            turns = [turn for turn in turns if turn.symbol not in OF_BODIES]
        return [Part(turn.words, turn.sense) for turn in turns]

    def _is_of_all(self, words: str) -> bool:
        """Whether the names of all figures have some words of a title: "cấp xã"."""
        labels = self.labels()
        return bool(labels) and all(f" {bare(words)} " in f" {bare(label)} " for label in labels)


_BESIDE = frozenset({Governs.REMARK, Governs.COMMENT, Governs.STAMP, Governs.FOOTNOTE})
"""What people write beside figures, in words of their own."""


def _not_derived(governs: Governs, account: Account) -> tuple[Part, ...]:
    """The words beside figures that are not understood, with the names among them."""
    if governs not in _BESIDE:
        return ()
    of_all = says("of_table_above", account.text) or says("of_whole_table", account.text)
    if of_all and (words := tuple(part for part in account.parts if part.sense is Sense.WORD_OF_PLAN)):
        return words
    return tuple(part for part in account.parts if part.sense is Sense.UNKNOWN) if account.unknown_words else ()
