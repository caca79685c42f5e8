"""Every figure of a return goes through a pydantic model made from the plan's fields."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from khpcmd.judge.models import LARGEST_COUNT, LONGEST_TEXT, TYPES, ReturnModel
from khpcmd.returns import Basis, CellValue, Key
from worlds import count_field, plan, text

KINDS = ("count", "months", "yes_no", "date", "text")
FIELDS = {kind: count_field(kind=kind) if kind in ("count", "months") else {"kind": kind} for kind in KINDS}
PLAN = plan(
    {name: {"label": text(name), "reported_by": ["district"], **spec} for name, spec in FIELDS.items()},
    {"measure": {"kind": "count", "of": "count"}, "threshold": {"at_least": 1}},
)
MODEL = ReturnModel(PLAN, KINDS)
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
    model = ReturnModel(PLAN, ("count", "months"))
    assert model.has({Key("count"): 1, Key("months", Basis.BASELINE, 12): None})
    for other in (Key("text"), Key("months"), Key("count", month=1), Key("nothing")):
        assert other not in model
        assert not model.has({other: 1})


def test_every_kind_of_field_has_a_type() -> None:
    assert TYPES.keys() == frozenset(KINDS)
