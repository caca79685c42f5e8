"""The whole report for machines. Keys, codes and verdicts are the same in every language; only sentences change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from khpcmd.comparison import Comparison, comparisons
from khpcmd.deadline import Deadline
from khpcmd.diagnostics import Severity
from khpcmd.file_results import files_of
from khpcmd.i18n import Messages
from khpcmd.plan.model import Plan
from khpcmd.plan.targets import Target
from khpcmd.render.explained import Explainer
from khpcmd.render.json_parts import (
    Json,
    bounds_json,
    cell_json,
    diagnostics_json,
    heading,
    measurement_json,
    pace_json,
    streamed,
    threshold_json,
    waiver_json,
)
from khpcmd.render.measure_words import MeasureWords
from khpcmd.render.wording import Wording
from khpcmd.results import DutyResult, DutyState, Report, Result, RollCall, UnitResult, Verdict


def json_report(report: Report, messages: Messages) -> Iterator[str]:
    """The report as a JSON document, piece by piece: a unit or a diagnostic at a time.

    Exact values are texts: "103/100"; percentages are left to the reader.
    """
    words, wording = MeasureWords(messages, report.plan), Wording(messages, report.plan)
    explainer = Explainer(words, wording)
    document: Json = {
        **heading(report.plan, report.plan_hash, messages),
        "period": report.period,
        "as_of": report.as_of.isoformat(),
        "only_reported": report.only_reported,
        "only_some_targets": report.selected,
        "inputs": _inputs(report),
        "roll_call": [_roll_call(call) for call in report.roll_call],
        "deadlines": [_deadline(one, report.plan) for one in report.deadlines],
        "summary": _summary(report),
        "results": (_result(result, words, explainer) for result in report.results),
        "duties": _duties(report, messages.language),
        **diagnostics_json(report.diagnostics, wording),
    }
    return streamed(document)


def _inputs(report: Report) -> Json:
    """Every file; of a return also how its figures stand, and whose they are."""
    returns = {file.name: file for file in files_of(report)}
    return [
        {
            "file": one.name,
            "sha256": one.sha256,
            "role": one.role,
            "standing": returns[one.name].standing.value if one.role == "return" else None,
            "units": list(returns[one.name].units) if one.role == "return" else None,
        }
        for one in report.inputs
    ]


def _roll_call(call: RollCall) -> Json:
    return {
        "level": call.level,
        "expected": list(call.expected),
        "reported": list(call.reported),
        "missing": list(call.missing),
    }


def _deadline(deadline: Deadline, plan: Plan) -> Json:
    due, watched = plan.periods[deadline.period].due, deadline.watched
    return {
        "period": deadline.period,
        "due": due.date.isoformat(),
        "due_inclusive": due.inclusive,
        "days_left": deadline.days_left,
        "expected": list(deadline.expected),
        "reported": list(deadline.reported),
        "missing": list(deadline.missing) if watched else None,
        "overdue": list(deadline.overdue) if watched else None,
    }


def _summary(report: Report) -> Json:
    return {
        "targets": {verdict.value: report.count(verdict) for verdict in Verdict},
        "diagnostics": {severity.value: sum(1 for _ in report.of(severity)) for severity in Severity},
    }


def _result(result: Result, words: MeasureWords, explainer: Explainer) -> Json:
    target, figures, reason = result.target, words.figures, result.reason.value
    return {
        "target": target.id,
        "title": words.of(target.title),
        "clause": target.clause,
        "quote": target.quote,
        "note": words.of(target.note) if target.note else None,
        "kind": target.measure.kind,
        "binding": target.binding,
        "judged": target.judged,
        "self_declared": target.self_declared,
        "threshold": threshold_json(target.threshold),
        "milestone": threshold_json(result.milestone),
        "threshold_text": figures.threshold(target),
        "formula_text": words.measured(target),
        "conditions_text": list(words.target(target).conditions),
        "verdict": result.verdict.value,
        "verdict_without_waivers": result.otherwise.value if result.otherwise else None,
        "waiver": waiver_json(result.waiver),
        "reason": reason or None,
        "reason_text": words.messages.template(f"reasons.{reason}") if reason else None,
        **measurement_json(result.measurement),
        "figure_text": figures.reached(result) or None,
        "comparison": [_comparison(one, explainer.comparison(one, result)) for one in comparisons(result)],
        "bounds": bounds_json(result.bounds),
        "gap": result.gap.more if result.gap else None,
        "gap_text": figures.gap(target, result.gap) if result.gap else None,
        "pace": pace_json(result.pace),
        "reaching": {"units": result.reaching[0], "of": result.reaching[1]} if result.reaching else None,
        "lacking": [{"unit": lacking.unit, "reported": lacking.reported} for lacking in result.lacking],
        "units": (_unit(unit, target, words) for unit in result.units),
        "part_cells": (cell_json(cell) for cell in result.part_cells),
        "whole_cells": (cell_json(cell) for cell in result.whole_cells),
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
                "cells": [cell_json(cell) for cell in one.cells],
                "evidence": {kind: cell_json(cell) for kind, cell in one.evidence},
                "evidence_lacking": list(one.lacking),
            }
            for one in results
        ],
    }


def _name(unit: str, plan: Plan, language: str) -> str:
    known = plan.unit.get(unit)
    return known.name.in_(language) if known else unit


def _comparison(one: Comparison, text: str) -> Json:
    return {
        "part": one.part,
        "part_times": one.part_times,
        "whole": one.whole,
        "whole_times": one.whole_times,
        "sign": one.sign,
        "holds": one.holds,
        "text": text,
    }


def _unit(unit: UnitResult, target: Target, words: MeasureWords) -> Json:
    found = unit.measurement
    return {
        "unit": unit.unit,
        "name": words.who(unit.unit),
        "verdict": unit.verdict.value,
        "waiver": waiver_json(unit.waiver),
        **measurement_json(found),
        "figure_text": words.figures.figure(target, found) if found.complete else None,
        "gap": unit.gap.more if unit.gap else None,
        "gap_text": words.figures.gap(target, unit.gap) if unit.gap else None,
        "part_cells": [cell_json(cell) for cell in unit.part_cells],
        "whole_cells": [cell_json(cell) for cell in unit.whole_cells],
    }
