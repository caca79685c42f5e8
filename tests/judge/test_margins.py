"""What stands beside a verdict, against brute force: what turns it, how gaps are shared out, the year's rest.

The worlds and their verdicts are those of ``oracle``, which knows nothing of khpcmd. ``KHPCMD_ORACLE`` and
``KHPCMD_ORACLE_SEED`` are those of ``test_oracle``.
"""

from __future__ import annotations

import random
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest

from khpcmd.i18n import Messages
from khpcmd.judge.bounds import apportioned
from khpcmd.judge.verdict import evaluate
from khpcmd.judge.world import World
from khpcmd.render.figures import Figures
from khpcmd.render.told.target import TargetTold
from khpcmd.results import Margin, Result, Verdict
from layers import ORACLE_SEED as SEED
from layers import part_of
from oracle import COMMUNES, FIELDS, Case, cases, of_all, of_one, standing, target, threshold_of
from oracle import World as Figure
from worlds import count_field, filed, judged, plan, text

FAR = 500
"""No change beyond that is tried: thresholds of the small worlds lie nearer."""


def result_of(case: Case) -> Result | None:
    small = plan(FIELDS, target(case), districts=case.units, communes=COMMUNES)
    returns = {unit: filed(unit, values) for unit, values in case.figures.items()}
    world = World(small, "half_year" if case.half else "year", returns, frozenset(case.scope))
    return next(iter(evaluate(world, small.targets)), None)


def turning(case: Case, figure: Figure, unit: str, units: int) -> int | None:
    """The smallest change of a part after which it is no longer met, fewer before more; None where there is none."""
    part, whole, *before = figure
    most = None if case.kind.startswith(("count", "growth")) or case.kind == "maintain" else whole
    for change in sorted(range(-part, FAR), key=lambda change: (abs(change), change)):
        after = part + change
        if (most is None or after <= most) and standing(
            case, (after, whole, *before), threshold_of(case, unit), units
        ) != "met":
            return change
    return None


def expected(case: Case) -> tuple[int, frozenset[str]] | None:
    """The change, and where each unit is judged by itself whose it is."""
    if not case.each:
        (figure,) = of_all(case, case.scope)
        change = turning(case, figure, "", len(case.scope))
        return None if change is None else (change, frozenset())
    found = dict[str, int]()
    for unit in case.scope:
        (figure,) = of_one(case, unit)
        if standing(case, figure, threshold_of(case, unit), 1) == "met":
            change = turning(case, figure, unit, 1)
            if change is not None:
                found[unit] = change
    if not found:
        return None
    size = min((abs(change), change) for change in found.values())
    return size[1], frozenset(unit for unit, change in found.items() if change == size[1])


def complete(case: Case) -> bool:
    if case.each or case.stated is None:
        return all(len(of_one(case, unit)) == 1 for unit in case.scope)
    return len(of_all(case, case.scope)) == 1


def test_a_margin_is_the_smallest_change_that_turns_the_verdict() -> None:
    seen = Counter[str]()
    for case in cases(SEED):
        result = result_of(case)
        if result is None or result.verdict is not Verdict.MET:
            assert result is None or result.margin is None
            continue
        if case.kind.startswith("change"):  # a difference has none
            assert result.margin is None
            continue
        if not complete(case) or result.open_units:  # no margin is told where a figure is missing
            continue
        wanted = expected(case)
        found = result.margin and (
            int(result.margin.change),
            frozenset(result.margin.units) if case.each else frozenset(),
        )
        assert found == wanted, (case, found, wanted)
        seen["none" if wanted is None else "fewer" if wanted[0] < 0 else "more"] += 1
    assert set(seen) == {"none", "fewer", "more"}, seen


@pytest.mark.parametrize("threshold", [{"at_least": "20%"}, {"at_most": "40%"}])
def test_a_margin_names_the_units_that_could_turn_it_alone(threshold: dict[str, str]) -> None:
    """Every unit that could take the whole change, and no other, by trying."""
    small = plan(
        {"a": count_field(), "w": count_field(flow=False)},
        {"measure": {"kind": "ratio", "part": "a", "whole": "w"}, "threshold": threshold},
    )
    dice, found = random.Random(SEED), 0  # noqa: S311  # repeatable, and no secret
    for _ in range(200):
        figures = {f"d{n}": {"a": dice.randint(0, 6), "w": dice.randint(6, 20)} for n in (1, 2, 3)}
        result = judged(small, figures)
        if result.margin is None:
            continue
        found += 1
        change = int(result.margin.change)
        able = []
        for unit, own in figures.items():
            if 0 <= own["a"] + change <= own["w"]:
                other = judged(small, figures | {unit: {**own, "a": own["a"] + change}})
                assert other.verdict is Verdict.MISSED
                able.append(unit)
        assert result.margin.units == tuple(able)
    assert found > 50


