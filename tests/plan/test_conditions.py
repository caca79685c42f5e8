"""Conditions of a share that the linter refuses, each at its place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell

from khpcmd.cli import main
from khpcmd.diagnostics import Code
from khpcmd.diagnostics.parameters import Phrase, Ref, Stored
from khpcmd.judge.verdict import evaluate
from khpcmd.judge.world import World
from khpcmd.plan.load import parse_plan
from khpcmd.results import Verdict
from khpcmd.returns import Basis, Key
from khpcmd.template.contents import Filer
from places import Captured
from small_plan import MARK, PLAN, changed, mistakes, told
from template.making import Filled
from template.test_verdicts import agrees
from worlds import filed

BEFORE = Key("inspected", Basis.BASELINE)
OLD = "{all: [{field: plan_issued}, {field: venues, at_least: 1}]}"


def of(where: str) -> tuple[str, str]:
    return OLD, where


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("{field: venues, equal_to: ◆20%}", Ref("word", "whole_number")),
        ("{field: venues, more_than: ◆1.5}", Ref("word", "whole_number")),
        ("{field: venues, less_than: ◆0}", Phrase("at_least", ("0",))),
        ("{field: venues, at_least: ◆0}", Ref("word", "open_condition")),
        ("{part: inspected, whole: venues, at_least: ◆80}", Ref("word", "percent")),
        ("{part: inspected, whole: venues, more_than: ◆100%}", Phrase("between", (Stored(0, "%"), Stored(100, "%")))),
        ("{part: ◆inspected, whole: inspected, at_least: 80%}", Ref("word", "field_not_in_whole")),
        ("◆{part: inspected, whole: venues, at_least: 100%, more_than: 90%}", Ref("word", "threshold_keys")),
        ("{of: [{field: plan_issued}, {field: venues, at_least: 2}], at_least: ◆3}", Phrase("between", ("1", "2"))),
        ("◆{all: [{field: venues, at_most: 2}, {field: venues, at_least: 5}]}", Ref("word", "open_condition")),
        ("◆{any: [{field: venues, at_most: 2}, {field: venues, at_least: 1}]}", Ref("word", "open_condition")),
    ],
)
def test_a_condition_that_cannot_be_is_told(where: str, expected: Ref | Phrase) -> None:
    (mistake,) = told(of(where))
    assert mistake.code is Code.WRONG_VALUE
    assert mistake.params["expected"] == expected


def test_a_ratio_of_a_condition_needs_a_limit() -> None:
    (mistake,) = told(of(f"{MARK}{{part: inspected, whole: venues}}"))
    assert (mistake.code, mistake.params["key"]) == (Code.MISSING_KEY, "at_least")


@pytest.mark.parametrize(
    "where",
    [
        "{field: venues, equal_to: 0}",
        "{part: inspected, whole: venues, at_least: 80%}",
        "{part: communes_reached, whole: {register: communes}, equal_to: 100%}",
        "{part: inspected, whole: venues, at_least: 105%, may_exceed: true}",
        "{of: [{field: plan_issued}, {all: [{field: venues, at_most: 4}, {field: plan_issued}]}], at_least: 1}",
    ],
)
def test_a_condition_that_some_units_meet_is_taken(where: str) -> None:
    assert parse_plan(changed(of(where)), "plan.yaml").target["A1"]


def test_a_unit_that_is_not_asked_needs_no_number_to_be_held_against() -> None:
    """Tứ Kỳ has no communes and reports none: whether it meets the condition stays open, here and on its form."""
    plan = parse_plan(
        changed(
            of("{part: communes_reached, whole: {register: communes}, equal_to: 100%}"),
            (', parent: "0291", register: {communes: 23}', ""),
            (
                "reported_by: [district]\n    unit_of_measure: {vi: xã",
                'reported_by: ["0291"]\n    unit_of_measure: {vi: xã',
            ),
        ),
        "plan.yaml",
    )
    world = World(plan, "year", {"0291": filed("0291", {"communes_reached": 19})}, frozenset(plan.unit))
    (found,) = evaluate(world, [plan.target["A1"]])
    assert (found.verdict, [unit.alone for unit in found.units]) == (
        Verdict.INCONCLUSIVE, [Verdict.MET, Verdict.INCONCLUSIVE],
    )  # fmt: skip
    own = Filled({Key("venues"): 8, Key("inspected"): 2, Key("plan_issued"): True, BEFORE: 1}, {})
    agrees(Filer(plan, plan.unit["0298"], "year"), own)


# official codes stay as they are: capitals, hyphens and leading zeros; no two of them differ in capitals alone


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
