"""The verdicts and gaps of a template are those of khpcmd: here by the results that its formulas carry."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from itertools import product

import pytest

from khpcmd.measures.threshold import Number
from khpcmd.plan.load import LoadedPlan
from khpcmd.results import Verdict
from khpcmd.returns import Basis, Key
from khpcmd.template.calculation import INFORMATION, Calculation, JudgedHere, calculation
from khpcmd.template.cells import FIGURE, Given, Input
from khpcmd.template.contents import Filer, annex
from khpcmd.template.make import verdict_text
from template.making import (
    CONTRADICTED,
    Filled,
    expected,
    filled,
    found_wrong,
    loaded_plans,
    some_filers,
    unit_results,
    wanted,
)
from worlds import count_field, plan

ROUNDS = 8
OF = {"kind": "count", "of": "part"}
EACH: dict[str, object] = {"judged": "each_unit"}
RATIO = {"kind": "ratio", "part": "part", "whole": "whole"}
RATE = {"kind": "rate", "part": "part", "whole": "whole", "per": 1000}
GROWTH = {"kind": "growth", "of": "part"}
CHANGE = {"kind": "change", "of": "part"}
MONTHS = {"kind": "months", "reported_by": ["district"], "unit_of_measure": {"vi": "n", "en": "n"}}
SHARE = {"kind": "share", "of": "district", "where": {"field": "said"}}
YES_NO = {"kind": "yes_no", "reported_by": ["district"]}


def calculated(filer: Filer, figures: Filled) -> Calculation:
    """The calculation of a form with these figures, without any workbook."""
    asked, specs = annex(filer), filer.plan.fields
    below = {
        name: (specs[field], tuple(Input("X1", figures.below.get((unit.id, Key(field)))) for unit in asked.units))
        for name, field in (asked.asked.items() if asked else ())
        if asked
    }
    return calculation(filer, {key: Input("X1", given) for key, given in figures.own.items()}, below)


def verdicts(made: Calculation) -> dict[str, tuple[Verdict, Number | None]]:
    return {one.judged.target.id: (said(one.verdict.value), gap_of(one)) for one in made.targets}


def gap_of(one: JudgedHere) -> Number | None:
    """The gap; of an amount, that is calculated in steps of its last decimal, in its unit of measure."""
    if one.gap.value == "":
        return None
    steps = int(one.gap.value)
    return Decimal(steps) / one.found.steps if one.found.steps else steps


def said(verdict: object) -> Verdict:
    """The verdict of a formula; a figure for information is khpcmd's "not applicable"."""
    return Verdict.NOT_APPLICABLE if verdict == INFORMATION else Verdict(str(verdict))


def agrees(filer: Filer, figures: Filled) -> list[Verdict]:
    """Compare the template with khpcmd; the verdicts.

    A form leaves open what rests on a figure that is not known, khpcmd only what depends on it. Where figures
    contradict each other, a form relies on none of those that hang together; khpcmd looks at every repair. A form does
    not see that relations contradict each other only together, by a blank that they share.
    """
    made = calculated(filer, figures)
    found, told = verdicts(made), expected(filer, unit_results(filer, figures))
    assert found.keys() == told.keys(), figures
    clashing = left_open(made)
    for one in made.targets:
        target = one.judged.target.id
        if found[target] != told[target]:
            open_here, gapless = (Verdict.INCONCLUSIVE, None), (told[target][0], None)
            unseen = found[target][0] is Verdict.MISSED and told[target] == open_here
            if not unseen or not found_wrong(filer, figures) & CONTRADICTED:
                assert clashing.intersection(one.found.keys) or one.found.known.value is False, figures
                assert found[target] in (open_here, gapless), figures
    return [verdict for verdict, _ in told.values()]


def left_open(made: Calculation) -> set[Key]:
    """The figures that have to agree with others, where one is not known or some contradict each other."""
    keys = {key for one in made.agreements for key in one.keys}
    return keys if any(made.figures[key].state.value != FIGURE for key in keys) else set()


@pytest.mark.slow
@pytest.mark.parametrize("loaded", loaded_plans(), ids=lambda loaded: loaded.plan.id)
def test_shipped_plans(loaded: LoadedPlan) -> None:
    seen = Counter[Verdict]()
    shown = loaded.plan
    for unit, period in product(some_filers(shown), shown.periods):
        filer = Filer(shown, unit, period)
        if filer.fields:
            dice = random.Random(f"{unit.id} {period}")  # noqa: S311
            for _ in range(ROUNDS):
                seen.update(agrees(filer, filled(filer, dice)))
    empty = any(target.measure.kind in ("ratio", "growth", "maintain") for target in shown.targets)
    assert seen.keys() >= {Verdict.MET, Verdict.MISSED, Verdict.INCONCLUSIVE}
    assert Verdict.NOT_APPLICABLE in seen or not empty


