"""Which rows of a table head others, and which rows they govern."""

from __future__ import annotations

from pathlib import Path

import pytest

from khpcmd.plan.load import load_plan
from khpcmd.workbook.by_unit import unit_name
from khpcmd.workbook.file.limits import Limits
from khpcmd.workbook.file.open import open_package, read_bytes, read_grids
from khpcmd.workbook.layout.find import find_tables
from khpcmd.workbook.layout.groups import Levels, groups_of
from khpcmd.workbook.words.headers import FieldNames
from khpcmd.workbook.words.units import UnitNames
from workbook.builder import write

PLAN = load_plan(None).plan
FIELDS, UNITS = FieldNames(PLAN, PLAN.year), UnitNames(PLAN)
HEADER = "| TT | Đơn vị | Tổng số CSKD dịch vụ | Số cơ sở được kiểm tra |\n"


def groups(folder: Path, rows: str) -> list[tuple[str, int, int]]:
    """The groups of a table of units below its header in row 1: the text, and the rows that it governs."""
    path = write(folder / "book.xlsx", Sheet1=HEADER + rows)
    (grid,) = read_grids(open_package(read_bytes(path, Limits()), Limits(), ".xlsx"))
    (table,) = find_tables(grid, FIELDS, UNITS)
    names = {row: unit_name(grid, table, row) for row in table.rows(grid)}
    found = groups_of(table, grid, names, lambda name: bool(UNITS.match(name).id))
    return [(group.text, group.first, group.last) for group in found]


def test_a_numeral_within_a_letter_does_not_end_it(tmp_path: Path) -> None:
    rows = """
        | A | Kế hoạch | | |
        | I | Cụm 1 | | |
        | 1 | Huyện Nam Sách | 10 | 1 |
        | II | Cụm 2 | | |
        | 1 | Huyện Tứ Kỳ | 10 | 1 |
        | B | Thực hiện | | |
        | I | Cụm 1 | | |
        | 1 | Huyện Nam Sách | 11 | 1 |
        """
    assert groups(tmp_path, rows) == [
        ("Kế hoạch", 3, 6), ("Cụm 1", 4, 4), ("Cụm 2", 6, 6), ("Thực hiện", 8, 9), ("Cụm 1", 9, 9)
    ]  # fmt: skip


def test_a_text_alone_governs_the_rows_up_to_the_next_one(tmp_path: Path) -> None:
    rows = """
        | 1 | Huyện Nam Sách | 10 | 1 |
        | | Các đơn vị chưa báo cáo | | |
        | 2 | Huyện Tứ Kỳ | 10 | 1 |
        | Số liệu năm 2022 | < | < | < |
        | 3 | Huyện Gia Lộc | 10 | 1 |
        | | Tổng cộng | 30 | 3 |
        """
    assert groups(tmp_path, rows) == [("Các đơn vị chưa báo cáo", 4, 4), ("Số liệu năm 2022", 6, 7)]


def test_a_group_may_state_its_sum_and_one_without_rows_is_none(tmp_path: Path) -> None:
    rows = """
        | I | Cụm 1 | 20 | 2 |
        | 1 | Huyện Nam Sách | 10 | 1 |
        | 2 | Huyện Tứ Kỳ | 10 | 1 |
        | II | Cụm 2 | | |
        """
    assert groups(tmp_path, rows) == [("Cụm 1", 3, 4)]


@pytest.mark.parametrize(
    ("signs", "levels"),
    [
        (["A", "I", "II", "B", "I"], ["letter", "roman", "roman", "letter", "roman"]),
        (["I", "A", "B", "C", "D", "II"], ["roman", "letter", "letter", "letter", "letter", "roman"]),
        (["G", "H", "I", "J"], ["letter"] * 4),
        (["IV", "V", "VI"], ["roman"] * 3),
        (["1", "", "2."], ["number", "text", "number"]),
    ],
)
def test_a_single_letter_is_a_numeral_or_the_next_letter(signs: list[str], levels: list[str]) -> None:
    known = Levels()
    assert [known.of([sign], "Tên") for sign in signs] == levels
