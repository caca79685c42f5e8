"""What units reported, ready to be drawn: for each level its units, its figures, and what each unit said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from khpcmd.plan.checklist import DUTY
from khpcmd.plan.fields import AnyField, CountField
from khpcmd.plan.units import Unit
from khpcmd.results import Report
from khpcmd.returns import Basis, CellValue, Key


@dataclass(frozen=True, slots=True)
class Figure:
    """A column of the form: a figure of a field, or (``month`` None) the total of its months."""

    field: str
    spec: AnyField
    basis: Basis = Basis.CURRENT
    month: int | None = 0

    @property
    def key(self) -> Key:
        return Key(self.field, self.basis, self.month or 0)


@dataclass(frozen=True, slots=True)
class Form:
    """The units of one level and the figures that any of them reports."""

    level: str
    units: tuple[Unit, ...]
    figures: tuple[Figure, ...]


def forms(report: Report) -> Iterator[Form]:
    """A form for each level with units that were to report or that did; levels are never added up with each other."""
    listed = {unit for call in report.roll_call for unit in (call.reported if report.only_reported else call.expected)}
    listed |= {filed.unit for filed in report.returns if filed.reported}
    for level in report.plan.levels:
        units = tuple(unit for unit in report.plan.units if unit.level == level and unit.id in listed)
        figures = tuple(_figures(report, units))
        if units and figures:
            yield Form(level, units, figures)


def _figures(report: Report, units: tuple[Unit, ...]) -> Iterator[Figure]:
    plan = report.plan
    names = {name for unit in units for name in plan.reported_by.get(unit.id, ())}
    before = {key.field for filed in report.returns for key in filed.cells if key.basis is Basis.BASELINE}
    for name, spec in plan.fields.items():
        if name not in names or name.startswith(DUTY):
            continue
        if isinstance(spec, CountField) and plan.baseline_year is not None and (spec.baseline or name in before):
            yield Figure(name, spec, Basis.BASELINE)
        if spec.kind == "months":
            for month in plan.periods[report.period].months:
                yield Figure(name, spec, month=month)
            yield Figure(name, spec, month=None)
        else:
            yield Figure(name, spec)


class Said:
    """What the units of a report said."""

    def __init__(self, report: Report) -> None:
        self._plan = report.plan
        self._months = report.plan.periods[report.period].months
        self._cells = {filed.unit: filed.cells for filed in report.returns}
        self._asked = {unit: frozenset(names) for unit, names in report.plan.reported_by.items()}

    def concerns(self, unit: str, figure: Figure) -> bool:
        """Whether the unit reports the field at all."""
        return figure.field in self._asked.get(unit, frozenset())

    def value(self, unit: str, figure: Figure) -> CellValue | None:
        """The figure, None where it is not known; a total of months only where every month is."""
        if figure.month is not None:
            cell = self._cells.get(unit, {}).get(figure.key)
            return cell.value if cell is not None else None
        months = [self.value(unit, Figure(figure.field, figure.spec, month=month)) for month in self._months]
        known = [month for month in months if isinstance(month, int)]
        return sum(known) if known and len(known) == len(months) else None

    def numbers(self, form: Form, figure: Figure) -> list[int]:
        """The known figures of the units of a form; a "yes" is 1."""
        values = [self.value(unit.id, figure) for unit in form.units if self.concerns(unit.id, figure)]
        return [int(value) for value in values if isinstance(value, int)]

    def concerned(self, form: Form, figure: Figure) -> int:
        return sum(self.concerns(unit.id, figure) for unit in form.units)