def by_half(milestone: Mapping[str, object]) -> dict[str, object]:
    return {"cumulative": True, "milestones": {"half_year": milestone}}


SMALL: dict[str, tuple[Mapping[str, object], Mapping[str, object] | None, Mapping[str, object]]] = {
    "count_at_least": (OF, {"at_least": 3}, {}),
    "count_at_most": (OF, {"at_most": 2}, {"cumulative": True}),
    "count_range": (OF, {"at_least": 2, "at_most": 4}, {}),
    "count_strict": (OF, {"more_than": 2, "less_than": 5}, {"cumulative": True}),
    "count_equal": (OF, {"equal_to": 3}, {}),
    "count_each": (OF, {"at_least": 3}, EACH),
    "count_each_at_most": (OF, {"at_most": 2}, EACH | {"cumulative": True}),
    "count_each_range": (OF, {"at_least": 2, "at_most": 4}, EACH | {"cumulative": True}),
    "count_each_strict": (OF, {"more_than": 2, "less_than": 5}, EACH),
    "count_each_nothing_between": (OF, {"more_than": 2, "less_than": 3}, EACH),
    "count_each_equal": (OF, {"equal_to": 3}, EACH | {"cumulative": True}),
    "two_counts_each": ({"kind": "count", "of": ["part", "whole"]}, {"at_most": 5}, EACH | {"cumulative": True}),
    "two_counts": ({"kind": "count", "of": ["part", "whole"]}, {"at_least": 5}, {}),
    "two_counts_at_most": ({"kind": "count", "of": ["part", "whole"]}, {"at_most": 5}, {"cumulative": True}),
    "ratio": (RATIO, {"at_least": "20%"}, {}),
    "ratio_zero_missed": (RATIO, {"at_least": "20%"}, {"zero": "missed"}),
    "ratio_milestone": (RATIO, {"at_least": "50%"}, by_half({"at_least": "25%"})),
    "ratio_zero_missed_so_far": (RATIO, {"at_most": "20%"}, {"zero": "missed", "cumulative": True}),
    "ratio_milestone_range": (RATIO, {"at_least": "40%", "at_most": "60%"}, by_half({"at_least": "25%"})),
    "ratio_milestone_down": (RATIO, {"at_most": "20%"}, by_half({"at_most": "50%"}) | {"zero": "missed"}),
    "ratio_narrow": (RATIO, {"more_than": "33%", "less_than": "40%"}, {"cumulative": True}),
    "ratio_exact": (RATIO, {"equal_to": "40%"}, {}),
    "ratio_not_all": (RATIO, {"less_than": "100%"}, {"cumulative": True}),
    "ratio_all": (RATIO, {"equal_to": "100%"}, {}),
    "ratio_more": (RATIO, {"more_than": "33,3%"}, {}),
    "ratio_at_most": (RATIO, {"at_most": "40%"}, {"cumulative": True}),
    "ratio_at_most_missed": (RATIO, {"at_most": "40%"}, {"zero": "missed"}),
    "ratio_range": (RATIO, {"at_least": "30%", "at_most": "60%"}, {"cumulative": True}),
    "ratio_strict_range": (RATIO, {"more_than": "30%", "less_than": "60%"}, {}),
    "ratio_nothing": (RATIO, {"at_least": "0%"}, {}),
    "ratio_each": (RATIO, {"at_least": "20%"}, {"judged": "each_unit", "unit_thresholds": {"d1": {"at_least": "50%"}}}),
    "ratio_two": ({"kind": "ratio", "part": ["part", "more"], "whole": ["whole"]}, {"at_least": "50%"}, {}),
    "ratio_register": ({"kind": "ratio", "part": "part", "whole": {"register": "communes"}}, {"at_least": "60%"}, {}),
    "growth": (GROWTH, {"at_least": "+3%"}, {"cumulative": True}),
    "growth_down": (GROWTH, {"at_most": "-10%"}, {"cumulative": True}),
    "growth_range": (GROWTH, {"at_least": "0%", "at_most": "50%"}, {"cumulative": True}),
    "growth_exact": (GROWTH, {"equal_to": "100%"}, {}),
    "growth_stated": ({**GROWTH, "baseline": {"year": 5, "half_year": 2}}, {"at_least": "+3%"}, {}),
    "growth_milestone": (GROWTH, {"at_most": "-20%"}, by_half({"at_most": "0%"})),
    "growth_missed": (GROWTH, {"at_least": "+3%"}, {"zero": "missed"}),
    "maintain": ({"kind": "maintain", "of": "part"}, None, {}),
    "rate": (RATE, {"at_least": 500}, {"cumulative": True}),
    "rate_each": (RATE, {"more_than": 200, "at_most": 1500}, EACH),
    "average": ({**RATE, "per": 1, "whole": {"register": "communes"}}, {"at_least": Decimal("0.4")}, {}),
    "change": (CHANGE, {"at_least": 2}, {"cumulative": True}),
    "change_down": (CHANGE, {"at_most": -2}, {"cumulative": True}),
    "change_each": (CHANGE, {"at_most": -2}, EACH),
    "change_range": (CHANGE, {"more_than": -3, "at_most": 1}, EACH | {"cumulative": True}),
    "change_milestone": (CHANGE, {"at_most": -3}, by_half({"at_most": 0})),
    "done": ({"kind": "done", "field": "said"}, None, {}),
    "months": ({"kind": "frequency", "of": "news", "at_least": 2}, None, {}),
    "months_each": ({"kind": "frequency", "of": "news", "at_least": 2, "by": "each"}, None, {}),
    "some_units": (SHARE, {"at_least": 2}, {}),
    "quarters": ({"kind": "frequency", "of": "news", "every": "quarter", "by": "each"}, None, {"cumulative": True}),
    "share": (SHARE, {"at_least": "50%"}, {"cumulative": True}),
    "any": (
        SHARE | {"where": {"any": [{"field": "said"}, {"field": "part", "at_least": 2}]}},
        {"at_least": "100%"},
        {},
    ),
}


