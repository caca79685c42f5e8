"""Changes of a ratio in percentage points: pooled in each year, told with both shares, refused where they say nothing.

That every verdict is what all completions say is shown by the oracle's cases of the kind (``tests/oracle.py``).
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest

from khpcmd.diagnostics import AnyCode, Code
from khpcmd.diagnostics.errors import PlanError
from khpcmd.i18n import Messages
from khpcmd.judge.bounds import comparisons
from khpcmd.judge.sound import validate
from khpcmd.judge.verdict import evaluate
from khpcmd.judge.world import World
from khpcmd.measures.tally import Before, Contribution, Span, exactly
from khpcmd.measures.threshold import Limits
from khpcmd.measures.totals import Totals
from khpcmd.plan.load import parse_plan
from khpcmd.render.explained import Explainer
from khpcmd.render.figures import Figures
from khpcmd.results import Reason
from khpcmd.returns import Basis, Key
from small_plan import changed, mistakes
from worlds import count_field, filed, judged, plan

FIELDS = {"a": count_field(baseline=True), "w": count_field(baseline=True)}
MEASURE = {"kind": "ratio_change", "part": "a", "whole": "w"}
OF = plan(FIELDS, {"measure": MEASURE, "threshold": {"at_least": "+1.5 points"}}, 2)


def unit(a: int | None, w: int | None, a_before: int | None, w_before: int | None) -> dict[str, int | None]:
    return {"a": a, "w": w, "a@2022": a_before, "w@2022": w_before}


def test_shares_are_pooled_in_each_year_and_never_averaged() -> None:
    """Each unit rose by 5 points: together the share fell, for the weaker unit has most of the whole now."""
    found = judged(OF, {"d1": unit(100, 1000, 5, 100), "d2": unit(85, 100, 720, 900)})
    assert found.verdict.value == "missed"
    assert found.measurement is not None
    said = Figures(Messages("vi"), OF).figure(found.target, found.measurement)
    assert said == "185/1.100 = 16,81% so với 725/1.000 = 72,50% của năm 2022: -55,68 điểm %"


@pytest.mark.parametrize(
    ("part", "verdict", "gap", "said"),
    [
        (53, "met", None, "53/200 = 26,50% so với 50/200 = 25,00% của năm 2022: +1,50 điểm %"),
        (52, "missed", 1, "52/200 = 26,00% so với 50/200 = 25,00% của năm 2022: +1,00 điểm %"),
        (50, "missed", 3, "50/200 = 25,00% so với 50/200 = 25,00% của năm 2022: 0,00 điểm %"),
        (48, "missed", 5, "48/200 = 24,00% so với 50/200 = 25,00% của năm 2022: -1,00 điểm %"),
    ],
)
def test_a_rise_by_points_is_exact_and_told_with_both_shares(
    part: int, verdict: str, gap: int | None, said: str
) -> None:
    found = judged(OF, {"d1": unit(part, 200, 50, 200), "d2": unit(0, 0, 0, 0)})
    assert (found.verdict.value, found.gap.more if found.gap else None) == (verdict, gap)
    assert found.measurement is not None
    told = Figures(Messages("vi"), OF)
    assert told.figure(found.target, found.measurement) == said
    assert told.threshold(found.target) == "≥ +1,5 điểm %"
    (one,) = comparisons(found)
    assert one.holds is (verdict == "met")
    explained = Explainer(Messages("vi"), OF).comparison(one, found)
    assert explained.startswith(f"({part} × 200 − 50 × 200)")


def test_what_only_looks_like_the_level_is_shown_with_more_decimals() -> None:
    falls = plan(FIELDS, {"measure": MEASURE, "threshold": {"at_least": "-1.5 points"}}, 1)
    found = judged(falls, {"d1": unit(250_149, 1_000_000, 265_150, 1_000_000)})
    assert found.verdict.value == "missed"
    assert found.measurement is not None
    assert Figures(Messages("vi"), falls).figure(found.target, found.measurement).endswith(": -1,5001 điểm %")


@pytest.mark.parametrize(
    ("second", "low", "high"),
    [
        (unit(30, 100, None, 90), "64/200 - 112/190", "64/200 - 22/190"),
        (unit(100, 100, None, None), "134/200 - 1", "134/200"),  # 22 of a whole without end is next to nothing
        (unit(None, 100, 22, 100), "34/200 - 44/200", "134/200 - 44/200"),
    ],
)
def test_what_is_not_known_leaves_it_open_between_exact_bounds(
    second: dict[str, int | None], low: str, high: str
) -> None:
    def value(text: str) -> Fraction:
        one, _, other = text.partition(" - ")
        return Fraction(one) - Fraction(other or 0)

    found = judged(OF, {"d1": unit(34, 100, 22, 100), "d2": second})
    assert found.verdict.value == "inconclusive"
    assert found.bounds is not None
    assert (found.bounds.low, found.bounds.high) == (value(low), value(high))


def test_a_verdict_holds_whatever_was_reached_the_year_before() -> None:
    rise = plan(FIELDS, {"measure": MEASURE, "threshold": {"at_least": "+50 points"}}, 1)
    assert judged(rise, {"d1": unit(49, 100, None, 90)}).verdict.value == "missed"
    assert judged(rise, {"d1": unit(50, 100, None, 90)}).verdict.value == "inconclusive"
    assert judged(rise, {"d1": unit(100, 100, 45, None)}).verdict.value == "inconclusive"
    assert (
        judged(rise, {"d1": unit(49, 100, None, None)}).verdict.value == "inconclusive"
    )  # of nothing, nothing is told


def test_one_of_however_many_is_more_than_nothing() -> None:
    """One of a whole that is not known is next to 0%, and never that: it has not fallen from 50% by 50 points."""
    fall = plan(FIELDS, {"measure": MEASURE, "threshold": {"at_most": "-50 points"}}, 1)
    assert judged(fall, {"d1": unit(1, None, 50, 100)}).verdict.value == "missed"
    assert judged(fall, {"d1": unit(0, None, 50, 100)}).verdict.value == "inconclusive"


def test_nothing_in_the_year_before_is_nothing_to_compare_with() -> None:
    found = judged(OF, {name: unit(5, 10, 0, 0) for name in ("d1", "d2")})
    assert (found.verdict.value, found.reason) == ("not_applicable", Reason.NOTHING_BEFORE)


def test_between_two_ends_every_share_of_a_few_is_tried() -> None:
    """2 of 7 or 3 of 7, less 1 of 5: +8.57 or +22.86 points, never between 10 and 20."""
    contribution = Contribution("u", Span(2, 3), exactly(7), nested=True, before=Before(exactly(1), exactly(5)))
    totals = Totals.of((contribution,))
    assert not totals.can_be(Limits(Fraction(10, 100), Fraction(20, 100)))
    assert totals.can_be(Limits(Fraction(10, 100), Fraction(23, 100)))
    for low, high in product(range(-100, 101, 7), repeat=2):
        limits = Limits(Fraction(low, 100), Fraction(high, 100), low_strict=low % 2 == 0, high_strict=high % 3 == 0)
        values = [Fraction(part, 7) - Fraction(1, 5) for part in (2, 3)]
        assert totals.can_be(limits) == any(map(limits.hold, values)), limits


TARGET = """\
  - id: R1
    clause: III
    quote: tăng 1,5 điểm phần trăm tỷ lệ cơ sở được kiểm tra
    title: {{vi: Tỷ lệ kiểm tra tăng, en: A larger share inspected}}
    measure: {{kind: ratio_change, part: {part}, whole: {whole}}}
    threshold: {{at_least: {level}}}
    cumulative: false
