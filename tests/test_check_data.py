"""The data of a file are sound or not, whatever the plan's targets are and whoever else has reported."""

from __future__ import annotations

from pathlib import Path

import pytest

import scenes
from filings import Inbox, in_file, reading
from khpcmd.checking import Request
from khpcmd.checking.data import check_data
from khpcmd.diagnostics import AnyCode, Code, Diagnostic, Location
from khpcmd.diagnostics.errors import UsageError
from khpcmd.diagnostics.parameters import Param, Ref
from khpcmd.report import FileResult, Standing

NEGATIVE = {**scenes.DISTRICT, "venues": -1}
FOLDED = Diagnostic(
    Code.UNIT_FOLDED, Location("a.xlsx", "Biểu", "B7"), {"found": "Nam Sach", "unit": Ref("unit", "291")}
)


@pytest.fixture
def inbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Inbox:
    return Inbox(tmp_path, monkeypatch)


def codes(file: FileResult) -> list[AnyCode]:
    return [told.code for told in file.diagnostics]


NEWS = {f"news#{month}": 1 for month in range(1, 12)}
HALF = {f"news#{month}": 1 for month in range(1, 6)}
LACKING = {name: value for name, value in scenes.DISTRICT.items() if name != "workers"}
SOUND, FAULTY = Standing.SOUND, Standing.FAULTY


@pytest.mark.parametrize(
    ("unit", "figures", "stated", "asked", "standing", "found"),
    [
        ("291", scenes.DISTRICT, "year", "", SOUND, []),
        ("291", {**scenes.DISTRICT, "inspected": 0, "plan_issued": False}, "year", "", SOUND, []),
        (
            "291", {**LACKING, "cases": -1, "inspected": 102, "received": ""}, "year", "", FAULTY,
            [Code.NEGATIVE, Code.PART_EXCEEDS_WHOLE, Code.CELL_BLANK, Code.MISSING_FIELD],
        ),
        ("291", scenes.DISTRICT, "half_year", "year", FAULTY, [Code.WRONG_PERIOD]),
        ("291", NEGATIVE, "", "", FAULTY, [Code.NEGATIVE, Code.PERIOD_NOT_STATED]),
        ("bao", {"news#1": 1}, "", "", FAULTY, [Code.MISSING_FIELD, Code.PERIOD_NOT_STATED]),
        ("bao", NEWS, "", "", SOUND, [Code.PERIOD_NOT_STATED]),
        ("bao", HALF, "half_year", "", SOUND, []),
        ("bao", HALF, "year", "", FAULTY, [Code.MISSING_FIELD]),
    ],
    ids=[
        "one unit, and all the others are missing", "targets that are missed", "cells, completeness and agreement",
        "another period than the one asked for", "no period, and none is needed", "lacking in every period",
        "a complete series", "the months of the half-year", "the same for the year",
    ],
)  # fmt: skip
def test_a_file_is_judged_by_its_own_figures(
    inbox: Inbox,
    unit: str,
    figures: dict[str, object],
    stated: str,
    asked: str,
    standing: Standing,
    found: list[AnyCode],
) -> None:
    inbox.put(reading("a.xlsx", in_file("a.xlsx", unit, figures, stated)))
    (file,) = inbox.validated(period=asked).files
    assert (file.standing, file.units, file.periods) == (standing, (unit,), (asked or stated,))
    assert sorted(map(str, codes(file))) == sorted(map(str, found))


def test_a_file_stands_or_falls_by_itself(inbox: Inbox) -> None:
    inbox.put(reading("a.xlsx", in_file("a.xlsx", "291", NEGATIVE)))
    inbox.put(reading("b.xlsx", in_file("b.xlsx", "291", scenes.DISTRICT)))
    assert [file.standing for file in inbox.validated().files] == [Standing.FAULTY, Standing.SOUND]
    assert inbox.validated("b.xlsx").files[0].standing is Standing.SOUND


def test_a_figure_that_another_file_has_is_not_missing(inbox: Inbox) -> None:
    """A unit may send two workbooks, as in a check; the same unit's figures of another period are no help."""
    one, other = {**scenes.DISTRICT}, {"workers": scenes.DISTRICT["workers"]}
    del one["workers"]
    inbox.put(reading("a.xlsx", in_file("a.xlsx", "291", one)))
    inbox.put(reading("b.xlsx", in_file("b.xlsx", "291", other)))
    inbox.put(reading("c.xlsx", in_file("c.xlsx", "291", other, "half_year")))
    inbox.put(reading("d.xlsx", in_file("d.xlsx", "296", other)))
    assert [file.standing for file in inbox.validated("a.xlsx", "b.xlsx").files] == [Standing.SOUND] * 2
    for names in (("a.xlsx",), ("a.xlsx", "c.xlsx"), ("a.xlsx", "d.xlsx")):
        assert codes(inbox.validated(*names).files[0]) == [Code.MISSING_FIELD]