STATED = {"kind": "growth", "of": "a", "baseline": {"year": 10, "half_year": 5}}


@pytest.mark.parametrize(
    ("measure", "threshold", "units"),
    [({"kind": "count", "of": "a"}, {"at_least": 5}, ("d1",)), (STATED, {"at_least": "+10%"}, ("d1", "d2"))],
)
def test_a_margin_names_the_only_unit_and_all_where_the_plan_knows_the_baseline(
    measure: dict[str, object], threshold: dict[str, object], units: tuple[str, ...]
) -> None:
    small = plan({"a": count_field()}, {"measure": measure, "threshold": threshold}, districts=len(units))
    assert judged(small, {unit: {"a": 6} for unit in units}).margin == Margin(-2, units)


def test_no_unit_alone_turns_what_others_do_as_well() -> None:
    """Each district has news in each of the eleven months: without those of one the months still have theirs."""
    months = {"n": {"kind": "months", "reported_by": ["district"], "unit_of_measure": text("n")}}
    small = plan(months, {"measure": {"kind": "frequency", "of": "n"}})
    full = {f"n#{month}": 1 for month in range(1, 12)}
    figures = dict.fromkeys(("d1", "d2", "d3"), full)
    assert judged(small, figures).margin == Margin(-1, ())
    for unit in figures:
        assert judged(small, figures | {unit: dict.fromkeys(full, 0)}).verdict is Verdict.MET


def by_hand(number: int, weights: list[int], rooms: list[int]) -> bool:
    """Whether all that is promised of shares holds."""
    shares = apportioned(number, weights, rooms)
    if sum(rooms) < number:
        return shares is None
    assert shares is not None
    assert sum(shares) == number
    assert all(0 <= share <= room for share, room in zip(shares, rooms, strict=True))
    total = sum(weights)
    for one, other in product(range(len(shares)), repeat=2):
        bounded = shares[one] == rooms[one] or shares[other] == rooms[other]
        if total and not bounded and weights[one] >= weights[other]:
            assert shares[one] + 1 >= shares[other], "the larger gets no less, but for the rounding"
    if total and all(Fraction(number * weight, total) <= room for weight, room in zip(weights, rooms, strict=True)):
        assert all(
            abs(share - Fraction(number * weight, total)) < 1 for share, weight in zip(shares, weights, strict=True)
        )
    return True


def test_gaps_are_shared_out_whole_in_proportion_and_within_the_room_there_is() -> None:
    dice = random.Random(SEED)  # noqa: S311  # repeatable, and no secret
    for _ in range(3000):
        units = dice.randint(1, 6)
        weights = [dice.choice((0, 1, 2, 7, 40)) for _ in range(units)]
        rooms = [dice.choice((0, 1, 3, 9, 100)) for _ in range(units)]
        assert by_hand(dice.randint(0, 40), weights, rooms)


RATIO = {"measure": {"kind": "ratio", "part": "a", "whole": "w"}, "threshold": {"at_least": "50%"}}
TWO = {"a": count_field(), "w": count_field(flow=False)}


def test_the_gap_of_a_ratio_is_shared_out_by_the_wholes() -> None:
    result = judged(plan(TWO, RATIO), {"d1": {"a": 1, "w": 10}, "d2": {"a": 1, "w": 20}, "d3": {"a": 1, "w": 10}})
    assert result.gap is not None
    assert result.gap.more == 17
    assert result.fair_shares is not None
    assert (result.fair_shares.by, [tuple(one) for one in result.fair_shares.units]) == (
        "whole",
        [("d1", 4), ("d2", 9), ("d3", 4)],
    )


