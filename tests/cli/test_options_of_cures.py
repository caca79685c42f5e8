"""No cure that ``khpcmd validate`` prints names an option that it does not have, without saying whose option it is."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell import MergedCell

from khpcmd.cli import main
from khpcmd.diagnostics import Code
from khpcmd.i18n import LANGUAGES, Messages
from places import Captured

OPTION = re.compile(r"--[a-z][a-z-]+")
OF_ANOTHER_COMMAND = re.compile(r"(?i)(check also takes|lệnh check còn nhận|khpcmd template)[^.]*")
ONLY_CHECKED = (Code.NOT_REPORTED, Code.OVERDUE, Code.TARGET_NOT_CHECKED, Code.OWED_BY_ALL)
"""What speaks of units that sent nothing, and of targets."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_validate_has_every_option_that_its_cures_name(language: str, capsys: Captured) -> None:
    assert main(["validate", "--help"]) == 0
    own = set(OPTION.findall(capsys.readouterr().out))
    messages, wrong = Messages(language), list[str]()
    for code in Code:
        keys = (f"codes.{code.code}.{part}" for part in ("cure", "cure_analyst"))
        cure = " ".join(messages.template(key) for key in keys if messages.has(key))
        if code not in ONLY_CHECKED and not code.code.startswith(("P", "W", "A")):
            wrong += [
                f"{code.code} {name}" for name in OPTION.findall(OF_ANOTHER_COMMAND.sub("", cure)) if name not in own
            ]
    assert wrong == []


@pytest.mark.crossing(1)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_return_without_a_baseline_is_asked_for_none(language: str, capsys: Captured, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(Path(__file__).parents[2] / "examples" / "year_2023" / "chi_linh_2023.xlsx")
    headers = [(sheet, cell) for sheet in book.worksheets for row in sheet for cell in row if cell.value == "Năm 2022"]
    ((sheet, header),) = headers
    for (cell,) in sheet.iter_rows(min_col=header.column, max_col=header.column):
        if not isinstance(cell, MergedCell):
            cell.value = None
    book.save(tmp_path / "bc.xlsx")
    assert main(["validate", str(tmp_path / "bc.xlsx"), "--lang", language]) == 0
    assert "baseline" not in capsys.readouterr().out.split("\n\n", 1)[1].lower()
    assert main(["check", str(tmp_path / "bc.xlsx"), "--only-reported", "--lang", language]) == 3
    assert "B702" in capsys.readouterr().out
