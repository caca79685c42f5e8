"""What to do about a file that is not a workbook depends on what it is."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

import scenes
from khpcmd.cli import main
from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.diagnostics.parameters import Ref
from khpcmd.i18n import LANGUAGES, Messages
from khpcmd.plan.load import load_plan, parse_plan
from khpcmd.render.wording import OF_FILE, OF_UNIT, Wording
from places import SOUND, Captured, languages
from workbook.test_namesakes import PLAN as NAMESAKES


def word_document() -> bytes:
    with zipfile.ZipFile(file := BytesIO(), "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w/>")
    return file.getvalue()


FILES = {
    "~$bc.xlsx": (b"\x05admin", "Đóng báo cáo trong Excel", "Close the return in Excel"),
    "bc.pdf": (b"%PDF-1.7\n", "đã dùng để in ra bản PDF", "from which this PDF was printed"),
    "bc.docx": (word_document(), "biểu mẫu Excel", "into an Excel template"),
    "anh.xlsx": (b"\x89PNG\r\n", "thay cho ảnh chụp", "instead of a picture"),
    "bc.txt.xlsx": ("tổng số: 12".encode(), "văn bản thuần không có ô", "plain text has no cells"),
    "csv.xlsx": (b"a;b\n1;2\n", "Đặt lại đuôi tệp là .csv", "Rename it to .csv"),
    "bc.rar": (b"Rar!\x1a", "Giải nén", "Unpack it"),
    "web.xlsx": (b"<html><table></table>", "Mở bằng Excel rồi lưu lại dạng .xlsx", "Open it in Excel and save it as"),
}


@pytest.mark.crossing(2)
@pytest.mark.parametrize("name", FILES)
def test_the_cure_fits_the_file(name: str, tmp_path: Path, capsys: Captured) -> None:
    content, vi, en = FILES[name]
    path = tmp_path / name
    path.write_bytes(content)
    for language, cure in (("vi", vi), ("en", en)):
        assert main(["validate", str(path), "-f", "json", "--lang", language]) == 3
        out = capsys.readouterr().out
        assert "F207" in out
        assert cure in out


NAMES = {
    "bo sung": ("S317", "cụm từ “bo sung” trong tên tệp", "its words “bo sung”"),
    "so lieu ke hoach giao": ("S314", "số kế hoạch", "planned figures"),
    "uoc thuc hien": ("S315", "số ước tính", "estimates"),
    "so lieu nghin": ("S316", "đơn vị tính của kế hoạch", "plan's unit of measure"),
}


@pytest.mark.crossing(2)
@pytest.mark.parametrize("name", NAMES)
@languages
def test_what_the_name_of_a_file_says_is_said_of_its_name(
    name: str, language: str, tmp_path: Path, capsys: Captured
) -> None:
    """The cure is to rename the file; the same words in a title are said of the words, and to be corrected there."""
    code, *told = NAMES[name]
    shutil.copy(SOUND, tmp_path / f"{name}.xlsx")
    assert main(["validate", str(tmp_path / f"{name}.xlsx"), "-f", "json", "--lang", language]) == 3
    (file,) = json.loads(capsys.readouterr().out)["files"]
    (fault,) = [one for one in file["diagnostics"] if one["code"] == code]
    begins, renames = {"vi": ("Tên tệp “", "đổi tên tệp"), "en": ("The file name “", "rename the file")}[language]
    assert fault["message"].startswith(f"{begins}{name}”")
    assert told[list(LANGUAGES).index(language)] in fault["message"]
    assert renames in fault["cure"]
    in_title = Diagnostic(Code.ESTIMATES, Location("a.xlsx", "Sheet1", "A1"), {"found": name})
    assert begins not in Wording(Messages(language)).message(in_title)


@languages
def test_a_lock_file_is_never_to_be_saved_as_a_workbook(language: str) -> None:
    wording = Wording(Messages(language))
    for code in (Code.NOT_A_WORKBOOK, Code.FILE_SET_ASIDE):
        cure = wording.cure(code(Location("~$a.xlsx"), {"what": Ref("word", "lock_file")}))
        assert ".xlsx" not in cure


@languages
def test_csv_is_not_to_be_saved_by_excel_which_may_change_its_figures(language: str) -> None:
    wording = Wording(Messages(language))

    def cure(what: str) -> str:
        return wording.cure(Code.LIMITED_FORMAT(Location("a"), {"what": Ref("word", what)}))

    assert "1.250" in cure("csv")
    assert "LibreOffice" in cure("ods")
    assert "Excel" in cure("xls")
    assert len({cure("csv"), cure("ods"), cure("xls")}) == 3


def test_each_sentence_is_for_a_word_that_the_code_can_have() -> None:
    tables = [Messages(language).catalogue["codes"] for language in LANGUAGES]
    own = []
    for codes in tables:
        assert not isinstance(codes, str)
        entries = {code: entry.get("cures", {}) for code, entry in codes.items() if not isinstance(entry, str)}
        own.append({code: set(cures) for code, cures in entries.items() if cures and not isinstance(cures, str)})
    assert own[0] == own[1]
    for code, words in own[0].items():
        assert [word for word in words - {OF_FILE, OF_UNIT} if Messages("vi").word(word) == word] == [], code


def test_equal_faults_take_the_sentence_of_what_they_are() -> None:
    one = Diagnostic(Code.NOT_A_WORKBOOK, Location("a.pdf"), {"what": Ref("word", "pdf")})
    assert "PDF" in Wording(Messages("en")).cure(one, one)


# the examples in cures are units, fields and the year of the plan at hand; without a plan they are samples


HA_NOI = Path(__file__).parents[2] / "targets" / "ha_noi_2026.yaml"
FAULTS = [
    Code.NO_UNIT(Location("a.xlsx", "Biểu"), {}),
    Code.UNKNOWN_UNIT(Location("a.xlsx", "Biểu", "B7"), {"found": "Xã Lạ", "suggestion": ""}),
    Code.NO_FIGURE_COLUMN(Location("a.xlsx", "Biểu", "B4"), {"found": "Năm 2022"}),
    Code.HEADER_UNCLEAR(Location("a.xlsx", "Biểu", "C3"), {"found": "Số vụ"}),
]


@languages
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.code.code)
def test_a_cure_takes_its_example_from_the_plan(language: str, fault: Diagnostic) -> None:
    plan = load_plan(HA_NOI).plan
    cure = Wording(Messages(language), plan).cure(fault)
    names = [unit.name.in_(language) for unit in plan.units] + [
        spec.label.in_(language) for spec in plan.fields.values()
    ]
    assert "2026" in cure or any(name in cure for name in names)
    assert not any(word in cure for word in ("Nam Sách", "2023", "cơ sở"))


@languages
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.code.code)
def test_without_a_plan_the_example_is_the_sample(language: str, fault: Diagnostic) -> None:
    cure = Wording(Messages(language)).cure(fault)
    assert any(word in cure for word in ("Huyện Nam Sách", "2023"))
    assert "{" not in cure


OTHER = ("Nam Sách", "hai-duong-2023", "B3a", "venues_", "[district]")
"""What is of plan 416, and would be somebody else's in a cure about another plan."""
ALIKE = ("P115",)
"""How two communes of one name are told apart is shown by a name."""


