"""Which figures of the returns can be relied on: each cell by itself, then the cells against each other.

A figure at fault loses its value, so that every verdict that rests on it stays open. Sums and the other agreements
between cells are checked in ``constraints``, figures counted from those of units below in ``roll_up``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from khpcmd.diagnostics import Code, CodeOf, Diagnostic, Location
from khpcmd.diagnostics.parameters import (
    DaySwapped,
    FieldFound,
    FieldFoundDecimals,
    FieldFoundEnds,
    FieldFoundFirstLast,
    Ref,
)
from khpcmd.judge.agreement import Leeway, disagreements, versions
from khpcmd.judge.constraints import Across, Rules, beside, rules
from khpcmd.judge.earlier import baseline_reported, baseline_year
from khpcmd.judge.models import LARGEST_COUNT, LONGEST_TEXT, ReturnModel
from khpcmd.judge.roll_up import roll_up, tiers
from khpcmd.judge.tables import as_tables
from khpcmd.plan.fields import AmountField, AnyField
from khpcmd.plan.model import Plan
from khpcmd.plan.periods import Period, Window
from khpcmd.plan.years import believed
from khpcmd.returns import DUTY, Basis, Cell, CellState, Frame, Key, PackedCells, Return, Values

MOST_VERSIONS = 20
"""Up to so many places with different figures are each taken at their word."""
Elsewhere = Callable[[str, Key], bool]
"""Whether a figure of a unit that these returns have no cell for may be in others."""


def _nowhere(_unit: str, _key: Key) -> bool:
    return False


def validate(
    plan: Plan,
    period: str,
    returns: Iterable[Return],
    needed: frozenset[str],
    elsewhere: Elsewhere = _nowhere,
) -> tuple[list[Return], list[Diagnostic]]:
    """The returns without the values at fault, and the faults, each at its cell.

    Tier by tier from below: what units above count from others, they count from figures that are sound. Only the
    ``needed`` fields have to be there, and only as far as they are not ``elsewhere``.
    """
    expected, agreed = dict[tuple[str, ...], _Expected](), rules(plan, period)
    sound, faults = as_tables(plan, agreed, {filed.unit: filed for filed in returns})
    of_unit = dict[str, list[Diagnostic]]()
    found = _Faults(plan, sound, elsewhere)
    for tier in tiers(plan):
        sound, wrong = roll_up(plan, sound, tier)
        faults += wrong
        own = [one for unit, one in sound.items() if unit in tier]
        for filed in own:
            fields = plan.reported_by.get(filed.unit, ())
            if fields not in expected:  # most units of a level report the same
                expected[fields] = _expected(plan, period, fields, needed, agreed.reported_by(filed.unit))
        plain = _plain((filed, expected[plan.reported_by.get(filed.unit, ())]) for filed in own)
        for filed in (one for one in own if one.unit not in plain):
            of = expected[plan.reported_by.get(filed.unit, ())]
            alone, values = _each_cell(filed, of, plan.periods[period], found)
            sound[filed.unit] = _consistent(of.agreed, alone, values, found)
            of_unit[filed.unit], found.all = found.all, []
    told = found.of_sheets((filed, expected[plan.reported_by.get(unit, ())]) for unit, filed in sound.items())
    # in the order of the returns, whatever their tiers
    in_order = (told.get(id(fault), fault) for unit in sound for fault in of_unit.get(unit, ()))
    return list(sound.values()), faults + [fault for fault in in_order if fault is not None]


class _Expected(NamedTuple):
    """What units that report the same fields may file, and the figures that have to be there."""

    model: ReturnModel
    required: tuple[Key, ...]
    days: bool
    """Whether some of the figures are days."""
    believed: Mapping[str, Window]
    """Of days that are compared, those that can be believed."""
    agreed: Rules
    """What has to agree among them."""
    amounts: Mapping[str, AmountField]


def _expected(plan: Plan, period: str, reported: tuple[str, ...], needed: frozenset[str], agreed: Rules) -> _Expected:
    compared = {name: window for name, window in believed(plan, period).items() if name in needed}
    fields, keys = [name for name in reported if name in needed], list[Key]()
    for name in fields:
        spec: AnyField = plan.fields[name]
        if spec.required:
            months = plan.periods[period].months if spec.kind == "months" else (0,)
            keys += (Key(name, month=month) for month in months)
    keys += (Key(name, Basis.BASELINE) for name in baseline_reported(plan, period) if name in fields)
    days = any(plan.fields[name].kind == "date" for name in reported)
    return _Expected(ReturnModel(plan, reported), tuple(keys), days, compared, agreed, plan.amounts)


def _plain(returns: Iterable[tuple[Return, _Expected]]) -> set[str]:
    """The units of tables in which nothing is wrong with any row of whole numbers: all figures are there that are
    expected, pydantic accepts each column of them, and they agree row by row."""
    tables = dict[tuple[int, int], tuple[Frame, _Expected, dict[str, tuple[int, ...]]]]()
    for filed, expected in returns:
        cells = filed.cells
        if isinstance(cells, PackedCells) and (numbers := cells.numbers):
            table = tables.setdefault((id(cells.frame), id(expected)), (cells.frame, expected, {}))
            table[2][filed.unit] = numbers
    return {
        unit
        for frame, expected, rows in tables.values()
        if len(rows) > 1 and expected.model.has(frame.order) and frame.order.keys() >= {*expected.required}
        if (asked := expected.agreed.among_counts(frame.order)) is not None
        if expected.model.accepts(dict(zip(frame.order, zip(*rows.values(), strict=True), strict=True)))
        for unit, row in rows.items()
        if _agree(asked, row)
    }


def _agree(asked: Iterable[tuple[int, Sequence[tuple[int, int]]]], numbers: Sequence[int]) -> bool:
    """Whether numbers add up to no more than is asked (see ``Rules.among_counts``)."""
    for most, terms in asked:
        left = most
        for at, times in terms:
            left -= times * numbers[at]
        if left < 0:
            return False
    return True


class _Faults:
    """Faults as they are found. A field that all rows of a sheet lack is one fault of the sheet, at its first row; one
    that only some lack, because others have it elsewhere, is a fault of each of these units."""

    def __init__(self, plan: Plan, units: Iterable[str] = (), elsewhere: Elsewhere = _nowhere) -> None:
        self.elsewhere = elsewhere
        self._baseline = baseline_year(plan)
        self.all: list[Diagnostic] = []
        self._rows = {unit: row for row, unit in enumerate(units)}
        self._missing: dict[tuple[Basis, str, Location | None], dict[str, Diagnostic]] = {}

    def add(self, fault: Diagnostic) -> None:
        self.all.append(fault)

    def missing(self, key: Key, at: Location | None, unit: str) -> Diagnostic:
        """The fault of a figure that is not there."""
        field = Ref("field", key.field)
        if key.basis is Basis.BASELINE:
            return Code.BASELINE_MISSING(at, {"field": field, "baseline": self._baseline}, unit)
        return Code.MISSING_FIELD(at, {"field": field}, unit)

    def add_missing(self, key: Key, source: Location | None, unit: str) -> None:
        at = _sheet_of(source)
        lacking = self._missing.setdefault((key.basis, key.field, at), {})
        if unit not in lacking:
            lacking[unit] = self.missing(key, at, unit)
            self.add(lacking[unit])

    def of_sheets(self, returns: Iterable[tuple[Return, _Expected]]) -> dict[int, Diagnostic | None]:
        """By the ``id`` of the fault of a unit what is told instead, where all units of a sheet lack a field: for the
        first row the fault of the sheet, for the others nothing."""
        if not self._missing:
            return {}
        asked = Counter[tuple[Basis, str, Location | None]]()
        for filed, expected in returns:
            if filed.has_figures:
                fields = {(key.basis, key.field) for key in expected.required}
                for at in {_sheet_of(source) for source in filed.sources}:
                    asked.update((*field, at) for field in fields)
        told = dict[int, Diagnostic | None]()
        for place, lacking in self._missing.items():
            if place[2] is not None and len(lacking) == asked[place]:
                first = min(lacking, key=lambda unit: self._rows.get(unit, len(self._rows)))
                told |= {id(fault): None for fault in lacking.values()}
                told[id(lacking[first])] = replace(lacking[first], unit="")
        return told


def _sheet_of(source: Location | None) -> Location | None:
    return source._replace(cell="") if source else None


def _each_cell(filed: Return, expected: _Expected, period: Period, found: _Faults) -> tuple[Return, Values]:
    """Each cell by itself: expected, possible, there if it has to be, and a day of the period; and the values left."""
    values = filed.values()
    if not expected.model.has(values):
        filed = _only_expected(expected.model, filed, found)
        values = filed.values()
    if refused := expected.model.refused(values):
        filed = _without(refused, filed, expected.amounts, found)
        values = filed.values()
    _complete(filed, values, expected.required, found)
    if expected.days:
        filed = _of_plan(expected.believed, filed, values, found)
        _in_window(period.window, filed, values, found)
        values = filed.values()
    return filed, values


def _only_expected(model: ReturnModel, filed: Return, found: _Faults) -> Return:
    """Without figures that the unit does not report; any but a zero in words ("-", "không") is a fault."""
    cells = dict[Key, Cell]()
    for key, cell in filed.cells.items():
        if key in model:
            cells[key] = cell
        elif cell.state not in (CellState.BLANK, CellState.DECLARED_ZERO):
            field, unit = Ref("field", key.field), Ref("unit", filed.unit)
            found.add(Code.FIELD_NOT_EXPECTED(cell.at, {"field": field, "unit": unit}, filed.unit))
    return replace(filed, cells=cells)


def _without(refused: Mapping[Key, str], filed: Return, amounts: Mapping[str, AmountField], found: _Faults) -> Return:
    """Without the values that pydantic refuses: not whole, negative, out of bounds, no real date."""
    faulty = {key: cell for key, cell in filed.cells.items() if key in refused}
    for key, cell in faulty.items():
        amount = amounts.get(key.field)
        if amount is not None and isinstance(cell.value, Decimal):
            found.add(_refused_amount(amount, cell.value, cell, Ref("field", key.field), filed.unit))
        else:
            found.add(_refusal(refused[key], cell, Ref("field", key.field), filed.unit))
    return filed.changed({key: cell.doubted() for key, cell in faulty.items()})


CODES: Mapping[str, CodeOf[FieldFound]] = {
    "greater_than_equal": Code.NEGATIVE,
    "int_type": Code.NOT_WHOLE,
    "int_from_float": Code.NOT_WHOLE,
    "bool_type": Code.NOT_YES_NO,
    "date_type": Code.NOT_A_DATE,
}
"""What pydantic calls a fault, and what khpcmd calls it."""


def _refusal(fault: str, cell: Cell, field: Ref, unit: str) -> Diagnostic:
    match fault:
        case "less_than_equal":
            return Code.TOO_LARGE(cell.at, {"field": field, "found": cell.found, "limit": LARGEST_COUNT}, unit)
        case "string_too_long":
            return Code.TEXT_TOO_LONG(cell.at, {"field": field, "limit": LONGEST_TEXT}, unit)
        case _:
            return CODES.get(fault, Code.NOT_A_NUMBER)(cell.at, {"field": field, "found": cell.found}, unit)


def _refused_amount(spec: AmountField, value: Decimal, cell: Cell, field: Ref, unit: str) -> Diagnostic:
    """Why an amount is refused: it has more decimals than the plan gives it, or lies outside its bounds."""
    (low, high), measure = spec.ends, Ref("measure", field.id)
    if (Fraction(value) * 10**spec.decimals).denominator > 1:  # a Decimal rounds beyond 28 digits
        decimals: FieldFoundDecimals = {
            "field": field, "found": cell.found, "value": value, "decimals": spec.decimals, "unit": measure,
            "step": Decimal(1).scaleb(-spec.decimals - cell.shift),
        }  # fmt: skip
        return Code.MORE_DECIMALS(cell.at, decimals, unit)
    ends: FieldFoundEnds = {
        "field": field, "found": cell.found, "value": value, "low": low, "high": high, "unit": measure,
    }  # fmt: skip
    return Code.OUT_OF_BOUNDS(cell.at, ends, unit)


def possible(plan: Plan, returns: Iterable[Return], keys: Sequence[Key]) -> tuple[list[Return], list[Diagnostic]]:
    """Returns without those of some figures that no unit can have: not whole, negative or out of bounds."""
    model, found, left = (
        ReturnModel(plan, dict.fromkeys(key.field for key in keys)),
        _Faults(plan),
        list[Return](),
    )
    for filed in returns:
        refused = model.refused({key: value for key in keys if (value := filed.value(key)) is not None})
        left.append(_without(refused, filed, plan.amounts, found) if refused else filed)
    return left, found.all


def _complete(filed: Return, values: Values, required: Iterable[Key], found: _Faults) -> None:
    """Every required figure is there; a return with none at all is left to the roll-call."""
    missing = [key for key in required if values.get(key) is None]
    if not missing or not filed.has_figures:
        return
    source = filed.sources[0] if filed.sources else None
    for key in missing:
        cell, field = filed.cells.get(key), Ref("field", key.field)
        if cell is None and found.elsewhere(filed.unit, key):
            continue
        if cell is None:
            found.add_missing(key, source, filed.unit)
        elif cell.state is CellState.BLANK and cell.raw == "0":
            found.add(Code.ZERO_NOT_SHOWN(cell.at, {"field": field}, filed.unit))
        elif cell.state is CellState.BLANK and cell.raw:  # a text that says so: "chưa có số liệu"
            found.add(Code.NO_DATA(cell.at, {"field": field, "found": cell.raw}, filed.unit))
        elif cell.state is CellState.BLANK and key.basis is Basis.BASELINE:
            found.add(found.missing(key, cell.at, filed.unit))
        elif cell.state is CellState.BLANK:
            found.add(Code.CELL_BLANK(cell.at, {"field": field}, filed.unit))


def _of_plan(believed: Mapping[str, Window], filed: Return, values: Values, found: _Faults) -> Return:
    """Without the days that are compared and cannot be of the plan, or lie after the period."""
    wrong = dict[Key, Cell]()
    for key, value in values.items():
        window = believed.get(key.field) if key.basis is Basis.CURRENT else None
        if window is not None and isinstance(value, date) and value not in window:
            cell, field = filed.cells[key], Ref("field", key.field)
            params: FieldFoundFirstLast = {"first": window.first, "last": window.last, "field": field, "found": value}
            found.add(Code.DAY_NOT_OF_PLAN(cell.at, params, filed.unit))
            wrong[key] = cell.doubted()
    return filed.changed(wrong) if wrong else filed


def _in_window(window: Window, filed: Return, values: Values, found: _Faults) -> None:
    """Days of the plan's own fields lie in the period; the evidence of duties may be older, or of the day after.

    A day outside that would lie in the period with day and month exchanged may have been turned round by a spreadsheet
    with English settings.
    """
    known = filed.values()  # a compared day that is not of the plan is told already
    days = {key: value for key, value in values.items() if isinstance(value, date) and value not in window}
    first, last = window.first, window.last
    for key in days:
        if not key.field.startswith(DUTY) and known.get(key) is not None:
            cell, field = filed.cells[key], Ref("field", key.field)
            params: FieldFoundFirstLast = {"first": first, "last": last, "field": field, "found": cell.found}
            found.add(Code.DATE_OUTSIDE_PERIOD(cell.at, params, filed.unit))
    for key, day in days.items():
        other = _swapped(day)
        if key.basis is Basis.CURRENT and other and other in window:
            swapped: DaySwapped = {"field": Ref("field", key.field), "found": day, "other": other}
            found.add(Code.DAY_MONTH_SWAPPED(filed.cells[key].at, swapped, filed.unit))


def _swapped(day: date) -> date | None:
    """The day with its month and its day of the month exchanged; None where that is no other day."""
    return day.replace(month=day.day, day=day.month) if day.day <= 12 and day.day != day.month else None


def _consistent(agreed: Rules, filed: Return, values: Values, found: _Faults) -> Return:
    """The cells against each other; every cell that some repair of a contradiction changes loses its value.

    Where places say different things of a figure, each of them may be right, with all that contradicts it; where very
    many do, nothing of the return is believed.
    """
    stated = agreed.of(filed.unit, values)
    if stated.settled:
        return filed
    wrong, several = disagreements(agreed.plan, stated, filed, values), versions(filed)
    for fault in (fault for one in wrong for fault in one.faults):
        found.add(fault)
    many = len(several) > MOST_VERSIONS
    ways = [] if many else [agreed.of(filed.unit, {**values, **version}).contradicting() for version in several]
    knots = [*(one.knot for one in wrong), *(knot for way in ways for knot in way)]
    doubted = stated.known.keys() & (stated.known if many else {key for one in knots for key in one.doubted})
    contested = {key: values[key] for key in values if key in doubted}
    open_ = contested.keys() | _zeros_beside(agreed.plan, values, doubted, {key for knot in knots for key in knot.keys})
    left = filed.changed({key: filed.cells[key].doubted() for key in values if key in open_}) if open_ else filed
    return replace(left, leeway=Leeway(agreed, filed.unit, contested, tuple(several) if any(ways) else ()))


def _zeros_beside(plan: Plan, values: Values, doubted: Iterable[Key], settled: Container[Key]) -> set[Key]:
    """The zeros that a target measures together with figures in doubt, but for those of which rules speak as well: who
    did not fill in the one may not have filled in the other."""
    near = beside(plan, {key.field for key in doubted})
    return {key for key, value in values.items() if value == 0 and key.field in near and key not in settled}


def without_contradicted(
    plan: Plan, period: str, returns: Iterable[Return], across: Collection[Across]
) -> Iterator[Return]:
    """The returns without the figures that contradict those of other units, and without what hangs together with them:
    of so many figures each may be wrong."""
    agreed = rules(plan, period)
    for filed in returns:
        keys = {key for one in across if filed.unit in one.units for key in one.keys}
        values, doubted = filed.values(), set(keys)
        for knot in agreed.reported_by(filed.unit).of(filed.unit, values).knots() if keys else ():
            doubted.update(knot.known if not keys.isdisjoint(knot.keys) else ())
        known = [key for key in doubted if values.get(key) is not None]
        yield filed.changed({key: filed.cells[key].doubted() for key in known}) if known else filed
