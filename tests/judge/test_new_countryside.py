"""A commune's set of criteria, of every kind that sets of the new countryside have, against fractions written apart.

What a commune has to reach is its share of roads, of water, of insured people, its income, its poverty, its answers;
the set gives points for each, in proportion or by steps, and calls a commune good, fair or not up to the standard. It
is numbered as the national set is; levels and points, which each province sets, are those of this test.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

import pytest

import layers
from khpcmd.draft.plan_tests import judged
from khpcmd.inputs.supposed import read_supposed
from khpcmd.plan.load import parse_plan
from khpcmd.plan.model import Plan
from plan_texts import a_count, a_target, head

UNITS = ("x1", "x2", "x3", "x4", "x5")
COUNTS = {
    "roads": "Số km đường xã hiện có, Roads", "hard": "Số km đường xã được cứng hóa, Hard roads",
    "homes": "Số hộ gia đình, Homes", "power": "Số hộ có điện an toàn, Homes with power",
    "water": "Số hộ dùng nước hợp quy chuẩn, Homes with clean water", "poor": "Số hộ nghèo đa chiều, Poor homes",
    "people": "Số dân thuộc diện tham gia, People", "insured": "Số dân có thẻ bảo hiểm y tế, Insured",
    "labour": "Số lao động đang làm việc, Labour", "trained": "Số lao động qua đào tạo, Trained labour",
    "schools": "Số trường học các cấp, Schools", "standard": "Số trường học đạt chuẩn, Schools up to standard",
    "clubs": "Số hợp tác xã hoạt động hiệu quả, Cooperatives",
}  # fmt: skip
ANSWERS = {"scheme": "Có quy hoạch chung xây dựng xã, Has a scheme", "police": "Đạt tiêu chuẩn an ninh, Is safe"}


class Share(NamedTuple):
    """A criterion that is a part of a whole: the limit in percent, and on which side of it the share lies."""

    part: str
    whole: str
    limit: Fraction
    key: str = "at_least"

    def met(self, figures: dict[str, int]) -> bool | None:
        if not figures[self.whole]:
            return None
        value = Fraction(figures[self.part] * 100, figures[self.whole])
        return {"at_least": value >= self.limit, "less_than": value < self.limit}[self.key]


SHARES = {
    "2": Share("hard", "roads", Fraction(80)), "4": Share("power", "homes", Fraction(98)),
    "5": Share("standard", "schools", Fraction(70)), "11": Share("poor", "homes", Fraction(5, 2), "less_than"),
    "12": Share("trained", "labour", Fraction(75)), "15": Share("insured", "people", Fraction(90)),
    "17": Share("water", "homes", Fraction(35)),
}  # fmt: skip
OTHERS: dict[str, tuple[str, Callable[[dict[str, int]], bool]]] = {
    "1": ("kind: done, field: scheme", lambda one: one["scheme"] == 1),
    "10": ("kind: count, of: income", lambda one: Fraction(one["income"], 10) >= 48),
    "13": ("kind: count, of: clubs", lambda one: one["clubs"] >= 1),
    "19": ("kind: done, field: police", lambda one: one["police"] == 1),
}
LEVELS = {"10": "at_least: 48", "13": "at_least: 1"}
CRITERIA = """\
        - {target: "1", points: 6}
        - {target: "2", points: 10, give: in_proportion, full_at: 80%}
        - {target: "4", points: 8}
        - {target: "5", points: 10, give: by_steps, steps: [{at_least: 50%, points: 4}, {at_least: 70%, points: 10}]}
        - {target: "10", points: 16}
        - {target: "11", points: 10}
        - {target: "12", points: 7.5}
        - {target: "13", points: 5}
        - {target: "15", points: 9}
        - {target: "17", points: 8.5}
        - {target: "19", points: 10}
