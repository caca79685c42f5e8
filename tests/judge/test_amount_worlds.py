"""Amounts are judged as counts of their last decimal are: by the same oracle, and by one of its own for bounds.

The first test takes the cases of ``oracle`` whose kind has amounts as well and says them in hundredths: a figure of 3
is an amount of 0.03, a threshold of 5 one of 0.05. Nothing but the gap may differ, and that by a factor of a hundred.
The second fills in each missing amount with every amount up to far beyond its bounds, which say only what is refused.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any

import pytest

import amounts_plan
from khpcmd.judge.bounds import comparisons
from khpcmd.judge.sound import validate
from khpcmd.judge.verdict import evaluate
from khpcmd.judge.world import World
from khpcmd.measures.threshold import Limits
from khpcmd.plan.load import parse_plan
from khpcmd.results import Bounds, Gap, Measurement, Result, Verdict
from layers import ORACLE_SEED as SEED
from layers import part_of
from oracle import FIELDS, Case, cases, target, told
from oracle_results import differs
from worlds import filed, judged, plan, text

KINDS = frozenset({"count", "count_two", "ratio", "ratio_two", "growth", "growth_two", "maintain"})
AMOUNT = {"kind": "amount", "decimals": 2}


def hundredths(value: object) -> Any:
    return Decimal(value).scaleb(-2) if isinstance(value, int) and not isinstance(value, bool) else value


def result_of(case: Case) -> Result | None:
    """The result of the same case in hundredths."""
    fields = {name: {**spec, **AMOUNT} if name in "abwx" else spec for name, spec in FIELDS.items()}
    asked: Any = target(case)
    if case.kind.startswith("count"):
        for key in ("threshold", "milestones", "unit_thresholds"):
            for ends in [asked[key]] if key == "threshold" else asked.get(key, {}).values():
                ends.update({end: hundredths(level) for end, level in ends.items()})
    if case.stated is not None:
        asked["measure"]["baseline"] = {
            period: hundredths(total) for period, total in asked["measure"]["baseline"].items()
        }
    small = plan(fields, asked, districts=case.units)
    own = {"a", "b", "w", "x", "a@2022", "b@2022"}
    returns = {
        unit: filed(unit, {name: hundredths(value) if name in own else value for name, value in values.items()})
        for unit, values in case.figures.items()
    }
    world = World(small, "half_year" if case.half else "year", returns, frozenset(case.scope))
    return next(iter(evaluate(world, small.targets)), None)


def test_amounts_are_judged_as_counts_of_their_last_decimal() -> None:
    seen, wrong = Counter[str](), list[object]()
    for case in cases(SEED + 1):
        if case.kind not in KINDS:
            continue
        expected, found = told(case), result_of(case)
        seen[expected.verdict if expected else "not judged"] += 1
        if expected is None or found is None:
            wrong += [(case, expected, found)] if expected or found else []
            continue
        in_steps = replace(found, gap=found.gap and Gap(int(found.gap.more * 100)))
        if different := differs(expected, in_steps):
            wrong.append((case, different))
    assert not wrong, f"{len(wrong)} of {seen.total()}, the first: {wrong[0]}"
    assert {"met", "missed", "in_progress", "inconclusive"} <= seen.keys()


# bounds


def bounded(low: str, high: str, threshold: Mapping[str, object], unit: str = "ha", **more: object) -> Any:
    spec = {
        "kind": "amount",
        "reported_by": ["district"],
        "unit_of_measure": text(unit),
        "decimals": 1,
        "at_least": Decimal(low),
        "at_most": Decimal(high),
    }
    asked = {"measure": {"kind": "count", "of": "a"}, "threshold": threshold, **more}
    return plan({"a": spec}, asked, districts=2)


def number(level: object) -> Fraction:
    return Fraction(str(level).rstrip("%"))


def holds(threshold: Mapping[str, object], value: Fraction) -> bool:
    ends = {key: number(level) for key, level in threshold.items()}
    return (
        value >= ends.get("at_least", value)
        and value <= ends.get("at_most", value)
        and ("more_than" not in ends or value > ends["more_than"])
        and ("less_than" not in ends or value < ends["less_than"])
        and value == ends.get("equal_to", value)
    )


def test_a_bound_decides_nothing_of_a_missing_amount() -> None:
    dice, seen = random.Random(SEED), Counter[str]()  # noqa: S311  # repeatable, and no secret
    for _ in range(part_of(600)):
        low = dice.choice((0, 0, -3))
        high = low + dice.randint(1, 6)
        each = dice.random() < 0.4
        key = dice.choice(("at_least", "more_than", "at_most", "less_than", "equal_to"))
        level = Decimal(dice.randint(low * 20, high * 20 + 10)).scaleb(-2)
        values = [dice.choice((None, *range(low, high + 1))) for _ in range(2)]
        figures = {f"d{n}": {"a": None if v is None else Decimal(v).scaleb(-1)} for n, v in enumerate(values, 1)}
        of = bounded(
            str(Decimal(low) / 10), str(Decimal(high) / 10), {key: level}, judged="each_unit" if each else "pooled"
        )
        any_amount = range(-50 if low < 0 else 0, 51)
        worlds = product(*(any_amount if v is None else (v,) for v in values))
        said = {
            all(holds({key: level}, Fraction(v, 10)) for v in world)
            if each
            else holds({key: level}, Fraction(sum(world), 10))
            for world in worlds
        }
        expected = "inconclusive" if len(said) == 2 else "met" if True in said else "missed"
        found = judged(of, figures)
        assert found.verdict.value == expected, (low, high, key, level, values, each)
        seen[expected] += 1
    assert set(seen) == {"met", "missed", "inconclusive"}


CAPPED = """\
  capped:
    kind: amount
    label: {vi: Chi khác, en: Other spending}
    reported_by: [district]
    unit_of_measure: {vi: triệu đồng, en: million dong}
    decimals: 1
    at_most: 100
