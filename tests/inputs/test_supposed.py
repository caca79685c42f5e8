"""Figures of ``--set`` as they are typed: which unit's, of which field and month, and what is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from khpcmd.diagnostics import Code, Location
from khpcmd.diagnostics.errors import UsageError
from khpcmd.diagnostics.parameters import Ref
from khpcmd.i18n import LANGUAGES, Messages
from khpcmd.inputs.supposed import read_supposed, what_if, with_supposed, without_replaced
from khpcmd.judge.verdict import evaluate
from khpcmd.judge.world import World
from khpcmd.results import Verdict
from khpcmd.returns import Basis, Cell, CellState, Key, Return
from khpcmd.text import bare
from worlds import count_field, filed, plan, text

MONTHS = {"kind": "months", "reported_by": ["district"], "unit_of_measure": text("n")}
COUNT = {"measure": {"kind": "count", "of": "venues"}, "threshold": {"at_least": 9}}
SMALL = plan({"venues": count_field(), "news": MONTHS}, COUNT)


@pytest.mark.parametrize(("typed", "key"), [("d2.venues=5", Key("venues")), ("d2.news.3=5", Key("news", month=3))])
def test_a_figure_is_that_of_its_unit_field_and_month(typed: str, key: Key) -> None:
    (found,) = read_supposed([typed], SMALL, "half_year")
    assert (found.unit, found.key, found.cell.value) == ("d2", key, 5)


OF_KINDS = plan(
    {
        "venues": count_field(baseline=True),
        "money": {
            "kind": "amount", "label": text("m"), "reported_by": ["district"], "unit_of_measure": text("tỷ"),
            "decimals": 3,
        },
        "said": {"kind": "yes_no", "reported_by": ["district"]},
        "day": {"kind": "date", "reported_by": ["district"]},
        "number": {"kind": "text", "reported_by": ["district"]},
        "news": MONTHS,
    },
    COUNT,
)  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("venues=12", 12),
        ("money=1,25", Decimal("1.25")),
        ("money=-3.5", Decimal("-3.5")),
        ("money=1250", Decimal(1250)),
        ("said=Có", True),
        ("said=no", False),
        ("day=5/3/2023", date(2023, 3, 5)),
        ("day=2023-03-05", date(2023, 3, 5)),
        ("number=12/UBND", "12/UBND"),
        ("venues@baseline=4", 4),
        ("venues=", None),
    ],
)
def test_a_value_is_read_as_its_field_is(typed: str, value: object) -> None:
    (found,) = read_supposed([f"d1.{typed}"], OF_KINDS, "year")
    assert (found.cell.value, found.cell.state is CellState.BLANK) == (value, value is None)
    assert found.key.basis is (Basis.BASELINE if "@" in typed else Basis.CURRENT)


REFUSED = {
    "bad_set": ("d1.venues", "venues=3", "d1.venues.3=5"),
    "set_unit": ("nowhere.venues=3",),
    "set_field": ("d1.venue=5",),
    "set_value": (
        "d1.venues=1.5", "d1.venues=-1", "d1.venues=1.250", "d1.money=x", "d1.said=2", "d1.day=31/2/2023", "d1.day=5",
    ),
    "set_ambiguous": ("d1.money=1.250",),
    "set_baseline": ("d1.money@baseline=1", "d1.venues@1999=1"),
    "set_month": ("d1.news=3", "d1.news.6=5"),
    "set_twice": ("d1.venues=1 d1.venues=2",),
}  # fmt: skip
"""What is refused, by the kind of its sentence; the half-year has the months 1 to 5."""


@pytest.mark.parametrize(("kind", "typed"), [(kind, one) for kind, texts in REFUSED.items() for one in texts])
def test_what_is_not_understood_without_doubt_is_refused(kind: str, typed: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_supposed(typed.split(), OF_KINDS, "half_year")
    assert caught.value.kind == kind
    for language in LANGUAGES:
        assert Messages(language).sentence(f"usage.{kind}", **{**caught.value.params, "allowed": "1"})


def test_a_figure_is_supposed_beside_what_was_reported() -> None:
    supposed, returns = read_supposed(["d1.venues=1", "d2.venues=2"], SMALL, "year"), {"d1": filed("d1", {"venues": 7})}
    found = with_supposed(returns, supposed)
    assert {unit: one.value(Key("venues")) for unit, one in found.items()} == {"d1": 1, "d2": 2}
    beside = what_if(supposed, {**returns, "d3": Return("d3", "")}, (), ()).supposed
    assert [one.reported and one.reported.value for one in beside] == [7, None]


def test_a_unit_is_named_by_its_id_or_its_name() -> None:
    name = OF_KINDS.unit["d2"].name.vi
    for said in ("d2", name, name.replace(" ", "_"), bare(name).replace(" ", "-")):
        (found,) = read_supposed([f"{said}.venues=1"], OF_KINDS, "year")
        assert found.unit == "d2"
    with pytest.raises(UsageError) as caught:
        read_supposed(["d22.venues=1"], OF_KINDS, "year")
    assert (caught.value.kind, caught.value.params["suggestion"]) == ("set_unit", "d2")
    year = OF_KINDS.changed(baseline_year=2021)
    assert read_supposed(["d1.venues@2021=1"], year, "year")[0].key.basis is Basis.BASELINE


def test_what_turns_is_told_and_faults_of_what_is_replaced_are_not() -> None:
    at = Location("f.xlsx", "s", "B2")
    reported = filed("d1", {}).changed({Key("venues"): Cell(CellState.BLANK, None, at)})
    supposed = read_supposed(["d1.venues=9", "d2.venues="], SMALL, "year")  # of the second nothing was reported
    before, after = (
        evaluate(World(SMALL, "year", returns, frozenset(SMALL.unit)), SMALL.targets)
        for returns in ({"d1": reported}, with_supposed({"d1": reported}, supposed))
    )
    found = what_if(supposed, {"d1": reported}, before, after)
    assert [(one.before, one.after) for one in found.turned] == [(Verdict.INCONCLUSIVE, Verdict.MET)]
    assert what_if(supposed, {"d1": reported}, after, after).turned == ()
    places = (None, at, at._replace(cell=""), at._replace(cell="B3"))
    faults = [Code.CELL_BLANK(place, {"field": Ref("field", "venues")}, "d1") for place in places]
    assert [fault.at for fault in without_replaced(faults, found)] == [None, *places[2:]]
