"""What persons decide: a shortfall is excused, a target that cannot be computed or a question is answered."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
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
    granted: date | None = None
    """The day of the document."""

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


class Reply(NamedTuple):
    """What a ``unit`` replied to a question, and who replied, when; ``at`` is where the reply is written."""

    code: str
    """The code of the question."""
    unit: str
    field: str | None
    """The id of the field, for a question about one figure; of a share the one of its part."""
    figure: Decimal | None
    """The figure that was confirmed."""
    period: str
    reply: str
    replied_by: str
    day: date
    at: Location