def test_a_blank_cell_is_one_of_its_own_file(inbox: Inbox) -> None:
    inbox.put(reading("a.xlsx", in_file("a.xlsx", "291", {**scenes.DISTRICT, "workers": ""})))
    inbox.put(reading("b.xlsx", in_file("b.xlsx", "291", {"workers": scenes.DISTRICT["workers"]})))
    assert codes(inbox.validated().files[0]) == [Code.CELL_BLANK]


def test_a_series_of_months_without_a_period_is_asked_about(inbox: Inbox) -> None:
    inbox.put(reading("a.xlsx", in_file("a.xlsx", "bao", HALF, "")))
    with pytest.raises(UsageError) as error:
        inbox.validated()
    assert error.value.kind == "period_not_stated"
    assert inbox.validated(period="half_year").files[0].standing is Standing.SOUND
    assert codes(inbox.validated(period="year").files[0]) == [Code.MISSING_FIELD, Code.PERIOD_NOT_STATED]


def test_a_sheet_without_a_period_is_of_the_one_that_its_file_states(inbox: Inbox) -> None:
    stated = in_file("a.xlsx", "291", scenes.DISTRICT, "half_year", "Huyện")
    silent = in_file("a.xlsx", "bao", HALF, "", "Báo")
    inbox.put(reading("a.xlsx", stated, silent))
    (file,) = inbox.validated().files
    assert (file.standing, file.periods, file.units) == (Standing.SOUND, ("half_year",), ("291", "bao"))


def test_warnings_count_only_if_it_is_strict(inbox: Inbox) -> None:
    inbox.put(reading("a.xlsx", in_file("a.xlsx", "291", scenes.DISTRICT), told=(FOLDED,)))
    assert inbox.validated().files[0].standing is Standing.SOUND
    assert inbox.validated(strict=True).files[0].standing is Standing.FAULTY


def test_a_file_without_any_figure_is_not_sound(inbox: Inbox) -> None:
    inbox.put(reading("a.xlsx"))
    inbox.put(reading("b.xlsx", in_file("b.xlsx", "291", dict.fromkeys(scenes.DISTRICT, ""))))
    assert [file.standing for file in inbox.validated().files] == [Standing.EMPTY, Standing.EMPTY]


def test_what_was_not_read_is_told_beside_what_was(inbox: Inbox) -> None:
    inbox.put(reading("a.xlsx", in_file("a.xlsx", "291", scenes.DISTRICT)))
    (inbox.folder / "note.txt").touch()
    files = inbox.validated(".", "missing.xlsx").files
    assert [(file.name, file.standing) for file in files] == [
        ("a.xlsx", Standing.SOUND),
        ("note.txt", Standing.SET_ASIDE),
        ("missing.xlsx", Standing.FAULTY),
    ]


def test_a_copy_of_a_file_is_set_aside(inbox: Inbox) -> None:
    sound = reading("a.xlsx", in_file("a.xlsx", "291", scenes.DISTRICT))
    inbox.put(sound)
    (inbox.folder / "b.xlsx").touch()
    inbox._given["b.xlsx"] = sound
    _, copy = inbox.validated("a.xlsx", "b.xlsx").files
    assert (copy.name, copy.standing, codes(copy)) == ("b.xlsx", Standing.SET_ASIDE, [Code.SAME_FILE_TWICE])


def test_faults_come_most_serious_first_and_then_down_the_sheet(inbox: Inbox) -> None:
    def unread(cell: str) -> Diagnostic:
        params: dict[str, Param] = {"field": Ref("field", "venues"), "found": "?"}
        return Diagnostic(Code.NOT_A_NUMBER, Location("a.xlsx", "Biểu", cell), params)

    told = (FOLDED, unread("C12"), unread("C9"))
    inbox.put(reading("a.xlsx", in_file("a.xlsx", "291", scenes.DISTRICT), told=told))
    (file,) = inbox.validated().files
    assert [one.at.cell for one in file.diagnostics if one.at] == ["C9", "C12", "B7"]


@pytest.mark.parametrize(
    ("paths", "period", "kind"), [((), "", "no_paths"), ((Path("a.xlsx"),), "yaer", "unknown_period")]
)
def test_a_question_that_cannot_be_answered_is_refused(paths: tuple[Path, ...], period: str, kind: str) -> None:
    with pytest.raises(UsageError) as error:
        check_data(Request(paths, period=period))
    assert error.value.kind == kind
