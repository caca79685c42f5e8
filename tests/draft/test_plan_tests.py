"""The tests that stand beside plans: those of the shipped plans, what they notice, and how they are proposed."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import Any

import pytest
import yaml
from junitparser import JUnitXml

from khpcmd.cli import main
from khpcmd.draft.plan_tests import proposed, try_plan
from khpcmd.plan.load import Rosters, load_plan, parse_plan
from places import ROOT

PLANS = sorted((ROOT / "targets").glob("*.yaml"))
PLAN = ROOT / "targets" / "plan_2023.yaml"


def raw(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def beside(path: Path) -> Any:
    return raw(path.parent / "tests" / path.name)["tests"]


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_a_shipped_plan_is_tried_on_both_sides_of_each_threshold(path: Path) -> None:
    tried = try_plan(path)
    assert tried.mistakes == ()
    assert [test.name for test in tried.failed] == []
    sides = dict[str, set[bool]]()
    for test in beside(path):
        for target, wanted in test["expect"].items():
            verdict = wanted if isinstance(wanted, str) else wanted["verdict"]
            sides.setdefault(target, set()).add(verdict == "met")
    computed = [str(one["id"]) for one in raw(path)["targets"] if one["measure"]["kind"] != "manual"]
    assert sides == {target: {True, False} for target in computed}


def percent(text: object) -> Fraction:
    match = re.fullmatch(r"[+]?([0-9]+(?:[.,][0-9]+)?)%", str(text))
    return Fraction(match[1].replace(",", ".")) / 100 if match else Fraction(str(text))


def ratios() -> Iterator[tuple[str, Any, Any]]:
    """The targets of the shipped plans that ask for at least a share of one figure in another, with their tests."""
    for path in PLANS:
        plan = raw(path)
        for target in plan["targets"]:
            measure, threshold = target["measure"], target.get("threshold", {})
            if measure["kind"] == "ratio" and not isinstance(measure["whole"], dict) and "at_least" in threshold:
                for test in beside(path):
                    if str(target["id"]) in test["expect"]:
                        yield f"{path.stem} {target['id']}", target, test


def added_up(figures: Any, names: str | list[str]) -> Any:
    return sum(figures[name] for name in ([names] if isinstance(names, str) else names))


def test_the_tests_of_shares_say_what_the_fractions_say() -> None:
    held = 0
    for name, target, test in ratios():
        ((_, figures),) = test["figures"].items()
        part, whole = (added_up(figures, target["measure"][side]) for side in ("part", "whole"))
        share = Fraction(part, whole)
        reached = share >= percent(target["threshold"]["at_least"])
        assert (test["expect"][str(target["id"])] == "met") is reached, name
        held += 1
    assert held > 50


def copied(plan: Path, folder: Path) -> Path:
    """The plan in a folder of its own, with its rosters and its tests."""
    shutil.copytree(plan.parent, folder / "targets")
    return folder / "targets" / plan.name


def changed(folder: Path, old: str, new: str, tests: str | None = None) -> Path:
    """A copy of the plan of 2023 with one thing changed, and its tests."""
    plan = copied(PLAN, folder)
    text = PLAN.read_text(encoding="utf-8")
    assert old in text
    plan.write_text(text.replace(old, new, 1), encoding="utf-8")
    if tests is not None:
        (plan.parent / "tests" / PLAN.name).write_text(tests, encoding="utf-8")
    return plan


def test_a_threshold_that_was_changed_is_noticed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = changed(tmp_path, "at_least: 90%", "at_least: 91%")
    assert main(["plan", "test", str(plan), "--lang", "en"]) == 1
    out = capsys.readouterr().out
    assert [line.split(": ")[1] for line in out.splitlines()[:-1] if not line.startswith(" ")] == ["B7 vừa đạt"]
    assert out.splitlines()[-1] == "36 tests: 35 passed, 1 failed".replace("36", str(len(beside(PLAN)))).replace(
        "35", str(len(beside(PLAN)) - 1)
    )
    assert main(["plan", "test", str(plan), "--format", "junit"]) == 1
    suite = JUnitXml.fromstring(capsys.readouterr().out.encode())
    assert (suite.tests, suite.failures, suite.errors) == (len(beside(PLAN)), 1, 0)


WRONG = """tests:
  - name: one
    figures: {"288": {venues_total: 100, venues_inspectd: 20}}
    expect: {B3c: met}
  - name: one
    period: yaer
    figures: {"288": {venues_total: about 100}}
    expect: {B99: met}
  - name: three
    figures: {Nam Sách: {venues_total: 100}, "288": {venues_total: about 100, plan_issued: 7}}
    expect: {B3c: {verdict: met, units: {"1": met}}}
