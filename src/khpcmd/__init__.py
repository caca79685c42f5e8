"""Checks returns in spreadsheets against the targets of a provincial plan.

As a library ``import khpcmd`` offers what ``__all__`` names: the functions of ``khpcmd.library`` and the types of their
answers. They stay as they are within a major version; everything else may change with any version. Each is imported
when it is asked for, so that ``khpcmd --help`` need not wait for it.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from khpcmd.version import __version__

if TYPE_CHECKING:
    from khpcmd.beside import Pace
    from khpcmd.diagnostics import Diagnostic, Location, PlanError, Severity, UsageError
    from khpcmd.exits import Exit
    from khpcmd.library import Language, check, cure, exit_code, load_plan, message, to_json, validate, write
    from khpcmd.plan.load import LoadedPlan
    from khpcmd.plan.model import Plan, Target
    from khpcmd.report import (
        Bounds,
        DataReport,
        DutyResult,
        DutyState,
        FileResult,
        Gap,
        Measurement,
        Reason,
        Report,
        Result,
        Standing,
        UnitResult,
        Verdict,
    )
    from khpcmd.returns import Cell
    from khpcmd.workbook.file.limits import Limits

__all__ = [
    "Bounds",
    "Cell",
    "DataReport",
    "Diagnostic",
    "DutyResult",
    "DutyState",
    "Exit",
    "FileResult",
    "Gap",
    "Language",
    "Limits",
    "LoadedPlan",
    "Location",
    "Measurement",
    "Pace",
    "Plan",
    "PlanError",
    "Reason",
    "Report",
    "Result",
    "Severity",
    "Standing",
    "Target",
    "UnitResult",
    "UsageError",
    "Verdict",
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
    "khpcmd.beside": ("Pace",),
    "khpcmd.diagnostics": (
        "Diagnostic",
        "Location",
        "PlanError",
        "Severity",
        "UsageError",
    ),
    "khpcmd.exits": ("Exit",),
    "khpcmd.library": (
        "Language",
        "check",
        "cure",
        "exit_code",
        "load_plan",
        "message",
        "to_json",
        "validate",
        "write",
    ),
    "khpcmd.plan.load": ("LoadedPlan",),
    "khpcmd.plan.model": (
        "Plan",
        "Target",
    ),
    "khpcmd.report": (
        "Bounds",
        "DataReport",
        "DutyResult",
        "DutyState",
        "FileResult",
        "Gap",
        "Measurement",
        "Reason",
        "Report",
        "Result",
        "Standing",
        "UnitResult",
        "Verdict",
    ),
    "khpcmd.returns": ("Cell",),
    "khpcmd.workbook.file.limits": ("Limits",),
}
"""The modules that the names of ``__all__`` come from."""


def __getattr__(name: str) -> object:
    for module, names in HOMES.items():
        if name in names:
            return getattr(import_module(module), name)
    raise AttributeError(f"module 'khpcmd' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