"""
ALL_OR_NOTHING: dict[str, int | Fraction] = {
    "1": 6, "4": 8, "10": 16, "11": 10, "12": Fraction(15, 2), "13": 5, "15": 9, "17": Fraction(17, 2), "19": 10,
}  # fmt: skip


def plan_of_set() -> Plan:
    own = ", judged: each_unit, cumulative: false"
    units = "".join(f"  - {{id: {one}, level: commune, name: {{vi: Xã Tân {one}, en: {one}}}}}\n" for one in UNITS)
    fields = [a_count(name, text, "commune", "đơn vị, items", ", flow: false") for name, text in COUNTS.items()]
    for name, text in ANSWERS.items():
        vi, en = text.split(", ")
        fields.append(f"  {name}: {{kind: yes_no, label: {{vi: {vi}, en: {en}}}, reported_by: [commune]}}\n")
    income = "label: {vi: Thu nhập bình quân, en: Income}, unit_of_measure: {vi: triệu đồng, en: million dong}"
    fields.append(f"  income: {{kind: amount, {income}, reported_by: [commune], decimals: 1, flow: false}}\n")
    targets = [
        a_target(f'"{name}"', f"Tiêu chí {name}, Criterion {name}",
                 f"kind: ratio, part: {one.part}, whole: {one.whole}", f'{one.key}: "{float(one.limit):g}%"', own)
        for name, one in SHARES.items()
    ]  # fmt: skip
    targets += [
        a_target(f'"{name}"', f"Tiêu chí {name}, Criterion {name}", measure, LEVELS.get(name, ""), own)
        for name, (measure, _) in OTHERS.items()
    ]
    score = (
        "  - id: S\n    clause: c\n    quote: q\n    title: {vi: Điểm, en: Score}\n    judged: each_unit\n"
        "    cumulative: false\n    threshold: {at_least: 75}\n"
        "    classes:\n      - {name: {vi: tốt, en: good}, at_least: 90}\n"
        "      - {name: {vi: khá, en: fair}, at_least: 75}\n      - {name: {vi: chưa đạt, en: below}}\n"
        f"    measure:\n      kind: score\n      criteria:\n{CRITERIA}"
    )
    text = f"{head(2023, 'commune')}units:\n{units}fields:\n{''.join(fields)}targets:\n{''.join(targets)}{score}"
    return parse_plan(text, "plan.yaml")


def drawn(dice: random.Random) -> dict[str, int]:
    """The figures of a commune: parts next to the limits of their criteria, on it, or anywhere."""
    figures = {name: dice.choice((40, 200, 1000, dice.randrange(1, 3000))) for name in COUNTS}
    for one in SHARES.values():
        at = int(figures[one.whole] * one.limit / 100)
        figures[one.part] = min(figures[one.whole], max(0, at + dice.choice((-1, 0, 0, 1, dice.randrange(-9, 40)))))
    figures |= {name: dice.randrange(2) for name in ANSWERS}
    return figures | {"income": dice.choice((479, 480, 481, 700)), "clubs": dice.choice((0, 1, 3))}


def expected(figures: dict[str, int]) -> tuple[dict[str, bool | None], Fraction]:
    """Which criteria are met, and the points of all, in fractions."""
    met = {name: one.met(figures) for name, one in SHARES.items()}
    met |= {name: holds(figures) for name, (_, holds) in OTHERS.items()}
    points = sum((Fraction(most) for name, most in ALL_OR_NOTHING.items() if met[name]), Fraction(0))
    points += min(Fraction(10), Fraction(figures["hard"], figures["roads"]) / Fraction(80, 100) * 10)
    schools = Fraction(figures["standard"], figures["schools"])
    return met, points + (10 if schools >= Fraction(7, 10) else 4 if schools >= Fraction(1, 2) else 0)


def said(name: str, value: int) -> object:
    """A figure as it is typed; the income is drawn in tenths."""
    return ("no", "yes")[value] if name in ANSWERS else Decimal(value) / 10 if name == "income" else value


@pytest.fixture(scope="module")
def plan() -> Plan:
    return plan_of_set()


@pytest.mark.parametrize("seed", range(layers.part_of(60)))
def test_verdicts_and_points_of_a_set_of_criteria_are_those_of_fractions(seed: int, plan: Plan) -> None:
    dice = random.Random(seed)  # noqa: S311
    figures = {unit: drawn(dice) for unit in UNITS}
    texts = [f"{unit}.{name}={said(name, one)}" for unit, own in figures.items() for name, one in own.items()]
    names = [target.id for target in plan.targets]
    results, faults = judged(plan, "year", read_supposed(texts, plan, "year"), names)
    assert [one for one in faults if one.severity.name == "ERROR"] == []
    assert [result.target.id for result in results] == names
    for result in results:
        for one in result.units:
            met, points = expected(figures[one.unit])
            if result.target.id == "S":
                assert one.measurement.value == points / 100
                assert one.verdict is not None
                assert one.verdict.name == ("MET" if points >= 75 else "MISSED")
                called = "tốt" if points >= 90 else "khá" if points >= 75 else "chưa đạt"
                assert [kind.name.vi for kind in result.classes[one.unit]] == [called]
            else:
                assert one.verdict is not None
                assert one.verdict.name == ("MET" if met[result.target.id] else "MISSED")
        assert {one.unit for one in result.units} == set(UNITS)