"""


def test_every_mistake_of_tests_is_told_at_its_place(tmp_path: Path) -> None:
    tried = try_plan(changed(tmp_path, "at_least: 90%", "at_least: 90%", WRONG))
    told = {(found.code.code, found.at.line if found.at else 0) for found in tried.mistakes}
    assert told == {
        ("P112", 3), ("P113", 5), ("P112", 6), ("P112", 8), ("P112", 10), ("P111", 10), ("P112", 11),
    }  # fmt: skip
    assert tried.tests == ()


def test_a_unit_s_own_figures_go_before_those_of_its_level(tmp_path: Path) -> None:
    tests = """tests:
  - name: twelve districts, one without a plan
    figures:
      "288": {plan_issued: no}
      district: {plan_issued: yes}
    expect: {B1a: {verdict: missed, value: 0.0}}
"""
    (one,) = try_plan(changed(tmp_path, "at_least: 90%", "at_least: 90%", tests)).tests
    (difference,) = one.differences
    found = difference.found
    assert found is not None
    assert found.measurement is not None
    assert (found.measurement.part, found.measurement.whole) == (11, 12)


def test_no_tests_beside_a_plan_is_a_mistake(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = changed(tmp_path, "at_least: 90%", "at_least: 90%")
    (plan.parent / "tests" / plan.name).unlink()
    assert main(["plan", "test", str(plan)]) == 2
    out = capsys.readouterr().out
    assert "P101" in out
    assert "--propose -o" in out


@pytest.mark.parametrize("hundredths", range(50, 10_000, 711))
def test_the_proposed_figures_lie_next_to_the_threshold(hundredths: int) -> None:
    text = PLAN.read_text(encoding="utf-8").replace("at_least: 90%", f"at_least: {hundredths / 100:.2f}%", 1)
    plan = parse_plan(text, PLAN.name, Rosters(PLAN.parent))
    found = proposed(plan, plan.target["B7"])
    assert found is not None
    reached, short = ({**one}["288"]["sellers_reached"] for one in (found.reached, found.short))
    assert (reached, short) == (ceil(hundredths / 100), ceil(hundredths / 100) - 1)


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_what_is_proposed_comes_out_as_proposed(path: Path, tmp_path: Path) -> None:
    copy = copied(path, tmp_path)
    shutil.rmtree(copy.parent / "tests")
    assert main(["plan", "test", str(copy), "--propose", "-o", str(copy.parent / "tests" / path.name)]) == 0
    tried = try_plan(copy)
    assert tried.mistakes == ()
    assert tried.tests
    assert tried.failed == ()
    assert len(load_plan(copy).plan.targets) * 2 >= len(tried.tests)


def test_a_gap_is_expected_as_it_is_told(tmp_path: Path) -> None:
    tests = """tests:
  - name: two venues short
    figures: {"288": {venues_total: 100, venues_inspected: 18}}
    expect: {B3c: {verdict: missed, value: 18%, gap: 2}}
  - name: not three
    figures: {"288": {venues_total: 100, venues_inspected: 18}}
    expect: {B3c: {verdict: missed, gap: 3}}
"""
    tried = try_plan(changed(tmp_path, "at_least: 90%", "at_least: 90%", tests))
    assert [test.name for test in tried.failed] == ["not three"]


def test_a_number_that_all_owe_is_not_judged_by_a_few(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = copied(ROOT / "targets" / "ha_noi_2026.yaml", tmp_path)
    tests = """tests:
  - name: one commune alone
    figures: {"00004": {residents_informed: 5300}}
    expect: {HN1: met}
"""
    (plan.parent / "tests" / plan.name).write_text(tests, encoding="utf-8")
    assert main(["plan", "test", str(plan), "--lang", "en"]) == 1
    assert "all units together owe this number" in capsys.readouterr().out


def test_where_results_are_to_go_is_said_of_proposals_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "test", str(PLAN), "-o", "nowhere.yaml"]) == 2
    assert "--propose" in capsys.readouterr().err
    assert not Path("nowhere.yaml").exists()
