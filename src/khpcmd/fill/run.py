"""From a blank form and the returns to the filled form, and an account of each of its cells: ``fill``.

Figures of units and their sums are taken as the judging of targets takes them (``Sums``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from khpcmd.annotate.source import NoCopy, open_source
from khpcmd.checking import Request, all_reached, check, names_for
from khpcmd.diagnostics import Code, Diagnostic, Severity
from khpcmd.fill.edit import Package, UneditableError, Words
from khpcmd.judge.roll_call import looked_at
from khpcmd.judge.world import World
from khpcmd.plan.model import Plan
from khpcmd.plan.taught import Taught, TaughtName, TaughtSum, Teaches
from khpcmd.report import Report
from khpcmd.returns import CellState, Key
from khpcmd.text import split_class
from khpcmd.workbook.cells import raw_text
from khpcmd.workbook.file.addresses import COLUMNS, Place, a1, place
from khpcmd.workbook.file.grid import Grid
from khpcmd.workbook.file.limits import Limits
from khpcmd.workbook.file.open import open_grids, read_bytes
from khpcmd.workbook.read import Reading, read_form
from khpcmd.workbook.table import is_filler, is_index_row, marker
from khpcmd.workbook.trace import TableTrace
from khpcmd.workbook.words.headers import FieldNames, Kind

Figure = int | Decimal | date
"""What is written: a number, an answer (True or False, which are numbers to Python), or a day."""
NONE: Mapping[str, tuple[str, ...]] = {}


class Left(StrEnum):
    """Why a cell was left as it was."""

    CONTENT = "content"
    """Something else stands in it."""
    FORMULA = "formula"
    OPEN = "open"
    """A unit has not reported, or a figure is at fault."""
    NOT_NUMBER = "not_number"
    """The field is no number and not of one unit: an answer or a day of several; or it is a text."""
    NOT_ADDED = "not_added"
    """Amounts of several units that no target adds up, for they may be rates; units and those they belong to."""
    NOT_REPORTED = "not_reported"
    """No unit of this form reports the field."""
    ROWS = "rows"
    """The sum of a table in which not every unit that reports the field has a row."""
    WHOSE = "whose"
    """The form names a body of the province that reports the field, and others report it too."""
    PERIOD = "period"
    """The form is of another period."""
    WORDS = "words"
    """Read back, the figure is not the one that was meant: for words around it, its unit of measure, its format."""
    MEASURE = "measure"
    """The cell is in another unit of measure than the plan's."""
    TWICE = "twice"
    """The form has the field in several places, and nothing says which of them is meant."""
    NO_UNIT = "no_unit"
    """The label is that of a field, but nobody says whose form it is."""
    UNMATCHED = "unmatched"
    """The label is that of no field."""


class Filled(NamedTuple):
    """One cell of the form (or a row, or a column, whose label is unknown), and what became of it."""

    sheet: str
    cell: str
    label: str
    unit: str = ""
    key: Key | None = None
    fields: tuple[str, ...] = ()
    """The fields that are added up, where the label was taught to be a sum; ``key`` then only says year and month."""
    value: Figure | None = None
    why: Left | None = None
    counted: tuple[str, ...] = ()
    """The units whose figures make up the value, or would."""
    missing: tuple[str, ...] = ()
    """Those of them of which there is no sound figure."""
    of_rows: bool = False
    """Whether it adds up the rows of units around it."""
    already: bool = False
    """Whether the value stood there before."""
    asked: Diagnostic | None = None
    """What reading said about the words around it."""

    @property
    def written(self) -> bool:
        return self.value is not None and self.why is None


def whole(plan: Plan) -> str:
    """The unit that all others belong to, or that alone reports; "" where there is no such unit."""
    if len(plan.reported_by) == 1:
        return next(iter(plan.reported_by))
    above = [unit.id for unit in plan.units if unit.parent is None and plan.below.get(unit.id)]
    return above[0] if len(above) == 1 else ""


