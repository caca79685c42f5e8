"""Merged, split and renamed units: what the baseline of each is, and what may not be compared."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

import shapes_plan
from khpcmd.checking import Request, check
from khpcmd.cli import main
from khpcmd.diagnostics import Code, CodeOf, Diagnostic, Location
from khpcmd.diagnostics.errors import PlanError
from khpcmd.diagnostics.parameters import FoundUnit, Ref
from khpcmd.i18n import Messages
from khpcmd.inputs.gather import read_previous
from khpcmd.judge.succession import added_up, not_in_its_return, of_today
from khpcmd.plan.lint import lint_file
from khpcmd.plan.load import load_plan, parse_plan
from khpcmd.plan.model import Plan
from khpcmd.plan.succession import as_before, origins
from khpcmd.plan.units import mark
from khpcmd.plausible.earlier import Earlier
from khpcmd.plausible.succession import previous_of_today
from khpcmd.report import Report
from khpcmd.returns import Basis, CellState, Key
from khpcmd.template.make import names_of
from khpcmd.workbook.read import read_workbook
from places import Captured
from reform_plan import HALF, MERGED, PLAN, sheet
from workbook.builder import saved
from worlds import count_field, filed
from worlds import plan as small_plan

SPLIT = MERGED.replace("n2,Xã Cẩm Mới,2025-07-01,,c3", "n2,Xã Cẩm Mới,2025-07-01,,c3;c2")


def loaded(folder: Path, table: str = MERGED, plan: str = PLAN) -> Plan:
    (folder / "plan.yaml").write_text(plan, encoding="utf-8")
    (folder / "communes.csv").write_text(table, encoding="utf-8")
    return load_plan(folder / "plan.yaml").plan


NOW = {"Phường An Bình": 33, "Xã Cẩm Mới": 11, "Xã Giữ Nguyên": 22}
BEFORE = {"Xã An": 10, "Xã Bình": 20, "Xã Cẩm": 10, "Xã Giữ Nguyên": 20}


def checked(
    folder: Path,
    table: str = MERGED,
    now: Mapping[str, Any] = NOW,
    before: Mapping[str, Any] = BEFORE,
    plan: str = PLAN,
) -> Report:
    loaded(folder, table, plan)
    current, base = sheet(folder / "bc.xlsx", "NĂM 2026", now), sheet(folder / "goc.xlsx", "NĂM 2024", before)
    return check(Request((current,), folder / "plan.yaml", baselines=(base,), as_of=date(2026, 12, 20)))


def within(folder: Path, table: str, time: str, now: Mapping[str, Any], before: Mapping[str, Any]) -> Report:
    """A check of 2026 beside the same time of 2025, the year of the reform."""
    loaded(folder, table, HALF)
    current, base = sheet(folder / "bc.xlsx", f"{time} 2026", now), sheet(folder / "goc.xlsx", f"{time} 2025", before)
    return check(Request((current,), folder / "plan.yaml", baselines=(base,), as_of=date(2026, 12, 20)))


def verdicts(report: Report) -> dict[str, str]:
    return {one.target.id: one.verdict.value for one in report.results}


def units(report: Report, target: str = "T2") -> dict[str, str]:
    (found,) = [one for one in report.results if one.target.id == target]
    return {unit.unit: unit.alone.value for unit in found.units}


def codes(report: Report) -> list[object]:
    return [one.code for one in report.diagnostics if one.code.severity.value != "note"]


def test_the_baseline_of_a_merged_unit_is_the_sum_of_its_former_units(tmp_path: Path) -> None:
    report = checked(tmp_path)
    assert (verdicts(report), codes(report)) == ({"T1": "met", "T2": "met"}, [])
    (made,) = [cell for one in report.returns for cell in one.cells.values() if cell.of]
    assert (made.at, len(made.of)) == (made.of[0].at, 2)
    short = checked(tmp_path, now=NOW | {"Phường An Bình": 32})
    assert units(short) == {"c9": "met", "n1": "missed", "n2": "met"}
    assert verdicts(short)["T1"] == "missed"


def test_a_missing_former_unit_makes_no_smaller_baseline(tmp_path: Path) -> None:
    report = checked(tmp_path, before={name: value for name, value in BEFORE.items() if name != "Xã Bình"})
    assert verdicts(report) == {"T1": "inconclusive", "T2": "inconclusive"}
    assert units(report) == {"c9": "met", "n1": "inconclusive", "n2": "met"}
    (told,) = [one for one in report.diagnostics if one.code is Code.BASELINE_OF_FORMER]
    assert (told.unit, told.params["found"]) == ("n1", "Xã Bình")


RATE = (
    PLAN.split("targets:")[0]
    .replace("kind: count", "kind: amount\n    decimals: 1")
    .replace("{vi: vụ, en: cases}", '{vi: "%", en: "%"}')
    + """\
targets:
  - {id: T2, clause: I, quote: q, title: {vi: Giảm, en: Fall}, cumulative: false, judged: each_unit,
    measure: {kind: change, of: cases}, threshold: {at_most: -1.5 points}}
