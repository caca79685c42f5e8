"""A district's figure counted from its communes' own answers."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

import amounts_plan
from khpcmd.diagnostics import AnyCode, Code, Diagnostic, Location
from khpcmd.diagnostics.errors import PlanError
from khpcmd.diagnostics.parameters import Ref
from khpcmd.judge import roll_up as rolling
from khpcmd.judge.sound import validate
from khpcmd.judge.verdict import evaluate
from khpcmd.judge.world import World
from khpcmd.plan.lint import lint_file
from khpcmd.plan.load import LoadedPlan, load_plan, parse_plan
from khpcmd.plan.model import Plan
from khpcmd.results import Verdict
from khpcmd.returns import Cell, CellState, Key, Return, merge
from khpcmd.template.cells import Given
from template.making import Filled, wanted
from template.recalculated import recalculated, sound_returns
from worlds import count_field, filed, plan, text


def roll_up(of: Plan, returns: Mapping[str, Return]) -> tuple[Mapping[str, Return], list[Diagnostic]]:
    """The figures of all tiers, counted from the lowest units to the top."""
    faults = list[Diagnostic]()
    for tier in rolling.tiers(of):
        returns, found = rolling.roll_up(of, returns, tier)
        faults += found
    return returns, faults


def with_communes() -> Plan:
    fields = {
        "reached": count_field(rolled_up={"level": "commune", "field": "did"}),
        "did": {"kind": "yes_no", "reported_by": ["commune"], "required": False},
    }
    small = plan(
        fields,
        {"measure": {"kind": "ratio", "part": "reached", "whole": {"register": "communes"}}}
        | {"threshold": {"at_least": "100%"}},
        districts=1,
        communes=2,
        levels={"district": {"title": text("districts")}, "commune": {"title": text("communes")}},
        units=[
            {"id": "d1", "level": "district", "name": text("District 1"), "register": {"communes": 2}},
            {"id": "c1", "level": "commune", "name": text("Commune 1"), "parent": "d1"},
            {"id": "c2", "level": "commune", "name": text("Commune 2"), "parent": "d1"},
        ],
    )
    assert [unit.id for unit in small.filers] == ["d1"]
    return small


def test_the_district_need_not_repeat_what_its_communes_said() -> None:
    found, faults = roll_up(with_communes(), {c: filed(c, {"did": True}) for c in ("c1", "c2")})
    assert faults == []
    assert found["d1"].cells[Key("reached")].value == 2


def test_a_district_that_counts_otherwise_is_not_believed_and_neither_are_the_communes() -> None:
    returns = {"d1": filed("d1", {"reached": 2}), "c1": filed("c1", {"did": True}), "c2": filed("c2", {"did": False})}
    found, faults = roll_up(with_communes(), returns)
    assert [(fault.code, fault.unit, fault.params["sum"]) for fault in faults] == [(Code.ROLL_UP_MISMATCH, "d1", 1)]
    assert found["d1"].cells[Key("reached")].state is CellState.PROBLEM


def test_an_annex_that_lacks_a_commune_is_told_and_counts_for_nothing() -> None:
    found, faults = roll_up(with_communes(), {"c1": filed("c1", {"did": True})})
    assert [(fault.code, fault.params["units"]) for fault in faults] == [
        (Code.ROLL_UP_INCOMPLETE, (("unit", "c2"),)),
    ]
    assert found["d1"].cells[Key("reached")].value is None


def test_a_stated_figure_stands_only_if_the_communes_that_are_lacking_could_make_it_up() -> None:
    for did, code in ((True, Code.ROLL_UP_INCOMPLETE), (False, Code.ROLL_UP_MISMATCH)):
        returns = {"d1": filed("d1", {"reached": 2}), "c1": filed("c1", {"did": did})}
        found, faults = roll_up(with_communes(), returns)
        assert [fault.code for fault in faults] == [code]
        assert (found["d1"].cells[Key("reached")].value is None) is not did


@pytest.mark.parametrize(
    ("stated", "did", "code", "used"),
    [
        (1, [True, None], Code.ROLL_UP_INCOMPLETE, 1),  # whoever is lacking said no
        (2, [True, None], Code.ROLL_UP_INCOMPLETE, 2),  # or yes
        (0, [True, None], Code.ROLL_UP_MISMATCH, None),
        (1, [False, None], Code.ROLL_UP_INCOMPLETE, 1),
        (2, [True, False], Code.ROLL_UP_MISMATCH, None),
        (1, [True, False], None, 1),
        (None, [True, True], None, 2),
        (None, [None, True], Code.ROLL_UP_INCOMPLETE, None),
    ],
)
def test_what_a_district_states_is_held_against_what_its_communes_can_come_to(
    stated: int | None, did: list[bool | None], code: AnyCode | None, used: int | None
) -> None:
    returns = {f"c{number}": filed(f"c{number}", {"did": one}) for number, one in enumerate(did, 1) if one is not None}
    returns |= {} if stated is None else {"d1": filed("d1", {"reached": stated})}
    found, faults = roll_up(with_communes(), returns)
    assert [fault.code for fault in faults] == ([] if code is None else [code])
    assert found["d1"].cells[Key("reached")].value == used


def test_without_an_annex_nothing_changes() -> None:
    for annex in ({}, {"c1": filed("c1", {"did": ""})}):  # not filed, or filed and left blank
        returns = {"d1": filed("d1", {"reached": 2}), **annex}
        assert roll_up(with_communes(), returns) == (returns, [])


def test_the_communes_that_fall_short_are_named() -> None:
    small = with_communes()
    returns, _ = roll_up(small, {"c1": filed("c1", {"did": True}), "c2": filed("c2", {"did": False})})
    result = evaluate(World(small, "year", returns, frozenset({"d1"})), small.targets)[0]
    assert result.verdict is Verdict.MISSED
    assert result.units[0].below == ("c2",)


def test_units_of_another_level_below_are_not_counted() -> None:
    """A town beside two communes, which answers the same."""
    below = (("c1", "commune"), ("c2", "commune"), ("t1", "town"))
    fields = {
        "reached": count_field(rolled_up={"level": "commune", "field": "did"}),
        "did": {"kind": "yes_no", "reported_by": ["commune", "town"], "required": False},
    }
    of = plan(
        fields,
        {"measure": {"kind": "count", "of": "reached"}, "threshold": {"at_least": 2}},
        levels={name: {"title": text(name)} for name in ("district", "commune", "town")},
        units=[
            {"id": "d1", "level": "district", "name": text("District")},
            *({"id": one, "level": level, "name": text(f"The {one}"), "parent": "d1"} for one, level in below),
        ],
    )
    for answer in (True, False):
        answers = {one: filed(one, {"did": did}) for one, did in (("c1", True), ("c2", True), ("t1", answer))}
        found, faults = roll_up(of, answers)
        assert (faults, found["d1"].value(Key("reached"))) == ([], 2)
        assert found["d1"].sources == (Location("f.xlsx", "s", "A1"),)  # that of the first commune


def test_figures_are_counted_from_the_lowest_units_to_the_top() -> None:
    fields = {
        "of_province": count_field(
            reported_by=["province"], rolled_up={"level": "district", "field": "reached", "annex": False}
        ),
        "reached": count_field(rolled_up={"level": "commune", "field": "did"}),
        "did": {"kind": "yes_no", "reported_by": ["commune"], "required": False},
    }
    levels = {name: {"title": text(name)} for name in ("province", "district", "commune")}
    units = [
        {"id": "p", "level": "province", "name": text("Province")},
        *({"id": f"d{n}", "level": "district", "name": text(f"District {n}"), "parent": "p"} for n in (1, 2)),
        *({"id": f"c{n}", "level": "commune", "name": text(f"Commune {n}"), "parent": f"d{n}"} for n in (1, 2)),
    ]
    small = plan(
        fields,
        {"measure": {"kind": "count", "of": "of_province"}, "threshold": {"at_least": 2}},
        levels=levels,
        units=units,
    )
    assert [unit.id for unit in small.filers] == ["d1", "d2"]
    found, faults = roll_up(small, {f"c{n}": filed(f"c{n}", {"did": True}) for n in (1, 2)})
    assert (faults, found["p"].cells[Key("of_province")].value) == ([], 2)
    found, faults = roll_up(small, {"c1": filed("c1", {"did": True})})
    assert (faults, found["p"].cells[Key("of_province")].value) == ([], None)


def test_a_unit_comes_after_all_below_it_also_where_some_of_these_have_nobody_below() -> None:
    units = [
        {"id": "p", "level": "province", "name": text("Province")},
        *({"id": f"d{n}", "level": "district", "name": text(f"District {n}"), "parent": "p"} for n in (1, 2)),
        {"id": "c1", "level": "commune", "name": text("Commune 1"), "parent": "d1"},
    ]
    levels = {name: {"title": text(name)} for name in ("province", "district", "commune")}
    asked = {"measure": {"kind": "count", "of": "a"}, "threshold": {"at_least": 2}}
    small = plan({"a": count_field()}, asked, levels=levels, units=units)
    assert rolling.tiers(small) == [{"d2", "c1"}, {"d1"}, {"p"}]


BELOW = [
    {"id": "p", "level": "province", "name": text("Province")},
    {"id": "d1", "level": "district", "name": text("District 1"), "parent": "p"},
    {"id": "c1", "level": "commune", "name": text("Commune 1"), "parent": "d1", "register": {"known": 50}},
    {"id": "c2", "level": "commune", "name": text("Commune 2"), "parent": "d1", "register": {"known": 50}},
]


def ratio_from_below(annex: bool, top: str) -> Plan:
    """A ratio of the district or of the province above it, both counted from what communes report."""
    fields = {
        name: count_field(reported_by=[level], required=False, **more)
        for side in ("part", "whole")
        for level, name, more in (
            ("province", f"p_{side}", {"rolled_up": {"level": "district", "field": f"d_{side}", "annex": annex}}),
            ("district", f"d_{side}", {"rolled_up": {"level": "commune", "field": f"c_{side}", "annex": annex}}),
            ("commune", f"c_{side}", {"register_limit": "known"} if side == "whole" else {}),
        )
    }
    return plan(
        fields,
        {"measure": {"kind": "ratio", "part": f"{top}_part", "whole": f"{top}_whole"}}
        | {"threshold": {"at_least": "90%"}},
        levels={name: {"title": text(name)} for name in ("province", "district", "commune")},
        units=BELOW,
        constraints=[{"kind": "at_most", "part": ["c_part"], "whole": ["c_whole"]}],
    )


AT_FAULT: dict[str, tuple[tuple[object, object], tuple[object, object], AnyCode | None]] = {
    "negative": ((9, 18), (0, -8), Code.NEGATIVE),
    "too large": ((9, 10), (999_999_999_999, 999_999_999_999), Code.TOO_LARGE),
    "not whole": ((9, 10), (0, 1.5), Code.NOT_WHOLE),
    "no number": ((9, 10), (0, None), None),
    "more than the whole": ((18, 10), (0, 10), Code.PART_EXCEEDS_WHOLE),
    "part of nothing": ((9, 10), (1, 0), Code.PART_OVER_ZERO),
    "more than the register": ((50, 51), (1, 1), Code.EXCEEDS_REGISTER),
}


@pytest.mark.parametrize("annex", [True, False])
@pytest.mark.parametrize("top", ["d", "p"])
@pytest.mark.parametrize("name", [*AT_FAULT, "twice"])
def test_nothing_is_counted_from_a_figure_at_fault(name: str, top: str, annex: bool) -> None:
    small = ratio_from_below(annex, top)
    first, second, code = AT_FAULT.get(name, ((9, 10), (9, 10), None))
    returns = [filed(c, {"c_part": one[0], "c_whole": one[1]}) for c, one in (("c1", first), ("c2", second))]
    returns += [filed("c2", {"c_part": 9, "c_whole": 9})] if name == "twice" else []
    for given in (returns, returns[::-1]):
        sound, faults = validate(small, "year", merge(given)[0].values(), frozenset(small.fields))
        by_unit = {one.unit: one for one in sound}
        result = evaluate(World(small, "year", by_unit, frozenset({"d1" if top == "d" else "p"})), small.targets)[0]
        assert code is None or code in [fault.code for fault in faults]
        assert result.verdict is Verdict.INCONCLUSIVE


def test_sound_figures_are_counted_to_the_top() -> None:
    small = ratio_from_below(annex=True, top="p")
    returns = [filed(c, {"c_part": 9, "c_whole": 10}) for c in ("c1", "c2")]
    sound, faults = validate(small, "year", returns, frozenset(small.fields))
    result = evaluate(World(small, "year", {one.unit: one for one in sound}, frozenset({"p"})), small.targets)[0]
    assert (faults, result.verdict) == ([], Verdict.MET)


@pytest.mark.parametrize("order", [("d1", "c1"), ("c1", "d1")])
def test_a_field_that_rows_of_two_tiers_miss_is_one_fault_of_the_first_row(order: tuple[str, str]) -> None:
    levels = {name: {"title": text(name)} for name in ("district", "commune")}
    both = {"reported_by": ["district", "commune"]}
    fields = {"reached": count_field(rolled_up={"level": "commune", "field": "did"}), "venues": count_field(**both)}
    fields |= {"did": count_field(reported_by=["commune"], required=False), "cases": count_field(**both)}
    units = [{"id": "d1", "level": "district", "name": text("District 1")}]
    units += [{"id": "c1", "level": "commune", "name": text("Commune 1"), "parent": "d1"}]
    target = {"measure": {"kind": "count", "of": "cases"}, "threshold": {"at_least": 1}}
    small = plan(fields, target, levels=levels, units=units)
    returns = [filed(unit, {"cases": -1} | ({"reached": 1} if unit == "d1" else {"did": 1})) for unit in order]
    _, faults = validate(small, "year", returns, frozenset(small.fields))
    assert [(fault.code, fault.unit) for fault in faults] == [
        (Code.NEGATIVE, order[0]),
        (Code.MISSING_FIELD, ""),
        (Code.NEGATIVE, order[1]),
    ]


# amounts in annexes: exact decimals of communes added up to their district's, in forms, readings and verdicts


COMMUNES = """\
  - {id: c1, level: commune, parent: "0291", name: {vi: Xã An Bình, en: An Binh Commune}}
  - {id: c2, level: commune, parent: "0291", name: {vi: Xã An Lâm, en: An Lam Commune}}

