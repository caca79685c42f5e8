"""Equal faults are read once, with their cells as ranges and their number; JSON keeps every one of them."""

from __future__ import annotations

import json
from datetime import date
from itertools import product

import pytest

import scenes
from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.i18n import Messages
from khpcmd.parameters import Param, Ref, Stored
from khpcmd.render.cell_ranges import ranges
from khpcmd.render.formats import Format, Look, render
from khpcmd.render.view import Fault, faults
from khpcmd.render.wording import Wording
from places import languages

VI, EN = Messages("vi"), Messages("en")
UNITS = list(scenes.DISTRICTS)


def at(cell: str, sheet: str = "Tổng hợp") -> Location:
    return Location("returns.xlsx", sheet, cell)


def unread(
    cell: str, found: str = "?", unit: str = "", field: str = "inspected", sheet: str = "Tổng hợp"
) -> Diagnostic:
    params: dict[str, Param] = {"field": Ref("field", field), "found": found}
    return Diagnostic(Code.NOT_A_NUMBER, at(cell, sheet), params, unit=unit)


def shown(*diagnostics: Diagnostic, messages: Messages = VI) -> tuple[Fault, ...]:
    return faults(diagnostics, Wording(messages, scenes.small_plan()))


def test_neighbouring_cells_are_one_fault_with_a_range_a_count_and_the_units() -> None:
    (one,) = shown(*(unread(f"C{row}", "?", unit) for row, unit in zip((12, 13, 14, 18), UNITS, strict=True)))
    assert (one.place, one.count) == ("returns.xlsx › Tổng hợp!C12:C14, C18", "4 ô")
    assert one.unit == "Huyện Nam Sách, Huyện Bình Giang, Huyện Gia Lộc, Huyện Tứ Kỳ"
    assert one.message == "Trường số liệu “Số cơ sở được kiểm tra” ghi “?”, không đọc được thành số."


def test_what_stood_in_the_cells_is_quoted_and_the_rest_counted() -> None:
    (one,) = shown(*(unread(f"C{row}", f"k{row}") for row in range(12, 18)))
    assert "“k12”, “k13”, “k14” và 3 giá trị khác" in one.message
    (one,) = shown(*(unread(f"C{row}", f"k{row}") for row in range(12, 16)), messages=EN)
    assert "“k12”, “k13”, “k14” and 1 other value" in one.message
    assert one.count == "4 cells"


@pytest.mark.parametrize(
    "other",
    [
        unread("C13", field="venues"),
        unread("C13", sheet="Khác"),
        Diagnostic(Code.NEGATIVE, at("C13"), {"field": Ref("field", "inspected"), "found": "?"}),
        unread("D13"),
    ],
    ids=["another field", "another sheet", "another code", "neither the row nor the column"],
)
def test_other_faults_stay_apart(other: Diagnostic) -> None:
    assert [one.count for one in shown(unread("C12"), other)] == ["", ""]


def test_numbers_stored_as_text_are_one_warning_whatever_they_are() -> None:
    def stored(row: int) -> Diagnostic:
        params: dict[str, Param] = {"field": Ref("field", "venues"), "found": f"1.{row}0", "value": 1000 + row * 10}
        return Diagnostic(Code.NUMBER_AS_TEXT, at(f"C{row}"), params)

    (one,) = shown(stored(12), stored(13))
    assert one.message.endswith("ghi “1.120” và “1.130” ở dạng chữ, được đọc là số 1120 và 1130.")


def test_units_that_have_not_reported_are_one_fault_that_names_them_all() -> None:
    absent = [Diagnostic(Code.NOT_REPORTED, None, {"unit": Ref("unit", unit)}, unit=unit) for unit in UNITS]
    (one,) = shown(*absent)
    assert (one.place, one.count, one.unit) == ("", "4 đơn vị", "")
    assert one.message.endswith("Huyện Nam Sách, Huyện Bình Giang, Huyện Gia Lộc và Huyện Tứ Kỳ.")
    (alone,) = shown(absent[0])
    assert alone.unit == "Huyện Nam Sách"


