"""LibreOffice calculates the formulas of the results to what is written beside them, and prints every sheet."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell

from khpcmd.check import Request, check
from results_books import MESSAGES, content

pytestmark = pytest.mark.e2e
EXAMPLES = Path(__file__).parents[2] / "examples"
SOFFICE = shutil.which("soffice")


@dataclass(frozen=True, slots=True)
class Case:
    name: str
    returns: tuple[str, ...]
    plan: str = ""


CASES = (
    Case("year", ("returns_2023.xlsx", "checklist_2023.xlsx")),
    Case("half", ("half_year_2023.xlsx",)),
    Case("faulty", ("faulty",)),
    Case("communes", ("ha_noi_2026/returns.xlsx",), "ha_noi_2026.yaml"),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of the examples, as they were written, and saved by LibreOffice without any result to copy."""
    if SOFFICE is None:
        if "KHPCMD_E2E" in os.environ:
            pytest.fail("soffice is missing: install libreoffice-calc")
        pytest.skip("needs soffice (libreoffice-calc)")
    made = tmp_path_factory.mktemp("results")
    for number, case in enumerate(CASES):
        plan = EXAMPLES.parent / "targets" / case.plan if case.plan else None
        report = check(Request(tuple(EXAMPLES / name for name in case.returns), plan))
        file = made / f"{case.name}.xlsx"
        file.write_bytes(content(report, MESSAGES[number % 2]))
        (made / "bare").mkdir(exist_ok=True)
        load_workbook(file).save(made / "bare" / file.name)
    converted(made, "xlsx", sorted((made / "bare").glob("*.xlsx")))
    return made


def converted(folder: Path, form: str, files: list[Path]) -> None:
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    assert SOFFICE is not None
    command: list[str | Path] = [SOFFICE, profile, "--headless", "--convert-to", form, "--outdir", folder / "out"]
    run = subprocess.run([*command, *files], capture_output=True, text=True, timeout=300, check=False)
    assert all((folder / "out" / f"{file.stem}.{form}").exists() for file in files), run.stderr


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_formulas_come_to_what_was_written(folder: Path, case: Case) -> None:
    formulas = load_workbook(folder / f"{case.name}.xlsx")
    written = load_workbook(folder / f"{case.name}.xlsx", data_only=True)
    again = load_workbook(folder / "out" / f"{case.name}.xlsx", data_only=True)
    places = [
        (page.title, cell.coordinate)
        for page in formulas.worksheets
        for row in page.iter_rows()
        for cell in row
        if isinstance(cell, Cell) and cell.data_type == "f"
    ]
    assert len(places) > 30
    wrong = [
        (title, place, written[title][place].value, again[title][place].value)
        for title, place in places
        if written[title][place].value != again[title][place].value
    ]
    assert not wrong


def test_every_sheet_is_printed(folder: Path) -> None:
    converted(folder, "pdf", [folder / "half.xlsx"])
    pages = shutil.which("pdftotext")
    if pages is None:
        pytest.skip("needs pdftotext")
    text = subprocess.run([pages, folder / "out" / "half.pdf", "-"], capture_output=True, text=True, check=True).stdout
    titles = (MESSAGES[1].template(f"results_book.titles.{name}") for name in ("targets", "chart", "matrix", "faults"))
    assert all(title in text for title in titles)
    assert "#REF!" not in text
    assert "###" not in text
