"""``khpcmd plan new``: the skeleton loads as it stands, and a workbook proposes a plan that reads the workbook."""

from __future__ import annotations

import json
import os
import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from cases.stories import Story, stories
from grids import packed_grid
from khpcmd.cli import main
from khpcmd.draft.found import names_unit
from khpcmd.draft.from_workbook import Draft, _drafted, draft_of
from khpcmd.draft.skeleton import skeleton
from khpcmd.i18n import Messages
from khpcmd.plan.fields import AmountField, CountField
from khpcmd.plan.lint import lint_file
from khpcmd.plan.load import load_plan, parse_plan
from khpcmd.plan.model import Plan
from khpcmd.render.plan.draft import draft_page
from khpcmd.workbook.file.grid import GridCell
from khpcmd.workbook.file.limits import Limits
from khpcmd.workbook.read import read_workbook, trace_workbook
from places import EXAMPLES, RETURNS, Captured, languages
from workbook.builder import write

VI = Messages("vi")

FORM = EXAMPLES / "year_2023" / "Báo cáo năm 2023 huyện Nam Sách.xlsx"
SOUND = [path for path in sorted(EXAMPLES.rglob("*.xlsx")) if path.name != "not_a_workbook.xlsx"]
OF_PERCENTAGES = EXAMPLES / "quyet_dinh_546_2022" / "returns.xlsx"
BLANK_FORM = EXAMPLES / "forms" / "ministry_2023.xlsx"
WITHOUT_UNIT = [path for path in SOUND if path.parent.name.startswith("scsep_")]
"""The unit stands behind a word that only their plans know ("Grantee:"): a draft has a placeholder for it."""
WITH_UNITS = [path for path in SOUND if path not in (OF_PERCENTAGES, *WITHOUT_UNIT)]
OF_COUNTS = [path for path in WITH_UNITS if path.parent.name != "phu_tho_2023" and path != BLANK_FORM]
"""Amounts are not proposed: whoever writes the plan has to say their unit of measure and decimals."""
COMMENTED_OUT = re.compile(r"^( *)#(?=(?:- )?\w+: )", re.MULTILINE)


# the skeleton


