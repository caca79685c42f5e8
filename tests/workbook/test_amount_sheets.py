"""Where a return may state the unit of measure of an amount, and what is asked where it does not."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from amounts_plan import PLAN
from khpcmd.diagnostics import Code, Severity
from khpcmd.i18n import Messages
from khpcmd.judge.sound import validate
from khpcmd.plan.load import parse_plan
from khpcmd.plan.model import Plan
from khpcmd.render.wording import Wording
from khpcmd.returns import Basis, CellValue, Key
from khpcmd.workbook.read import Reading, read_workbook
from places import languages
from workbook.builder import write
from workbook.conftest import Read

TITLE = "BÁO CÁO SỐ LIỆU NĂM 2023"


@pytest.fixture(scope="module")
def plan() -> Plan:
    return parse_plan(PLAN, "plan.yaml")


@pytest.fixture
def read(plan: Plan, tmp_path: Path) -> Read:
    """Read a sheet with these rows under the title."""
    return lambda rows, of=plan: read_workbook(
        write(tmp_path / "returns.xlsx", Sheet1=f"{TITLE}\n{rows}"), of, name="returns.xlsx"
    )


def value(found: Reading, field: str, unit: str = "0291", basis: Basis = Basis.CURRENT) -> CellValue | None:
    (own,) = [one for one in found.returns if one.unit == unit]
    return own.value(Key(field, basis))


def errors(found: Reading) -> set[str]:
    return {fault.code.name for fault in found.diagnostics if fault.severity is Severity.ERROR}


BY_UNIT = {
    "in brackets": """
        | TT | Đơn vị | Tổng thu ngân sách (triệu đồng) | Số xã đạt chuẩn |
        | 1 | Huyện Nam Sách | 1250.5 | 3 |
        | 2 | Huyện Tứ Kỳ | 980.25 | 4 |""",
    "in a row of units": """
        | TT | Đơn vị | Tổng thu ngân sách | Số xã đạt chuẩn |
        | | | Triệu đồng | xã |
        | 1 | Huyện Nam Sách | 1250.5 | 3 |
        | 2 | Huyện Tứ Kỳ | 980.25 | 4 |""",
    "in a line above": """
        Đơn vị tính: triệu đồng
        | TT | Đơn vị | Tổng thu ngân sách |
        | 1 | Huyện Nam Sách | 1250.5 |
        | 2 | Huyện Tứ Kỳ | 980.25 |""",
    "as a line above": """
        (triệu đồng)
        | TT | Đơn vị | Tổng thu ngân sách |
        | 1 | Huyện Nam Sách | 1250.5 |
        | 2 | Huyện Tứ Kỳ | 980.25 |""",
    "in the cells": """
        | TT | Đơn vị | Tổng thu ngân sách |
        | 1 | Huyện Nam Sách | 1.250,5 triệu đồng |
        | 2 | Huyện Tứ Kỳ | 980,25 triệu đồng |""",
    "in the format": """
        | TT | Đơn vị | Tổng thu ngân sách |
        | 1 | Huyện Nam Sách | 1250.5 {0.0" triệu đồng"} |
        | 2 | Huyện Tứ Kỳ | 980.25 {0.00" triệu đồng"} |""",
}


@pytest.mark.parametrize("layout", BY_UNIT.values(), ids=list(BY_UNIT))
def test_a_table_of_units_states_the_unit(read: Read, layout: str) -> None:
    found = read(layout)
    assert errors(found) == set()
    assert value(found, "revenue") == Decimal("1.2505")
    assert value(found, "revenue", "0298") == Decimal("0.98025")


FORMS = {
    "in a column": """
        | TT | Chỉ tiêu | Đơn vị tính | Thực hiện |
        | 1 | Tổng thu ngân sách | triệu đồng | 1250.5 |
        | 2 | Diện tích rừng trồng mới | m2 | 127500 |
        | 3 | Tỷ lệ dân số tham gia bảo hiểm y tế | % | 95.2 |
        | 4 | Số xã đạt chuẩn | xã | 3 |""",
    "in the labels": """
        | TT | Chỉ tiêu | Thực hiện |
        | 1 | Tổng thu ngân sách (triệu đồng) | 1250.5 |
        | 2 | Diện tích rừng trồng mới (m²) | 127500 |
        | 3 | Tỷ lệ dân số tham gia bảo hiểm y tế (%) | 95.2 |
        | 4 | Số xã đạt chuẩn (xã) | 3 |""",
    "in the cells": """
        | TT | Chỉ tiêu | Thực hiện |
        | 1 | Tổng thu ngân sách | 1.250,5 triệu đồng |
        | 2 | Diện tích rừng trồng mới | 12,75 ha |
        | 3 | Tỷ lệ dân số tham gia bảo hiểm y tế | 0.952 {0.0%} |
        | 4 | Số xã đạt chuẩn | 3 xã |""",
}


@pytest.mark.parametrize("layout", FORMS.values(), ids=list(FORMS))
def test_a_form_states_the_unit(read: Read, layout: str) -> None:
    found = read(f"Đơn vị báo cáo: Huyện Nam Sách\n{layout}")
    assert errors(found) == set()
    figures = [value(found, name) for name in ("revenue", "forest", "insured", "communes")]
    assert figures == [Decimal("1.2505"), Decimal("12.75"), Decimal("95.2"), 3]


def test_the_header_of_a_column_states_it_for_all_rows(read: Read) -> None:
    found = read(
        """
        Đơn vị báo cáo: Huyện Nam Sách
        | TT | Chỉ tiêu | Thực hiện (triệu đồng) |
        | 1 | Tổng thu ngân sách | 1250.5 |
        | 2 | Vốn được giao | 900 |"""
    )
    assert errors(found) == set()
    assert (value(found, "revenue"), value(found, "funds")) == (Decimal("1.2505"), Decimal(900))


ASKED = {
    "not stated": (
        """
        | TT | Đơn vị | Tổng thu ngân sách |
        | 1 | Huyện Nam Sách | 1250.5 |""",
        "UNIT_NOT_STATED",
    ),
    "another thing": (
        """
        | TT | Đơn vị | Tổng thu ngân sách (triệu USD) |
        | 1 | Huyện Nam Sách | 1250.5 |""",
        "UNIT_OF_MEASURE",
    ),
    "another thing above": (
        """
        Đơn vị tính: ha
        | TT | Đơn vị | Tổng thu ngân sách |
        | 1 | Huyện Nam Sách | 1250.5 |""",
        "OTHER_MEASURE",
    ),
    "two lines that differ": (
        """
        Đơn vị tính: triệu đồng
        Đơn vị tính: nghìn đồng
        | TT | Đơn vị | Tổng thu ngân sách |
        | 1 | Huyện Nam Sách | 1250.5 |""",
        "OTHER_MEASURE",
    ),
    "a count in money": (
        """
        | TT | Đơn vị | Số xã đạt chuẩn (triệu đồng) |
        | 1 | Huyện Nam Sách | 3 |""",
        "UNIT_OF_MEASURE",
    ),
    "a count below money": (
        """
        Đơn vị tính: triệu đồng
        | TT | Đơn vị | Số xã đạt chuẩn |
        | 1 | Huyện Nam Sách | 3 |""",
        "OTHER_MEANING",
    ),
}


@pytest.mark.parametrize(("layout", "code"), ASKED.values(), ids=list(ASKED))
def test_a_unit_that_does_not_fit_is_asked_about(read: Read, layout: str, code: str) -> None:
    found = read(layout)
    assert errors(found) == {code}
    assert value(found, "revenue" if "thu" in layout else "communes") is None


def test_a_label_and_a_column_that_differ_are_asked_about(read: Read) -> None:
    found = read(
        """
        Đơn vị báo cáo: Huyện Nam Sách
        | TT | Chỉ tiêu | Đơn vị tính | Thực hiện |
        | 1 | Tổng thu ngân sách (triệu đồng) | tỷ đồng | 1250.5 |"""
    )
    assert errors(found) == {"TWO_UNITS"}
    assert value(found, "revenue") is None


def test_a_line_above_and_a_header_that_differ_are_asked_about(read: Read) -> None:
    found = read(
        """
        Đơn vị tính: triệu đồng
        | TT | Đơn vị | Tổng thu ngân sách (tỷ đồng) | Vốn được giao | Vốn đã giải ngân (triệu đồng) |
        | 1 | Huyện Nam Sách | 1.5 | 900 | 800 |"""
    )
    assert [one.code.name for one in found.diagnostics if one.severity is Severity.ERROR] == ["TWO_UNITS"]
    figures = [value(found, name) for name in ("revenue", "funds", "spent")]
    assert figures == [None, Decimal(900), Decimal(800)]


ABOVE_A_FORM = """
        Đơn vị báo cáo: Huyện Nam Sách
        Đơn vị tính: triệu đồng
        | TT | Chỉ tiêu | Đơn vị tính | Thực hiện |
        | 1 | Tổng thu ngân sách | {stated} | {figure} |
        | 2 | Diện tích rừng trồng mới | ha | 12.5 |
        | 3 | Vốn được giao | | 900 |"""


@pytest.mark.parametrize(
    ("stated", "figure", "wrong", "revenue"),
    [
        ("tỷ đồng", "1250.5", {"TWO_UNITS"}, None),
        ("Triệu đồng", "1250.5", set(), Decimal("1.2505")),
        ("million dong", "1250.5", set(), Decimal("1.2505")),
        ("", "1,2505 tỷ đồng", set(), Decimal("1.2505")),
    ],
)
def test_a_line_above_a_form_goes_with_its_rows(
    read: Read, stated: str, figure: str, wrong: set[str], revenue: Decimal | None
) -> None:
    found = read(ABOVE_A_FORM.format(stated=stated, figure=figure))
    assert errors(found) == wrong
    figures = [value(found, name) for name in ("revenue", "forest", "funds")]
    assert figures == [revenue, Decimal("12.5"), Decimal(900)]


def test_of_two_lines_above_that_differ_a_header_is_held_against_the_nearest(read: Read) -> None:
    lines = "Đơn vị tính: triệu đồng\n        Đơn vị tính: nghìn đồng"
    for header, wrong in (("triệu đồng", {"TWO_UNITS"}), ("nghìn đồng", set[str]())):
        table = f"""{lines}
        | TT | Đơn vị | Tổng thu ngân sách ({header}) |
        | 1 | Huyện Nam Sách | 1250.5 |"""
        assert errors(read(table)) == wrong


@pytest.mark.parametrize(("total", "wrong"), [("2230.75", set()), ("2230.76", {"TOTAL_MISMATCH"})])
def test_a_total_that_misses_by_a_hundredth_is_told(read: Read, total: str, wrong: set[str]) -> None:
    found = read(
        f"""
        | TT | Đơn vị | Tổng thu ngân sách (triệu đồng) |
        | 1 | Huyện Nam Sách | 1250.5 |
        | 2 | Huyện Tứ Kỳ | 980.25 |
        | | Tổng cộng | {total} |"""
    )
    assert errors(found) == wrong


@languages
@pytest.mark.parametrize("total", ["12750", "12.750,0 triệu đồng", '12.75 {0.00" tỷ đồng"}'])
def test_a_message_tells_numbers_in_the_unit_of_the_cell(plan: Plan, read: Read, total: str, language: str) -> None:
    found = read(
        f"""
        | TT | Đơn vị | Tổng thu ngân sách (triệu đồng) |
        | 1 | Huyện Nam Sách | '2.700,0 |
        | 2 | Huyện Tứ Kỳ | 7352.7 |
        | | Tổng cộng | {total} |"""
    )
    wording = Wording(Messages(language), plan)
    said = {fault.code.name: (wording.message(fault), wording.cure(fault)) for fault in found.diagnostics}
    as_text, wrong_sum = said["NUMBER_AS_TEXT"], said["TOTAL_MISMATCH"]
    assert all("2700" in text and not re.search(r"\b2[.,]7\b", text) for text in as_text)
    sums = {("vi", False): ("10.052,7", "10052,7"), ("en", False): ("10,052.7", "10052.7"),
            ("vi", True): ("10,0527", "10,0527"), ("en", True): ("10.0527", "10.0527")}  # fmt: skip
    assert all(text in part for text, part in zip(sums[language, "tỷ" in total], wrong_sum, strict=True))


@pytest.mark.parametrize(
    ("unit", "figure", "step", "in_plan"),
    [
        ("tỷ đồng", "12.34567", "0,001", "12,34567"),
        ("triệu đồng", "12345.67", "1", "12,34567"),
        ("triệu đồng", "'12.345,67", "1", "12,34567"),
        ("nghìn đồng", "12345670", "1.000", "12,34567"),
        ("nghìn đồng", "200000000000", None, "200.000"),
        ("triệu đồng", "200000000", None, "200.000"),
    ],
)
def test_what_a_cell_may_hold_is_told_in_its_own_unit(
    plan: Plan, read: Read, unit: str, figure: str, step: str | None, in_plan: str
) -> None:
    found = read(
        f"""
        | TT | Đơn vị | Tổng thu ngân sách ({unit}) |
        | 1 | Huyện Nam Sách | {figure} |"""
    )
    faults = validate(plan, "year", found.returns, frozenset({"revenue"}))[1]
    (fault,) = [one for one in faults if one.code is (Code.MORE_DECIMALS if step else Code.OUT_OF_BOUNDS)]
    wording = Wording(Messages("vi"), plan)
    assert f"tức là {in_plan} tính bằng tỷ đồng" in wording.message(fault)
    if step:
        assert f"ở ô này là đến {step};" in wording.cure(fault)


@pytest.mark.parametrize(
    ("label", "measure", "wrong"),
    [("Diện tích rừng trồng mới", "ha", {"TOTAL_MISMATCH"}), ("Thu nhập bình quân đầu người", "triệu đồng", set()),
     ("Năng suất lúa", "tạ/ha", set())],
)  # fmt: skip
def test_what_a_total_row_states_of_rates_and_averages_is_no_sum(
    read: Read, label: str, measure: str, wrong: set[str]
) -> None:
    forest = "{vi: Diện tích rừng trồng mới, en: New forest}"
    text = PLAN.replace(forest, f"{{vi: {label}, en: New forest}}").replace(
        "{vi: ha, en: ha}", f"{{vi: {measure}, en: {measure}}}"
    )
    rows = f"""
        | TT | Đơn vị | {label} ({measure}) |
        | 1 | Huyện Nam Sách | 62.5 |
        | 2 | Huyện Tứ Kỳ | 60.25 |
        | | Tổng cộng | 61.5 |"""
    found = read(rows, parse_plan(text, "plan.yaml"))
    assert errors(found) == wrong
    assert value(found, "forest", "0298") == Decimal("60.25")


def test_the_baseline_year_has_the_unit_of_its_header(read: Read) -> None:
    found = read(
        """
        Đơn vị báo cáo: Huyện Nam Sách
        | TT | Chỉ tiêu | Đơn vị tính | Năm 2022 | Năm 2023 |
        | 1 | Tổng thu ngân sách | triệu đồng | 900.5 | 1250.5 |"""
    )
    assert errors(found) == set()
    assert value(found, "revenue", basis=Basis.BASELINE) == Decimal("0.9005")


@pytest.mark.parametrize("remark", ["tỷ đồng", "(tỷ đồng)", "tính bằng nghìn đồng", "đơn vị: tỷ đồng"])
def test_another_unit_beside_the_figure_is_asked_about(read: Read, remark: str) -> None:
    found = read(
        f"""
        Đơn vị báo cáo: Huyện Nam Sách
        | TT | Chỉ tiêu | Đơn vị tính | Thực hiện | Ghi chú |
        | 1 | Tổng thu ngân sách | triệu đồng | 1250.5 | {remark} |"""
    )
    assert errors(found)
    assert value(found, "revenue") is None


@pytest.mark.parametrize("line", ["Unit of measure: million dong", "Unit: million VND", "ĐVT: triệu đồng"])
def test_a_line_in_either_language_states_it(read: Read, line: str) -> None:
    table = """
        | TT | Đơn vị | Tổng thu ngân sách |
        | 1 | Huyện Nam Sách | 1250.5 |"""
    found = read(f"{line}\n{table}")
    assert errors(found) == set()
    assert value(found, "revenue") == Decimal("1.2505")
