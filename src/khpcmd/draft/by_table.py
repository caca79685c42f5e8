"""The tables of a sheet without a plan, and drafts from each: the rows of a form, or the columns of a table of units.

``Tables`` finds them: blocks of the geometry with a word for names over a column. ``Headings`` reads their headers.
``ByField`` reads the rows of a form, of one unit, of several in groups, or of several side by side; ``FormColumns`` its
columns by their headers. ``ByUnit`` reads a table of units.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice, zip_longest
from typing import NamedTuple

from khpcmd.draft.found import (
    LONGEST_NAME,
    RANKS,
    Figures,
    Found,
    FoundField,
    FoundUnit,
    LeftOut,
    Level,
    Spot,
    clean,
    is_agency,
    levels_of,
    most,
    names_unit,
    nicely,
)
from khpcmd.plan.model import Plan
from khpcmd.text import bare, loose, tidy
from khpcmd.workbook.cells import raw_text
from khpcmd.workbook.facts.blocks import Block
from khpcmd.workbook.facts.codes import KIND, UNITS, Codes, coded
from khpcmd.workbook.facts.codes import Kind as Code
from khpcmd.workbook.facts.geometry import find_blocks, last_label, last_row, outside, with_blanks
from khpcmd.workbook.facts.scopes import Part
from khpcmd.workbook.facts.sheet import Rows
from khpcmd.workbook.facts.tables import paths_over, signed_row
from khpcmd.workbook.file.addresses import LAST_ROW, Box, a1
from khpcmd.workbook.file.grid import Grid, GridCell
from khpcmd.workbook.file.limits import DEFAULT_LIMITS, Limits, Refused
from khpcmd.workbook.table import Form, is_filler, is_index_row, is_number_header, is_numbering, marker
from khpcmd.workbook.table import Table as Head
from khpcmd.workbook.words.cell_words import names_measure
from khpcmd.workbook.words.headers import FieldNames, Heading, Kind
from khpcmd.workbook.words.periods import Periods, Role, is_noise, month
from khpcmd.workbook.words.units import UnitNames
from khpcmd.workbook.words.vocabulary import (
    HARMLESS_PAREN,
    LABEL_HEADERS,
    NOTE_HEADERS,
    OF_WHICH,
    TRAILING_PAREN,
    UNIT_HEADERS,
    answer,
    is_plan,
    is_ratio,
    is_total,
    key,
    strip_numbering,
    total_of,
)

ROWS = 2_000
"""How many rows of a table are read."""
UNITS_ALONE = 3
"""How many names of units have to stand below one another where no header says that they do."""


class Table(NamedTuple):
    """One table: a row for each unit or, as a form, one for each field. Rows and columns count from 1."""

    grid: Grid
    form: bool
    top: int
    bottom: int
    names: int
    rows: tuple[int, ...]
    """Its rows that are no index rows."""

    def text(self, row: int, column: int) -> str:
        return clean(self.grid.text(row, column))

    def spot(self, row: int, column: int) -> Spot:
        return Spot(self.grid.title, a1(row, column))

    def paths(self) -> dict[int, list[str]]:
        """The header texts over each column except that of the names, upper levels first; no texts over all columns."""
        found = paths_over(self.grid, self.top, self.bottom).texts
        return {column: path for column, path in found.items() if column != self.names and any(map(tidy, path))}

    def is_numbering(self, column: int) -> bool:
        """Whether a column left of the names only numbers the rows."""
        return column < self.names and is_numbering(self.grid, column, self.bottom)


class _Codes(Codes):
    """The codes of cells where no name is known but by its class word."""

    @cached_property
    def _kinds(self) -> Sequence[tuple[Code, Callable[[str], object]]]:
        words = [(kind, says) for kind, says in super()._kinds if kind not in (Code.FIELD, Code.LEAF, *UNITS)]
        return ((Code.UNIT, lambda text: names_unit(tidy(text))), *words)


class Tables:
    """Finds the tables of sheets."""

    def __init__(self, fields: FieldNames, limits: Limits = DEFAULT_LIMITS) -> None:
        self._fields, self._units, self._limits = fields, UnitNames(fields.plan), limits
        self._codes = _Codes(fields, self._units)

    def of(self, grid: Grid) -> list[Table]:
        """The tables of a sheet from top to bottom; without a titled header, the first column of units makes one."""
        try:
            blocks = self._blocks(grid)
        except Refused:  # nobody could read it by any plan
            return []
        heads = list(_titled(grid, blocks)) or list(_of_units(blocks))[:1]
        tables = list[Table]()
        for head, following in zip_longest(heads, heads[1:]):
            below = range(head.first, following.top if following else LAST_ROW + 1)
            last = max((last_label(block) for block in blocks if block.rows and block.rows[0].at in below), default=0)
            end = min(last + 1, signed_row(grid, below.start, below.stop))
            own = (row for row in grid.rows_from(below.start) if row < end)
            found = tuple(row for row in islice(own, ROWS) if not is_index_row(grid, row))
            tables.append(Table(grid, head.form is Form.BY_FIELD, head.top, head.last, head.names, found))
        return [
            table  # "người" and "vụ" are not names, but units of measure of a form
            for table in tables
            if any(not names_measure(text) for row in table.rows if not is_filler(text := grid.text(row, table.names)))
        ]

    def _blocks(self, grid: Grid) -> tuple[Block, ...]:
        """The blocks of a sheet, and those of what has no figures."""
        rows = coded(grid, self._codes)
        found = find_blocks(rows, grid.merges, self._limits).blocks
        spans = ((block.header[0], last_row(block)) for block in found if block.header)
        rest = _named(outside(rows, spans), grid)
        return found + find_blocks(with_blanks(rest) or rest, grid.merges, self._limits).blocks


def _named(rows: Rows, grid: Grid) -> Rows:
    """Rows in which all texts beside a head of names, and the first one of every other row, may be names."""
    heads = {row: at for row, at, text in grid.texts if key(text) in LABEL_HEADERS | UNIT_HEADERS}
    found = dict[int, tuple[tuple[int, ...], tuple[int, ...]]]()
    for row, (columns, codes) in rows.items():
        texts = [at for at, code in zip(columns, codes, strict=True) if code & KIND == Code.TEXT]
        of_unit = not UNITS.isdisjoint(code & KIND for code in codes)
        names = {*texts} - {heads[row]} if row in heads else {*texts[:1]} if not of_unit else set[int]()
        own = (int(Code.FIELD) if at in names else code for at, code in zip(columns, codes, strict=True))
        found[row] = columns, tuple(own)
    return found


def _titled(grid: Grid, blocks: Sequence[Block]) -> Iterator[Head]:
    """The headers with a word for fields, or else for units, over a column of labels; of those beside each other the
    first, which is that of all their columns."""
    last = 0
    for block in sorted(blocks, key=lambda one: (one.header, one.span)):
        for words, form in ((LABEL_HEADERS, Form.BY_FIELD), (UNIT_HEADERS, Form.BY_UNIT)):
            named = (at for at, _ in block.labels if any(_says(grid, row, at, words) for row in block.header))
            if (names := next(named, 0)) and block.header[0] > last:
                last = block.header[-1]
                yield _header(block, form, names, grid.merge(last, names))
                break


def _of_units(blocks: Sequence[Block]) -> Iterator[Head]:
    """The headers above columns in which names of units stand below one another."""
    for block in blocks:
        named = (at for at, kinds in block.labels if kinds & UNITS)
        if block.header and len(block.rows) >= UNITS_ALONE and (names := next(named, 0)):
            yield _header(block, Form.BY_UNIT, names, None)


def _says(grid: Grid, row: int, column: int, words: Set[str]) -> bool:
    box = grid.merge(row, column) or (row, column)
    text = grid.text(*box[:2])
    return key(text) in words and not text.rstrip().endswith(":")


def _header(block: Block, form: Form, names: int, box: Box | None) -> Head:
    """The header of a block, with what stands over its columns right above it."""
    over = {one.at[0] for column in block.columns for one in column.path if one.part is Part.OVER}
    top = block.header[0]
    while top - 1 in over:
        top -= 1
    bottom = box[2] if box else block.header[-1]
    return Head(form, top, bottom + 1, bottom, names, {})


class Header(NamedTuple):
    """A header: the texts that name a field, what the others mean, and ``why`` it is left out ("" where it is not)."""

    path: tuple[str, ...] = ()
    measure: str = ""
    role: Role = Role.CURRENT
    month: int = 0
    answer: bool | None = None
    why: str = ""


class Headings:
    """Reads headers with a plan that has only periods."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.fields = FieldNames(plan, plan.year)
        self.span = Periods(plan).span
        """The span of time that a text names, if it names nothing else."""

    def month(self, text: str, *, bare_number: bool) -> int:
        return month(text, self.fields.month_years, bare_number=bare_number)

    def column(self, texts: Sequence[str]) -> Header:
        """A column in a table with a row for each unit."""
        path = [text for raw in texts if (text := OF_WHICH.sub("", clean(raw)).strip(" :"))]
        why = self._never_read(path)
        if why:
            return Header(why=why)
        of_month = self.month(path[-1], bare_number=len(path) > 1)
        if of_month:
            path.pop()
        spans = {text: found for text in path if (found := self.span(text))}
        roles = [found.role for found in spans.values()]
        names = [text for text in path if text not in spans and not is_noise(text)]
        role = next((role for role in (Role.OTHER, Role.BASELINE) if role in roles), Role.CURRENT)
        if role is Role.OTHER:
            return Header(why="other_span")
        return self._named(names, role, of_month)

    def _named(self, names: list[str], role: Role, of_month: int) -> Header:
        given = answer(names[-1]) if len(names) > 1 else None
        if given is not None:
            names.pop()
        if not loose(" ".join(names)):
            return Header(why="no_name")
        if len(" / ".join(names)) > LONGEST_NAME:
            return Header(why="too_long")
        path, measure = self.name(names)
        return Header(path, measure, role, of_month, given)

    def name(self, texts: Sequence[str]) -> tuple[tuple[str, ...], str]:
        """A path without numbering before it and the unit of measure behind it; and that unit of measure."""
        path = list(texts)
        path[0] = strip_numbering(path[0]) or path[0]
        last = TRAILING_PAREN.match(path[-1])
        if last is None or HARMLESS_PAREN.fullmatch(last[2]) or self.span(last[2]):
            return tuple(path), ""
        path[-1] = last[1]
        return tuple(path), last[2]

    def _never_read(self, path: Sequence[str]) -> str:
        """Why a column cannot be a field, whatever the plan; "" where it can be one."""
        if not path:
            return "no_name"
        if any(is_ratio(text) for text in path):
            return "ratio"
        leaf = key(path[-1])
        if is_number_header(path[-1]):
            return "numbering"
        if leaf in NOTE_HEADERS:
            return "notes"
        if is_plan(path[-1]):
            return "other_span"
        return "total" if len(path) == 1 and is_total(path[-1]) else ""

    def form_column(self, texts: Sequence[str]) -> Heading:
        """A column in a form with a row for each field."""
        path = [clean(text) for text in texts]
        if any(is_number_header(text) for text in path):
            return Heading(Kind.KNOWN, " / ".join(path))
        return self.fields.form_column(path)