TOGETHER = (
    *("count_at_least", "two_counts_at_most", "ratio", "ratio_range", "ratio_all", "ratio_each", "ratio_register"),
    *("growth", "growth_stated", "change", "change_each", "maintain", "months", "months_each", "some_units", "share"),
)
"""Those that are tried with others that are judged together with the unit, too."""
CASES = [*((name, 1) for name in SMALL if name != "some_units"), *((name, 3) for name in TOGETHER)]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "districts"), CASES)
def test_every_kind_of_measure_and_threshold(name: str, districts: int) -> None:
    measure, threshold, more = SMALL[name]
    stated = "baseline" in measure
    fields: dict[str, Mapping[str, object]] = {
        "part": count_field(baseline=not stated),
        "more": count_field(),
        "whole": count_field(),
        "said": YES_NO,
        "news": MONTHS,
    }
    target: dict[str, object] = {"measure": measure, **more}
    made = plan(fields, target | ({"threshold": threshold} if threshold else {}), districts)
    unit = made.units[0]
    values = (None, "abc", 0, 1, 2, 3, 5, 6)
    for period in made.periods:
        filer = Filer(made, unit, period)
        for part, whole in product(values, values):
            for said, more_of, news in ((None, 0, 1), ("Có", None, 2), ("Không", 2, None)):
                own: dict[Key, Given] = {Key("part"): part, Key("whole"): whole}
                own |= {} if stated else {Key("part", Basis.BASELINE): whole}
                own |= {Key("more"): more_of, Key("said"): said}
                own |= {Key("news", month=month): news if month % 3 else part for month in range(1, 13)}
                assert agrees(filer, Filled(own, {}))


def test_what_all_units_owe_together_is_for_information_in_a_form() -> None:
    made = plan({"part": count_field()}, {"measure": OF, "threshold": {"at_least": 100}, "cumulative": True})
    for given, word in ((7, "Tham khảo"), (None, "Thiếu số liệu"), ("abc", "Sai dạng số liệu")):
        shown = calculated(Filer(made, made.units[0], "year"), Filled({Key("part"): given}, {}))
        (one,) = shown.targets
        told = verdict_text(wanted(LoadedPlan(made, "0" * 64, "plan.yaml"), made.units[0]), shown, one)
        assert (told.value, one.gap.value) == (word, "")


def test_a_form_of_the_only_unit_that_owes_a_number_says_whether_it_is_met() -> None:
    made = plan({"part": count_field()}, {"measure": OF, "threshold": {"at_least": 5}}, districts=1)
    shown = calculated(Filer(made, made.units[0], "year"), Filled({Key("part"): 3}, {}))
    assert verdicts(shown) == {"T1": (Verdict.MISSED, 2)}


@pytest.mark.parametrize(
    ("part", "more", "verdict"),
    [(1, 2, Verdict.NOT_APPLICABLE), (9, 2, Verdict.NOT_APPLICABLE), (9, 0, Verdict.INCONCLUSIVE)],
)
def test_a_zero_beside_one_that_was_not_filled_in_is_open_in_a_form_as_in_a_check(
    part: int, more: int, verdict: Verdict
) -> None:
    rule = {"kind": "at_most", "part": ["part"], "whole": ["more"]}
    measure = {"kind": "ratio", "part": "other", "whole": "whole", "may_exceed": True}
    fields = {name: count_field() for name in ("part", "more", "other", "whole")}
    made = plan(fields, {"measure": measure, "threshold": {"at_least": "20%"}}, districts=1, constraints=[rule])
    filer, figures = Filer(made, made.units[0], "year"), {Key("part"): part, Key("more"): more}
    figures |= {Key("other"): 2, Key("whole"): 0}
    assert agrees(filer, Filled(figures, {})) == [verdict]
    assert verdicts(calculated(filer, Filled(figures, {})))["T1"][0] is verdict
