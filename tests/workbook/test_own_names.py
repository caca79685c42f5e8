"""The name of a file may be that of the body whose form it is, which elsewhere is another programme's."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

import annex_plan
from khpcmd.diagnostics import Code, Severity
from khpcmd.plan.load import load_plan
from khpcmd.returns import Key
from khpcmd.template.make import make_template
from khpcmd.workbook.read import Reading, read_workbook
from template.filling import fill
from template.making import wanted
from template.test_annex_forms import some

PLAN = annex_plan.PLAN.replace("Huyện Nam Sách", "Bảo hiểm xã hội tỉnh")


def filled_in(folder: Path, plan: str, name: str) -> Reading:
    """The form of a unit of a plan, filled in and read under a name."""
    (folder / "plan.yaml").write_text(plan, encoding="utf-8")
    loaded = load_plan(folder / "plan.yaml")
    asked = wanted(loaded, loaded.plan.unit["d1"])
    make_template(folder / "blank.xlsx", asked)
    fill(folder / name, folder / "blank.xlsx", asked, some(asked, random.Random(1), whole=True))  # noqa: S311
    return read_workbook(folder / name, loaded.plan, name=name)


@pytest.mark.crossing(2)
@pytest.mark.parametrize(
    ("name", "believed"),
    [
        ("BHXH.xlsx", True),
        ("bao hiem xa hoi.xlsx", True),
        ("Báo cáo BHXH năm 2026.xlsx", True),
        ("BHTN.xlsx", False),
        ("bao hiem that nghiep.xlsx", False),
        ("BHXH nhap.xlsx", False),
    ],
)
def test_the_name_of_a_body_does_not_speak_against_its_own_form(tmp_path: Path, name: str, believed: bool) -> None:
    reading = filled_in(tmp_path, PLAN, name)
    faults = {one.code for one in reading.diagnostics if one.severity is not Severity.NOTE}
    assert faults == (set() if believed else {Code.OTHER_MEANING})
    filed = next(one for one in reading.returns if one.unit == "d1")
    assert (filed.value(Key("visits")) is not None) is believed


@pytest.mark.crossing(2)
@pytest.mark.parametrize(
    ("name", "believed"), [("bo", True), ("BHXH", False), ("bỏ", False), ("huy", False), ("xoa", False)]
)
def test_the_name_of_a_ministry_turns_no_form_and_that_of_another_body_does(
    tmp_path: Path, name: str, believed: bool
) -> None:
    reading = filled_in(tmp_path, annex_plan.PLAN, f"{name}.xlsx")
    assert (Code.OTHER_MEANING not in {one.code for one in reading.diagnostics}) is believed