def heads_units(text: str) -> bool:
    """Whether a header can be the name of a unit: short, and not one of the usual words of forms."""
    return 0 < len(bare(text).split()) <= 8 and (is_agency(text) or not is_noise(text))


@dataclass(slots=True)
class ByField:
    """Reads one form from top to bottom; ``unit`` is the name of its unit, "" where it is unknown."""

    table: Table
    headings: Headings
    unit: str
    unit_at: Spot
    measure: str = ""
    _path: list[str] = field(default_factory=list)
    _units: dict[str, Spot] = field(default_factory=dict)
    _fields: list[FoundField] = field(default_factory=list)
    _left_out: list[LeftOut] = field(default_factory=list)
    _heading: FoundField | None = None
    """The row above as a field, where it has no figure of its own: its months may follow."""
    _skipped_group: frozenset[str] = frozenset()
    """The numbering of the current group if its rows are not of the period; else empty."""
    _end: int = 0
    """The first column after the names."""

    def found(self) -> Found:
        columns = FormColumns.of(self.table, self.headings)
        behind = (column for column in columns.paths if column > self.table.names)
        self._end = min(behind, default=self.table.names + 1)
        for at, name in columns.units.items():
            self._units[name] = self.table.spot(self.table.bottom, at)
        first = self.unit
        for index, row in enumerate(self.table.rows):
            name = self._name(row)
            self._enter_item(row, columns)
            if loose(name) and not is_filler(name):
                self._row(index, row, name, columns)
        if first and any(first in one.reported_by for one in self._fields):
            self._units.setdefault(first, self.unit_at)
        names = list(self._units)
        units = zip(names, levels_of(names, columns.over_units()), strict=True)
        found = tuple(FoundUnit(name, level, self._units[name]) for name, level in units)
        return Found(found, tuple(self._fields), (*columns.left_out, *self._left_out))

    def _name(self, row: int) -> str:
        """The name of a row, also where it is indented or beside its merged item, or a unit's left of it."""
        texts = self._texts(row)
        left = (self.table.text(row, column) for column in range(1, self.table.names))
        name = texts[-1:] if self._item(row) else texts[:1]
        return next(iter(name), "") or next((text for text in left if names_unit(text)), "")

    def _texts(self, row: int) -> list[str]:
        """The texts at the names, down to the first other column."""
        texts = (self.table.text(row, column) for column in range(self.table.names, self._end))
        return list(dict.fromkeys(text for text in texts if text))

    def _item(self, row: int) -> str:
        """The name that is merged over several rows, beside those of its parts; "" where there is none."""
        box, texts = self.table.grid.merge(row, self.table.names), self._texts(row)
        return texts[0] if box and box[2] > box[0] and len(texts) > 1 else ""

    def _enter_item(self, row: int, columns: FormColumns) -> None:
        """Make a merged item the heading of the parts, or of the months, beside it."""
        item = self._item(row)
        series = self._fields and self._fields[-1].kind == "months" and self._fields[-1].path[-1] == item
        if item and item not in self._path and not series:
            self._path = [*self._path[:1], item]
            self._heading = self._as_field(row, self._path, self._measure(row, columns), columns)

    def _row(self, index: int, row: int, name: str, columns: FormColumns) -> None:
        numbering = marker(self.table.grid, row, self.table.names)
        figures, measure = self._has(row, [*columns.current, *columns.baseline]), self._measure(row, columns)
        if self._month(name):
            return
        self._heading = None
        if self._skipped_group and figures:
            self._left_out.append(LeftOut(self.table.spot(row, self.table.names), name, "other_span"))
        elif not figures and not measure and names_unit(name):
            self.unit, self._path = nicely(name), []
            self._units.setdefault(self.unit, self.table.spot(row, self.table.names))
        elif figures or measure or ("number" in numbering and not self._has_parts(index)):
            self._propose(row, name, measure, columns)
        else:
            self._enter_group(name, numbering)
            self._path = [name] if numbering & {"roman", "letter"} else [*self._path[:1], name]
            self._heading = self._as_field(row, self._path, measure, columns)

    def _enter_group(self, name: str, numbering: frozenset[str]) -> None:
        """Start a group; rows below a heading such as "Kế hoạch năm 2023" or "Năm 2022" are not of the period."""
        other = self.headings.fields.is_of_other_span(name)
        if other:
            self._skipped_group = numbering or frozenset({"group"})
        elif other is False or numbering & self._skipped_group:
            self._skipped_group = frozenset()

    def _month(self, name: str) -> bool:
        """Whether a row is a month of the field above it, which then is a series."""
        series = bool(self._fields) and not self._heading and self._fields[-1].kind == "months"
        if not self.headings.month(name, bare_number=series):
            return False
        if self._heading:
            self._fields.append(self._heading)
            self._path.pop()
        elif not self._fields:
            return False
        self._heading = None
        self._fields[-1] = self._fields[-1]._replace(kind="months", baseline=False)
        return True

    def _propose(self, row: int, name: str, measure: str, columns: FormColumns) -> None:
        part = OF_WHICH.sub("", name.lstrip("-+*•– ")).strip(" :-")
        cells = [self.table.grid.shown(row, column) for column in columns.current]
        figures = Figures(cells, measure or self.headings.name([part])[1] or self.measure)
        why = self._why_not(part, no_count=figures.why_left_out(by_month=columns.months))
        if why:
            self._left_out.append(LeftOut(self.table.spot(row, self.table.names), name, why))
            return
        own = self._as_field(row, [*self._path, part], measure, columns)
        blank = bool(columns.baseline) and not self._has(row, columns.current)  # nothing is filled in yet
        found = figures.described(own, measure, baseline=blank or self._has(row, columns.baseline))
        self._fields.append(found._replace(kind="months", baseline=False) if columns.months else found)

    def _as_field(self, row: int, texts: list[str], measure: str, columns: FormColumns) -> FoundField:
        path, bracket = self.headings.name(texts)
        units = tuple(columns.units.values()) or ((self.unit,) if self.unit else ())
        return FoundField(
            path, "count", self.table.spot(row, self.table.names), units, bracket or measure or self.measure
        )

    def _why_not(self, part: str, *, no_count: str) -> str:
        if not loose(part):
            return "no_name"
        if is_ratio(part) or no_count:
            return "ratio" if is_ratio(part) else no_count
        if len(" / ".join([*self._path, part])) > LONGEST_NAME:
            return "too_long"
        return "total" if is_total(part) and not self._path else ""

    def _has(self, row: int, columns: list[int]) -> bool:
        """Whether one of the columns has a value that is not a placeholder."""
        cells = (self.table.grid.cell(row, column) for column in columns)
        return any(cell is not None and not is_filler(raw_text(cell)) for cell in cells)

    def _measure(self, row: int, columns: FormColumns) -> str:
        texts = (self.table.text(row, column) for column in columns.measure)
        return next((text for text in texts if loose(text)), "")

    def _has_parts(self, index: int) -> bool:
        """Whether the next row is a part of this one: "- Trong đó: …"."""
        below = self.table.rows[index + 1 : index + 2]
        return any(name.startswith(("-", "+")) or OF_WHICH.match(name) for row in below if (name := self._name(row)))