class Sums:
    """The figures of units, and of the units inside others added up, as the judging of targets takes them."""

    def __init__(self, report: Report, made_of: Mapping[str, tuple[str, ...]] = NONE) -> None:
        """``made_of``: the fields that are added up where a cell is read as one that stands for a sum."""
        plan, reported = report.plan, {one.unit: one for one in report.returns}
        self._scope = looked_at(
            plan,
            [one.unit for one in report.submissions if one.expected],
            report.returns,
            only_reported=report.only_reported,
        )
        self._plan, self._made_of = plan, made_of
        self._added_up = {
            name
            for target in plan.targets
            if target.judged != "each_unit" and not target.of_percentage
            for name in target.measure.fields()
        }
        self._all = frozenset(plan.unit)
        self._world = World(plan, report.period, reported, self._all)
        self._whole = whole(plan)

    def of(self, unit: str, key: Key, cell: Filled) -> Filled:
        """The cell with the figure of a unit, or with the sum of those inside it; or why there is none."""
        fields = self._made_of.get(key.field, ())
        if not fields:
            return self._of_field(unit, key, cell)
        parts = [self._of_field(unit, key._replace(field=name), cell) for name in fields]
        first = next((one for one in parts if one.why is not None), parts[0])
        value = None if first.why else _added(one.value for one in parts)
        units, missing = ({unit: None for one in parts for unit in getattr(one, key)} for key in ("counted", "missing"))
        return first._replace(fields=fields, value=value, counted=tuple(units), missing=tuple(missing))

    def _of_field(self, unit: str, key: Key, cell: Filled) -> Filled:
        spec = self._plan.fields[key.field]
        if spec.typed in ("yes_no", "date"):
            return self._answer(unit, key, cell)
        if spec.typed == "text":
            return cell._replace(why=Left.NOT_NUMBER)
        units = self._units(unit, key.field)
        if not units:
            return cell._replace(why=Left.NOT_REPORTED)
        inside = tuple(one for one in units if one in self._scope)
        values = {one: self._world.value(one, key) for one in inside}
        missing = tuple(
            one for one, value in values.items() if isinstance(value, bool) or not isinstance(value, int | Decimal)
        )
        cell = cell._replace(counted=inside, missing=missing)
        nested = any(above.id in units for one in units for above in self._plan.above(self._plan.unit[one]))
        summed = spec.has_sum and (spec.typed != "amount" or key.field in self._added_up)
        if nested or (len(units) > 1 and not summed):
            return cell._replace(why=Left.NOT_ADDED)
        if missing or not inside:
            return cell._replace(why=Left.OPEN)
        return cell._replace(value=_added(values.values()))

    def _answer(self, unit: str, key: Key, cell: Filled) -> Filled:
        """The cell with the answer or the day of one unit; those of several are no sum."""
        units = self._units(unit, key.field)
        if len(units) != 1:
            return cell._replace(why=Left.NOT_NUMBER if units else Left.NOT_REPORTED)
        value = self._world.value(units[0], key) if units[0] in self._scope else None
        if not isinstance(value, bool | date):
            return cell._replace(counted=units, missing=units, why=Left.OPEN)
        return cell._replace(counted=units, value=value)

    def under_letterhead(self, unit: str, key: Key, cell: Filled) -> Filled:
        """The same for the unit that a form names above its tables.

        A body of the province that does not report a field itself sends the figure of the province.
        """
        fields = self._made_of.get(key.field, (key.field,))
        everybody = {one for name in fields for one in self._units(self._whole, name)}
        body = not split_class(self._plan.unit[unit].name.vi)[0] and not self._plan.below.get(unit)
        if body and unit in everybody and len(everybody) > 1:
            return cell._replace(why=Left.WHOSE)
        return self.of(self._whole if body and self._whole and unit not in everybody else unit, key, cell)

    def total(self, cells: Sequence[Filled], total: Filled) -> Filled:
        """The sum of a column of units, if each unit that reports its field has a row with a figure."""
        keys = {one.key for one in cells}
        key = cells[0].key
        if len(keys) != 1 or key is None:
            return total._replace(why=Left.UNMATCHED, of_rows=True)
        if self._plan.fields[key.field].typed in ("yes_no", "date"):
            return total._replace(unit=self._whole, key=key, why=Left.NOT_NUMBER, of_rows=True)
        whole_of_it = self.of(self._whole, key, total._replace(unit=self._whole, key=key, of_rows=True))
        written = {one.unit: one.value for one in cells if one.written}
        if whole_of_it.written and written.keys() != set(whole_of_it.counted):
            return whole_of_it._replace(value=None, why=Left.ROWS)
        if whole_of_it.written and _added(written.values()) != whole_of_it.value:
            return whole_of_it._replace(value=None, why=Left.ROWS)
        return whole_of_it

    def _units(self, unit: str, field: str) -> tuple[str, ...]:
        """The units whose figures make up that of a unit: itself, or all inside it that report the field."""
        if field in self._plan.reported_by.get(unit, ()):
            return (unit,)
        reporters = replace(self._world, scope=self._all).reporters((field,))
        if unit == self._whole:
            return reporters
        return tuple(one for one in reporters if unit in (above.id for above in self._plan.above(self._plan.unit[one])))


