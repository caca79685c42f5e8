"""The plan that ships with khpcmd, against the document and the official register."""

from __future__ import annotations

import csv
import datetime
import re
import unicodedata
from fractions import Fraction
from pathlib import Path

import pytest

from khpcmd.plan.model import Plan
from khpcmd.text import Closeness, Names

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
