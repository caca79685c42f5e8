"""What to do about a file that is not a workbook depends on what it is."""

from __future__ import annotations

import json
import shutil
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from khpcmd.cli import main
from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.i18n import LANGUAGES, Messages
from khpcmd.parameters import Ref
from khpcmd.render.wording import OF_FILE, Wording
from places import SOUND, Captured, languages


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
        assert [word for word in words - {OF_FILE} if Messages("vi").word(word) == word] == [], code


def test_equal_faults_take_the_sentence_of_what_they_are() -> None:
    one = Diagnostic(Code.NOT_A_WORKBOOK, Location("a.pdf"), {"what": Ref("word", "pdf")})
    assert "PDF" in Wording(Messages("en")).cure(one, one)
