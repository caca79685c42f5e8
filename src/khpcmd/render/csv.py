"""The results as a table for spreadsheets: a row for each target, and one for each unit that stands against it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from khpcmd.diagnostics import AnyCode
from khpcmd.faults import listed
from khpcmd.i18n import Messages
from khpcmd.render.figures import Figures, known
from khpcmd.render.formats import Look
from khpcmd.render.targets import own_figure, title, unit_word
from khpcmd.render.view import what_if_text
from khpcmd.render.wording import Wording, places, visible
from khpcmd.report import Report
from khpcmd.results import Gap, Measurement, Result, UnitResult, Verdict
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
FORMULA = re.compile(r"\s*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")
"""How a text begins that a spreadsheet would take for a formula."""
SEPARATORS = re.compile(r"[,;|\t\"\r\n]")
"""What has to be quoted: Excel divides lines at the separator of its language, in Vietnam ";"."""
BEHIND_SEPARATOR = re.compile(rf"([;|][^\S\t\r]*+)(?={FORMULA.pattern})")
"""Before a formula in a field that such a program would divide, quoted or not."""

INFORMATION = "information"
"""What stands in place of a verdict where all units together are judged, and a unit's figure is for information."""
NO_WAIVER = ("",) * 5
NOT_COUNTED = (None, None)
TOOL = f"khpcmd {__version__}"

Cell = str | int | Decimal | None
NO_ANSWER: tuple[Cell, ...] = ("", "", "", "", None, None)
"""Where there is neither an answer nor a rank."""


def csv_report(report: Report, messages: Messages, _look: Look) -> Iterator[str]:
    """The table line by line: each target with all units together (no unit), then each of its units; then the duties,
    the diagnostics and the files that were read (``record`` tells them apart).

    Numbers are numbers.
    """
    yield BOM + csv_line(COLUMNS)
    for row in _rows(report, messages):
        yield csv_line(row)


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


def _rows(report: Report, messages: Messages) -> Iterator[list[Cell]]:
    head: list[Cell] = [report.plan.id, report.plan_hash, report.period, report.as_of.isoformat()]
    some, supposed = _yes(report.selected), _yes(report.what_if is not None)
    if text := what_if_text(report, messages):
        yield [
            *head,
            "",
            text,
            *[""] * 12,
            "what_if",
            "",
            *NO_WAIVER,
            *NO_ANSWER,
            *NOT_COUNTED,
            some,
            TOOL,
            "",
            supposed,
        ]
    for row in (*_targets(report, messages), *_duties(report, messages), *_faults(report, messages)):
        yield [*head, *row, some, TOOL, "", supposed]
    for one in report.inputs:
        name = messages.word(f"role_{one.role}")
        yield [
            *head,
            "",
            name,
            *[""] * 12,
            "file",
            one.name,
            *NO_WAIVER,
            *NO_ANSWER,
            *NOT_COUNTED,
            some,
            TOOL,
            one.sha256,
            supposed,
        ]


def _targets(report: Report, messages: Messages) -> Iterator[list[Cell]]:
    figures, wording = Figures(messages, report.plan), Wording(messages, report.plan)
    only_reported = _yes(report.only_reported)
    for result in report.results:
        about: list[Cell] = [result.target.id, title(result.target, messages), _yes(result.target.binding)]
        together = "" if result.units else places((*result.part_cells, *result.whole_cells), messages)
        yield [
            *about,
            "",
            "",
            *_standing(result, None, figures),
            only_reported,
            "target",
            together,
            *_waiver(result, None),
            *_answer(result),
            *_counted(result.measurement),
        ]
        ranks = {one.unit: (one.first, one.last) for one in result.ranking}
        for unit in result.units:
            whose: list[Cell] = [unit.unit, wording.unit(unit.unit)]
            cells = places(unit.cells, messages)
            yield [
                *about,
                *whose,
                *_standing(result, unit, figures),
                only_reported,
                "unit",
                cells,
                *_waiver(result, unit),
                *NO_ANSWER[:4],
                *ranks.get(unit.unit, NO_ANSWER[4:]),
                *_counted(unit.measurement),
            ]