@pytest.mark.parametrize("kind", ["ratio", "growth", "count"])
def test_shares_close_the_gap_and_none_less_would(kind: str) -> None:
    """With its share at each unit the target is met, with one less at any of them it is not, nobody gets more than it
    has room for, and where nobody's room is too small each gets its proportion, rounded."""
    dice, seen = random.Random(SEED), 0  # noqa: S311  # repeatable, and no secret
    asked = {"ratio": "50%", "growth": "+10%", "count": 60}[kind]
    measure = {"kind": kind, "part": "a", "whole": "w"} if kind == "ratio" else {"kind": kind, "of": "a"}
    small = plan({"a": count_field(baseline=True), "w": count_field(flow=False)}, {
        "measure": measure, "threshold": {"at_least": asked},
    })  # fmt: skip
    for _ in range(part_of(400)):
        parts, wholes = ([dice.randint(*ends) for _ in range(3)] for ends in ((0, 12), (12, 30)))
        of_units = zip(("d1", "d2", "d3"), parts, wholes, strict=True)
        figures = {unit: {"a": part, "w": whole, "a@2022": whole} for unit, part, whole in of_units}
        result = judged(small, figures)
        if result.verdict is not Verdict.MISSED:
            assert result.fair_shares is None
            continue
        level = {"ratio": Fraction(1, 2), "growth": Fraction(11, 10), "count": Fraction(60, sum(wholes))}[kind]
        more = next(more for more in range(1000) if sum(parts) + more >= level * sum(wholes))
        assert result.gap is not None
        assert result.fair_shares is not None
        own = {one.unit: int(one.share) for one in result.fair_shares.units}
        assert sum(own.values()) == result.gap.more == more, figures
        with_it = {unit: {**of, "a": of["a"] + own.get(unit, 0)} for unit, of in figures.items()}
        assert judged(small, with_it).verdict is Verdict.MET
        for unit in own:
            less = {**with_it, unit: {**with_it[unit], "a": with_it[unit]["a"] - 1}}
            assert judged(small, less).verdict is Verdict.MISSED
        weights = [1, 1, 1] if kind == "count" else wholes
        exact = [Fraction(more * weight, sum(weights)) for weight in weights]
        rooms = [whole - part if kind == "ratio" else more for part, whole in zip(parts, wholes, strict=True)]
        given = [own.get(unit, 0) for unit in figures]
        assert all(0 <= share <= room for share, room in zip(given, rooms, strict=True)), figures
        if all(share <= room for share, room in zip(exact, rooms, strict=True)):
            assert all(abs(share - wanted) < 1 for share, wanted in zip(given, exact, strict=True)), figures
        seen += 1
    assert seen > part_of(100)


def test_the_gap_of_amounts_is_shared_out_in_their_unit_of_measure() -> None:
    amount = {
        "kind": "amount", "label": text("a"), "reported_by": ["district"], "unit_of_measure": text("ha"), "decimals": 1,
    }  # fmt: skip
    given = {"d1": {"a": Decimal("1.0"), "w": Decimal(10)}, "d2": {"a": Decimal("0.4"), "w": Decimal(5)}}
    result = judged(plan({"a": amount, "w": amount}, RATIO, 2), given)
    assert result.gap is not None
    assert result.fair_shares is not None
    assert (result.gap.more, {one.unit: one.share for one in result.fair_shares.units}) == (
        Decimal("6.1"), {"d1": Decimal("4.1"), "d2": Decimal("2.0")},
    )  # fmt: skip


def test_nobody_is_given_a_share_where_each_unit_is_judged_or_asked_for_all() -> None:
    figures = {"d1": {"a": 1, "w": 10}, "d2": {"a": 1, "w": 20}, "d3": {"a": 1, "w": 10}}
    assert judged(plan(TWO, {**RATIO, "judged": "each_unit"}), figures).fair_shares is None
    assert judged(plan(TWO, {**RATIO, "threshold": {"at_least": "100%"}}), figures).fair_shares is None
    assert judged(plan(TWO, RATIO), {"d1": {"a": 1, "w": 10}}).fair_shares is None, "two have not reported"


def test_what_is_too_much_is_shared_out_by_the_parts() -> None:
    count = {"measure": {"kind": "count", "of": "a"}, "threshold": {"at_most": 10}}
    result = judged(plan(TWO, count), {"d1": {"a": 12}, "d2": {"a": 4}, "d3": {"a": 0}})
    assert result.fair_shares is not None
    assert (result.fair_shares.by, [tuple(one) for one in result.fair_shares.units]) == (
        "part",
        [("d1", -5), ("d2", -1)],
    )


