"""The name of a file may be that of the body whose form it is, which elsewhere is another programme's."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pytest

import annex_plan
from khpcmd.diagnostics import Code, Severity
from khpcmd.plan.load import load_plan, parse_plan
from khpcmd.returns import Key
from khpcmd.template.make import make_template
from khpcmd.workbook.read import Reading, read_workbook
from template.filling import fill
from template.making import wanted
from template.test_annex_forms import some
from workbook.builder import saved

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


# a town with the name of its district: a row that may be of both is asked about, and never taken for one of them


COMMUNES_ONLY = annex_plan.PLAN.replace("Xã Cộng Hòa, en: Cong Hoa Commune", "Thị trấn Nam Sách, en: Nam Sach Town", 1)
BOTH = COMMUNES_ONLY.replace("Visits}, reported_by: [district]", "Visits}, reported_by: [district, commune]", 1)
HEADS: Sequence[Sequence[object]] = (["UBND HUYỆN NAM SÁCH"], ["BÁO CÁO NĂM 2026"], [])
HOUSEHOLDS, VISITS = ("Đơn vị", "Số hộ gia đình (hộ)"), ("Đơn vị", "Số lượt kiểm tra (lượt)")
Rows = Sequence[Sequence[object]]


def read(folder: Path, plan: str, field: str, rows: Rows) -> tuple[dict[str, object], list[str]]:
    """The figures by unit, and the codes that were told."""
    reading = read_workbook(saved(folder / "bc.xlsx", rows), parse_plan(plan, "plan.yaml"), name="bc.xlsx")
    codes = [one.code.code for one in reading.diagnostics if one.severity is not Severity.NOTE]
    found = {one.unit: one.value(Key(field)) for one in reading.returns}
    return {unit: value for unit, value in found.items() if value is not None}, codes


@pytest.mark.parametrize(
    ("plan", "field", "head"), [(COMMUNES_ONLY, "households", HOUSEHOLDS), (BOTH, "visits", VISITS)]
)
def test_the_bare_name_of_the_district_among_numbered_communes(
    tmp_path: Path, plan: str, field: str, head: tuple[str, str]
) -> None:
    communes: Rows = ([1, "An Bình", 10], [2, "An Lâm", 20])
    table = (*HEADS, ["TT", *head])
    told = read(tmp_path, plan, field, (*table, [None, "Nam Sách", 30], *communes))
    assert told == ({"c1": 10, "c2": 20}, ["U420"])
    told = read(tmp_path, plan, field, (*table, [None, "Huyện Nam Sách", 30], *communes))
    assert told == ({"c1": 10, "c2": 20}, [])
    for town in ([3, "Nam Sách", 30], [None, "TT Nam Sách", 30]):
        assert read(tmp_path, plan, field, (*table, *communes, town)) == ({"c1": 10, "c2": 20, "c3": 30}, [])
    unnumbered = ([name, value] for _, name, value in (*communes, [0, "Nam Sách", 30]))
    assert read(tmp_path, plan, field, (*HEADS, head, *unnumbered)) == ({"c1": 10, "c2": 20, "c3": 30}, [])


def test_the_bare_name_below_the_row_of_its_district(tmp_path: Path) -> None:
    """Districts and communes report the figure: that of the town is not taken for that of the district."""
    table: Rows = (["BÁO CÁO NĂM 2026"], [], ["TT", *VISITS], [None, "Huyện Nam Sách", None], [1, "An Lâm", 20])
    assert read(tmp_path, BOTH, "visits", (*table, [2, "Nam Sách", 30])) == ({"c2": 20}, ["U420"])
    assert read(tmp_path, BOTH, "visits", (*table, [2, "TT Nam Sách", 30])) == ({"c2": 20, "c3": 30}, [])