"""
)
"""A reported rate, which is to fall in each commune."""


def test_rates_of_former_units_make_no_baseline(tmp_path: Path) -> None:
    """10% and 10% are not 20%: 15% of today is a rise. A rate that was worked out for the unit of today is used."""
    now, before = dict.fromkeys(NOW, 8) | {"Phường An Bình": 15}, dict.fromkeys(BEFORE, 10)
    report = checked(tmp_path, before=before, now=now, plan=RATE)
    assert units(report) == {"c9": "met", "n1": "inconclusive", "n2": "met"}
    (told,) = [one for one in report.diagnostics if one.code is Code.BASELINE_NO_SUM]
    assert (told.unit, told.params["found"]) == ("n1", "Xã An, Xã Bình")
    worked_out = {"Phường An Bình": 17, "Xã Cẩm": 10, "Xã Giữ Nguyên": 10}
    report = checked(tmp_path, before=worked_out, now=now, plan=RATE)
    assert units(report) == {"c9": "met", "n1": "met", "n2": "met"}
    assert codes(report) == []


SCORE = RATE.replace('{vi: "%", en: "%"}', "{vi: điểm, en: points}").replace("at_most: -1.5 points", "at_least: +2")


@pytest.mark.parametrize(
    ("old", "new", "summed"),
    [
        ("decimals: 1", "decimals: 1", False),
        ("decimals: 1", "decimals: 1\n    adds_up: true", True),
        ("{vi: điểm, en: points}", "{vi: cây, en: trees}", True),
        ("{vi: điểm, en: points}", "{vi: cây, en: trees}\n    adds_up: false", False),
    ],
)
def test_scores_of_former_units_make_no_baseline(tmp_path: Path, old: str, new: str, *, summed: bool) -> None:
    """66 and 72 points are none of 138, which 75 of today would be held against; the author may say otherwise."""
    plan, now = SCORE.replace(old, new), {"Phường An Bình": 75, "Xã Cẩm Mới": 75, "Xã Giữ Nguyên": 75}
    before = {"Xã An": 66, "Xã Bình": 72, "Xã Cẩm": 66, "Xã Giữ Nguyên": 66}
    report = checked(tmp_path, now=now, before=before, plan=plan)
    assert units(report) == {"c9": "met", "n1": "missed" if summed else "inconclusive", "n2": "met"}
    assert (Code.BASELINE_NO_SUM in codes(report)) is not summed
    known = loaded(tmp_path, plan=plan)
    by_name = {unit.name.vi: mark(unit) for unit in known.former} | {unit.name.vi: unit.id for unit in known.units}
    earlier = {
        by_name[name]: [Earlier(filed(by_name[name], {"cases": Decimal(one)}), "", "2024")]
        for name, one in before.items()
    }
    assert ("n1" in previous_of_today(known, earlier)) is summed


def test_what_was_split_is_not_compared(tmp_path: Path) -> None:
    report = checked(tmp_path, SPLIT)
    assert verdicts(report) == {"T1": "inconclusive", "T2": "inconclusive"}
    assert units(report) == {"c9": "met", "n1": "inconclusive", "n2": "inconclusive"}
    told = {one.unit: one.params["found"] for one in report.diagnostics if one.code is Code.BASELINE_SPLIT}
    assert told == {"n1": "Xã Bình", "n2": "Xã Bình"}


def test_a_unit_that_lives_on_beside_a_part_of_it_is_split(tmp_path: Path) -> None:
    report = checked(tmp_path, MERGED.replace(",c3\n", ",c3;c9\n"))
    assert units(report) == {"c9": "inconclusive", "n1": "met", "n2": "inconclusive"}


def test_a_former_unit_divided_beyond_the_plan_is_split(tmp_path: Path) -> None:
    plan = loaded(tmp_path)
    former = [unit.model_copy(update={"divided": unit.id == "c2"}) for unit in plan.former]
    known = origins(plan.with_former(former), date(2024, 12, 31))
    assert [known.comparable(unit) for unit in ("c9", "n1", "n2")] == [True, False, True]


def test_a_former_unit_in_a_return_of_today_is_asked_about(tmp_path: Path) -> None:
    report = checked(tmp_path, now={"Xã An": 33, "Xã Cẩm Mới": 11, "Xã Giữ Nguyên": 22})
    (told,) = [one for one in report.diagnostics if one.code is Code.FORMER_UNIT]
    assert [unit.id for unit in told.params["units"]] == ["n1"]  # type: ignore[union-attr]
    assert units(report)["n1"] == "inconclusive"


def test_a_former_unit_is_not_taken_for_the_one_of_a_like_name(tmp_path: Path) -> None:
    """ "Xã An Bình" is not "Phường An Bình", where it is declared to be a part of it."""
    table = MERGED.replace("Xã An,", "Xã An Bình,")
    report = checked(tmp_path, table, {"Xã An Bình": 33, "Xã Cẩm Mới": 11, "Xã Giữ Nguyên": 22}, {})
    assert Code.FORMER_UNIT in codes(report)
    assert "n1" not in {filed.unit for filed in report.returns}


def test_the_only_heir_of_one_unit_is_that_unit_under_another_name(tmp_path: Path) -> None:
    report = checked(tmp_path, now={"Phường An Bình": 33, "Xã Cẩm": 11, "Xã Giữ Nguyên": 22})
    assert verdicts(report) == {"T1": "met", "T2": "met"}


def test_a_unit_may_keep_the_name_and_the_code_of_a_part(tmp_path: Path) -> None:
    """The new "Xã An" has the code and the name of the old one, and two communes in it."""
    table = MERGED.replace("n1,Phường An Bình,2025-07-01,,c1; c2", "c1,Xã An,2025-07-01,,c1; c2")
    now = {"Xã An": 33, "Xã Cẩm Mới": 11, "Xã Giữ Nguyên": 22}
    assert verdicts(checked(tmp_path, table, now)) == {"T1": "met", "T2": "met"}
    assert verdicts(checked(tmp_path, table, now | {"Xã An": 32}))["T2"] == "missed"
    alone = checked(tmp_path, table, now, {name: value for name, value in BEFORE.items() if name != "Xã Bình"})
    assert units(alone)["c1"] == "inconclusive"


def test_a_baseline_worked_out_for_the_units_of_today_is_taken(tmp_path: Path) -> None:
    today = {"Phường An Bình": 30, "Xã Cẩm Mới": 10, "Xã Giữ Nguyên": 20}
    for table in (MERGED, SPLIT):
        report = checked(tmp_path, table, before=today)
        assert (verdicts(report), codes(report)) == ({"T1": "met", "T2": "met"}, [])
        assert verdicts(checked(tmp_path, table, NOW | {"Phường An Bình": 32}, today))["T2"] == "missed"


@pytest.mark.parametrize(("stated", "agrees"), [(30, True), (29, False)])
def test_it_has_to_agree_with_the_former_units_beside_it(tmp_path: Path, stated: int, agrees: bool) -> None:
    report = checked(tmp_path, before=BEFORE | {"Phường An Bình": stated})
    assert units(report)["n1"] == ("met" if agrees else "inconclusive")
    assert (Code.BASELINE_CONFLICT in codes(report)) is not agrees


def test_a_figure_for_today_is_believed_where_one_of_the_former_units_is_missing(tmp_path: Path) -> None:
    report = checked(tmp_path, before=INCOMPLETE | {"Phường An Bình": 30})
    assert (verdicts(report), codes(report)) == ({"T1": "met", "T2": "met"}, [])


def test_a_blank_row_of_today_leaves_the_sum_of_the_former_units(tmp_path: Path) -> None:
    report = checked(tmp_path, before=BEFORE | {"Phường An Bình": None})
    assert verdicts(report) == {"T1": "met", "T2": "met"}


def test_a_figure_for_today_is_not_believed_where_what_was_before_is_not_all_listed(tmp_path: Path) -> None:
    """Who was there before the newer "Xã An" nobody says; it may have been a smaller "Phường An Bình"."""
    table = MERGED.replace("c1,Xã An,,2025-06-30,", "c1,Xã An,2025-01-01,2025-06-30,")
    report = checked(tmp_path, table, before={"Phường An Bình": 30, "Xã Cẩm": 10, "Xã Giữ Nguyên": 20})
    assert units(report) == {"c9": "met", "n1": "inconclusive", "n2": "met"}
    assert not_known(report) == {"n1": "Xã An"}


def test_two_reforms_in_a_row(tmp_path: Path) -> None:
    table = MERGED.replace(
        "n1,Phường An Bình,2025-07-01,,c1; c2\n",
        "m1,Xã An Bình,2025-07-01,2025-12-31,c1;c2\nn1,Phường An Bình Lớn,2026-01-01,,m1\n",
    )
    report = checked(tmp_path, table, {"Phường An Bình Lớn": 33, "Xã Cẩm Mới": 11, "Xã Giữ Nguyên": 22})
    assert verdicts(report) == {"T1": "met", "T2": "met"}


def test_a_return_that_stands_nowhere_is_no_baseline(tmp_path: Path) -> None:
    of = loaded(tmp_path)
    ident = next(unit.id for unit in of.units if unit.name.vi == "Xã Giữ Nguyên")
    one = filed(ident, {"cases": 20})
    for sources in (one.sources, ()):
        found, faults = of_today(of, "year", {ident: replace(one, sources=sources)})
        assert (list(found), faults) == ([ident], [])


def mistakes(folder: Path, table: str) -> list[Diagnostic]:
    with pytest.raises(PlanError) as raised:
        loaded(folder, table)
    return raised.value.diagnostics


def test_an_unknown_former_unit_is_told_at_its_line(tmp_path: Path) -> None:
    found = mistakes(tmp_path, MERGED.replace("c1; c2", "c1; c2; c7"))
    assert [(one.code, one.at and (one.at.file, one.at.line)) for one in found] == [
        (Code.UNKNOWN_REFERENCE, ("communes.csv", 6))
    ]


def test_a_former_unit_that_nobody_succeeds_is_told(tmp_path: Path) -> None:
    """Without it the baseline of all would be too small, and growth too large."""
    found = mistakes(tmp_path, MERGED.replace("c1; c2", "c1"))
    assert [(one.code, one.params["found"]) for one in found] == [(Code.NO_SUCCESSOR, "Xã Bình")]


def test_a_unit_that_grew_says_since_when(tmp_path: Path) -> None:
    """Else the 10 of before would be those of the whole, and not the 30 with what it took in."""
    (found,) = mistakes(tmp_path, MERGED.replace("2025-07-01,,c1; c2", ",,c1; c2"))
    assert found.at is not None
    assert (found.code, found.params["key"], found.at.line) == (Code.MISSING_KEY, "valid_from", 6)


NEWER = "code,name,from,to,made_of\nn1,Xã An,2025-07-01,,\nc9,Xã Giữ Nguyên,,,\n"
"""A list of today alone, as a province publishes it: what "Xã An" was before nobody says."""
STATED = PLAN.replace("growth, of: cases", "growth, of: cases, baseline: {year: 30}").replace(
    "    judged: each_unit\n", ""
)
"""The document itself says what the baseline is."""
FULL, HALF_YEAR = "NĂM", "6 THÁNG ĐẦU NĂM"


def not_known(report: Report) -> dict[str, object]:
    found = [one for one in report.diagnostics if one.code is Code.BASELINE_OF_UNKNOWN]
    assert {one.params["day"] for one in found} <= {date(2024, 12, 14), date(2025, 6, 14)}
    return {one.unit: one.params["found"] for one in found}


def test_what_a_newer_unit_was_before_is_not_guessed_by_its_name(tmp_path: Path) -> None:
    """The 10 may be those of an old "Xã An", and 11 no growth of the one that took in its neighbours."""
    report = checked(tmp_path, NEWER, {"Xã An": 11, "Xã Giữ Nguyên": 22}, {"Xã An": 10, "Xã Giữ Nguyên": 20})
    assert verdicts(report) == {"T1": "inconclusive", "T2": "inconclusive"}
    assert units(report) == {"c9": "met", "n1": "inconclusive"}
    assert not_known(report) == {"n1": "Xã An"}
    there = checked(
        tmp_path,
        NEWER.replace("2025-07", "2024-07"),
        {"Xã An": 11, "Xã Giữ Nguyên": 22},
        {"Xã An": 10, "Xã Giữ Nguyên": 20},
    )
    assert (verdicts(there), codes(there)) == ({"T1": "met", "T2": "met"}, [])


@pytest.mark.parametrize(
    "table",
    [
        MERGED.replace("c1,Xã An,,2025-06-30,", "c1,Xã An,2025-01-01,2025-06-30,"),  # itself newer than the baseline
        MERGED.replace("c1,Xã An,,2025-06-30,", "c1,Xã An,,2024-06-30,"),  # gone before the baseline ended
    ],
)
def test_nor_that_of_a_former_unit_that_was_not_there(tmp_path: Path, table: str) -> None:
    report = checked(tmp_path, table)
    assert units(report) == {"c9": "met", "n1": "inconclusive", "n2": "met"}
    assert not_known(report) == {"n1": "Xã An"}


def test_a_newer_unit_may_say_itself_what_it_had_before(tmp_path: Path) -> None:
    """The baseline column of the return of today is of the unit of today."""
    loaded(tmp_path, NEWER)
    header, rows = (
        ["TT", "Đơn vị", "Số vụ năm 2024", "Số vụ năm 2026"],
        ([1, "Xã An", 30, 33], [2, "Xã Giữ Nguyên", 20, 22]),
    )
    saved(tmp_path / "bc.xlsx", (["BÁO CÁO SỐ LIỆU NĂM 2026"], [], header, *rows))
    base = sheet(tmp_path / "goc.xlsx", "NĂM 2024", {"Xã An": 10, "Xã Giữ Nguyên": 20})
    report = check(
        Request((tmp_path / "bc.xlsx",), tmp_path / "plan.yaml", baselines=(base,), as_of=date(2026, 12, 20))
    )
    assert (verdicts(report), codes(report)) == ({"T1": "met", "T2": "met"}, [])


WHOLE = {"Phường An Bình": 30, "Xã Cẩm Mới": 10, "Xã Giữ Nguyên": 20}
INCOMPLETE = {name: figure for name, figure in BEFORE.items() if name != "Xã Bình"}
NOT_ADDED_UP = PLAN.replace("+10%}\n    cumulative", "+10%}\n    judged: each_unit\n    cumulative").replace(
    "en: cases}", "en: cases}\n    adds_up: false"
)


def beside_a_column(
    folder: Path, table: str, before: Mapping[str, Any], plan: str, column: Mapping[str, Any]
) -> Report:
    """A check of a return that has a column for the figures of before, which a file gives as well."""
    loaded(folder, table, plan)
    base, rows = sheet(folder / "goc.xlsx", "NĂM 2024", before), ([name, column[name], NOW[name]] for name in NOW)
    header = ["Tên đơn vị", "Số vụ năm 2024", "Số vụ năm 2026"]
    current = saved(folder / "bc.xlsx", (["BÁO CÁO NĂM 2026"], header, *rows))
    return check(Request((current,), folder / "plan.yaml", baselines=(base,), as_of=date(2026, 12, 20)))


@pytest.mark.parametrize(
    ("table", "before", "plan", "told", "at_blank_cells"),
    [
        (SPLIT, BEFORE, PLAN, Code.BASELINE_SPLIT, Code.BASELINE_MISSING),
        (MERGED, INCOMPLETE, PLAN, Code.BASELINE_OF_FORMER, Code.BASELINE_OF_FORMER),
        (MERGED.replace("An,,", "An,2025-01-01,"), BEFORE, PLAN, Code.BASELINE_OF_UNKNOWN, Code.BASELINE_MISSING),
        (MERGED, BEFORE, NOT_ADDED_UP, Code.BASELINE_NO_SUM, Code.BASELINE_MISSING),
    ],
)
def test_why_there_is_no_baseline_is_told_once_and_only_until_the_return_has_it(
    tmp_path: Path, table: str, before: Mapping[str, int], plan: str, told: object, at_blank_cells: object
) -> None:
    """A blank cell of its column is what is to be filled in, unless returns of former units are all that is missing."""
    assert set(codes(checked(tmp_path, table, before=before, plan=plan))) == {told}
    blank = dict.fromkeys(WHOLE)
    assert set(codes(beside_a_column(tmp_path, table, before, plan, blank))) == {at_blank_cells}
    report = beside_a_column(tmp_path, table, before, plan, WHOLE)
    assert (verdicts(report), codes(report)) == ({"T1": "met", "T2": "met"}, [])


@pytest.mark.parametrize(("stated", "told"), [(9, [Code.BASELINE_OF_FORMER]), (10, [])])
def test_a_baseline_below_the_sum_of_the_former_units_that_are_known_is_not_believed(
    tmp_path: Path, stated: int, told: object
) -> None:
    report = beside_a_column(tmp_path, MERGED, INCOMPLETE, PLAN, WHOLE | {"Phường An Bình": stated})
    assert (codes(report), units(report)["n1"] == "inconclusive") == (told, bool(told))


@pytest.mark.parametrize(
    ("table", "plan", "told"),
    [
        (NEWER, PLAN, ("Xã An", date(2024, 12, 14), 1)),
        (NEWER, HALF, ("Xã An", date(2025, 6, 14), 1)),  # of the half-year alone
        (NEWER.replace("c9,Xã Giữ Nguyên,,", "c9,Xã Giữ Nguyên,2026-01-01,"), HALF, ("Xã An", date(2025, 6, 14), 2)),
        (NEWER.replace("2025-07", "2024-07"), HALF, None),
        (MERGED, PLAN, None),
        (NEWER, STATED, None),
    ],
)  # fmt: skip
def test_the_author_is_told_of_it(tmp_path: Path, table: str, plan: str, told: object) -> None:
    loaded(tmp_path, table, plan)
    linted = lint_file(tmp_path / "plan.yaml").diagnostics
    found = [one for one in linted if one.code is Code.ORIGIN_UNKNOWN]
    assert [(one.at and one.at.file, tuple(one.params.values())) for one in found] == (
        [("communes.csv", told)] if told else []
    )


OLD_HALF = {"Xã An": 10, "Xã Bình": 20, "Xã Cẩm": 10, "Xã Giữ Nguyên": 20}


def test_a_half_year_before_the_reform_is_of_the_units_of_before(tmp_path: Path) -> None:
    report = within(tmp_path, MERGED, HALF_YEAR, NOW, OLD_HALF)
    assert (verdicts(report), codes(report)) == ({"T1": "met", "T2": "met"}, [])
    assert units(within(tmp_path, MERGED, HALF_YEAR, NOW | {"Phường An Bình": 32}, OLD_HALF))["n1"] == "missed"
    without = within(tmp_path, MERGED, HALF_YEAR, NOW, {name: n for name, n in OLD_HALF.items() if name != "Xã Bình"})
    assert units(without)["n1"] == "inconclusive"
    split = within(tmp_path, SPLIT, HALF_YEAR, NOW, OLD_HALF)
    assert units(split) == {"c9": "met", "n1": "inconclusive", "n2": "inconclusive"}


def test_the_year_of_the_reform_is_of_the_units_of_after_it(tmp_path: Path) -> None:
    today = {"Phường An Bình": 30, "Xã Cẩm Mới": 10, "Xã Giữ Nguyên": 20}
    for table in (MERGED, SPLIT):
        report = within(tmp_path, table, FULL, NOW, today)
        assert (verdicts(report), codes(report)) == ({"T1": "met", "T2": "met"}, [])
    report = within(tmp_path, MERGED, FULL, NOW, OLD_HALF)
    assert units(report)["n1"] == "inconclusive"
    assert [one.params["found"] for one in report.diagnostics if one.code is Code.FORMER_UNIT] == ["Xã An", "Xã Bình"]


def test_figures_of_an_old_unit_are_not_those_of_the_new_one_of_its_name(tmp_path: Path) -> None:
    """Both are "Xã An" and have one code; the 10 of the half-year are of the old one, the 30 of the year of the new."""
    table = MERGED.replace("n1,Phường An Bình,2025-07-01,,c1; c2", "c1,Xã An,2025-07-01,,c1; c2")
    now, old = {"Xã An": 32, "Xã Cẩm Mới": 11, "Xã Giữ Nguyên": 22}, OLD_HALF
    assert units(within(tmp_path, table, HALF_YEAR, now, old))["c1"] == "missed"
    assert units(within(tmp_path, table, HALF_YEAR, now | {"Xã An": 33}, old))["c1"] == "met"
    part = {name: n for name, n in old.items() if name != "Xã Bình"}
    assert units(within(tmp_path, table, HALF_YEAR, now, part))["c1"] == "inconclusive"
    whole = {"Xã An": 30, "Xã Cẩm Mới": 10, "Xã Giữ Nguyên": 20}
    assert units(within(tmp_path, table, FULL, now, whole))["c1"] == "missed"
    assert units(within(tmp_path, table, FULL, now | {"Xã An": 33}, whole))["c1"] == "met"


def test_without_the_units_of_before_the_half_year_stays_open(tmp_path: Path) -> None:
    now, before = {"Xã An": 11, "Xã Giữ Nguyên": 22}, {"Xã An": 10, "Xã Giữ Nguyên": 20}
    half = within(tmp_path, NEWER, HALF_YEAR, now, before)
    assert (units(half), not_known(half)) == ({"c9": "met", "n1": "inconclusive"}, {"n1": "Xã An"})
    year = within(tmp_path, NEWER, FULL, now, before)
    assert (verdicts(year), codes(year)) == ({"T1": "met", "T2": "met"}, [])


def prefilled(folder: Path, table: str, time: str, before: Mapping[str, Any], text: str = HALF) -> dict[str, Any]:
    """The baseline that forms of 2026 are made with, by name of the unit."""
    plan = loaded(folder, table, text)
    base, period = sheet(folder / "goc.xlsx", f"{time} 2025", before), "half_year" if time == HALF_YEAR else "year"
    given = ["template", "--all", "--plan", str(folder / "plan.yaml"), "--period", period, "--baseline", str(base)]
    assert main([*given, "-d", str(folder / "forms"), "--force"]) == 0
    found = dict[str, Any]()
    for unit in plan.units:
        file = folder / "forms" / names_of(plan, period, Messages("vi").template("template.file_name"))[unit.id]
        (filed,) = read_workbook(file, plan, name=file.name).returns
        found[unit.name.vi] = filed.value(Key("cases", Basis.BASELINE))
    return found


def test_forms_are_made_with_the_baseline_of_the_units_of_today(tmp_path: Path) -> None:
    """Whoever fills one in would sign the 10 of an old "Xã An" as the baseline of the new one."""
    table = MERGED.replace("n1,Phường An Bình,2025-07-01,,c1; c2", "c1,Xã An,2025-07-01,,c1; c2")
    whole = {"Xã An": 30, "Xã Cẩm Mới": 10, "Xã Giữ Nguyên": 20}
    assert prefilled(tmp_path, table, HALF_YEAR, OLD_HALF) == whole
    assert prefilled(tmp_path, table, FULL, whole) == whole
    part = {name: n for name, n in OLD_HALF.items() if name != "Xã Bình"}
    assert prefilled(tmp_path, table, HALF_YEAR, part) == whole | {"Xã An": None}


def test_and_blank_where_these_are_not_known(tmp_path: Path, capsys: Captured) -> None:
    before = {"Xã An": 10, "Xã Giữ Nguyên": 20}
    assert prefilled(tmp_path, NEWER, HALF_YEAR, before) == {"Xã An": None, "Xã Giữ Nguyên": 20}
    assert "B712" in capsys.readouterr().err
    assert prefilled(tmp_path, NEWER, FULL, before) == before


def test_a_form_has_no_sum_of_scores_and_none_that_it_would_refuse(tmp_path: Path, capsys: Captured) -> None:
    """66 and 72 points were 138 in a locked cell, in a form of at most 100: nobody could ever send it."""
    scores = HALF.replace("kind: count", "kind: amount\n    decimals: 0\n    at_most: 100\n    flow: false")
    before = {"Xã An": 66, "Xã Bình": 72, "Xã Cẩm": 66, "Xã Giữ Nguyên": 66}
    for plan in (scores, scores.replace("{vi: vụ, en: cases}", "{vi: điểm, en: points}\n    adds_up: true")):
        for highest, sent in ((72, None), (30, 96)):
            found = prefilled(tmp_path, MERGED, HALF_YEAR, before | {"Xã Bình": highest}, plan)
            assert found == {"Phường An Bình": sent, "Xã Cẩm Mới": 66, "Xã Giữ Nguyên": 66}
            assert ("B713" in capsys.readouterr().err) is (sent is None)
    assert prefilled(tmp_path, MERGED, FULL, {"Phường An Bình": 100}, scores)["Phường An Bình"] == 100
    with pytest.raises(AssertionError, match="3 == 0"):
        prefilled(tmp_path, MERGED, FULL, {"Phường An Bình": 101}, scores)


def test_no_unit_is_held_against_a_sum_that_its_field_cannot_have(tmp_path: Path) -> None:
    plan = PLAN.replace("kind: count", "kind: amount\n    decimals: 0\n    at_most: 50")
    report = checked(tmp_path, before=BEFORE | {"Xã Bình": 41}, plan=plan)
    assert units(report) == {"c9": "met", "n1": "inconclusive", "n2": "met"}
    assert Code.BASELINE_NO_SUM in codes(report)
    assert (
        units(checked(tmp_path, before=BEFORE | {"Xã Bình": 40}, now=NOW | {"Phường An Bình": 50}, plan=plan))["n1"]
        == "missed"
    )


LISTED_TWICE = "code,name,from,to,made_of\nc1,Xã An,,2025-06-30,\nc1,{name},2025-07-01,,\nc9,Xã Giữ Nguyên,,,\n"


@pytest.mark.parametrize(
    ("table", "line"),
    [
        (LISTED_TWICE.format(name="Xã An"), 3),
        (LISTED_TWICE.format(name="Phường An Bình"), 3),  # under another name
        (LISTED_TWICE.format(name="Xã An").replace("c1,Xã An,2025", "n1,Xã An,2025"), 3),  # with another code
        (LISTED_TWICE.format(name="Phường An").replace("c1,Phường", "n1,Phường"), 3),  # as it is read in a return
        (LISTED_TWICE.format(name="Xã An").replace("2025-07-01", ""), 3),  # as if it had always been there
        (MERGED.replace("n1,Phường An Bình,2025-07-01,,c1; c2", "c1,Xã An,2025-07-01,,c2"), 6),
    ],
)
def test_a_former_unit_with_the_code_or_name_of_one_of_today_says_what_became_of_it(
    tmp_path: Path, table: str, line: int
) -> None:
    """Else the 10 of the old one are the baseline of a new one that may have taken in others."""
    (found,) = mistakes(tmp_path, table)
    assert found.at is not None
    assert (found.code, found.params["found"], found.at.line) == (Code.FORMER_UNDECLARED, "Xã An", line)


def test_that_is_told_for_the_half_year_before_the_reform(tmp_path: Path) -> None:
    with pytest.raises(PlanError) as raised:
        loaded(tmp_path, LISTED_TWICE.format(name="Xã An"), HALF)
    assert [one.code for one in raised.value.diagnostics] == [Code.FORMER_UNDECLARED]
    assert loaded(
        tmp_path,
        LISTED_TWICE.format(name="Xã An"),
        HALF.replace(HALF[HALF.index("  half") : HALF.index("  year:")], ""),
    )


def test_that_is_told_where_figures_could_be_taken_for_others_only(tmp_path: Path) -> None:
    before = LISTED_TWICE.format(name="Xã An").replace("2025-06-30", "2024-06-30").replace("2025-07-01", "2024-07-01")
    assert loaded(tmp_path, before).former  # the baseline year ended with the units of today
    declared = LISTED_TWICE.format(name="Xã An").replace("2025-07-01,,", "2025-07-01,,c1")
    assert verdicts(checked(tmp_path, declared, {"Xã An": 11, "Xã Giữ Nguyên": 22})) == {"T1": "met", "T2": "met"}


@pytest.mark.parametrize(("key", "written"), [("level", "commune"), ("parent", '"297"')])
def test_the_level_of_a_former_unit_and_the_one_above_it_are_those_of_the_plan(key: str, written: str) -> None:
    """A former unit of a level that is misspelt would be missed by nobody."""
    start = shapes_plan.PLAN.index('  - id: "15"')
    at = shapes_plan.PLAN.index(f"    {key}: {written}", start)
    broken = shapes_plan.PLAN[:at] + shapes_plan.PLAN[at:].replace(written, "elsewhere", 1)
    with pytest.raises(PlanError) as raised:
        parse_plan(broken, "plan.yaml")
    (found,) = raised.value.diagnostics
    assert found.at is not None
    assert (found.code, found.at.line) == (Code.UNKNOWN_REFERENCE, shapes_plan.PLAN[:at].count("\n") + 1)


def test_without_succession_nothing_is_different(tmp_path: Path) -> None:
    table = "\n".join(line.rpartition(",")[0] + "," for line in MERGED.splitlines() if line)
    plan = loaded(tmp_path, table.replace("to,", "to,made_of") + "\n")
    assert as_before(plan, date(2024, 12, 31)) is plan


def test_every_way_to_merge_adds_up(tmp_path: Path) -> None:
    """Random reforms: what has whole former units only has their sum, and nothing else has a baseline."""
    dice = random.Random(13)  # noqa: S311  # repeatable, and no secret
    for _ in range(60):
        old, new = dice.randint(1, 5), dice.randint(1, 4)
        made_of = {n: {o for o in range(old) if dice.random() < 0.4} for n in range(new)}
        for o in range(old):
            if not any(o in parts for parts in made_of.values()):
                made_of[dice.randrange(new)].add(o)
        lines = [f"o{o},Xã Cũ {o}x,,2025-06-30," for o in range(old)]
        lines += [f"n{n},Xã Mới {n}y,2025-07-01,,{';'.join(f'o{o}' for o in sorted(made_of[n]))}" for n in made_of]
        plan = loaded(tmp_path, "code,name,from,to,made_of\n" + "\n".join(lines) + "\n")
        known = origins(plan, date(2024, 12, 31))
        for n, parts in made_of.items():
            whole = bool(parts) and all(sum(o in others for others in made_of.values()) == 1 for o in parts)
            assert known.comparable(f"n{n}") is whole
            if parts:
                assert {name.partition("@")[0] for name in known.of[f"n{n}"]} == {f"o{o}" for o in parts}


def test_returns_of_the_period_before_are_added_up_as_well(tmp_path: Path) -> None:
    """For the warnings of what has moved: split units are held against nothing."""
    assert not previous_of_today(loaded(tmp_path, NEWER), {"n1": [Earlier(filed("n1", {"cases": 9}), "", "2024")]})
    own = {"n1": [Earlier(filed("n1", {"cases": 9}), "", "2024")]}
    assert previous_of_today(loaded(tmp_path, MERGED), own) == own  # filed under its name of today
    half = [Earlier(filed("n1", {"cases": 9}, "half_year"), "", "2025"), Earlier(filed("n1", {"cases": 9}), "", "2025")]
    assert previous_of_today(loaded(tmp_path, NEWER, HALF), {"n1": half}) == {"n1": half[1:]}
    parted = MERGED.replace(",c3\n", ",c3;c9\n")
    for table, known in ((MERGED, {"n1": 30, "n2": 10, "c9": 20}), (SPLIT, {"c9": 20}), (parted, {"n1": 30})):
        plan = loaded(tmp_path, table)
        by_name = {unit.name.vi: mark(unit) for unit in plan.former} | {unit.name.vi: unit.id for unit in plan.units}
        before = {
            by_name[name]: [Earlier(filed(by_name[name], {"cases": value}), "", "2024")]
            for name, value in BEFORE.items()
        }
        found = previous_of_today(plan, before)
        assert {unit: one[0].filed.value(Key("cases")) for unit, one in found.items()} == known
        assert {(one.period, one.year) for (one,) in found.values()} == {("", "2024")}
        alone = {unit: one for unit, one in before.items() if unit != by_name["Xã Bình"]}
        assert previous_of_today(plan, alone).keys() == known.keys() - {"n1"}
        both = {by_name[name]: before[by_name[name]] for name in ("Xã An", "Xã Bình")}
        assert previous_of_today(plan, both).keys() == known.keys() & {"n1"}


PASSED_ON = """\
code,name,from,to,made_of
c6,Xã Bắc,,2025-06-30,
c7,Xã Hòa,,2025-06-30,
n5,Xã Hòa,2025-07-01,,c6
n8,Xã Nam,2025-07-01,,c7
"""
"""The name of one unit before the reform is that of another one after it."""
ADDED_UP = {"Xã An": 10, "Xã Bình": 20, "Xã Cẩm": 10, "Xã Giữ Nguyên": 20}


@pytest.mark.parametrize(
    ("table", "time", "filed_before", "meant"),
    [
        (PASSED_ON, "6 THÁNG ĐẦU NĂM 2025", {"Xã Bắc": 50, "Xã Hòa": 70}, {"n5": 50, "n8": 70}),
        (PASSED_ON, "NĂM 2025", {"Xã Hòa": 50, "Xã Nam": 70}, {"n5": 50, "n8": 70}),
        (PASSED_ON, "NĂM 2024", {"Xã Bắc": 50, "Xã Hòa": 70}, {"n5": 50, "n8": 70}),
        (PASSED_ON, "6 THÁNG ĐẦU NĂM 2026", {"Xã Hòa": 50, "Xã Nam": 70}, {"n5": 50, "n8": 70}),
        (MERGED, "6 THÁNG ĐẦU NĂM 2025", ADDED_UP, {"n1": 30, "n2": 10, "c9": 20}),
        (MERGED, "NĂM 2025", {"Phường An Bình": 33, "Xã Cẩm Mới": 11}, {"n1": 33, "n2": 11}),
        (MERGED, "NĂM 2025", ADDED_UP, {"n2": 10, "c9": 20}),  # one that was renamed has both names
    ],
)
@pytest.mark.parametrize("baseline_year", [2024, 2025])
def test_returns_of_before_are_read_by_the_units_of_their_own_period(
    tmp_path: Path, table: str, time: str, filed_before: Mapping[str, int], meant: dict[str, int], baseline_year: int
) -> None:
    """Whatever period is judged, and whatever its baseline is."""
    plan = loaded(tmp_path, table, HALF.replace("baseline_year: 2025", f"baseline_year: {baseline_year}"))
    found, _, faults = read_previous([sheet(tmp_path / "truoc.xlsx", time, filed_before)], plan)
    of_today = previous_of_today(plan, found)
    assert {unit: one.filed.value(Key("cases")) for unit, (one,) in of_today.items()} == meant
    assert not faults


def test_a_stock_is_compared_with_that_of_the_same_unit(tmp_path: Path) -> None:
    """Of the year before, in a half-year that is held against one before the reform."""
    stocks = HALF.replace("    baseline: true\n", "    baseline: true\n    flow: false\n")
    loaded(tmp_path, PASSED_ON, stocks)
    before = sheet(tmp_path / "truoc.xlsx", "NĂM 2025", {"Xã Hòa": 50, "Xã Nam": 70})
    time, told = "6 THÁNG ĐẦU NĂM 2026", dict[int, list[str]]()
    for number in (50, 90):
        now = sheet(tmp_path / "bc.xlsx", time, {"Xã Hòa": number, "Xã Nam": 70})
        request = Request((now,), tmp_path / "plan.yaml", previous=(before,), as_of=date(2026, 6, 20))
        moved = [one for one in check(request).diagnostics if one.code is Code.REGISTER_MOVED]
        told[number] = [one.unit for one in moved]
    assert told == {50: [], 90: ["n5"]}


BELOW = (
    PLAN.replace("levels: {", "levels: {district: {title: {vi: huyện, en: districts}}, ")
    .replace(
        "rosters:",
        """units:
  - {id: d1, level: district, name: {vi: Huyện Trên, en: Above}, valid_to: 2025-06-30}
  - {id: d2, level: district, name: {vi: Huyện Dưới, en: Below}, valid_from: 2025-07-01, formed_from: [d1]}
