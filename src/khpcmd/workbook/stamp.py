"""The stamp of a template, on a hidden sheet: for which plan, unit and period it was made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

SHEET = "khpcmd"
"""The name of the hidden sheet."""
VERSION = "1"
"""The version of the templates that this khpcmd makes."""
LABELS = ("khpcmd", "plan", "plan_sha256", "unit", "period")
"""The texts of column A, from the first row on; the values are in column B."""
FORMULAS = "formulas"
"""The text of the row below; templates made before there was one do not have it."""


class Stamp(NamedTuple):
    """The stamp of a template; ``unit`` is "" for a consolidated one."""

    plan: str
    plan_sha256: str
    unit: str
    period: str
    version: str = VERSION
    formulas: str = ""
    """What its formulas were when it was made (``template.terms.mark_of``)."""

    def rows(self) -> tuple[tuple[str, str], ...]:
        """The cells of columns A and B."""
        values = (self.version, self.plan, self.plan_sha256, self.unit, self.period)
        return (*zip(LABELS, values, strict=True), (FORMULAS, self.formulas))


def read_stamp(cells: Mapping[tuple[int, int], object]) -> Stamp | None:
    """The stamp on a sheet (values by row and column); None where it has none."""
    found = {label: cells.get((row, 2)) for row, label in enumerate(LABELS, 1) if cells.get((row, 1)) == label}
    if len(found) != len(LABELS):
        return None
    texts = {label: "" if value is None else str(value) for label, value in found.items()}
    below = len(LABELS) + 1
    formulas = str(cells.get((below, 2)) or "") if cells.get((below, 1)) == FORMULAS else ""
    return Stamp(texts["plan"], texts["plan_sha256"], texts["unit"], texts["period"], texts["khpcmd"], formulas)
