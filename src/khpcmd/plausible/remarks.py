"""What units wrote beside the figures that they are asked about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from khpcmd.diagnostics import Diagnostic, Severity
from khpcmd.diagnostics.faults import row_and_column
from khpcmd.plan.places import shortened

LONGEST = 300
"""Characters of a remark that a question quotes."""

Remarks = Mapping[str, Mapping[str, Mapping[tuple[int, int], str]]]
"""By file and sheet, the texts of remarks: at the cell (row, column) of a comment, or at (row, 0)."""


def with_remarks(asked: Iterable[Diagnostic], remarks: Remarks) -> Iterator[Diagnostic]:
    """The questions, each with the comment on its cell and the remark in its row."""
    for one in asked:
        at = one.at
        if one.severity is not Severity.QUESTION or at is None or not at.cell:
            yield one
            continue
        row, column = row_and_column(at.cell)
        here = remarks.get(at.file, {}).get(at.sheet, {})
        found = dict.fromkeys(" ".join(here[place].split()) for place in ((row, column), (row, 0)) if place in here)
        yield replace(one, remark=shortened("; ".join(found), LONGEST))
