"""Templates that came back: changed formulas and lost protection are told, a save by another program is not."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl import Workbook

from khpcmd.check import Request, check
from khpcmd.cli import main

SOFFICE = shutil.which("soffice")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sent") / "kinh-mon.xlsx"
    assert main(["template", "--unit", "Kinh Môn", "--period", "year", "-o", str(path)]) == 0
    return path


def told(path: Path) -> list[tuple[str, str, str]]:
    report = check(Request((path,), only_reported=True))
    return [
        (fault.code.name, fault.at.sheet if fault.at else "", fault.at.cell if fault.at else "")
        for fault in report.diagnostics
        if fault.code.name.startswith("TEMPLATE")
    ]


def returned(template: Path, folder: Path, change: Callable[[Workbook], None]) -> Path:
    book = openpyxl.load_workbook(template)
    change(book)
    path = folder / "returned.xlsx"
    book.save(path)
    return path


def test_as_it_was_sent_there_is_nothing_to_tell(template: Path, tmp_path: Path) -> None:
    assert told(template) == []
    assert told(returned(template, tmp_path, lambda _: None)) == []


def test_a_verdict_that_was_typed_over_is_told_at_its_cell(template: Path, tmp_path: Path) -> None:
    def typed_over(book: Workbook) -> None:
        sheet = book["Đánh giá"]
        cell = next(c for row in sheet.iter_rows() for c in row if str(c.value).startswith("="))
        cell.value = "Đạt"

    ((code, sheet, cell),) = told(returned(template, tmp_path, typed_over))
    assert (code, sheet) == ("TEMPLATE_CHANGED", "Đánh giá")
    assert cell


def test_a_sheet_without_its_protection_is_told(template: Path, tmp_path: Path) -> None:
    def opened(book: Workbook) -> None:
        book["Biểu số liệu"].protection.sheet = False

    assert told(returned(template, tmp_path, opened)) == [("TEMPLATE_UNPROTECTED", "Biểu số liệu", "")]


def test_a_sheet_that_is_gone_is_told(template: Path, tmp_path: Path) -> None:
    def removed(book: Workbook) -> None:
        del book["Đánh giá"]

    assert ("TEMPLATE_CHANGED", "Đánh giá", "") in told(returned(template, tmp_path, removed))


@pytest.mark.e2e
def test_a_save_by_libreoffice_changes_nothing_of_ours(template: Path, tmp_path: Path) -> None:
    if SOFFICE is None:
        if os.environ.get("KHPCMD_E2E") == "1":
            pytest.fail("LibreOffice is needed here")
        pytest.skip("LibreOffice is not installed")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [SOFFICE, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path), str(template)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert told(tmp_path / template.name) == []


def test_another_word_in_a_formula_is_told(template: Path, tmp_path: Path) -> None:
    def reworded(book: Workbook) -> None:
        for row in book["Đánh giá"].iter_rows():
            for cell in row:
                if str(cell.value).startswith("=") and "Không đạt" in str(cell.value):
                    cell.value = str(cell.value).replace("Không đạt", "Đạt")

    found = told(returned(template, tmp_path, reworded))
    assert found
    assert {(code, sheet) for code, sheet, _ in found} == {("TEMPLATE_CHANGED", "Đánh giá")}


def test_a_template_in_english_is_compared_with_one_in_english(tmp_path: Path) -> None:
    path = tmp_path / "kinh-mon.xlsx"
    assert main(["--lang", "en", "template", "--unit", "Kinh Môn", "--period", "year", "-o", str(path)]) == 0
    assert told(path) == []


def test_a_blank_form_is_no_return(template: Path) -> None:
    report = check(Request((template,)))
    assert [call.reported for call in report.roll_call if "292" in call.expected] == [()]


def test_a_marked_copy_of_a_template_has_nothing_of_ours_to_tell(template: Path, tmp_path: Path) -> None:
    assert main(["annotate", str(template), "-d", str(tmp_path / "marked")]) == 5
    assert told(tmp_path / "marked" / template.name) == []


def test_copies_are_not_put_where_the_returns_are_read_from(template: Path, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    shutil.copy(template, inbox)
    assert main(["annotate", str(inbox), "-d", str(inbox / "marked")]) == 2
    assert not (inbox / "marked").exists()
