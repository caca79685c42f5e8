"""The workbook of results, opened again with another library than the one that wrote it."""

from __future__ import annotations

import os
import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from khpcmd.i18n import LANGUAGES, Messages
from khpcmd.render.formats import Format, Look
from khpcmd.render.xlsx.results import results_workbook
from khpcmd.report import Report

MESSAGES = [Messages(language) for language in LANGUAGES]
VI = MESSAGES[0]


def content(report: Report, messages: Messages = VI, folder: Path | None = None) -> bytes:
    return results_workbook(report, messages, Look(Format.XLSX, folder=folder))


def opened(report: Report, messages: Messages = VI, *, formulas: bool = False, folder: Path | None = None) -> Workbook:
    """The workbook with the results of its formulas, or with the formulas."""
    return load_workbook(BytesIO(content(report, messages, folder)), data_only=not formulas)


def sheet(book: Workbook, name: str, messages: Messages = VI) -> Worksheet:
    found = book[messages.template(f"results_book.sheets.{name}")]
    assert isinstance(found, Worksheet)
    return found


def word(name: str, messages: Messages = VI) -> str:
    return messages.template(f"results_book.columns.{name}")


def header(page: Worksheet, first: str) -> int:
    """The row of the headings, which begin with ``first``."""
    return next(row for row in range(1, page.max_row + 1) if page.cell(row, 1).value == first)


def table(page: Worksheet, first: str, messages: Messages = VI) -> list[dict[str, object]]:
    """The rows of a sheet's table, by their headings."""
    top = header(page, word(first, messages))
    names = [str(cell.value) for cell in page[top]]
    rows = page.iter_rows(min_row=top + 1, max_col=len(names), values_only=True)
    return [dict(zip(names, row, strict=True)) for row in rows]


def cells(book: Workbook) -> list[Cell]:
    """Every cell with something in it."""
    return [
        cell
        for page in book.worksheets
        for row in page.iter_rows()
        for cell in row
        if isinstance(cell, Cell) and cell.value is not None
    ]


def converted(folder: Path, form: str, files: list[Path]) -> None:
    """LibreOffice writes the files in another form into the folder "out"."""
    profile = f"-env:UserInstallation={(folder.parent / 'office').as_uri()}"
    program = needed("soffice", "libreoffice-calc")
    command: list[str | Path] = [program, profile, "--headless", "--convert-to", form, "--outdir", folder / "out"]
    run = subprocess.run([*command, *files], capture_output=True, text=True, timeout=300, check=False)
    assert all((folder / "out" / f"{file.stem}.{form}").exists() for file in files), run.stderr


def needed(program: str, package: str) -> str:
    """Where a program is; without it the test is skipped, or fails where every one is to run."""
    found = shutil.which(program)
    if found is None:
        if "KHPCMD_E2E" in os.environ:
            pytest.fail(f"{program} is missing: install {package}")
        pytest.skip(f"needs {program} ({package})")
    return found