targets:
  - id: T0
    clause: Mục I
    quote: không quá 150 triệu đồng
    title: {vi: Chi khác, en: Other spending}
    measure: {kind: count, of: capped}
    threshold: {at_most: 150}
    cumulative: true
"""


@pytest.mark.parametrize("second", [Decimal(5000), Decimal("80.05"), None, ""])
def test_a_bound_does_not_stand_in_for_a_figure_that_it_refused(second: Decimal | str | None) -> None:
    of = parse_plan(amounts_plan.PLAN.replace("targets:\n", CAPPED, 1), "plan.yaml")
    sound, faults = validate(
        of, "year", [filed("0291", {"capped": Decimal(20)}), filed("0298", {"capped": second})], frozenset({"capped"})
    )
    known = {one.unit: one for one in sound}
    result = next(iter(evaluate(World(of, "year", known, frozenset(known)), of.targets)))
    assert result.verdict.value == "inconclusive", faults
    assert result.bounds == Bounds(Fraction(20), None)


def test_a_lower_bound_does_not_stand_in_for_one_either() -> None:
    above = bounded("50", "100", {"at_least": Decimal(100)})
    assert judged(above, {"d1": {"a": Decimal(60)}, "d2": {"a": None}}).verdict.value == "inconclusive"
    below = bounded("-3", "100", {"at_least": Decimal(20)})
    found = judged(below, {"d1": {"a": Decimal(60)}, "d2": {"a": None}})
    assert (found.verdict.value, found.bounds) == ("inconclusive", Bounds(None, None))
    assert [unit.measurement.part for unit in found.units] == [Decimal(60), Decimal(0)]


def test_a_total_above_a_limit_is_missed_whatever_is_missing() -> None:
    area = bounded("0", "100", {"at_most": Decimal("50.5")})
    assert judged(area, {"d1": {"a": Decimal("50.6")}}).verdict.value == "missed"
    assert judged(area, {"d1": {"a": Decimal("50.5")}}).verdict.value == "inconclusive"


# what stands beside a verdict


@pytest.mark.parametrize(
    ("value", "verdict", "gap"), [("79.8", "missed", "0.2"), ("79.9", "missed", "0.1"), ("80.0", "met", None)]
)
def test_a_percentage_reaches_its_threshold_exactly(value: str, verdict: str, gap: str | None) -> None:
    of = bounded("0", "100", {"at_least": "80%"}, unit="%", judged="each_unit")
    found = judged(of, {"d1": {"a": Decimal(value)}, "d2": {"a": Decimal(90)}})
    assert found.verdict.value == verdict
    unit = found.units[0]
    assert (unit.measurement.part, unit.gap) == (Decimal(value), None if gap is None else Gap(Decimal(gap)))


def test_percentages_of_several_units_are_never_added_up() -> None:
    of = bounded("0", "100", {"at_least": "80%"}, unit="%", judged="each_unit")
    found = judged(of, {"d1": {"a": Decimal(70)}, "d2": {"a": Decimal(90)}})
    assert found.measurement == Measurement(0, None, 2, 2, added_up=False)
    assert (found.gap, found.reaching) == (None, (1, 2))


INCOME = {"unit_of_measure": {"vi": "triệu đồng/người", "en": "million dong per head"}}
STOCK = {"flow": False}


@pytest.mark.parametrize("spec", [INCOME, STOCK], ids=["an average", "a level at a day"])
@pytest.mark.parametrize("measure", ["count", "growth", "change"])
def test_levels_that_each_unit_owes_are_never_added_up(spec: dict[str, Any], measure: str) -> None:
    level = {"count": Decimal("60.5"), "growth": "5%", "change": Decimal(2)}[measure]
    found = of_each(spec, measure, {"at_least": level})
    whole = 0 if measure == "growth" else None
    assert found.measurement == Measurement(0, whole, 2, 2, added_up=False)
    assert (found.verdict.value, found.gap, found.reaching) == ("missed", None, (1, 2))
    assert [unit.verdict for unit in found.units] == [Verdict.MET, Verdict.MISSED]


@pytest.mark.parametrize("more", [{}, {**STOCK, "adds_up": True}], ids=["a flow", "a stock that the plan adds up"])
def test_amounts_that_add_up_are_shown_together(more: dict[str, Any]) -> None:
    found = of_each({"unit_of_measure": {"vi": "ha", "en": "ha"}, **more}, "count", {"at_least": Decimal("60.5")})
    assert found.measurement == Measurement(Decimal("120.6"), None, 2, 2)
    area = of_each({**STOCK, "unit_of_measure": {"vi": "ha", "en": "ha"}}, "ratio", {"at_least": "50%"})
    assert (area.measurement and area.measurement.added_up, area.reaching) == (True, (2, 2))


def of_each(spec: dict[str, Any], measure: str, asked: dict[str, Any]) -> Result:
    """The result of a target that each of two units owes, with an amount of this kind."""
    amount = {**FIELDS["a"], **AMOUNT, "unit_of_measure": {"vi": "điểm", "en": "points"}, **spec}
    of = {"part": "a", "whole": "b"} if measure == "ratio" else {"of": "a"}
    fields = {"a": amount, "b": {**amount}}
    made = plan(fields, {"measure": {"kind": measure, **of}, "threshold": asked, "judged": "each_unit"}, districts=2)
    numbers = {"d1": ("61.4", "58.0"), "d2": ("59.2", "58.0")}
    figures = {
        unit: {"a": Decimal(now), "a@2022": Decimal(then), "b": Decimal("62.0"), "b@2022": Decimal("62.0")}
        for unit, (now, then) in numbers.items()
    }
    return judged(made, figures)


def test_an_amount_is_told_in_its_unit() -> None:
    of = bounded("0", "100", {"at_least": Decimal("30.5")})
    found = judged(of, {"d1": {"a": Decimal("12.5")}, "d2": {"a": Decimal("17.9")}})
    assert found.measurement == Measurement(Decimal("30.4"), None, 2, 2)
    assert found.gap == Gap(Decimal("0.1"))
    (one,) = comparisons(found)
    assert (one.left, one.right, one.holds) == (Decimal("30.4"), Decimal("30.5"), False)


def walked(thing: object, seen: set[int]) -> Any:
    """Every number in a result, however deep."""
    if id(thing) in seen or isinstance(thing, str):
        return
    seen.add(id(thing))
    if isinstance(thing, int | float | Decimal | Fraction):
        yield thing
    elif isinstance(thing, Mapping):
        for key, value in thing.items():
            yield from walked(key, seen)
            yield from walked(value, seen)
    elif isinstance(thing, list | tuple | set | frozenset):
        for one in thing:
            yield from walked(one, seen)
    elif hasattr(thing, "__dataclass_fields__"):
        for name in thing.__dataclass_fields__:
            yield from walked(getattr(thing, name), seen)
    if isinstance(thing, Result):
        yield from walked(thing.units, seen)


@pytest.mark.slow
def test_no_float_is_part_of_a_verdict() -> None:
    for case in cases(SEED + 2):
        found = result_of(case) if case.kind in KINDS else None
        if found is not None:
            numbers = list(walked(found, set()))
            assert not [one for one in numbers if isinstance(one, float)]
            assert any(isinstance(one, Decimal) for one in numbers)
            assert all(isinstance(end, Fraction | None) for end in (found.target.limits.low, found.target.limits.high))
            assert isinstance(found.target.limits, Limits)
