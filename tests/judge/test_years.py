"""Plans of several years and of fiscal years: thresholds by period, months and quarters in their own order."""

from __future__ import annotations

from datetime import date
from itertools import combinations, product

import pytest

from khpcmd.diagnostics import AnyCode, Code
from khpcmd.judge.sound import validate
from khpcmd.judge.verdict import evaluate
from khpcmd.judge.world import World
from khpcmd.plan.model import Plan
from khpcmd.plan.years import months_in_order, quarter_months
from khpcmd.results import Verdict
from khpcmd.template.contents import Filer
from khpcmd.template.contents import judged as judged_here
from small_plan import PLAN, mistakes
from worlds import count_field, filed, judged, plan, text


def periods(*spans: tuple[str, str, str], interim: tuple[str, ...] = ()) -> dict[str, object]:
    return {
        ident: {
            "title": text(ident),
            "window": {"from": first, "to": last},
            "due": {"date": last},
            "months": [1],
            "interim": ident in interim,
        }
        for ident, first, last in spans
    }


YEARS = (
    *((f"y{year}", f"{year}-01-01", f"{year}-12-31") for year in (2021, 2022, 2023)),
    ("h2023", "2023-01-01", "2023-06-30"),
    ("all", "2021-01-01", "2023-12-31"),
)
ASKED = {"y2021": 50, "y2022": 60, "y2023": 70, "h2023": 70, "all": 80}
"""The percentage that each period asks; the half of 2023 asks what its year does."""


def several(**more: object) -> Plan:
    target: dict[str, object] = {
        "measure": {"kind": "ratio", "part": "a", "whole": "w"},
        "threshold": {"at_least": "80%"},
        "by_period": {name: {"threshold": {"at_least": f"{ASKED[name]}%"}} for name in ("y2021", "y2022", "y2023")},
        **more,
    }
    fields = {"a": count_field(), "w": count_field(flow=False)}
    return plan(fields, target, periods=periods(*YEARS, interim=("h2023",)), year=2023, baseline_year=2020)


@pytest.mark.parametrize(("period", "part"), [*product(ASKED, (49, 50, 59, 60, 69, 70, 79, 80))])
def test_each_period_asks_its_own_threshold(period: str, part: int) -> None:
    found = judged(several(), {f"d{n}": {"a": part, "w": 100} for n in (1, 2, 3)}, period)
    assert found.verdict is (Verdict.MET if part >= ASKED[period] else Verdict.MISSED)
    assert found.target.threshold is not None
    assert str(found.target.threshold.at_least) == f"{ASKED[period]}%"


def test_units_have_thresholds_of_their_own_in_a_period() -> None:
    own = {"y2022": {"unit_thresholds": {"d2": {"at_least": "10%"}}}, "y2023": {"threshold": {"at_least": "5%"}}}
    small = several(judged="each_unit", by_period=own, unit_thresholds={"d3": {"at_least": "1%"}})
    figures = {"d1": {"a": 80, "w": 100}, "d2": {"a": 10, "w": 100}, "d3": {"a": 1, "w": 100}}
    stand = {
        period: {unit.unit: unit.verdict for unit in judged(small, figures, period).units}
        for period in ("y2021", "y2022")
    }
    met, missed = Verdict.MET, Verdict.MISSED
    assert stand["y2021"] == {"d1": met, "d2": missed, "d3": met}
    assert stand["y2022"] == {"d1": met, "d2": met, "d3": missed}  # the units of 2022 instead of those of all periods
    assert {unit.unit: unit.verdict for unit in judged(small, figures, "y2023").units}["d1"] is met


ONLY = [chosen for size in range(1, 6) for chosen in combinations(ASKED, size)]


@pytest.mark.parametrize("chosen", ONLY, ids="+".join)
def test_a_target_is_judged_in_exactly_the_periods_that_it_names(chosen: tuple[str, ...]) -> None:
    small, always = several(periods=list(chosen)), several()
    for period, part in product(ASKED, (0, 49, 65, 80)):
        returns = {f"d{n}": filed(f"d{n}", {"a": part, "w": 100}) for n in (1, 2, 3)}
        found, known = (
            evaluate(World(one, period, returns, frozenset(one.unit)), one.targets) for one in (small, always)
        )
        assert [one.verdict for one in found] == ([known[0].verdict] if period in chosen else [])


def test_a_period_that_does_not_judge_the_target_needs_no_threshold_and_has_none_on_its_form() -> None:
    small = several(threshold=None, by_period={"y2023": {"threshold": {"at_least": "95%"}}}, periods=["y2023"])
    for period in ASKED:
        form = Filer(small, small.unit["d1"], period)
        assert [one.target.id for one in judged_here(form)] == (["T1"] if period == "y2023" else [])
        assert form.fields == ("a", "w")  # the way to the target can be seen


