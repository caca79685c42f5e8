"""Results and data as JSON. Keys, codes and verdicts are the same in every language, exact values are texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from khpcmd.diagnostics import Diagnostic, Location, Severity
from khpcmd.faults import Cut, listed
from khpcmd.i18n import Messages
from khpcmd.judge.bounds import Comparison, comparisons
from khpcmd.measures.tally import Points
from khpcmd.measures.threshold import Threshold
from khpcmd.parameters import Added, Param, Phrase, Ref, Stored
from khpcmd.plan.decisions import Answer, Waiver
from khpcmd.plan.model import Plan, Target
from khpcmd.render.explained import Explainer
from khpcmd.render.figures import known
from khpcmd.render.formats import Look
from khpcmd.render.json_figures import figures_json
from khpcmd.render.json_text import Json, streamed
from khpcmd.render.measures import MeasureWords
from khpcmd.render.nearness import fair_shares_json, margin_json
from khpcmd.render.targets import own_figure
from khpcmd.render.wording import Wording
from khpcmd.report import DataReport, Deadline, FileResult, Report, RollCall, Standing, Submission, files_of
from khpcmd.results import Bounds, DutyResult, DutyState, Gap, Measurement, Pace, Result, UnitResult, Verdict
from khpcmd.returns import Cell, CellValue
from khpcmd.version import FORMAT_VERSION, __version__


def json_report(report: Report, messages: Messages, _look: Look) -> Iterator[str]:
    """The report as a JSON document, piece by piece: a unit or a diagnostic at a time.

    Exact values are texts: "103/100"; percentages are left to the reader.
    """
    words, wording = MeasureWords(messages, report.plan), Wording(messages, report.plan)
    explainer = Explainer(words, wording)
    document: Json = {
        **heading(report.plan, report.plan_hash, messages),
        "period": report.period,
        "period_title": _period_title(report, messages),
        "as_of": report.as_of.isoformat(),
        "only_reported": report.only_reported,
        "only_some_targets": report.selected,
        **(what_if_json(report, wording) if report.what_if else {}),
        "inputs": _inputs(report),
        "roll_call": [_roll_call(call) for call in report.roll_call],
        "submissions": [_submission(one) for one in report.submissions],
        "deadlines": [_deadline(one, report.plan) for one in report.deadlines],
        "summary": _summary(report),
        "results": (_result(result, words, explainer) for result in report.results),
        "duties": _duties(report, messages.language),
        **({} if messages.withheld else {"sound_figures": figures_json(report, messages.language)}),
        **diagnostics_json(report.diagnostics, wording),
    }
    return streamed(document)


def json_files(report: DataReport, messages: Messages, _look: Look) -> Iterator[str]:
    """The report on data as a JSON document, piece by piece; its ``scope`` is each file by itself.

    Each file has its diagnostics, as far as they are listed: at most ``faults.MOST`` of a code in each file.
    """
    wording = Wording(messages, report.plan)
    document: Json = {
        **heading(report.plan, report.plan_hash, messages),
        "as_of": report.as_of.isoformat() if report.as_of else None,
        "scope": "file",
        "strict": report.strict,
        "summary": {
            "files": {standing.value: report.count(standing) for standing in Standing},
            "diagnostics": {severity.value: sum(1 for _ in report.of(severity)) for severity in Severity},
        },
        "files": (_file(file, wording) for file in report.files),
    }
    return streamed(document)


def _period_title(report: Report, messages: Messages) -> str:
    """The title of the period; "" where none was judged."""
    period = report.plan.periods.get(report.period)
    return period.title.in_(messages.language) if period else ""


def what_if_json(report: Report, wording: Wording) -> dict[str, Json]:
    """What is only supposed, and the targets that turn by it; the words are loaded only where something is."""
    from khpcmd.render.what_if import supposed_json

    return {"what_if": supposed_json(report, wording, cell_json)}


def _inputs(report: Report) -> Json:
    """Every file; for a return also its standing and its units."""
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
        "unusable": list(call.unusable),
    }


def _submission(one: Submission) -> Json:
    return {
        "unit": one.unit,
        "state": one.state.value,
        "expected": one.expected,
        "counts": one.counts,
        "asked": one.asked,
        "owed": one.owed or None,
        "to_fix": len(one.to_fix),
        "files": [
            {"file": file.name, "state": file.state.value, "reason": file.reason.code.code if file.reason else None}
            for file in one.files
        ],
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
        "diagnostics": {severity.value: report.faults(severity) for severity in Severity},
        "not_reported": len(report.missing_units) + len(report.unusable_units),
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
        "for_points": target.for_points,
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
        "answer": answer_json(result.answer),
        "score": _score(result),
        "reason": reason or None,
        "reason_text": words.messages.template(f"reasons.{reason}") if reason else None,
        **measurement_json(result.measurement),
        "figure_text": figures.reached(result) or None,
        "comparison": [_comparison(one, explainer.comparison(one, result)) for one in comparisons(result)],
        "bounds": bounds_json(result.bounds),
        "gap": result.gap.more if result.gap else None,
        "gap_text": figures.gap(target, result.gap) if result.gap else None,
        "margin": margin_json(result, words.figures, words.who),
        "fair_shares": fair_shares_json(result),
        "months_without": [list(slot) for slot in result.without],
        "pace": pace_json(result.pace),
        "reaching": _of_units(result.reaching),
        "not_exceeded": _of_units(result.not_exceeded),
        "lacking": [
            {"unit": one.unit, "reported": one.reported, "under_way": one.under_way} for one in result.open_units
        ],
        "units": _units(result, words),
        "part_cells": (cell_json(cell) for cell in result.part_cells),
        "whole_cells": (cell_json(cell) for cell in result.whole_cells),
    }


def _of_units(counted: tuple[int, int] | None) -> Json:
    return {"units": counted[0], "of": counted[1]} if counted else None


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
                "evidence_lacking": list(one.missing_evidence),
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


def _units(result: Result, words: MeasureWords) -> Iterator[Json]:
    @lru_cache(maxsize=4096)
    def figures(found: Measurement, gap: Gap | None) -> dict[str, Json]:
        """What units with the same figures have in common."""
        return {
            **measurement_json(found, of_unit=True),
            "gap": gap.more if gap else None,
            "gap_text": words.figures.gap(result.target, gap) if gap else None,
        }

    return (_unit(unit, result.target, figures(unit.measurement, unit.gap), words) for unit in result.units)


def _unit(unit: UnitResult, target: Target, figures: Mapping[str, Json], words: MeasureWords) -> Json:
    return {
        "unit": unit.unit,
        "name": words.who(unit.unit),
        "verdict": unit.verdict.value if unit.verdict else None,
        "for_information": unit.verdict is None,
        "waiver": waiver_json(unit.waiver),
        **figures,
        "figure_text": own_figure(unit, target, words.figures) or None,
        "threshold_text": words.figures.limits(target, unit.asked) if unit.asked else None,
        "months_without": [list(slot) for slot in unit.without],
        "part_cells": [cell_json(cell) for cell in unit.part_cells],
        "whole_cells": [cell_json(cell) for cell in unit.whole_cells],
    }


def _file(file: FileResult, wording: Wording) -> Json:
    return {
        "file": file.name,
        "sha256": file.sha256 or None,
        "standing": file.standing.value,
        "periods": [period for period in file.periods if period],
        "units": [{"unit": unit, "name": wording.unit(unit)} for unit in file.units],
        **diagnostics_json(file.diagnostics, wording),
    }


def heading(plan: Plan, plan_hash: str, messages: Messages) -> dict[str, Json]:
    """What every document begins with: its format, who wrote it, and the plan that was applied."""
    return {
        "format_version": FORMAT_VERSION,
        "tool": {"name": "khpcmd", "version": __version__},
        "language": messages.language,
        **({"values_withheld": True} if messages.withheld else {}),
        "plan": {
            "id": plan.id,
            "title": plan.title.in_(messages.language),
            "document": plan.document.number,
            "sha256": plan_hash,
        },
    }


def threshold_json(threshold: Threshold | None) -> Json:
    return None if threshold is None else {name: str(level) for name, level in threshold if level is not None}


def measurement_json(found: Measurement | None, *, of_unit: bool = False) -> dict[str, Json]:
    """A figure; where nothing is known yet, or not all of a unit's figure, there is none: it is no 0 of 0."""
    if found is None:
        return dict.fromkeys(("part", "whole", "baseline", "value", "counted", "expected"))
    shown = found.complete if of_unit else known(found)
    (part, whole), value = (found.sides, exact(found.value)) if shown else ((None, None), None)
    before: Json = {"part": found.before[0], "whole": found.before[1]} if shown and found.before else None
    return {
        "part": part,
        "whole": whole,
        "baseline": before,
        "value": value,
        "counted": found.counted,
        "expected": found.expected,
    }