def _added(values: Iterable[object]) -> int | Decimal:
    return sum(value for value in values if isinstance(value, int | Decimal))


class StandIn(NamedTuple):
    """A label as the name of the field that stands for its sum."""

    name: TaughtName
    fields: tuple[str, ...]


def stand_ins(plan: Plan, taught: Taught | None, blank: Reading) -> tuple[StandIn, ...]:
    """For each sum a field that the form does not ask for itself, so that no two cells are one figure."""
    if taught is None:
        return ()
    asked = {key.field for filed in blank.returns for key in filed.cells}
    found = list[StandIn]()
    for one in taught.sums:
        taken = asked | {other.name.meaning for other in found}
        name = next((name for name in _fitting(plan, one) if name not in taken), None)
        if name is not None:
            found.append(StandIn(TaughtName(one.label, Teaches.FIELD, name, one.at), one.fields))
    return tuple(found)


def _fitting(plan: Plan, one: TaughtSum) -> Iterator[str]:
    """The fields of a sum, then others that count the same and that at least the same units report."""
    yield from one.fields
    first = plan.fields[one.fields[0]]
    owing = {unit for unit, names in plan.reported_by.items() if set(names) & set(one.fields)}
    for name, spec in plan.fields.items():
        reporting = {unit for unit, names in plan.reported_by.items() if name in names}
        alike = spec.kind == first.kind and spec.measure is not None and spec.measure == first.measure
        if alike and owing <= reporting:
            yield name


_Meant = tuple[str, str, str, Key | None]
"""Sheet, cell and unit of a figure, and which it is."""
ROUNDS = 6
"""How often a form is filled and read back; each time without the figures that were not understood."""
OF_ANOTHER_TIME = frozenset({Code.WRONG_YEAR, Code.WRONG_PERIOD, Code.UNIT_CONFLICT, Code.COMMUNE_RETURN})
"""What leaves a whole sheet blank: it is of another year or period, or nobody knows whose it is."""


class FillRequest(NamedTuple):
    """What to fill from what; ``whose`` gives the unit of forms that name none."""

    form: Path
    check: Request
    whose: Callable[[Plan], str]


class Filling(NamedTuple):
    """The filled form (``data`` is empty where nothing could be written), and the account of its cells."""

    report: Report
    name: str
    whose: str
    cells: tuple[Filled, ...]
    data: bytes = b""
    faults: tuple[Diagnostic, ...] = ()
    """What is wrong with the form as a whole."""
    formulas: bool = False
    """Whether it has formulas, which are computed when it is opened."""
    as_of: date | None = None
    """The day that was asked for; None where none was."""

    @property
    def written(self) -> tuple[Filled, ...]:
        return tuple(one for one in self.cells if one.written)

    @property
    def left(self) -> tuple[Filled, ...]:
        return tuple(one for one in self.cells if not one.written)


def fill(request: FillRequest) -> Filling:
    """Fill a form; raises NoCopy for a file of which no copy can be made, Refused for one that cannot be read.

    Raises like ``check`` for what is wrong with the plan or the question, UnreachedError where returns are not there.
    """
    limits = request.check.limits
    data = read_bytes(request.form, limits)
    if any(name.startswith("_xmlsignatures/") for name in open_source(data, limits, request.form.suffix).parts):
        raise NoCopy("signed")
    asked = request.check._replace(as_of=date.max, today=date.max)  # a period that is not over has figures all the same
    report = all_reached(check(asked), asked)
    form = _Form(request, report, data)
    stated = form.stated
    if stated and stated != report.period and not asked.period:
        report = check(asked._replace(period=stated))
        form = _Form(request, report, data)
    return form.filling()


