"""The results as a table for spreadsheets: a row for each target, and one for each unit that stands against it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from khpcmd.diagnostics import AnyCode
from khpcmd.diagnostics.faults import listed
from khpcmd.i18n import Messages
from khpcmd.measures.threshold import Number
from khpcmd.plan.decisions import Answer, Waiver
from khpcmd.render.formats import Look
from khpcmd.render.view import View
from khpcmd.render.wording import places, visible
from khpcmd.report import Report
from khpcmd.results import Result, UnitResult, Verdict
from khpcmd.version import __version__

BOM = "\ufeff"
"""With it Excel takes the file for UTF-8."""
COLUMNS = (
    "plan", "plan_sha256", "period", "as_of", "target", "title", "binding", "unit", "unit_name", "verdict",
    "verdict_text", "part", "whole", "figure", "threshold", "gap", "reason", "only_reported", "record", "cells",
    "verdict_without_waivers", "waiver_document", "waiver_approver", "waiver_until", "waiver_reason",
    "answer_document", "answer_decided_by", "answer_day", "answer_reason", "rank_first", "rank_last",
    "counted", "expected", "only_some_targets", "tool", "sha256", "what_if",
)  # fmt: skip
"""The same in every language, as the keys of the JSON are."""
OF_WAIVER, OF_ANSWER = ("document", "approver", "until", "reason"), ("document", "decided_by", "day", "reason")
FORMULA = re.compile(r"\s*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")
"""How a text begins that a spreadsheet would take for a formula."""
SEPARATORS = re.compile(r"[,;|\t\"\r\n]")
"""What has to be quoted: Excel divides lines at the separator of its language, in Vietnam ";"."""
BEHIND_SEPARATOR = re.compile(rf"([;|][^\S\t\r]*+)(?={FORMULA.pattern})")
"""Before a formula in a field that such a program would divide, quoted or not."""

INFORMATION = "information"
"""What stands in place of a verdict where all units together are judged, and a unit's figure is for information."""

Cell = str | int | Decimal | None
Row = dict[str, Cell]
"""The cells of a line by their columns; what is not there is empty."""


def csv_report(report: Report, messages: Messages, _look: Look) -> Iterator[str]:
    """The table line by line: each target with all units together (no unit), then each of its units; then the duties,
    the diagnostics and the files that were read (``record`` tells them apart).

    Numbers are numbers.
    """
    yield BOM + csv_line(COLUMNS)
    of_all: Row = {
        "plan": report.plan.id,
        "plan_sha256": report.plan_hash,
        "period": report.period,
        "as_of": report.as_of.isoformat(),
        "only_some_targets": _yes(report.selected),
        "tool": f"khpcmd {__version__}",
        "what_if": _yes(report.what_if is not None),
    }
    for row in _rows(View(report, messages)):
        yield csv_line((of_all | row).get(column) for column in COLUMNS)


def csv_line(row: Iterable[Cell]) -> str:
    """A line of such a file."""
    return ",".join(map(_field, row)) + "\r\n"


def _field(cell: Cell) -> str:
    """A field, quoted where it has what some program takes for a separator; no formula begins behind one."""
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    if not isinstance(cell, str):
        return "" if cell is None else str(cell)
    text = BEHIND_SEPARATOR.sub(r"\1'", harmless(cell))
    return '"' + text.replace('"', '""') + '"' if SEPARATORS.search(text) else text


def harmless(text: str) -> str:
    """A text that stays one in a spreadsheet: an apostrophe before what would become a formula."""
    shown = visible(text)
    return f"'{shown}" if FORMULA.match(shown) else shown


def _rows(view: View) -> Iterator[Row]:
    if text := view.what_if_text:
        yield {"title": text, "record": "what_if"}
    for row in (*_targets(view), *_duties(view), *_faults(view)):
        yield row | {"only_reported": _yes(view.report.only_reported)}
    for one in view.report.inputs:
        name = view.messages.word(f"role_{one.role}")
        yield {"title": name, "record": "file", "cells": one.name, "sha256": one.sha256}


def _targets(view: View) -> Iterator[Row]:
    messages = view.messages
    for told in view.targets:
        result = told.result
        about: Row = {"target": told.id, "title": told.title, "binding": _yes(told.target.binding)}
        yield {
            **about,
            "verdict": result.verdict.value,
            "verdict_text": told.word,
            **_figure(result, told.more),
            "figure": view.figures.reached(result),
            "threshold": told.threshold,
            "reason": result.reason.value,
            "record": "target",
            "cells": "" if result.units else places((*result.part_cells, *result.whole_cells), messages),
            "verdict_without_waivers": str(result.otherwise or ""),
            **_decision("waiver", result.waiver, *OF_WAIVER),
            **_decision("answer", result.answer, *OF_ANSWER),
        }
        ranks = {one.unit: {"rank_first": one.first, "rank_last": one.last} for one in result.ranking}
        for one in told.units:
            unit = one.unit
            yield {
                **about,
                "unit": unit.unit,
                "unit_name": told.name(unit.unit),
                "verdict": unit.verdict.value if unit.verdict else INFORMATION,
                "verdict_text": one.word,
                **_figure(unit, one.more),
                "figure": one.figure,
                "threshold": one.threshold if unit.asked else told.threshold,
                "record": "unit",
                "cells": places(unit.cells, messages),
                "verdict_without_waivers": Verdict.MISSED.value if unit.waiver else "",
                **_decision("waiver", unit.waiver, *OF_WAIVER),
                **ranks.get(unit.unit, {}),
            }


def _duties(view: View) -> Iterator[Row]:
    messages = view.messages
    for duty in view.report.duties:
        yield {
            "target": duty.duty.id,
            "title": duty.duty.title.in_(messages.language),
            "binding": _yes(False),
            "unit": duty.unit,
            "unit_name": view.wording.unit(duty.unit),
            "verdict": duty.state.value,
            "verdict_text": messages.template(f"duty_states.{duty.state.value}"),
            "reason": "late" if duty.late else "",
            "record": "duty",
            "cells": places(duty.cells, messages),
        }


def _faults(view: View) -> Iterator[Row]:
    """A row for each diagnostic (message as title, code as reason), then one for each code cut short."""
    wording, messages = view.wording, view.messages
    groups, cuts = listed((one,) for one in view.report.diagnostics)
    for (one,) in groups:
        whose: Row = {"unit": one.unit, "unit_name": wording.unit(one.unit) if one.unit else ""}
        yield whose | _fault(one.code, wording.message(one), str(one.at or ""), messages)
    for cut in cuts:
        yield _fault(cut.code, wording.cut(cut), "", messages)


def _fault(code: AnyCode, title: str, place: str, messages: Messages) -> Row:
    severity = code.severity.value
    return {
        "title": title,
        "verdict": severity,
        "verdict_text": messages.template(f"severities.{severity}"),
        "reason": code.code,
        "record": "diagnostic",
        "cells": place,
    }


def _figure(one: Result | UnitResult, more: Number | None) -> Row:
    """Part and whole where they are to be shown, the gap, and of how many of all units the figure is."""
    part, whole = one.shown.sides if one.shown else (None, None)
    found = one.measurement
    counted: Row = {} if found is None else {"counted": found.counted, "expected": found.expected}
    return {"part": part, "whole": whole, "gap": more, **counted}


def _decision(name: str, one: Waiver | Answer | None, *parts: str) -> Row:
    """The parts of what excuses or decides a target: documents, names, days and reasons."""
    return {} if one is None else {f"{name}_{part}": str(getattr(one, part)) for part in parts}


def _yes(value: bool) -> str:
    return "true" if value else "false"