def _duties(report: Report, messages: Messages) -> Iterator[list[Cell]]:
    wording = Wording(messages, report.plan)
    for duty in report.duties:
        name, state = duty.duty.title.in_(messages.language), duty.state.value
        about = [duty.duty.id, name, _yes(False), duty.unit, wording.unit(duty.unit)]
        standing = [state, messages.template(f"duty_states.{state}"), *[None] * 5, "late" if duty.late else ""]
        yield [
            *about,
            *standing,
            _yes(report.only_reported),
            "duty",
            places(duty.cells, messages),
            *NO_WAIVER,
            *NO_ANSWER,
            *NOT_COUNTED,
        ]


def _faults(report: Report, messages: Messages) -> Iterator[list[Cell]]:
    """A row for each diagnostic (message as title, code as reason), then one for each code cut short."""
    wording = Wording(messages, report.plan)
    groups, cuts = listed((one,) for one in report.diagnostics)
    for (one,) in groups:
        name = wording.unit(one.unit) if one.unit else ""
        about: list[Cell] = ["", wording.message(one), "", one.unit, name]
        yield [*about, *_fault(one.code, str(one.at or ""), report, messages)]
    for cut in cuts:
        yield ["", wording.cut(cut), "", "", "", *_fault(cut.code, "", report, messages)]


def _fault(code: AnyCode, place: str, report: Report, messages: Messages) -> list[Cell]:
    severity = code.severity.value
    standing = [severity, messages.template(f"severities.{severity}"), *[None] * 5, code.code]
    return [*standing, _yes(report.only_reported), "diagnostic", place, *NO_WAIVER, *NO_ANSWER, *NOT_COUNTED]


def _standing(result: Result, unit: UnitResult | None, figures: Figures) -> list[Cell]:
    """Verdict, figure, threshold, gap and reason, of all units together or of one."""
    found: Measurement | None = unit.measurement if unit else result.measurement
    verdict: Verdict | None = unit.verdict if unit else result.verdict
    gap: Gap | None = unit.gap if unit else result.gap
    shown = found is not None and (found.complete if unit else known(found))
    word = unit_word(unit, figures.messages) if unit else figures.messages.template(f"verdicts.{result.verdict.value}")
    return [
        verdict.value if verdict else INFORMATION,
        word,
        *(found.sides if found and shown else (None, None)),
        _figure(result, unit, figures),
        figures.limits(result.target, unit.asked) if unit and unit.asked else figures.threshold(result.target),
        gap.more if gap else None,
        "" if unit else result.reason.value,
    ]


def _counted(found: Measurement | None) -> Iterable[Cell]:
    """Of how many units the figure is, and how many there are."""
    return NOT_COUNTED if found is None else (found.counted, found.expected)


def _figure(result: Result, unit: UnitResult | None, figures: Figures) -> str:
    if unit is None:
        return figures.reached(result)
    return own_figure(unit, result.target, figures)


def _waiver(result: Result, unit: UnitResult | None) -> Iterable[Cell]:
    """The verdict without waivers, and what excuses the target (or one unit): document, approver, last day, reason."""
    waiver = unit.waiver if unit else result.waiver
    otherwise = Verdict.MISSED if unit and waiver else None if unit else result.otherwise
    granted = [waiver.document, waiver.approver, waiver.until.isoformat(), waiver.reason] if waiver else NO_WAIVER[1:]
    return (otherwise.value if otherwise else "", *granted)


def _answer(result: Result) -> Iterable[Cell]:
    """Who decided a target that cannot be computed: document, person, day, reason."""
    one = result.answer
    return NO_ANSWER if one is None else (one.document, one.decided_by, one.day.isoformat(), one.reason, None, None)


def _yes(value: bool) -> str:
    return "true" if value else "false"