class _Form:
    """A form while it is filled."""

    def __init__(self, request: FillRequest, report: Report, data: bytes) -> None:
        self._report = report
        self._plan = report.plan
        self._name = request.form.name
        self._limits: Limits = request.check.limits
        self._taught = names_for(request.check.names, report.plan)
        self._whose = request.whose(report.plan)
        self._data = data
        self._suffix = request.form.suffix
        self._blank = self._read(data)
        found = stand_ins(report.plan, self._taught, self._blank)
        if self._taught is not None and found:
            self._taught = replace(self._taught, names=(*self._taught.names, *(one.name for one in found)))
            self._blank = self._read(data)
        self._sums = Sums(report, {one.name.meaning: one.fields for one in found})

    def _read(self, data: bytes) -> Reading:
        return read_form(data, self._plan, name=self._name, whose=self._whose, limits=self._limits, taught=self._taught)

    @property
    def stated(self) -> str:
        """The period that the form states."""
        return self._blank.period

    @cached_property
    def _grids(self) -> Mapping[str, Grid]:
        return {grid.title: grid for grid in open_grids(self._data, self._limits, self._suffix)}

    def filling(self) -> Filling:
        """What can be written, written and read back."""
        faults = tuple(one for one in self._blank.diagnostics if one.at and not one.at.sheet)
        empty = Filling(self._report, self._name, self._whose, (), faults=faults)
        if not self._report.period or any(one.severity is Severity.ERROR for one in faults):
            return empty
        cells_read = ((filed.unit, key, cell.at) for filed in self._blank.returns for key, cell in filed.cells.items())
        wanted = [self._wanted(unit, key, at.sheet, at.cell) for unit, key, at in cells_read if at is not None]
        wanted = list({(one.sheet, one.cell): one for one in wanted}.values())
        wanted += self._totals(wanted)
        try:
            cells, data, formulas = self._proved(wanted)
        except UneditableError as error:
            raise NoCopy("not_editable") from error
        rows = {(one.sheet, place(one.cell)[0]) for one in cells}
        cells = sorted([*cells, *self._unmatched(rows)], key=self._order)
        return empty._replace(cells=tuple(cells), data=data, formulas=formulas)

    def _order(self, one: Filled) -> tuple[int, int, int]:
        return (list(self._grids).index(one.sheet), *place(one.cell))

    def _wanted(self, unit: str, key: Key, sheet: str, cell: str) -> Filled:
        """The figure that belongs into a cell, or why there is none."""
        label = self._label(sheet, cell)
        one, table = Filled(sheet, cell, label, unit, key), self._table(sheet, place(cell)[0])
        named = table is not None and table.unit == unit != self._whose
        one = self._sums.under_letterhead(unit, key, one) if named else self._sums.of(unit, key, one)
        if self.stated not in ("", self._report.period) or self._is_of_another_time(self._blank, sheet):
            return one._replace(value=None, why=Left.PERIOD, asked=self._asked(self._blank, sheet, cell))
        return self._allowed(one)

    def _allowed(self, one: Filled) -> Filled:
        """The same, without a value where something stands in the cell."""
        found = self._grids[one.sheet].cell(*place(one.cell))
        if found is not None and found.formula:
            return one._replace(value=None, why=Left.FORMULA)
        if found is not None and raw_text(found).strip():
            same = one.written and raw_text(found).strip() == _text(one.value)
            return one._replace(already=True) if same else one._replace(value=None, why=Left.CONTENT)
        return one

    def _totals(self, wanted: Sequence[Filled]) -> list[Filled]:
        """The cells of the row of sums in a table of units, if it has one: the sums of what stands above or below.

        A sum is written only if the table has a row for every unit that reports the field.
        """
        found = list[Filled]()
        for sheet in self._blank.traces:
            for table in sheet.tables:
                sums = [one for one in table.rows if one.kind == "total_row"]
                if table.layout != "consolidated" or len(sums) != 1:
                    continue
                row, columns = place(sums[0].place)[0], dict[int, list[Filled]]()
                for one in wanted:
                    at = place(one.cell)
                    if one.sheet == sheet.title and table.body[0] <= at[0] <= table.body[1]:
                        columns.setdefault(at[1], []).append(one)
                for column, cells in columns.items():
                    total = self._sums.total(cells, Filled(sheet.title, a1(row, column), sums[0].text))
                    found.append(self._allowed(total))
        return found

    def _is_of_another_time(self, reading: Reading, sheet: str) -> bool:
        return any(one.code in OF_ANOTHER_TIME and one.at and one.at.sheet == sheet for one in reading.diagnostics)

    def _label(self, sheet: str, cell: str) -> str:
        """The name of the row of a cell."""
        row, _ = place(cell)
        table = self._table(sheet, row)
        return self._grids[sheet].text(row, COLUMNS[table.names]).strip() if table else ""

    def _table(self, sheet: str, row: int) -> TableTrace | None:
        tables = (table for one in self._blank.traces if one.title == sheet for table in one.tables)
        return next((table for table in tables if table.body[0] <= row <= table.body[1]), None)

    def _proved(self, wanted: Sequence[Filled]) -> tuple[list[Filled], bytes, bool]:
        """The cells with those figures alone that are read back from the filled form, and the form.

        Each round leaves out what was not read back as it was meant, and begins with the blank form again.
        """
        found, package = list(wanted), Package(self._data, self._limits)
        for _ in range(ROUNDS):
            new = {(one.sheet, place(one.cell)): _text(one.value) for one in found if one.written and not one.already}
            if not new:
                break
            back = self._read(package.filled(self._others(found) | new)[0])
            read: dict[_Meant, object] = {
                (cell.at.sheet, cell.at.cell, filed.unit, key): cell.value
                for filed in back.returns
                for key, cell in filed.cells.items()
                if cell.at is not None and cell.state is CellState.VALUE
            }
            again = self._with_sums([self._checked(one, read, back) for one in found])
            if again == found:
                return found, *package.filled(new)
            found = again
        return [one if one.already or not one.written else _doubted(one) for one in found], b"", False

    def _others(self, found: Iterable[Filled]) -> dict[tuple[str, Place], str]:
        """A figure for each blank cell of the rows that are of no field, but have a number and a unit of measure.

        The form is read back as it will be once somebody has filled in these rows too: without a figure such a row may
        be taken for the heading of those below it. One that has parts below it may be a heading, and gets none.
        """
        rows = {(one.sheet, place(one.cell)[0]) for one in found}
        probes = dict[tuple[str, Place], str]()
        for sheet in self._blank.traces:
            for table in sheet.tables:
                figures, measures = _columns(table, Kind.FIGURE), _columns(table, Kind.MEASURE)
                grid = self._grids[sheet.title]
                for (_, row), _, _ in self._open_rows(sheet.title, table):
                    measured = any(grid.text(row, one).strip() for one in measures)
                    if (sheet.title, row) not in rows and measured and _stands_alone(grid, table, row):
                        probes |= {(sheet.title, (row, one)): "1" for one in figures if grid.cell(row, one) is None}
        return probes

    def _with_sums(self, cells: Sequence[Filled]) -> list[Filled]:
        """The same, without the sums of columns in which a figure of a unit is no longer written."""
        lost = {(one.sheet, place(one.cell)[1]) for one in cells if not one.written and not one.of_rows}
        return [
            one._replace(value=None, why=Left.OPEN)
            if one.of_rows and one.written and (one.sheet, place(one.cell)[1]) in lost
            else one
            for one in cells
        ]

    def _checked(self, one: Filled, read: Mapping[_Meant, object], back: Reading) -> Filled:
        if not one.written or one.of_rows:
            return one
        value = read.get((one.sheet, one.cell, one.unit, one.key))
        sound = value == one.value and type(value) is type(one.value)
        if sound and not self._is_of_another_time(back, one.sheet):
            return one
        asked = self._asked(back, one.sheet, one.cell)
        if asked is not None and asked.code is Code.FIELD_TWICE:
            return one._replace(value=None, why=Left.TWICE)
        scaled = isinstance(value, Decimal) and isinstance(one.value, Decimal) and _is_scaled(value, one.value)
        elsewhere = asked is None or asked.at is None or not asked.at.cell
        return one._replace(value=None, why=Left.MEASURE) if scaled and elsewhere else _doubted(one, asked)

    def _asked(self, reading: Reading, sheet: str, cell: str) -> Diagnostic | None:
        """What reading says against a cell: of the cell itself, of its row, of its column, of the sheet."""
        row, column = place(cell)

        def distance(found: Diagnostic) -> int:
            at = found.at.cell.partition(":")[0] if found.at else ""
            if not at:
                return 4
            there = place(at)
            return 0 if at == cell else 1 if there[0] == row else 2 if there[1] == column else 3

        def of_another_row(found: Diagnostic) -> bool:
            at = found.at.cell.partition(":")[0] if found.at else ""
            return bool(at) and place(at)[0] != row and self._table(sheet, place(at)[0]) is not None

        speaks = (Severity.ERROR, Severity.QUESTION, Severity.WARNING)
        told = [one for one in reading.diagnostics if one.at and one.at.sheet == sheet and one.severity in speaks]
        return min((one for one in told if not of_another_row(one)), key=distance, default=None)

    def _unmatched(self, rows: Collection[tuple[str, int]]) -> Iterator[Filled]:
        """The rows of forms, and the columns of tables of units, with blank cells for figures that no field is for."""
        for sheet in self._blank.traces:
            for table in sheet.tables:
                if table.layout in ("consolidated", "annex"):
                    unknown = (one for one in table.columns if one.kind == Kind.UNKNOWN)
                    found = [(f"{one.place}{table.header[1]}", one.text) for one in unknown]
                else:
                    found = [(at, name) for row, at, name in self._open_rows(sheet.title, table) if row not in rows]
                nobodys = table.layout == "form" and not table.unit and not self._whose
                places = Counter(name for _, _, name in self._open_rows(sheet.title, table))
                for at, label in found:
                    why = Left.UNMATCHED
                    if self._fields.name([label]) is not None:
                        why = Left.NO_UNIT if nobodys else Left.TWICE if places[label] > 1 else why
                    yield Filled(sheet.title, at, label, why=why)

    @cached_property
    def _fields(self) -> FieldNames:
        return FieldNames(self._plan, self._plan.year)

    def _open_rows(self, sheet: str, table: TableTrace) -> Iterator[tuple[tuple[str, int], str, str]]:
        """The rows of a form with a name and a blank cell for a figure, headings left out."""
        grid, names = self._grids[sheet], COLUMNS[table.names]
        figures = _columns(table, Kind.FIGURE)
        for row in range(table.body[0], table.body[1] + 1):
            name = grid.text(row, names).strip()
            heading = marker(grid, row, names) & {"roman", "letter"}
            blank = any(grid.cell(row, one) is None for one in figures)
            if name and blank and not (heading or is_filler(name) or is_index_row(grid, row)):
                yield (sheet, row), a1(row, names), name


