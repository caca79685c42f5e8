"""Targets that cannot be met together, rules that are there twice, figures that nothing guards."""

from __future__ import annotations

from pathlib import Path

import pytest

from khpcmd.diagnostics import Code, Diagnostic
from khpcmd.diagnostics.parameters import Ref
from khpcmd.plan.lint import advice_on_rules, lint_file
from plan_texts import head

HEAD = (
    head(2023, "district").replace("11, 12]", "11]")
    + """\
units:
  - {id: d1, level: district, name: {vi: Huyện A, en: A}, register: {k: 3}}
  - {id: d2, level: district, name: {vi: Huyện B, en: B}, register: {k: 5}}
fields:
  all: {kind: count, label: {vi: tổng số, en: all}, reported_by: [district], unit_of_measure: {vi: vụ, en: c}}
  a: {kind: count, label: {vi: số a, en: a}, reported_by: [district], unit_of_measure: {vi: vụ, en: c}}
  b: {kind: count, label: {vi: số b, en: b}, reported_by: [district], unit_of_measure: {vi: vụ, en: c}}
  c: {kind: count, label: {vi: số c, en: c}, reported_by: [d1], unit_of_measure: {vi: vụ, en: c}}
  o: {kind: count, label: {vi: số o, en: o}, reported_by: [district], unit_of_measure: {vi: v, en: c}, required: false}
  r: {kind: count, label: {vi: xã, en: r}, reported_by: [district], unit_of_measure: {vi: xã, en: c}, register_limit: k}
  m: {kind: amount, label: {vi: tiền, en: m}, reported_by: [district], unit_of_measure: {vi: ha, en: ha}, at_most: 100}
  n: {kind: amount, label: {vi: đất, en: n}, reported_by: [district], unit_of_measure: {vi: ha, en: ha}}
  s: {kind: months, label: {vi: tin, en: news}, reported_by: [district], unit_of_measure: {vi: tin, en: i}}
"""
)


def ratio(part: str, threshold: str) -> str:
    return f"measure: {{kind: ratio, part: {part}, whole: all}}, threshold: {{{threshold}}}"


def count(of: str, threshold: str) -> str:
    return f"measure: {{kind: count, of: {of}}}, threshold: {{{threshold}}}"


def found(tmp_path: Path, targets: list[str], *constraints: str) -> list[Diagnostic]:
    head = "clause: x, quote: x, cumulative: true, title: {vi: x, en: x}"
    lines = [f"  - {{id: T{number}, {head}, {target}}}" for number, target in enumerate(targets, 1)]
    rules = ["constraints:", *(f"  - {{{one}}}" for one in constraints)] if constraints else []
    path = tmp_path / "plan.yaml"
    path.write_text("\n".join([HEAD.rstrip(), *rules, "targets:", *lines]) + "\n", encoding="utf-8")
    linted = lint_file(path, advice_on_rules)
    assert linted.plan is not None, linted.diagnostics
    assert [one.params["expected"] for one in linted.diagnostics if one.code is Code.MONTHS_LEFT_OUT] == ["12"]
    others = (one for one in linted.diagnostics if one.code is not Code.MONTHS_LEFT_OUT)
    return [one for one in others if one.code.code == "P123" or one.code.code >= "P153"]


def share(where: str, threshold: str = "at_least: 80%") -> str:
    return f"measure: {{kind: share, of: district, where: {where}}}, threshold: {{{threshold}}}"


A_IN_B = "kind: at_most, part: [a], whole: [b]"
SUM = "kind: sum, parts: [a, b], whole: [all]"


@pytest.mark.parametrize(
    ("targets", "constraints", "ids"),
    [
        ([ratio("a", "at_least: 60%"), ratio("a", "at_most: 50%")], [], "T1 T2"),
        ([ratio("a", "more_than: 50%"), ratio("a", "at_most: 50%")], [], "T1 T2"),
        ([ratio("a", "at_least: 50%"), ratio("a", "at_most: 50%")], [], ""),
        ([count("a", "at_least: 60"), count("a", "less_than: 60")], [A_IN_B], "T1 T2"),
        ([count("a", "at_least: 60"), count("b", "at_most: 50")], [A_IN_B], ""),
    ],
)
def test_targets_that_no_figures_can_meet_together_are_told(
    targets: list[str], constraints: list[str], ids: str, tmp_path: Path
) -> None:
    told = [one for one in found(tmp_path, targets, *constraints) if one.code.code == "P153"]
    named = [one.params["target"] for one in told]
    assert [" ".join(ref.id for ref in refs) for refs in named] == ([ids] if ids else [])  # type: ignore[union-attr]