@pytest.mark.crossing(1)
@languages
def test_no_cure_names_a_part_of_another_plan(language: str) -> None:
    plan = load_plan(HA_NOI).plan
    wording = Wording(Messages(language), plan)
    cures = {
        fault.code.code: wording.cure(fault) + wording.analyst_cure(fault)
        for fault in scenes.every_code()
        if fault.code.code not in ALIKE
    }
    assert {code: cure for code, cure in cures.items() if any(word in cure for word in OTHER)} == {}


@pytest.mark.crossing(1)
@languages
def test_the_periods_that_a_cure_names_are_those_of_the_plan(language: str) -> None:
    plan = load_plan(HA_NOI).plan
    quarters = plan.model_copy(update={"periods": {"quy_1": plan.periods["year"], "quy_2": plan.periods["year"]}})
    wording = Wording(Messages(language), quarters)
    cures = {fault.code.code: wording.cure(fault) + wording.analyst_cure(fault) for fault in scenes.every_code()}
    assert {code: cure for code, cure in cures.items() if "half_year" in cure} == {}
    assert {code for code, cure in cures.items() if "quy_1, quy_2" in cure} >= {"U406"}


@languages
def test_where_a_unit_above_is_asked_for_none_of_those_that_report_is_the_example(language: str) -> None:
    plan = parse_plan(NAMESAKES, "plan.yaml")
    fault = Code.DISTRICT_UNKNOWN(Location("a.xlsx", "Biểu", "B7"), {"found": "Xã Tân Tiến"})
    cure = Wording(Messages(language), plan).cure(fault)
    assert plan.unit["297"].name.in_(language) in cure
    assert plan.unit["11"].name.in_(language) not in cure


@languages
def test_no_cure_of_a_return_has_an_example_of_one_topic(language: str) -> None:
    """A part that is larger than its whole may be of children who drink milk, and has no venues."""
    messages = Messages(language)
    cures = {code: messages.template(f"codes.{code}.cure") for code in (one.code for one in Code) if code[0] in "SUCK"}
    assert {"K601", "S324", "C514"} <= cures.keys()
    assert {code: cure for code, cure in cures.items() if re.search("cơ sở|kiểm tra hai|venue|[iỷ] đồng", cure)} == {}
