"""Targets that cannot be met together, rules that are there twice, figures that nothing guards."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise, product
from pathlib import Path

import pytest

from khpcmd.diagnostics import AnyCode, Code, Diagnostic
from khpcmd.measures.count import Count
from khpcmd.measures.ratio import Ratio
from khpcmd.parameters import Ref
from khpcmd.plan.constraints import AtMost, Constraint, Steps, Sum
from khpcmd.plan.contradictions import advice_on_rules
from khpcmd.plan.lint import lint_file
from khpcmd.plan.model import Plan, Target
from khpcmd.plan.places import Source
from khpcmd.plan.review import Review
from plan_texts import head
from worlds import count_field, plan, text

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
    return [one for one in linted.diagnostics if one.code.code == "P123" or one.code.code >= "P153"]


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
        ([ratio("a", "at_least: 60%"), ratio("a", "at_least: 30%")], [], ["P191"]),
        ([ratio("a", "at_least: 60%") + ", binding: false", ratio("a", "at_least: 30%")], [], []),
        ([ratio("a", "at_least: 60%"), ratio("a", "at_least: 30%") + ", milestones: {}"], [], ["P191"]),
        ([ratio("a", "at_least: 60%"), ratio("a", "at_least: 30%") + ", zero: missed"], [], []),
        ([ratio("b", "at_least: 60%"), ratio("a", "at_least: 50%")], [A_IN_B], []),
        ([ratio("a", "at_least: 60%"), ratio("b", "more_than: 60%")], [A_IN_B], []),
        ([ratio("b", "at_most: 60%"), ratio("a", "less_than: 60%")], [A_IN_B], []),
        ([count("a", "at_least: 60"), count("b", "at_least: 60"), count("[a, b]", "at_least: 121")], [SUM], []),
        ([count("r", "at_least: 9")], [], ["P190"]),
        ([count("r", "at_least: 8")], [], []),
        ([count("r", "at_most: 8")], [], ["P123"]),
        ([count("r", "at_most: 7")], [], []),
        ([count("r", "at_least: 6") + ", judged: each_unit"], [], ["P190"]),
        ([count("r", "at_least: 5") + ", judged: each_unit"], [], []),
        ([count("r", "at_least: 6") + ", only: [d2]"], [], ["P190"]),
        ([count("r", "at_least: 5") + ", only: [d2]"], [], []),
        ([count("m", "at_least: 201")], [], ["P190"]),
        ([count("m", "at_least: 200")], [], []),
        ([count("n", "at_least: 200")], [], ["P157"]),
        ([ratio("a", "at_least: 60%"), ratio("a", "at_least: 60%") + ", judged: each_unit"], [], []),
        ([ratio("a", "at_least: 60%")], [A_IN_B, A_IN_B], ["P155"]),
        ([ratio("a", "at_least: 60%")], [A_IN_B, "kind: at_most, part: [b], whole: [a]"], ["P156"]),
        ([count("a", "at_least: 60")], [], ["P157"]),
        ([share("{field: a, at_least: 5}"), share("{field: a, at_least: 5}", "at_least: 50%")], [A_IN_B], ["P191"]),
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


# what the linter proves of targets is held against every small world: nothing that it says is untrue


PLANS = 60 * int(os.environ.get("KHPCMD_ORACLE", "1"))
SEED = int(os.environ.get("KHPCMD_ORACLE_SEED", "2023"))
NAMES, MOST, UNITS = ("a", "b", "c"), 2, 2


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


PROOFS = (Code.CONTRADICTORY_TARGETS, Code.NEVER_MET, Code.IMPLIED_TARGET, Code.TRIVIAL_THRESHOLD)
One = tuple[int, ...]
World = tuple[One, ...]


def drawn(dice: random.Random) -> Plan:
    limited = [name for name in NAMES if dice.random() < 0.3]
    fields = {name: count_field(**({"register_limit": "communes"} if name in limited else {})) for name in NAMES}
    targets = [_target(dice, number) for number in range(dice.choice((1, 2, 2, 3)))]
    rules = [_rule(dice) for _ in range(dice.choice((0, 1, 1, 2)))]
    return plan(fields, {**targets[0]}, districts=UNITS, communes=MOST, constraints=rules, targets=targets)


def _rule(dice: random.Random) -> dict[str, object]:
    one, two, three = dice.sample(NAMES, 3)
    rules: tuple[dict[str, object], ...] = (
        {"kind": "at_most", "part": (one,), "whole": (two,)},
        {"kind": "at_most", "part": (one, three), "whole": (two,)},
        {"kind": "sum", "parts": (one, three), "whole": (two,)},
        {"kind": "steps", "steps": ((one,), (two,), (three,))},
    )
    return dice.choice(rules)


def _target(dice: random.Random, number: int) -> dict[str, object]:
    part, whole = dice.sample(NAMES, 2)
    parts = (part,) if dice.random() < 0.8 else (part, whole)
    key = dice.choice(("at_least", "at_least", "more_than", "at_most", "less_than"))
    level: object = dice.choice((1, 2, 3, 4, 5))
    own: dict[str, object] = {"measure": {"kind": "count", "of": parts}, "threshold": {key: level}}
    if dice.random() < 0.5:
        level = dice.choice(("30%", "50%", "60%", "90%"))
        own = {"measure": {"kind": "ratio", "part": part, "whole": whole}, "threshold": {key: level}}
    elif dice.random() < 0.2:
        own = {
            "measure": {"kind": "ratio", "part": part, "whole": {"register": "communes"}},
            "threshold": {key: dice.choice(("50%", "75%"))},
        }
    more = {"judged": dice.choice(("pooled", "pooled", "each_unit")), "binding": dice.random() < 0.8}
    return {"id": f"T{number}", "clause": "1", "quote": "q", "title": text("t"), "cumulative": False, **own, **more}


def worlds(small: Plan) -> Iterator[World]:
    ones = [one for one in product(range(MOST * UNITS + 1), repeat=len(NAMES)) if _allowed(small, one)]
    return product(ones, repeat=UNITS)


def _allowed(small: Plan, one: One) -> bool:
    """Whether a unit may report these figures."""
    found = dict(zip(NAMES, one, strict=True))
    limited = (name for name, spec in small.fields.items() if getattr(spec, "register_limit", None))
    nested = (target.measure for target in small.targets if isinstance(target.measure, Ratio))
    return (
        all(found[name] <= MOST for name in limited)
        and all(_keeps(rule, found) for rule in small.constraints)
        and all(
            _total(ratio.part, found) <= _total(ratio.whole, found)
            for ratio in nested
            if isinstance(ratio.whole, tuple)
        )
    )


def _total(names: tuple[str, ...], found: Mapping[str, int]) -> int:
    return sum(found[name] for name in names)


def _keeps(rule: Constraint, found: Mapping[str, int]) -> bool:
    match rule:
        case AtMost():
            return _total(rule.part, found) <= _total(rule.whole, found)
        case Sum():
            return _total(rule.parts, found) == _total(rule.whole, found)
        case Steps():
            return all(_total(first, found) >= _total(then, found) for first, then in pairwise(rule.steps))


def met(target: Target, world: World) -> bool | None:
    """Whether a target is met; None where there is nothing to measure."""
    scopes = [world] if target.judged == "pooled" else [(one,) for one in world]
    answers = [_holds(target, scope) for scope in scopes]
    told = [one for one in answers if one is not None]
    return all(told) if told else None


def _holds(target: Target, scope: World) -> bool | None:
    found: Mapping[str, int] = {name: sum(one[at] for one in scope) for at, name in enumerate(NAMES)}
    measure = target.measure
    if isinstance(measure, Count):
        return target.limits.hold(Fraction(sum(found[name] for name in measure.of)))
    assert isinstance(measure, Ratio)
    part = sum(found[name] for name in measure.part)
    whole = sum(found[name] for name in measure.whole) if isinstance(measure.whole, tuple) else MOST * len(scope)
    return target.limits.hold(Fraction(part, whole)) if whole else None


def proved(small: Plan) -> list[Diagnostic]:
    review = Review(small, Source("plan.yaml", {}), tuple(("units", number) for number in range(len(small.units))))
    return list(advice_on_rules(review))


def ids(found: object) -> list[str]:
    refs = (found,) if isinstance(found, Ref) else found
    assert isinstance(refs, tuple)
    return [ref.id for ref in refs if isinstance(ref, Ref)]


def test_nothing_that_is_proved_is_untrue_of_any_world() -> None:
    dice = random.Random(SEED)  # noqa: S311  # repeatable, and no secret
    told: dict[AnyCode, int] = dict.fromkeys(PROOFS, 0)
    for _ in range(PLANS):
        small = drawn(dice)
        said = [one for one in proved(small) if one.code in told]
        every = list(worlds(small)) if said else []
        for one in said:
            told[one.code] += 1
            named = [small.target[name] for name in ids(one.params["target"])]
            others = [small.target[name] for name in ids(one.params.get("others", ()))]
            for world in every:
                verdicts = [met(target, world) for target in named]
                if one.code in (Code.CONTRADICTORY_TARGETS, Code.NEVER_MET):
                    assert not all(verdicts), (one, world, small.targets, small.constraints)
                elif all(met(other, world) for other in others):
                    assert verdicts != [False], (one, world, small.targets, small.constraints)
    assert min(told.values()) > 0, told


def test_a_number_that_is_another_in_other_years_proves_nothing() -> None:
    """Two in 2022 and nine in 2023: five are too many for the one year and not for the other."""

    def five(communes: object) -> list[AnyCode]:
        spans = {name: {"from": f"{name[1:]}-01-01", "to": f"{name[1:]}-12-31"} for name in ("y2022", "y2023")}
        periods = {
            name: {"title": text(name), "window": span, "due": {"date": span["to"]}, "months": [1]}
            for name, span in spans.items()
        }
        unit = {"id": "d1", "level": "district", "name": text("District 1"), "register": {"communes": communes}}
        target = {"measure": {"kind": "count", "of": "a"}, "threshold": {"at_least": 5}}
        fields = {"a": count_field(register_limit="communes")}
        return [one.code for one in proved(plan(fields, target, periods=periods, units=[unit], year=2022))]

    assert five(2) == five({2022: 2, 2023: 2}) == [Code.NEVER_MET]
    assert five({2022: 2, 2023: 9}) == []


def test_a_hundred_equal_targets_are_one_entry(tmp_path: Path) -> None:
    told = found(tmp_path, [ratio("a", "at_least: 60%")] * 100)
    assert [one.code.code for one in told] == ["P154"]
    assert ids(told[0].params["target"]) == [f"T{number}" for number in range(2, 101)]