@dataclass(slots=True)
class FormColumns:
    """The columns of a form: of figures of the period, of the baseline year, and of the units of measure."""

    table: Table
    headings: Headings
    paths: dict[int, list[str]]
    """The texts over each."""
    current: list[int] = field(default_factory=list)
    baseline: list[int] = field(default_factory=list)
    measure: list[int] = field(default_factory=list)
    months: bool = False
    """Whether there is a column for each month."""
    units: dict[int, str] = field(default_factory=dict)
    """The units whose figures stand side by side, by column."""
    left_out: list[LeftOut] = field(default_factory=list)

    @classmethod
    def of(cls, table: Table, headings: Headings) -> FormColumns:
        """The columns, each by what it holds."""
        columns, strange, totals = cls(table, headings, table.paths()), list[int](), list[int]()
        for column, path in columns.paths.items():
            unit = next((text for text in map(clean, path) if names_unit(text)), "")
            heading = headings.form_column(path)
            if table.is_numbering(column):
                columns._leave(column, "numbering")
            elif unit:
                columns.units[column] = nicely(unit)
            elif is_total(clean(path[-1])):
                totals.append(column)
            elif heading.kind is Kind.UNKNOWN:
                strange.append(column)
            else:
                columns._take(column, heading)
        columns._take_strange(strange, totals)
        return columns

    def over_units(self) -> str:
        """What stands over the columns of units."""
        return " ".join(text for column in self.units for text in self.paths[column][:-1])

    def _leave(self, column: int, why: str) -> None:
        at = self.table.spot(self.table.bottom, column)
        self.left_out.append(LeftOut(at, clean(" / ".join(self.paths[column])), why))

    def _take(self, column: int, heading: Heading) -> None:
        """A column that is known by its header."""
        if heading.kind is Kind.FIGURE:
            early = heading.span is not None and heading.span.role is Role.BASELINE
            (self.baseline if early else self.current).append(column)
            self.months = self.months or heading.month > 0
        elif heading.kind is Kind.MEASURE:
            self.measure.append(column)
        else:
            self._leave(column, self.headings.column([heading.text]).why or "not_figures")

    def _take_strange(self, strange: list[int], totals: list[int]) -> None:
        """Take columns with unknown headers, and totals.

        A single one has the figures where no other column has any; else they are units side by side, and their totals.
        """
        if self.current and not self.units:
            rest = [*strange, *totals]
        elif not self.units and len(strange) + len(totals) == 1:
            self.current, rest = [*strange, *totals], []
        else:
            names = {column: clean(self.paths[column][-1]) for column in strange}
            self.units |= {column: nicely(name) for column, name in names.items() if heads_units(name)}
            self.current = [*self.current, *self.units]
            rest = [column for column in (*strange, *totals) if column not in self.units]
        for column in rest:
            self._leave(column, "total" if column in totals else "not_figures")


