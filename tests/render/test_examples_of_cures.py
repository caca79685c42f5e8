"""The examples in cures are units, fields and the year of the plan at hand; without a plan they are samples."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import scenes
from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.i18n import Messages
from khpcmd.plan.load import load_plan, parse_plan
from khpcmd.render.wording import Wording
from places import languages
from workbook.test_namesakes import PLAN as NAMESAKES

HA_NOI = Path(__file__).parents[2] / "targets" / "ha_noi_2026.yaml"
FAULTS = [
    Code.NO_UNIT(Location("a.xlsx", "Biểu"), {}),
    Code.UNKNOWN_UNIT(Location("a.xlsx", "Biểu", "B7"), {"found": "Xã Lạ", "suggestion": ""}),
    Code.NO_FIGURE_COLUMN(Location("a.xlsx", "Biểu", "B4"), {"found": "Năm 2022"}),
    Code.HEADER_UNCLEAR(Location("a.xlsx", "Biểu", "C3"), {"found": "Số vụ"}),
]


@languages
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.code.code)
def test_a_cure_takes_its_example_from_the_plan(language: str, fault: Diagnostic) -> None:
    plan = load_plan(HA_NOI).plan
    cure = Wording(Messages(language), plan).cure(fault)
    names = [unit.name.in_(language) for unit in plan.units] + [
        spec.label.in_(language) for spec in plan.fields.values()
    ]
    assert "2026" in cure or any(name in cure for name in names)
    assert not any(word in cure for word in ("Nam Sách", "2023", "cơ sở"))


@languages
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.code.code)
def test_without_a_plan_the_example_is_the_sample(language: str, fault: Diagnostic) -> None:
    cure = Wording(Messages(language)).cure(fault)
    assert any(word in cure for word in ("Huyện Nam Sách", "2023"))
    assert "{" not in cure


OTHER = ("Nam Sách", "hai-duong-2023", "B3a", "venues_", "[district]")
"""What is of plan 416, and would be somebody else's in a cure about another plan."""
ALIKE = ("P115",)
"""How two communes of one name are told apart is shown by a name."""


@pytest.mark.crossing(1)
@languages
def test_no_cure_names_a_part_of_another_plan(language: str) -> None:
    plan = load_plan(HA_NOI).plan
    wording = Wording(Messages(language), plan)
    cures = {
        fault.code.code: wording.cure(fault) + wording.analyst_cure(fault)
        for fault in scenes.every_code()
        if fault.code.code not in ALIKE
    }
    assert {code: cure for code, cure in cures.items() if any(word in cure for word in OTHER)} == {}


@pytest.mark.crossing(1)
@languages
def test_the_periods_that_a_cure_names_are_those_of_the_plan(language: str) -> None:
    plan = load_plan(HA_NOI).plan
    quarters = plan.model_copy(update={"periods": {"quy_1": plan.periods["year"], "quy_2": plan.periods["year"]}})
    wording = Wording(Messages(language), quarters)
    cures = {fault.code.code: wording.cure(fault) + wording.analyst_cure(fault) for fault in scenes.every_code()}
    assert {code: cure for code, cure in cures.items() if "half_year" in cure} == {}
    assert {code for code, cure in cures.items() if "quy_1, quy_2" in cure} >= {"U406"}


@languages
def test_where_a_unit_above_is_asked_for_none_of_those_that_report_is_the_example(language: str) -> None:
    plan = parse_plan(NAMESAKES, "plan.yaml")
    fault = Code.DISTRICT_UNKNOWN(Location("a.xlsx", "Biểu", "B7"), {"found": "Xã Tân Tiến"})
    cure = Wording(Messages(language), plan).cure(fault)
    assert plan.unit["297"].name.in_(language) in cure
    assert plan.unit["11"].name.in_(language) not in cure


@languages
def test_no_cure_of_a_return_has_an_example_of_one_topic(language: str) -> None:
    """A part that is larger than its whole may be of children who drink milk, and has no venues."""
    messages = Messages(language)
    cures = {code: messages.template(f"codes.{code}.cure") for code in (one.code for one in Code) if code[0] in "SUCK"}
    assert {"K601", "S324", "C514"} <= cures.keys()
    assert {code: cure for code, cure in cures.items() if re.search("cơ sở|kiểm tra hai|venue|[iỷ] đồng", cure)} == {}
