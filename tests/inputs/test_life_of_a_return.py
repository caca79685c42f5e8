"""The life of a return: each unit in one state, the same in every output; nobody is blamed for what is mended or there.

The inbox has the five examples of the product: a corrected return beside its faulty first version, a PDF, an archive,
a workbook with a password, and ten bodies that owe no figures; one return is faulty, and one has not come.
"""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.cell import Cell

from khpcmd.checking import Request, check
from khpcmd.diagnostics import Code
from khpcmd.exits import exit_code
from khpcmd.i18n import Messages
from khpcmd.letters.compose import Kind, cases_of
from khpcmd.page.screen import screen_of
from khpcmd.render.explained import explained_document
from khpcmd.render.formats import Format, Look, render, rendered_file
from khpcmd.render.plain import wrapped
from khpcmd.render.summary.check import calls_of, quiet_lines
from khpcmd.report import Report
from khpcmd.report import ReturnState as State
from places import EXAMPLES
from render.examples import FIGURES_ALONE
from word_files import opened

VI = Messages("vi")
LOCKED = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 512 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 4096
FIRST, SECOND = "A Binh Giang.xlsx", "Số liệu PCMD 2023 Bình Giang.xlsx"
NAM_SACH, GIA_LOC, BINH_GIANG, KIM_THANH, THANH_HA, TU_KY = "291", "297", "296", "293", "294", "298"
LATE, IN_TIME = date(2023, 12, 16), date(2023, 12, 1)


def spoiled(source: Path, target: Path) -> None:
    """The return with a figure that nobody can read."""
    book = load_workbook(source)
    cells = (cell for row in book["Biểu số liệu"]["E14:E40"] for cell in row)
    next(cell for cell in cells if isinstance(cell, Cell) and type(cell.value) is int).value = "khoảng 40"
    book.save(target)


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("life") / "in"
    shutil.copytree(EXAMPLES / "year_2023", folder)
    spoiled(folder / "Báo cáo năm 2023 huyện Nam Sách.xlsx", folder / "Báo cáo năm 2023 huyện Nam Sách.xlsx")
    spoiled(folder / SECOND, folder / FIRST)
    (folder / "BC 2023 huyen Tu Ky.xlsx").unlink()
    (folder / "BC 2023 huyen Tu Ky.pdf").write_bytes(b"%PDF-1.7 scanned")
    with zipfile.ZipFile(folder / "bao cao.zip", "w") as archive:
        archive.write(folder / "BC nam Thanh Ha.xlsx", "BC nam Thanh Ha.xlsx")
    (folder / "BC nam Thanh Ha.xlsx").unlink()
    (folder / "kimthanh-bc-nam-2023.xlsx").write_bytes(LOCKED)
    (folder / "gia_loc_nam2023.xlsx").unlink()
    return folder


@pytest.fixture(scope="module")
def late(inbox: Path) -> Report:
    return checked(inbox)


def checked(inbox: Path, *, day: date = LATE) -> Report:
    return check(Request((inbox,), as_of=day, prefer="listed"))


def name(report: Report, unit: str) -> str:
    return report.plan.unit[unit].name.vi


def states(report: Report) -> dict[str, State]:
    return {one.unit: one.state for one in report.submissions}


def test_each_unit_is_in_one_state(late: Report, inbox: Path) -> None:
    found = states(late)
    assert [found[unit] for unit in (KIM_THANH, THANH_HA, TU_KY)] == [State.NOT_READABLE] * 3
    assert (found[NAM_SACH], found[GIA_LOC], found[BINH_GIANG]) == (State.FAULTY, State.NOT_RECEIVED, State.COUNTED)
    numbers = {State.COUNTED: 12, State.NO_FIGURES: 10, State.NOT_READABLE: 3, State.FAULTY: 1, State.NOT_RECEIVED: 1}
    assert Counter(found.values()) == numbers
    assert states(checked(inbox, day=IN_TIME)) == {**found, GIA_LOC: State.NOT_DUE}


def test_its_files_have_a_state_and_a_reason(late: Report) -> None:
    files = {
        one.unit: [(Path(file.name).name, file.state, file.reason and file.reason.code) for file in one.files]
        for one in late.submissions
    }
    first, second = (FIRST, State.REPLACED, Code.RETURN_REPLACED), (SECOND, State.COUNTED, None)
    assert files[BINH_GIANG] == [first, second]
    assert [files[unit][0][1:] for unit in (KIM_THANH, THANH_HA, TU_KY)] == [
        (State.NOT_READABLE, code) for code in (Code.FILE_ENCRYPTED, Code.ARCHIVE, Code.NOT_A_WORKBOOK)
    ]
    assert files[NAM_SACH][0][1:] == (State.FAULTY, Code.NOT_A_NUMBER)
    owed = {one.unit: one.owed for one in late.submissions if one.owed}
    assert owed == {NAM_SACH: "corrections", **dict.fromkeys((GIA_LOC, KIM_THANH, THANH_HA, TU_KY), "return")}


