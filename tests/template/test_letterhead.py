"""The lines at the head of forms and of the report are those of the plan, where it has its own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import scenes
from khpcmd.diagnostics import Severity
from khpcmd.i18n import Messages
from khpcmd.parameters import Ref
from khpcmd.plan.document import Letterhead
from khpcmd.plan.load import parse_plan
from khpcmd.template.make import make_template
from khpcmd.template.paper import office, state
from khpcmd.workbook.read import read_workbook
from one_language import in_one
from places import languages
from small_plan import PLAN, mistakes
from template.making import loaded_from, wanted
from word_files import drafted

STATE = "ĐẢNG CỘNG SẢN VIỆT NAM"
OWN = """
letterhead:
  state: [{vi: ĐẢNG CỘNG SẢN VIỆT NAM, en: COMMUNIST PARTY OF VIET NAM}]
  above_unit: {vi: BAN CHẤP HÀNH ĐẢNG BỘ, en: PARTY COMMITTEE}
  author: [{vi: TỈNH ỦY MẪU, en: PARTY OF MAU}, {vi: BAN TUYÊN GIÁO, en: COMMUNICATION}]
"""


@pytest.mark.parametrize(
    ("text", "language", "right", "left"),
    [
        (PLAN, "vi", ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"), ("ỦY BAN NHÂN DÂN",)),
        (PLAN, "en", (), ("PEOPLE'S COMMITTEE",)),
        (PLAN + OWN, "vi", ("ĐẢNG CỘNG SẢN VIỆT NAM",), ("BAN CHẤP HÀNH ĐẢNG BỘ",)),
        (PLAN + OWN, "en", ("COMMUNIST PARTY OF VIET NAM",), ("PARTY COMMITTEE",)),
        (PLAN + "\nletterhead: {}\n", "vi", (), ()),
        (in_one(PLAN, "en"), "vi", (), ()),
        (in_one(PLAN, "en"), "en", (), ()),
        (in_one(PLAN, "en") + "\nletterhead: {state: [MAU, By all]}\n", "vi", ("MAU", "By all"), ()),
    ],
)  # fmt: skip
def test_the_head_of_a_form_is_that_of_the_plan(
    text: str, language: str, right: tuple[str, ...], left: tuple[str, ...]
) -> None:
    plan = loaded_from(text)
    asked = wanted(plan, plan.plan.unit["0291"], language=language)
    assert state(asked) == right
    assert office(asked) == (*left, asked.unit.upper())


@pytest.mark.crossing(1)
@languages
@pytest.mark.parametrize("text", [PLAN + OWN, PLAN + "\nletterhead: {}\n", in_one(PLAN, "en")])
def test_a_form_with_another_head_comes_back_without_a_question(text: str, language: str, tmp_path: Path) -> None:
    plan = loaded_from(text)
    file = tmp_path / "form.xlsx"
    make_template(file, wanted(plan, plan.plan.unit["0291"], language=language))
    reading = read_workbook(file, plan.plan, name=file.name)
    assert [found for found in reading.diagnostics if found.severity is not Severity.NOTE] == []
    assert {filed.unit for filed in reading.returns} == {"0291"}
    assert reading.period == "year"


USUAL = ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]


@pytest.mark.crossing(1)
@pytest.mark.parametrize(
    ("changes", "left", "right"),
    [
        ({}, None, USUAL),
        ({"languages": ("en",)}, None, []),
        ({"letterhead": parse_plan(PLAN + OWN, "p").letterhead}, ["TỈNH ỦY MẪU", "BAN TUYÊN GIÁO"], [STATE]),
        ({"letterhead": Letterhead()}, None, []),
    ],
)
def test_the_draft_of_the_report_has_the_same_head(
    changes: dict[str, object], left: list[str] | None, right: list[str]
) -> None:
    report = scenes.report(scenes.sound())
    lines = drafted(replace(report, plan=report.plan.changed(**changes))).lines
    spoken = "en" if changes.get("languages") == ("en",) else "vi"  # a plan in English alone has its report in English
    placeholders = [Messages(spoken).template(f"word_report.{key}") for key in ("superior", "body")]
    own = [*(left or placeholders), *right]
    assert [line for line in lines if line.strip()][: len(own)] == own
    assert (USUAL[1] in lines) == (USUAL[1] in right)


def test_a_third_line_is_too_much_and_told_there() -> None:
    text = PLAN + OWN.replace("en: COMMUNIST PARTY OF VIET NAM}]", "en: C}, {vi: A, en: A}, {vi: B, en: B}]")
    (found,) = mistakes(text)
    assert found.params["expected"] == Ref("word", "at_most_two")
    assert found.at is not None
    assert text.split("\n")[found.at.line - 1].startswith("  state:")
