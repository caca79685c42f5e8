"""A place may be called by a word that elsewhere says what a form is: "Mẫu", a specimen.

The plan's names win where they stand as names, and the word counts everywhere else.
"""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from khpcmd.cli import main
from khpcmd.plan.load import parse_plan
from khpcmd.workbook.read import read_workbook
from workbook.builder import saved
from workbook.views import codes, figures

PLAN = """\
languages: [vi]
id: mau-2027
title: Kế hoạch nông thôn mới xã Mẫu Sơn năm 2027
document: {number: 12/KH-UBND, date: 2027-01-08, issuer: Ủy ban nhân dân xã Mẫu Sơn}
year: 2027
periods:
  year:
    title: năm 2027
    window: {from: 2027-01-01, to: 2027-12-31}
    due: {date: 2028-01-15}
    months: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
levels: {village: {title: thôn}}
units: [{id: a, level: village, name: Mẫu}, {id: b, level: village, name: Đông}]
fields:
  n: {kind: count, label: Số hộ đạt chuẩn, reported_by: [village], unit_of_measure: hộ}
  m: {kind: count, label: Tổng số hộ, reported_by: [village], unit_of_measure: hộ, flow: false}
targets:
  - id: T1
    clause: Mục I
    quote: ít nhất 60% số hộ đạt chuẩn
    title: Hộ đạt chuẩn
    measure: {kind: ratio, part: n, whole: m}
    threshold: {at_least: 60%}
    cumulative: true
"""


def cell_of(sheet: Worksheet, text: str) -> str:
    """The address of the only cell that begins with a text."""
    (found,) = (cell for row in sheet.iter_rows() for cell in row if str(cell.value or "").startswith(text))
    return str(found.coordinate)


def filled(folder: Path, unit: str) -> Path:
    """A form of a unit that khpcmd made, with 100 and 70 households."""
    (folder / "plan.yaml").write_text(PLAN, encoding="utf-8")
    file = folder / "bao-cao.xlsx"
    assert main(["template", "--unit", unit, "--plan", str(folder / "plan.yaml"), "-o", str(file)]) == 0
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    for label, number in (("Tổng số hộ", 100), ("Số hộ đạt chuẩn", 70)):
        row = sheet[cell_of(sheet, label)].row
        sheet.cell(row, 5).value = number
    book.save(file)
    return file


def told(file: Path, **cells: str) -> list[str]:
    """The errors of a form with these texts in its cells; its signature stands in ``signed``."""
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    for at, text in cells.items():
        sheet[cell_of(sheet, "……, ngày") if at == "signed" else at] = text
    book.save(file)
    return errors(file)


def errors(file: Path) -> list[str]:
    """The errors of a file; without any, all figures are read."""
    found = read_workbook(file, parse_plan(PLAN, "plan.yaml"), name=file.name)
    assert found.diagnostics or [figures(one) for one in found.returns] == [{"m": 100, "n": 70}]
    return codes(found)


def typed(folder: Path, *lines: str) -> list[str]:
    """The errors of a return that somebody typed, with lines above its table."""
    above = ([line] for line in (*lines, "Kết quả thực hiện năm 2027"))
    table = (["Nội dung", "Đơn vị tính", "Kết quả"], ["Tổng số hộ", "hộ", 100], ["Số hộ đạt chuẩn", "hộ", 70])
    return errors(saved(folder / "bao-cao.xlsx", (*above, *table)))


def test_the_form_of_a_unit_of_that_name_is_read(tmp_path: Path) -> None:
    assert told(filled(tmp_path, "a")) == []


@pytest.mark.crossing(2)
@pytest.mark.parametrize("place", ["Mẫu", "Mẫu Sơn", "Xã Mẫu Sơn", "……"])
def test_a_place_of_the_plan_stands_before_the_day_of_a_signature(tmp_path: Path, place: str) -> None:
    assert told(filled(tmp_path, "b"), signed=f"{place}, ngày 05 tháng 01 năm 2028") == []


@pytest.mark.parametrize("place", ["Bản mẫu", "Mẫu điền", "Số liệu mẫu", "Mẫu Hưng", "Dự thảo"])
def test_no_other_words_stand_there(tmp_path: Path, place: str) -> None:
    assert told(filled(tmp_path, "b"), signed=f"{place}, ngày 05 tháng 01 năm 2028") == ["OTHER_MEANING"]


@pytest.mark.parametrize("cells", [{"A3": "MẪU"}, {"A1": "MẪU"}, {"A3": "Mẫu"}, {"A4": "MẪU ĐIỀN"}, {"A3": "BẢN MẪU"}])
def test_the_word_beside_the_name_counts(tmp_path: Path, cells: dict[str, str]) -> None:
    assert told(filled(tmp_path, "a"), **cells) == ["OTHER_MEANING"]


def test_it_counts_in_the_form_of_another_unit(tmp_path: Path) -> None:
    assert "OTHER_MEANING" in told(filled(tmp_path, "b"), A3="MẪU")


def test_a_return_that_was_typed_names_its_unit_by_a_label(tmp_path: Path) -> None:
    assert typed(tmp_path, "Đơn vị báo cáo: Mẫu") == []
    assert typed(tmp_path, "Đơn vị báo cáo: Đông") == []
    for lines in (["Đơn vị báo cáo: Mẫu", "MẪU"], ["MẪU", "Đơn vị báo cáo: Mẫu"], ["Đơn vị báo cáo: Đông", "MẪU"]):
        assert "OTHER_MEANING" in typed(tmp_path, *lines)


def test_the_word_alone_is_no_name_in_a_return_that_was_typed(tmp_path: Path) -> None:
    assert "OTHER_MEANING" in typed(tmp_path, "MẪU")