def test_half_a_year_says_what_the_rest_needs_and_where_the_pace_leads() -> None:
    """10 of 100 behind half of the year: 40 are left for six months, and the pace leads to 20 of 100."""
    cumulative = {**RATIO, "cumulative": True}
    figures = {"d1": {"a": 10, "w": 50}, "d2": {"a": 0, "w": 25}, "d3": {"a": 0, "w": 25}}
    result = judged(plan(TWO, cumulative), figures, "half_year")
    assert result.pace is not None
    outlook, elapsed = result.pace.outlook, result.pace.elapsed
    assert outlook is not None
    assert outlook.needed == -int(-40 // (12 * (1 - elapsed)))
    assert outlook.so_far == int(10 / (12 * elapsed))
    assert (outlook.part, outlook.whole) == (int(10 / elapsed), 100)


@pytest.mark.parametrize(
    ("done", "flow", "least", "leads"),
    [
        (10, False, "50%", (20, 100)),  # so many there are: their number stays as it is
        (10, True, "50%", (20, 200)),  # they come over the year as well
        (80, False, "90%", (100, 100)),  # of 100 no more than 100
    ],
)
def test_the_pace_leads_no_part_beyond_its_whole(done: int, flow: bool, least: str, leads: tuple[int, int]) -> None:
    """Of the 365 days of the year 182 are over."""
    asked = {**RATIO, "cumulative": True, "threshold": {"at_least": least}}
    of = plan({"a": count_field(), "w": count_field(flow=flow)}, asked, districts=2)
    result = judged(of, {"d1": {"a": done, "w": 90}, "d2": {"a": 0, "w": 10}}, "half_year")
    assert result.pace is not None
    assert result.pace.elapsed == Fraction(182, 365)
    assert result.pace.outlook is not None
    assert (result.pace.outlook.part, result.pace.outlook.whole) == leads
    assert leads == (min(done * 365 // 182, leads[1]), 100 * 365 // 182 if flow else 100)


@pytest.mark.parametrize(("figures", "told"), [({"a": 10, "w": 50}, True), ({"a": 0, "w": 0}, False)])
def test_of_units_judged_by_themselves_the_pace_is_how_many_are_there(figures: dict[str, int], told: bool) -> None:
    of = plan(TWO, {**RATIO, "judged": "each_unit", "cumulative": True}, districts=1)
    result = judged(of, {"d1": figures}, "half_year")
    assert (result.pace is not None) is told


def test_the_pace_of_what_may_exceed_its_whole_leads_beyond_it() -> None:
    measure = {"kind": "ratio", "part": "a", "whole": "w", "may_exceed": True}
    asked = {"measure": measure, "threshold": {"at_least": "200%"}, "cumulative": True}
    of = plan({"a": count_field(), "w": count_field(flow=False)}, asked, districts=1)
    result = judged(of, {"d1": {"a": 80, "w": 100}}, "half_year")
    assert result.pace is not None
    assert result.pace.outlook is not None
    assert (result.pace.outlook.part, result.pace.outlook.whole) == (80 * 365 // 182, 100)


def test_the_pace_of_an_amount_is_told_to_its_last_decimal() -> None:
    """9.0 are left for 6.02 months, 1.0 was done in 5.98: rounded up and down."""
    amount = {"kind": "amount", "reported_by": ["district"], "unit_of_measure": text("ha"), "decimals": 1, "flow": True}
    asked = {"measure": {"kind": "count", "of": "area"}, "threshold": {"at_least": 10}, "cumulative": True}
    result = judged(plan({"area": amount}, asked, districts=1), {"d1": {"area": Decimal("1.0")}}, "half_year")
    assert result.pace is not None
    assert result.pace.outlook is not None
    assert (result.pace.outlook.needed, result.pace.outlook.so_far) == (Decimal("1.5"), Decimal("0.1"))
    nearly = judged(plan({"area": amount}, asked, districts=1), {"d1": {"area": Decimal("9.9")}}, "half_year")
    assert nearly.pace is not None
    assert nearly.pace.outlook is not None, "of less than one something is left all the same"
    assert nearly.pace.outlook.needed == Decimal("0.1")


@pytest.mark.parametrize(("done", "told"), [(0, "mỗi tháng 0;"), (1, "mỗi tháng chưa đến 1;"), (10, "mỗi tháng 1;")])
def test_a_pace_of_less_than_one_a_month_is_not_told_as_none(done: int, told: str) -> None:
    of = plan(TWO, {**RATIO, "cumulative": True})
    result = judged(of, {"d1": {"a": done, "w": 50}, "d2": {"a": 0, "w": 25}, "d3": {"a": 0, "w": 25}}, "half_year")
    assert told in TargetTold(result, Figures(Messages("vi"), of), str).outlook


@pytest.mark.parametrize("gone", ["missing", "stock", "each"])
def test_no_pace_is_told_where_it_says_nothing(gone: str) -> None:
    fields = {"a": count_field(flow=gone != "stock"), "w": count_field(flow=False)}
    asked = {**RATIO, "cumulative": True, "judged": "each_unit" if gone == "each" else "pooled"}
    figures = {f"d{n}": {"a": 1, "w": 30} for n in ((1, 2) if gone == "missing" else (1, 2, 3))}
    result = judged(plan(fields, asked), figures, "half_year")
    assert result.pace is None or result.pace.outlook is None


def test_the_empty_months_of_each_unit_have_their_names() -> None:
    months = {"n": {"kind": "months", "label": text("n"), "reported_by": ["district"], "unit_of_measure": text("n")}}
    asked = {"measure": {"kind": "frequency", "of": "n", "by": "each"}, "judged": "each_unit"}
    full = {f"n#{month}": 1 for month in range(1, 12)}
    result = judged(plan(months, asked), {"d1": full, "d2": {**full, "n#3": 0, "n#7": 0}, "d3": full})
    assert [one.without for one in result.units] == [(), ((3,), (7,)), ()]
