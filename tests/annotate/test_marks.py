"""What a marked copy has on its cells and on its first sheet."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from copy import copy as shallow
from functools import cache
from pathlib import Path

import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font, GradientFill, PatternFill

from annotate.copies import (
    DISTRICTS,
    FAULTY,
    RESULTS,
    RETURN,
    annotate,
    book,
    cell,
    comments,
    marked,
    parts,
    results,
    texts,
    written,
)
from khpcmd.annotate.run import copy_names
from khpcmd.checking import Request, check
from khpcmd.checking.data import check_data
from khpcmd.cli import main
from khpcmd.diagnostics import Severity
from office import soffice
from places import EXAMPLES, Captured

COLORS = {Severity.ERROR: "FFFF9999", Severity.WARNING: "FFFFD966"}
READABLE = [path for path in FAULTY if path.stem != "not_a_workbook"]
by_file = pytest.mark.parametrize("path", READABLE, ids=lambda path: path.stem)


def faulty_return(folder: Path, **values: object) -> Path:
    """The consolidated example with some of its districts' cells changed."""
    changed = book(RETURN)
    for address, value in values.items():
        changed[DISTRICTS][address].value = value
    path = folder / "returns.xlsx"
    changed.save(path)
    return path


def mend(path: Path, *addresses: str) -> None:
    """Put the figures of the example back."""
    changed, example = book(path), book(RETURN)
    for address in addresses:
        changed[DISTRICTS][address].value = example[DISTRICTS][address].value
    changed.save(path)


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Path]:
    """The marked copy of a file, made once."""
    folder = tmp_path_factory.mktemp("once")
    return cache(lambda path: marked(path, folder))


@pytest.mark.crossing(1)
@by_file
def test_every_cell_that_is_told_is_filled_and_commented(path: Path, once: Callable[[Path], Path]) -> None:
    copy = once(path)
    (file,) = check_data(Request((path,))).files
    told = [one for one in file.diagnostics if one.severity in COLORS]
    for one in told:
        assert one.at is not None
        if one.at.cell:
            found = cell(copy, one.at.cell, one.at.sheet)
            assert found.fill.fgColor.rgb == COLORS[one.severity]
            assert found.comment is not None
            assert found.comment.author == "khpcmd"
            assert one.code.code in found.comment.text
            assert "How to fix it: " in found.comment.text
        assert one.code.code in texts(copy)
    assert len(list(comments(copy))) == len({(one.at.sheet, one.at.cell) for one in told if one.at and one.at.cell})


@pytest.mark.crossing(1)
@by_file
def test_marking_a_marked_copy_gives_the_same_file(path: Path, once: Callable[[Path], Path], tmp_path: Path) -> None:
    twice = marked(once(path), tmp_path)
    assert parts(twice) == parts(once(path))
    assert twice.read_bytes() == once(path).read_bytes()


@pytest.mark.crossing(1)
@by_file
def test_a_marked_copy_is_judged_like_its_original(path: Path, once: Callable[[Path], Path]) -> None:
    def judged(file: Path) -> tuple[object, ...]:
        report = check(Request((file,), period="year"))
        told = [
            (one.code, one.at and (one.at.sheet, one.at.cell), one.unit)
            for one in report.diagnostics
            if not (one.at and one.at.sheet == RESULTS)
        ]
        return [(one.target.id, one.verdict, one.measurement) for one in report.results], told

    assert judged(once(path)) == judged(path)


@pytest.mark.crossing(1)
@by_file
def test_every_link_leads_to_a_cell_of_the_copy(path: Path, once: Callable[[Path], Path]) -> None:
    copy = once(path)
    links = [one.hyperlink for row in results(copy).iter_rows(max_col=6) for one in row if one.hyperlink]
    assert bool(links) == ("wrong_period" not in path.stem)
    for link in links:
        sheet, _, address = str(link.location).rpartition("!")
        assert sheet.strip("'").replace("''", "'") in written(copy).sheetnames
        assert address
        assert link.target is None


