"""Rosters in files of their own: CSV and YAML, dated, and everything that can be wrong with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from khpcmd.diagnostics import Code, Diagnostic
from khpcmd.diagnostics.errors import PlanError
from khpcmd.plan.load import load_plan
from khpcmd.plan.model import Plan
from small_plan import PLAN

ROSTER = """
rosters:
  - {file: units.csv, level: district, columns: {id: code, name: name}}
"""
DATED = """
rosters:
  - file: units.csv
    level: district
    columns: {id: code, name: name, valid_from: from, valid_to: to, aliases: also, register: {communes: communes}}
"""


def loaded(folder: Path, content: str | bytes, roster: str = ROSTER, name: str = "units.csv") -> Plan:
    text = PLAN.replace("    register_limit: communes\n", "") + roster
    (folder / "plan.yaml").write_text(text, encoding="utf-8")
    data = content if isinstance(content, bytes) else content.encode()
    (folder / name).write_bytes(data)
    return load_plan(folder / "plan.yaml").plan


def mistakes(folder: Path, content: str | bytes, roster: str = ROSTER) -> list[Diagnostic]:
    with pytest.raises(PlanError) as raised:
        loaded(folder, content, roster)
    return raised.value.diagnostics


def test_units_are_added_with_their_names(tmp_path: Path) -> None:
    plan = loaded(tmp_path, 'code,name\n0301,Huyện An Lão\n"0302","Huyện ""Mới"", mới"\n')
    assert [unit.name.vi for unit in plan.units[-2:]] == ["Huyện An Lão", 'Huyện "Mới", mới']


def test_one_code_may_stand_for_two_units_of_different_times(tmp_path: Path) -> None:
    table = (
        "code,name,from,to,also,communes\n"
        "0301,Huyện Cũ,,2021-12-31,,3\n"
        "0301,Huyện Mới,2022-01-01,,H. Mới; Mới,5\n"
        "0302,Huyện Mai Sau,2025-07-01,,,7\n"
    )
    plan = loaded(tmp_path, table, DATED)
    last = plan.units[-1]
    assert (last.id, last.name.vi, last.aliases, last.registered) == (
        "0301",
        "Huyện Mới",
        ("H. Mới", "Mới"),
        {"communes": 5},
    )
    assert len([unit for unit in plan.units if unit.id.startswith("03")]) == 1


def test_a_roster_in_yaml_has_units_as_a_plan_has_them(tmp_path: Path) -> None:
    units = "units:\n  - {id: '0301', level: district, name: {vi: Huyện An Lão, en: An Lao}, valid_from: 2020-01-01}\n"
    plan = loaded(tmp_path, units, "\nrosters:\n  - file: units.yaml\n", "units.yaml")
    assert plan.units[-1].name.en == "An Lao"


@pytest.mark.parametrize(
    ("table", "line"),
    [
        ('code,name\n0301,"Huyện A\n0302,Huyện B\n', 1),
        ("code,name\n0301,Huyện A, B\n", 2),
        ("code,name,name\n0301,Huyện A,Huyện B\n", 1),
        ("code,name\n0301\n", 2),
        ("code,name\n0301,Huyện A\x1b[31m\n", 2),
        ("code,name\n0301,Huyện \u202eA\n", 2),
        ("code,name\n0301,\n", 2),
        ("code,name\nViết hoa,Huyện A\n", 2),
        ("code,name\n0291,Huyện A\n", 2),
        ("code,title\n0301,Huyện A\n", 1),
        ("code;name\n0301;Huyện A\n", 1),
        ("code,name\n0301," + "a" * 300_000 + "\n", 1),
        ("code,name\n0301,Huyện A\n0301,Huyện B\n", 3),
    ],
)
def test_what_is_wrong_with_a_table_is_told_at_its_line(table: str, line: int, tmp_path: Path) -> None:
    found = mistakes(tmp_path, table)
    assert next((one.at.file, one.at.line) for one in found if one.at) == ("units.csv", line)


@pytest.mark.crossing(9)
@pytest.mark.parametrize(
    "row",
    [
        *(f"{code},Huyện A,,,,3" for code in ("A.1", "-a", "ấ", "a b", "a\u00a0b", "0" * 65)),
        *(f"0301,{name},,,,3" for name in ("\u3000", "x" * 2001)),
        *(f"0301,Huyện A,{day},,,3" for day in ("2022-02-30", "x")),
        f"0301,Huyện A,,,{'y' * 2001},3",
        *(f"0301,Huyện A,,,,{number}" for number in ("--1", "²", "1.250", "1 250", "12 %x")),
    ],
)
def test_a_row_that_the_model_refuses_is_told_at_its_line(row: str, tmp_path: Path) -> None:
    (found,) = mistakes(tmp_path, f"code,name,from,to,also,communes\n0300,Huyện B,,,,1\n{row}\n", DATED)
    assert (found.code.code, found.at.line if found.at else 0) == ("P111", 3)


def test_a_row_may_be_as_long_as_the_model_lets_it(tmp_path: Path) -> None:
    table = f"code,name,from,to,also,communes\n{'0' * 64},\u3000{'x' * 2000} ,2020-01-01,,;a; b ;,007\n"
    unit = loaded(tmp_path, table, DATED).units[-1]
    assert (unit.id, unit.name.vi, unit.name.en) == ("0" * 64, "x" * 2000, "x" * 2000)
    assert (unit.aliases, unit.registered, str(unit.valid_from)) == (("a", "b"), {"communes": 7}, "2020-01-01")


def test_days_the_wrong_way_round_are_told(tmp_path: Path) -> None:
    table = "code,name,from,to,also,communes\n0301,Huyện A,2025-01-01,2020-01-01,,3\n"
    assert [one.at.line for one in mistakes(tmp_path, table, DATED) if one.at] == [2]


def test_a_roster_is_nowhere_but_below_the_plan(tmp_path: Path) -> None:
    outside = tmp_path / "outside.csv"
    outside.write_text("code,name\n0301,Huyện A\n", encoding="utf-8")
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "link.csv").symlink_to(outside)
    for file in ("link.csv", "../outside.csv", str(outside)):
        roster = ROSTER.replace("units.csv", file)
        found = mistakes(inside, "", roster)
        assert [one.code.code for one in found] == ["P111"]


BELOW = """
rosters:
  - file: units.csv
    level: agency
    columns: {id: code, name: name, parent: district}
"""
INSIDE = """
rosters:
  - {file: units.csv, level: agency, parent: "0259", columns: {id: code, name: name}}
"""


@pytest.mark.parametrize(
    ("table", "roster", "place"),
    [
        ("code,name,district\na1,Trạm Một,0291\na2,Trạm Hai,0259\n", BELOW, "units.csv:3"),
        ("code,name\na1,Trạm Một\na2,Trạm Hai\n", INSIDE, "plan.yaml"),
    ],
)
def test_a_row_below_a_unit_that_is_not_there_is_told_and_not_left_out(
    table: str, roster: str, place: str, tmp_path: Path
) -> None:
    """It was left out without a word, and with it what that unit owed."""
    (found,) = mistakes(tmp_path, table, roster)
    assert (found.code, found.params["found"]) == (Code.UNKNOWN_REFERENCE, "0259")
    assert place in str(found.at)


def test_units_may_be_listed_before_those_above_them(tmp_path: Path) -> None:
    table = "code,name,district\nd2,Huyện Ba,d1\nd1,Huyện Hai,\n"
    plan = loaded(tmp_path, table, BELOW.replace("agency", "district"))
    assert [(unit.id, unit.parent) for unit in plan.units[-2:]] == [("d2", "d1"), ("d1", None)]
