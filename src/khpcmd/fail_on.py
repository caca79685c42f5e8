"""What a run can be told to fail on. Without any import: help pages and the configuration need the words."""

from __future__ import annotations

from enum import StrEnum


class FailOn(StrEnum):
    """What keeps a run from ending with 0; the help page and the configuration take the words from here."""

    MISSED = "missed"
    INCONCLUSIVE = "inconclusive"
    FAULTS = "faults"
    WARNINGS = "warnings"
    QUESTIONS = "questions"
    """Questions about unusual figures that nobody has answered (3); they never count by default."""
    ASPIRATIONAL = "aspirational"
    DUTIES = "duties"
    """Duties that were not done (1) or not reported (3); they never count by default."""
    NEVER = "never"