@pytest.mark.slow
def test_the_first_sheet_has_the_heading_the_faults_and_how_the_units_stand(tmp_path: Path) -> None:
    copy = marked(faulty_return(tmp_path, V15=12.5), tmp_path / "out")
    told, sheet = texts(copy), results(copy)
    assert any("416/KH-UBND" in text for text in told)
    assert "Period: year 2023. Checked on 2023-12-20." in told
    assert f"{DISTRICTS}!V15" in told
    assert {"C503", "B3c", "B3a", "Missed", "each unit ≥ 100%"} <= set(told)
    assert str(tmp_path) not in "".join(told)
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet["A1"].font.name == "Times New Roman"
    assert sheet["D9"].alignment.wrap_text
    assert [one.sheet_view.tabSelected for one in written(copy).worksheets].count(True) == 1


@pytest.mark.slow
def test_several_faults_of_a_cell_stand_in_one_comment(tmp_path: Path) -> None:
    copy = marked(faulty_return(tmp_path, V15="4000", U15="62"), tmp_path / "out")
    told = [(address, text) for sheet, address, _, text in comments(copy) if sheet == DISTRICTS]
    (text,) = [text for address, text in told if address == "V15"]
    assert "C514" in text
    assert "K631" in text
    assert "C514" in dict(told)["U15"]
    assert cell(copy, "U15").fill.fgColor.rgb == COLORS[Severity.WARNING]


@pytest.mark.slow
def test_each_cell_of_a_group_is_marked_and_told_in_one_line(tmp_path: Path) -> None:
    copy = marked(faulty_return(tmp_path, V15=None, V16=None, V17=None), tmp_path / "out")
    assert f"{DISTRICTS}!V15:V17" in texts(copy)
    assert all(cell(copy, address).comment for address in ("V15", "V16", "V17"))


@pytest.mark.slow
def test_what_the_sender_put_there_is_kept_and_comes_back(tmp_path: Path) -> None:
    path = faulty_return(tmp_path, V15=None, V16=None, V17=None)
    changed = book(path)
    sheet = changed[DISTRICTS]
    sheet["V15"].comment = Comment("Đã kiểm tra\nĐã xác nhận", "Nguyễn Văn A")
    sheet["V15"].fill = PatternFill("solid", fgColor="FF00B050")
    sheet["V16"].fill = GradientFill(stop=("FF000000", "FFFFFFFF"))
    sheet["C3"].comment = Comment("Của người gửi", "Trần B")
    changed.save(path)
    copy = marked(path, tmp_path / "once")
    text = cell(copy, "V15").comment
    assert text is not None
    assert text.text.startswith("Error C501")
    assert text.text.endswith("――――― Nguyễn Văn A\nĐã kiểm tra\nĐã xác nhận")
    assert (DISTRICTS, "C3", "Trần B", "Của người gửi") in list(comments(copy))

    mend(copy, "V15", "V16", "V17")
    again = marked(copy, tmp_path / "twice")
    assert (DISTRICTS, "V15", "Nguyễn Văn A", "Đã kiểm tra\nĐã xác nhận") in list(comments(again))
    assert cell(again, "V15").fill.fgColor.rgb == "FF00B050"
    assert isinstance(shallow(cell(again, "V16").fill), GradientFill)
    assert cell(again, "V17").fill.fill_type is None
    assert not [one for one in comments(again) if one[2] == "khpcmd"]


@pytest.mark.slow
def test_marks_go_even_where_somebody_deleted_the_sheet_of_results(tmp_path: Path) -> None:
    copy = marked(faulty_return(tmp_path, V15=None), tmp_path / "once")
    changed = book(copy)
    del changed[RESULTS]
    changed.save(copy)
    mend(copy, "V15")
    again = marked(copy, tmp_path / "twice")
    assert not list(comments(again))
    assert cell(again, "V15").fill.fill_type is None
    assert len(written(again).worksheets) == len(written(RETURN).worksheets) + 1


@pytest.mark.slow
def test_a_sheet_of_the_sender_is_never_taken_for_khpcmd_s(tmp_path: Path) -> None:
    path = faulty_return(tmp_path, V15=None)
    changed = book(path)
    changed.create_sheet(RESULTS)["A1"].value = "Kiểm tra 12 cơ sở"
    changed.save(path)
    copy = marked(path, tmp_path / "once")
    again = marked(copy, tmp_path / "twice")
    assert written(copy).sheetnames[0] == f"{RESULTS} (2)"
    assert written(again)[RESULTS]["A1"].value == "Kiểm tra 12 cơ sở"
    assert again.read_bytes() == copy.read_bytes()