def bounds_json(bounds: Bounds | None) -> Json:
    return None if bounds is None else {"low": exact(bounds.low), "high": exact(bounds.high)}


def pace_json(pace: Pace | None) -> Json:
    if pace is None:
        return None
    outlook: Json = None
    if pace.outlook is not None:
        found = pace.outlook
        leads: Json = {"part": found.part, "whole": found.whole}
        outlook = {"needed_each_month": found.needed, "each_month_so_far": found.so_far, "extrapolated": leads}
    return {"reached": exact(pace.reached), "elapsed": exact(pace.elapsed), "outlook": outlook}


def waiver_json(waiver: Waiver | None) -> Json:
    if waiver is None:
        return None
    return {
        "reason": waiver.reason,
        "document": waiver.document,
        "approver": waiver.approver,
        "until": waiver.until.isoformat(),
        "file": waiver.at.file,
        "line": waiver.at.line,
        "column": waiver.at.column,
    }


def _score(result: Result) -> Json:
    """Of a score, the points of the criteria (of all units together: ``unit`` null), and the ranking of the units."""
    if result.target.measure.out_of is None:
        return None
    return {
        "out_of": exact(result.target.measure.out_of),
        "points": [
            {"unit": unit or None, "criteria": list(map(_criterion, criteria))}
            for unit, criteria in result.points.items()
        ],
        "ranking": [
            {"unit": one.unit, "low": exact(one.low), "high": exact(one.high), "first": one.first, "last": one.last}
            for one in result.ranking
        ],
    }


