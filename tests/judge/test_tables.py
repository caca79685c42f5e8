"""Tables as a whole, over random tables: what is wrong in every row is one fault, and none of it is believed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from random import Random

import pytest

from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.diagnostics.parameters import Ref
from khpcmd.judge.sound import validate
from khpcmd.judge.verdict import evaluate
from khpcmd.judge.world import World
from khpcmd.plan.model import Plan
from khpcmd.results import Verdict
from khpcmd.returns import Basis, CellState, Key, Return
from layers import part_of
from worlds import cell, count_field, filed, plan

FIELDS = ("all", "done", "late", "held", "sent")
Table = Mapping[str, Mapping[str, int | None]]
RULES = [
    {"kind": "at_most", "part": ["done"], "whole": ["all"]},
    {"kind": "at_most", "part": ["late"], "whole": ["done"]},
]
TABLES = part_of(200)
SOME = {"measure": {"kind": "count", "of": "n0"}, "threshold": {"at_least": 1}}


def small(units: int = 6, least: int = 1) -> Plan:
    target = {"measure": {"kind": "count", "of": "held"}, "threshold": {"at_least": least}}
    return plan({name: count_field() for name in FIELDS}, target, units, constraints=RULES)


def table(of: Plan, random: Random) -> dict[str, dict[str, int]]:
    found = dict[str, dict[str, int]]()
    for unit in of.unit:
        all_ = random.randint(20, 90)
        done = random.randint(10, all_ - 1)
        others = {name: random.randint(10, 90) for name in ("held", "sent")}
        found[unit] = {"all": all_, "done": done, "late": random.randint(0, done - 1), **others}
    return found


def checked(of: Plan, figures: Table) -> tuple[dict[str, Return], list[Diagnostic]]:
    returns, faults = validate(of, "year", [filed(unit, own) for unit, own in figures.items()], frozenset(FIELDS))
    return {one.unit: one for one in returns}, faults


def held(returns: Mapping[str, Return]) -> set[tuple[str, str]]:
    return {(unit, key.field) for unit, one in returns.items() for key, value in one.values().items() if value is None}


@pytest.mark.parametrize("swapped", [("all", "done"), ("done", "late"), ("all", "late")])
def test_two_columns_that_are_swapped_are_told_once_and_held(swapped: tuple[str, str]) -> None:
    of, random = small(), Random(34)  # noqa: S311  # the same in every run
    one, other = swapped
    for _ in range(TABLES):
        honest = table(of, random)
        returns, faults = checked(of, {unit: {**own, one: own[other], other: own[one]} for unit, own in honest.items()})
        told = [(fault.code, {fault.params["part"], fault.params["whole"]}) for fault in faults]
        assert (Code.COLUMNS_SWAPPED, {Ref("field", one), Ref("field", other)}) in told or swapped == ("all", "late")
        assert {code for code, _ in told} == {Code.COLUMNS_SWAPPED}
        assert held(returns) >= {(unit, name) for unit in of.unit for name in swapped}
        assert checked(of, honest)[1] == []


def test_a_column_beside_a_swapped_pair_is_held_where_it_may_be_the_swapped_one() -> None:
    """ "done" is not below "all", which "sent" beside it may be in truth; "held" is less than "late"."""
    of = small()
    figures = {"late": 1, "held": 0, "done": 60, "all": 20, "sent": 90}
    for places, beside in ((figures, {"sent"}), ({**figures, "sent": 30}, set[str]())):
        rows = {
            unit: {Key(name): cell(value, at=f"{chr(at)}{row}") for at, (name, value) in enumerate(places.items(), 66)}
            for row, unit in enumerate(of.unit, 3)
        }
        returns = [filed(unit, {}).changed(cells) for unit, cells in rows.items()]
        left, faults = validate(of, "year", returns, frozenset())
        assert [fault.code for fault in faults] == [Code.COLUMNS_SWAPPED]
        assert {name for _, name in held({one.unit: one for one in left})} == {"all", "done", *beside}


def test_a_total_row_is_no_row_of_the_columns_that_are_swapped() -> None:
    of, random = small(7), Random(36)  # noqa: S311  # the same in every run
    honest = table(of, random)
    rows = {unit: {**own, "all": own["done"], "done": own["all"]} for unit, own in honest.items() if unit != "d7"}
    rows["d7"] = {name: sum(own[name] for own in rows.values()) for name in FIELDS}
    _, faults = checked(of, rows)
    total, swapped = sorted(faults, key=lambda fault: fault.code is Code.COLUMNS_SWAPPED)
    assert (total.code, total.unit, swapped.params["count"]) == (Code.TOTAL_AS_UNIT, "d7", 6)


def test_columns_that_are_swapped_are_told_from_their_first_row_to_their_last() -> None:
    of = small(5)
    figures = {"all": 4, "done": 9, "late": 1, "held": 30, "sent": 40}
    rows = {
        unit: {Key(name): cell(value, at=f"B{row}") for name, value in figures.items()}
        for row, unit in enumerate(of.unit, 3)
    }
    returns = [filed(unit, {}).changed(cells) for unit, cells in rows.items()]
    (fault,) = [one for one in validate(of, "year", returns, frozenset())[1] if one.code is Code.COLUMNS_SWAPPED]
    assert (str(fault.at and fault.at.cell), fault.params["count"]) == ("B3:B7", 5)


def test_one_row_that_is_right_leaves_every_other_to_itself() -> None:
    of, random = small(), Random(35)  # noqa: S311  # the same in every run
    for _ in range(TABLES):
        honest = table(of, random)
        right = random.choice(list(of.unit))
        mixed = {
            unit: own if unit == right else {**own, "all": own["done"], "done": own["all"]}
            for unit, own in honest.items()
        }
        assert Code.COLUMNS_SWAPPED not in {fault.code for fault in checked(of, mixed)[1]}


def test_a_total_under_the_name_of_a_unit_is_no_figure_of_it_and_meets_nothing() -> None:
    of, random = small(least=10_000), Random(36)  # noqa: S311  # the same in every run
    for _ in range(TABLES):
        honest = table(of, random)
        unit = random.choice(list(of.unit))
        others = [own for other, own in honest.items() if other != unit]
        returns, faults = checked(of, {**honest, unit: {name: sum(own[name] for own in others) for name in FIELDS}})
        assert [(fault.code, fault.unit) for fault in faults] == [(Code.TOTAL_AS_UNIT, unit)]
        assert [fault.at for fault in faults] == [returns[unit].sources[0]]
        assert held(returns) == {(unit, name) for name in FIELDS}
        (result,) = evaluate(World(of, "year", returns, frozenset(of.unit)), of.targets)
        assert result.verdict is Verdict.INCONCLUSIVE


@pytest.mark.parametrize(("rows", "told"), [(7, True), (6, False)])
def test_a_total_that_its_own_unit_is_in_is_told_where_many_rows_have_figures(rows: int, told: bool) -> None:
    of = small(rows, least=10_000)
    honest = table(of, Random(38))  # noqa: S311  # the same in every run
    assert Code.TOTAL_AS_UNIT not in {fault.code for fault in checked(of, honest)[1]}
    with_own = {name: sum(own[name] for own in honest.values()) for name in FIELDS}
    returns, faults = checked(of, {**honest, "d3": with_own})
    assert ((Code.TOTAL_AS_UNIT, "d3") in [(fault.code, fault.unit) for fault in faults]) is told
    assert (held(returns) >= {("d3", name) for name in FIELDS}) is told


@pytest.mark.parametrize(("same", "told"), [(5, True), (4, True), (3, False)])
def test_nearly_all_figures_of_a_total_are_sums(same: int, told: bool) -> None:
    of = small()
    honest = table(of, Random(37))  # noqa: S311  # the same in every run
    sums = {name: sum(own[name] for unit, own in honest.items() if unit != "d3") for name in FIELDS}
    typed = {name: sums[name] - (at >= same) for at, name in enumerate(FIELDS)}
    faults = checked(of, {**honest, "d3": typed})[1]
    assert (Code.TOTAL_AS_UNIT in {fault.code for fault in faults}) is told


def test_a_total_is_told_where_four_in_five_of_the_sums_that_say_something_are_those_of_the_others() -> None:
    """Over tables with blanks, with small sums and with a share, of which none is the sum: held against all columns."""
    names = [*FIELDS, "sixth"]
    fields = {**{name: count_field() for name in names}, "share": count_field(adds_up=False)}
    target = {"measure": {"kind": "count", "of": "held"}, "threshold": {"at_least": 1}}
    of, random, told = plan(fields, target, 6), Random(38), 0  # noqa: S311  # the same in every run
    for _ in range(5 * TABLES):
        few, wrong = (set(random.sample(names, random.randint(0, 2))) for _ in range(2))
        rows: dict[str, dict[str, int | None]] = {
            unit: {name: random.choice((1, 2, 3, 4, 20)) for name in fields} for unit in of.unit
        }
        for name in few:
            blank = random.sample(["d2", "d3", "d4", "d5"], random.randint(2, 3))
            rows |= {unit: {**rows[unit], name: None} for unit in blank}
        columns = {name: [rows[unit][name] or 0 for unit in of.unit if unit != "d6"] for name in names}
        rows["d6"] |= {name: sum(column) + (name in wrong) for name, column in columns.items()}
        known = {name: [one for row in rows.values() if (one := row[name]) is not None] for name in names}
        telling = [name for name in names if len(known[name]) > 3 and sum(known[name]) >= 20]
        same = [name for name in telling if name not in wrong]
        total = len(same) >= 3 and 5 * len(same) >= 4 * len(telling)
        faults = [fault for fault in checked(of, rows)[1] if fault.code is Code.TOTAL_AS_UNIT]
        assert [(one.unit, one.params) for one in faults] == [
            ("d6", {"unit": Ref("unit", "d6"), "same": len(same), "count": len(telling)})
        ] * total
        told += total
    assert 2 * TABLES < told < 4 * TABLES


def test_a_table_is_that_of_its_first_row_also_where_others_report_less() -> None:
    of = small(7)
    rows = {unit: {"all": 30, "done": 40, "late": 1, "held": 5, "sent": 6} for unit in of.unit}
    rows["d2"] = {"all": 30}
    faults = checked(of, rows)[1]
    assert [fault.params["count"] for fault in faults if fault.code is Code.COLUMNS_SWAPPED] == [6]
    rows["d7"] = {name: sum(own.get(name, 0) for unit, own in rows.items() if unit != "d7") for name in FIELDS}
    assert Code.TOTAL_AS_UNIT in {fault.code for fault in checked(of, rows)[1]}


def test_of_three_rows_and_of_small_figures_nothing_is_said() -> None:
    of = small(3)
    swapped = {unit: {**dict.fromkeys(FIELDS, 0), "all": 4, "done": 9} for unit in of.unit}
    assert Code.COLUMNS_SWAPPED not in {fault.code for fault in checked(of, swapped)[1]}
    few = small()
    ones = {unit: dict.fromkeys(FIELDS, 5 if unit == "d1" else 1) for unit in few.unit}
    assert checked(few, ones)[1] == []
    assert checked(few, ones)[0]["d1"].value(Key("held")) == 5


def test_a_row_with_the_same_number_in_both_columns_is_one_of_a_table_whose_three_others_are_swapped() -> None:
    of = small(4)
    swapped = {unit: {**dict.fromkeys(FIELDS, 0), "all": 4, "done": 9 if at else 4} for at, unit in enumerate(of.unit)}
    assert Code.COLUMNS_SWAPPED in {fault.code for fault in checked(of, swapped)[1]}


def test_of_two_pairs_that_a_swap_would_mend_the_one_is_told_that_mends_both() -> None:
    """Both are larger than "all" in every row, which stands where "done" belongs: with these two exchanged both fit."""
    rules = [{"kind": "at_most", "part": [name], "whole": ["all"]} for name in ("late", "done")]
    target = {"measure": {"kind": "count", "of": "held"}, "threshold": {"at_least": 1}}
    of = plan({name: count_field() for name in FIELDS}, target, 6, constraints=rules)
    figures = {unit: {"all": 20, "done": 60 + at, "late": 30, "held": 1, "sent": 1} for at, unit in enumerate(of.unit)}
    faults = [fault for fault in checked(of, figures)[1] if fault.code is Code.COLUMNS_SWAPPED]
    assert [(fault.params["part"], fault.params["whole"]) for fault in faults] == [
        (Ref("field", "done"), Ref("field", "all"))
    ]


@pytest.mark.parametrize(
    ("left", "others", "told"),
    [
        pytest.param(0, 3, True, id="all figures of one unit, where all others have some"),
        pytest.param("Không", 3, False, id="in words"),
        pytest.param(0, 0, True, id="all figures of all units"),
    ],
)
def test_a_row_that_was_left_at_zero_is_not_believed(left: int | str, others: int, told: bool) -> None:
    names = [f"n{at}" for at in range(12)]
    of = plan(
        {name: count_field() for name in names},
        {"measure": {"kind": "growth", "of": [*names]}, "threshold": {"at_least": "0%"}},
        5,
    )
    of_left = cell(0) if left == 0 else replace(cell(0, raw="Không"), state=CellState.DECLARED_ZERO)
    rows = {unit: dict.fromkeys(map(Key, names), of_left if unit == "d5" else cell(others)) for unit in of.unit}
    before = {Key(name, Basis.BASELINE): cell(0) for name in names}
    returns = [filed(unit, {}).changed({**cells, **before}) for unit, cells in rows.items()]
    sound, faults = validate(of, "year", returns, frozenset())
    found = [one.unit for one in faults if one.code is Code.ALL_ZERO]
    assert found == ([*of.unit] if told and not others else ["d5"] if told else [])
    assert all(held({one.unit: one for one in sound}) >= {(unit, name) for name in names} for unit in found)
    believed = [one.value(Key("n0", Basis.BASELINE)) for one in sound if one.unit in found]
    assert believed == [None] * len(found)


@pytest.mark.parametrize(
    ("units", "counts", "shares", "told"),
    [(4, 10, 0, True), (3, 10, 0, False), (4, 9, 0, False), (4, 9, 3, False)],
)
def test_zeros_tell_where_many_figures_that_add_up_are_those_of_many_units(
    units: int, counts: int, shares: int, told: bool
) -> None:
    fields = {f"n{at}": count_field() for at in range(counts)}
    fields |= {f"s{at}": count_field(adds_up=False) for at in range(shares)}
    of = plan(fields, SOME, units)
    rows = {unit: dict.fromkeys(fields, 0 if unit == "d2" else 4) for unit in of.unit}
    assert [one.unit for one in checked(of, rows)[1] if one.code is Code.ALL_ZERO] == ["d2"] * told


def test_a_figure_of_the_year_before_is_not_left_at_zero() -> None:
    names = [f"n{at}" for at in range(12)]
    fields = {name: count_field() for name in names}
    of = plan(fields, {"measure": {"kind": "growth", "of": "n0"}, "threshold": {"at_least": "0%"}}, 5)
    rows = {unit: dict.fromkeys(names, 0 if unit == "d5" else 3) | {"n0@2022": 2} for unit in of.unit}
    sound, faults = validate(of, "year", [filed(unit, row) for unit, row in rows.items()], frozenset())
    assert [(one.unit, one.params["count"]) for one in faults if one.code is Code.ALL_ZERO] == [("d5", 12)]
    before = Key("n0", Basis.BASELINE)
    assert {one.unit: one.value(before) for one in sound} == dict.fromkeys(of.unit, 2)


@pytest.mark.parametrize(("without", "common", "told"), [(1, 12, True), (2, 12, False), (2, 5, True), (2, 4, False)])
def test_zeros_tell_of_half_of_ten_figures_that_nine_in_ten_units_have(without: int, common: int, told: bool) -> None:
    """Ten units beside the one; figures that are not ``common`` are 0 at some (``without``) of them."""
    names = [f"n{at}" for at in range(12)]
    of = plan(dict.fromkeys(names, count_field()), SOME, 11)
    fewer = names if common == 12 else names[common:]
    rows = {unit: dict.fromkeys(names, 0 if unit == "d11" else 5) for unit in of.unit}
    for unit in [*of.unit][:without]:
        rows[unit] |= dict.fromkeys(fewer[1:] if common == 12 else fewer, 0)
    assert (Code.ALL_ZERO in {fault.code for fault in checked(of, rows)[1]}) is told


@pytest.mark.parametrize(("empty", "told"), [(2, True), (3, False), (6, True)])
def test_zeros_tell_beside_more_units_with_figures_or_beside_none(empty: int, told: bool) -> None:
    names = [f"n{at}" for at in range(12)]
    of = plan(dict.fromkeys(names, count_field()), SOME, 6)
    rows = {unit: dict.fromkeys(names, 0 if at < empty else 5) for at, unit in enumerate(of.unit)}
    assert [one.code for one in checked(of, rows)[1]].count(Code.ALL_ZERO) == empty * told


def test_one_figure_is_enough_for_zeros_not_to_be_left() -> None:
    names = [f"n{at}" for at in range(12)]
    of = plan(dict.fromkeys(names, count_field()), SOME, 6)
    for one in names:
        rows = {unit: dict.fromkeys(names, 0 if unit == "d2" else 5) for unit in of.unit}
        rows["d2"][one] = 1
        assert Code.ALL_ZERO not in {fault.code for fault in checked(of, rows)[1]}, one


def test_what_is_wrong_with_a_row_is_told_at_that_row() -> None:
    names = [f"n{at}" for at in range(12)]
    of = plan(dict.fromkeys(names, count_field()), SOME, 8)
    rows = {unit: dict.fromkeys(names, 0 if unit == "d2" else 5) for unit in of.unit}
    rows["d7"] = dict.fromkeys(names, 60)
    at = {unit: Location("f.xlsx", "s", f"A{row}") for row, unit in enumerate(of.unit, 3)}
    returns = [replace(filed(unit, row), sources=(at[unit],)) for unit, row in rows.items()]
    told = {fault.code: fault.at for fault in validate(of, "year", returns, frozenset())[1]}
    assert (told[Code.ALL_ZERO], told[Code.TOTAL_AS_UNIT]) == (at["d2"], at["d7"])


def test_a_unit_with_two_fifths_of_everything_is_no_total() -> None:
    of = small(8)
    rows = {unit: dict.fromkeys(FIELDS, 40 if unit == "d4" else 9) for unit in of.unit}
    assert Code.TOTAL_AS_UNIT not in {fault.code for fault in checked(of, rows)[1]}


def test_things_that_seldom_are_may_all_be_zero_at_a_unit() -> None:
    names = [f"n{at}" for at in range(12)]
    of = plan(
        {name: count_field() for name in names},
        {"measure": {"kind": "count", "of": "n0"}, "threshold": {"at_least": 1}},
        20,
    )
    random = Random(39)  # noqa: S311  # the same in every run
    rows = {unit: {name: int(random.random() < 0.2) for name in names} for unit in of.unit}
    rows["d7"] = dict.fromkeys(names, 0)
    assert Code.ALL_ZERO not in {fault.code for fault in checked(of, rows)[1]}
