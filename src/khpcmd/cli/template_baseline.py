"""The figures of the baseline year that a template is filled in with."""

from __future__ import annotations

import sys
from pathlib import Path

from khpcmd.cli.output import emit
from khpcmd.diagnostics import Code, Severity
from khpcmd.gather import ReadOptions, filed_for, read_files
from khpcmd.i18n import Messages
from khpcmd.plan.model import Plan
from khpcmd.render.plain import fault_line
from khpcmd.render.view import fault
from khpcmd.render.wording import Wording


def baseline_figures(
    plan: Plan, period: str, paths: tuple[Path, ...], messages: Messages
) -> dict[str, dict[str, int]] | None:
    """By unit and field, the figures of the baseline year; None, with the faults told, where a file has any."""
    readings, faults = read_files(paths, plan, ReadOptions(baseline=True))
    filed, more = filed_for(period, readings, code=Code.BASELINE_PERIOD)
    found = [*faults, *more, *(told for reading in readings for told in reading.diagnostics)]
    wrong = [told for told in found if told.severity is Severity.ERROR]
    if wrong:
        wording = Wording(messages, plan)
        for told in wrong:
            emit(fault_line(fault((told,), wording)), sys.stderr, line=True)
        return None
    return {
        unit: {key.field: cell.value for key, cell in one.cells.items() if type(cell.value) is int}
        for unit, one in filed.items()
    }
