"""Templates that came back, against those that were sent out; asked only where there is one."""

from __future__ import annotations

from collections.abc import Iterable

from khpcmd.diagnostics import Code, Diagnostic
from khpcmd.plan.load import LoadedPlan
from khpcmd.workbook.read import Reading


def against_sent(loaded: LoadedPlan, readings: Iterable[Reading], stamped: Iterable[Diagnostic]) -> list[Diagnostic]:
    """What differs from the templates that were sent out; their makers are imported only where there is one."""
    wrong = {fault.at.file for fault in stamped if fault.at and fault.code is not Code.TEMPLATE_OUTDATED}
    readings = [reading for reading in readings if reading.stamp and reading.name not in wrong]
    if not readings:
        return []
    from khpcmd.template.returned import against_templates

    return list(against_templates(loaded, readings))