def test_a_target_of_several_years_is_under_way_until_its_last() -> None:
    small = several(years={"from": 2021, "to": 2023}, by_period={}, cumulative=True)
    figures = {f"d{n}": {"a": 40, "w": 100} for n in (1, 2, 3)}
    verdicts = {period: judged(small, figures, period).verdict for period in ASKED}
    assert verdicts["y2021"] is verdicts["y2022"] is verdicts["h2023"] is Verdict.IN_PROGRESS
    assert verdicts["y2023"] is verdicts["all"] is Verdict.MISSED
    pace = judged(small, figures, "y2021").pace
    assert pace is not None
    assert (pace.elapsed.numerator, pace.elapsed.denominator) == (1, 3)
    assert pace.outlook == (5, 10, 300, 300), "120 more in 24 months; 120 in 12 lead to more than the 300 there are"


@pytest.mark.parametrize(
    ("day", "codes"),
    [
        (date(2023, 5, 12), [Code.DATE_OUTSIDE_PERIOD, Code.DAY_MONTH_SWAPPED]),  # the 5th of December, turned round
        (date(2023, 5, 13), [Code.DATE_OUTSIDE_PERIOD]),
        (date(2023, 5, 6), [Code.DATE_OUTSIDE_PERIOD]),
        (date(2023, 12, 5), []),
    ],
)
def test_a_day_outside_the_period_may_have_been_turned_round(day: date, codes: list[AnyCode]) -> None:
    fields = {"on": {"kind": "date", "reported_by": ["district"]}}
    half = periods(("h2", "2023-07-01", "2023-12-31"), interim=())
    small = plan(fields, {"measure": {"kind": "manual"}}, periods=half)
    assert [one.code for one in validate(small, "h2", [filed("d1", {"on": day})], frozenset(fields))[1]] == codes


FISCAL = (("q1", "2023-07-01", "2023-09-30"), ("h1", "2023-07-01", "2023-12-31"), ("fy", "2023-07-01", "2024-06-30"))


@pytest.mark.parametrize("year", [2023, 2024])
def test_months_of_a_fiscal_year_stand_in_its_order(year: int) -> None:
    small = plan({"a": count_field()}, {"measure": {"kind": "manual"}}, periods=periods(*FISCAL), year=year)
    for period in small.periods:
        assert months_in_order(small, period) == (7, 8, 9, 10, 11, 12, 1, 2, 3, 4, 5, 6)
        assert small.year_of(period) == year


SPANS = {
    "calendar": ("01-01", "12-31", 0),
    "from December": ("12-15", "12-14", 1),
    "fiscal": ("07-01", "06-30", 1),
    "school": ("09-05", "05-31", 1),
}
"""The first and the last day of a year, and how many calendar years lie between them."""


@pytest.mark.parametrize(
    ("span", "called", "years"),
    [
        ("calendar", 2021, (2021, 2022, 2023)),
        ("calendar", 2022, (2021, 2022, 2023)),
        ("calendar", 2023, (2021, 2022, 2023)),
        ("from December", 2021, (2021, 2022, 2023)),
        ("from December", 2022, (2021, 2022, 2023)),
        ("from December", 2023, (2021, 2022, 2023)),
        ("fiscal", 2020, (2020, 2021, 2022)),
        ("fiscal", 2023, (2021, 2022, 2023)),
        ("school", 2020, (2020, 2021, 2022)),
        ("school", 2023, (2021, 2022, 2023)),
        ("school", 2022, (2021, 2022, 2023)),  # January is its middle
    ],
)
def test_each_year_of_several_is_one_of_its_own_and_all_together_are_of_the_last(
    span: str, called: int, years: tuple[int, ...]
) -> None:
    first, last, between = SPANS[span]
    spans = [(f"y{year}", f"{year - between}-{first}", f"{year}-{last}") for year in (2021, 2022, 2023)]
    spans += [("first", f"{2021 - between}-{first}", f"2021-{'06-14' if between == 0 else '03-01'}")]
    spans += [("all", f"{2021 - between}-{first}", f"2023-{last}")]
    small = plan({"a": count_field()}, {"measure": {"kind": "manual"}}, periods=periods(*spans), year=called)
    found = {period: small.year_of(period) for period in small.periods}
    assert found == dict(zip(("y2021", "y2022", "y2023"), years, strict=True)) | {"first": years[0], "all": years[-1]}


def test_a_year_from_the_middle_of_december_begins_in_january() -> None:
    small = plan({"a": count_field()}, {"measure": {"kind": "manual"}})
    assert months_in_order(small, "half_year") == tuple(range(1, 13))