rosters:""",
    )
    .replace("name: name, ", "name: name, parent: district, ")
)


@pytest.mark.parametrize("new", ["c1", "n1"])
def test_former_communes_of_a_table_lie_in_a_former_district(tmp_path: Path, new: str) -> None:
    """They were left out because the district was there no more, and a check ended in a fault of its own."""
    table = f"code,name,district,from,to,made_of\nc1,Xã An,d1,,2025-06-30,\n{new},Xã An Mới,d2,2025-07-01,,c1\n"
    plan = loaded(tmp_path, table, BELOW)
    assert [(unit.id, unit.parent) for unit in plan.former] == [("d1", None), ("c1", "d1")]
    assert origins(plan, date(2024, 12, 31)).of == {"d2": ("d1@2025-06-30",), new: ("c1@2025-06-30",)}
    report = checked(tmp_path, table, {"Xã An Mới": 11}, {"Xã An": 10}, BELOW)
    assert verdicts(report) == {"T1": "met", "T2": "met"}


# a baseline that was added up over former units is traced to the cells of the sum, in every output


def test_a_sum_is_traced_to_the_cells_that_were_added_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    report = checked(tmp_path)
    growth = report.results[0]
    (merged,) = [one for one in growth.units if one.unit == "n1"]
    assert [(cell.at and cell.at.cell, cell.raw) for cell in merged.whole_cells] == [("C4", "10"), ("C5", "20")]
    assert [place for _, _, place in growth.whole_places] == ["C7", "C4", "C5", "C6"]
    monkeypatch.chdir(tmp_path)
    options = ["--plan", "plan.yaml", "--baseline", "goc.xlsx", "--as-of", "2026-12-20", "--lang", "en"]
    main(["explain", "T2", "bc.xlsx", *options])
    shown = capsys.readouterr().out
    assert "!C4:C5 (“10”, “20”)" in shown
    assert "!C4:C7" in shown
    assert "“30”" not in shown
    main(["check", "bc.xlsx", *options, "--format", "json"])
    found = json.loads(capsys.readouterr().out)["results"][1]["units"]
    (cells,) = [one["whole_cells"] for one in found if one["unit"] == "n1"]
    assert [(cell["cell"], cell["raw"], cell["value"]) for cell in cells] == [("C4", "10", 10), ("C5", "20", 20)]


@pytest.mark.parametrize("suffix", ["csv", "html", "xlsx"])
def test_each_file_lists_the_cells_of_a_sum(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str) -> None:
    checked(tmp_path)
    monkeypatch.chdir(tmp_path)
    options = ["--plan", "plan.yaml", "--baseline", "goc.xlsx", "--as-of", "2026-12-20", "--lang", "en"]
    main(["check", "bc.xlsx", *options, "-q", "-o", f"out.{suffix}"])
    made = tmp_path / f"out.{suffix}"
    if suffix == "xlsx":
        texts = [str(cell.value) for page in load_workbook(made) for row in page.iter_rows() for cell in row]
    else:
        texts = made.read_text(encoding="utf-8").splitlines()
    assert any("C4:C5" in text or "C4:C7" in text for text in texts)


def test_a_conflict_names_all_cells_of_the_sum(tmp_path: Path) -> None:
    report = checked(tmp_path, before=BEFORE | {"Phường An Bình": 31})
    (told,) = [one for one in report.diagnostics if one.code is Code.BASELINE_CONFLICT]
    assert str(told.params["other"]).count("!C") == 2


@pytest.mark.parametrize(
    ("code", "figures", "told"),
    [
        (Code.BASELINE_OF_FORMER, {"a@2022": None}, True),
        (Code.BASELINE_OF_FORMER, {"b@2022": None}, True),
        (Code.BASELINE_OF_FORMER, {"a@2022": 4, "b@2022": None}, True),
        (Code.BASELINE_OF_FORMER, {"a@2022": 4, "b@2022": 5}, False),
        (Code.BASELINE_SPLIT, {"a@2022": 4}, True),
        (Code.BASELINE_SPLIT, {"a@2022": 4, "b@2022": 5}, False),
        (Code.BASELINE_SPLIT, {"a@2022": 4, "b@2022": ""}, True),
        (Code.BASELINE_SPLIT, {"a": 1, "a@2022": 4, "b@2022": ""}, False),  # the blank is told at its cell
    ],
)
def test_why_there_is_no_baseline_is_told_as_long_as_a_figure_is_open_for_it(
    code: CodeOf[FoundUnit], figures: Mapping[str, object], told: bool
) -> None:
    target = {"measure": {"kind": "growth", "of": ["a", "b"]}, "threshold": {"at_least": "+3%"}}
    of = small_plan({one: count_field(baseline=True) for one in "ab"}, target, 1)
    fault = code(Location("f.xlsx"), {"unit": Ref("unit", "d1"), "found": "Former"}, "d1")
    assert not_in_its_return(of, "year", [fault], {"d1": filed("d1", figures)}) == ([fault] if told else [])


@pytest.mark.parametrize(
    ("first", "second", "state", "missing"),
    [
        (3, 4, CellState.VALUE, ()),
        (3, None, CellState.PROBLEM, ("y",)),
        (None, "", CellState.PROBLEM, ()),
        ("", None, CellState.PROBLEM, ()),
        ("", "", None, ()),
    ],
)
def test_a_figure_that_no_former_unit_was_asked_for_is_not_missing(
    first: object, second: object, state: CellState | None, missing: tuple[str, ...]
) -> None:
    of = small_plan({"a": count_field()}, {"measure": {"kind": "count", "of": "a"}, "threshold": {"at_least": 1}}, 1)
    before = {"x": filed("x", {"a": first}), "y": filed("y", {"a": second})}
    added, lacking, _ = added_up(of, "d1", ("x", "y"), before, [Key("a")])
    assert (added.cells[Key("a")].state if added.cells else None, lacking) == (state, missing)
