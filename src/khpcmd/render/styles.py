"""How things stand, as it is shown: a sign that needs no colour, a colour of a terminal (a name that rich knows), and
one of a workbook (a look of ``xlsx.book``); colours only repeat what is said besides."""

from collections.abc import Mapping
from enum import StrEnum

from khpcmd.diagnostics import Severity
from khpcmd.report import Standing
from khpcmd.results import DutyState, Verdict

LOOKS: Mapping[StrEnum, tuple[str, str, str]] = {
    Verdict.MET: ("✓", "green", "good"),
    Verdict.MISSED: ("✗", "bold red", "bad"),
    Verdict.IN_PROGRESS: ("…", "cyan", "open"),
    Verdict.INCONCLUSIVE: ("?", "yellow", "open"),
    Verdict.NOT_APPLICABLE: ("–", "dim", "aside"),
    Verdict.WAIVED: ("○", "magenta", "aside"),
    DutyState.DONE: ("✓", "green", "good"),
    DutyState.NOT_DONE: ("✗", "bold red", "bad"),
    DutyState.NOT_YET: ("…", "cyan", "open"),
    DutyState.NOT_REPORTED: ("?", "yellow", "open"),
    Standing.SOUND: ("✓", "green", "good"),
    Standing.FAULTY: ("✗", "bold red", "bad"),
    Standing.EMPTY: ("✗", "bold red", "bad"),
    Standing.SET_ASIDE: ("–", "dim", "aside"),
    Severity.ERROR: ("✗", "bold red", "bad"),
    Severity.WARNING: ("!", "yellow", "open"),
    Severity.QUESTION: ("?", "cyan", "open"),
    Severity.NOTE: ("–", "dim", "aside"),
}
SIGNS, STYLES, SIGNALS = ({one: look[at] for one, look in LOOKS.items()} for at in range(3))
FOR_INFORMATION = "◊"
"""The sign of a unit's own figure where all units together are judged: hollow, and no verdict."""


def style_of(exit_code: int) -> str:
    """The colour of the answer that a run ends with."""
    return {0: "bold green", 1: "bold red"}.get(exit_code, "bold yellow")
