"""What a line above the tables ("Đơn vị tính: người") says of the figures below it."""

from __future__ import annotations

from khpcmd.diagnostics import Code, Location
from khpcmd.diagnostics.parameters import Ref
from khpcmd.plan.fields import AnyField
from khpcmd.workbook.cell_reader import Reporter


def counts_other(spec: AnyField, found: str, at: Location, reporter: Reporter) -> bool:
    """Whether a figure of the field counts something else; that is reported once. Amounts are read in that unit, or
    refused at their cells."""
    if not spec.counts or spec.measured_in(found):
        return False
    what, cure = Ref("word", "sense_measure"), Ref("word", "cure_measure")
    asked = Code.OTHER_MEANING(at, {"found": found, "words": found, "what": what, "cure": cure})
    reporter.report_once((at,), asked)
    return True
