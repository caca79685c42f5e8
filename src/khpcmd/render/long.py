"""The figures of a check as a long table, one in each row with its unit, its field and its time: for portals, and for
khpcmd, which reads it as it reads any return.

A figure that was not believed is left blank. What is only supposed is left out, and so are what was counted from other
returns and the answers on a checklist of duties.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO

from khpcmd.files import made_at
from khpcmd.i18n import Messages
from khpcmd.plan.years import years_of_months
from khpcmd.render.csv import BOM, csv_line
from khpcmd.render.formats import Look
from khpcmd.render.xlsx.book import PLAIN, RESULT_LOOKS, Book, Page, number_in
from khpcmd.report import Report
from khpcmd.returns import DUTY, Basis, CellState, CellValue, Key
from khpcmd.version import __version__

Row = tuple[CellValue | None, ...]
WIDTHS = {"unit": 14, "name": 34, "field": 26, "code": 14, "label": 60, "period": 24, "value": 16, "measure": 14}
"""The columns in their order, with their widths; that of the portals' codes where the plan has some."""
OF_THOUSANDS = -3
"""The exponent of a decimal number that may also be one of thousands."""


def long_csv(report: Report, messages: Messages, _look: Look) -> Iterator[str]:
    """The table line by line."""
    yield BOM + csv_line(messages.text(f"long_table.{column}") for column in _columns(report))
    for row in _rows(report, messages):
        yield csv_line(map(_field, row))


def long_workbook(report: Report, messages: Messages, _look: Look) -> bytes:
    """The same as a workbook with one sheet."""
    content, columns = BytesIO(), _columns(report)
    book = Book(content, RESULT_LOOKS, PLAIN)
    book.described(messages.text("long_table.title"), f"khpcmd {__version__}", made_at(report.as_of))
    page = Page(book, messages.text("long_table.title"), tuple(WIDTHS[column] for column in columns))
    for at, column in enumerate(columns):
        page.text(0, at, messages.text(f"long_table.{column}"), "header")
    for number, row in enumerate(_rows(report, messages), 1):
        for at, value in enumerate(row):
            look = "day" if isinstance(value, date) else "label" if isinstance(value, str | None) else "count"
            page.put(number, at, number_in(book, value) if isinstance(value, Decimal) else value, look)
    page.printed((0, 0))
    book.close()
    return content.getvalue()


def _columns(report: Report) -> Sequence[str]:
    codes = any(spec.codes for spec in report.plan.fields.values())
    return [column for column in WIDTHS if codes or column != "code"]


def _rows(report: Report, messages: Messages) -> Iterator[Row]:
    """The figures of each unit in the plan's order; none where figures are withheld."""
    plan, language = report.plan, messages.language
    filed = {} if messages.withheld else {one.unit: one for one in report.returns}
    supposed = {(one.unit, one.key) for one in report.what_if.supposed} if report.what_if else ()
    columns = _columns(report)
    for unit in (one for one in plan.units if one.id in filed):
        found = filed[unit.id]
        for key, cell in found.cells.items():
            left_out = key in found.counted or key.field.startswith(DUTY) or (unit.id, key) in supposed
            if left_out or cell.state is CellState.BLANK:
                continue
            spec, value = plan.fields[key.field], cell.value
            said = messages.text(f"results_book.{'yes' if value else 'no'}") if isinstance(value, bool) else value
            row = {
                "unit": unit.id,
                "name": unit.name.in_(language),
                "field": key.field,
                "code": next(iter(spec.codes), ""),
                "label": spec.label.in_(language),
                "period": _time(report, key, language),
                "value": said,
                "measure": spec.measure.in_(language) if spec.measure else "",
            }
            yield tuple(row[column] for column in columns)


def _time(report: Report, key: Key, language: str) -> str:
    """When a figure is of, in words that are read back: the period, its like in the baseline year, or a month."""
    plan = report.plan
    if key.month:
        years = years_of_months(plan, 0).get(key.month, ())
        return "/".join(map(str, (key.month, *years)))
    title = plan.periods[report.period].title.in_(language)
    return title.replace(str(plan.year), str(plan.baseline_year)) if key.basis is Basis.BASELINE else title


def _field(value: CellValue | None) -> str | int | Decimal | None:
    """A value in a file of text: days as ISO, and no number that may be one of thousands."""
    if isinstance(value, Decimal) and value.as_tuple().exponent == OF_THOUSANDS:
        return value.quantize(Decimal("0.0000"))
    return value if value is None or isinstance(value, int | str | Decimal) else str(value)
