"""Signs of verdicts, and colours of a terminal, as names that rich knows; these only repeat what is said besides."""

from khpcmd.diagnostics import Severity
from khpcmd.report import Standing
from khpcmd.results import DutyState, Verdict

SIGNS = {
    Verdict.MET: "✓",
    Verdict.MISSED: "✗",
    Verdict.IN_PROGRESS: "…",
    Verdict.INCONCLUSIVE: "?",
    Verdict.NOT_APPLICABLE: "–",
    Verdict.WAIVED: "○",
}
"""Signs that need no colour."""
FOR_INFORMATION = "◊"
"""The sign of a unit's own figure where all units together are judged: hollow, and no verdict."""
STYLES = {
    Verdict.MET: "green",
    Verdict.MISSED: "bold red",
    Verdict.IN_PROGRESS: "cyan",
    Verdict.INCONCLUSIVE: "yellow",
    Verdict.NOT_APPLICABLE: "dim",
    Verdict.WAIVED: "magenta",
}
DUTY_STYLES = {
    DutyState.DONE: "green",
    DutyState.NOT_DONE: "bold red",
    DutyState.NOT_YET: "cyan",
    DutyState.NOT_REPORTED: "yellow",
}
FILE_STYLES = {
    Standing.SOUND: "green",
    Standing.FAULTY: "bold red",
    Standing.EMPTY: "bold red",
    Standing.SET_ASIDE: "dim",
}
SEVERITY_STYLES = {
    Severity.ERROR: "bold red",
    Severity.WARNING: "yellow",
    Severity.QUESTION: "cyan",
    Severity.NOTE: "dim",
}
