"""A short way to read a workbook that stands in the test."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from khpcmd.plan.model import Plan
from khpcmd.workbook.read import Reading, read_workbook
from workbook.builder import write

Read = Callable[..., Reading]


@pytest.fixture
def read(plan: Plan, tmp_path: Path) -> Read:
    """Read a workbook with one sheet (or one for each keyword) under a name that says nothing."""

    def read_sheets(
        content: str = "",
        *,
        name: str = "returns.xlsx",
        baseline: bool = False,
        **sheets: str | Sequence[Sequence[str]],
    ) -> Reading:
        path = write(tmp_path / name, **({"Sheet1": content} if content else {}), **sheets)
        return read_workbook(path, plan, name=name, baseline=baseline)

    return read_sheets
