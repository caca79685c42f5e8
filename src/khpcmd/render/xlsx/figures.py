"""The sheets of figures ("biểu tổng hợp"): what each unit of a level reported, with totals that are formulas."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from khpcmd.measures.threshold import Number
from khpcmd.plan.fields import AnyField, Numbered
from khpcmd.plan.units import Unit
from khpcmd.render.xlsx.book import Formula, In, Value, letters, number_format, number_in
from khpcmd.render.xlsx.sheet import LAST_COLUMN, Column, Job, Sheet
from khpcmd.report import Report
from khpcmd.returns import DUTY, Basis, CellValue, Key

FIRST = 2
"""The first column of figures."""
FIRST_YEAR = 1900
"""The first year that a spreadsheet has dates of."""
NUMBERS, WRITTEN = 9, 14
"""The least widths of columns."""


def draw_figures(job: Job) -> None:
    """A sheet for each level of units that reports anything."""
    if job.view.report.period not in job.view.report.plan.periods:
        return
    drawn, reported = [] if job.view.messages.withheld else list(forms(job.view.report)), Reported(job.view.report)
    for number, form in enumerate(drawn, 1):
        name = job.title("figures") if len(drawn) == 1 else job.say("sheets.figures_of", number=number)
        _draw(job, form, reported, name)


def _draw(job: Job, form: Form, reported: Reported, name: str) -> None:
    figures = form.figures[: LAST_COLUMN - FIRST]
    own = (Column(_heading(job, figure), _width(reported, form, figure), "count") for figure in figures)
    columns = (job.column("number", 5, "centred"), job.column("unit", 27), *own)
    sheet = Sheet(job.book, name, columns, FIRST)
    level = job.view.report.plan.levels[form.level].title.in_(job.view.messages.language)
    sheet.heading(job.say("titles.figures", level=level), job.summary.headline, job.view.about)
    sheet.paragraph(job.say("figures_legend"))
    header, first = sheet.header(), sheet.row
    sheet.rows(
        [number, job.view.wording.unit(unit.id), *_row(job, reported, unit.id, figures)]
        for number, unit in enumerate(form.units, 1)
    )
    end = sheet.row - 1
    places = [f"{letters(column)}{first + 1}:{letters(column)}{sheet.row}" for column in range(FIRST, len(columns))]
    totals = [_total(job, form, reported, *each) for each in zip(figures, places, strict=True)]
    sheet.rows([["", In("heading", job.say("total")), *totals]])
    sheet.rows([["", job.say("known"), *(_known(job, form, reported, figure) for figure in figures)]])
    sheet.finish(header, end)


def _width(reported: Reported, form: Form, figure: Figure) -> float:
    """Wide enough for the total, which has a point after every three digits, or for what is written out."""
    total = len(f"{sum(reported.numbers(form, figure)):,}") + 1
    return max(WRITTEN if figure.spec.evidence else NUMBERS, total)


def _heading(job: Job, figure: Figure) -> str:
    plan, language = job.view.report.plan, job.view.messages.language
    label = figure.spec.label.in_(language)
    if noun := figure.spec.measure:
        label = job.say("counted", label=label, noun=noun.in_(language))
    if figure.basis is Basis.BASELINE:
        return job.say("of_year", label=label, year=str(plan.baseline_year))
    if figure.month:
        return job.say("of_month", label=label, month=figure.month)
    return job.say("of_months", label=label) if figure.month is None else label


def _row(job: Job, reported: Reported, unit: str, figures: tuple[Figure, ...]) -> Iterator[Value]:
    months = 0
    for column, figure in enumerate(figures, start=FIRST):
        months = months + 1 if figure.month else 0 if figure.month is not None else months
        value = reported.value(unit, figure)
        if not reported.concerns(unit, figure):
            yield In("not_asked", job.say("not_asked"))
        elif isinstance(value, bool):
            yield In("centred", job.say("yes" if value else "no"))
        elif figure.month is None and isinstance(value, int):
            span = f"{letters(column - months)}{{row}}:{letters(column - 1)}{{row}}"
            yield Formula(f"SUM({span})", value, "count")
        else:
            yield _plain(job, value)


def _plain(job: Job, value: object) -> Value:
    match value:
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


def _total(job: Job, form: Form, reported: Reported, figure: Figure, place: str) -> Value:
    """The sum of the cells at ``place``, or how many of them are yes; blank where nothing is known."""
    numbers = reported.numbers(form, figure)
    if not numbers or not figure.spec.has_sum:
        return In("total")
    look = "total" if len(numbers) == reported.concerned(form, figure) else "provisional"
    if figure.spec.kind == "yes_no":
        return Formula(f'COUNTIF({place},"{job.say("yes")}")', int(sum(numbers)), look)
    total = sum(numbers)
    if isinstance(total, Decimal):
        shown = number_format(total)
        look = job.book.numbers(f"{look} {shown}", shown, look)
    return Formula(f"SUM({place})", float(total) if isinstance(total, Decimal) else total, look)


def _known(job: Job, form: Form, reported: Reported, figure: Figure) -> Value:
    """How many units the total covers; marked as provisional where some are missing."""
    if figure.spec.evidence:
        return In("small")
    known, expected = len(reported.numbers(form, figure)), reported.concerned(form, figure)
    if known == expected:
        return In("small", f"{known}/{expected}")
    return In("small", job.view.messages.text("view.provisional", counted=known, expected=expected))


class Form(NamedTuple):
    """The units of one level and the figures that any of them reports."""

    level: str
    units: tuple[Unit, ...]
    figures: tuple[Figure, ...]


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
    plan = report.plan
    names = {name for unit in units for name in plan.reported_by.get(unit.id, ())}
    before = {key.field for filed in report.returns for key in filed.cells if key.basis is Basis.BASELINE}
    for name, spec in plan.fields.items():
        if name not in names or name.startswith(DUTY):
            continue
        if isinstance(spec, Numbered) and plan.baseline_year is not None and (spec.baseline or name in before):
            yield Figure(name, spec, Basis.BASELINE)
        if spec.kind == "months":
            for month in plan.periods[report.period].months:
                yield Figure(name, spec, month=month)
            yield Figure(name, spec, month=None)
        else:
            yield Figure(name, spec)


class Figure(NamedTuple):
    """A column of the form: a figure of a field, or (``month`` None) the total of its months."""

    field: str
    spec: AnyField
    basis: Basis = Basis.CURRENT
    month: int | None = 0

    @property
    def key(self) -> Key:
        return Key(self.field, self.basis, self.month or 0)


class Reported:
    """The reported values of the units of a report."""

    def __init__(self, report: Report) -> None:
        self._plan = report.plan
        self._months = report.plan.periods[report.period].months
        self._cells = {filed.unit: filed.cells for filed in report.returns}
        self._asked = {unit: frozenset(names) for unit, names in report.plan.reported_by.items()}
        self._numbers = dict[tuple[str, str, Basis, int | None], list[Number]]()

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

    def numbers(self, form: Form, figure: Figure) -> list[Number]:
        """The known figures of the units of a form; a "yes" is 1."""
        key = form.level, figure.field, figure.basis, figure.month
        if key not in self._numbers:
            values = (self.value(unit.id, figure) for unit in form.units if self.concerns(unit.id, figure))
            found = [int(one) if isinstance(one, int) else one for one in values if isinstance(one, int | Decimal)]
            self._numbers[key] = found
        return self._numbers[key]

    def concerned(self, form: Form, figure: Figure) -> int:
        return sum(self.concerns(unit.id, figure) for unit in form.units)
