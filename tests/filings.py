"""Files as a reader would have read them: stand-ins for workbooks, for commands that only need what was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

import khpcmd.checking.data
import khpcmd.inputs.gather
import scenes
from khpcmd.checking import Request
from khpcmd.checking.data import check_data
from khpcmd.diagnostics import Diagnostic, Location
from khpcmd.plan.load import LoadedPlan
from khpcmd.report import DataReport
from khpcmd.returns import Return
from khpcmd.workbook.read import Reading
from worlds import filed


def in_file(name: str, unit: str, figures: Mapping[str, object], period: str = "year", sheet: str = "Biểu") -> Return:
    """A unit's return, standing on a sheet of a file."""
    return replace(filed(unit, figures, period), sources=(Location(name, sheet, "B7"),))


def reading(name: str, *returns: Return, told: tuple[Diagnostic, ...] = ()) -> Reading:
    """What one file gave."""
    return Reading(name, name.rjust(64, "0"), returns, "", told)


class Inbox:
    """A folder in which each file gives what it was told to."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self._given: dict[str, Reading] = {}
        plan = scenes.small_plan()
        patch.setattr(khpcmd.checking.data, "load_plan", lambda _: LoadedPlan(plan, "0" * 64, "plan.yaml"))
        patch.setattr(khpcmd.inputs.gather, "read_workbook", self._read)
        patch.chdir(folder)

    def put(self, given: Reading) -> None:
        (self.folder / given.name).touch()
        self._given[given.name] = given

    def validated(self, *names: str, period: str = "", strict: bool = False) -> DataReport:
        paths = tuple(Path(name) for name in names or self._given)
        return check_data(Request(paths, None, period), strict=strict)

    def _read(self, path: str, *_: object, **__: object) -> Reading:
        return self._given[Path(path).name]
