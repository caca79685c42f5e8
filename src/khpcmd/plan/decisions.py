"""What persons decide about targets: a shortfall is excused, a target that cannot be computed is answered."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from khpcmd.diagnostics import Location


class Waiver(NamedTuple):
    """Why a shortfall is accepted, by which document, who approved it, and the last day on which that holds.

    ``unit`` is the id of the unit, "" where the whole target is waived; ``at`` is where the waiver is written.
    """

    target: str
    """The id of the target."""
    unit: str
    """The id of the unit, or ""."""
    reason: str
    """Why."""
    document: str
    """The document that says so."""
    approver: str
    """Who approved it."""
    until: date
    """The last day on which it holds."""
    at: Location

    def expired(self, day: date) -> bool:
        return day > self.until


class Answer(NamedTuple):
    """How a target that cannot be computed stands in a period: who decided it, by which document, when, and why.

    ``verdict`` is one of the verdicts that a person may give; ``at`` is where the answer is written.
    """

    target: str
    period: str
    verdict: str
    reason: str
    document: str
    decided_by: str
    day: date
    at: Location
