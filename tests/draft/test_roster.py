"""Units of new plans with their codes: from the package of provinces, or from a list in a file."""

from __future__ import annotations

import json
import sys
from itertools import permutations
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

import khpcmd
from khpcmd.cli import main
from khpcmd.plan.load import load_plan
from khpcmd.plan.model import Plan
from places import ROOT, Captured, languages

Row = tuple[str | int | None, ...]
SHIPPED = ROOT / "targets" / "hai_phong_2026.yaml"
OF_SHIPPED = "2025-10-18"


def made(tmp_path: Path, *arguments: str) -> Plan:
    """The plan that ``plan new`` writes, which has no mistake and needs no advice."""
    path = tmp_path / "plan.yaml"
    assert main(["plan", "new", *arguments, "-o", str(path)]) == 0
    assert main(["plan", "lint", "--strict", str(path)]) == 0
    return load_plan(path).plan


def listed(plan: Plan) -> dict[str, str]:
    return {unit.id: unit.name.vi for unit in plan.units if unit.level == "commune"}


def book(path: Path, *rows: Row) -> str:
    workbook = Workbook()
    assert workbook.active is not None
    for row in rows:
        workbook.active.append(row)
    workbook.save(path)
    return str(path)


@languages
def test_a_province_has_the_communes_of_the_package_with_source_and_date(language: str, tmp_path: Path) -> None:
    package = pytest.importorskip("vietnam_provinces")
    plan = made(tmp_path, "--province", "TP. Hải Phòng", "--lang", language)
    (city,) = (one for one in package.Province.iter_all() if one.name.endswith("Hải Phòng"))
    assert listed(plan).keys() == {f"{int(ward.code):05}" for ward in package.Ward.iter_by_province(city.code)}
    shipped = listed(load_plan(SHIPPED).plan)
    assert len(listed(plan).keys() & shipped.keys()) > 100
    if package.__data_version__ == OF_SHIPPED:  # later lists have other communes, and write some otherwise
        assert listed(plan) == shipped
    assert {unit.parent for unit in plan.units if unit.level == "commune"} == {"31"}
    text = (tmp_path / "plan.yaml").read_text(encoding="utf-8")
    said = text.partition("units:\n")[2].partition("  - {id")[0]
    assert package.__version__ in said
    assert package.__data_version__ in said
    assert max(map(len, said.splitlines())) <= 120
    alike = [line for line in text.splitlines() if "Xã Cẩm Giang" in line]
    assert [line.rpartition("# ")[2].split()[-1] for line in alike] == ["10903"]


