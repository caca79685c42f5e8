"""The figures of a report by unit and field, as JSON: what a later check compares with (``inputs/results.py``)."""

from __future__ import annotations

from decimal import Decimal

from khpcmd.plan.fields import MonthsField, Numbered
from khpcmd.render.json_text import Json
from khpcmd.report import Report
from khpcmd.returns import Basis, Return


def figures_json(report: Report, language: str) -> Json:
    """The counts and amounts of the period that were sound, with what the plan says of their fields."""
    plan, period = report.plan, report.period
    filed = {one.unit: one for one in report.returns if one.filled}
    fields = {name: spec for name, spec in plan.fields.items() if isinstance(spec, Numbered | MonthsField)}
    window = plan.periods[period].window if period else None
    return {
        "year": plan.year_of(period) if period else None,
        "window": {"from": window.first.isoformat(), "to": window.last.isoformat()} if window else None,
        "fields": [
            {
                "field": name,
                "label": spec.label.in_(language),
                "kind": spec.kind,
                "unit_of_measure": spec.unit_of_measure.in_(language),
            }
            for name, spec in fields.items()
        ],
        "units": (_of_unit(filed[unit.id], unit.name.in_(language)) for unit in plan.units if unit.id in filed),
    }


def _of_unit(filed: Return, name: str) -> Json:
    values: dict[str, Json] = {}
    months: dict[str, dict[str, Json]] = {}
    for key, value in filed.values().items():
        if key.basis is Basis.CURRENT and (type(value) is int or isinstance(value, Decimal)):
            if key.month:
                months.setdefault(key.field, {})[str(key.month)] = value
            else:
                values[key.field] = value
    return {"unit": filed.unit, "name": name, "values": values, "months": months}
