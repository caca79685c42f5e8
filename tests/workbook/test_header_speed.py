"""The search for headers takes time in proportion to the sheet, whatever stands in it."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence

import pytest

from khpcmd.plan.model import Plan
from khpcmd.workbook.file.grid import Grid, GridCell
from khpcmd.workbook.layout.find import find_tables
from khpcmd.workbook.layout.texts import SILENCE
from khpcmd.workbook.words.headers import FieldNames
from khpcmd.workbook.words.units import UnitNames

Rows = Sequence[Sequence[str | int]]
UNIT, FIELD = "Huyện Nam Sách", "Tổng số CSKD dịch vụ"
SECONDS = 20.0
"""A bound that only a search in another proportion passes: on an idle machine the slowest takes a second."""


def repeated(block: Rows, times: int) -> Rows:
    return [row for _ in range(times) for row in block]


SHEETS: dict[str, tuple[int, Callable[[int], Rows]]] = {
    "units in every column": (200, lambda size: [[UNIT] * size for _ in range(16)]),
    "units in every cell": (30, lambda size: [[UNIT] * 40 for _ in range(size)]),
    "titles of units in every cell": (60, lambda size: [["Đơn vị"] * 60 for _ in range(size)]),
    "titles of fields in every row": (1_000, lambda size: [["Chỉ tiêu", "Số liệu"] for _ in range(size)]),
    "titles of fields in every cell": (60, lambda size: [["Chỉ tiêu"] * 60 for _ in range(size)]),
    "titles over fields without figures": (300, lambda size: repeated([["Chỉ tiêu", "x", "y"], [FIELD, "a"]], size)),
    "fields in every column": (200, lambda size: [*[["abc"] * size] * 16, *[[FIELD] * size] * 8]),
    "months in every cell": (
        10,
        lambda size: repeated([["Số tin, bài"] * 60, ["Tháng 1"] * 60, ["Tháng 2"] * 60], size),
    ),
    "texts that name nothing": (1_500, lambda size: [[f"Nguyễn Văn {row}", f"Chỉ tiêu {row}"] for row in range(size)]),
    "signatures in every row": (
        1_000,
        lambda size: [["TT", "Chỉ tiêu", "Số liệu"], [1, FIELD, 5], *[["Giám đốc"]] * size],
    ),
    "tables in every row": (400, lambda size: repeated([["TT", "Đơn vị", FIELD], [1, UNIT, 5]], size)),
    "forms above a block of units": (
        30,
        lambda size: [
            *repeated([["TT", "Chỉ tiêu", "Số liệu"], [1, FIELD, 5], ["", "", "Người lập biểu"]], size),
            *[[UNIT] * (size * 4)] * 16,
        ],
    ),
}


def grid_of(rows: Rows) -> Grid:
    places = ((row, column, value) for row, line in enumerate(rows, 1) for column, value in enumerate(line, 1))
    return Grid("BC", {(row, column): GridCell(value) for row, column, value in places if value != ""})


def calls(plan: Plan, rows: Rows) -> int:
    """How many functions are called, and generators resumed, in looking for the tables of a sheet."""
    grid, fields, units, count = grid_of(rows), FieldNames(plan, plan.year), UnitNames(plan), 0

    def counted(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event == "call"

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        find_tables(grid, fields, units)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_of_twice_the_size_takes_at_most_three_times_the_steps(plan: Plan, name: str) -> None:
    size, rows = SHEETS[name]
    calls(plan, rows(size))  # so that what is kept of texts is kept for both
    assert calls(plan, rows(2 * size)) <= 3 * calls(plan, rows(size))


@pytest.mark.parametrize(
    "rows",
    [
        [[UNIT] * 2_000 for _ in range(20)],
        [["Đơn vị"] * 300 for _ in range(300)],
        [["Chỉ tiêu", "Số liệu"] for _ in range(20_000)],
        [["x" * 200 + str(row), f"Chỉ tiêu {row}"] for row in range(30_000)],
    ],
    ids=["units", "titles", "labels", "texts"],
)
def test_sheets_that_took_minutes_are_looked_through_in_time(plan: Plan, rows: Rows) -> None:
    grid, fields, units = grid_of(rows), FieldNames(plan, plan.year), UnitNames(plan)
    begun = time.perf_counter()
    assert find_tables(grid, fields, units) == []
    assert time.perf_counter() - begun < SECONDS


@pytest.mark.parametrize(("silent", "found"), [(SILENCE - 1, 1), (SILENCE + 10, 0)])
def test_a_table_is_found_below_as_many_texts_as_the_search_bears(plan: Plan, silent: int, found: int) -> None:
    above: Rows = [[f"người {row}"] for row in range(silent)]
    rows: Rows = [*above, ["Đơn vị", FIELD], [UNIT, 5]]
    assert len(find_tables(grid_of(rows), FieldNames(plan, plan.year), UnitNames(plan))) == found


def test_names_in_a_long_sheet_keep_the_search_alive(plan: Plan) -> None:
    above: Rows = [[f"ghi chú {row}", UNIT if row % 5_000 == 0 else ""] for row in range(SILENCE + 5_000)]
    rows: Rows = [*above, ["Đơn vị", FIELD], [UNIT, 5]]
    assert len(find_tables(grid_of(rows), FieldNames(plan, plan.year), UnitNames(plan))) == 1
