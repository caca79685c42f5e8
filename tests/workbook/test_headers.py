"""What a header says of its columns, and which words of it nobody understood."""

from __future__ import annotations

import pytest

from khpcmd.plan.model import Plan
from khpcmd.workbook.file.grid import Grid, GridCell
from khpcmd.workbook.layout.find import find_tables
from khpcmd.workbook.layout.header_paths import paths_over
from khpcmd.workbook.layout.table import Table
from khpcmd.workbook.words.headers import FieldNames, Heading, Kind
from khpcmd.workbook.words.units import UnitNames
from workbook.builder import rows_of, value_of

FIELD = "Tổng số CSKD dịch vụ"


def grid_of(markdown: str) -> Grid:
    rows = enumerate(rows_of(markdown), 1)
    cells = {(row, column): value_of(text) for row, line in rows for column, text in enumerate(line, 1)}
    return Grid("BC", {place: GridCell(value) for place, value in cells.items() if value is not None})


def table(plan: Plan, markdown: str) -> Table:
    (found,) = find_tables(grid_of(markdown), FieldNames(plan, plan.year), UnitNames(plan))
    return found


def doubted(heading: Heading) -> str:
    return ", ".join(part.text for account in heading.accounts for part in account.doubts)


@pytest.mark.parametrize(
    ("header", "doubt"),
    [
        ("Số liệu", ""),
        ("Chưa thực hiện", "Chưa thực hiện"),
        ("Tổng số", ""),
        ("Huyện Nam Sách", ""),
    ],
)
def test_an_only_column_is_kept_with_the_words_that_were_not_understood(plan: Plan, header: str, doubt: str) -> None:
    found = table(plan, f"| TT | Chỉ tiêu | {header} |\n| 1 | {FIELD} | 5 |")
    assert (found.headings[3].kind, doubted(found.headings[3])) == (Kind.FIGURE, doubt)


def test_words_beside_a_unit_or_a_total_are_kept_as_well(plan: Plan) -> None:
    found = table(
        plan,
        f"| TT | Chỉ tiêu | Huyện Nam Sách | | Cộng | |\n"
        f"| | | Thực hiện | Chỗ kia | Chỗ này | Thực hiện |\n| 1 | {FIELD} | 5 | 6 | 7 | 8 |",
    )
    assert {column: doubted(heading) for column, heading in found.headings.items() if column > 2} == {
        3: "", 4: "Chỗ kia", 5: "Chỗ", 6: "",
    }  # fmt: skip


def test_a_table_keeps_what_stands_over_its_names(plan: Plan) -> None:
    assert table(plan, f"| TT | Chỉ tiêu | Số liệu |\n| 1 | {FIELD} | 5 |").title == "Chỉ tiêu"
    assert table(plan, f"| TT | Chỉ tiêu giao | Số liệu |\n| 1 | {FIELD} | 5 |").title == "Chỉ tiêu giao"
    assert table(plan, f"| TT | Đơn vị | {FIELD} |\n| 1 | Huyện Nam Sách | 5 |").title == "Đơn vị"


def test_a_text_is_over_the_empty_cells_right_of_it_as_far_as_these_are_divided() -> None:
    paths = paths_over(grid_of("| a | b | | | c | |\n| | d | e | | | |\n| | f | g | h | i | |"), 1, 3)
    assert paths.texts == {1: ["a"], 2: ["b", "d", "f"], 3: ["b", "e", "g"], 4: ["b", "e", "h"], 5: ["c", "i"]}
    assert paths.grouped == {3, 4}
    assert not paths.unsure


@pytest.mark.parametrize(
    ("header", "unsure"),
    [
        ("| a | b | |\n| | | c |", {3: ["c"]}),
        ("| a | | b | |\n| | c | d | e |", {2: ["c"]}),
        ("| | | b | |\n| a | c | d | e |", {1: ["a"], 2: ["c"]}),
    ],
)
def test_a_column_whose_upper_header_may_be_another_is_not_sure(header: str, unsure: dict[int, list[str]]) -> None:
    assert paths_over(grid_of(header), 1, 2).unsure == unsure


def test_words_in_brackets_and_repeated_words_belong_to_the_text_above_them() -> None:
    paths = paths_over(grid_of("| a | b |\n| a | (c) |"), 1, 2)
    assert paths.texts == {1: ["a"], 2: ["b (c)"]}
