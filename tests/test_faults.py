"""What follows from another fault is not told, and what is told comes in the order of work."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import scenes
from khpcmd.diagnostics import BY_CODE, BY_NAME, AnyCode, Code, Diagnostic, Location, Severity
from khpcmd.diagnostics.faults import ordered, row_and_column, without_consequences
from khpcmd.diagnostics.parameters import Param, Ref
from layers import part_of

SHEET, OTHER = Location("a.xlsx", "Biểu"), Location("a.xlsx", "Khác")


def fault(code: AnyCode, at: Location | None = SHEET, unit: str = "", **params: Param) -> Diagnostic:
    return Diagnostic(code, at, scenes.params_of(code) | params, unit=unit)


def missing(field: str, at: Location = SHEET) -> Diagnostic:
    return fault(Code.MISSING_FIELD, at, field=Ref("field", field))


def cell(address: str, file: str = "a.xlsx", sheet: str = "Biểu") -> Location:
    return Location(file, sheet, address)


@pytest.mark.parametrize("code", [Code.WRONG_YEAR, Code.WRONG_PERIOD, Code.NO_TABLE, Code.NO_UNIT, Code.UNIT_CONFLICT])
def test_nothing_is_lacking_from_a_sheet_that_cannot_be_used(code: AnyCode) -> None:
    told = without_consequences(
        [fault(code), missing("venues"), fault(Code.CELL_BLANK, cell("C3")), missing("venues", OTHER)]
    )
    assert [(one.code, one.at) for one in told] == [(code, SHEET), (Code.MISSING_FIELD, OTHER)]


VISITS = fault(Code.UNIT_OF_MEASURE, cell("F3"), field=Ref("field", "inspected"))
NEGATIVE, CONFLICT = fault(Code.NEGATIVE, cell("C3")), fault(Code.UNIT_CONFLICT, Location("a.xlsx"))
OF_UNIT = [fault(Code.UNIT_CONFLICT, cell("A1", f"{name}.xlsx"), unit="291", found="Tứ Kỳ") for name in "ab"]
TEXTS = [fault(Code.NUMBER_AS_TEXT, cell(at)) for at in ("C3", "C4")]
NO_COLUMN = fault(Code.NO_FIGURE_COLUMN, cell("B3"), found="Ước thực hiện; Ghi chú")
PART = fault(Code.PART_EXCEEDS_WHOLE, cell("D4"))
ROW = replace(missing("venues"), unit="c3")
STAYS = {
    "a total beside a wrong figure of another column": [PART, fault(Code.TOTAL_MISMATCH, cell("C9"))],
    "an unknown column of another table": [
        NO_COLUMN, fault(Code.UNKNOWN_COLUMN, cell("E3", sheet="Khác"), header="Ghi chú"),
    ],
    "figures of units of which one is told of nowhere else": [
        ROW, fault(Code.ROLL_UP_INCOMPLETE, cell("C3"), units=(Ref("unit", "c3"), Ref("unit", "c4"))),
    ],
    "a figure with no name, and a row without a unit far from it": [
        fault(Code.NO_UNIT, cell("B9")), fault(Code.FIGURE_UNCLEAR, cell("C4")),
    ],
    "a column of another period leaves the others to be missed": [
        fault(Code.WRONG_PERIOD, cell("F3")), missing("venues"),
    ],
    "a wrong cell of a return of the wrong year": [fault(Code.WRONG_YEAR), fault(Code.NOT_A_NUMBER, cell("C3"))],
    "a unit whose file is damaged is called": [
        fault(Code.FILE_DAMAGED, Location("a.xlsx")), fault(Code.NOT_REPORTED, None, unit="291"),
    ],
}  # fmt: skip
FOLLOWS = {
    "nothing is lacking from a file whose name is another's": ([CONFLICT, missing("venues")], [CONFLICT]),
    "a field counted in visits is not missing": (
        [VISITS, missing("inspected"), missing("venues")], [VISITS, missing("venues")],
    ),
    "a text that is no count is no number stored as text": ([TEXTS[0], NEGATIVE, TEXTS[1]], [NEGATIVE, TEXTS[1]]),
    "a conflict about a unit is told once in a file": (
        [OF_UNIT[0], fault(Code.UNIT_CONFLICT, cell("A9"), unit="291", found="Gia Lộc"), OF_UNIT[1]], OF_UNIT,
    ),
    "a day that is none is no document either": (
        [fault(Code.EVIDENCE_NO_DOCUMENT, cell("C3")), fault(Code.NOT_A_DATE, cell("C3"))],
        [fault(Code.NOT_A_DATE, cell("C3"))],
    ),
    "a day that may be swapped is told once": (
        [fault(Code.DATE_OUTSIDE_PERIOD, cell("C3")), fault(Code.DAY_MONTH_SWAPPED, cell("C3"))],
        [fault(Code.DAY_MONTH_SWAPPED, cell("C3"))],
    ),
    "the columns that a table without results names": (
        [NO_COLUMN, fault(Code.UNKNOWN_COLUMN, cell("E3"), header="Ghi chú"),
         fault(Code.SET_ASIDE, cell("D3"), found="Ước thực hiện")], [NO_COLUMN],
    ),
    "a total and a ratio of a wrong figure": (
        [PART, fault(Code.TOTAL_MISMATCH, cell("D9")), fault(Code.RATIO_MISMATCH, cell("E4"))], [PART],
    ),
    "the baseline of a field that a unit lacks as a whole": (
        [ROW, fault(Code.BASELINE_MISSING, SHEET, "c3", field=Ref("field", "venues"))], [ROW],
    ),
    "figures of units that are told of one by one": (
        [ROW, fault(Code.ROLL_UP_INCOMPLETE, cell("C3"), units=(Ref("unit", "c3"),))], [ROW],
    ),
    "a figure beside a row without a unit": (
        [fault(Code.NO_UNIT, cell("B5")), fault(Code.FIGURE_UNCLEAR, cell("C4"))], [fault(Code.NO_UNIT, cell("B5"))],
    ),
    "a slip of digits where the right value is told": (
        [fault(Code.ONE_WRONG, cell("D4")), fault(Code.DIGITS_EXPLAIN, cell("D4"))],
        [fault(Code.ONE_WRONG, cell("D4"))],
    ),
    "the same fault is told once": ([missing("venues")] * 2, [missing("venues")]),
}  # fmt: skip


@pytest.mark.parametrize("name", [*STAYS, *FOLLOWS])
def test_what_follows_is_left_out_and_nothing_else(name: str) -> None:
    found, told = FOLLOWS.get(name) or (STAYS[name],) * 2
    assert without_consequences(found) == told


places = st.one_of(
    st.none(),
    st.builds(Location, st.sampled_from("ab"), st.sampled_from(("", "s", "t")), st.sampled_from(("", "A1", "B2:B4"))),
)
faults = st.lists(st.builds(fault, st.sampled_from(list(Code)), places, st.sampled_from(("", "291"))), max_size=12)


@given(faults)
@settings(max_examples=part_of(200))
def test_leaving_out_never_makes_faulty_data_sound(found: list[Diagnostic]) -> None:
    told = without_consequences(found)
    assert {fault.severity is Severity.ERROR for fault in told} >= {True} or not any(
        fault.severity is Severity.ERROR for fault in found
    )
    assert without_consequences(told) == told
    assert sorted(map(repr, ordered(told))) == sorted(map(repr, told))


def test_errors_come_first_and_then_files_sheets_rows_and_columns_as_they_were_read() -> None:
    note = fault(Code.ROW_SET_ASIDE, cell("A1", "b.xlsx"))
    found = [
        note,
        fault(Code.NOT_REPORTED, None),
        fault(Code.NEGATIVE, cell("C3", "a.xlsx")),
        fault(Code.NEGATIVE, cell("AA10", "b.xlsx")),
        fault(Code.NEGATIVE, cell("B10", "b.xlsx")),
        fault(Code.NEGATIVE, cell("B9", "b.xlsx")),
        fault(Code.NEGATIVE, cell("B9", "b.xlsx", "Đầu")),
        fault(Code.FILE_ENCRYPTED, Location("b.xlsx")),
        fault(Code.UNKNOWN_COLUMN, cell("A1", "b.xlsx")),
    ]
    read = [Location("b.xlsx"), Location("b.xlsx", "Đầu"), Location("b.xlsx", "Biểu"), Location("a.xlsx")]
    told = ordered(found, read)
    assert [str(one.at) for one in told] == [
        "b.xlsx",
        "b.xlsx › Đầu!B9",
        "b.xlsx › Biểu!B9",
        "b.xlsx › Biểu!B10",
        "b.xlsx › Biểu!AA10",
        "a.xlsx › Biểu!C3",
        "None",
        "b.xlsx › Biểu!A1",
        "b.xlsx › Biểu!A1",
    ]
    assert told[-1] is note


@pytest.mark.parametrize(
    ("address", "place"), [("A1", (1, 1)), ("AA10", (10, 27)), ("C12:C15", (12, 3)), ("", (0, 0)), ("A0", (0, 0))]
)
def test_an_address_is_a_row_and_a_column(address: str, place: tuple[int, int]) -> None:
    assert row_and_column(address) == place


# the parameters of a diagnostic: mypy checks names and types where it is made, and every run checks them again


FIELD = Ref("field", "venues")
FOLDED: dict[str, Param] = {"field": FIELD, "found": "4 người"}


def test_a_code_makes_its_diagnostic() -> None:
    made = Code.NOT_A_NUMBER(None, {"field": FIELD, "found": "4 người"}, unit="291")
    assert made == Diagnostic(Code.NOT_A_NUMBER, None, FOLDED, unit="291")


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"field": FIELD}, "NOT_A_NUMBER takes ['field', 'found'], not ['field']"),
        ({**FOLDED, "unit": FIELD}, "NOT_A_NUMBER takes ['field', 'found'], not ['field', 'found', 'unit']"),
        ({"field": "venues", "found": "x"}, "field of NOT_A_NUMBER is no str"),
        ({"field": FIELD, "found": 4}, "found of NOT_A_NUMBER is no int"),
        ({"field": FIELD, "found": True}, "found of NOT_A_NUMBER is no bool"),
    ],
)
def test_wrong_parameters_are_refused_when_it_is_made(wrong: dict[str, Param], told: str) -> None:
    with pytest.raises(TypeError) as raised:
        Diagnostic(Code.NOT_A_NUMBER, None, wrong)
    assert str(raised.value) == told


def test_wrong_parameters_are_refused_also_where_asserts_are_left_out() -> None:
    code = "from khpcmd.diagnostics import Code, Diagnostic; Diagnostic(Code.NOT_WHOLE, None, {'field': 'venues'})"
    done = subprocess.run([sys.executable, "-O", "-c", code], capture_output=True, text=True, check=False)
    assert "TypeError: NOT_WHOLE takes" in done.stderr


def test_every_code_has_a_number_and_a_name_of_its_own() -> None:
    assert len(BY_CODE) == len(BY_NAME) == len(Code)
    assert BY_NAME["NOT_WHOLE"] is BY_CODE["C503"] is Code.NOT_WHOLE


def test_a_code_keeps_its_name_whatever_else_names_it() -> None:
    class Review:
        of_other_plan = Code.WAIVERS_OF_OTHER_PLAN

    assert Review.of_other_plan.name == "WAIVERS_OF_OTHER_PLAN"
    assert {code.name for code in Code} == set(BY_NAME)


def mistakes_that_mypy_finds() -> None:
    """Never run: an error that mypy no longer reports leaves an unused "type: ignore", which is an error of mypy."""
    Code.NOT_WHOLE(None, {"field": FIELD})  # type: ignore[typeddict-item]
    Code.NOT_WHOLE(None, {"field": FIELD, "found": 4})  # type: ignore[typeddict-item]
    Code.NOT_WHOLE(None, {"field": FIELD, "found": "4", "limit": 3})  # type: ignore[typeddict-unknown-key]
    Code.FILE_EMPTY(None, {"what": FIELD})  # type: ignore[typeddict-unknown-key]
    Code.TOO_LARGE(None, {"field": FIELD, "found": "4", "limit": "3"})  # type: ignore[typeddict-item]
