"""What a header says of its columns, and which words of it nobody understood."""

from __future__ import annotations

from pathlib import Path

import pytest

from grids import packed_grid
from khpcmd.diagnostics import Code
from khpcmd.plan.load import parse_plan
from khpcmd.plan.model import Plan
from khpcmd.workbook.facts.tables import paths_over
from khpcmd.workbook.file.grid import Grid, GridCell
from khpcmd.workbook.read import Reading, read_workbook
from khpcmd.workbook.table import Table
from khpcmd.workbook.words.headers import Heading, Kind
from plan_texts import head
from workbook.builder import rows_of, value_of, write
from workbook.views import codes, figures, tables

FIELD = "Tổng số CSKD dịch vụ"


def grid_of(markdown: str) -> Grid:
    rows = enumerate(rows_of(markdown), 1)
    cells = {(row, column): value_of(text) for row, line in rows for column, text in enumerate(line, 1)}
    return packed_grid("BC", {place: GridCell(value) for place, value in cells.items() if value is not None})


def table(plan: Plan, markdown: str) -> Table:
    (found,) = tables(plan, grid_of(markdown))
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


# columns of a rate with its unit in brackets: those of both years are the field's, comparisons beside them are not


PLAN = parse_plan(
    head(2025, "district", baseline=True, only_vi=True)
    + """\
units: [{id: "701", level: district, name: Huyện An Bình}]
fields:
  poor:
    {kind: amount, label: Tỷ lệ hộ nghèo, reported_by: [district], unit_of_measure: "%", flow: false, baseline: true}
  trained: {kind: count, label: Số lao động, reported_by: [district], unit_of_measure: người, baseline: true}
targets:
  - {id: T1, clause: I, quote: giảm 1 điểm %, title: Hộ nghèo, measure: {kind: change, of: poor},
     threshold: {at_most: -1 points}, judged: each_unit, cumulative: false}
  - {id: T2, clause: I, quote: tăng 5%, title: Lao động, measure: {kind: growth, of: trained},
     threshold: {at_least: +5%}, cumulative: false}
""",
    "plan.yaml",
)
BOTH = {"poor/baseline": 4.5, "poor": 3}


@pytest.mark.parametrize(
    ("header", "row", "found"),
    [
        ("Tỷ lệ hộ nghèo (%) | < |\n| ^ | Năm 2024 | Năm 2025", "4.5 | 3", BOTH),
        ("Tỷ lệ hộ nghèo (ĐVT: %) | < |\n| ^ | Năm 2024 | Năm 2025", "4.5 | 3", BOTH),
        ("Tỷ lệ hộ nghèo năm 2024 (%) | Tỷ lệ hộ nghèo năm 2025 (%)", "4.5 | 3", BOTH),
        ("Tỷ lệ hộ nghèo năm 2024 (đơn vị tính: %) | Tỷ lệ hộ nghèo năm 2025 (%)", "4.5 | 3", BOTH),
        ("Tỷ lệ hộ nghèo (%) | < | < |\n| ^ | Năm 2024 | Năm 2025 | So sánh (%)", "4.5 | 3 | -1.5", BOTH),
        ("Tỷ lệ hộ nghèo (%) | < | < |\n| ^ | Năm 2024 | Kế hoạch 2025 | Thực hiện 2025", "4.5 | 2 | 3", BOTH),
        ("Tỷ lệ hộ nghèo (%) | < |\n| ^ | Tăng, giảm so với năm 2024 | Năm 2025", "4.5 | 3", {"poor": 3}),
        ("Tỷ lệ hộ nghèo năm 2025 so với năm 2024 (%) | Tỷ lệ hộ nghèo (%)", "4.5 | 3", {"poor": 3}),
        ("Số lao động năm 2024 (người) | Số lao động năm 2025 (người)", "4 | 3", {"trained/baseline": 4, "trained": 3}),
        ("Số lao động (ĐVT: người) | < |\n| ^ | Năm 2024 | Năm 2025", "4 | 3", {"trained/baseline": 4, "trained": 3}),
        ("Số lao động (%) | < | Tỷ lệ hộ nghèo |\n| ^ | Năm 2024 | Năm 2025 | ^", "4 | 5 | 3", {"poor": 3}),
        ("Số lao động năm 2025 (%) | Tỷ lệ hộ nghèo (%)", "4 | 3", {"poor": 3}),
        ("Số lao động năm 2025 (lượt người) | Tỷ lệ hộ nghèo (%)", "4 | 3", {"poor": 3}),
    ],
)
def test_the_unit_in_brackets_is_that_of_the_field(
    tmp_path: Path, header: str, row: str, found: dict[str, float]
) -> None:
    sheet = f"KẾT QUẢ NĂM 2025\n| Đơn vị | {header} |\n| Huyện An Bình | {row} |\n"
    reading = read_workbook(write(tmp_path / "returns.xlsx", Sheet1=sheet), PLAN, name="returns.xlsx")
    assert [figures(filed) for filed in reading.returns] == [found]
    if found == BOTH and "Kế hoạch" not in header:
        assert codes(reading) == []


