"""A row of plain numbers that is taken as a whole says what its cells say one by one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khpcmd.plan.model import Plan
from khpcmd.returns import Key, PackedCells
from khpcmd.workbook.collect import Collector
from khpcmd.workbook.read import Reading, read_workbook
from workbook.builder import write
from workbook.conftest import Read

HEADER = """
BIỂU TỔNG HỢP KẾT QUẢ NĂM 2023
| TT | Đơn vị | Tổng số CSKD dịch vụ | Số cơ sở được kiểm tra |
"""
UNITS = ["TP. Hải Dương", "TP. Chí Linh", "Tứ Kỳ", "Huyện Nam Sách", "Tổng cộng", "Huyện Không Có"]
CELLS = st.integers(-1, 400).map(str) | st.sampled_from(["", "-", "Không", "'12", "12 cơ sở", "3.5", "7{0%}", "<", "^"])
PLAIN = st.integers(0, 400).map(str)
ROWS = st.lists(st.tuples(st.sampled_from(UNITS), PLAIN | CELLS, PLAIN | CELLS), min_size=1, max_size=6)


def sheet(rows: Sequence[tuple[str, str, str]]) -> str:
    return HEADER + "\n".join(f"| {number} | {' | '.join(row)} |" for number, row in enumerate(rows, 1))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("rows")


def said(reading: Reading) -> object:
    """Everything, with each cell looked at and in its order."""
    return [
        (one.unit, one.period, list(one.cells.items()), one.sources) for one in reading.returns
    ], reading.diagnostics


@settings(max_examples=80, deadline=None)
@given(ROWS)
def test_whole_rows_say_what_their_cells_say(plan: Plan, folder: Path, rows: list[tuple[str, str, str]]) -> None:
    path = write(folder / "r.xlsx", Sheet1=sheet(rows))
    quick = read_workbook(path, plan, name="r.xlsx")
    with patch.object(Collector, "take_row", return_value=None):
        usual = read_workbook(path, plan, name="r.xlsx")
    assert said(quick) == said(usual)
    assert quick.returns == usual.returns
    for one, other in zip(quick.returns, usual.returns, strict=True):
        assert list(one.values()) == list(other.values())
        assert [one.value(key) for key in one.cells] == [other.value(key) for key in other.cells]
        assert one.reported == other.reported


def test_a_plain_row_is_kept_whole_and_a_second_row_of_its_unit_opens_it(read: Read) -> None:
    whole, opened = read(sheet([("Tứ Kỳ", "12", "3"), ("Nam Sách", "12", "3"), ("Nam Sách", "12", "3")])).returns
    assert isinstance(whole.cells, PackedCells)
    assert isinstance(opened.cells, dict)
    assert list(whole.values()) == list(opened.values())


def test_a_whole_row_has_no_figure_that_is_not_in_it(read: Read) -> None:
    (filed,) = read(sheet([("Tứ Kỳ", "12", "3")])).returns
    assert Key("strange") not in filed.cells
    assert filed.cells.get(Key("strange")) is None
    assert filed.value(Key("strange")) is None
    assert len(filed.cells) == len(list(filed.cells)) == 2
