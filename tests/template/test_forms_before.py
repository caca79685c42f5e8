"""Forms that were sent out in an earlier layout and come back filled in are read as before, and nobody is accused."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from khpcmd.checking import Request
from khpcmd.checking.data import check_data
from khpcmd.diagnostics import Code
from khpcmd.plan.load import load_plan
from khpcmd.report import Standing
from khpcmd.returns import Key
from khpcmd.workbook.read import read_workbook

BEFORE = Path(__file__).parents[1] / "data" / "forms_before"
PLAN = Path(__file__).parents[2] / "targets" / "plan_2023.yaml"


def returned(name: str, folder: Path) -> Path:
    """A form of the earlier layout that was made with the plan as it is now."""
    book = load_workbook(BEFORE / name)
    stamp = book["khpcmd"]
    (cell,) = (row[1] for row in stamp.iter_rows() if row[0].value == "plan_sha256")
    cell.value = load_plan(PLAN).sha256
    book.save(folder / name)
    return folder / name


@pytest.mark.slow
@pytest.mark.parametrize("name", ["district.xlsx", "body.xlsx", "consolidated.xlsx"])
def test_it_is_sound_and_nothing_is_said_of_its_own_texts(name: str, tmp_path: Path) -> None:
    (found,) = check_data(Request((returned(name, tmp_path),), PLAN)).files
    zeros = [fault for fault in found.diagnostics if fault.code is Code.ALL_ZERO]  # so were its rows filled in
    assert bool(zeros) is (name == "consolidated.xlsx")
    assert zeros or found.standing is Standing.SOUND
    own = [fault for fault in found.diagnostics if fault.at and fault.at.sheet not in ("Hướng dẫn", "Đánh giá")]
    assert own == zeros


@pytest.mark.slow
def test_its_figures_are_those_that_were_filled_in(tmp_path: Path) -> None:
    reading = read_workbook(returned("district.xlsx", tmp_path), load_plan(PLAN).plan, name="district.xlsx")
    cells = {key: cell for filed in reading.returns if filed.unit == "298" for key, cell in filed.cells.items()}
    figures = {"plan_issued": True, "activities_held": 7, "communes_reached": 23, "venues_total": 0, "duty:D2": True}
    assert {name: cells[Key(name)].value for name in figures} == figures
    assert len({filed.unit for filed in reading.returns}) == 24