def _stands_alone(grid: Grid, table: TableTrace, row: int) -> bool:
    """Whether a row has a number and the row below the next one, or heads a group, or is none: it has no parts."""
    names = COLUMNS[table.names]
    own = _number(grid, row, names)
    below = next(iter(grid.rows_from(row + 1)), table.body[1] + 1)
    if own is None or below > table.body[1] or marker(grid, below, names) & {"roman", "letter"}:
        return own is not None
    return _number(grid, below, names) == own + 1


def _number(grid: Grid, row: int, names: int) -> int | None:
    """The number of a row, if it is a whole one."""
    texts = [text.strip().rstrip(".") for column in range(1, names) if (text := grid.text(row, column))]
    return int(texts[0]) if len(texts) == 1 and texts[0].isascii() and texts[0].isdigit() else None


def _columns(table: TableTrace, kind: Kind) -> list[int]:
    return [COLUMNS[one.place] for one in table.columns if one.kind == kind]


def _doubted(one: Filled, asked: Diagnostic | None = None) -> Filled:
    return one._replace(value=None, why=Left.WORDS, asked=asked)


def _is_scaled(read: Decimal, meant: Decimal) -> bool:
    """Whether a figure was read as ten, a hundred, a thousand … times what was meant, or as such a part of it: it was
    taken for one in another unit of measure."""
    return read != meant and read.normalize().as_tuple()[:2] == meant.normalize().as_tuple()[:2]


def _text(value: Figure | None) -> str:
    """What is put into a cell; an answer and a day as words, which mean the same whatever the format of the cell is."""
    if isinstance(value, bool):
        return Words("Có" if value else "Không")
    if isinstance(value, date):
        return Words(f"{value:%d/%m/%Y}")
    return format(value, "f") if isinstance(value, Decimal) else str(value)
