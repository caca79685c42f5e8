"""Checks returns in spreadsheets against the targets of a provincial plan.

As a library ``import khpcmd`` offers what ``__all__`` names: the functions of ``khpcmd.library`` and the types of their
answers. They stay as they are within a major version; everything else may change with any version. Each is imported
when it is asked for, so that ``khpcmd --help`` need not wait for it.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from khpcmd.version import __version__

if TYPE_CHECKING:
    from khpcmd.diagnostics import Diagnostic, Location, Severity
    from khpcmd.diagnostics.errors import PlanError, UsageError
    from khpcmd.exits import Exit
    from khpcmd.library import Language, check, cure, exit_code, load_plan, message, to_json, validate, write
    from khpcmd.measures.threshold import Threshold
    from khpcmd.plan.decisions import Waiver
    from khpcmd.plan.load import LoadedPlan
    from khpcmd.plan.model import Duty, Plan, Target
    from khpcmd.plan.periods import Period
    from khpcmd.plan.units import Unit
    from khpcmd.report import DataReport, Deadline, FileResult, Input, Report, RollCall, Standing
    from khpcmd.results import (
        Bounds,
        DutyResult,
        DutyState,
        Gap,
        Measurement,
        OpenUnit,
        Pace,
        Reason,
        Result,
        UnitResult,
        Verdict,
    )
    from khpcmd.returns import Cell, CellState, Return
    from khpcmd.workbook.file.limits import Limits

__all__ = [
    "Bounds",
    "Cell",
    "CellState",
    "DataReport",
    "Deadline",
    "Diagnostic",
    "Duty",
    "DutyResult",
    "DutyState",
    "Exit",
    "FileResult",
    "Gap",
    "Input",
    "Language",
    "Limits",
    "LoadedPlan",
    "Location",
    "Measurement",
    "OpenUnit",
    "Pace",
    "Period",
    "Plan",
    "PlanError",
    "Reason",
    "Report",
    "Result",
    "Return",
    "RollCall",
    "Severity",
    "Standing",
    "Target",
    "Threshold",
    "Unit",
    "UnitResult",
    "UsageError",
    "Verdict",
    "Waiver",
    "__version__",
    "check",
    "cure",
    "exit_code",
    "load_plan",
    "message",
    "to_json",
    "validate",
    "write",
]
HOMES = {
    "khpcmd.diagnostics": "Diagnostic Location Severity",
    "khpcmd.diagnostics.errors": "PlanError UsageError",
    "khpcmd.exits": "Exit",
    "khpcmd.library": "Language check cure exit_code load_plan message to_json validate write",
    "khpcmd.measures.threshold": "Threshold",
    "khpcmd.plan.decisions": "Waiver",
    "khpcmd.plan.load": "LoadedPlan",
    "khpcmd.plan.model": "Duty Period Plan Target Unit",
    "khpcmd.report": "DataReport Deadline FileResult Input Report RollCall Standing",
    "khpcmd.results": "Bounds DutyResult DutyState Gap Measurement OpenUnit Pace Reason Result UnitResult Verdict",
    "khpcmd.returns": "Cell CellState Return",
    "khpcmd.workbook.file.limits": "Limits",
}
"""The modules that the names of ``__all__`` come from."""


def __getattr__(name: str) -> object:
    for module, names in HOMES.items():
        if name in names.split():
            return getattr(import_module(module), name)
    raise AttributeError(f"module 'khpcmd' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
