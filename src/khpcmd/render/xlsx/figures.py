"""The sheets of figures ("biểu tổng hợp"): what each unit of a level reported, with totals that are formulas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from khpcmd.measures.threshold import Number
from khpcmd.plan.fields import AnyField, NumberField
from khpcmd.plan.units import Unit
from khpcmd.render.xlsx.book import Formula, In, Value, number_format, number_in
from khpcmd.render.xlsx.sheet import LAST_COLUMN, Column, Job, Sheet
from khpcmd.report import Report
from khpcmd.returns import DUTY, Basis, CellValue, Key
from khpcmd.workbook.file.addresses import a1, letters

FIRST = 2
"""The first column of figures."""
FIRST_YEAR = 1900
"""The first year that a spreadsheet has dates of."""
NUMBERS, WRITTEN = 9, 14
"""The least widths of columns."""


@dataclass(frozen=True)
class Figure:
    """A column of the form: a figure of a field, or (``month`` None) the total of its months.

    ``values`` are those of the units that report the field; None where one is not known.
    """

    spec: AnyField
    basis: Basis
    month: int | None
    values: Mapping[str, CellValue | None]

    @cached_property
    def numbers(self) -> list[Number]:
        """The known figures; a "yes" is 1."""
        found = [one for one in self.values.values() if isinstance(one, int | Decimal)]
        return [int(one) if isinstance(one, int) else one for one in found]


class Form(NamedTuple):
    """The units of one level and the figures that any of them reports."""

    level: str
    units: tuple[Unit, ...]
    figures: tuple[Figure, ...]


def draw_figures(job: Job) -> None:
    """A sheet for each level of units that reports anything."""
    report = job.view.report
    if report.period not in report.plan.periods or job.view.messages.withheld:
        return
    drawn = list(forms(report))
    for number, form in enumerate(drawn, 1):
        name = job.title("figures") if len(drawn) == 1 else job.say("sheets.figures_of", number=number)
        _draw(job, form, name)


def _draw(job: Job, form: Form, name: str) -> None:
    figures = form.figures[: LAST_COLUMN - FIRST]
    own = (Column(_heading(job, one), _width(one), "count") for one in figures)
    columns = (job.column("number", 5, "centred"), job.column("unit", 27), *own)
    sheet = Sheet(job.book, name, columns, FIRST)
    level = job.view.report.plan.levels[form.level].title.in_(job.view.messages.language)
    sheet.heading(job.say("titles.figures", level=level), job.summary.headline, job.view.about)
    sheet.paragraph(job.say("figures_legend"))
    header, first = sheet.header(), sheet.row
    sheet.rows(
        [number, job.view.wording.unit(unit.id), *_row(job, unit.id, figures)]
        for number, unit in enumerate(form.units, 1)
    )
    end = sheet.row - 1
    places = [f"{a1(first + 1, column)}:{a1(sheet.row, column)}" for column in range(FIRST + 1, len(columns) + 1)]
    totals = [_total(job, *each) for each in zip(figures, places, strict=True)]
    sheet.rows([["", In("heading", job.say("total")), *totals]])
    sheet.rows([["", job.say("known"), *(_known(job, figure) for figure in figures)]])
    sheet.finish(header, end)


def _width(figure: Figure) -> float:
    """Wide enough for the total, which has a point after every three digits, or for what is written out."""
    return max(WRITTEN if figure.spec.evidence else NUMBERS, len(f"{sum(figure.numbers):,}") + 1)


def _heading(job: Job, figure: Figure) -> str:
    language, month = job.view.messages.language, figure.month
    label = figure.spec.label.in_(language)
    if noun := figure.spec.measure:
        label = job.say("counted", label=label, noun=noun.in_(language))
    key = "of_year" if figure.basis is Basis.BASELINE else "of_month" if month else "of_months" if month is None else ""
    year = str(job.view.report.plan.baseline_year)
    return job.say(key, label=label, year=year, month=month or 0) if key else label


def _row(job: Job, unit: str, figures: tuple[Figure, ...]) -> Iterator[Value]:
    months = 0
    for column, figure in enumerate(figures, start=FIRST):
        months = months + 1 if figure.month else 0 if figure.month is not None else months
        value = figure.values.get(unit)
        if unit not in figure.values:
            yield In("not_asked", job.say("not_asked"))
        elif figure.month is None and isinstance(value, int):
            span = f"{letters(column - months + 1)}{{row}}:{letters(column)}{{row}}"
            yield Formula(f"SUM({span})", value, "count")
        else:
            yield _plain(job, value)


def _plain(job: Job, value: object) -> Value:
    match value:
        case bool():
            return In("centred", job.say("yes" if value else "no"))
        case int() | Decimal():
            return number_in(job.book, value)
        case str():
            return In("label", value)
        case date() if value.year >= FIRST_YEAR:
            return In("day", value)
        case date():
            return In("label", job.view.messages.day(value))
        case _:
            return In("unknown")


def _total(job: Job, figure: Figure, place: str) -> Value:
    """The sum of the cells at ``place``, or how many of them are yes; blank where nothing is known."""
    if not figure.numbers or not figure.spec.has_sum:
        return In("total")
    look, total = "total" if len(figure.numbers) == len(figure.values) else "provisional", sum(figure.numbers)
    if figure.spec.kind == "yes_no":
        return Formula(f'COUNTIF({place},"{job.say("yes")}")', int(total), look)
    if isinstance(total, Decimal):
        shown = number_format(total)
        return Formula(f"SUM({place})", float(total), job.book.numbers(f"{look} {shown}", shown, look))
    return Formula(f"SUM({place})", total, look)


def _known(job: Job, figure: Figure) -> Value:
    """How many units the total covers; marked as provisional where some are missing."""
    known, expected = len(figure.numbers), len(figure.values)
    provisional = job.view.messages.text("view.provisional", counted=known, expected=expected)
    text = f"{known}/{expected}" if known == expected else provisional
    return In("small", None if figure.spec.evidence else text)


def forms(report: Report) -> Iterator[Form]:
    """A form for each level with units that were to report or that did; levels are never added up with each other."""
    listed = {unit for call in report.roll_call for unit in (call.reported if report.only_reported else call.expected)}
    listed |= {filed.unit for filed in report.returns if filed.filled}
    for level in report.plan.levels:
        units = tuple(unit for unit in report.plan.units if unit.level == level and unit.id in listed)
        figures = tuple(_figures(report, units))
        if units and figures:
            yield Form(level, units, figures)


def _figures(report: Report, units: tuple[Unit, ...]) -> Iterator[Figure]:
    plan, months = report.plan, report.plan.periods[report.period].months
    before = {key.field for filed in report.returns for key in filed.cells if key.basis is Basis.BASELINE}
    cells = {filed.unit: filed.cells for filed in report.returns}
    asked = {unit.id: frozenset(plan.reported_by.get(unit.id, ())) for unit in units}

    def values(name: str, basis: Basis, month: int) -> dict[str, CellValue | None]:
        units_asked = (unit for unit, names in asked.items() if name in names)
        found = {unit: cells.get(unit, {}).get(Key(name, basis, month)) for unit in units_asked}
        return {unit: None if cell is None else cell.value for unit, cell in found.items()}

    for name, spec in plan.fields.items():
        if name.startswith(DUTY) or not any(name in names for names in asked.values()):
            continue
        if isinstance(spec, NumberField) and plan.baseline_year is not None and (spec.baseline or name in before):
            yield Figure(spec, Basis.BASELINE, 0, values(name, Basis.BASELINE, 0))
        if spec.kind != "months":
            yield Figure(spec, Basis.CURRENT, 0, values(name, Basis.CURRENT, 0))
            continue
        each = [Figure(spec, Basis.CURRENT, month, values(name, Basis.CURRENT, month)) for month in months]
        yield from each
        totals = {unit: _added_up([one.values[unit] for one in each]) for unit in values(name, Basis.CURRENT, 0)}
        yield Figure(spec, Basis.CURRENT, None, totals)


def _added_up(months: list[CellValue | None]) -> int | None:
    """The total of months; None where any of them is not known."""
    known = [month for month in months if isinstance(month, int)]
    return sum(known) if known and len(known) == len(months) else None
