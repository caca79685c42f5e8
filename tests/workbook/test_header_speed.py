"""The search for headers takes time in proportion to the sheet, whatever stands in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from effort.calls import calls
from grids import packed_grid
from khpcmd.plan.model import Plan
from khpcmd.workbook.file.grid import Grid, GridCell
from workbook.views import reader, tables

pytestmark = pytest.mark.effort

Rows = Sequence[Sequence[str | int]]
UNIT, FIELD = "Huyện Nam Sách", "Tổng số CSKD dịch vụ"
MOST = 3.0
"""How much more work a sheet of twice the size may be: the search remembers some of what it saw."""


def repeated(block: Rows, times: int) -> Rows:
    return [row for _ in range(times) for row in block]


SHEETS: dict[str, tuple[int, Callable[[int], Rows]]] = {
    "units in every column": (200, lambda size: [[UNIT] * size for _ in range(16)]),
    "units in every cell": (30, lambda size: [[UNIT] * 40 for _ in range(size)]),
    "titles of units in every cell": (15, lambda size: [["Đơn vị"] * 60 for _ in range(size)]),
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
    return packed_grid("BC", {(row, column): GridCell(value) for row, column, value in places if value != ""})


def steps(plan: Plan, rows: Rows) -> int:
    """The work of looking for the tables of a sheet."""
    grid, own = grid_of(rows), reader(plan)
    return calls(lambda: tables(plan, grid, own))


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_of_twice_the_size_takes_at_most_three_times_the_steps(plan: Plan, name: str) -> None:
    size, rows = SHEETS[name]
    steps(plan, rows(size))  # so that what is kept of texts is kept for both
    assert steps(plan, rows(2 * size)) <= MOST * steps(plan, rows(size))