@pytest.mark.crossing(14)
@pytest.mark.parametrize(
    ("targets", "constraints", "codes"),
    [
        ([ratio("a", "at_least: 60%"), ratio("a", "at_least: 60%")], [], ["P154"]),
        ([ratio("a", "at_least: 60%"), ratio("a", "at_least: 30%")], [], []),
        ([ratio("a", "at_least: 60%") + ", binding: false", ratio("a", "at_least: 30%")], [], []),
        ([ratio("a", "at_least: 60%"), ratio("a", "at_least: 30%") + ", milestones: {}"], [], []),
        ([ratio("a", "at_least: 60%"), ratio("a", "at_least: 30%") + ", zero: missed"], [], []),
        ([ratio("b", "at_least: 60%"), ratio("a", "at_least: 50%")], [A_IN_B], []),
        ([ratio("a", "at_least: 60%"), ratio("b", "more_than: 60%")], [A_IN_B], []),
        ([ratio("b", "at_most: 60%"), ratio("a", "less_than: 60%")], [A_IN_B], []),
        ([count("a", "at_least: 60"), count("b", "at_least: 60"), count("[a, b]", "at_least: 121")], [SUM], []),
        ([count("r", "at_least: 9")], [], []),
        ([count("r", "at_least: 8")], [], []),
        ([count("r", "at_most: 8")], [], []),
        ([count("r", "at_most: 7")], [], []),
        ([count("r", "at_least: 6") + ", judged: each_unit"], [], []),
        ([count("r", "at_least: 5") + ", judged: each_unit"], [], []),
        ([count("r", "at_least: 6") + ", only: [d2]"], [], []),
        ([count("r", "at_least: 5") + ", only: [d2]"], [], []),
        ([count("m", "at_least: 201")], [], []),
        ([count("m", "at_least: 200")], [], []),
        ([count("n", "at_least: 200")], [], ["P157"]),
        ([ratio("a", "at_least: 60%"), ratio("a", "at_least: 60%") + ", judged: each_unit"], [], []),
        ([ratio("a", "at_least: 60%")], [A_IN_B, A_IN_B], ["P155"]),
        ([ratio("a", "at_least: 60%")], [A_IN_B, "kind: at_most, part: [b], whole: [a]"], ["P156"]),
        ([count("a", "at_least: 60")], [], ["P157"]),
        ([share("{field: a, at_least: 5}"), share("{field: a, at_least: 5}", "at_least: 50%")], [A_IN_B], []),
        ([share("{field: a, at_least: 5}"), share("{field: a, at_least: 5}", "at_least: 1")], [A_IN_B], []),
        ([count("a", "at_least: 60")], [A_IN_B], []),
        (["measure: {kind: frequency, of: s, every: quarter}"], [], ["P158"]),
        (["measure: {kind: frequency, of: s, every: month}"], [], []),
    ],
)
def test_doubled_opposite_and_missing_rules_are_told(
    targets: list[str], constraints: list[str], codes: list[str], tmp_path: Path
) -> None:
    assert [one.code.code for one in found(tmp_path, targets, *constraints)] == codes


@pytest.mark.parametrize(
    ("nature", "target", "asked"),
    [
        ("flow: false", count("a", "at_least: 3"), ["a"]),
        ("flow: false", ratio("a", "at_least: 20%"), ["a"]),
        ("flow: false", "measure: {kind: ratio, part: b, whole: a}, threshold: {at_least: 20%}", []),
        ("flow: true", count("a", "at_least: 3"), []),
        ("flow: false, nature: stock", count("a", "at_least: 3"), []),
        ("flow: false, nature: progress", count("a", "at_least: 3"), []),
    ],
)
def test_a_count_that_is_not_added_up_and_asked_for_says_what_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nature: str, target: str, asked: list[str]
) -> None:
    monkeypatch.setitem(
        globals(), "HEAD", HEAD.replace("{kind: count, label: {vi: số a", f"{{kind: count, {nature}, label: {{vi: số a")
    )
    told = [one.params["field"] for one in found(tmp_path, [target]) if one.code is Code.STOCK_ASKED_FOR]
    assert told == asked


def ids(found: object) -> list[str]:
    refs = (found,) if isinstance(found, Ref) else found
    assert isinstance(refs, tuple)
    return [ref.id for ref in refs if isinstance(ref, Ref)]


def test_a_hundred_equal_targets_are_one_entry(tmp_path: Path) -> None:
    told = found(tmp_path, [ratio("a", "at_least: 60%")] * 100)
    assert [one.code.code for one in told] == ["P154"]
    assert ids(told[0].params["target"]) == [f"T{number}" for number in range(2, 101)]


@pytest.mark.parametrize(
    ("threshold", "told"),
    [("at_most: 15%", []), ("less_than: 100%", []), ("at_most: 100%", ["P123"]), ("at_least: 0%", ["P123"])],
)
def test_only_what_no_reported_percentage_can_miss_is_no_threshold(
    threshold: str, told: list[str], tmp_path: Path
) -> None:
    share = "label: {vi: tỷ lệ hộ nghèo, en: poor}, reported_by: [district], unit_of_measure: {vi: '%', en: '%'}"
    text = f"{HEAD}  p: {{kind: amount, {share}, flow: false}}\ntargets:\n  - {{id: T1, clause: x, quote: x, "
    text += f"title: {{vi: x, en: x}}, {count('p', threshold)}, judged: each_unit, cumulative: false}}\n"
    (tmp_path / "plan.yaml").write_text(text, encoding="utf-8")
    found = lint_file(tmp_path / "plan.yaml").diagnostics
    assert [one.code.code for one in found if one.code.code == "P123"] == told
