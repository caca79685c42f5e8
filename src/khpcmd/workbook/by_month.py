"""Tables with a row for each month of a series: "Tháng | Số tin, bài"."""

from __future__ import annotations

from khpcmd.diagnostics import Code
from khpcmd.returns import Key
from khpcmd.workbook.by_unit import has_any
from khpcmd.workbook.collect import Collector
from khpcmd.workbook.headers import FieldNames, Kind
from khpcmd.workbook.row_names import row_name
from khpcmd.workbook.spans import month
from khpcmd.workbook.tables import Table
from khpcmd.workbook.vocabulary import is_total


def put_month(table: Table, fields: FieldNames, collector: Collector, unit: str, row: int) -> None:
    """Read the row of a month, or the sum of a series; any other row with figures is told."""
    name = row_name(table, collector.grid, row)
    _tell_others(table, collector)
    series = _series(table)
    of_month = month(name, fields.year, bare_number=True)
    if of_month:
        for column, field in series.items():
            collector.take(unit, Key(field, month=of_month), (row, column), series.keys())
    elif is_total(name):
        for column, field in series.items():
            collector.add_series(unit, field, (row, column))
    elif has_any(collector.grid, row, series):
        collector.reporter.report(
            Code.UNKNOWN_ROW, collector.reporter.at(row, table.names), {"text": name, "suggestion": ""}
        )


def _series(table: Table) -> dict[int, str]:
    """By column, the field of the series below it."""
    headings = table.headings.items()
    return {at: heading.key.field for at, heading in headings if heading.key and heading.kind is Kind.SERIES}


def _tell_others(table: Table, collector: Collector) -> None:
    """Tell once of each column that names a field without months: its figures by month are not wanted."""
    for column, heading in table.headings.items():
        if heading.kind is Kind.FIELD:
            at, params = collector.reporter.at(table.first - 1, column), {"header": heading.text}
            collector.reporter.report_once((table.top, column), Code.COLUMN_SET_ASIDE, at, params, "")