def test_a_row_says_its_unit_in_the_words_of_a_line(tmp_path: Path) -> None:
    sheet = "Huyện An Bình\nKẾT QUẢ NĂM 2025\n| Nội dung | Năm 2024 | Năm 2025 |\n| Tỷ lệ hộ nghèo (ĐVT: %) | 4.5 | 3 |"
    reading = read_workbook(write(tmp_path / "returns.xlsx", Sheet1=sheet), PLAN, name="returns.xlsx")
    assert figures(reading.returns[0]) == BOTH
    assert codes(reading) == []


# aliases that the plan itself writes with "Trong đó": they are matched word for word, below their own whole


HEAD = "Huyện Nam Sách\nBÁO CÁO SỐ LIỆU NĂM 2023\n| TT | Chỉ tiêu | Đơn vị tính | Năm 2023 |\n"
WHOLE, OTHER = "Tổng số CSKD dịch vụ", "Số xã, thị trấn có hình thức TT"
ALIAS = "Trong đó: nơi có dấu hiệu"


def reading_of(plan: Plan, tmp_path: Path, content: str, alias: str = ALIAS) -> Reading:
    spec = plan.fields["venues_inspected"]
    fields = plan.fields | {"venues_inspected": spec.model_copy(update={"aliases": (alias,)})}
    taught = plan.model_copy(update={"fields": fields})
    return read_workbook(write(tmp_path / "returns.xlsx", Sheet1=content), taught, name="returns.xlsx")


@pytest.mark.parametrize("text", [ALIAS, f"- {ALIAS}", f"1.1. {ALIAS}", ALIAS.upper()])
def test_a_row_that_the_plan_names_so_is_read_below_its_whole(plan: Plan, tmp_path: Path, text: str) -> None:
    reading = reading_of(plan, tmp_path, f"{HEAD}| 1 | {WHOLE} | cơ sở | 86 |\n| | {text} | cơ sở | 20 |\n")
    assert figures(reading.returns[0]) == {"venues_total": 86, "venues_inspected": 20}
    assert codes(reading) == []


@pytest.mark.parametrize("above", [OTHER, "Số cơ sở karaoke"])
def test_below_another_row_it_is_a_part_of_that_row(plan: Plan, tmp_path: Path, above: str) -> None:
    rows = f"| 1 | {WHOLE} | cơ sở | 86 |\n| 2 | {above} | cơ sở | 40 |\n| | {ALIAS} | cơ sở | 20 |\n"
    reading = reading_of(plan, tmp_path, HEAD + rows)
    assert "venues_inspected" not in figures(reading.returns[0])
    assert Code.UNKNOWN_ROW.name in codes(reading)


def test_the_words_behind_it_alone_are_not_what_the_plan_wrote(plan: Plan, tmp_path: Path) -> None:
    rows = f"| 1 | {WHOLE} | cơ sở | 86 |\n| 2 | nơi có dấu hiệu | cơ sở | 20 |\n"
    reading = reading_of(plan, tmp_path, HEAD + rows)
    assert figures(reading.returns[0]) == {"venues_total": 86}
    assert codes(reading) == [Code.UNKNOWN_ROW.name]


@pytest.mark.parametrize("whole", [WHOLE, f"1. {WHOLE}"])
def test_an_alias_with_its_whole_is_matched_over_two_rows(plan: Plan, tmp_path: Path, whole: str) -> None:
    rows = f"| 1 | {whole} | cơ sở | 86 |\n| | Trong đó: nơi có dấu hiệu | cơ sở | 20 |\n"
    reading = reading_of(plan, tmp_path, HEAD + rows, f"{WHOLE} / {ALIAS}")
    assert figures(reading.returns[0]) == {"venues_total": 86, "venues_inspected": 20}
    rows = f"| 1 | {OTHER} | xã | 40 |\n| | Trong đó: nơi có dấu hiệu | cơ sở | 20 |\n"
    reading = reading_of(plan, tmp_path, HEAD + rows, f"{WHOLE} / {ALIAS}")
    assert "venues_inspected" not in figures(reading.returns[0])


TWO, THREE = "| Huyện Nam Sách | 86 | 20 |", "| Huyện Nam Sách | 86 | 30 | 20 |"


@pytest.mark.parametrize(
    ("header", "row", "read"),
    [
        (f"| Đơn vị | {WHOLE} | {ALIAS} |", TWO, True),
        (f"| Đơn vị | {OTHER} | {ALIAS} |", TWO, False),
        (f"| Đơn vị | {WHOLE} | Số phòng hát | {ALIAS} |", THREE, False),
        (f"| Đơn vị | {WHOLE} | < |\n| ^ | Tổng số | {ALIAS} |", TWO, True),
        (f"| Đơn vị | {WHOLE} | {OTHER} | < |\n| ^ | ^ | Tổng số | {ALIAS} |", THREE, False),
    ],
)
def test_a_column_is_read_beside_or_below_its_whole(
    plan: Plan, tmp_path: Path, header: str, row: str, *, read: bool
) -> None:
    reading = reading_of(plan, tmp_path, f"BÁO CÁO SỐ LIỆU NĂM 2023\n{header}\n{row}\n")
    found = [figures(filed) for filed in reading.returns]
    assert any("venues_inspected" in one for one in found) is read, found