def test_two_deadlines_are_two_faults() -> None:
    late = [
        Diagnostic(Code.OVERDUE, None, {"unit": Ref("unit", UNITS[0]), "due": due})
        for due in (date(2023, 6, 15), date(2023, 12, 15))
    ]
    assert len(shown(*late)) == 2


def test_a_group_stands_where_its_first_cell_was() -> None:
    found = shown(unread("C12"), unread("D12", field="venues"), unread("C13"))
    assert [one.place for one in found] == ["returns.xlsx › Tổng hợp!C12:C13", "returns.xlsx › Tổng hợp!D12"]


def test_days_of_equal_faults_are_written_the_readers_way() -> None:
    def outside(row: int) -> Diagnostic:
        days: dict[str, Param] = {
            "found": Stored(date(2023, 12, row)), "first": date(2022, 12, 15), "last": date(2023, 6, 14),
        }  # fmt: skip
        return Diagnostic(Code.DATE_OUTSIDE_PERIOD, at(f"C{row}"), {"field": Ref("field", "venues"), **days})

    (one,) = shown(outside(20), outside(21))
    assert "ghi ngày 20/12/2023 và 21/12/2023, ngoài kỳ" in one.message


@pytest.mark.crossing(1)
@languages
def test_equal_faults_of_every_code_can_be_worded(language: str) -> None:
    wording = Wording(Messages(language), scenes.small_plan())
    pairs: tuple[tuple[Param, Param], ...] = (("a", "b"), (1, 2), (Ref("unit", "291"), Ref("unit", "296")))
    for code, values in product(Code, pairs):
        equal = [Diagnostic(code, at(f"C{row}"), scenes.params_of(code, value)) for row, value in enumerate(values, 1)]
        assert wording.message(*equal), code
        assert wording.cure(*equal), code


def many() -> list[Diagnostic]:
    return [unread(f"C{row}", "4 người", "291") for row in range(12, 17)]


def test_the_heading_counts_every_single_fault_and_json_keeps_them() -> None:
    report = scenes.report(scenes.sound(), *many())
    plain = render(report, VI, Look(Format.PLAIN))
    assert "Lỗi (5)\n" in plain
    assert "returns.xlsx › Tổng hợp!C12:C16: C502 (5 ô) [Huyện Nam Sách] Trường số liệu" in plain
    assert plain.count("C502") == 1
    table = render(report, VI, Look(Format.TABLE, width=80))
    assert "C502  returns.xlsx › Tổng hợp!C12:C16 · 5 ô · Huyện Nam Sách" in table
    found = json.loads(render(report, VI, Look(Format.JSON)))["diagnostics"]
    assert [one["cell"] for one in found] == ["C12", "C13", "C14", "C15", "C16"]


@pytest.mark.parametrize(
    ("addresses", "told"),
    [
        (["C12", "C13", "C15", "C18"], ["C12:C13", "C15", "C18"]),
        (["C7", "D7", "E7", "Z7", "AA7"], ["C7:E7", "Z7:AA7"]),
        (["C7", "C8", "D7", "D8"], ["C7:D8"]),
        (["C7:C9", "C10"], ["C7:C9", "C10"]),
        (["", "C7", "C7"], ["C7"]),
    ],
)
def test_runs_of_cells_become_ranges(addresses: list[str], told: list[str]) -> None:
    assert ranges(addresses) == told


def test_the_fields_that_a_sheet_lacks_are_one_message_with_their_count() -> None:
    at = Location("returns.xlsx", "Tổng hợp")
    missing = [Code.MISSING_FIELD(at, {"field": Ref("field", name)}) for name in ("a", "b", "c")]
    other = Code.MISSING_FIELD(Location("returns.xlsx", "Nam Sách"), {"field": Ref("field", "a")})
    first, second = faults([*missing, other], Wording(Messages("en")))
    assert (first.count, second.count) == ("3 fields", "")
    assert all(f"“{name}”" in first.message for name in ("a", "b", "c"))
