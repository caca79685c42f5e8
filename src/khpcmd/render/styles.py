"""The colours of a terminal, as names that rich knows; they only repeat what signs and words say."""

from khpcmd.diagnostics import Severity
from khpcmd.report import Standing
from khpcmd.results import DutyState, Verdict

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