@pytest.mark.slow
def test_a_data_sheet_under_the_defined_name_stays(tmp_path: Path) -> None:
    from openpyxl.workbook.defined_name import DefinedName

    path = faulty_return(tmp_path, V15=None)
    changed = book(path)
    changed.defined_names["khpcmd_results"] = DefinedName("khpcmd_results", attr_text=f"'{DISTRICTS}'!$A$1")
    changed.save(path)
    copy = marked(path, tmp_path / "out")
    assert DISTRICTS in written(copy).sheetnames
    assert "C501" in texts(copy)


@pytest.mark.slow
def test_protection_stays_and_a_merged_range_is_filled_at_its_first_cell(tmp_path: Path) -> None:
    path = faulty_return(tmp_path, B14="Huyện Bình Gang")
    changed = book(path)
    sheet = changed[DISTRICTS]
    sheet.protection.sheet = True
    sheet.merge_cells("V15:V16")
    changed.save(path)
    copy = marked(path, tmp_path / "out")
    assert written(copy)[DISTRICTS].protection.sheet
    assert cell(copy, "B14").comment is not None
    assert all("V16" not in address for _, address, _, _ in comments(copy))
    assert cell(copy, "V15").fill.fgColor.rgb == COLORS[Severity.ERROR]


@pytest.mark.slow
def test_formulas_keep_their_results(tmp_path: Path) -> None:
    path = Path(__file__).parents[2] / "examples" / "faulty" / "cells.xlsx"
    copy = marked(path, tmp_path)
    import openpyxl

    before, after = (openpyxl.load_workbook(one, data_only=True)[DISTRICTS] for one in (path, copy))
    formulas = [one.coordinate for row in written(path)[DISTRICTS].iter_rows() for one in row if one.data_type == "f"]
    assert formulas
    assert [after[one].value for one in formulas] == [before[one].value for one in formulas]
    assert [written(copy)[DISTRICTS][one].value for one in formulas] == [
        written(path)[DISTRICTS][one].value for one in formulas
    ]


@pytest.mark.slow
def test_bold_words_in_a_cell_stay_bold(tmp_path: Path) -> None:
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont

    path = faulty_return(tmp_path, V15=None)
    changed = book(path)
    rich = CellRichText("Số ", TextBlock(InlineFont(b=True), "đậm"))
    changed[DISTRICTS]["AZ40"].value = rich
    changed[DISTRICTS]["AZ40"].font = Font(name="Times New Roman")
    changed.save(path)
    assert cell(marked(path, tmp_path / "out"), "AZ40").value == rich


@pytest.mark.slow
def test_a_line_for_each_file_says_what_became_of_it_and_no_original_is_touched(
    tmp_path: Path, capsys: Captured
) -> None:
    before = [(path.read_bytes(), path.stat().st_mtime_ns) for path in FAULTY]
    assert annotate(tmp_path, *FAULTY) == 3
    assert [(path.read_bytes(), path.stat().st_mtime_ns) for path in FAULTY] == before
    lines = capsys.readouterr().out.splitlines()
    told = [line for line in lines if line.startswith(("✗", "✓ 17"))]
    assert len(told) == len(FAULTY)
    for path, line in zip(FAULTY, told, strict=True):
        assert ("no copy: " if path.stem == "not_a_workbook" else str(tmp_path / path.name)) in line


@pytest.mark.slow
def test_a_fault_of_the_name_of_a_file_stands_at_the_file(tmp_path: Path) -> None:
    path = tmp_path / "số ước tính 2023.xlsx"
    shutil.copy(RETURN, path)
    annotate(tmp_path / "out", path)
    rows = list(book(tmp_path / "out" / path.name)[RESULTS].iter_rows(max_col=3))
    (place,) = (row[2] for row in rows if row[1].value == "S315")
    assert (place.value, place.hyperlink) == (path.name, None)


# the files of the command: names, folders, exit codes, and nothing half written


SOUND = EXAMPLES / "faulty" / "wrong_period.xlsx"  # nothing is wrong with it by itself


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