@pytest.mark.parametrize(
    ("name", "offered"), [("Hai Phogn", "Thành phố Hải Phòng"), ("Hải Dương", "Hải Phòng"), ("01", "Cà Mau")]
)
def test_a_province_that_is_not_there_is_told_with_those_that_are(name: str, offered: str, capsys: Captured) -> None:
    pytest.importorskip("vietnam_provinces")
    assert main(["plan", "new", "--province", name]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert f"“{name}”" in err
    assert offered in err


def test_without_the_package_the_command_that_installs_it_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setitem(sys.modules, "vietnam_provinces", None)
    assert main(["plan", "new", "--province", "Hải Phòng"]) == 2
    assert 'install "vietnam-provinces"' in capsys.readouterr().err


def test_a_list_in_a_workbook_is_taken_with_the_zeros_that_numbers_lose(tmp_path: Path) -> None:
    file = book(
        tmp_path / "xa.xlsx",
        ("DANH SÁCH XÃ, PHƯỜNG",),
        ("TT", "Mã TP", "Tên đơn vị", "Mã xã"),
        (1, "01", "Phường Ba Đình", 4),
        (2, "01", "Phường Ngọc Hà", "00008"),
        (3, "01", "Xã Minh Châu", 9661),
    )
    plan = made(tmp_path, "--roster", file)
    assert listed(plan) == {"00004": "Phường Ba Đình", "00008": "Phường Ngọc Hà", "09661": "Xã Minh Châu"}
    assert "xa.xlsx" in (tmp_path / "plan.yaml").read_text(encoding="utf-8")


def test_so_is_one_in_csv_whose_codes_are_no_ids(tmp_path: Path) -> None:
    (tmp_path / "xa.csv").write_text("Mã định danh,Tên cơ quan\nH17.34.5,Xã Một\nH17.34.6,Xã Hai\n", encoding="utf-8")
    plan = made(tmp_path, "--roster", str(tmp_path / "xa.csv"))
    assert listed(plan) == {"h17-34-5": "Xã Một", "h17-34-6": "Xã Hai"}
    assert [unit.aliases for unit in plan.units if unit.level == "commune"] == [("H17.34.5",), ("H17.34.6",)]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ((("00004", "Xã Một"), ("00008", "XÃ  Một")), ("“XÃ Một”", "00004, 00008")),
        ((("00004", "Xã Một"), ("00008", "Xã Hai"), (4, "Xã Ba")), ("“00004”", "Xã Một, Xã Ba")),
        ((("00004", "Xã Một"), (None, "Xã Hai")), ("“Xã Hai”", "Sheet!A3")),
        ((("00004", "Xã Một"), ("00008", None)), ("“00008”", "Sheet!B3")),
    ],
    ids=("names", "codes", "no code", "no name"),
)
def test_what_is_ambiguous_in_a_list_or_lacks_is_told(
    rows: tuple[Row, ...], told: tuple[str, ...], tmp_path: Path, capsys: Captured
) -> None:
    assert main(["plan", "new", "--roster", book(tmp_path / "xa.xlsx", ("Mã", "Tên"), *rows)]) == 2
    err = capsys.readouterr().err
    assert all(text in err for text in told), err


def test_a_file_without_a_list_and_one_that_cannot_be_read_are_told(tmp_path: Path, capsys: Captured) -> None:
    assert main(["plan", "new", "--roster", book(tmp_path / "xa.xlsx", ("Tên", "Dân số"), ("Xã Một", 10))]) == 2
    assert "“Mã đơn vị”" in capsys.readouterr().err
    (tmp_path / "xa.xlsx").write_text("Xã Một", encoding="utf-8")
    assert main(["plan", "new", "--roster", str(tmp_path / "xa.xlsx")]) == 3
    assert "F207" in capsys.readouterr().err


@pytest.mark.parametrize("other", ["--from-workbook", "--from-plan", "--roster"])
def test_only_one_source_of_a_plan_is_taken(other: str, capsys: Captured) -> None:
    assert main(["plan", "new", "--province", "Hải Phòng", other, "x"]) == 2
    assert "--province" in capsys.readouterr().err


SYLLABLES = ["Hòa", "Bình", "Minh", "An", "Phú", "Đông", "Sơn", "Tân", "Lập", "Thịnh", "Cường", "Hưng", "Thành", "Long"]


def test_the_numbers_of_rows_past_two_thousand_are_no_years(tmp_path: Path) -> None:
    names = [f"Xã {' '.join(name)}" for name in permutations(SYLLABLES, 3)][:2060]
    made(tmp_path, "--roster", book(tmp_path / "xa.xlsx", ("Mã", "Tên"), *enumerate(names, 10001)))
    form = tmp_path / "all.xlsx"
    asked = ["--plan", str(tmp_path / "plan.yaml"), "--consolidated", "commune", "-o", str(form)]
    assert main(["template", *asked]) == 0, "it was read back"
    workbook = load_workbook(form)
    sheet = workbook.worksheets[0]
    rows = [row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 2).value in set(names)]
    filled, blank = rows[:-12], rows[-12:]
    assert [sheet.cell(row, 1).value for row in blank] == [str(number) for number in range(2049, 2061)]
    for row in filled:
        for column in range(3, 9):
            sheet.cell(row, column).value = sheet.cell(row, column).value or ("Có" if column == 3 else 3)
    workbook.save(form)
    result = json.loads(khpcmd.to_json(khpcmd.check([form], plan=tmp_path / "plan.yaml")))
    assert not [one for one in result["diagnostics"] if one["code"].startswith("S")]
    read = [one for one in result["sound_figures"]["units"] if one["values"]]
    assert len(read) == len(filled)