@pytest.mark.crossing(1)
@languages
def test_the_skeleton_has_no_mistake_and_needs_no_advice(language: str, tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    assert main(["plan", "new", "-o", str(path), "--lang", language]) == 0
    assert lint_file(path).diagnostics == ()
    assert main(["plan", "lint", "--strict", str(path)]) == 0


@languages
def test_the_skeleton_shows_each_common_kind_once_and_a_duty(language: str) -> None:
    plan = parse_plan(skeleton(Messages(language)), "plan.yaml")
    kinds = [target.measure.kind for target in plan.targets]
    assert kinds == ["share", "ratio", "growth", "count", "frequency", "manual"]
    assert [duty.report_of for duty in plan.duties] == [None, "year"]


@languages
def test_what_is_commented_out_in_the_skeleton_can_be_used_as_it_stands(language: str, tmp_path: Path) -> None:
    text, count = COMMENTED_OUT.subn(r"\1", skeleton(Messages(language)))
    assert count == 33
    (tmp_path / "rosters").mkdir()
    (tmp_path / "rosters" / "xa_phuong.csv").write_text("code,name\n10003,Xã Thứ Ba\n", encoding="utf-8")
    path = tmp_path / "plan.yaml"
    path.write_text(text, encoding="utf-8")
    plan = load_plan(path).plan
    assert "10003" in plan.unit
    assert set(plan.groups) == {"with_industrial_zone"}
    assert plan.targets[1].milestones
    assert plan.targets[1].only
    assert plan.targets[1].by_period
    assert [target.measure.kind for target in plan.targets[6:]] == ["rate", "change", "on_time", "score"]
    assert lint_file(path).diagnostics == ()


def test_every_explanation_of_the_catalogue_stands_in_the_skeleton() -> None:
    source = (Path(__file__).parents[2] / "src" / "khpcmd" / "draft" / "skeleton.yaml").read_text(encoding="utf-8")
    parse_plan(source, "skeleton.yaml")
    section = Messages("vi").catalogue["plan_new"]
    assert not isinstance(section, str)
    assert re.findall(r"#@ (\w+)$", source, re.MULTILINE) == list(section["skeleton"])
    assert "#@" not in skeleton(Messages("vi"))


def test_the_skeleton_names_the_schema_and_speaks_the_language_asked_for(capsys: Captured) -> None:
    assert main(["plan", "new", "--lang", "en"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "# yaml-language-server: $schema=plan.schema.json"
    assert lines[1].startswith("# A skeleton: replace everything with the content of your document")
    assert main(["plan", "new"]) == 0
    out = capsys.readouterr().out
    assert "# Bản khung: thay mọi nội dung" in out
    assert max(map(len, out.splitlines())) <= 120


# the file


def test_the_file_is_written_and_told(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "plan.yaml"
    assert main(["plan", "new", "--output", str(path)]) == 0
    out, err = capsys.readouterr()
    assert (out, path.read_text(encoding="utf-8")) == ("", skeleton(Messages("vi")))
    assert err.startswith(f"Đã ghi {path}. ")
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_is_there_is_never_overwritten(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text("mine", encoding="utf-8")
    for arguments in ([], ["--from-workbook", str(RETURNS)], ["--from-workbook", "no such file"]):
        assert main(["plan", "new", "-o", str(path), *arguments]) == 2
        assert f"tệp “{path}” đã có, không ghi đè; đặt tên khác sau --output." in capsys.readouterr().err
    assert path.read_text(encoding="utf-8") == "mine"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(os.name == "nt", reason="needs the right to make links")
def test_a_link_to_nothing_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "plan.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    assert main(["plan", "new", "-o", str(tmp_path / "plan.yaml")]) == 2
    assert not (tmp_path / "elsewhere.yaml").exists()


def test_a_file_that_comes_meanwhile_stays_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "plan.yaml"

    def nobody_there_yet(*_: object) -> bool:
        path.write_text("theirs", encoding="utf-8")
        return False

    monkeypatch.setattr(os.path, "lexists", nobody_there_yet)
    assert main(["plan", "new", "-o", str(path)]) == 2
    assert path.read_text(encoding="utf-8") == "theirs"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("year", ["abc", "25", "1989", "2201", "2025.0", "٢٠٢٥"])
def test_a_year_that_is_none_is_refused_in_the_language_of_the_user(
    year: str, capsys: Captured, tmp_path: Path
) -> None:
    plan, copy = str(EXAMPLES.parent / "targets" / "plan_2023.yaml"), tmp_path / "copy.yaml"
    assert main(["plan", "new", "--from-plan", plan, "--year", year, "-o", str(copy), "--lang", "vi"]) == 2
    assert f"--year cần một năm từ 1990 đến 2200, ví dụ --year 2025, không phải “{year}”" in capsys.readouterr().err
    assert not copy.exists()


@pytest.mark.parametrize("name", ["\0", "x" * 300])
def test_a_name_that_no_file_can_have_is_told(name: str, tmp_path: Path) -> None:
    assert main(["plan", "new", "-o", str(tmp_path / name)]) == 2
    assert list(tmp_path.iterdir()) == []


# from a workbook


def proposed(path: Path, tmp_path: Path) -> Path:
    """The plan that the command proposes, in a file."""
    plan = tmp_path / "proposed.yaml"
    assert main(["plan", "new", "--from-workbook", str(path), "-o", str(plan)]) == 0
    return plan


def inspected(path: Path, plan: Path, capsys: Captured) -> set[str]:
    """The fields that ``khpcmd inspect`` finds in a workbook by a plan."""
    capsys.readouterr()
    assert main(["inspect", str(path), "--plan", str(plan), "--format", "json"]) == 0
    tables = [table for sheet in json.loads(capsys.readouterr().out)["files"][0]["sheets"] for table in sheet["tables"]]
    places = [place for table in tables for place in (*table["columns"], *table["rows"])]
    return {place["field"] for place in places if place.get("field")}


@pytest.mark.crossing(1)
@pytest.mark.parametrize("path", WITH_UNITS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_the_fields_and_the_units_that_a_workbook_proposed_are_found_in_it(
    path: Path, tmp_path: Path, capsys: Captured
) -> None:
    file = proposed(path, tmp_path)
    plan = load_plan(file).plan
    assert {filed.unit for filed in trace_workbook(path, plan, name=path.name).returns} == {
        unit.id for unit in plan.filers
    }
    if path in OF_COUNTS:
        assert len(plan.fields.keys() & inspected(path, file, capsys)) >= 0.9 * len(plan.fields)


@languages
def test_a_workbook_of_percentages_is_no_basis(language: str, tmp_path: Path, capsys: Captured) -> None:
    plan = tmp_path / "proposed.yaml"
    assert main(["plan", "new", "--from-workbook", str(OF_PERCENTAGES), "-o", str(plan), "--lang", language]) == 3
    messages = Messages(language)
    assert messages.text("plan_new.why.ratio") in capsys.readouterr().err
    assert not plan.exists()


@pytest.mark.crossing(2)
@pytest.mark.parametrize("path", WITHOUT_UNIT, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_where_no_unit_is_found_the_plan_says_so(path: Path, tmp_path: Path) -> None:
    plan = proposed(path, tmp_path)
    assert f"# {VI.text('plan_new.no_unit')}" in plan.read_text(encoding="utf-8")
    assert len(load_plan(plan).plan.units) == 1
    assert len(load_plan(plan).plan.fields) >= 5


def test_a_blank_form_proposes_what_it_proposes_filled_in(tmp_path: Path, capsys: Captured) -> None:
    book, filled = load_workbook(BLANK_FORM), tmp_path / "ministry_2023.xlsx"
    (sheet,) = book.worksheets
    rows = [row for row in range(11, 20) if sheet.cell(row, 4).value]
    for number, row in enumerate(rows):
        sheet.cell(row, 5).value, sheet.cell(row, 6).value = 20 + number, 30 + number
    book.save(filled)
    (tmp_path / "of_filled").mkdir()
    blank, full = (
        load_plan(proposed(BLANK_FORM, tmp_path)).plan,
        load_plan(proposed(filled, tmp_path / "of_filled")).plan,
    )
    assert len(blank.fields) == len(rows) == 7
    assert (
        blank.baseline_year,
        all(isinstance(spec, CountField) and spec.baseline for spec in blank.fields.values()),
    ) == (2022, True)
    assert blank == full
    assert inspected(filled, tmp_path / "proposed.yaml", capsys) == blank.fields.keys()


def test_a_consolidated_workbook_proposes_its_districts_and_bodies(tmp_path: Path) -> None:
    plan = load_plan(proposed(RETURNS, tmp_path)).plan
    assert (plan.year, plan.baseline_year) == (2023, 2022)
    assert [unit.name.vi for unit in plan.units if unit.level == "district"][:3] == [
        "Thành phố Hải Dương", "Thành phố Chí Linh", "Huyện Nam Sách",
    ]  # fmt: skip
    assert [unit.id for unit in plan.units if unit.level == "agency"][:2] == [
        "so-lao-dong-thuong-binh-va-xa-hoi", "cong-an-tinh",
    ]  # fmt: skip


def test_labels_are_headers_and_kinds_are_guessed_from_the_cells(tmp_path: Path) -> None:
    fields = load_plan(proposed(RETURNS, tmp_path)).plan.fields
    kinds = {spec.label.vi: spec.kind for spec in fields.values()}
    assert kinds["Kế hoạch phòng, chống mại dâm / Đã xây dựng"] == "yes_no"
    assert kinds["Kế hoạch phòng, chống mại dâm / Số, ký hiệu"] == "text"
    assert kinds["Kế hoạch phòng, chống mại dâm / Ngày ban hành"] == "date"
    assert kinds["Tố giác, tin báo, khiếu nại / Đã xử lý / Đúng hạn"] == "count"
    assert kinds["Số tin, bài về phòng, chống mại dâm đăng tải theo tháng"] == "months"


def test_what_is_counted_comes_from_the_column_of_measures_or_the_name(tmp_path: Path) -> None:
    fields = load_plan(proposed(FORM, tmp_path)).plan.fields
    measures = {spec.label.vi: spec.unit_of_measure.vi for spec in fields.values() if spec.kind == "count"}
    assert measures["Số lượt kiểm tra cơ sở"] == "lượt"
    assert measures["Số xã, phường, thị trấn duy trì tuyên truyền thường xuyên"] == "xã"
    (visits,) = [spec for spec in fields.values() if spec.kind == "count" and spec.counting == "visits"]
    assert visits.label.vi == "Số lượt kiểm tra cơ sở"
    (compared,) = [spec for spec in fields.values() if spec.kind == "count" and spec.baseline]
    assert compared.label.vi.startswith("Số vụ phạm tội")


TABLE = """
| UBND TỈNH HẢI DƯƠNG |
| KẾT QUẢ 6 THÁNG ĐẦU NĂM 2026 |
| TT | Đơn vị | Số người tập huấn (lượt người) | Cơ sở | < | Tỷ lệ (%) | Kế hoạch năm 2026 | Tin, bài | < | Ghi chú |
| ^ | ^ | ^ | Tổng số | Được kiểm tra | ^ | ^ | Tháng 1 | T2 | ^ |
| (1) | (2) | (3) | (4) | (5) | (6) | (7) | (8) | (9) | (10) |
| 1 | Xã Hồng Phong | 3 | 4 | 2 | 50 | 9 | 1 | 1 | |
| 2 | Phường Nam Sách | 3 | 4 | 2 | 50 | 9 | 1 | 1 | |
| | Tổng cộng | 6 | 8 | 4 | 50 | 18 | 2 | 2 | |
"""


def test_each_proposal_names_its_cell_and_what_is_left_out_is_said(tmp_path: Path, capsys: Captured) -> None:
    path = write(tmp_path / "Biểu (1).xlsx", Sheet1=TABLE)
    assert main(["plan", "new", "--from-workbook", str(path)]) == 0
    out = capsys.readouterr().out
    plan = parse_plan(out, "plan.yaml")
    assert [(unit.id, unit.level) for unit in plan.units] == [
        ("xa-hong-phong", "commune"), ("phuong-nam-sach", "commune"),
    ]  # fmt: skip
    assert [(name, spec.label.vi, spec.kind) for name, spec in plan.fields.items()] == [
        ("so_nguoi_tap_huan", "Số người tập huấn", "count"),
        ("co_so_tong_so", "Cơ sở / Tổng số", "count"),
        ("co_so_duoc_kiem_tra", "Cơ sở / Được kiểm tra", "count"),
        ("tin_bai", "Tin, bài", "months"),
    ]
    assert "  so_nguoi_tap_huan: # Sheet1!C3\n" in out
    assert 'unit_of_measure: {vi: "lượt người", en: "lượt người"}\n    counting: visits\n' in out
    assert "  - id: phuong-nam-sach # Sheet1!B7\n" in out
    assert "  # - Sheet1!F3 “Tỷ lệ (%)”: tỷ lệ, so sánh, được tính lại từ số gốc\n" in out
    assert "  # - Sheet1!G3 “Kế hoạch năm 2026”: số kế hoạch, hoặc của năm khác\n" in out
    assert "  # - Sheet1!J3 “Ghi chú”: ghi chú\n" in out
    assert "#baseline_year: 2025\n" in out
    assert [target.measure.kind for target in plan.targets] == ["manual"]


def test_rows_that_are_parts_are_named_with_their_item_where_they_have_to_be(tmp_path: Path) -> None:
    form = """
    Đơn vị báo cáo: Huyện Tứ Kỳ
    | TT | Nội dung | ĐVT | Thực hiện năm 2026 | % so với năm trước |
    | I | CÔNG TÁC KIỂM TRA |
    | 1 | Nhà hàng |
    | | - Tổng số | cơ sở | 4 | 1 |
    | | - Trong đó: được kiểm tra | cơ sở | 4 | 1 |
    | 2 | Khách sạn |
    | | - Tổng số | cơ sở | 4 | 1 |
    | 3 | Tỷ lệ kiểm tra | % | 50 | 1 |
    | 4 | Đã có kế hoạch | Có/Không | | |
    """
    path = write(tmp_path / "a.xlsx", Sheet1=form)
    plan = load_plan(proposed(path, tmp_path)).plan
    labels = [spec.label.vi for spec in plan.fields.values()]
    assert labels == ["Nhà hàng / Tổng số", "được kiểm tra", "Khách sạn / Tổng số", "Đã có kế hoạch"]
    assert [unit.name.vi for unit in plan.units] == ["Huyện Tứ Kỳ"]
    assert [told.code.name for told in trace_workbook(path, plan, name="a.xlsx").diagnostics] == ["UNKNOWN_ROW"]


def test_a_workbook_that_names_no_unit_gets_one_that_keeps_the_place(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", Sheet1="| Chỉ tiêu | Số liệu |\n| Số cơ sở | 3 |")
    text = proposed(path, tmp_path).read_text(encoding="utf-8")
    assert "# Biểu không ghi tên đơn vị nào: thay đơn vị giữ chỗ này.\n" in text
    assert "# Biểu không ghi năm: sửa năm ở đây và trong periods.\n" in text


def test_a_file_that_is_refused_gives_its_diagnostic_and_3(tmp_path: Path, capsys: Captured) -> None:
    plan = tmp_path / "plan.yaml"
    for path, code in ((EXAMPLES / "faulty" / "not_a_workbook.xlsx", "F207"), (tmp_path / "none.xlsx", "F201")):
        assert main(["plan", "new", "--from-workbook", str(path), "-o", str(plan)]) == 3
        out, err = capsys.readouterr()
        assert out == ""
        assert f"{path.as_posix()}: {code} " in err
        assert not plan.exists()


def test_a_workbook_without_a_table_is_told(tmp_path: Path, capsys: Captured) -> None:
    path = write(tmp_path / "a.xlsx", Sheet1="Kính gửi: Sở Y tế")
    assert main(["plan", "new", "--from-workbook", str(path), "--lang", "en"]) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"No table was found in {path}: a column titled, for example, “Đơn vị” or “Chỉ tiêu”")


HOSTILE = (
    'a: "b" {{ c }}', "# not a comment", "- list\nthen\tnew", "&anchor *alias !tag", "%TAG @ `x`", "true", "null", "no",
    "123", "{x: 1}", "it's 'so' \\n \\x41 \\", "<<", "名前", "Số \u202evụ\u200b", "yes", "=cmd|' /C calc'!A0", "| a |",
    "Số vụ\u0085hai\u2028ba", "1e5", "0x1F", "2023-01-01", "12:30", "$year ${year} %s {0}", "x" * 5000, "…", "~", "a]b",
)  # fmt: skip


def test_hostile_headers_are_only_text(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Biểu #1: 'x'".replace(":", ";")
    names = ['Huyện "A" # x', "null", "Xã: {B}", "Huyện 'C' \\ d", "{{ x }}"]
    for column, text in enumerate(("Đơn vị", *HOSTILE), 1):
        sheet.cell(1, column, text).data_type = "s"
        for row, name in enumerate(names, 2):
            sheet.cell(row, column, name if column == 1 else row).data_type = "s" if column == 1 else "n"
    path = tmp_path / "a'b\"c {x}.xlsx"
    book.save(path)
    plan = load_plan(proposed(path, tmp_path)).plan
    labels = [spec.label.vi for spec in plan.fields.values()]
    assert labels[:3] == ['a: "b" {{ c }}', "# not a comment", "list then new"]
    assert {"true", "null", "no", "it's 'so' \\n \\x41 \\", "=cmd|' /C calc'!A0", "Số vụ", "Số vụ hai ba"} <= {*labels}
    assert [unit.name.vi for unit in plan.units] == names
    told = trace_workbook(path, plan, name="a.xlsx")
    assert {filed.unit for filed in told.returns} == {unit.id for unit in plan.units}


def of_texts(rows: list[list[str]], title: str = "S") -> Draft:
    """What a sheet with these texts proposes."""
    places = {(row, column): text for row, texts in enumerate(rows, 1) for column, text in enumerate(texts, 1) if text}
    cells = {place: GridCell(int(text) if text.isdecimal() else text) for place, text in places.items()}
    return _drafted([packed_grid(title, cells)], Path("a.xlsx"))


def plan_of(draft: Draft) -> Plan:
    return parse_plan(draft_page(draft, VI), "plan.yaml")


WORDS = st.sampled_from([
    "", "Đơn vị", "Chỉ tiêu", "TT", "ĐVT", "Năm 2022", "Năm 2023", "Tháng 1", "T2", "Tổng số", "Trong đó:", "Huyện A",
    "- Trong đó: a", "Xã B", "Tỉnh C", "Công an tỉnh", "I", "1", "2", "Có", "Không", "x", "-", "người", "(1)", "* (vụ)",
    "Tỷ lệ (%)", "Số vụ", "KẾ HOẠCH NĂM 2023", "Cộng", "ngày 1 tháng 2 năm 2023", "Đơn vị báo cáo:", "12", "a / b", "…",
])  # fmt: skip
TEXTS = st.one_of(WORDS, WORDS, WORDS, st.text(max_size=12))


@pytest.mark.slow
@settings(deadline=None)
@given(st.lists(st.lists(TEXTS, min_size=1, max_size=7), min_size=1, max_size=9))
def test_whatever_a_sheet_says_what_it_proposes_can_be_loaded(rows: list[list[str]]) -> None:
    for first in (["Đơn vị", "Số vụ"], ["Chỉ tiêu", "Số liệu"]):
        draft = of_texts([first, *rows], "Sheet \x1b 'a'")
        if draft.parts.fields:
            plan_of(draft)


@pytest.mark.slow
def test_what_is_too_much_is_cut_and_said() -> None:
    header = ["Đơn vị", *(f"Số vụ loại {number}" for number in range(500))]
    draft = of_texts([header, *([f"Xã Tên {number}", "1"] for number in range(1600))])
    plan = plan_of(draft)
    assert (len(plan.units), len(plan.fields)) == (1500, 400)
    assert [left.why for left in draft.parts.left_out] == ["too_many", "too_many"]


@pytest.mark.slow
def test_the_stories_propose_plans_that_read_them(tmp_path: Path) -> None:
    """Of all fields that the workbooks of the stories propose, nearly all are found again."""
    found, wanted = 0, 0
    unclear = ("HEADER_UNCLEAR", "PLACE_UNCLEAR", "FIGURE_UNCLEAR")
    on_purpose = ("WRONG_PERIOD", "ROW_OF_OTHER_SPAN", "GROUP_OF_OTHER_SPAN", *unclear)  # what is not read
    refused = {f"told: {code}" for code in on_purpose}
    apart = ("q_other_shapes", "w_long")  # other plans; codes of units and fields that no plan made from them has
    of_2023 = [story for story in stories() if story.source not in apart]
    told = [story for story in of_2023 if not any(line.startswith(tuple(refused)) for line in story.expected)]
    for number, story in enumerate(told):
        fields, seen = again(story, tmp_path / str(number))
        found, wanted = found + len(fields & seen), wanted + len(fields)
    assert wanted > 150
    assert found >= 0.95 * wanted


def again(story: Story, folder: Path) -> tuple[set[str], set[str]]:
    """The fields that the workbook of a story proposes, and those that are found in it by that plan."""
    folder.mkdir()
    path = story.write(folder)
    draft = draft_of(path, Limits())
    if not draft.parts.fields:
        return set(), set()
    plan = plan_of(draft)
    tables = [table for sheet in trace_workbook(path, plan, name="a").traces for table in sheet.tables]
    return set(plan.fields), {taken.field for table in tables for taken in (*table.columns, *table.rows)}


AMOUNTS = """
| BÁO CÁO KINH TẾ - XÃ HỘI 9 THÁNG ĐẦU NĂM 2026 |
| Đơn vị báo cáo: Huyện Tứ Kỳ |
| TT | Chỉ tiêu | Đơn vị tính | Thực hiện năm 2026 |
| I | KINH TẾ |
| 1 | Diện tích gieo trồng | ha | 12 |
| 2 | Thu ngân sách | triệu đồng | 5400 |
| 3 | Số doanh nghiệp thành lập mới | doanh nghiệp | 7 |
| 4 | Tỷ lệ che phủ rừng | % | 12 |
| II | XÃ HỘI |
| 1 | Số hộ nghèo | hộ | 30 |
| 2 | Năng suất | tạ/ha | 61,5 |
"""


def test_amounts_are_no_ratios_and_a_group_of_rows_is_no_unit(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", Sheet1=AMOUNTS)
    plan = proposed(path, tmp_path)
    text, loaded = plan.read_text(encoding="utf-8"), load_plan(plan).plan
    assert [unit.name.vi for unit in loaded.units] == ["Huyện Tứ Kỳ"]
    assert [(spec.label.vi, spec.kind) for spec in loaded.fields.values()] == [
        ("Diện tích gieo trồng", "amount"), ("Thu ngân sách", "amount"), ("Số doanh nghiệp thành lập mới", "count"),
        ("Số hộ nghèo", "count"), ("Năng suất", "amount"),
    ]  # fmt: skip
    amounts = {name: spec for name, spec in loaded.fields.items() if isinstance(spec, AmountField)}
    said = [(one.unit_of_measure.vi, one.decimals) for one in amounts.values()]
    assert said == [("ha", 0), ("triệu đồng", 0), ("tạ/ha", 1)]
    assert "“Tỷ lệ che phủ rừng”: tỷ lệ, so sánh" in text


def test_a_bound_leaves_room_for_the_amounts_that_stand_there(tmp_path: Path) -> None:
    table = """\
| KẾT QUẢ THỰC HIỆN CÔNG TÁC NĂM 2026 |
| TT | Đơn vị | Kinh phí (đồng) | Diện tích (ha) |
| 1 | Xã Hồng Phong | 350000000 | 12,75 |
| 2 | Xã Nam Tân | 4500000000 | 3.5 |
"""
    path = write(tmp_path / "a.xlsx", Sheet1=table)
    plan = load_plan(proposed(path, tmp_path)).plan
    specs = [spec for spec in plan.fields.values() if isinstance(spec, AmountField)]
    said = [(one.unit_of_measure.vi, one.decimals, one.at_most) for one in specs]
    assert said == [("đồng", 0, 10**11), ("ha", 2, None)]
    read = [[cell.value for cell in one.cells.values()] for one in read_workbook(path, plan, name="a.xlsx").returns]
    assert read == [[350_000_000, Decimal("12.75")], [4_500_000_000, Decimal("3.5")]]


@pytest.mark.crossing(3)
@pytest.mark.parametrize(
    ("title", "periods"),
    [
        ("KẾT QUẢ THỰC HIỆN 9 THÁNG ĐẦU NĂM 2026", ["half_year", "nine_months", "year"]),
        ("BÁO CÁO KẾT QUẢ QUÝ II NĂM 2026", ["quarter_1", "quarter_2", "quarter_3", "quarter_4", "year"]),
        ("KẾT QUẢ THỰC HIỆN 6 THÁNG ĐẦU NĂM 2026", ["half_year", "year"]),
        ("KẾT QUẢ THỰC HIỆN CÔNG TÁC NĂM 2026", ["half_year", "year"]),
    ],
)
def test_the_periods_are_those_of_the_title(title: str, periods: list[str], tmp_path: Path) -> None:
    table = "| TT | Đơn vị | Số vụ |\n| 1 | Xã Hồng Phong | 3 |\n| 2 | Xã Nam Tân | 4 |"
    plan = load_plan(proposed(write(tmp_path / "a.xlsx", Sheet1=f"| {title} |\n{table}"), tmp_path)).plan
    assert list(plan.periods) == periods


@pytest.mark.parametrize(
    "table",
    [
        "| TT | Đơn vị | Tỷ lệ (%) |\n| 1 | Xã Hồng Phong | 3 |\n| 2 | Xã Nam Tân | 4 |",
        "| TT | Đơn vị | Ngày ký | Ghi nhận |\n| 1 | Xã A | 12/3/2026 | tốt |\n| 2 | Xã B | 1/3/2026 | khá |",
        "| TT | Đơn vị | Mức độ |\n| 1 | Xã Hồng Phong | 3,5 |\n| 2 | Xã Nam Tân | 4,5 |",
    ],
)
def test_a_workbook_that_is_no_basis_for_a_plan_is_told_so(table: str, tmp_path: Path, capsys: Captured) -> None:
    path = write(tmp_path / "a.xlsx", Sheet1=table)
    assert main(["plan", "new", "--from-workbook", str(path), "--lang", "en"]) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert "is no basis for a plan" in err


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("XÃ HỘI", False), ("XÃ HỘI - VĂN HÓA", False), ("HUYỆN ỦY", False), ("XÃ ĐOÀN", False), ("BÁO CHÍ", False),
        ("Viện phí", False), ("VĂN PHÒNG PHẨM", False), ("Thanh tra, kiểm tra", False), ("Xã Hội Sơn", True),
        ("XÃ HỘI HOAN", True), ("Báo Hải Dương", True), ("Thanh tra tỉnh", True), ("HUYỆN NAM SÁCH", True),
    ],
)  # fmt: skip
def test_what_is_written_like_a_unit_and_is_none(text: str, unit: bool) -> None:
    assert names_unit(text) is unit