class _Row(NamedTuple):
    number: int
    name: str
    level: Level


class ByUnit(NamedTuple):
    """Reads one table."""

    table: Table
    headings: Headings
    measure: str
    """The unit of measure that a line above the table gives for all figures."""

    def found(self) -> Found:
        """The units and the fields. Rows of a level above that of most rows are the parents of these."""
        rows = self._rows()
        usual = most(row.level for row in rows)
        above = [row for row in rows if usual and RANKS.get(row.level, 0) > RANKS[usual]]
        reporters = [row for row in rows if row not in above]
        units = [self._unit(row, above) for row in rows]
        columns, left_out = self._columns([row.number for row in reporters])
        names = tuple(nicely(row.name) for row in reporters)
        by_name = dict[str, list[int]]()
        for column, header in columns.items():
            by_name.setdefault(loose(" / ".join(header.path)), []).append(column)
        fields = tuple(self._found_fields(columns, by_name.values(), [row.number for row in reporters], names))
        return Found(tuple(units), fields, (*left_out, *self._twice(columns, by_name.values())))

    def _rows(self) -> list[_Row]:
        numbers, names = list[int](), list[str]()
        for row in self.table.rows:
            name = self.table.text(row, self.table.names)
            if loose(name) and not is_filler(name) and not is_total(name) and not total_of(name):
                numbers.append(row)
                names.append(name)
        header = self.table.grid.text(self.table.top, self.table.names)
        found = zip(numbers, names, levels_of(names, header), strict=True)
        rows = [_Row(number, name, level) for number, name, level in found]
        return [row for row in rows if row.level != "unit" or self._has_figures(row.number)]

    def _has_figures(self, row: int) -> bool:
        return any(column > self.table.names for column in self.table.grid.rows.get(row, ()))

    def _unit(self, row: _Row, above: list[_Row]) -> FoundUnit:
        at = self.table.spot(row.number, self.table.names)
        over = [one for one in above if one.number < row.number] or above[:1]
        own = row in above or row.level not in RANKS or not over
        return FoundUnit(nicely(row.name), row.level, at, "" if own else nicely(over[-1].name))

    def _columns(self, rows: list[int]) -> tuple[dict[int, Header], list[LeftOut]]:
        """The headers of columns that may be fields, and the columns that are left out."""
        columns, left_out = dict[int, Header](), list[LeftOut]()
        for column, path in self.table.paths().items():
            header = self.headings.column(path)
            if self.table.is_numbering(column):
                header = Header(why="numbering")
            elif not header.why:
                cells, by_month = self._cells(column, rows), bool(header.month)
                why = Figures(cells, header.measure or self.measure).why_left_out(by_month=by_month)
                header = header._replace(why=why)
            if header.why:
                left_out.append(LeftOut(self._at(column), clean(" / ".join(path)), header.why))
            else:
                columns[column] = header
        return columns, left_out

    def _cells(self, column: int, rows: list[int]) -> list[GridCell | None]:
        return [self.table.grid.shown(row, column) for row in rows]

    def _twice(self, columns: dict[int, Header], groups: Iterable[list[int]]) -> Iterator[LeftOut]:
        """Columns with the same name and nothing that distinguishes them, except the first."""
        for together in groups:
            alike = [at for at in together if columns[at].role is Role.CURRENT]
            alike = [at for at in alike if not columns[at].month and columns[at].answer is None]
            for column in alike[1:]:
                yield LeftOut(self._at(column), " / ".join(columns[column].path), "twice")

    def _found_fields(
        self, columns: dict[int, Header], groups: Iterable[list[int]], rows: list[int], names: tuple[str, ...]
    ) -> Iterator[FoundField]:
        """One field for all columns of the same name: its months, its answers, its baseline year."""
        for together in groups:
            first = next((at for at in together if columns[at].role is Role.CURRENT), together[0])
            header = columns[first]
            measure = header.measure or self.measure
            field = FoundField(header.path, "count", self._at(first), names, measure, whole_path=True)
            if any(columns[at].month for at in together):
                yield field._replace(kind="months")
            elif any(columns[at].answer is not None for at in together):
                yield field._replace(kind="yes_no")
            else:
                early = any(columns[at].role is Role.BASELINE for at in together)
                yield Figures(self._cells(first, rows), measure).described(field, header.measure, baseline=early)

    def _at(self, column: int) -> Spot:
        """The lowest header cell over a column."""
        for row in range(self.table.bottom, self.table.top - 1, -1):
            box = self.table.grid.merge(row, column)
            cell = (box[0], box[1]) if box else (row, column)
            if self.table.grid.text(*cell).strip():
                return self.table.spot(*cell)
        return self.table.spot(self.table.top, column)
