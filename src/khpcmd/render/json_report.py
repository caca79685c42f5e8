"""The whole report for machines. Keys, codes and verdicts are the same in every language; only sentences change."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from khpcmd import __version__
from khpcmd.diagnostics import Diagnostic, Location, Param, Ref, Severity
from khpcmd.i18n import Messages
from khpcmd.measures.threshold import Threshold
from khpcmd.plan.model import Plan
from khpcmd.render.escapes import json_safe
from khpcmd.render.figures import Figures
from khpcmd.render.wording import Wording
from khpcmd.results import (
    Bounds,
    DutyResult,
    DutyState,
    Measurement,
    Pace,
    Report,
    Result,
    RollCall,
    UnitResult,
    Verdict,
)
from khpcmd.returns import Cell, CellValue

FORMAT_VERSION = "1"

Json = str | int | bool | None | Mapping[str, "Json"] | Sequence["Json"]


def json_report(report: Report, messages: Messages) -> str:
    """The report as a JSON document. Exact values are texts: "103/100"; percentages are left to the reader."""
    figures, wording = Figures(messages, report.plan), Wording(messages, report.plan)
    document: Json = {
        **heading(report.plan, report.plan_hash, messages),
        "period": report.period,
        "as_of": report.as_of.isoformat(),
        "only_reported": report.only_reported,
        "only_some_targets": report.selected,
        "inputs": [{"file": i.name, "sha256": i.sha256, "role": i.role} for i in report.inputs],
        "roll_call": [_roll_call(call) for call in report.roll_call],
        "summary": _summary(report),
        "results": [_result(result, report.plan, figures) for result in report.results],
        "duties": _duties(report, messages.language),
        "diagnostics": [diagnostic_json(diagnostic, wording) for diagnostic in report.diagnostics],
    }
    return written(document)


def written(document: Json) -> str:
    """A document as text that neither a terminal nor a reader of lines can stumble over."""
    return json_safe(json.dumps(document, ensure_ascii=False, indent=2)) + "\n"


def heading(plan: Plan, plan_hash: str, messages: Messages) -> dict[str, Json]:
    """What every document begins with: its format, who wrote it, and the plan that was applied."""
    return {
        "format_version": FORMAT_VERSION,
        "tool": {"name": "khpcmd", "version": __version__},
        "language": messages.language,
        "plan": {
            "id": plan.id,
            "title": plan.title.in_(messages.language),
            "document": plan.document.number,
            "sha256": plan_hash,
        },
    }


def _roll_call(call: RollCall) -> Json:
    return {
        "level": call.level,
        "expected": list(call.expected),
        "reported": list(call.reported),
        "missing": list(call.missing),
    }


def _summary(report: Report) -> Json:
    return {
        "targets": {verdict.value: report.count(verdict) for verdict in Verdict},
        "diagnostics": {severity.value: sum(1 for _ in report.of(severity)) for severity in Severity},
    }


def _result(result: Result, plan: Plan, figures: Figures) -> Json:
    target, language = result.target, figures.messages.language
    return {
        "target": target.id,
        "title": target.title.in_(language),
        "clause": target.clause,
        "quote": target.quote,
        "kind": target.measure.kind,
        "binding": target.binding,
        "judged": target.judged,
        "self_declared": target.self_declared,
        "threshold": _threshold(target.threshold),
        "milestone": _threshold(result.milestone),
        "threshold_text": figures.threshold(target),
        "verdict": result.verdict.value,
        "reason": result.reason.value or None,
        **_measurement(result.measurement),
        "figure_text": figures.figure(target, result.measurement) if result.measurement else None,
        "bounds": _bounds(result.bounds),
        "gap": result.gap.more if result.gap else None,
        "gap_text": figures.gap(target, result.gap) if result.gap else None,
        "pace": _pace(result.pace),
        "reaching": {"units": result.reaching[0], "of": result.reaching[1]} if result.reaching else None,
        "lacking": [{"unit": lacking.unit, "reported": lacking.reported} for lacking in result.lacking],
        "units": [_unit(unit, plan, language) for unit in result.units],
        "part_cells": [_cell(cell) for cell in result.part_cells],
        "whole_cells": [_cell(cell) for cell in result.whole_cells],
    }


def _duties(report: Report, language: str) -> Json:
    by_duty: dict[str, list[DutyResult]] = {}
    for result in report.duties:
        by_duty.setdefault(result.duty.id, []).append(result)
    return [_duty(results, report.plan, language) for results in by_duty.values()]


def _duty(results: Sequence[DutyResult], plan: Plan, language: str) -> Json:
    duty = results[0].duty
    return {
        "duty": duty.id,
        "title": duty.title.in_(language),
        "clause": duty.clause,
        "quote": duty.quote,
        "states": {state.value: sum(one.state is state for one in results) for state in DutyState},
        "units": [
            {
                "unit": one.unit,
                "name": _name(one.unit, plan, language),
                "state": one.state.value,
                "late": one.late,
                "cells": [_cell(cell) for cell in one.cells],
                "evidence": {kind: _cell(cell) for kind, cell in one.evidence},
                "evidence_lacking": list(one.lacking),
            }
            for one in results
        ],
    }


def _name(unit: str, plan: Plan, language: str) -> str:
    known = plan.unit.get(unit)
    return known.name.in_(language) if known else unit


def _threshold(threshold: Threshold | None) -> Json:
    return None if threshold is None else {name: str(level) for name, level in threshold if level is not None}


def _measurement(found: Measurement | None) -> dict[str, Json]:
    if found is None:
        return dict.fromkeys(("part", "whole", "value", "counted", "expected"))
    return {
        "part": found.part,
        "whole": found.whole,
        "value": _exact(found.value),
        "counted": found.counted,
        "expected": found.expected,
    }


def _bounds(bounds: Bounds | None) -> Json:
    return None if bounds is None else {"low": _exact(bounds.low), "high": _exact(bounds.high)}


def _pace(pace: Pace | None) -> Json:
    return None if pace is None else {"reached": _exact(pace.reached), "elapsed": _exact(pace.elapsed)}


def _unit(unit: UnitResult, plan: Plan, language: str) -> Json:
    return {
        "unit": unit.unit,
        "name": _name(unit.unit, plan, language),
        "verdict": unit.verdict.value,
        **_measurement(unit.measurement),
        "gap": unit.gap.more if unit.gap else None,
        "cells": [_cell(cell) for cell in unit.cells],
    }


def _cell(cell: Cell) -> Json:
    return {**_place(cell.at), "state": cell.state.value, "raw": cell.raw, "value": _value(cell.value)}


def _place(at: Location | None) -> dict[str, Json]:
    if at is None:
        return {"file": None, "sheet": None, "cell": None}
    return {"file": at.file, "sheet": at.sheet or None, "cell": at.cell or None}


def _value(value: CellValue | None) -> Json:
    if isinstance(value, Fraction):
        return _exact(value)
    return value.isoformat() if isinstance(value, date) else value


def _exact(value: Fraction | None) -> str | None:
    """ "n/d" in lowest terms; None where there is no value, or no end."""
    return None if value is None else f"{value.numerator}/{value.denominator}"


def diagnostic_json(diagnostic: Diagnostic, wording: Wording) -> Json:
    """One diagnostic, whole; equal ones are not put together."""
    return {
        "code": diagnostic.code.code,
        "name": diagnostic.code.name.lower(),
        "severity": diagnostic.severity.value,
        "message": wording.message(diagnostic),
        "cure": wording.cure(diagnostic),
        **_place(diagnostic.at),
        "line": diagnostic.at.line or None if diagnostic.at else None,
        "column": diagnostic.at.column or None if diagnostic.at else None,
        "unit": diagnostic.unit or None,
        "params": {name: _param(value) for name, value in diagnostic.params.items()},
    }


def _param(value: Param) -> Json:
    if isinstance(value, Ref):
        return {"kind": value.kind, "id": value.id}
    if isinstance(value, tuple):
        return [_param(item) for item in value]
    return str(value) if isinstance(value, Decimal) else value
