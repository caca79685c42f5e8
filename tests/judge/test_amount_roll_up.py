"""Amounts in annexes: exact decimals of communes added up to their district's, in forms, readings and verdicts."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

import amounts_plan
from khpcmd.diagnostics import Code, Location
from khpcmd.errors import PlanError
from khpcmd.judge import roll_up as rolling
from khpcmd.parameters import Ref
from khpcmd.plan.lint import lint_file
from khpcmd.plan.load import LoadedPlan, load_plan, parse_plan
from khpcmd.returns import Cell, CellState, Key, Return
from khpcmd.template.cells import Given
from template.making import Filled, wanted
from template.recalculated import recalculated, sound_returns
from worlds import filed

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
