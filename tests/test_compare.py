"""Two submissions, or two periods, from files: what is told of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from khpcmd.changes import Changes, FigureChange, How, Turn
from khpcmd.checking import UsageError
from khpcmd.compare import CompareRequest, compare
from khpcmd.diagnostics import Code, Location
from khpcmd.errors import UnreachedError
from workbook.builder import write

EXAMPLES = Path(__file__).parents[1] / "examples"
HEADER = "| Đơn vị | Tổng số CSKD dịch vụ | Số cơ sở được kiểm tra | Số hoạt động đã tổ chức |\n"
TURNED_ROUND = "| Số hoạt động đã tổ chức | Số cơ sở được kiểm tra | Đơn vị | Tổng số CSKD dịch vụ |\n"
YEAR, HALF = "BÁO CÁO NĂM 2023", "BÁO CÁO 6 THÁNG ĐẦU NĂM 2023"
SONG = "| Huyện Nam Sách | 62 | 13 | 22 |\n| Huyện Tứ Kỳ | 52 | 10 | 22 |\n"


pytestmark = pytest.mark.usefixtures("folder")


def put(name: str, rows: str, title: str = YEAR, header: str = HEADER, **sheets: str) -> Path:
    return write(Path(name), **({"S": f"UBND TỈNH\n{title}\n{header}{rows}"} | sheets))


def asked(old: Path, new: Path, **more: str) -> Changes:
    return compare(CompareRequest((old,), (new,), as_of=date(2023, 12, 1), **more))  # type: ignore[arg-type]  # periods only


def told(figure: FigureChange) -> tuple[str, str, object, object, str, str]:
    before, after = figure.before, figure.after
    assert before is not None
    assert after is not None
    return figure.unit, figure.key.field, before.value, after.value, str(before.at), str(after.at)


def test_a_changed_cell_is_told_with_both_values_and_both_places() -> None:
    old = put("lan-1.xlsx", SONG)
    new = put("lan-2.xlsx", "---\n" + SONG.replace("| 13 |", "| 20 |"))
    (figure,) = asked(old, new).figures()
    assert told(figure) == ("291", "venues_inspected", 13, 20, "lan-1.xlsx › S!C4", "lan-2.xlsx › S!C5")


def test_moved_rows_and_columns_and_other_names_are_no_change() -> None:
    old = put("lan-1.xlsx", SONG)
    turned = "| 22 | 10 | H. Tứ Kỳ | 52 |\n| 22 | 13 | NAM SÁCH | 62 |\n"
    new = put("khac/bao cao moi.xlsx", turned, header=TURNED_ROUND)
    found = asked(old, new)
    assert list(found.figures()) == []
    assert found.units_that(How.SAME) == ("291", "298")
    assert found.targets == ()


def test_forms_of_each_unit_say_the_same_as_the_consolidated_table() -> None:
    found = asked(EXAMPLES / "year_2023", EXAMPLES / "returns_2023.xlsx")
    assert {unit.how for unit in found.units} == {How.SAME}
    assert (found.targets, found.warnings) == ((), ())


def test_a_unit_that_is_gone_leaves_its_targets_open() -> None:
    found = asked(put("lan-1.xlsx", SONG), put("lan-2.xlsx", SONG.splitlines()[0]))
    assert [(unit.unit, unit.how) for unit in found.units] == [("291", How.SAME), ("298", How.REMOVED)]
    assert all("298" in target.units for target in found.targets)


def test_a_unit_that_stands_twice_is_unread_where_it_differs() -> None:
    old = put("lan-1.xlsx", SONG)
    new = put("lan-2.xlsx", SONG + "| Huyện Nam Sách | 62 | 14 | 22 |\n")
    found = asked(old, new)
    (figure,) = found.figures()
    assert (figure.key.field, figure.unread, figure.how) == ("venues_inspected", True, How.CHANGED)
    assert Code.UNIT_TWICE in {fault.code for fault in found.faults.came}


def test_a_fault_that_was_mended_is_gone_and_one_that_was_not_stays() -> None:
    old = put("lan-1.xlsx", "| Huyện Nam Sách | abc | khoảng 13 | 22 |\n")
    new = put("lan-2.xlsx", "| Huyện Nam Sách | abc | 13 | 22 |\n")
    faults = asked(old, new).faults

    def cells(found: tuple[object, ...]) -> list[object]:
        return [fault.params["found"] for fault in found if getattr(fault, "code", None) is Code.NOT_A_NUMBER]  # type: ignore[attr-defined]

    assert (cells(faults.came), cells(faults.stayed), cells(faults.gone)) == ([], ["abc"], ["khoảng 13"])


# Two periods


def test_what_cannot_be_between_a_half_year_and_its_year_is_told() -> None:
    half = put("sau-thang.xlsx", "| Huyện Nam Sách | 41 | 20 | 15 |\n", HALF)
    year = put("ca-nam.xlsx", "| Huyện Nam Sách | 86 | 20 | 12 |\n")
    found = asked(half, year)
    assert (found.before.period, found.after.period) == ("half_year", "year")
    expected = {(Code.REGISTER_MOVED, "ca-nam.xlsx › S!B4"), (Code.FLOW_BELOW_PREVIOUS, "ca-nam.xlsx › S!D4")}
    assert {(fault.code, str(fault.at)) for fault in found.warnings} == expected
    turned_round = asked(year, half)
    assert {(fault.code, str(fault.at)) for fault in turned_round.warnings} == expected


def test_a_copy_of_last_periods_return_is_told_between_periods_and_not_between_submissions() -> None:
    half, year = put("sau-thang.xlsx", SONG, HALF), put("ca-nam.xlsx", SONG)
    assert [fault.unit for fault in asked(half, year).warnings if fault.code is Code.IDENTICAL_TO_PREVIOUS] == [
        "291",
        "298",
    ]
    assert asked(year, put("ky-3.xlsx", SONG)).warnings == ()


def test_one_folder_with_both_periods_can_be_held_against_itself() -> None:
    put("hop-thu/sau-thang.xlsx", SONG, HALF)
    put("hop-thu/ca-nam.xlsx", SONG.replace("| 13 |", "| 15 |"))
    folder = Path("hop-thu")
    found = asked(folder, folder, old_period="half_year", new_period="year")
    assert [told(figure)[2:4] for figure in found.figures()] == [(13, 15)]
    assert not any(fault.code is Code.WRONG_PERIOD for fault in (*found.faults.came, *found.faults.stayed))
    put("hop-thu/ky-3.xlsx", "| Huyện Gia Lộc | 1 | 1 | 1 |\n", "BÁO CÁO NĂM 2021")
    assert any(
        fault.code is Code.WRONG_YEAR
        for fault in asked(folder, folder, old_period="half_year", new_period="year").faults.stayed
    )


def test_the_example_of_the_half_year_and_that_of_the_year() -> None:
    found = asked(EXAMPLES / "half_year_2023.xlsx", EXAMPLES / "returns_2023.xlsx")
    assert found.units_that(How.ADDED) == ("291", "298")
    worse = [target.target.id for target in found.turned(Turn.WORSE)]
    assert worse == ["B3a", "B3c", "B4b", "B5c", "B6a"]


# What cannot be asked


def test_a_period_that_the_plan_does_not_have_is_a_fault_of_the_question() -> None:
    old = put("lan-1.xlsx", SONG)
    with pytest.raises(UsageError):
        asked(old, old, new_period="quarter")


@pytest.mark.parametrize("sides", [("lan-1.xlsx", "khong-co.xlsx"), ("khong-co.xlsx", "lan-1.xlsx")])
def test_nothing_is_compared_with_a_file_that_is_not_there(sides: tuple[str, str]) -> None:
    put("lan-1.xlsx", SONG)
    with pytest.raises(UnreachedError) as error:
        asked(*map(Path, sides))
    assert [(fault.code, fault.at) for fault in error.value.faults] == [
        (Code.FILE_NOT_FOUND, Location("khong-co.xlsx"))
    ]
