"""What is usual for a figure: exactly the numbers that no question would be asked about, one by one."""

from __future__ import annotations

from decimal import Decimal

import pytest

from khpcmd.diagnostics import Code
from khpcmd.measures.tally import Span
from khpcmd.plausible.ask import questions
from khpcmd.plausible.earlier import Earlier
from khpcmd.plausible.usual import usual_figures
from khpcmd.returns import Key
from worlds import count_field, filed, plan, text

TARGET = {"measure": {"kind": "count", "of": "sessions"}, "threshold": {"at_least": 10}}
FIELDS = {
    "sessions": count_field(),
    "venues": count_field(flow=False),
    "money": {
        "kind": "amount", "label": text("money"), "reported_by": ["district"], "unit_of_measure": text("tỷ đồng"),
        "decimals": 1,
    },
}  # fmt: skip
CODES = {Code.FLOW_UNUSUAL, Code.FLOW_BELOW_PREVIOUS, Code.REGISTER_MOVED}


@pytest.mark.parametrize(
    ("field", "before"),
    [
        ("sessions", [("", "2022", 12)]),
        ("sessions", [("", "2022", 100), ("", "2021", 4)]),
        ("sessions", [("half_year", "", 40)]),
        ("sessions", [("", "2022", 100), ("half_year", "", 70)]),
        ("venues", [("", "2022", 100)]),
        ("venues", [("", "2022", 100), ("", "2021", 160)]),
        ("money", [("", "2022", 9)]),
    ],
)
def test_exactly_what_is_not_asked_about_is_usual(field: str, before: list[tuple[str, str, int]]) -> None:
    of = plan(FIELDS, TARGET, 9)
    others = [unit for unit in of.unit if unit != "d1"]

    def number(steps: int) -> int | Decimal:
        return Decimal(steps).scaleb(-1) if field == "money" else steps

    past = {
        unit: [
            Earlier(filed(unit, {field: number(own if unit == "d1" else 50)}, "year"), *time) for *time, own in before
        ]
        for unit in of.unit
    }
    steady = [filed(unit, {field: number(50)}, "year") for unit in others]
    usual = usual_figures(of, "year", [*steady, filed("d1", {}, "year")], past)("d1", Key(field))

    def is_asked(value: int) -> bool:
        found = questions(of, "year", [*steady, filed("d1", {field: number(value)}, "year")], past)
        return any(one.unit == "d1" and one.code in CODES for one in found)

    answers = {value: is_asked(value) for value in range(420)}
    assert len(set(answers.values())) == 2
    for value, asked in answers.items():
        inside = any(low <= value and (high is None or value <= high) for low, high in usual)
        assert inside is not asked, (value, usual)


def test_nothing_is_usual_without_a_past() -> None:
    of = plan(FIELDS, TARGET, 9)
    returns = [filed(unit, {"sessions": 50}, "year") for unit in of.unit]
    assert usual_figures(of, "year", returns, {})("d1", Key("sessions")) == ()


def test_what_was_had_in_half_a_year_is_the_least() -> None:
    of = plan(FIELDS, TARGET, 3)  # too few units to say what else is usual
    returns = [filed(unit, {"sessions": 50}, "year") for unit in of.unit]
    past = {unit: [Earlier(filed(unit, {"sessions": 20}, "half_year"), "half_year")] for unit in of.unit}
    assert usual_figures(of, "year", returns, past)("d1", Key("sessions")) == (Span(20, None),)