# every output says the same of as many units


SAID = {
    State.NOT_READABLE: re.compile(r"chưa dùng được", re.IGNORECASE),
    State.NOT_RECEIVED: re.compile(r"chưa (?:báo cáo|gửi|có báo cáo|nhận)|đã quá hạn", re.IGNORECASE),
    State.NO_FIGURES: re.compile(r"không có số liệu phải", re.IGNORECASE),
}
"""What a sentence says of its units: nothing of theirs can be used, nothing has come, nothing is owed."""
SENTENCES = re.compile(r"[.;|<>\n]")


def text_of(report: Report, format_: Format) -> str:
    look = Look(format_, exit_code=3, width=2000)
    if format_ in (Format.XLSX, Format.DOCX):
        data = b"".join(rendered_file(report, VI, look))
        if format_ is Format.DOCX:
            return opened(data).text
        with zipfile.ZipFile(BytesIO(data)) as book:
            return "\n".join(book.read(part).decode() for part in book.namelist() if part.endswith(".xml"))
    return render(report, VI, look)


def brief(report: Report) -> str:
    return "\n".join(quiet_lines(report, VI, Look(Format.SUMMARY, exit_code=3)))


OUTPUTS: dict[str, Callable[[Report], str]] = {
    one.value: partial(text_of, format_=one) for one in Format if one not in FIGURES_ALONE
}
OUTPUTS |= {"quiet": brief, "explain": lambda report: wrapped(explained_document(report, VI, 3), None)}
TEXTS = [one for one in Format if one not in (Format.JSON, Format.CSV, *FIGURES_ALONE)]


def said_of(report: Report, text: str) -> dict[State, set[str]]:
    """Of which units a text says what: a sentence says the first that it can of all that it names."""
    names = {unit.name.vi.lower(): unit.id for unit in report.plan.units}
    found: dict[State, set[str]] = {state: set() for state in SAID}
    for sentence in SENTENCES.split(text):
        state = next((state for state, says in SAID.items() if says.search(sentence)), None)
        if state is not None:
            found[state].update(unit for name, unit in names.items() if name in sentence.lower())
    return found


@pytest.mark.parametrize("day", [LATE, IN_TIME], ids=["late", "in time"])
@pytest.mark.parametrize("output", OUTPUTS)
def test_every_output_says_the_same_of_the_same_units_and_blames_nobody(inbox: Path, output: str, day: date) -> None:
    report = checked(inbox, day=day)
    text, known = OUTPUTS[output](report), states(report)
    said = said_of(report, text)
    there = {state: {unit for unit, one in known.items() if one is state} for state in State}
    assert said[State.NOT_RECEIVED] == there[State.NOT_RECEIVED] | there[State.NOT_DUE] == {GIA_LOC}
    assert said[State.NOT_READABLE] == there[State.NOT_READABLE] == {KIM_THANH, THANH_HA, TU_KY}
    assert said[State.NO_FIGURES] <= there[State.NO_FIGURES]
    overdue = re.search(r"đã quá hạn|quá hạn [0-9]", text) is not None
    assert not (overdue and day is IN_TIME)


@pytest.mark.parametrize("format_", [one for one in TEXTS if one not in (Format.GITLAB, Format.DOCX)])
def test_as_many_have_sent_nothing_and_as_many_something_of_no_use(late: Report, format_: Format) -> None:
    text = text_of(late, format_)
    assert "1 đơn vị chưa báo cáo" in text
    assert "3 đơn vị đã gửi nhưng chưa dùng được" in text
    assert not re.search(r"(?:[02-9]|1[0-9]) đơn vị chưa báo cáo", text)


def test_the_report_in_word_asks_each_for_what_it_owes(late: Report) -> None:
    text = text_of(late, Format.DOCX)
    assert "Đơn vị chưa gửi báo cáo số liệu: huyện Gia Lộc." in text
    assert "Đơn vị đã gửi nhưng báo cáo chưa dùng được: huyện Kim Thành, huyện Thanh Hà, huyện Tứ Kỳ." in text
    assert "8/12 huyện, thị xã, thành phố" in text
    assert "5/5 cơ quan cấp tỉnh" in text
    assert "10 đơn vị không có số liệu phải báo cáo" in text
    assert "huyện Bình Giang" not in "".join(line for line in text.splitlines() if "sửa" in line)


