"""What a unit is told to do is what it can do in its own file; the analyst is told the rest elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell import MergedCell

from khpcmd.cli import main
from khpcmd.diagnostics import Code, Location
from khpcmd.i18n import Messages
from khpcmd.plan.load import load_plan
from khpcmd.render.told.file import fault
from khpcmd.render.wording import Wording
from places import ROOT, Captured, languages

OF_A_RETURN = [code for code in Code if code.code[0] not in "PWAT"]
"""The codes that can be about a return; the others are about the plan, the waivers or the taught names."""
KEYS = set(re.findall(r'"(\w+)": \{', (ROOT / "docs" / "plan.schema.json").read_text(encoding="utf-8"))) - {
    "properties"
}
"""The keys that a plan may have."""
COMMAND = re.compile(r"--[a-z]|\bkhpcmd\b|\blệnh check\b|\bcommand check\b")


def of_the_plan(text: str) -> list[str]:
    """The keys of a plan that a text names."""
    keys = "|".join(sorted(KEYS, key=len, reverse=True))
    return re.findall(rf"\b(?:{keys}): ?[\[\"a-z0-9]|\b[a-z]+_[a-z_]+\b", text)


@pytest.mark.crossing(1)
@languages
def test_a_unit_is_told_of_no_option_no_command_and_no_key_of_the_plan(language: str) -> None:
    for code in OF_A_RETURN:
        cure = Messages(language).template(f"codes.{code.code}.cure")
        bare = re.sub(r"\{[^}]*\}", "", cure)
        assert not COMMAND.search(bare), cure
        assert of_the_plan(bare) == [], cure


def test_such_words_would_be_found() -> None:
    assert of_the_plan("ví dụ aliases: [Cơ sở]; bổ sung vào reported_by") == ["aliases: [", "reported_by"]
    assert COMMAND.search("dùng --prefer newest")


@pytest.mark.slow
def test_what_the_analyst_can_do_names_who_acts() -> None:
    texts = [
        Messages("en").template(key) for code in Code if Messages("en").has(key := f"codes.{code.code}.cure_analyst")
    ]
    assert len(texts) > 15
    assert all(re.search(r"the analyst|author|command check|check also", text, re.IGNORECASE) for text in texts)


@languages
def test_everybody_else_is_told_both(language: str) -> None:
    wording = Wording(Messages(language), load_plan(None).plan)
    made = Code.UNKNOWN_COLUMN(Location("a.xlsx", "Biểu", "H3"), {"header": "Cơ sở đã KT", "suggestion": ""})
    worded = fault((made,), wording)
    assert worded.cure == f"{worded.unit_cure} {wording.analyst_cure(made)}"
    assert "aliases: [Cơ sở đã KT]" in worded.cure
    assert "aliases" not in worded.unit_cure


@pytest.mark.slow
def test_a_marked_copy_leaves_out_what_the_report_says_to_the_analyst(tmp_path: Path, capsys: Captured) -> None:
    source = ROOT / "examples" / "faulty" / "columns.xlsx"
    main(["annotate", str(source), "--period", "year", "-d", str(tmp_path)])
    (copy,) = tmp_path.glob("*.xlsx")
    book = openpyxl.load_workbook(copy)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    texts = [str(cell.value) for cell in cells] + [cell.comment.text for cell in cells if cell.comment]
    cured = [text for text in texts if "Sửa tiêu đề cho đúng tên trường số liệu" in text]
    assert cured
    assert not any("aliases" in text for text in texts)
    capsys.readouterr()
    main(["check", str(source), "--period", "year", "--only-reported", "-v"])
    assert "Người lập kế hoạch có thể khai báo thêm tên, ví dụ aliases: [" in capsys.readouterr().out


# no cure that ``khpcmd validate`` prints names an option that it does not have, without saying whose option it is


OPTION = re.compile(r"--[a-z][a-z-]+")
OF_ANOTHER_COMMAND = re.compile(r"(?i)(check also takes|lệnh check còn nhận|khpcmd template)[^.]*")
ONLY_CHECKED = (Code.NOT_REPORTED, Code.OVERDUE, Code.TARGET_NOT_CHECKED, Code.OWED_BY_ALL)
"""What speaks of units that sent nothing, and of targets."""


@languages
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
@languages
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
