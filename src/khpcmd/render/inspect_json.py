"""What was found where, for machines; keys and reasons are the same in every language."""

from __future__ import annotations

from collections.abc import Iterable

from khpcmd.diagnostics import Diagnostic
from khpcmd.i18n import Messages
from khpcmd.plan.load import LoadedPlan
from khpcmd.render.json_parts import Json, diagnostics_json, heading, written
from khpcmd.render.wording import Wording
from khpcmd.workbook.read import Reading
from khpcmd.workbook.trace import SheetTrace, Spot, TableTrace, Taken


def inspect_json(
    readings: Iterable[Reading], faults: Iterable[Diagnostic], loaded: LoadedPlan, messages: Messages
) -> str:
    """The traces of files as a JSON document."""
    wording = Wording(messages, loaded.plan)
    document: Json = {
        **heading(loaded.plan, loaded.sha256, messages),
        "files": [_file(reading, wording) for reading in readings],
        **diagnostics_json(faults, wording),
    }
    return written(document)


def _file(reading: Reading, wording: Wording) -> Json:
    return {
        "file": reading.name,
        "sha256": reading.sha256 or None,
        "period": reading.period or None,
        "units": [filed.unit for filed in reading.returns],
        "sheets": [_sheet(trace) for trace in reading.traces],
        **diagnostics_json(reading.diagnostics, wording),
    }


def _sheet(trace: SheetTrace) -> Json:
    return {
        "sheet": trace.title,
        "state": trace.state,
        "period": trace.period or None,
        "period_from": _spot(trace.period_from),
        "tables": [_table(table) for table in trace.tables],
    }


def _spot(spot: Spot | None) -> Json:
    return {"kind": spot.kind, "text": spot.text or None, "cell": spot.cell or None} if spot else None


def _table(table: TableTrace) -> Json:
    return {
        "layout": table.layout,
        "header_rows": list(table.header),
        "rows_from_to": list(table.body),
        "names_in": table.names,
        "unit": table.unit or None,
        "unit_from": _spot(table.unit_from),
        "units": table.units,
        "columns": [_taken(column, "column") for column in table.columns],
        "rows": [_taken(row, "cell") for row in table.rows],
    }


def _taken(taken: Taken, place: str) -> Json:
    return {
        place: taken.place,
        "text": taken.text,
        "taken_for": taken.kind,
        "field": taken.field or None,
        "baseline": taken.baseline,
        "month": taken.month or None,
        "answer": taken.answer,
        "unit": taken.unit or None,
        "how": taken.how or None,
        "spelling": taken.spelling or None,
        "compares": list(taken.compares),
    }
