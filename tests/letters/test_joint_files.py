"""Units that stand in a file of somebody else: what they lack is asked of them, and they read where it stands."""

from __future__ import annotations

from datetime import date
from email.message import EmailMessage
from pathlib import Path

import pytest

from khpcmd.checking import Request, check
from khpcmd.diagnostics import Code
from khpcmd.letters.compose import Kind, cases_of
from khpcmd.render.summary.check import calls_of
from khpcmd.report import Report
from letters.mails import attached, letters, mails, points, text
from plan_texts import head
from workbook.builder import write

BOTH = ("district, files: true", "commune, files: true")
PLAN = (
    head(2026, *BOTH, baseline=True, only_vi=True)
    + """\
units:
  - {id: d1, level: district, name: Huyện Thanh Sơn}
  - {id: d2, level: district, name: Huyện Kim Tân}
  - {id: d3, level: district, name: Thị xã Phú Hòa}
  - {id: c1, level: commune, name: Xã Đồng Tâm, parent: d1}
  - {id: c2, level: commune, name: Xã Kim Thủy, parent: d2}
  - {id: c3, level: commune, name: Phường Phú Lâm, parent: d3}
fields:
  beds: {kind: count, label: Số giường bệnh, reported_by: [district], unit_of_measure: giường, flow: false}
  rabies: {kind: count, label: Số ca bệnh dại, reported_by: [district], unit_of_measure: ca, baseline: true}
  teachers: {kind: count, label: Số giáo viên được tập huấn, reported_by: [district], unit_of_measure: giáo viên}
  households: {kind: count, label: Tổng số hộ gia đình, reported_by: [commune], unit_of_measure: hộ, flow: false}
targets:
  - {id: A, clause: "1", quote: q, title: Giường bệnh, cumulative: false,
     measure: {kind: count, of: beds}, threshold: {at_least: 1}}
  - {id: B, clause: "2", quote: q, title: Bệnh dại, cumulative: true,
     measure: {kind: growth, of: rabies}, threshold: {at_most: -10%}}
  - {id: C, clause: "3", quote: q, title: Giáo viên, cumulative: true,
     measure: {kind: count, of: teachers}, threshold: {at_least: 1}}
  - {id: D, clause: "4", quote: q, title: Hộ gia đình, cumulative: false,
     measure: {kind: count, of: households}, threshold: {at_least: 1}}
"""
)
COMMUNES = """\
BIỂU TỔNG HỢP CÁC XÃ, PHƯỜNG - NĂM 2026
| TT | Xã, phường | Tổng số hộ gia đình |
| I | Huyện Thanh Sơn | |
| 1 | Xã Đồng Tâm | 1200 |
| II | Huyện Kim Tân | |
| 2 | Xã Kim Thủy | 1020 |
| III | Thị xã Phú Hòa | |
| 3 | Phường Phú Lâm | 2050 |
"""
TEACHERS = """\
KẾT QUẢ TẬP HUẤN NĂM 2026
| STT | Đơn vị | Số giáo viên được tập huấn |
| 1 | Huyện Thanh Sơn | 400 |
| 2 | Huyện Kim Tân | 300 |
| 3 | Thị xã Phú Hòa | 500 |
"""


def own(name: str) -> str:
    """What a district reports itself."""
    return f"""\
UBND {name.upper()}
BÁO CÁO KẾT QUẢ NĂM 2026
| TT | Nội dung | Năm 2025 | Năm 2026 |
| 1 | Số giường bệnh | | 40 |
| 2 | Số ca bệnh dại | 5 | 4 |
"""


def inbox(folder: Path, *, silent: tuple[str, ...] = (), teachers: str = TEACHERS) -> Path:
    """A folder with the plan beside it, in which the ``silent`` districts sent nothing themselves."""
    (folder / "plan.yaml").write_text(PLAN, encoding="utf-8")
    (folder / "in").mkdir()
    for unit, name in {"d1": "Huyện Thanh Sơn", "d2": "Huyện Kim Tân", "d3": "Thị xã Phú Hòa"}.items():
        if unit not in silent:
            write(folder / "in" / f"{unit}.xlsx", BC=own(name))
    write(folder / "in" / "tong hop cac xa.xlsx", Hộ=COMMUNES)
    write(folder / "in" / "tong hop tap huan.xlsx", **{"Tập huấn": teachers})
    return folder / "in"


def checked(returns: Path) -> Report:
    return check(Request((returns,), returns.parent / "plan.yaml", as_of=date(2027, 1, 8)))


def given(returns: Path) -> tuple[Path | str, ...]:
    return (returns, "--plan", returns.parent / "plan.yaml", "--as-of", "2027-01-08")


def test_where_all_came_nothing_is_wrong(tmp_path: Path) -> None:
    report = checked(inbox(tmp_path))
    assert not [one for one in report.diagnostics if one.severity.value == "error"]
    assert cases_of(report).letters == ()


