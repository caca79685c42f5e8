"""What a waiver says: that somebody with the right to do so accepts that a target is missed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from khpcmd.diagnostics import Location


@dataclass(frozen=True, slots=True)
class Waiver:
    """Why a shortfall is accepted, by which document, who approved it, and the last day on which that holds.

    ``unit`` is the id of the unit, "" where the whole target is waived; ``at`` is where the waiver is written.
    """

    target: str
    unit: str
    reason: str
    document: str
    approver: str
    until: date
    at: Location

    def expired(self, day: date) -> bool:
        return day > self.until
