"""What a unit wrote beside a figure stands in the question about it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment

from khpcmd.check_data import DataRequest, check_data
from khpcmd.checking import Request, check
from khpcmd.diagnostics import Diagnostic, Severity
from khpcmd.i18n import Messages
from khpcmd.plan.load import load_plan
from khpcmd.render.wording import Wording
from workbook.builder import write

NAMES = ("Nam Sách", "Kim Thành", "Tứ Kỳ", "Thanh Miện", "Ninh Giang", "Gia Lộc", "Bình Giang")
WHY = "mở đợt cao điểm tháng 6"


def table(title: str, figure: int = 102, remark: str = "") -> str:
    rows = "".join(
        f"| Huyện {name} | {figure if name == 'Tứ Kỳ' else 100 + at} | {remark if name == 'Tứ Kỳ' else ''} |\n"
        for at, name in enumerate(NAMES)
    )
    return f"{title}\n| Đơn vị | Số hoạt động đã tổ chức | Ghi chú |\n{rows}"


@pytest.fixture(autouse=True)
def earlier(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(Path("then.xlsx"), S=table("BÁO CÁO NĂM 2022"))


def asked() -> Diagnostic:
    request = Request((Path("now.xlsx"),), previous=(Path("then.xlsx"),), only_reported=True)
    (question,) = check(request).of(Severity.QUESTION)
    (file,) = check_data(DataRequest((Path("now.xlsx"),), previous=(Path("then.xlsx"),))).files
    (same,) = [one for one in file.diagnostics if one.severity is Severity.QUESTION]
    assert same == replace(question, turns=None, turns_usual=None, usual=())  # no target is judged there
    return question


def test_the_remark_in_its_row_is_quoted() -> None:
    write(Path("now.xlsx"), S=table("BÁO CÁO NĂM 2023", 1020, WHY))
    question = asked()
    assert question.remark == WHY
    assert f"“{WHY}”" in Wording(Messages("vi"), load_plan(None).plan).message(question)


def test_the_comment_on_its_cell_is_quoted() -> None:
    write(Path("now.xlsx"), S=table("BÁO CÁO NĂM 2023", 1020))
    book = load_workbook("now.xlsx")
    book["S"]["B5"].comment = Comment(WHY, "Tứ Kỳ")
    book.save("now.xlsx")
    assert asked().remark == WHY


def test_the_remark_of_another_row_is_not() -> None:
    text = table("BÁO CÁO NĂM 2023", 1020).replace("| Huyện Gia Lộc | 105 |  |", f"| Huyện Gia Lộc | 105 | {WHY} |")
    write(Path("now.xlsx"), S=text)
    assert asked().remark == ""


def test_a_long_remark_is_cut() -> None:
    write(Path("now.xlsx"), S=table("BÁO CÁO NĂM 2023", 1020, "rất nhiều việc " * 60))
    assert len(asked().remark) == 300
