"""Templates that came back: changed formulas and lost protection are told, a save by another program is not."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from khpcmd.checking import Request, check
from khpcmd.cli import main
from khpcmd.i18n import Messages
from khpcmd.plan.load import load_plan
from khpcmd.template.make import make_template
from khpcmd.template.terms import bare, wordless
from khpcmd.workbook.read import read_workbook
from office import soffice
from places import languages
from template.making import wanted

pytestmark = pytest.mark.slow


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


def formulas(*sheets: Worksheet) -> Iterator[Cell]:
    cells = (cell for sheet in sheets for row in sheet.iter_rows() for cell in row)
    return (cell for cell in cells if isinstance(cell, Cell) and str(cell.value).startswith("="))


def test_as_it_was_sent_there_is_nothing_to_tell(template: Path, tmp_path: Path) -> None:
    assert told(template) == []
    assert read_workbook(template, load_plan(None).plan, name="form.xlsx").diagnostics == ()
    assert told(returned(template, tmp_path, lambda _: None)) == []


def test_a_verdict_that_was_typed_over_is_told_at_its_cell(template: Path, tmp_path: Path) -> None:
    def typed_over(book: Workbook) -> None:
        next(formulas(book["Đánh giá"])).value = "Đạt"

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
    assert told(soffice(tmp_path, "xlsx", template) / template.name) == []


def test_another_word_in_a_formula_is_told(template: Path, tmp_path: Path) -> None:
    def reworded(book: Workbook) -> None:
        for cell in formulas(book["Đánh giá"]):
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


def stamped_otherwise(book: Workbook, formulas: str | None) -> None:
    """As a template is that was made with other formulas; or, with None, before stamps said anything of them."""
    sheet = book["khpcmd"]
    (row,) = (row for row in sheet.iter_rows() if row[0].value == "formulas")
    if formulas is None:
        row[0].value = row[1].value = None
    else:
        row[1].value = formulas


def of_now(template: Path) -> str:
    stamp = read_workbook(template, load_plan(None).plan, name="").stamp
    assert stamp is not None
    return stamp.formulas


@pytest.mark.parametrize("made_with", [None, " ", "0123456789abcdef 0123456789abcdef"])
def test_a_template_of_another_version_is_not_said_to_be_changed(
    made_with: str | None, template: Path, tmp_path: Path
) -> None:
    def of_another(book: Workbook) -> None:
        stamped_otherwise(book, made_with)
        for cell in formulas(*(book[name] for name in ("Đánh giá", "Biểu số liệu", "khpcmd_tinh"))):
            cell.value = f"=1+({str(cell.value)[1:]})"

    assert told(returned(template, tmp_path, of_another)) == []


def test_a_template_in_other_words_is_compared_without_them(template: Path, tmp_path: Path) -> None:
    old, rest = of_now(template).split()

    def worded_otherwise(book: Workbook) -> None:
        stamped_otherwise(book, f"{old[::-1]} {rest}")
        for cell in formulas(*book.worksheets):
            cell.value = str(cell.value).replace('"Thiếu số liệu"', '"Chưa có ""số"""')
        book["Nhiệm vụ"].title = "Việc phải làm"

    def and_typed_over(book: Workbook) -> None:
        worded_otherwise(book)
        book["Đánh giá"]["F11"].value = "Đạt"

    assert told(returned(template, tmp_path, worded_otherwise)) == []
    assert told(returned(template, tmp_path, and_typed_over)) == [("TEMPLATE_CHANGED", "Đánh giá", "F11")]


@languages
def test_a_template_from_a_reworded_catalogue_is_not_said_to_be_changed(language: str, tmp_path: Path) -> None:
    class Reworded(Messages):
        def template(self, key: str) -> str:
            own = key.startswith("template.") and "{" not in super().template(key)
            return f"{super().template(key)} ~" if own else super().template(key)

    loaded, path = load_plan(None), tmp_path / "form.xlsx"
    asked = replace(wanted(loaded, loaded.plan.unit["292"], "year", language), messages=Reworded(language))
    make_template(path, asked)
    assert told(path) == []


def test_what_programs_write_otherwise_is_the_same_formula() -> None:
    assert bare("SUM('Nhiệm vụ'!$G$11:$G$11)") == bare("SUM(Nhiệm vụ!$G$11)")
    assert bare("SUM($G$11:$G$110)") != bare("SUM($G$11)")
    first, second = "IF('It''s'!A1='a,khpcmd!B2,1)", "IF(Other!A1='b','X y'!B2,1)"
    first, second = first.replace("'a", '"a ""b"""'), second.replace("'b'", '"c"')
    assert wordless(first) == wordless(second)


def test_a_document_beside_a_duty_says_nothing_of_other_rows(template: Path, tmp_path: Path) -> None:
    """One number of a document ("KH") is no column of plan figures and results."""

    def answered(book: Workbook) -> None:
        sheet = book["Nhiệm vụ"]
        sheet["C11"].value, sheet["E11"].value, sheet["C12"].value = "x", "12/KH-UBND", "x"

    reading = read_workbook(returned(template, tmp_path, answered), load_plan(None).plan, name="form.xlsx")
    assert reading.diagnostics == ()
