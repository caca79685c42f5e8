"""Changes for machines; keys, codes and verdicts are the same in every language."""

from __future__ import annotations

from khpcmd.changes import Changes, FigureChange, How, TargetChange, Turn, UnitChange
from khpcmd.diagnostics import Severity
from khpcmd.i18n import Messages
from khpcmd.render.changes_words import Comparing
from khpcmd.render.figures import Figures
from khpcmd.render.json_parts import Json, cell_json, diagnostics_json, heading, measurement_json, written
from khpcmd.render.wording import Wording
from khpcmd.results import Report, Result


def changes_json(changes: Changes, messages: Messages) -> str:
    """The changes as a JSON document, with every figure; exact values are texts: "103/100"."""
    figures, wording = Figures(messages, changes.plan), Wording(messages, changes.plan)
    say = Comparing(figures, wording)
    faults = changes.faults
    lists = {"warnings": changes.warnings, "came": faults.came, "stayed": faults.stayed, "gone": faults.gone}
    told = {name: diagnostics_json(found, wording) for name, found in lists.items()}
    cut: Json = {name: one["diagnostics_cut"] for name, one in told.items() if "diagnostics_cut" in one}
    document: Json = {
        **heading(changes.plan, changes.after.plan_hash, messages),
        "as_of": changes.after.as_of.isoformat(),
        "only_reported": changes.after.only_reported,
        "old": _side(changes.before),
        "new": _side(changes.after),
        "summary": _summary(changes),
        "targets": [_target(target, figures) for target in changes.targets],
        "units": [_unit(unit, say) for unit in changes.units],
        **({"diagnostics_cut": cut} if cut else {}),
        "warnings": told.pop("warnings")["diagnostics"],
        "errors": {name: one["diagnostics"] for name, one in told.items()},
    }
    return written(document)


def _side(report: Report) -> Json:
    return {
        "period": report.period or None,
        "inputs": [{"file": one.name, "sha256": one.sha256, "role": one.role} for one in report.inputs],
        "reported": [filed.unit for filed in report.filed if filed.reported],
        "diagnostics": {severity.value: sum(1 for _ in report.of(severity)) for severity in Severity},
    }


def _summary(changes: Changes) -> Json:
    figures = list(changes.figures())
    return {
        "targets": {turn.value: len(changes.turned(turn)) for turn in Turn},
        "units": {how.value: len(changes.units_that(how)) for how in How},
        "figures": {how.value: sum(one.how is how for one in figures) for how in How if how is not How.SAME},
        "unread": sum(one.unread for one in figures),
    }


def _target(change: TargetChange, figures: Figures) -> Json:
    return {
        "target": change.target.id,
        "title": change.target.title.in_(figures.messages.language),
        "binding": change.target.binding,
        "turn": change.turn.value,
        "before": _result(change.before, figures),
        "after": _result(change.after, figures),
        "units_behind": list(change.units),
        "figures_behind": [{"unit": one.unit, **_key(one)} for one in change.behind],
    }


def _result(result: Result | None, figures: Figures) -> Json:
    if result is None:
        return None
    found = result.measurement
    return {
        "verdict": result.verdict.value,
        "reason": result.reason.value or None,
        **measurement_json(found),
        "figure_text": figures.reached(result) or None,
    }


def _unit(change: UnitChange, say: Comparing) -> Json:
    return {
        "unit": change.unit,
        "name": say.wording.unit(change.unit),
        "how": change.how.value,
        "figures": [_figure(figure, say) for figure in change.figures],
    }


def _figure(change: FigureChange, say: Comparing) -> Json:
    return {
        **_key(change),
        "label": say.label(change.key),
        "how": change.how.value,
        "before": cell_json(change.before) if change.before else None,
        "after": cell_json(change.after) if change.after else None,
    }


def _key(change: FigureChange) -> dict[str, Json]:
    return {"field": change.key.field, "basis": change.key.basis.value, "month": change.key.month or None}
