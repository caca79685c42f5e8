"""Whole sets of criteria as documents have them: an index of 17 criteria, and 13 commitments of services.

Each is a plan in YAML, written from the manual; what it comes to is calculated apart, in fractions, criterion by
criterion, by the sentences of the document beside them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from random import Random

import pytest

from khpcmd.judge.verdict import evaluate
from khpcmd.judge.world import World
from khpcmd.plan.load import parse_plan
from khpcmd.plan.model import Plan
from khpcmd.results import Result, Verdict
from worlds import filed

F = Fraction
UNITS = ("d1", "d2", "d3", "d4")
HEAD = """\
id: index
title: Index of 2023
languages: [en]
document: {number: 1/QD, date: 2023-01-10, issuer: Somebody}
year: 2023
baseline_year: 2022
periods:
  year:
    title: year 2023
    window: {from: 2022-12-15, to: 2023-12-14}
    due: {date: 2023-12-15}
    months: [1, 2, 3]
levels: {district: {title: districts}}
units:
""" + "".join(f"  - {{id: {unit}, level: district, name: District {unit}}}\n" for unit in UNITS)
COUNT = "{{kind: count, label: Field {0}, reported_by: [district], unit_of_measure: n, flow: false}}"
YES_NO = "{{kind: yes_no, label: Field {0}, reported_by: [district]}}"
Says = Callable[[Fraction], Fraction]


def at_least(share: str, most: int) -> tuple[str, str, Says]:
    """All points from a share on."""
    level = F(share) / 100
    return f"at_least: {share}%", f"points: {most}", lambda value: F(most if value >= level else 0)


def floored(share: str, most: int) -> tuple[str, str, Says]:
    """No points below a share, in proportion to 100% from there on."""
    level = F(share) / 100
    rows = f"[{{at_least: {share}%, points: {most}, full_at: 100%}}]"
    given = f"points: {most}, give: by_steps, steps: {rows}"
    return f"at_least: {share}%", given, lambda value: most * value if value >= level else F(0)


def in_bands(most: int) -> tuple[str, str, Says]:
    """Points off below 50%, two from there, and all of them above 90%."""
    rows = f"[{{less_than: 50%, points: -1}}, {{at_most: 90%, points: 2}}, {{more_than: 90%, points: {most}}}]"
    given = f"points: {most}, give: by_steps, steps: {rows}"
    return "at_least: 90%", given, lambda value: F(-1 if value < F(1, 2) else 2 if value <= F(9, 10) else most)


def proportional(share: str, most: int) -> tuple[str, str, Says]:
    level = F(share) / 100
    return f"at_least: {share}%", f"points: {most}, give: in_proportion", lambda value: most * min(F(1), value / level)


def per_case(most: str, least: int) -> tuple[str, str, Says]:
    """So many points less for each case, down to a least."""
    given = f"points: 0, give: by_steps, least: {least}, steps: [{{more_than: 0, each: 1, points: -{most}}}]"
    return "at_most: 0", given, lambda value: max(F(least), -F(most) * value)


RATIOS = (
    at_least("100", 5), at_least("85", 4), floored("85", 10), floored("80", 6), floored("50", 8), in_bands(5),
    in_bands(7), proportional("60", 10), proportional("95", 5), proportional("70.5", 4), at_least("30", 2),
    floored("95", 12),
)  # fmt: skip
CASES = per_case("0.5", -3), per_case("1.275", -6), per_case("2", -4)
NOT_APPLICABLE = ("", "none", "full", "not_counted")


def index_of(asked: int) -> Plan:
    """12 shares, 3 counts of cases, and 2 answers: 17 criteria."""
    fields, targets, criteria = list[str](), list[str](), list[str]()

    def target(name: str, measure: str, threshold: str) -> None:
        head = (
            f"clause: '1', quote: q, title: {name}, judged: each_unit, cumulative: false, binding: false, note: points"
        )
        targets.append(
            f"  - {{id: {name}, {head}, measure: {{{measure}}}{threshold and f', threshold: {{{threshold}}}'}}}\n"
        )

    for number, (threshold, given, _) in enumerate(RATIOS):
        fields += [f"  {side}{number}: {COUNT.format(f'{side}{number}')}\n" for side in ("part", "whole")]
        target(f"R{number}", f"kind: ratio, part: part{number}, whole: whole{number}", threshold)
        policy = NOT_APPLICABLE[number % 4]
        criteria.append(f"{{target: R{number}, {given}{policy and f', not_applicable: {policy}'}}}")
    for number, (threshold, given, _) in enumerate(CASES):
        fields.append(f"  cases{number}: {COUNT.format(f'cases{number}')}\n")
        target(f"C{number}", f"kind: count, of: cases{number}", threshold)
        criteria.append(f"{{target: C{number}, {given}}}")
    for number in (1, 2):
        fields.append(f"  done{number}: {YES_NO.format(f'done{number}')}\n")
        target(f"D{number}", f"kind: done, field: done{number}", "")
        criteria.append(f"{{target: D{number}, points: {4 * number}}}")
    score = f"measure: {{kind: score, criteria: [{', '.join(criteria)}]}}, threshold: {{at_least: {asked}}}"
    classes = "classes: [{name: good, at_least: 80%}, {name: fair, at_least: 60%}, {name: average}]"
    whole = (
        f"  - {{id: S, clause: '1', quote: q, title: S, judged: each_unit, cumulative: false, {classes}, {score}}}\n"
    )
    return parse_plan(f"{HEAD}fields:\n{''.join(fields)}targets:\n{''.join(targets)}{whole}", "index.yaml")


def points_apart(figures: Mapping[str, int | bool]) -> Fraction:
    """The share of the points that count, by the sentences of the document."""
    points, most = F(0), F(0)
    for number, (_, given, says) in enumerate(RATIOS):
        own, policy = F(given.split("points: ")[1].split(",")[0]), NOT_APPLICABLE[number % 4]
        whole = figures[f"whole{number}"]
        if whole:
            points, most = points + says(F(figures[f"part{number}"], whole)), most + own
        elif policy != "not_counted":
            points, most = points + (own if policy == "full" else 0), most + own
    points += sum((says(F(figures[f"cases{number}"])) for number, (_, _, says) in enumerate(CASES)), F(0))
    return (points + 4 * figures["done1"] + 8 * figures["done2"]) / (most + 12)


def score_of(plan: Plan, figures: Mapping[str, Mapping[str, int | bool]]) -> Result:
    returns = {unit: filed(unit, own) for unit, own in figures.items()}
    return next(
        one for one in evaluate(World(plan, "year", returns, frozenset(UNITS)), plan.targets) if one.target.id == "S"
    )


@pytest.mark.parametrize("seed", range(10))
def test_an_index_of_17_criteria_comes_to_what_is_calculated_apart(seed: int) -> None:
    random = Random(seed)  # noqa: S311  # figures for a test
    asked = random.choice([30, 45, 60, 75])
    plan = index_of(asked)
    out_of = plan.target["S"].measure.out_of
    assert len(plan.target["S"].measure.scored_by()) == 17
    assert out_of == 90
    figures: dict[str, dict[str, int | bool]] = {}
    for unit in UNITS:
        own: dict[str, int | bool] = {"done1": random.random() < 0.5, "done2": random.random() < 0.7}
        for number in range(len(RATIOS)):
            whole = random.choice([0, 7, 20, 20, 100])
            own |= {f"whole{number}": whole, f"part{number}": random.randint(whole // 3, whole)}
        own |= {f"cases{number}": random.randint(0, 6) for number in range(len(CASES))}
        figures[unit] = own
    result = score_of(plan, figures)
    for line in result.units:
        share = points_apart(figures[line.unit])
        assert line.measurement.value == share
        assert line.verdict is (Verdict.MET if share * out_of >= asked else Verdict.MISSED)
        wanted = "good" if share >= F(4, 5) else "fair" if share >= F(3, 5) else "average"
        assert [one.name.en for one in result.classes[line.unit]] == [wanted]


Value = Callable[[Mapping[str, int]], Fraction]
Level = Callable[[list[Fraction], str], Fraction]
KEPT: Mapping[str, Callable[[Fraction, Fraction], bool]] = {
    "at_least": lambda value, level: value >= level,
    "more_than": lambda value, level: value > level,
    "at_most": lambda value, level: value <= level,
    "less_than": lambda value, level: value < level,
}
ASSIGNED = dict(zip(UNITS, (-3, 0, 2, -1), strict=True))


def ratio(one: Mapping[str, int]) -> Fraction:
    return F(one["answered"], one["asked"])


def rise(one: Mapping[str, int]) -> Fraction:
    return F(one["leaks"], one["leaks@2022"]) - 1


def change(one: Mapping[str, int]) -> Fraction:
    return F(one["leaks"] - one["leaks@2022"])


def leaks(one: Mapping[str, int]) -> Fraction:
    return F(one["leaks"])


def mean(values: list[Fraction], _unit: str) -> Fraction:
    return sum(values, F(0)) / len(values)


def median(values: list[Fraction], _unit: str) -> Fraction:
    return sum(sorted(values)[1:3], F(0)) / 2


def stated(level: str) -> Level:
    return lambda _values, _unit: F(level)


def nth(place: Callable[[int], int]) -> Level:
    return lambda values, _unit: sorted(values)[place(len(values))]


OF_RATIO = "kind: ratio, part: answered, whole: asked"
COMMITMENTS: tuple[tuple[str, str, str, Value, Level], ...] = (
    (OF_RATIO, "at_least", "85%", ratio, stated("0.85")),
    (OF_RATIO, "more_than", "62.5%", ratio, stated("0.625")),
    (OF_RATIO, "at_least", "{of_units: mean}", ratio, mean),
    (OF_RATIO, "at_least", "{of_units: median}", ratio, median),
    (OF_RATIO, "more_than", "{quantile: 75%}", ratio, nth(lambda number: 3 * number // 4 - 1)),
    (OF_RATIO, "at_least", "{rank: 2}", ratio, nth(lambda number: number - 2)),
    ("kind: count, of: leaks", "at_most", "{rank: 1}", leaks, nth(lambda _: 0)),
    ("kind: count, of: leaks", "less_than", "{of_units: mean}", leaks, mean),
    ("kind: count, of: leaks", "at_most", "9", leaks, stated("9")),
    ("kind: growth, of: leaks", "at_most", "-10%", rise, stated("-0.1")),
    ("kind: growth, of: leaks", "at_most", "{of_units: median}", rise, median),
    ("kind: change, of: leaks", "at_most", "-2", change, stated("-2")),
    ("kind: change, of: leaks", "at_most", "{register: assigned}", change, lambda _, unit: F(ASSIGNED[unit])),
)  # fmt: skip


def commitments() -> Plan:
    units = "".join(
        f"  - {{id: {unit}, level: district, name: District {unit}, register: {{assigned: {ASSIGNED[unit]}}}}}\n"
        for unit in UNITS
    )
    fields = f"  asked: {COUNT.format('asked')}\n  answered: {COUNT.format('answered')}\n"
    fields += f"  leaks: {COUNT.format('leaks').replace('flow: false', 'flow: false, baseline: true')}\n"
    targets = "".join(
        f"  - {{id: P{number}, clause: '1', quote: q, title: P{number}, judged: each_unit, cumulative: false, "
        f"measure: {{{measure}}}, threshold: {{{key}: {level}}}}}\n"
        for number, (measure, key, level, _, _) in enumerate(COMMITMENTS)
    )
    head = HEAD.partition("units:\n")[0]
    return parse_plan(f"{head}units:\n{units}fields:\n{fields}targets:\n{targets}", "commitments.yaml")


@pytest.mark.parametrize("seed", range(10))
def test_13_commitments_come_to_what_is_calculated_apart(seed: int) -> None:
    random, plan = Random(seed), commitments()  # noqa: S311  # figures for a test
    assert len(plan.targets) == 13
    figures = dict[str, dict[str, int]]()
    for unit in UNITS:
        asked = random.randint(1, 9)
        figures[unit] = {"asked": asked, "answered": random.randint(asked // 2, asked)}
        figures[unit] |= {"leaks": random.randint(0, 12), "leaks@2022": random.randint(1, 12)}
    returns = {unit: filed(unit, own) for unit, own in figures.items()}
    results = evaluate(World(plan, "year", returns, frozenset(UNITS)), plan.targets)
    for result, (_, key, _, value, level) in zip(results, COMMITMENTS, strict=True):
        values = {unit: value(own) for unit, own in figures.items()}
        expected = {unit: KEPT[key](own, level(list(values.values()), unit)) for unit, own in values.items()}
        assert {one.unit: one.verdict is Verdict.MET for one in result.units} == expected, result.target.id
        assert {one.verdict for one in result.units} <= {Verdict.MET, Verdict.MISSED}, (result.target.id, figures)
        assert result.verdict is (Verdict.MET if all(expected.values()) else Verdict.MISSED)
