"""Official codes stay as they are: capitals, hyphens and leading zeros; no two of them differ in capitals alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell

from khpcmd.cli import main
from khpcmd.diagnostics import Code
from khpcmd.plan.load import parse_plan
from places import Captured
from small_plan import MARK, PLAN, mistakes, told

CODES = {"0291": "PSA-01", "0298": "PSA-02", "radio": "007", "inspected": "F01_Inspected"}


def with_codes(text: str) -> str:
    for old, new in CODES.items():
        text = text.replace(f'"{old}"', old).replace(old, new)
    return text


def test_codes_with_capitals_and_zeros_are_the_ids_of_everything() -> None:
    plan = parse_plan(with_codes(PLAN), "plan.yaml")
    assert [unit.id for unit in plan.units] == ["PSA-01", "PSA-02", "007"]
    assert plan.unit["PSA-02"].parent == "PSA-01"
    assert plan.fields["news"].reported_by == ("007",)
    assert plan.targets[1].measure.fields() == ("F01_Inspected", "venues")


def test_two_codes_that_differ_in_capitals_alone_are_one_name_of_a_file() -> None:
    text = with_codes(PLAN).replace("id: PSA-02", "id: psa-01").replace("PSA-02", "psa-01")
    assert [found.code for found in mistakes(text)] == [Code.DUPLICATE_ID]


def test_another_case_is_offered_where_a_code_is_not_known() -> None:
    (found,) = told(("part: [inspected], whole", f"part: [{MARK}Inspected], whole"))
    assert (found.code, found.params["suggestion"]) == (Code.UNKNOWN_REFERENCE, "inspected")


def test_a_code_comes_back_from_the_form_and_stands_in_the_results(
    tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("plan.yaml").write_text(with_codes(PLAN), encoding="utf-8")
    assert main(["template", "--plan", "plan.yaml", "--unit", "007", "--period", "year", "-o", "form.xlsx"]) == 0
    book = load_workbook("form.xlsx")
    for row in book.worksheets[0].iter_rows():
        for cell in row:
            if not cell.protection.locked and isinstance(cell, Cell):
                cell.value = 2
    book.save("form.xlsx")
    capsys.readouterr()
    main(["check", "form.xlsx", "--plan", "plan.yaml", "--format", "json"])
    found = json.loads(capsys.readouterr().out)
    assert ["007"] in [call["reported"] for call in found["roll_call"]]
    (news,) = (one for one in found["results"] if one["target"] == "A4")
    assert (news["verdict"], [unit["unit"] for unit in news["units"]]) == ("met", ["007"])
