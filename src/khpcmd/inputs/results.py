"""Saved results, the JSON of earlier checks, as what units had filed before: their figures by the ids of fields."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, NamedTuple

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from khpcmd.diagnostics import BY_CODE, Code, Diagnostic, Location, Severity
from khpcmd.diagnostics.errors import UsageError
from khpcmd.diagnostics.parameters import Ref
from khpcmd.i18n import LANGUAGES
from khpcmd.plan.fields import AmountField, AnyField, MeasuredField
from khpcmd.plan.model import Plan
from khpcmd.plan.periods import can_be_reported
from khpcmd.report import NOT_OF_DATA
from khpcmd.returns import Cell, CellState, Key, Return
from khpcmd.version import FORMAT_VERSION
from khpcmd.workbook.read import Reading

MOST_BYTES = 512 * 2**20
"""How large a document may be; that of 10,600 units takes about a quarter of it."""
NUMBER = re.compile(r"-?[0-9]{1,40}(?:\.[0-9]{1,40})?")


def load_document(path: Path) -> tuple[dict[str, object], str]:
    """What the JSON of a file says, and its sha256; UsageError where it cannot be read, or is no JSON object."""
    import json  # a check without saved results needs none of it

    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise UsageError("result_unreadable", {"found": str(path), "reason": error.strerror or str(error)}) from error
    if len(content) > MOST_BYTES:
        raise UsageError("no_result", {"found": str(path)})
    try:
        document = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise UsageError("no_result", {"found": str(path)}) from error
    if not isinstance(document, dict):
        raise UsageError("no_result", {"found": str(path)})
    return document, hashlib.sha256(content).hexdigest()


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """The keys of an object; ValueError where one stands twice, for nobody knows which of its values is meant."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError(pairs[0][0])
    return found


def number_of(value: object) -> object:
    """A count is a number; an amount is a text such as "1250.5"."""
    if isinstance(value, str):
        if not NUMBER.fullmatch(value):
            raise ValueError(value)
        return Decimal(value)
    return value


Number = Annotated[int | Decimal, BeforeValidator(number_of)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True, frozen=True, defer_build=True)


class FieldFigures(_Part):
    """A field as the plan of the results had it."""

    field: str
    label: str = ""
    kind: str
    unit_of_measure: str


class UnitFigures(_Part):
    """The sound figures of a unit, by field, and by field and month."""

    unit: str
    name: str = ""
    values: dict[str, Number]
    months: dict[str, dict[str, Number]]


def _day(value: object) -> object:
    return date.fromisoformat(value) if isinstance(value, str) else value


Day = Annotated[date, BeforeValidator(_day)]


class Days(_Part):
    """The first and the last day of the period."""

    first: Annotated[Day, Field(alias="from")]
    last: Annotated[Day, Field(alias="to")]


class SoundFigures(_Part):
    """The figures of units; without ``window`` where a version wrote them that did not keep it."""

    year: int | None
    window: Days | None = None
    fields: list[FieldFigures]
    units: list[UnitFigures]


class StatedFault(_Part):
    """A diagnostic of the results."""

    code: str
    severity: str = ""


class _Plan(_Part):
    id: str
    sha256: str = ""


class Results(_Part):
    """What is read of a document here."""

    format_version: str
    language: str
    plan: _Plan
    period: str
    period_title: str = ""
    as_of: Day
    only_reported: bool = False
    only_some_targets: bool = False
    diagnostics: list[StatedFault] = []
    sound_figures: SoundFigures | None = None

    @property
    def figures(self) -> SoundFigures:
        """The figures of the units; ``load_results`` refuses a document without them."""
        if self.sound_figures is None:
            raise ValueError(self.plan.id)
        return self.sound_figures

    @property
    def too_early(self) -> bool:
        """Whether they were made before their period was over, as far as its days are known."""
        return made_too_early(self.figures.window, self.as_of, self.diagnostics)

    @property
    def with_errors(self) -> bool:
        """Whether the data of the period had errors; units that were missing are none, nor is what its own baseline
        lacked."""
        told = (BY_CODE.get(one.code) for one in self.diagnostics if one.severity == Severity.ERROR)
        return any(code is None or (code not in NOT_OF_DATA and not code.code.startswith("B")) for code in told)