def test_what_a_district_lacks_that_only_stands_in_anothers_file_is_asked_of_it(tmp_path: Path) -> None:
    returns = inbox(tmp_path, silent=("d2",))
    report = checked(returns)
    found = [(one.code, one.unit) for one in report.diagnostics if one.severity.value == "error"]
    codes = sorted(code.name for code, _ in found)
    assert (codes, {unit for _, unit in found}) == (["MISSING_FIELD", "MISSING_FIELD"], {"d2"})
    # where its name heads those of its communes it reports nothing
    places = {(Path(one.at.file).name, one.at.sheet) for one in report.diagnostics if one.at and one.unit == "d2"}
    assert places == {("tong hop tap huan.xlsx", "Tập huấn")}
    assert report.missing_units == ()  # some of its figures came
    assert [(case.unit, case.kind) for case in cases_of(report).letters] == [("d2", Kind.FAULTS)]
    assert cases_of(report).nobodys == ()
    assert [call.unit for call in calls_of(report)] == ["d2"]

    assert letters(tmp_path / "out", *given(returns)) == 3
    (mail,) = mails(tmp_path / "out").values()
    assert list(attached(mail)) == ["bieu-mau_huyen-kim-tan_year.xlsx"]
    assert points(mail)[0].startswith("1. Trang tính “Tập huấn”: ")
    assert "“Số giường bệnh” và “Số ca bệnh dại”" in points(mail)[0]
    assert "không đính kèm" not in text(mail)  # it gets the blank form, and is asked to fill it in


def test_two_districts_that_lack_a_figure_are_each_told(tmp_path: Path) -> None:
    report = checked(inbox(tmp_path, silent=("d1", "d2")))
    found = [one.unit for one in report.diagnostics if one.code is Code.MISSING_FIELD]
    assert sorted(found) == ["d1", "d1", "d2", "d2"]
    assert [case.unit for case in cases_of(report).letters] == ["d1", "d2"]


def test_what_all_units_of_a_sheet_lack_is_a_fault_of_the_sheet(tmp_path: Path) -> None:
    report = checked(inbox(tmp_path, silent=("d1", "d2", "d3")))
    found = [(one.unit, one.at and one.at.sheet) for one in report.diagnostics if one.code is Code.MISSING_FIELD]
    assert found == [("", "Tập huấn"), ("", "Tập huấn")]


@pytest.mark.crossing(1)
@pytest.mark.parametrize(("heading", "reports"), [("", False), ("7", True)])
def test_a_heading_of_communes_is_a_return_of_its_district_only_with_figures(
    tmp_path: Path, heading: str, reports: bool
) -> None:
    returns = inbox(tmp_path, silent=("d2",))
    write(returns / "tong hop cac xa.xlsx", Hộ=COMMUNES.replace("Kim Tân | |", f"Kim Tân | {heading} |"))
    (returns / "tong hop tap huan.xlsx").unlink()
    report = checked(returns)
    of = [one for one in report.filed if one.unit == "d2"]
    assert bool(of) is reports


def of_both(folder: Path, figures: int) -> EmailMessage:
    """The letter about a file of its own with so many faults, and a cell of the joint file."""
    returns = inbox(folder, teachers=TEACHERS.replace("300", "ba trăm"))
    rows = "".join(f"| {number + 1} | Số ca bệnh dại {number} | | 4 |\n" for number in range(2, figures + 2))
    write(returns / "d2.xlsx", BC=own("Huyện Kim Tân").replace("| 40 |", "| bốn mươi |") + rows)
    assert letters(folder / "out", *given(returns)) == 3
    return mails(folder / "out")["huyen-kim-tan"]


@pytest.mark.slow
def test_beside_a_marked_copy_a_point_of_the_joint_file_says_its_cell_and_that_it_is_not_attached(
    tmp_path: Path,
) -> None:
    mail = of_both(tmp_path, 0)
    assert list(attached(mail)) == ["huyen-kim-tan_ban-danh-dau.xlsx"]
    first, second = points(mail)
    assert first.startswith("1. Trang tính “BC”, ô D4: ")
    assert second.startswith("2. Trang tính “Tập huấn”, ô C4: ")
    body = text(mail)
    assert body.index("“tong hop tap huan.xlsx”") < body.index(second)
    assert "các ô cần sửa đã được đánh dấu" in body
    assert "Biểu tổng hợp không đính kèm thư này." in body


def test_points_that_are_not_listed_are_not_said_to_be_in_the_copy_where_some_are_of_the_joint_file(
    tmp_path: Path,
) -> None:
    body = text(of_both(tmp_path, 12))
    assert "… và 0" in body
    assert "ghi trong tệp đính kèm" not in body