QUARTERS = {7: [(7, 8, 9), (10, 11, 12), (1, 2, 3), (4, 5, 6)], 9: [(9, 10, 11), (12, 1, 2), (3, 4, 5), (6, 7, 8)]}


@pytest.mark.parametrize("first", QUARTERS)
def test_quarters_are_those_of_the_year(first: int) -> None:
    order = [(first + index - 1) % 12 + 1 for index in range(12)]
    made = periods(("half", f"2023-{first:02}-01", f"20{23 + (first > 7)}-{(first + 5) % 12 or 12:02}-28"))
    made |= periods(("whole", f"2023-{first:02}-01", f"2024-{first - 1:02}-30"))
    for name, number in (("half", 6), ("whole", 12)):
        spec = made[name]
        assert isinstance(spec, dict)
        spec |= {"months": order[:number], "interim": name == "half"}
    small = plan(
        {"n": count_field(kind="months")},
        {"measure": {"kind": "frequency", "of": "n", "every": "quarter", "at_least": 2, "by": "each"}},
        periods=made,
        districts=1,
    )
    assert quarter_months(small, "half") == tuple(order)
    for period, lacking in product(("half", "whole"), QUARTERS[first]):
        figures = {f"n#{month}": 0 if month in lacking else 1 for month in range(1, 13)}
        if period == "half":
            figures = {name: value for name, value in figures.items() if int(name[2:]) in order[:6]}
        found = judged(small, {"d1": figures}, period)
        owed = period == "whole" or set(lacking) <= set(order[:6])
        assert found.verdict is (Verdict.MISSED if owed else Verdict.MET), (period, lacking)


def test_a_school_year_of_nine_months_has_the_quarters_of_the_calendar() -> None:
    small = plan(
        {"a": count_field()}, {"measure": {"kind": "manual"}}, periods=periods(("nh", "2023-09-01", "2024-05-31"))
    )
    assert months_in_order(small, "nh")[0] == 9
    assert quarter_months(small, "nh") == tuple(range(1, 13))


@pytest.mark.parametrize(
    ("new", "codes"),
    [
        ("by_period: {year: {threshold: {at_least: 30%}}}", []),
        ("by_period: {yaer: {threshold: {at_least: 30%}}}", [Code.UNKNOWN_REFERENCE]),
        ("by_period: {year: {threshold: {at_least: 30}}}", [Code.THRESHOLD_MISMATCH]),
        ("by_period: {year: {}}", [Code.MISSING_KEY]),
        ('by_period: {year: {unit_thresholds: {"0291": {at_least: 30%}}}}', [Code.WRONG_VALUE]),
        ('judged: each_unit\n    by_period: {year: {unit_thresholds: {"0291": {at_least: 30%}}}}', []),
        (
            'judged: each_unit\n    by_period: {year: {unit_thresholds: {"0299": {at_least: 3%}}}}',
            [Code.UNKNOWN_REFERENCE],
        ),
        ("by_period: {year: {threshold: {at_least: 130%}}}", [Code.WRONG_VALUE]),
        ("by_period: {year: {level: {at_least: 30%}}}", [Code.UNKNOWN_KEY]),
        ("periods: [year]", []),
        ("periods: [yaer]", [Code.UNKNOWN_REFERENCE]),
    ],
)
def test_what_is_wrong_with_thresholds_by_period_is_said(new: str, codes: list[object]) -> None:
    old = "    threshold: {at_least: 20%}\n"
    assert PLAN.count(old) == 1
    assert [one.code for one in mistakes(PLAN.replace(old, f"{old}    {new}\n"))] == codes
    if codes == [] and new.startswith("by_period"):
        assert mistakes(PLAN.replace(old, f"    {new}\n")) == []  # every period has one


PERIODS = """    periods: [year]
"""


@pytest.mark.parametrize(("named", "codes"), [("part", [Code.WRONG_VALUE]), ("year", [])])
def test_a_level_for_a_period_in_which_the_target_is_not_judged_is_a_mistake(named: str, codes: list[object]) -> None:
    threshold = "    threshold: {at_least: 20%}\n"
    part = "  part:\n    title: {vi: quý I, en: first quarter}\n    window: {from: 2022-12-15, to: 2023-03-14}\n"
    part += "    due: {date: 2023-03-15}\n    months: [1]\n    interim: true\n"
    only = f"    by_period: {{{named}: {{threshold: {{at_least: 30%}}}}}}\n{PERIODS}"
    changed = PLAN.replace(threshold, threshold + only).replace("\nlevels:\n", f"{part}\nlevels:\n", 1)
    assert [one.code for one in mistakes(changed)] == codes
    alone = PLAN.replace(threshold, only).replace("\nlevels:\n", f"{part}\nlevels:\n", 1)
    assert named == "part" or mistakes(alone) == []  # where it is not judged it needs no level