def test_json_says_what_the_report_says(late: Report) -> None:
    document = json.loads(text_of(late, Format.JSON))
    assert {one["unit"]: one["state"] for one in document["submissions"]} == states(late)
    (districts, bodies) = document["roll_call"]
    assert (len(districts["reported"]), districts["missing"]) == (8, [GIA_LOC])
    assert set(districts["unusable"]) == {KIM_THANH, THANH_HA, TU_KY}
    assert (len(bodies["expected"]), bodies["expected"]) == (5, bodies["reported"])
    (year,) = (one for one in document["deadlines"] if one["period"] == "year")
    assert year["missing"] == year["overdue"] == [GIA_LOC]


def test_letters_go_to_whoever_owes_something_and_say_what_came(late: Report) -> None:
    found = cases_of(late)
    assert {one.unit: one.kind for one in found.letters} == {
        GIA_LOC: Kind.OVERDUE, **dict.fromkeys((NAM_SACH, KIM_THANH, THANH_HA, TU_KY), Kind.FAULTS)
    }  # fmt: skip
    assert all(one.files for one in found.letters if one.kind is Kind.FAULTS)
    assert found.nobodys == ()
    assert len(found.silent) == 12


def test_the_check_page_and_the_calls_name_the_same(late: Report) -> None:
    screen = screen_of(late, VI)
    unread = {Path(one.name).name for one in screen.files if one.state.value == "unread"}
    assert unread == {"BC 2023 huyen Tu Ky.pdf", "bao cao.zip", "kimthanh-bc-nam-2023.xlsx"}
    (first,) = (one for one in screen.files if one.name.endswith(FIRST))
    assert (first.state.value, first.errors, first.warnings) == ("skipped", (), ())
    called = {one.unit for one in calls_of(late)}
    assert called == {GIA_LOC, NAM_SACH, KIM_THANH, THANH_HA, TU_KY}


# a corrected return


def test_a_corrected_return_leaves_nothing_of_its_first_version_but_notes(inbox: Path, tmp_path: Path) -> None:
    both, alone = tmp_path / "both", tmp_path / "alone"
    shutil.copytree(EXAMPLES / "year_2023", both)
    shutil.copytree(EXAMPLES / "year_2023", alone)
    shutil.copy(inbox / FIRST, both / FIRST)
    corrected, clean = checked(both), checked(alone)
    assert exit_code(corrected) is exit_code(clean)
    assert [one.verdict for one in corrected.results] == [one.verdict for one in clean.results]
    assert states(corrected) == states(clean)
    notes = Counter(one.code for one in corrected.diagnostics) - Counter(one.code for one in clean.diagnostics)
    assert notes == {Code.RETURN_REPLACED: 1}
    assert cases_of(corrected).letters == ()


@pytest.mark.parametrize("first", [LOCKED, b"%PDF-1.7 scanned"], ids=["a password", "a PDF"])
def test_so_does_a_first_version_that_nobody_can_read(first: bytes, tmp_path: Path) -> None:
    shutil.copytree(EXAMPLES / "year_2023", tmp_path / "in")
    (tmp_path / "in" / FIRST).write_bytes(first)
    report = checked(tmp_path / "in")
    assert {one.code for one in report.diagnostics if one.at and one.at.file.endswith(FIRST)} == {Code.RETURN_REPLACED}
    assert states(report)[BINH_GIANG] is State.COUNTED
    asked = check(Request((tmp_path / "in",), as_of=LATE))
    assert states(asked)[BINH_GIANG] is State.FAULTY  # which of them counts was not said


def test_what_one_unit_corrects_in_a_file_of_several_leaves_the_faults_of_the_others(tmp_path: Path) -> None:
    book = load_workbook(EXAMPLES / "returns_2023.xlsx")
    sheet = book["Tổng hợp"] if "Tổng hợp" in book.sheetnames else book.worksheets[0]
    rows = {
        str(cell.value): cell.row for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("Huyện")
    }
    for unit in ("Huyện Bình Giang", "Huyện Nam Sách"):
        cells = (cell for cell in sheet[int(rows[unit] or 0)] if isinstance(cell, Cell) and type(cell.value) is int)
        list(cells)[2].value = "khoảng 40"
    book.save(tmp_path / "a.xlsx")
    shutil.copy(EXAMPLES / "year_2023" / SECOND, tmp_path / SECOND)
    report = check(Request((tmp_path / "a.xlsx", tmp_path / SECOND), as_of=LATE, prefer="listed"))
    wrong = {one.unit for one in report.diagnostics if one.code is Code.NOT_A_NUMBER}
    assert wrong == {NAM_SACH}
    assert (states(report)[BINH_GIANG], states(report)[NAM_SACH]) == (State.COUNTED, State.FAULTY)
