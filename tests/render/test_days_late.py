"""What is measured by a day is told by that day and by how late it is, in every format."""

from __future__ import annotations

import datetime
from pathlib import Path

import openpyxl
import pytest

import days_plan
from khpcmd.cli import main
from places import Captured

DAYS = {"0291": datetime.date(2027, 3, 18), "0298": datetime.date(2027, 3, 10)}
REVIEWED = {"0291": datetime.date(2027, 6, 29), "0298": datetime.date(2027, 7, 5)}
SAID = {
    "vi": ("18/03/2027, chậm 4 ngày", "10/03/2027, đúng hạn", "1 đơn vị chưa đúng hạn"),
    "en": ("2027-03-18, 4 days late", "2027-03-10, in time", "1 unit not in time"),
}


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The forms of both districts, one of them four days late."""
    folder = tmp_path_factory.mktemp("days")
    (folder / "plan.yaml").write_text(days_plan.PLAN, encoding="utf-8")
    (folder / "inbox").mkdir()
    for unit, day in DAYS.items():
        file = folder / "inbox" / f"{unit}.xlsx"
        assert main(["template", "--unit", unit, "--plan", str(folder / "plan.yaml"), "-o", str(file)]) == 0
        book = openpyxl.load_workbook(file)
        sheet = book.worksheets[0]
        for row in sheet.iter_rows():
            if row[2].value == "Ngày ban hành kế hoạch":
                row[4].value = day
            elif row[2].value == "Ngày họp sơ kết":
                row[4].value = REVIEWED[unit]
        book.save(file)
    return folder / "inbox"


def written(inbox: Path, capsys: Captured, language: str, *more: str) -> str:
    capsys.readouterr()
    plan = str(inbox.parent / "plan.yaml")
    assert main([more[0], *more[1:], str(inbox), "--plan", plan, "--config", "none", "--lang", language]) == 1
    return capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.parametrize("language", SAID)
@pytest.mark.parametrize("form", ["csv", "json", "html"])
def test_every_format_tells_the_day(inbox: Path, capsys: Captured, form: str, language: str) -> None:
    found = written(inbox, capsys, language, "check", "--format", form)
    assert all(text in found for text in SAID[language][: 2 if form == "csv" else 3])


@pytest.mark.slow
@pytest.mark.parametrize("language", SAID)
@pytest.mark.parametrize("form", ["plain", "table", "markdown", "github", "junit"])
def test_every_format_says_how_many_are_late(inbox: Path, capsys: Captured, form: str, language: str) -> None:
    found = " ".join(written(inbox, capsys, language, "check", "--format", form).split())
    assert SAID[language][2] in found
    assert not any(text in found for text in ("cần thêm 1 đơn vị", "short by 1 (units)"))


@pytest.mark.crossing(1)
@pytest.mark.parametrize("language", SAID)
def test_explain_tells_the_day_and_its_cell_without_part_and_whole(
    inbox: Path, capsys: Captured, language: str
) -> None:
    found = written(inbox, capsys, language, "explain", "T1")
    (line,) = (line for line in found.splitlines() if SAID[language][0] in line)
    assert "0291.xlsx" in line
    assert not any(word in line for word in ("tử số", "mẫu số", "part", "whole"))


def test_a_day_before_the_first_one_is_too_early(inbox: Path, capsys: Captured) -> None:
    found = written(inbox, capsys, "en", "check", "--format", "csv")
    assert "2027-06-29, 2 days too early" in found
