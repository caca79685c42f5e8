"""Whole checks of hundreds of small provinces, files in and verdicts out, against every way to complete them.

``KHPCMD_ORACLE=10`` takes ten times as many provinces, ``KHPCMD_ORACLE_SEED`` others.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import oracle_reform
from khpcmd.checking import Request, check
from khpcmd.diagnostics import Code
from khpcmd.report import Report
from layers import ORACLE_SEED as SEED
from layers import part_of
from oracle_province import COUNTS, DAYS, NO_ROW, PROVINCE, Aim, Outcome, Province, Said, provinces, told
from oracle_reform import Reform, plan, reforms, sheet
from province_files import checked, named, write_sheet, write_yaml

PROVINCES = part_of(60)


def outcome(report: Report) -> Outcome:
    return Outcome(
        {one.target.id: one.verdict.value for one in report.results},
        {
            one.target.id: {unit.unit: unit.alone.value for unit in one.units}
            for one in report.results
            if one.target.judged == "each_unit" and one.target.measure.computable
        },
        tuple(sorted(named(report, Code.TARGET_NOT_CHECKED), key=lambda name: (name == "S", name))),
        tuple(sorted(named(report, Code.ANSWER_OF_OTHER_PERIOD))),
        tuple(sorted(named(report, Code.ANSWER_NOT_YET))),
        tuple(sorted(named(report, Code.ANSWER_EARLY))),
        frozenset(unit for call in report.roll_call for unit in call.expected),
        frozenset(unit for call in report.roll_call for unit in call.missing),
    )


def test_every_check_of_a_province_is_what_its_completions_say(tmp_path: Path) -> None:
    seen, wrong = Counter[str](), list[object]()
    for number, of in enumerate(provinces(SEED, PROVINCES)):
        expected, found = told(of), outcome(checked(of, tmp_path))
        seen.update(f"{aim.kind} {expected.verdicts.get(aim.name, 'not judged')}" for aim in of.aims)
        if expected != found:
            wrong.append((number, of, expected, found))
    print(dict(sorted(seen.items())))  # noqa: T201  # shown with -s, or where it fails
    assert not wrong, f"{len(wrong)} of {PROVINCES}, the first: {wrong[0]}"
    assert PROVINCES < 60 or {name.split()[1] for name in seen} >= {
        "met",
        "missed",
        "in_progress",
        "inconclusive",
        "not",
    }


def test_the_communes_of_a_return_that_came_too_early_are_neither_missing_nor_left_out_of_it(tmp_path: Path) -> None:
    """Whether a commune stands in it or not: it is owed again as a whole."""
    gone: dict[str, Said] = dict.fromkeys(COUNTS, NO_ROW)
    aim = Aim("T0", "count", "commune", ("at_most", 5), each=True)
    cells: dict[str, dict[str, Said]] = {
        "11": dict.fromkeys(COUNTS, 1),
        "12": gone,
        "297": gone,
        PROVINCE: dict.fromkeys(COUNTS),
    }
    of = Province({"297": ["11", "12"]}, True, False, cells, [aim], [], "year", DAYS[0])
    report = checked(of, tmp_path)
    assert outcome(report) == told(of)
    assert told(of).missing == frozenset()
    assert [one for one in report.diagnostics if one.code is Code.NOT_IN_RETURN] == []


# growth over hundreds of reforms of communes, files in and verdicts out, against every way to complete them


REFORMS = part_of(100)


def outcome_reform(of: Reform, folder: Path) -> tuple[dict[str, str], dict[str, str]]:
    write_yaml(folder / "plan.yaml", plan(of))
    now, before = (write_sheet(folder / f"{year}.xlsx", sheet(of, year)) for year in (2026, 2025))
    report = check(
        Request((now,), folder / "plan.yaml", period=of.period, baselines=(before,), as_of=date(2027, 1, 10))
    )
    found = {one.target.id: one for one in report.results}
    units = {unit.unit: unit.alone.value for unit in found["T2"].units}
    return {name: one.verdict.value for name, one in found.items()}, units


def test_every_growth_over_a_reform_is_what_its_completions_say(tmp_path: Path) -> None:
    seen, wrong = Counter[str](), list[object]()
    for number, of in enumerate(reforms(SEED, REFORMS)):
        expected, found = oracle_reform.told(of), outcome_reform(of, tmp_path)
        seen.update(f"{name} {verdict}" for name, verdict in expected[0].items())
        seen.update(f"unit {verdict}" for verdict in expected[1].values())
        if expected != found:
            wrong.append((number, of, expected, found))
    print(dict(sorted(seen.items())))  # noqa: T201  # shown with -s, or where it fails
    assert not wrong, f"{len(wrong)} of {REFORMS}, the first: {wrong[0]}"
    often, rare = {"met", "missed", "inconclusive"}, {"not_applicable"}  # of a part of the reforms there may be none
    assert often <= {name.split()[1] for name in seen} <= often | rare
    assert REFORMS < 100 or any(name.endswith(" not_applicable") for name in seen)
