"""The results as a table for spreadsheets: a row for each target, and one for each unit that stands against it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from khpcmd.i18n import Messages
from khpcmd.render.escapes import visible
from khpcmd.render.figures import Figures
from khpcmd.render.rows import title
from khpcmd.render.wording import Wording
from khpcmd.results import Gap, Measurement, Report, Result, UnitResult, Verdict

BOM = "\ufeff"
"""With it Excel takes the file for UTF-8."""
COLUMNS = (
    "plan", "plan_sha256", "period", "as_of", "target", "title", "binding", "unit", "unit_name", "verdict",
    "verdict_text", "part", "whole", "figure", "threshold", "gap", "reason", "only_reported",
)  # fmt: skip
"""The same in every language, as the keys of the JSON are."""
FORMULA = re.compile(r"\s*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")
"""How a text begins that a spreadsheet would take for a formula."""

Cell = str | int | None


def csv_report(report: Report, messages: Messages) -> str:
    """One line for each target with all units together (no unit), then one for each unit; the duties come last.

    Numbers are numbers.
    """
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in _rows(report, messages):
        writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in row])
    return BOM + written.getvalue()


def harmless(text: str) -> str:
    """A text that stays one in a spreadsheet: an apostrophe before what would become a formula."""
    shown = visible(text)
    return f"'{shown}" if FORMULA.match(shown) else shown


def _rows(report: Report, messages: Messages) -> Iterator[list[Cell]]:
    figures, wording = Figures(messages, report.plan), Wording(messages, report.plan)
    head: list[Cell] = [report.plan.id, report.plan_hash, report.period, report.as_of.isoformat()]
    for result in report.results:
        about: list[Cell] = [result.target.id, title(result.target, messages), _yes(result.target.binding)]
        for unit in (None, *result.units):
            whose: list[Cell] = ["", ""] if unit is None else [unit.unit, wording.unit(unit.unit)]
            yield [*head, *about, *whose, *_standing(result, unit, figures), _yes(report.only_reported)]
    for duty in report.duties:
        name, state = duty.duty.title.in_(messages.language), duty.state.value
        about = [duty.duty.id, name, _yes(False), duty.unit, wording.unit(duty.unit)]
        said = messages.template(f"duty_states.{state}")
        yield [*head, *about, state, said, *[None] * 5, "late" if duty.late else "", _yes(report.only_reported)]


def _standing(result: Result, unit: UnitResult | None, figures: Figures) -> list[Cell]:
    """Verdict, figure, threshold, gap and reason, of all units together or of one."""
    found: Measurement | None = unit.measurement if unit else result.measurement
    verdict: Verdict = unit.verdict if unit else result.verdict
    gap: Gap | None = unit.gap if unit else result.gap
    known = found is not None and (found.complete or unit is None)
    return [
        verdict.value,
        figures.messages.template(f"verdicts.{verdict.value}"),
        found.part if found and known else None,
        found.whole if found and known else None,
        figures.figure(result.target, found) if found and known else None,
        figures.threshold(result.target),
        gap.more if gap else None,
        "" if unit else result.reason.value,
    ]


def _yes(value: bool) -> str:  # there is only one thing to say
    return "true" if value else "false"
