"""Returns that correct or supplement earlier ones: a whole one is a choice, a part never stands for a whole."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import pytest
from openpyxl import load_workbook

import annex_plan
from khpcmd.checking import Request, check
from khpcmd.diagnostics import Code, Diagnostic
from khpcmd.diagnostics.parameters import Ref
from khpcmd.plan.load import load_plan
from khpcmd.report import Report
from khpcmd.returns import Key
from khpcmd.template.cells import Given
from khpcmd.template.contents import Wanted
from khpcmd.template.make import make_template
from template.filling import fill
from template.making import Filled, wanted
from template.test_annex_forms import some
from workbook.builder import saved_on

pytestmark = pytest.mark.slow

FIRST, SECOND = Key("visits"), ("c2", Key("fund"))
WHOLE = Filled({FIRST: 7}, {})
FUND_IS_BLANK = Filled({FIRST: 7}, {SECOND: None})
VISITS_ARE_BLANK = Filled({FIRST: None}, {SECOND: 77})


def checked(
    folder: Path, name: str, changed: Filled, title: str = "", prefer: Literal["newest", "listed"] | None = None
) -> Report:
    """A whole return of a district and its second one, saved a day later: figures that were changed, and its title."""
    asked, figures, made = first()
    for one, content in made.items():
        (folder / one).write_bytes(content)
    other = replace(figures, own={**figures.own, **changed.own}, below={**figures.below, **changed.below})
    fill(folder / name, folder / "blank.xlsx", asked, other)
    if title:
        titled(folder / name, title)
    for day, file in enumerate((folder / "bc.xlsx", folder / name), 1):
        saved_on(date(2026, 12, day), file)
    files = (folder / "bc.xlsx", folder / name)
    return check(Request(files, folder / "plan.yaml", period="year", only_reported=True, prefer=prefer))


@cache
def first() -> tuple[Wanted, Filled, dict[str, bytes]]:
    """The figures of the first return, and by name the plan, the blank form and the return."""
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "plan.yaml").write_text(annex_plan.PLAN, encoding="utf-8")
        loaded = load_plan(folder / "plan.yaml")
        asked = wanted(loaded, loaded.plan.unit["d1"])
        make_template(folder / "blank.xlsx", asked)
        figures = some(asked, random.Random(1), whole=True)  # noqa: S311
        own: dict[Key, Given] = {**figures.own, Key("reached"): None, FIRST: 5}
        figures = replace(figures, own=own)
        fill(folder / "bc.xlsx", folder / "blank.xlsx", asked, figures)
        return asked, figures, {file.name: file.read_bytes() for file in folder.iterdir()}


def titled(file: Path, title: str) -> None:
    book = load_workbook(file)
    (cell,) = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value == "BÁO CÁO SỐ LIỆU"]
    cell.value = title
    book.save(file)


def of(report: Report, code: object) -> list[Diagnostic]:
    return [one for one in report.diagnostics if one.code is code]


def visits(report: Report) -> object:
    return next(one for one in report.returns if one.unit == "d1").value(FIRST)


CALLED = [
    ("bc bo sung.xlsx", ""),
    ("Báo cáo bổ sung.xlsx", ""),
    ("bc dinh chinh.xlsx", ""),
    ("bc 2.xlsx", "BÁO CÁO ĐÍNH CHÍNH"),
    ("bc 2.xlsx", "BÁO CÁO SỐ LIỆU (ĐÍNH CHÍNH)"),
    ("bc 2.xlsx", "BÁO CÁO ĐÍNH CHÍNH SỐ LIỆU NĂM 2026"),
]


@pytest.mark.parametrize(("name", "title"), CALLED)
def test_a_whole_second_return_is_a_choice_that_names_what_differs(tmp_path: Path, name: str, title: str) -> None:
    report = checked(tmp_path, name, WHOLE, title)
    assert of(report, Code.OTHER_MEANING) == []
    twice = of(report, Code.UNIT_TWICE)
    assert {one.unit: one.params["differ"] for one in twice} == {
        "d1": (Ref("field", "visits"),),
        **dict.fromkeys(("c1", "c2", "c3"), Ref("word", "none")),
    }
    assert {Path(str(one.params["newest"])).name for one in twice} == {name}
    assert visits(report) is None


@pytest.mark.parametrize(("name", "title"), CALLED)
@pytest.mark.parametrize("prefer", ["newest", "listed"])
def test_it_is_taken_where_that_was_asked_for(
    tmp_path: Path, name: str, title: str, prefer: Literal["newest", "listed"]
) -> None:
    report = checked(tmp_path, name, WHOLE, title, prefer)
    assert of(report, Code.UNIT_TWICE) == []
    assert {Path(one.at.file).name for one in of(report, Code.RETURN_REPLACED) if one.at} == {"bc.xlsx"}
    assert visits(report) == 7


def test_a_supplement_with_a_blank_figure_is_no_whole_return(tmp_path: Path) -> None:
    report = checked(tmp_path, "bc bo sung.xlsx", FUND_IS_BLANK)
    (asked,) = of(report, Code.OTHER_MEANING)
    assert asked.at is not None
    assert (Path(asked.at.file).name, asked.at.sheet) == ("bc bo sung.xlsx", "")
    (twice,) = [one for one in of(report, Code.UNIT_TWICE) if one.unit == "d1"]
    assert twice.params["differ"] == (Ref("field", "visits"),)
    assert of(report, Code.ROLL_UP_INCOMPLETE) == []
    assert visits(report) is None


@pytest.mark.parametrize("prefer", ["newest", "listed"])
@pytest.mark.parametrize("name", ["bc dinh chinh.xlsx", "bc 2.xlsx"])
def test_a_part_never_takes_the_place_of_a_whole(
    tmp_path: Path, name: str, prefer: Literal["newest", "listed"]
) -> None:
    report = checked(tmp_path, name, FUND_IS_BLANK, prefer=prefer)
    fund = next(one for one in report.returns if one.unit == "c2").value(SECOND[1])
    assert fund is not None
    (twice,) = of(report, Code.UNIT_TWICE)
    assert (twice.unit, twice.params["newest"]) == ("c2", Ref("word", "saved_partly"))
    report = checked(tmp_path, name, VISITS_ARE_BLANK, prefer=prefer)
    assert visits(report) == 5


@pytest.mark.parametrize("title", ["BÁO CÁO TRƯỚC KHI ĐÍNH CHÍNH", "SỐ LIỆU CHỜ ĐÍNH CHÍNH", "BÁO CÁO BỔ SUNG"])
def test_other_titles_with_these_words_leave_figures_open(tmp_path: Path, title: str) -> None:
    report = checked(tmp_path, "bc 2.xlsx", WHOLE, title)
    assert of(report, Code.OTHER_MEANING) != []