fields:
  own_forest:
    kind: amount
    label: {vi: Diện tích trồng của xã, en: Forest of the commune}
    reported_by: [commune]
    unit_of_measure: {vi: ha, en: ha}
    decimals: 2
    required: false
"""
FOREST = "    unit_of_measure: {vi: ha, en: ha}\n    decimals: 2\n"
ROLLED = "    rolled_up: {level: commune, field: own_forest}\n"
OTHER = '  - {id: "0298", level: district, name: {vi: Huyện Tứ Kỳ, en: Tu Ky District}}\n'
LEVEL = "  district: {title: {vi: huyện, en: districts}}\n"
T5 = "T5"


def text_of(**changes: str) -> str:
    text = amounts_plan.PLAN.replace(OTHER, "").replace(
        LEVEL, f"{LEVEL}  commune: {{title: {{vi: xã, en: communes}}}}\n"
    )
    text = text.replace(FOREST, f"{FOREST}{changes.get('rolled', ROLLED)}", 1)
    return text.replace("\nfields:\n", COMMUNES.replace("decimals: 2", changes.get("decimals", "decimals: 2")), 1)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> LoadedPlan:
    file = tmp_path_factory.mktemp("plan") / "plan.yaml"
    file.write_text(text_of(), encoding="utf-8")
    return load_plan(file)


def rolled(loaded: LoadedPlan, returns: dict[str, Return]) -> tuple[dict[str, Return], list[object]]:
    found, faults = returns, list[object]()
    for tier in rolling.tiers(loaded.plan):
        found, told = rolling.roll_up(loaded.plan, found, tier)
        faults += [one.code for one in told]
    return found, faults


@pytest.mark.parametrize(
    ("stated", "below", "value", "faults"),
    [
        (None, ("0.10", "0.20"), Decimal("0.30"), []),
        ("0.30", ("0.10", "0.20"), Decimal("0.30"), []),
        ("0.31", ("0.10", "0.20"), None, [Code.ROLL_UP_MISMATCH]),
        ("12.75", ("12.70", ""), Decimal("12.75"), [Code.ROLL_UP_INCOMPLETE]),
        ("12.75", ("12.70", None), Decimal("12.75"), []),  # a cell that cannot be used is told of where it stands
        ("12.69", ("12.70", None), None, [Code.ROLL_UP_MISMATCH]),
        (None, ("12.70", ""), None, [Code.ROLL_UP_INCOMPLETE]),
        (None, ("12.70", None), None, []),
    ],
)
def test_amounts_are_added_up_exactly(
    loaded: LoadedPlan, stated: str | None, below: tuple[str | None, ...], value: Decimal | None, faults: list[object]
) -> None:
    returns = {
        name: filed(name, {"own_forest": one and Decimal(one)} if one != "" else {})
        for name, one in zip(("c1", "c2"), below, strict=True)
    }
    if stated is not None:
        returns["0291"] = filed("0291", {"forest": Decimal(stated)})
    found, told = rolled(loaded, returns)
    assert told == faults
    assert found["0291"].value(Key("forest")) == value


def test_a_sum_of_communes_is_told_in_the_unit_of_the_cell(loaded: LoadedPlan) -> None:
    stated = Cell(CellState.VALUE, Decimal("0.31"), Location("f.xlsx", "s", "C7"), "3100", shift=-4)  # in m2
    returns = {name: filed(name, {"own_forest": Decimal("0.15")}) for name in ("c1", "c2")}
    above = filed("0291", {"forest": Decimal("0.31")}).changed({Key("forest"): stated})
    (fault,) = rolling.roll_up(loaded.plan, returns | {"0291": above}, {"0291"})[1]
    assert (fault.code, fault.params["found"], fault.params["sum"]) == (Code.ROLL_UP_MISMATCH, "3100", Decimal(3000))


@pytest.mark.parametrize(
    "changes",
    [{"decimals": "decimals: 1"}, {"rolled": "    rolled_up: {level: commune, field: spent}\n"},
     {"rolled": "    rolled_up: {level: commune, field: unheard_of}\n"}],
)  # fmt: skip
def test_amounts_of_other_kinds_are_refused(changes: dict[str, str]) -> None:
    with pytest.raises(PlanError):
        parse_plan(text_of(**changes), "plan.yaml")


@pytest.mark.parametrize(("measure", "told"), [("ha", []), ("tạ/ha", ["forest"])])
def test_rates_of_units_below_are_not_added_up(tmp_path: Path, measure: str, told: list[str]) -> None:
    text = text_of().replace("{vi: ha, en: ha}", f"{{vi: {measure}, en: {measure}}}")
    (tmp_path / "plan.yaml").write_text(text, encoding="utf-8")
    found = [one for one in lint_file(tmp_path / "plan.yaml").diagnostics if one.code is Code.WRONG_VALUE]
    assert [one.params["expected"] for one in found] == [Ref("word", "field_with_sum")] * len(told)
    assert all(one.at and text.splitlines()[one.at.line - 1].strip().startswith("rolled_up") for one in found)


@pytest.mark.e2e
def test_a_form_adds_up_the_annex_as_khpcmd_does(loaded: LoadedPlan, tmp_path: Path) -> None:
    asked = wanted(loaded, loaded.plan.filers[0])
    worlds: list[tuple[Given, Given, Given]] = [
        (None, 12.5, 0.25), (None, 12.5, 0.24), (12.75, 12.5, 0.25), (12.76, 12.5, 0.25), (12.75, None, None),
        (12.74, 12.7, None), (None, 12.7, None), (None, 0.1, 0.2), (12.75, "?", 0.25),
    ]  # fmt: skip
    below = [("c1", Key("own_forest")), ("c2", Key("own_forest"))]
    forms = [(asked, Filled({Key("forest"): own}, dict(zip(below, lower, strict=True)))) for own, *lower in worlds]
    found = recalculated(tmp_path, forms)
    assert [one.differing() for one in found] == [[]] * len(worlds)
    assert {one.told[T5][0].value for one in found} == {"met", "missed", "inconclusive"}
    returns = sound_returns(found[0].file, asked)
    assert returns["c2"].value(Key("own_forest")) == Decimal("0.25")
    assert returns["0291"].value(Key("forest")) == Decimal("12.75")
