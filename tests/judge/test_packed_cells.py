"""Returns with packed cells are validated as the same figures cell by cell."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khpcmd.diagnostics import Diagnostic
from khpcmd.judge.sound import LARGEST_COUNT, LONGEST_TEXT, SCHEMAS, ReturnModel, validate
from khpcmd.plan.model import Plan
from khpcmd.returns import Basis, Cell, CellState, CellValue, Frame, Key, PackedCells, Return
from layers import part_of
from worlds import count_field, filed, plan, text

NAMES = ("inspected", "total", "received", "verified", "late", "reached")
FIELDS = {name: count_field() for name in NAMES} | {
    "reached": count_field(register_limit="communes"),
    "issued": {"kind": "yes_no", "reported_by": ["district"], "required": False},
    "news": {
        "kind": "months",
        "reported_by": ["district"],
        "unit_of_measure": {"vi": "tin", "en": "items"},
        "required": False,
    },
}
TARGET = {
    "measure": {"kind": "ratio", "part": ["inspected", "late"], "whole": "total"},
    "threshold": {"at_least": "20%"},
}
COUNT = {"measure": {"kind": "count", "of": "reached"}, "threshold": {"at_least": 1}}
RULES = [
    {"kind": "steps", "steps": [["received"], ["verified"], ["late"]]},
    {"kind": "sum", "parts": ["verified", "late"], "whole": ["received"]},
    {"kind": "at_most", "part": ["late"], "whole": ["verified"]},
]
PLAN = plan(FIELDS, TARGET, constraints=RULES)
OF_COUNTS = plan({name: count_field() for name in NAMES}, TARGET, constraints=RULES)
NUMBERS = st.integers(-1, 8) | st.sampled_from([LARGEST_COUNT + 1, None, "", True, Fraction(1, 2), "text"])
"""None is a cell that could not be read, "" a blank one."""
FIGURES = st.dictionaries(st.sampled_from((*NAMES, "issued", "news#4", "late@2022", "total@2022")), NUMBERS, min_size=1)


def packed(one: Return) -> Return:
    """The same with its cells packed: whole numbers that stand as such as ints."""
    frame = Frame("f.xlsx", "s", {key: index for index, key in enumerate(one.cells)}, ("A",) * len(one.cells))
    plain = [type(cell.value) is int and cell.raw == str(cell.value) for cell in one.cells.values()]
    entries = tuple(
        cell.value if whole and isinstance(cell.value, int) else cell
        for cell, whole in zip(one.cells.values(), plain, strict=True)
    )
    return replace(one, cells=PackedCells(frame, 1, entries))


def in_one_table(returns: list[Return]) -> list[Return]:
    """Returns packed as rows of one table."""
    rows, frame = list(map(packed, returns)), None
    for one in rows:
        assert isinstance(one.cells, PackedCells)
        frame = one.cells.frame = frame or one.cells.frame
    return rows


def checked(of: Plan, returns: list[Return]) -> tuple[list[tuple[str, dict[Key, object]]], list[Diagnostic]]:
    sound, faults = validate(of, "year", returns, frozenset(of.fields))
    return [(one.unit, dict(one.cells)) for one in sound], faults


@settings(max_examples=part_of(300), deadline=None)
@given(st.lists(FIGURES, min_size=1, max_size=3))
def test_packed_figures_are_validated_as_cells_are(figures: list[dict[str, object]]) -> None:
    returns = [filed(f"d{n}", one) for n, one in enumerate(figures, 1)]
    assert checked(PLAN, list(map(packed, returns))) == checked(PLAN, returns)


@settings(max_examples=part_of(300), deadline=None)
@given(st.lists(st.fixed_dictionaries(dict.fromkeys(NAMES, NUMBERS | st.integers(0, 3))), min_size=2, max_size=3))
def test_rows_of_one_table_are_validated_as_each_by_itself(figures: list[dict[str, object]]) -> None:
    returns = [filed(f"d{n}", {name: one[name] for name in NAMES}) for n, one in enumerate(figures, 1)]
    assert checked(OF_COUNTS, in_one_table(returns)) == checked(OF_COUNTS, returns)


def test_so_are_rows_that_break_every_rule_there_is() -> None:
    of = plan({name: count_field() for name in NAMES}, COUNT, constraints=RULES[2:])
    returns = [filed(f"d{n}", dict.fromkeys(NAMES, 1) | {"late": 5}) for n in (1, 2)]
    assert checked(of, in_one_table(returns)) == checked(of, returns)
    assert {fault.unit for fault in checked(of, returns)[1]} == {"d1", "d2"}


def test_so_are_rows_with_a_number_that_none_can_be() -> None:
    of = plan({name: count_field() for name in NAMES}, COUNT)
    returns = [filed("d1", dict.fromkeys(NAMES, 1)), filed("d2", dict.fromkeys(NAMES, 1) | {"late": LARGEST_COUNT + 1})]
    assert checked(of, in_one_table(returns)) == checked(of, returns)
    assert {fault.unit for fault in checked(of, returns)[1]} == {"d2"}


SOUND = {"inspected": 2, "late": 1, "total": 9, "received": 5, "verified": 4, "reached": 3}


@pytest.mark.parametrize("figures", [SOUND, SOUND | {"late": -1}, SOUND | {"inspected": 10}])
def test_a_return_stays_packed_whatever_is_wrong_with_it(figures: dict[str, int]) -> None:
    sound, _ = validate(PLAN, "year", [packed(filed("d1", figures))], frozenset(FIELDS))
    assert isinstance(sound[0].cells, PackedCells)


def test_packed_cells_are_a_mapping_of_the_same_cells() -> None:
    one = filed("d1", SOUND | {"issued": True, "total@2022": ""})
    same = packed(one)
    assert same.cells == one.cells
    assert dict(same.cells.items()) == one.cells
    assert same.values() == one.values()
    assert [same.value(key) for key in one.cells] == [cell.value for cell in one.cells.values()]
    assert (Key("none") in same.cells, same.cells.get(Key("none")), same.value(Key("none"))) == (False, None, None)
    key, cell = Key("late"), Cell(CellState.PROBLEM)
    assert same.changed({key: cell}).cells == one.changed({key: cell}).cells == {**one.cells, key: cell}
    assert same.changed({Key("new"): cell}).cells == {**one.cells, Key("new"): cell}


@pytest.mark.parametrize(
    ("figures", "reported"), [({"late": 0}, True), ({"late": ""}, False), ({"late@2022": 3}, False), ({}, False)]
)
def test_a_return_is_one_where_a_current_figure_stands(figures: dict[str, object], reported: bool) -> None:
    assert packed(filed("d1", figures)).reported is filed("d1", figures).reported is reported


def test_units_with_nothing_to_report_do_not_pass_for_each_other() -> None:
    """Two groups of units are asked for nothing; what one may report is not expected of the other."""
    optional = {"mine": count_field(required=False), "yours": count_field(required=False, reported_by=["d2"])}
    of = plan(optional, {"measure": {"kind": "count", "of": "mine"}, "threshold": {"at_least": 1}})
    returns = [packed(filed(unit, {"yours": 4})) for unit in ("d2", "d1")]
    assert [fault.unit for fault in checked(of, returns)[1]] == ["d1"]


# every figure of a return goes through a pydantic model made from the plan's fields


KINDS = ("count", "months", "yes_no", "date", "text")
FIELDS_MODEL = {kind: count_field(kind=kind) if kind in ("count", "months") else {"kind": kind} for kind in KINDS}
PLAN_MODEL = plan(
    {name: {"label": text(name), "reported_by": ["district"], **spec} for name, spec in FIELDS_MODEL.items()},
    {"measure": {"kind": "count", "of": "count"}, "threshold": {"at_least": 1}},
)
MODEL = ReturnModel(PLAN_MODEL, KINDS)
DAY = date(2023, 5, 1)


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("count", 0, None),
        ("count", LARGEST_COUNT, None),
        ("count", -1, "greater_than_equal"),
        ("count", LARGEST_COUNT + 1, "less_than_equal"),
        ("count", Fraction(1, 2), "int_type"),
        ("count", True, "int_type"),
        ("count", "3", "int_type"),
        ("count", DAY, "int_type"),
        ("yes_no", False, None),
        ("yes_no", 1, "bool_type"),
        ("date", DAY, None),
        ("date", "2023-05-01", "date_type"),
        ("text", "x" * LONGEST_TEXT, None),
        ("text", "x" * (LONGEST_TEXT + 1), "string_too_long"),
        ("text", 3, "string_type"),
    ],
)
def test_a_figure_is_what_its_field_allows(name: str, value: CellValue, fault: str | None) -> None:
    keys = [Key(name), Key(name, Basis.BASELINE)]
    for key in keys:
        assert MODEL.refused({key: value}) == ({} if fault is None else {key: fault})
    if name == "count":
        month = Key("months", month=12)
        assert MODEL.refused({month: value}) == ({} if fault is None else {month: fault})


def test_an_unknown_figure_is_no_fault() -> None:
    assert MODEL.refused({Key(name): None for name in KINDS if name != "months"}) == {}


def test_all_faults_of_a_return_are_found_at_once() -> None:
    assert MODEL.refused({Key("count"): -1, Key("months", month=3): Fraction(1, 3), Key("text"): "x"}) == {
        Key("count"): "greater_than_equal",
        Key("months", month=3): "int_type",
    }


def test_a_model_has_the_figures_of_its_fields_and_no_others() -> None:
    model = ReturnModel(PLAN_MODEL, ("count", "months"))
    assert model.keys >= {Key("count"), Key("months", Basis.BASELINE, 12)}
    assert model.keys.isdisjoint({Key("text"), Key("months"), Key("count", month=1), Key("nothing")})


def test_every_kind_of_field_has_a_type() -> None:
    assert SCHEMAS.keys() == frozenset(KINDS)