def made_too_early(window: Days | None, as_of: date, told: Iterable[StatedFault]) -> bool:
    """Whether results were made before their period was over; a day that was then to come proves nothing."""
    if window is None:
        return False
    early = not can_be_reported(window.first, window.last, as_of)
    return early or any(one.code == Code.DAY_TO_COME.code for one in told)


def load_results(path: Path, name: str) -> tuple[Results, str]:
    """The saved results in a file, and its sha256; UsageError where there are none, or no figures of units as filed."""
    document, sha256 = load_document(path)
    try:
        found = Results.model_validate(document)
    except (ValidationError, RecursionError) as error:
        raise UsageError("no_result", {"found": name}) from error
    figures = found.sound_figures
    named = (
        (*(("unit", one.unit) for one in figures.units), *(("field", one.field) for one in figures.fields))
        if figures
        else ()
    )
    if found.format_version != FORMAT_VERSION or len(set(named)) < len(named):
        raise UsageError("no_result", {"found": name})
    if "what_if" in document:
        raise UsageError("result_supposed", {"found": name})
    if found.sound_figures is None:
        raise UsageError("result_without_figures", {"found": name})
    return found, sha256


def figure_of(spec: AnyField | None, value: int | Decimal) -> int | Decimal | None:
    """A figure of a field; None where a count is not a whole number, which no result of khpcmd has."""
    if isinstance(spec, AmountField):
        return Decimal(value)
    return value if isinstance(value, int) else None


class EarlierResults(NamedTuple):
    """One file of results as returns of its period; ``year`` is "" for the plan's own year."""

    reading: Reading
    year: str
    as_of: date
    """The day judged as of."""


def read_results(path: Path, plan: Plan, *, name: str) -> EarlierResults | Diagnostic:
    """The figures of saved results, by what the plan has today: units and fields are known by their ids.

    A field that the plan measures otherwise by now is left out, and told. Results that were made before their period
    was over are set aside. UsageError where the file holds no results,
    none with figures, or none of this plan or one before it.
    """
    found, sha256 = load_results(path, name)
    kept = _Kept(plan, found, found.figures, name)
    returns = tuple(kept.returns())
    if found.figures.units and not any(one.cells for one in returns):
        raise UsageError("result_of_other_plan", {"found": name, "plan": found.plan.id})
    if found.too_early:
        return Code.FILE_SET_ASIDE(Location(name), {"what": Ref("word", "result_too_early")})
    own = found.period in plan.periods and found.figures.year == plan.year_of(found.period)
    reading = Reading(name, sha256, returns, found.period if own else "", tuple(kept.left_out()))
    return EarlierResults(reading, "" if own else str(found.figures.year or found.plan.id), found.as_of)


class _Kept(NamedTuple):
    """Which figures of results are those of fields of today."""

    plan: Plan
    found: Results
    figures: SoundFigures
    name: str

    def _same(self, field: FieldFigures) -> bool:
        spec = self.plan.fields.get(field.field)
        if not isinstance(spec, MeasuredField) or spec.kind != field.kind or self.found.language not in LANGUAGES:
            return False
        return spec.unit_of_measure.in_(self.found.language) == field.unit_of_measure

    def returns(self) -> Iterator[Return]:
        fields = {one.field for one in self.figures.fields if self._same(one)}
        for one in self.figures.units:
            if one.unit in self.plan.unit:
                cells = {key: cell for key, cell in self._cells(one) if key.field in fields}
                yield Return(one.unit, self.found.period, cells, (Location(self.name),))

    def _cells(self, one: UnitFigures) -> Iterator[tuple[Key, Cell]]:
        at = Location(self.name)
        for field, value in one.values.items():
            if (figure := figure_of(self.plan.fields.get(field), value)) is not None:
                yield Key(field), Cell(CellState.VALUE, figure, at)
        for field, months in one.months.items():
            spec = self.plan.fields.get(field)
            for month, value in months.items():
                if month.isdecimal() and (figure := figure_of(spec, value)) is not None:
                    yield Key(field, month=int(month)), Cell(CellState.VALUE, figure, at)

    def left_out(self) -> Iterator[Diagnostic]:
        """A note about the fields that are not compared."""
        others = tuple(one.field for one in self.figures.fields if not self._same(one))
        if others:
            yield Code.RESULT_FIELDS_OTHER(Location(self.name), {"found": ", ".join(others)})