@pytest.mark.slow
def test_lines_are_coloured_where_that_is_wanted(tmp_path: Path, capsys: Captured) -> None:
    for source, sign in ((SOUND, "\x1b[32m✓ "), (FAULTY[0], "\x1b[1;31m✗ ")):
        annotate(tmp_path / "plain", source)
        plain = capsys.readouterr().out
        annotate(tmp_path / "plain", source, more=("--color", "always"))
        colored = capsys.readouterr().out
        assert "\x1b[" not in plain
        assert any(line.startswith(sign) for line in colored.splitlines())
        assert re.sub("\x1b\\[[0-9;]*m", "", colored) == plain
    assert main(["annotate", str(SOUND), "-d", str(tmp_path / "plain"), "--color", "red"]) == 2


def test_an_earlier_copy_is_whole_until_the_new_one_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = marked(SOUND, tmp_path)
    before = copy.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    annotate(tmp_path, SOUND)
    assert (names(tmp_path), copy.read_bytes()) == ([SOUND.name], before)


def test_files_of_one_name_are_numbered(tmp_path: Path) -> None:
    for folder, source in (("a", SOUND), ("b", RETURN)):
        (tmp_path / folder).mkdir()
        shutil.copy(source, tmp_path / folder / "bc.xlsx")
    annotate(tmp_path / "out", tmp_path / "a", tmp_path / "b")
    assert names(tmp_path / "out") == ["bc (2).xlsx", "bc.xlsx"]
    paths = [Path("a/bc.xlsx"), Path("b/BC.xlsx"), Path("c/bc (2).xlsx")]  # a number is the name of no other file
    assert list(copy_names(paths).values()) == ["bc.xlsx", "BC (3).xlsx", "bc (2).xlsx"]


def test_the_folder_of_the_returns_and_no_folder_are_refused(tmp_path: Path, capsys: Captured) -> None:
    path = Path(shutil.copy(SOUND, tmp_path))
    before = path.read_bytes()
    assert annotate(tmp_path, path) == 2
    assert annotate(tmp_path / "x" / "..", tmp_path) == 2
    assert "write the copies to another folder" in capsys.readouterr().err
    assert main(["annotate", str(path), "--lang", "en"]) == 2
    assert "no folder was given for the copies" in capsys.readouterr().err
    assert (path.read_bytes(), names(tmp_path)) == (before, [path.name])


@pytest.mark.slow
def test_the_exit_codes_are_those_of_validate(tmp_path: Path) -> None:
    assert annotate(tmp_path / "a", SOUND) == 0
    assert annotate(tmp_path / "b", SOUND, FAULTY[0]) == 3
    (tmp_path / "empty").mkdir()
    assert annotate(tmp_path / "c", tmp_path / "empty") == 5
    assert annotate(tmp_path / "d", tmp_path / "nowhere.xlsx") == 3
    assert annotate(tmp_path / "e", SOUND, more=("--period", "quarter")) == 2
    assert annotate(tmp_path / "f", SOUND, more=("--plan", str(tmp_path / "nowhere.yaml"))) == 2


def test_other_formats_get_no_copy_but_advice(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "bc.csv"
    rows = ["Đơn vị;Số cơ sở được kiểm tra ít nhất một lần", "Huyện Nam Sách;12", "Huyện Tứ Kỳ;13"]
    path.write_text("Năm 2023\n" + "\n".join(rows), encoding="utf-8-sig")
    annotate(tmp_path / "out", path)
    assert "save it as .xlsx" in capsys.readouterr().out
    assert names(tmp_path / "out") == []


def test_a_file_that_changes_meanwhile_gets_no_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setattr("khpcmd.annotate.run.sha256", lambda _: "another")
    assert annotate(tmp_path, SOUND) == 3
    assert "was changed while it was being checked" in capsys.readouterr().out


@pytest.mark.e2e
def test_libreoffice_opens_a_marked_copy_and_keeps_the_marks(tmp_path: Path) -> None:
    path = EXAMPLES / "faulty" / "cells.xlsx"
    copy = marked(path, tmp_path)
    soffice(tmp_path, "xlsx", copy)
    saved = tmp_path / "office" / copy.name
    found = cell(saved, "V15")
    assert found.comment is not None
    assert found.comment.text.startswith("Error C503")
    assert found.fill.fgColor.rgb == "FFFF9999"
    assert "C503" in texts(saved)
    again = marked(saved, tmp_path / "again")
    assert len([one for one in book(again).sheetnames if one.startswith("Check results")]) == 1
    assert cell(again, "V15").comment is not None
    assert book(again)[DISTRICTS].dimensions == book(copy)[DISTRICTS].dimensions
    assert "xl/workbook.xml" in parts(again)