def _criterion(one: Points) -> Json:
    ends = {"most": exact(one.most), "low": exact(one.low), "high": exact(one.high)}
    return {"target": one.target, **ends, "not_counted": one.not_counted, "may_not_count": one.may_not_count}


def answer_json(answer: Answer | None) -> Json:
    if answer is None:
        return None
    return {
        "reason": answer.reason,
        "document": answer.document,
        "decided_by": answer.decided_by,
        "day": answer.day.isoformat(),
        "file": answer.at.file,
        "line": answer.at.line,
        "column": answer.at.column,
    }


def cell_json(cell: Cell) -> Json:
    return {**place_json(cell.at), "state": cell.state.value, "raw": cell.raw, "value": _value(cell.value)}


def place_json(at: Location | None) -> dict[str, Json]:
    if at is None:
        return {"file": None, "sheet": None, "cell": None}
    return {"file": at.file, "sheet": at.sheet or None, "cell": at.cell or None}


def _value(value: CellValue | None) -> Json:
    if isinstance(value, Fraction):
        return exact(value)
    return value.isoformat() if isinstance(value, date) else value


def exact(value: Fraction | None) -> str | None:
    """ "n/d" in lowest terms; None where there is no value, or no end."""
    return None if value is None else f"{value.numerator}/{value.denominator}"


def diagnostic_json(diagnostic: Diagnostic, wording: Wording) -> Json:
    """One diagnostic, whole; equal ones are not put together."""
    return {
        "code": diagnostic.code.code,
        "name": diagnostic.code.name.lower(),
        "severity": diagnostic.severity.value,
        "message": wording.message(diagnostic),
        "cure": wording.unit_cure(diagnostic),
        "cure_analyst": wording.analyst_cure(diagnostic) or None,
        **place_json(diagnostic.at),
        "line": diagnostic.at.line or None if diagnostic.at else None,
        "column": diagnostic.at.column or None if diagnostic.at else None,
        "unit": diagnostic.unit or None,
        "can_turn": None if diagnostic.turns is None else list(diagnostic.turns),
        "can_turn_if_usual": None if diagnostic.turns_usual is None else list(diagnostic.turns_usual),
        "usual": [
            {"low": _param(low), "high": None if high is None else _param(high)} for low, high in diagnostic.usual
        ],
        "params": {name: _param(value) for name, value in diagnostic.params.items()},
    }


def diagnostics_json(found: Iterable[Diagnostic], wording: Wording) -> dict[str, Json]:
    """``diagnostics``: the first of each code; and ``diagnostics_cut`` where a code has more."""
    groups, cuts = listed((one,) for one in found)
    cut: dict[str, Json] = {"diagnostics_cut": cuts_json(cuts)} if cuts else {}
    return cut | {"diagnostics": (diagnostic_json(one, wording) for (one,) in groups)}


def cuts_json(cuts: Iterable[Cut]) -> Json:
    """For each code cut short, how many diagnostics it has and how many are listed."""
    return {cut.code.code: {"count": cut.count, "listed": cut.listed} for cut in cuts}


def _param(value: Param) -> Json:
    match value:
        case Ref():
            return {"kind": value.kind, "id": value.id}
        case Phrase():
            return {"kind": "phrase", "id": value.id, "values": [_param(item) for item in value.values]}
        case Added():
            return _param(value.fields)
        case Stored() | Decimal() | date():
            return str(value)
        case str() | int():
            return value
        case _:
            return [_param(item) for item in value]