"""
VENUES = "    label: {vi: Tổng số cơ sở, en: Venues}\n"


def a_plan(level: str = "+1.5 points", part: str = "inspected", whole: str = "venues", *, baseline: bool = True) -> str:
    text = changed((VENUES, f"{VENUES}    baseline: true\n")) if baseline else changed()
    return text + TARGET.format(level=level, part=part, whole=whole)


def test_a_plan_may_ask_for_it() -> None:
    assert parse_plan(a_plan(), "plan.yaml").target["R1"].measure.kind == "ratio_change"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (a_plan("1.5%"), Code.THRESHOLD_MISMATCH),
        (a_plan("2"), Code.THRESHOLD_MISMATCH),
        (a_plan("120 points"), Code.WRONG_VALUE),
        (a_plan(whole="inspected"), Code.WRONG_VALUE),
        (a_plan(part="plan_issued"), Code.WRONG_VALUE),
        (a_plan(part="unheard_of"), Code.UNKNOWN_REFERENCE),
        (a_plan(baseline=False), Code.MISSING_KEY),
    ],
)
def test_what_cannot_be_computed_is_told(text: str, code: AnyCode) -> None:
    with pytest.raises(PlanError) as refused:
        parse_plan(text, "plan.yaml")
    assert [one.code for one in refused.value.diagnostics] == [code]


LISTED = plan(
    {"a": count_field(baseline=True)},
    {
        "measure": {"kind": "ratio_change", "part": "a", "whole": {"register": "by_year"}},
        "threshold": {"at_least": "+25 points"},
    },
    2,
    communes=3,
)
"""The register knows of each unit 4 in the year before, and 3 now."""


def share(a: int | None, before: int | None) -> dict[str, int | None]:
    return {"a": a, "a@2022": before}


def test_the_whole_of_each_year_is_that_of_the_register() -> None:
    found = judged(LISTED, {"d1": share(3, 2), "d2": share(2, 2)})
    assert found.verdict.value == "met"
    assert found.measurement is not None
    said = Figures(Messages("vi"), LISTED).figure(found.target, found.measurement)
    assert said == "5/6 = 83,33% so với 4/8 = 50,00% của năm 2022: +33,33 điểm %"
    assert judged(LISTED, {"d1": share(3, 2), "d2": share(1, 2)}).verdict.value == "missed"
    assert judged(LISTED, {"d1": share(3, 2), "d2": share(2, None)}).verdict.value == "inconclusive"


@pytest.mark.parametrize(("figures", "at"), [(share(1, 5), "a@2022"), (share(4, 2), "a")])
def test_more_than_the_register_has_in_either_year_is_a_fault_and_never_a_verdict(
    figures: dict[str, int | None], at: str
) -> None:
    """5 of 4 in the year before would be 125%, and any share now a fall."""
    filed_as = filed("d1", figures)
    sound, faults = validate(LISTED, "year", [filed_as], frozenset(LISTED.fields))
    assert [(one.code, one.at) for one in faults] == [
        (Code.EXCEEDS_REGISTER, filed_as.cells[Key("a", Basis.BASELINE if "@" in at else Basis.CURRENT)].at)
    ]
    falls = plan(
        {"a": count_field(baseline=True)},
        {"measure": LISTED.targets[0].measure.model_dump(by_alias=True), "threshold": {"at_most": "-50 points"}},
        1,
        communes=3,
    )
    world = World(falls, "year", {one.unit: one for one in sound}, frozenset(falls.unit))
    (found,) = evaluate(world, falls.targets)
    assert found.verdict.value == "inconclusive"


REGISTERED = TARGET.format(part="inspected", whole="{register: listed}", level="+1.5 points")


@pytest.mark.parametrize(
    ("known", "codes"),
    [
        ("{2022: 20, 2023: 30}", []),
        ("20", []),
        ("{2023: 30}", [Code.MISSING_KEY]),
        ("{2022: 20%, 2023: 30}", [Code.WRONG_VALUE]),
        ("{2022: 20.5, 2023: 30}", [Code.WRONG_VALUE]),
    ],
)
def test_the_register_has_a_number_for_the_baseline_year(known: str, codes: list[AnyCode]) -> None:
    olds = ("register: {communes: 19", "register: {communes: 23")
    more = [(f"{old}}}", f"{old}, listed: {known}}}") for old in olds]
    text = changed(*more) + REGISTERED
    assert [one.code for one in mistakes(text)] == codes * 2


def test_a_change_of_shares_of_counts_is_compared_in_whole_numbers() -> None:
    (one,) = comparisons(judged(OF, {"d1": unit(30, 100, 20, 80), "d2": unit(0, 0, 0, 0)}))
    assert [type(number) for number in (one.part, one.whole)] == [int, int]
    assert (one.part, one.whole) == (30 * 80 - 20 * 100, 100 * 80)
