"""Amounts in every format and language: all their decimals, the language's separators, nothing of binary fractions."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it has no stubs here
from openpyxl import load_workbook

import amounts_plan
from khpcmd.checking import Request, check
from khpcmd.i18n import Messages
from khpcmd.plan.load import load_plan
from khpcmd.render.formats import Format, Look, rendered_file
from khpcmd.render.json_schema import results_schema
from khpcmd.report import Report
from places import languages
from render.examples import text_of
from workbook.builder import write

FIGURES = """
BÁO CÁO SỐ LIỆU NĂM 2023
| TT | Đơn vị | Tổng thu ngân sách (triệu đồng) | < | Vốn đã giải ngân (triệu đồng) | Vốn được giao (triệu đồng) | Diện tích rừng trồng mới (ha) | Tỷ lệ dân số tham gia bảo hiểm y tế (%) | Số xã đạt chuẩn |
| ^ | ^ | Năm 2022 | Năm 2023 | ^ | ^ | ^ | ^ | ^ |
| 1 | Huyện Nam Sách | 1200 | 1250 | 1250.5 | 1316.3 | 12.75 | 80 | 3 |
| 2 | Huyện Tứ Kỳ | 900 | 981 | 980.3 | 1000 | 0.1 | 79.9 | 1 |
"""  # noqa: E501


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    folder = tmp_path_factory.mktemp("amounts")
    (folder / "plan.yaml").write_text(amounts_plan.PLAN, encoding="utf-8")
    path = write(folder / "returns.xlsx", Sheet1=FIGURES)
    found = check(Request(paths=(path,), plan=folder / "plan.yaml", as_of=date(2024, 1, 10)))
    assert not [fault for fault in found.diagnostics if fault.severity.value == "error"], found.diagnostics
    return found


def made(report: Report, format_: Format, language: str) -> bytes:
    return b"".join(rendered_file(report, Messages(language), Look(format_)))


@pytest.mark.crossing(3)
@languages
@pytest.mark.parametrize("format_", list(Format))
def test_every_format_writes_amounts(report: Report, format_: Format, language: str) -> None:
    text = text_of(made(report, format_, language))
    assert format_ is Format.XLSX or not re.search(r"\d[.,]\d*(?:0000000|9999999)\d", text)
    assert "Decimal" not in text
    assert not re.search(r"\bNone\b|\bnan\b", text)
    if format_ not in (Format.XLSX, Format.DOCX, Format.JSON, Format.CSV):
        shown, other = ("2,231", "2.231") if language == "vi" else ("2.231", "2,231")
        plain = re.sub(r"\d+\.\d+%|[\w/-]+\.\d+", "", text) if format_ is Format.HTML else text
        assert shown in text or format_ in (Format.JUNIT, Format.GITHUB, Format.GITLAB)
        assert other not in plain


def test_the_json_has_exact_strings(report: Report) -> None:
    document = json.loads(made(report, Format.JSON, "en"), parse_float=pytest.fail)
    assert list(Draft202012Validator(json.loads(results_schema())).iter_errors(document)) == []
    found = {one["target"]: one for one in document["results"]}
    assert (found["T1"]["part"], found["T1"]["gap"], found["T1"]["value"]) == ("2.231", "3.879", "2231/1000")
    assert (found["T2"]["part"], found["T2"]["whole"]) == ("2230.8", "2316.3")
    assert (found["T4"]["part"], found["T4"]["gap"], found["T4"]["reaching"]) == (None, None, {"units": 1, "of": 2})
    assert [one["part"] for one in found["T4"]["units"]] == ["80", "79.9"]
    assert (found["T6"]["part"], found["T6"]["gap"]) == (4, 1)
    (comparison,) = found["T1"]["comparison"]
    assert (comparison["part"], comparison["whole_times"], comparison["holds"]) == ("2.231", "6.1091", False)


def test_the_workbook_has_numbers_with_their_decimals(report: Report, tmp_path: Path) -> None:
    (tmp_path / "r.xlsx").write_bytes(made(report, Format.XLSX, "vi"))
    book = load_workbook(tmp_path / "r.xlsx")
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert any(cell.value == 2.231 and cell.number_format == "#,##0.000" for cell in cells)
    assert any(cell.value == 79.9 and cell.number_format == "#,##0.0" for cell in cells)
    assert not any(
        isinstance(cell.value, float) and Decimal(f"{cell.value:.15g}") == Decimal("159.9") for cell in cells
    )


def test_the_plan_of_the_tests_is_sound(tmp_path: Path) -> None:
    (tmp_path / "plan.yaml").write_text(amounts_plan.PLAN, encoding="utf-8")
    assert load_plan(tmp_path / "plan.yaml").plan.amounts.keys() == {"revenue", "spent", "funds", "forest", "insured"}


@pytest.mark.crossing(1)
@pytest.mark.parametrize(
    ("label", "measure", "total"),
    [
        ("Diện tích rừng trồng mới", "ha", 12.85),
        ("Thu nhập bình quân", "ha", None),
        ("Năng suất lúa", "tạ/ha", None),
        ("Điểm chuyển đổi số", "điểm", None),
    ],
)
def test_the_sheets_of_figures_add_up_no_rates_and_averages(
    tmp_path: Path, label: str, measure: str, total: float | None
) -> None:
    def named(text: str) -> str:
        return text.replace("Diện tích rừng trồng mới", label).replace(
            "{vi: ha, en: ha}", f"{{vi: {measure}, en: {measure}}}"
        )

    (tmp_path / "plan.yaml").write_text(named(amounts_plan.PLAN), encoding="utf-8")
    path = write(tmp_path / "returns.xlsx", Sheet1=named(FIGURES).replace("(ha)", f"({measure})"))
    report = check(Request(paths=(path,), plan=tmp_path / "plan.yaml", as_of=date(2024, 1, 10)))
    (tmp_path / "r.xlsx").write_bytes(made(report, Format.XLSX, "vi"))
    page = load_workbook(tmp_path / "r.xlsx", data_only=True)[Messages("vi").text("results_book.sheets.figures")]
    columns = {str(cell.value): cell.column for row in page.iter_rows(max_row=8) for cell in row if cell.value}
    (total_row,) = [
        row for row in page.iter_rows(values_only=True) if row[1] == Messages("vi").text("results_book.total")
    ]
    found = {name: total_row[column - 1] for name, column in columns.items()}
    assert found[f"{label} ({measure})"] == total
    assert found["Vốn được giao (triệu đồng)"] == 2316.3
