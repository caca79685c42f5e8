"""Which figures of the returns can be relied on: each cell by itself, then the cells against each other.

A figure at fault loses its value, so that every verdict that rests on it stays open. Each is validated by a pydantic
model that is made from the plan's fields (``ReturnModel``). Sums and the other agreements
between cells are checked in ``constraints``, figures counted from those of units below in ``roll_up``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Annotated, Any, NamedTuple

from pydantic import BaseModel, ConfigDict, GetPydanticSchema, ValidationError, create_model
from pydantic_core import CoreSchema, core_schema

from khpcmd.diagnostics import Code, CodeOf, Diagnostic, Location
from khpcmd.diagnostics.parameters import FieldFound, FieldFoundDecimals, FieldFoundEnds, FieldFoundFirstLast, Ref
from khpcmd.judge.agreement import Leeway, disagreements, versions
from khpcmd.judge.constraints import Across, Rules, rules
from khpcmd.judge.earlier import baseline_reported
from khpcmd.judge.repairs import Knot
from khpcmd.judge.roll_up import roll_up, tiers
from khpcmd.judge.tables import as_tables
from khpcmd.plan.fields import AmountField, AnyField
from khpcmd.plan.model import Plan
from khpcmd.plan.periods import Window
from khpcmd.plan.years import MONTHS, believed
from khpcmd.returns import DUTY, Basis, Cell, CellState, CellValue, Frame, Key, PackedCells, Return, Values

LARGEST_COUNT = 999_999_999
LONGEST_TEXT = 500
MOST_VERSIONS = 20
"""Up to so many places with different figures are each taken at their word."""
Elsewhere = Callable[[str, Key], bool]
"""Whether a figure of a unit that these returns have no cell for may be in others."""


def validate(
    plan: Plan,
    period: str,
    returns: Iterable[Return],
    needed: frozenset[str],
    elsewhere: Elsewhere = lambda _unit, _key: False,
) -> tuple[list[Return], list[Diagnostic]]:
    """The returns without the values at fault, and the faults, each at its cell.

    Tier by tier from below: what units above count from others, they count from figures that are sound. Only the
    ``needed`` fields have to be there, and only as far as they are not ``elsewhere``.
    """
    expected, agreed = dict[tuple[str, ...], _Expected](), rules(plan, period)
    sound, faults = as_tables(plan, agreed, {filed.unit: filed for filed in returns})
    of_unit = dict[str, list[Diagnostic]]()
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
            of_unit[filed.unit] = found = list[Diagnostic]()
            alone, values = _each_cell(filed, of, elsewhere, found)
            sound[filed.unit] = _consistent(of.agreed, alone, values, found)
    in_order = [fault for unit in sound for fault in of_unit.get(unit, ())]  # that of the returns, whatever their tiers
    asked = ((filed, expected[plan.reported_by.get(unit, ())].required) for unit, filed in sound.items())
    return list(sound.values()), [*faults, *_of_sheets(in_order, asked)]


class _Expected(NamedTuple):
    """What units that report the same fields may file, and the figures that have to be there."""

    model: ReturnModel
    required: tuple[Key, ...]
    window: Window | None
    """The days of the period, where some of the figures are days."""
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
    dated = any(plan.fields[name].kind == "date" for name in reported)
    window = plan.periods[period].window if dated else None
    return _Expected(ReturnModel(plan, reported), tuple(keys), window, compared, agreed, plan.amounts)


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
        if len(rows) > 1 and expected.model.keys >= frame.order.keys() >= {*expected.required}
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


def _missing(key: Key, at: Location | None, unit: str, baseline: int) -> Diagnostic:
    """The fault of a figure that is not there."""
    if key.basis is Basis.BASELINE:
        return Code.BASELINE_MISSING(at, {"field": Ref("field", key.field), "baseline": baseline}, unit)
    return Code.MISSING_FIELD(at, {"field": Ref("field", key.field)}, unit)


def _of_sheets(faults: Iterable[Diagnostic], returns: Iterable[tuple[Return, Iterable[Key]]]) -> Iterator[Diagnostic]:
    """The faults; where all rows of a sheet lack a field, that is one of the sheet, at its first row. What only some
    lack, because others have it elsewhere, is a fault of each of these units."""
    by_lack = [(fault, _lack(fault)) for fault in faults]
    asked, lacking = Counter[_Lack](), Counter(lack for _, lack in by_lack if lack)
    for filed, required in returns if lacking else ():
        if filed.has_figures:
            fields = {(key.basis, key.field) for key in required}
            asked.update((*field, at) for at in set(map(_sheet_of, filed.sources)) for field in fields)
    told = set[_Lack]()
    for fault, lack in by_lack:
        if lack is None or lacking[lack] < asked[lack]:
            yield fault
        elif lack not in told:
            told.add(lack)
            yield replace(fault, unit="")


_Lack = tuple[Basis, str, Location]
"""What a sheet has no column of."""


def _lack(fault: Diagnostic) -> _Lack | None:
    field, at = fault.params.get("field"), fault.at
    if fault.code not in (Code.MISSING_FIELD, Code.BASELINE_MISSING) or at is None or at.cell:
        return None
    basis = Basis.BASELINE if fault.code is Code.BASELINE_MISSING else Basis.CURRENT
    return (basis, field.id, at) if isinstance(field, Ref) else None


def _sheet_of(source: Location) -> Location:
    return source._replace(cell="")


def _each_cell(
    filed: Return, expected: _Expected, elsewhere: Elsewhere, found: list[Diagnostic]
) -> tuple[Return, Values]:
    """Each cell by itself: expected, possible, there if it has to be, and a day of the period; and the values left."""
    values = filed.values()
    if not values.keys() <= expected.model.keys:
        filed = _only_expected(expected.model, filed, found)
        values = filed.values()
    if refused := expected.model.refused(values):
        filed = _without(refused, filed, expected.amounts, found)
        values = filed.values()
    _complete(filed, values, expected, elsewhere, found)
    if expected.window is not None:
        filed = _of_period(expected.window, expected.believed, filed, values, found)
        values = filed.values()
    return filed, values


def _only_expected(model: ReturnModel, filed: Return, found: list[Diagnostic]) -> Return:
    """Without figures that the unit does not report; any but a zero in words ("-", "không") is a fault."""
    cells = dict[Key, Cell]()
    for key, cell in filed.cells.items():
        if key in model.keys:
            cells[key] = cell
        elif cell.state not in (CellState.BLANK, CellState.DECLARED_ZERO):
            field, unit = Ref("field", key.field), Ref("unit", filed.unit)
            found.append(Code.FIELD_NOT_EXPECTED(cell.at, {"field": field, "unit": unit}, filed.unit))
    return replace(filed, cells=cells)


def _without(
    refused: Mapping[Key, str], filed: Return, amounts: Mapping[str, AmountField], found: list[Diagnostic]
) -> Return:
    """Without the values that pydantic refuses: not whole, negative, out of bounds, no real date."""
    for key, cell in filed.cells.items():
        if key not in refused:
            continue
        amount = amounts.get(key.field)
        if amount is not None and isinstance(cell.value, Decimal):
            found.append(_refused_amount(amount, cell.value, cell, Ref("field", key.field), filed.unit))
        else:
            found.append(_refusal(refused[key], cell, Ref("field", key.field), filed.unit))
    return filed.doubting(refused)


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
    model, found, left = ReturnModel(plan, {key.field for key in keys}), list[Diagnostic](), list[Return]()
    for filed in returns:
        refused = model.refused({key: value for key in keys if (value := filed.value(key)) is not None})
        left.append(_without(refused, filed, plan.amounts, found))
    return left, found


def _complete(
    filed: Return, values: Values, expected: _Expected, elsewhere: Elsewhere, found: list[Diagnostic]
) -> None:
    """Every required figure is there; a return with none at all is left to the roll-call."""
    missing = [key for key in expected.required if values.get(key) is None]
    if not missing or not filed.has_figures:
        return
    baseline, sheet = expected.agreed.years[Basis.BASELINE], _sheet_of(filed.sources[0]) if filed.sources else None
    for key in missing:
        cell, field = filed.cells.get(key), Ref("field", key.field)
        if cell is None:
            lack = _missing(key, sheet, filed.unit, baseline)
            if lack not in found and not elsewhere(filed.unit, key):  # of all months it is one
                found.append(lack)
        elif cell.state is not CellState.BLANK:
            continue  # what is wrong with it is told
        elif cell.raw == "0":
            found.append(Code.ZERO_NOT_SHOWN(cell.at, {"field": field}, filed.unit))
        elif cell.raw:  # a text that says so: "chưa có số liệu"
            found.append(Code.NO_DATA(cell.at, {"field": field, "found": cell.raw}, filed.unit))
        elif key.basis is Basis.BASELINE:
            found.append(_missing(key, cell.at, filed.unit, baseline))
        else:
            found.append(Code.CELL_BLANK(cell.at, {"field": field}, filed.unit))


def _of_period(
    window: Window, believed: Mapping[str, Window], filed: Return, values: Values, found: list[Diagnostic]
) -> Return:
    """Without the days that are compared and cannot be of the plan, or lie after the period.

    Days of the plan's own fields lie in the period; the evidence of duties may be older, or of the day after. A day
    outside that would lie in the period with day and month exchanged may have been turned round by a spreadsheet with
    English settings.
    """
    wrong = list[Key]()
    for key, day in values.items():
        if not isinstance(day, date):
            continue
        cell, field, current = filed.cells[key], Ref("field", key.field), key.basis is Basis.CURRENT
        of_plan = believed.get(key.field) if current else None
        if of_plan is not None and day not in of_plan:
            unlikely: FieldFoundFirstLast = {"first": of_plan.first, "last": of_plan.last, "field": field, "found": day}
            found.append(Code.DAY_NOT_OF_PLAN(cell.at, unlikely, filed.unit))
            wrong.append(key)
        elif day not in window and not key.field.startswith(DUTY):
            outside: FieldFoundFirstLast = {
                "first": window.first, "last": window.last, "field": field, "found": cell.found,
            }  # fmt: skip
            found.append(Code.DATE_OUTSIDE_PERIOD(cell.at, outside, filed.unit))
        other = day.replace(month=day.day, day=day.month) if day.day <= MONTHS else day
        if current and day not in window and other in window:
            found.append(Code.DAY_MONTH_SWAPPED(cell.at, {"field": field, "found": day, "other": other}, filed.unit))
    return filed.doubting(wrong)


def _consistent(agreed: Rules, filed: Return, values: Values, found: list[Diagnostic]) -> Return:
    """The cells against each other; every cell that some repair of a contradiction changes loses its value.

    Where places say different things of a figure, each of them may be right, with all that contradicts it; where very
    many do, nothing of the return is believed.
    """
    stated = agreed.of(filed.unit, values)
    if stated.settled:
        return filed
    wrong, several = disagreements(agreed.plan, stated, filed, values), versions(filed)
    found += [fault for _, faults in wrong for fault in faults]
    many = len(several) > MOST_VERSIONS
    ways = [] if many else [agreed.of(filed.unit, {**values, **version}).contradicting() for version in several]
    knots = [*(knot for knot, _ in wrong), *(knot for way in ways for knot in way)]
    doubted = stated.known.keys() & (stated.known if many else {key for one in knots for key in one.doubted})
    contested = {key: values[key] for key in values if key in doubted}
    zeros = _zeros_in_doubt(filed, knots)
    leeway = Leeway(agreed, filed.unit, contested, tuple(several) if any(ways) else (), zeros)
    return replace(filed.doubting((*contested, *zeros)), leeway=leeway)


def _zeros_in_doubt(filed: Return, knots: Collection[Knot]) -> tuple[Key, ...]:
    """The zeros of a return of which some, and nothing else, explain a contradiction: who did not fill in these may not
    have filled in the others. Not those in words, nor those of which rules speak as well."""
    if not any(knot.of_zeros for knot in knots):
        return ()
    settled = {key for knot in knots for key in knot.keys}
    plain = (key for key, cell in filed.cells.items() if cell.state is CellState.VALUE and key not in settled)
    return tuple(key for key in plain if type(value := filed.value(key)) in (int, Decimal) and not value)


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
        yield filed.doubting(key for key in doubted if values.get(key) is not None)


def _type(schema: CoreSchema, *, columns: bool) -> object:
    """That of a figure that may be unknown, or a column of them: without a schema pydantic takes four times as long."""
    one = core_schema.nullable_schema(schema)
    of = core_schema.tuple_schema([one], variadic_item_index=0) if columns else one
    return Annotated[object, GetPydanticSchema(lambda _source, _handler: of)]


SCHEMAS: Mapping[str, CoreSchema] = {
    "count": core_schema.int_schema(strict=True, ge=0, le=LARGEST_COUNT),
    "months": core_schema.int_schema(strict=True, ge=0, le=LARGEST_COUNT),
    "yes_no": core_schema.bool_schema(strict=True),
    "date": core_schema.date_schema(strict=True),
    "text": core_schema.str_schema(strict=True, max_length=LONGEST_TEXT),
}
"""What a field of each kind may hold; an amount has bounds of its own."""
Kind = str | tuple[str, Decimal, Decimal, int]


def _kind(spec: AnyField) -> Kind:
    """What decides the type of a figure: the kind of its field, of an amount also its bounds and its decimals."""
    return ("amount", *spec.ends, spec.decimals) if isinstance(spec, AmountField) else spec.kind


def _schema(kind: Kind) -> CoreSchema:
    if isinstance(kind, str):
        return SCHEMAS[kind]
    _, low, high, decimals = kind
    return core_schema.decimal_schema(strict=True, ge=low, le=high, decimal_places=decimals, allow_inf_nan=False)


class ReturnModel:
    """What the units that report the same fields may file."""

    def __init__(self, plan: Plan, fields: Iterable[str]) -> None:
        kinds = {key: _kind(plan.fields[name]) for name in fields for key in _keys(name, plan.fields[name].kind)}
        self._names = {key: f"{key.basis.value} {key.field} {key.month}" for key in kinds}
        self._keys = {name: key for key, name in self._names.items()}
        self._kinds = tuple((name, kinds[key]) for key, name in self._names.items())
        self._model = _model(self._kinds)

    @property
    def keys(self) -> Set[Key]:
        """The figures that the units report."""
        return self._names.keys()

    def accepts(self, columns: Mapping[Key, Sequence[CellValue]]) -> bool:
        """Whether pydantic accepts all figures of several returns, each column of them at once."""
        try:
            _model(self._kinds, columns=True).model_validate({self._names[key]: each for key, each in columns.items()})
        except ValidationError:
            return False
        return True

    def refused(self, values: Values) -> Mapping[Key, str]:
        """The figures that pydantic refuses, each with pydantic's name for its fault."""
        names = self._names
        try:
            self._model.model_validate({names[key]: value for key, value in values.items()})
        except ValidationError as error:
            return {self._keys[str(fault["loc"][0])]: fault["type"] for fault in error.errors(include_url=False)}
        return {}


@lru_cache(maxsize=16)
def _model(kinds: tuple[tuple[str, Kind], ...], *, columns: bool = False) -> type[BaseModel]:
    """The pydantic model of figures, or of columns of them, by their names and kinds; kept, for the files of a batch
    ask for the same ones."""
    types = {name: _type(_schema(kind), columns=columns) for name, kind in kinds}
    fields: dict[str, Any] = {name: (one, None) for name, one in types.items()}  # as pydantic types definitions
    forbid = ConfigDict(extra="forbid")  # a figure that no field of the model stands for is never let through
    return create_model("Figures", __config__=forbid, **fields)


def _keys(name: str, kind: str) -> tuple[Key, ...]:
    """The figures that a field can have in a return."""
    months = range(1, MONTHS + 1) if kind == "months" else (0,)
    return tuple(Key(name, basis, month) for basis in Basis for month in months)
