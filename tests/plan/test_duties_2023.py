"""The duties of the plan that ships with khpcmd, against the document."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

from khpcmd.judge.roll_call import roll_calls
from khpcmd.plan.fields import AnyField
from khpcmd.plan.model import Duty, Plan
from khpcmd.text import bare, loose

CLAUSES = Path(__file__).parents[1] / "data" / "ke_hoach_416_muc_III_V.txt"
DISTRICT = [f"D{number}" for number in range(1, 13)]
PROVINCIAL = [f"P{number}" for number in range(1, 32)]
BY_FIELDS = {
    "D1": {"plan_issued"},
    "D5": {"integrated_economy", "integrated_welfare", "integrated_drugs", "integrated_hiv"},
    "D8": {"venues_inspected"},
    "D10": {"staff_district_trained", "staff_commune_trained"},
}


@pytest.fixture(scope="module")
def duties(plan: Plan) -> dict[str, Duty]:
    return {duty.id: duty for duty in plan.duties}


def names(duty: Duty) -> tuple[str, ...]:
    return (duty.title.vi, duty.title.en, *duty.aliases)


def asked(plan: Plan, unit: str) -> Iterator[tuple[str, AnyField]]:
    return ((name, plan.fields[name]) for name in plan.reported_by.get(unit, ()))


def test_all_twelve_and_thirty_one_duties_are_there(plan: Plan) -> None:
    assert [duty.id for duty in plan.duties] == DISTRICT + PROVINCIAL


def headings(text: str) -> set[str]:
    """The headings that the sections have: "III.3.1", "V.12", "V.11.a"."""
    found: set[str] = set()
    chapter = section = ""
    for line in text.splitlines():
        if roman := re.match(r"(III|IV|V)\. ", line):
            chapter = roman[1]
            found.add(chapter)
        elif number := re.match(r"(\d+(?:\.\d+)?)\.", line):
            section = f"{chapter}.{number[1]}"
            found.add(section)
        elif letter := re.match(r"([a-zđ])\) ", line):
            found.add(f"{section}.{letter[1]}")
    return found


def test_each_clause_is_a_heading_of_the_document(plan: Plan) -> None:
    there = headings(CLAUSES.read_text(encoding="utf-8")) | {"II.2"}
    for duty in plan.duties:
        for clause in duty.clause.split("; "):
            place = re.fullmatch(r"Mục ([IV]+[^,\s]*)(?:, (?:b|c|gạch đầu dòng thứ \w+|đoạn cuối))*", clause)
            assert place is not None, clause
            assert place[1] in there, clause


def test_each_duty_concerns_those_it_is_for(plan: Plan) -> None:
    districts = {unit.id for unit in plan.units if unit.level == "district"}
    agencies = {unit.id for unit in plan.units if unit.level == "agency"}
    for duty in plan.duties:
        members = plan.members(duty.of)
        assert members == districts if duty.id in DISTRICT else members and members <= agencies


def test_every_body_of_the_province_has_a_duty(plan: Plan) -> None:
    bound = frozenset(chain.from_iterable(plan.members(duty.of) for duty in plan.duties))
    assert [unit.id for unit in plan.units if unit.level == "agency" and unit.id not in bound] == []


def test_fields_answer_only_what_they_say(plan: Plan) -> None:
    assert {duty.id: set(duty.where.fields()) for duty in plan.duties if duty.where} == BY_FIELDS
    assert all(not duty.evidence for duty in plan.duties if duty.where)


def test_the_reports_are_those_of_the_periods(plan: Plan, duties: dict[str, Duty]) -> None:
    periods = {"D11": "half_year", "D12": "year", "P22": "half_year", "P23": "year"}
    assert {duty.id: duty.report_of for duty in plan.duties if duty.report_of} == periods
    assert all(duties[name].evidence == ("received",) for name in periods)
    assert duties["D12"].periods == duties["P23"].periods == ("year",)  # at half-year nobody can have sent it


def test_all_fifteen_bodies_and_all_districts_owe_both_reports(plan: Plan, duties: dict[str, Duty]) -> None:
    bodies, districts = plan.members(["agency"]), plan.members(["district"])
    assert (len(bodies), len(districts)) == (15, 12)
    assert plan.members(duties["P22"].of) == plan.members(duties["P23"].of) == bodies
    for period in ("half_year", "year"):
        calls = {call.level: set(call.expected) for call in roll_calls(plan, period, ())}
        assert calls == {"district": set(districts), "agency": set(bodies)}


def test_no_two_duties_share_a_name(plan: Plan) -> None:
    """Not only at one unit: headers are looked up among all names of the plan, with their accents or without."""
    for fold in (loose, bare):
        shared = Counter(folded for duty in plan.duties for folded in {fold(name) for name in names(duty)})
        assert [name for name, times in shared.items() if times > 1] == []


def test_no_duty_has_the_name_of_a_field(plan: Plan) -> None:
    for unit in plan.reported_by:
        fields = [(name, spec) for name, spec in asked(plan, unit) if not name.startswith("duty:")]
        taken = {bare(text) for _, spec in fields for text in (spec.label.vi, spec.label.en, *spec.aliases)}
        own = {bare(name) for duty in plan.duties if unit in plan.members(duty.of) for name in names(duty)}
        assert own & taken == set()


def test_each_question_of_the_checklist_has_names_of_its_own(plan: Plan) -> None:
    made = {name: spec for name, spec in plan.fields.items() if name.startswith("duty:")}
    spellings = [
        folded
        for spec in made.values()
        for folded in {bare(text) for text in (spec.label.vi, spec.label.en, *spec.aliases)}
    ]
    assert [name for name, times in Counter(spellings).items() if times > 1] == []
