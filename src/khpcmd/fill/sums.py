"""The figures of units and their sums, as the judging of targets takes them, for the cells of a form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from khpcmd.diagnostics import Diagnostic
from khpcmd.judge.roll_call import looked_at
from khpcmd.judge.world import World
from khpcmd.plan.fields import NUMBERS
from khpcmd.plan.model import Plan
from khpcmd.plan.taught import Taught, TaughtName, TaughtSum, Teaches
from khpcmd.report import Report
from khpcmd.returns import Key
from khpcmd.text import split_class
from khpcmd.workbook.read import Reading

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
        if spec.kind in ("yes_no", "date"):
            return self._answer(unit, key, cell)
        if spec.kind not in NUMBERS:
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
        summed = spec.has_sum and (spec.kind != "amount" or key.field in self._added_up)
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
        if self._plan.fields[key.field].kind in ("yes_no", "date"):
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
    total: int | Decimal = 0
    for value in values:
        if isinstance(value, int | Decimal):
            total = total + value
    return total


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
