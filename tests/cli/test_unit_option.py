"""``--unit`` takes a code, a name of one unit, or one with that of a unit above; else it lists who is meant."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from khpcmd.cli import main
from khpcmd.i18n import Messages
from places import Captured, languages
from workbook.test_namesakes import PLAN

GIA_LOC, KINH_MON = "Xã Tân Tiến, Huyện Gia Lộc (11)", "Xã Tân Tiến, Thị xã Kinh Môn (21)"


@pytest.fixture(autouse=True)
def _plan(folder: Path) -> None:
    (folder / "plan.yaml").write_text(PLAN, encoding="utf-8")


def whose(name: str, *more: str) -> list[str]:
    """The units that the form made for a name is headed with."""
    assert main(["template", "--plan", "plan.yaml", "--unit", name, "-o", "form.xlsx", "--force", *more]) == 0
    texts = {str(cell) for sheet in load_workbook("form.xlsx") for row in sheet.values for cell in row if cell}
    return [name for name in ("Gia Lộc", "Kinh Môn", "Gia Khánh") if any(name in text for text in texts)]


@pytest.mark.crossing(1)
@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("11", ["Gia Lộc"]),
        ("Xã Tân Tiến, Huyện Gia Lộc", ["Gia Lộc"]),
        ("xã tân tiến, huyện gia lộc", ["Gia Lộc"]),
        ("Tan Tien Commune, Kinh Mon Town", ["Kinh Môn"]),
        ("Gia Khánh", ["Gia Khánh"]),
        ("Xã Gia Khánh, Huyện Gia Lộc", ["Gia Khánh"]),
    ],
)
def test_a_unit_is_named_by_its_code_its_name_or_with_the_one_above(name: str, unit: list[str]) -> None:
    assert whose(name) == unit


def test_a_name_that_two_units_have_lists_both_with_parent_and_code(capsys: Captured) -> None:
    for name in ("Xã Tân Tiến", "tân tiến", "Tan Tien Commune"):
        assert main(["template", "--plan", "plan.yaml", "--unit", name]) == 2
        told = capsys.readouterr().err
        assert f"{GIA_LOC}; {KINH_MON}." in told
        assert "nhiều đơn vị" in told


@pytest.mark.parametrize("name", ["Xã Tân Tiến, Huyện Tứ Kỳ", "Xã Tân Tiếnn"])
def test_what_no_unit_is_called_lists_those_of_nearly_that_name(name: str, capsys: Captured) -> None:
    assert main(["template", "--plan", "plan.yaml", "--unit", name]) == 2
    told = capsys.readouterr().err
    assert f"{GIA_LOC}; {KINH_MON}." in told
    assert "Gia Khánh" not in told
    assert "Có phải" not in told  # the name that both have would be refused again


def test_a_unit_of_another_district_is_not_taken_for_it(capsys: Captured) -> None:
    assert main(["template", "--plan", "plan.yaml", "--unit", "Xã Gia Khánh, Thị xã Kinh Môn"]) == 2
    assert "Xã Gia Khánh, Huyện Gia Lộc" in capsys.readouterr().err


@pytest.mark.slow
def test_units_in_a_row_are_kept_apart_where_their_names_have_commas(capsys: Captured) -> None:
    assert main(["template", "--plan", "plan.yaml", "--all", "-d", "forms"]) == 0
    main(["check", "forms", "--plan", "plan.yaml", "--lang", "en"])
    told = capsys.readouterr().out
    assert "Tan Tien Commune, Gia Loc District; Gia Khanh Commune; Tan Tien Commune, Kinh Mon Town" in told


@languages
def test_items_with_commas_are_parted_by_semicolons(language: str) -> None:
    messages = Messages(language)
    word = messages.template("style.and").strip()
    assert messages.joined(["A", "B"]) == "A, B"
    assert messages.joined(["A, X", "B"]) == "A, X; B"
    before = {"vi": "", "en": ";"}[language]
    assert messages.listed(["A, X", "B", "C, Y"]) == f"A, X; B{before} {word} C, Y"
    assert messages.joined([messages.quoted("A, X"), "B"]) == f"{messages.quoted('A, X')}, B"
    assert messages.listed(["A, X"]) == "A, X"
