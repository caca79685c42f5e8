"""The plan that ships with khpcmd, against the document and the official register."""

from __future__ import annotations

import csv
import datetime
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from itertools import chain
from pathlib import Path

import pytest

from khpcmd.judge.roll_call import awaited
from khpcmd.plan.fields import AnyField
from khpcmd.plan.model import Duty, Plan
from khpcmd.text import Closeness, Names, bare, loose

DATA = Path(__file__).parents[1] / "data"
DOCUMENT = Path(__file__).parents[3] / "shared" / "source" / "ke_hoach_416_KH-UBND_2023.txt"
CLAUSES, OF_DUTIES = DATA / "ke_hoach_416_muc_II_2.txt", DATA / "ke_hoach_416_muc_III_V.txt"


def words(path: Path) -> str:
    return re.sub(r"\s+", " ", path.read_text(encoding="utf-8"))


def test_each_quote_is_to_the_letter(plan: Plan) -> None:
    assert [target.id for target in plan.targets if target.quote not in words(CLAUSES)] == []
    assert [duty.id for duty in plan.duties if duty.quote not in words(OF_DUTIES)] == []


@pytest.mark.parametrize("copy", [CLAUSES, OF_DUTIES], ids=lambda path: path.stem)
def test_the_copy_of_the_clauses_is_the_document_s(copy: Path) -> None:
    if not DOCUMENT.exists():
        pytest.skip("the document is not beside this checkout")
    assert words(copy).strip() in words(DOCUMENT)


def test_the_monthly_news_of_section_three_is_cited_with_its_target(plan: Plan) -> None:
    assert "III.1.3" in plan.target["B8"].clause
    assert "ít nhất một tháng một lần" in words(OF_DUTIES)


def test_each_clause_of_the_section_is_quoted(plan: Plan) -> None:
    bullets = [
        bullet.strip(" ;.-") for bullet in re.split(r" - (?=100%|Ít nhất|Phấn đấu|90%|Thông tin)", words(CLAUSES))
    ]
    quotes = [target.quote for target in plan.targets]
    assert len(bullets) == 9  # the heading and eight bullets
    assert all(any(quote in bullet for quote in quotes) for bullet in bullets[1:])


THRESHOLDS = {
    **dict.fromkeys(("B1a", "B1b", "B2a", "B2b", "B2c", "B2d", "B3a", "B4a", "B4b"), Fraction(1)),
    "B3b": Fraction(103, 100),
    **dict.fromkeys(("B3c", "B5b", "B5c", "B6a", "B6b"), Fraction(1, 5)),
    **dict.fromkeys(("B5a", "B6c"), Fraction(3, 10)),
    "B7": Fraction(9, 10),
    "B8": Fraction(1),
}


def test_all_nineteen_targets_of_section_two_are_there_with_the_thresholds_of_the_document(plan: Plan) -> None:
    assert [target.id for target in plan.targets] == sorted(THRESHOLDS)
    assert len(THRESHOLDS) == 19
    assert {target.id: target.limits.low for target in plan.targets} == THRESHOLDS
    assert all(target.limits.high is None and not target.limits.low_strict for target in plan.targets)


def test_what_is_striven_for_does_not_bind(plan: Plan) -> None:
    assert [target.id for target in plan.targets if not target.binding] == ["B6a", "B6b", "B6c"]
    assert all("Phấn đấu" in target.quote for target in plan.targets if not target.binding)


def test_cumulative_targets_are_those_that_build_up_over_the_year(plan: Plan) -> None:
    building = [target.id for target in plan.targets if target.cumulative]
    assert building == ["B3b", "B3c", "B4b", "B5a", "B5b", "B5c", "B6a", "B6b", "B6c", "B7"]


def test_the_fifteenth_is_late(plan: Plan) -> None:
    due = {name: period.due for name, period in plan.periods.items()}
    assert not due["half_year"].late(datetime.date(2023, 6, 14))
    assert due["half_year"].late(datetime.date(2023, 6, 15))
    assert due["year"].late(datetime.date(2023, 12, 15))


def test_the_units_are_those_of_the_register(plan: Plan) -> None:
    rows = list(csv.DictReader((DATA / "hai_duong_2023_districts.csv").read_text(encoding="utf-8").splitlines()))
    register = {row["code"]: (row["name"], int(row["communes_2023"])) for row in rows}
    districts = [unit for unit in plan.units if unit.level == "district"]
    assert {unit.id: (unit.name.vi, unit.registered["communes"]) for unit in districts} == register
    assert sum(number for _, number in register.values()) == plan.unit["30"].registered["communes"] == 235


def test_every_spelling_of_a_district_in_use_finds_it(plan: Plan) -> None:
    names = Names({u.id: (u.name.vi, *u.aliases) for u in plan.filers}, units=True)
    for row in csv.DictReader((DATA / "hai_duong_2023_districts.csv").read_text(encoding="utf-8").splitlines()):
        for spelling in row["aliases"].split(" | "):
            found = names.find(spelling)
            assert (spelling, found.id) == (spelling, row["code"])
            if not spelling.isascii():
                assert found.closeness in (Closeness.SAME, Closeness.OTHER_CLASS)


def test_the_communes_are_those_of_the_register(plan: Plan) -> None:
    communes = [unit for unit in plan.units if unit.level == "commune"]
    assert len(communes) == 235
    assert all(
        len(plan.below[unit.id]) == unit.registered["communes"] for unit in plan.filers if unit.level == "district"
    )


def test_every_body_of_the_plan_reports_something(plan: Plan) -> None:
    silent = [unit.id for unit in plan.units if unit.id not in plan.reported_by]
    assert silent == ["30"]


def test_every_text_is_there_in_both_languages_and_composed(plan: Plan) -> None:
    texts = [text for target in plan.targets for text in (target.title, target.note) if text]
    texts += [text for duty in plan.duties for text in (duty.title, duty.note) if text]
    texts += [field.label for field in plan.fields.values()] + [unit.name for unit in plan.filers]
    assert all(unicodedata.is_normalized("NFC", text.vi) and text.vi != text.en for text in texts)
    assert all(text.vi.strip() and text.en.strip() for text in texts)


# the duties of the plan that ships with khpcmd, against the document


CLAUSES_DUTY = Path(__file__).parents[1] / "data" / "ke_hoach_416_muc_III_V.txt"
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
    there = headings(CLAUSES_DUTY.read_text(encoding="utf-8")) | {"II.2"}
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
        asked = awaited(plan, period, selected=False)
        assert set(asked) == {*districts, *bodies}
        assert len(districts) + 5 == sum(asked.values())  # ten bodies owe no figures


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
