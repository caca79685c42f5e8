"""What a unit filed, held against the plan: each cell, what is lacking, and what contradicts itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from khpcmd.diagnostics import AnyCode, Code, Diagnostic
from khpcmd.diagnostics.parameters import Stored
from khpcmd.i18n import Messages
from khpcmd.judge.constraints import rules
from khpcmd.judge.earlier import against_plan, with_baseline
from khpcmd.judge.sound import validate
from khpcmd.plan.model import Plan
from khpcmd.render.wording import Wording
from khpcmd.returns import Basis, CellState, Key, Return, merge, named_fields
from places import languages
from worlds import count_field, filed, plan, text

FIELDS: dict[str, dict[str, object]] = {
    "inspected": count_field(),
    "total": count_field(),
    "issued": {"kind": "yes_no", "reported_by": ["district"]},
    "on": {"kind": "date", "reported_by": ["district"], "required": False},
    "number": {"kind": "text", "reported_by": ["district"], "required": False},
}
RATIO = {"measure": {"kind": "ratio", "part": "inspected", "whole": "total"}, "threshold": {"at_least": "20%"}}
SOUND = {"inspected": 2, "total": 10, "issued": True}


def checked(of: Plan, **figures: Any) -> tuple[Return, list[Diagnostic]]:
    sound, faults = validate(of, "year", [filed("d1", SOUND | figures)], frozenset(of.fields))
    return sound[0], faults


VENUES = plan(FIELDS, RATIO)


@pytest.mark.parametrize(
    ("figures", "codes", "open_"),
    [
        ({"on": date(2023, 3, 1), "number": "12/KH-UBND"}, [], set()),
        ({"on": ""}, [], set()),  # the plan does not require it
        ({"total": None}, [], {"total"}),  # what cannot be read is not also blank
        ({"inspected": 12}, [Code.PART_EXCEEDS_WHOLE], {"inspected", "total"}),
        ({"inspected": 1, "total": 0}, [Code.PART_OVER_ZERO], {"inspected", "total"}),
    ],
)
def test_a_return_has_the_faults_of_its_figures(
    figures: dict[str, object], codes: list[AnyCode], open_: set[str]
) -> None:
    found, faults = checked(VENUES, **figures)
    assert [fault.code for fault in faults] == codes
    assert {key.field for key, cell in found.cells.items() if cell.state is CellState.PROBLEM} == open_


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("inspected", -1, Code.NEGATIVE),
        ("inspected", Fraction(5, 2), Code.NOT_WHOLE),
        ("total", 10**9, Code.TOO_LARGE),
        ("number", "x" * 501, Code.TEXT_TOO_LONG),
    ],
)
def test_a_cell_that_the_field_does_not_allow_is_a_fault_and_no_value(name: str, value: object, code: AnyCode) -> None:
    found, faults = checked(VENUES, **{name: value})
    assert [(fault.code, fault.unit) for fault in faults] == [(code, "d1")]
    assert faults[0].at == found.cells[Key(name)].at
    assert found.cells[Key(name)].state is CellState.PROBLEM


def test_a_blank_is_a_fault_at_its_cell() -> None:
    found, faults = checked(VENUES, total="")
    assert [(fault.code, fault.at) for fault in faults] == [(Code.CELL_BLANK, found.cells[Key("total")].at)]


def test_a_blank_that_no_target_needs_is_not_told() -> None:
    returns = [filed("d1", SOUND | {"inspected": ""})]
    assert validate(VENUES, "year", returns, frozenset({"total"}))[1] == []
    assert [fault.code for fault in validate(VENUES, "year", returns, frozenset({"inspected"}))[1]] == [Code.CELL_BLANK]


def test_what_says_that_there_are_no_data_is_told_as_such_and_is_no_zero() -> None:
    spec = count_field()
    of = plan(
        {"venues": spec, "other": spec}, {"measure": {"kind": "count", "of": "venues"}, "threshold": {"at_least": 1}}
    )
    returns = filed("d1", {"venues": "", "other": 3})
    unknown = replace(returns.cells[Key("venues")], raw="chưa có số liệu")
    stated = replace(returns, cells={**returns.cells, Key("venues"): unknown})
    (sound,), faults = validate(of, "year", [stated], frozenset(of.fields))
    assert [(fault.code, fault.params.get("found")) for fault in faults] == [(Code.NO_DATA, "chưa có số liệu")]
    assert sound.cells[Key("venues")].value is None


@pytest.mark.parametrize(
    ("day", "other"),
    [
        (date(2023, 7, 3), date(2023, 3, 7)),
        (date(2022, 5, 1), None),
        (date(2023, 3, 7), None),
        (date(2023, 7, 20), None),
        (date(2021, 3, 7), None),
        (date(2023, 7, 7), None),
    ],
)
def test_a_day_is_told_if_it_lies_in_the_period_only_with_its_month_exchanged(day: date, other: date | None) -> None:
    fields: dict[str, dict[str, object]] = {"day": {"kind": "date", "reported_by": ["district"]}, "n": count_field()}
    of = plan(fields, {"measure": {"kind": "count", "of": "n"}, "threshold": {"at_least": 1}})
    (sound,), faults = validate(of, "half_year", [filed("d1", {"day": day, "n": 1})], frozenset(of.fields))
    told = {fault.params["other"] for fault in faults if fault.code is Code.DAY_MONTH_SWAPPED}
    assert told == ({other} if other else set())
    assert sound.cells[Key("day")].value == day


def test_an_empty_return_is_for_the_roll_call_and_not_a_list_of_blanks() -> None:
    _, faults = validate(VENUES, "year", [filed("d1", dict.fromkeys(SOUND, ""))], frozenset(VENUES.fields))
    assert faults == []


def test_a_column_that_is_lacking_is_one_fault_for_the_sheet() -> None:
    rows = [filed(unit, {"inspected": 1, "issued": True}) for unit in ("d1", "d2", "d3")]
    _, faults = validate(VENUES, "year", rows, frozenset(VENUES.fields))
    assert [fault.code for fault in faults] == [Code.MISSING_FIELD]
    assert faults[0].at is not None
    assert (faults[0].at.sheet, faults[0].at.cell) == ("s", "")


def test_steps_do_not_increase() -> None:
    steps = [{"kind": "steps", "steps": [["total"], ["inspected"], ["third"]]}]
    small = plan(FIELDS | {"third": count_field()}, RATIO, constraints=steps)
    found, faults = checked(small, third=3)
    assert [fault.code for fault in faults] == [Code.STEPS_INCREASE]
    assert found.cells[Key("total")].value is None, "it may be wrong beside one of the others"
    assert found.cells[Key("inspected")].value is None
    assert checked(small, third=2)[1] == []


def test_the_parts_add_up_to_the_whole() -> None:
    small = plan(
        FIELDS | {"rest": count_field()},
        RATIO,
        constraints=[{"kind": "sum", "parts": ["inspected", "rest"], "whole": ["total"]}],
    )
    assert checked(small, rest=8)[1] == []
    assert [fault.code for fault in checked(small, rest=9)[1]] == [Code.PARTS_NOT_WHOLE]


def test_a_count_above_the_register_is_a_fault() -> None:
    target = {"measure": {"kind": "ratio", "part": "total", "whole": {"register": "communes"}}}
    small = plan(FIELDS, target | {"threshold": {"at_least": "100%"}}, communes=9)
    assert [fault.code for fault in checked(small)[1]] == [Code.EXCEEDS_REGISTER]


def test_a_figure_that_the_unit_does_not_report_is_told_and_left_out() -> None:
    small = plan(FIELDS | {"other": count_field(reported_by=["d2"])}, RATIO)
    found, faults = checked(small, other=4)
    assert [fault.code for fault in faults] == [Code.FIELD_NOT_EXPECTED]
    assert Key("other") not in found.cells


def test_every_month_of_the_period_is_asked_for() -> None:
    small = plan(
        FIELDS | {"news": {"kind": "months", "unit_of_measure": {"vi": "n", "en": "n"}, "reported_by": ["district"]}},
        RATIO,
    )
    months = {f"news#{month}": 1 for month in range(1, 12)}
    assert checked(small, **months)[1] == []
    assert [fault.code for fault in checked(small, **months | {"news#3": ""})[1]] == [Code.CELL_BLANK]
    assert [fault.code for fault in checked(small, **months | {"news#3": -1})[1]] == [Code.NEGATIVE]
    assert [fault.code for fault in checked(small)[1]] == [Code.MISSING_FIELD]


GROWTH = plan(
    {"cases": count_field(baseline=True)},
    {"measure": {"kind": "growth", "of": "cases"}, "threshold": {"at_least": "+3%"}},
    districts=2,
)


def test_a_growth_target_asks_for_the_baseline() -> None:
    _, faults = validate(GROWTH, "year", [filed("d1", {"cases": 4})], frozenset(GROWTH.fields))
    assert [fault.code for fault in faults] == [Code.BASELINE_MISSING]


@languages
def test_a_blank_baseline_says_of_which_year_it_is_and_where(language: str) -> None:
    now = filed("d1", {"cases": 4, "cases@2022": ""})
    (fault,) = validate(GROWTH, "year", [now], frozenset(GROWTH.fields))[1]
    assert (fault.code, fault.at) == (Code.BASELINE_MISSING, now.cells[Key("cases", Basis.BASELINE)].at)
    assert "2022" in Wording(Messages(language), GROWTH).message(fault)


def test_the_baseline_can_come_from_returns_of_that_year() -> None:
    merged, faults = with_baseline(
        GROWTH, {"d1": filed("d1", {"cases": 4})}, {"d1": filed("d1", {"cases": 3}), "d2": filed("d2", {"cases": 5})}
    )
    assert faults == []
    assert merged["d1"].cells[Key("cases", Basis.BASELINE)].value == 3
    assert not merged["d2"].reported


@pytest.mark.parametrize(
    ("own", "given", "used", "told"),
    [
        ("", 3, 3, False),
        (3, 3, 3, False),
        (2, 3, None, True),
        (2, None, None, False),  # what is wrong with it is told at its own place
        (None, 3, None, True),
        (2, "", 2, False),
        ("", "", None, False),
    ],
)
def test_the_column_of_before_and_the_returns_of_then_are_one_figure(
    own: object, given: object, used: int | None, told: bool
) -> None:
    now = {"d1": filed("d1", {"cases": 4, "cases@2022": own})}
    merged, faults = with_baseline(GROWTH, now, {"d1": filed("d1", {"cases": given})})
    assert merged["d1"].cells[Key("cases", Basis.BASELINE)].value == used
    assert [fault.code for fault in faults] == [Code.BASELINE_CONFLICT] * told


def test_two_baselines_that_differ_are_told_and_neither_is_believed() -> None:
    now = {"d1": filed("d1", {"cases": 4, "cases@2022": 2})}
    merged, faults = with_baseline(GROWTH, now, {"d1": filed("d1", {"cases": 3})})
    assert [(fault.code, fault.params["baseline"]) for fault in faults] == [(Code.BASELINE_CONFLICT, 2022)]
    assert merged["d1"].cells[Key("cases", Basis.BASELINE)].value is None


def test_a_baseline_of_the_plan_is_held_against_the_returns() -> None:
    measure = {"kind": "growth", "of": "cases", "baseline": {"year": 9}}
    small = plan(
        {"cases": count_field(baseline=True)}, {"measure": measure, "threshold": {"at_least": "+3%"}}, districts=2
    )
    now = {unit: filed(unit, {"cases": 4, "cases@2022": 4}) for unit in ("d1", "d2")}
    assert [fault.code for fault in against_plan(small, "year", now)] == [Code.BASELINE_CONFLICT]
    assert list(against_plan(small, "half_year", now)) == []
    supposed = replace(now["d1"].cells[Key("cases", Basis.BASELINE)], at=None)
    (fault,) = against_plan(small, "year", now | {"d1": now["d1"].changed({Key("cases", Basis.BASELINE): supposed})})
    assert (fault.at, fault.params["first"]) == (now["d2"].cells[Key("cases", Basis.BASELINE)].at, Stored(8))
    for lacking in ({"d1": now["d1"]}, now | {"d2": filed("d2", {"cases": 4, "cases@2022": ""})}):
        assert list(against_plan(small, "year", lacking)) == []  # the sum is not known


def test_who_does_not_report_the_figure_is_not_waited_for_in_its_sum() -> None:
    fields = {"cases": count_field(baseline=True), "other": count_field(reported_by=["agency"])}
    measure = {"kind": "growth", "of": "cases", "baseline": {"year": 9}}
    levels = {name: {"title": text(name)} for name in ("district", "agency")}
    units = [{"id": f"{name[0]}1", "level": name, "name": text(name)} for name in levels]
    small = plan(fields, {"measure": measure, "threshold": {"at_least": "+3%"}}, levels=levels, units=units)
    now = {"d1": filed("d1", {"cases": 4, "cases@2022": 4}), "a1": filed("a1", {"other": 1})}
    assert [fault.code for fault in against_plan(small, "year", now)] == [Code.BASELINE_CONFLICT]
    assert list(against_plan(small, "year", now | {"d1": filed("d1", {"cases": 4, "cases@2022": 9})})) == []


def test_a_unit_in_two_places_is_told_and_equal_figures_stay() -> None:
    merged, faults = merge([filed("d1", {"total": 4, "inspected": 1}), filed("d1", {"total": 4, "inspected": 2})])
    assert [fault.code for fault in faults] == [Code.UNIT_TWICE]
    assert merged["d1"].cells[Key("total")].value == 4
    assert merged["d1"].cells[Key("inspected")].state is CellState.PROBLEM


@pytest.mark.parametrize(("one", "other"), [("", 2), (2, "")])
def test_of_a_unit_in_two_places_a_figure_that_one_leaves_blank_is_named_and_that_of_the_other_stays(
    one: int | str, other: int | str
) -> None:
    returns = [filed("d1", {"total": 4, "inspected": each, "held": ""}) for each in (one, other)]
    merged, (fault,) = merge(returns)
    assert (fault.code, fault.params["differ"]) == (Code.UNIT_TWICE, named_fields([Key("inspected")]))
    assert [merged["d1"].cells[Key(name)].value for name in ("total", "inspected", "held")] == [4, 2, None]


def test_two_sheets_with_different_fields_of_a_unit_are_one_return() -> None:
    merged, faults = merge([filed("d1", {"total": 4, "inspected": ""}), filed("d1", {"inspected": 2})])
    assert faults == []
    assert {key.field: cell.value for key, cell in merged["d1"].cells.items()} == {"total": 4, "inspected": 2}


def test_a_return_whose_figures_agree_is_left_as_it_came() -> None:
    """The very same one, without anything that says what its figures could be: so thousands of rows cost little."""
    inside = {"kind": "at_most", "part": ["b"], "whole": ["a"]}
    asked = {"measure": {"kind": "count", "of": "a"}, "threshold": {"at_least": 4}}
    small = plan({"a": count_field(), "b": count_field()}, asked, districts=2, constraints=[inside])
    came = [filed("d1", {"a": 5, "b": 3}), filed("d2", {"a": 5, "b": ""})]
    (full, with_blank), _ = validate(small, "year", came, frozenset(small.fields))
    assert full is came[0]
    assert with_blank.leeway is not None
    assert with_blank.leeway.of(with_blank.each, [Key("b")]) == (0, 5)


@pytest.mark.parametrize(("stated", "year"), [(2021, 2021), (None, 2022)])
def test_the_year_that_is_compared_with_is_the_one_before_unless_the_plan_says_another(
    stated: int | None, year: int
) -> None:
    asked = {"measure": {"kind": "growth", "of": "inspected"}, "threshold": {"at_least": "5%"}}
    small = plan(FIELDS, asked, districts=1).changed(baseline_year=stated)
    given = filed("d1", SOUND | {"inspected@2022": ""})
    (fault,) = validate(small, "year", [given], frozenset(FIELDS))[1]
    assert (fault.code, fault.params["baseline"]) == (Code.BASELINE_MISSING, year)


@pytest.mark.parametrize(
    ("value", "code", "step"),
    [
        ("2.25", Code.MORE_DECIMALS, Decimal("0.1")),
        ("2.31", Code.MORE_DECIMALS, Decimal("0.1")),
        ("-1.5", Code.OUT_OF_BOUNDS, None),
    ],
)
def test_an_amount_has_no_more_decimals_than_the_plan_gives_it(value: str, code: AnyCode, step: Decimal | None) -> None:
    area = {"kind": "amount", "reported_by": ["district"], "unit_of_measure": text("ha"), "decimals": 1}
    small = plan(
        {"area": area}, {"measure": {"kind": "count", "of": "area"}, "threshold": {"at_least": 1}}, districts=1
    )
    (fault,) = validate(small, "year", [filed("d1", {"area": Decimal(value)})], frozenset({"area"}))[1]
    assert (fault.code, fault.params.get("step")) == (code, step)


def test_counts_are_compared_row_by_row_only_where_all_of_a_rule_stand_in_the_row() -> None:
    rule = {"kind": "at_most", "part": ["a"], "whole": ["b"]}
    target = {"measure": {"kind": "count", "of": "a"}, "threshold": {"at_least": 1}}
    agreed = rules(plan({"a": count_field(), "b": count_field()}, target, 1, constraints=[rule])).reported_by("d1")
    assert agreed.among_counts({Key("a"): 0}) is None
    assert agreed.among_counts({Key("b"): 1}) is None
    assert agreed.among_counts({Key("a"): 0, Key("b"): 1}) == [(0, ((0, 1), (1, -1)))]
