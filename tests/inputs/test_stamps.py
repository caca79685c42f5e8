"""Returns on a template: the stamp against the plan, the title and the letterhead."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from khpcmd.check_data import DataRequest, check_data
from khpcmd.checking import Request, check
from khpcmd.diagnostics import Code
from khpcmd.inputs import gather
from khpcmd.plan.load import load_plan
from khpcmd.plan.model import Plan
from khpcmd.report import Report, Standing
from khpcmd.stamp import SHEET, Stamp, read_stamp
from khpcmd.workbook.read import Reading, read_workbook

FORM = Path(__file__).parents[2] / "examples" / "year_2023" / "chi_linh_2023.xlsx"
LOADED = load_plan(None)
RIGHT = Stamp(LOADED.plan.id, LOADED.sha256, "290", "year")


def stamped(folder: Path, stamp: Stamp, title: str = "") -> Report:
    """The report on the form of Chí Linh with a stamp."""
    book = openpyxl.load_workbook(FORM)
    hidden = book.create_sheet(SHEET)
    hidden.sheet_state = "hidden"
    for row in stamp.rows():
        hidden.append(row)
    if title:
        next(iter(book))["A4"].value = title
    path = folder / "returns.xlsx"
    book.save(path)
    return check(Request((path,), only_reported=True))


def codes(report: Report) -> list[str]:
    """What is told of the stamp; that these forms have none of a template's formulas is told besides."""
    names = [fault.code.name for fault in report.diagnostics]
    return [name for name in names if name.startswith(("TEMPLATE_OF", "TEMPLATE_OUTDATED"))]


def test_a_stamp_reads_back() -> None:
    rows = {(row, column): text for row, pair in enumerate(RIGHT.rows(), 1) for column, text in enumerate(pair, 1)}
    assert read_stamp(rows) == RIGHT
    assert read_stamp({}) is None


def test_the_right_template_says_nothing(tmp_path: Path) -> None:
    report = stamped(tmp_path, RIGHT)
    assert codes(report) == []
    assert not [fault for fault in report.diagnostics if fault.code is Code.HIDDEN_SHEET]


def test_the_stamp_gives_the_period_where_the_title_says_none(tmp_path: Path) -> None:
    report = stamped(tmp_path, RIGHT, "KẾT QUẢ CÔNG TÁC PHÒNG, CHỐNG MẠI DÂM")
    assert (report.period, codes(report)) == ("year", [])


@pytest.mark.crossing(1)
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"plan": "ke-hoach-khac"}, "TEMPLATE_OF_OTHER_PLAN"),
        ({"unit": "291"}, "TEMPLATE_OF_OTHER_UNIT"),
        ({"period": "half_year"}, "TEMPLATE_OF_OTHER_PERIOD"),
    ],
)
def test_a_template_of_something_else_is_told_and_its_figures_are_not_used(
    change: dict[str, str], code: str, tmp_path: Path
) -> None:
    report = stamped(tmp_path, replace(RIGHT, **change))
    assert codes(report) == [code]
    assert not [cell for filed in report.returns for cell in filed.cells.values() if cell.value is not None]


def test_a_template_of_an_older_version_of_the_plan_is_read_with_a_warning(tmp_path: Path) -> None:
    report = stamped(tmp_path, replace(RIGHT, plan_sha256="0" * 64))
    assert codes(report) == ["TEMPLATE_OUTDATED"]
    assert [cell for filed in report.returns for cell in filed.cells.values() if cell.value is not None]


@pytest.mark.slow
def test_templates_of_another_plan_that_ships_are_judged_by_it(tmp_path: Path) -> None:
    plan = Path(__file__).parents[2] / "targets" / "ha_noi_2026.yaml"
    other = load_plan(plan)
    book = openpyxl.load_workbook(plan.parents[1] / "examples" / "ha_noi_2026" / "returns.xlsx")
    for row in Stamp(other.plan.id, other.sha256, "", "year").rows():
        (book[SHEET] if SHEET in book.sheetnames else book.create_sheet(SHEET)).append(row)
    book[SHEET].sheet_state = "hidden"
    path = tmp_path / "returns.xlsx"
    book.save(path)
    report = check(Request((path,)))
    assert (report.plan.id, codes(report)) == (other.plan.id, [])
    one = check(Request((path,), targets=("HN1",)))  # a target of that plan, which the usual one does not have
    assert [result.target.id for result in one.results] == ["HN1"]


def templates_of(folder: Path, *plans: str) -> tuple[Path, ...]:
    """A file for each plan, stamped as its template."""
    paths = tuple(folder / f"{number}.xlsx" for number in range(len(plans)))
    for path, plan in zip(paths, plans, strict=True):
        book = openpyxl.Workbook()
        hidden = book.create_sheet(SHEET)
        for row in (*Stamp(plan, "0" * 64, "", "year").rows(), ("", path.name)):
            hidden.append(row)
        book.save(path)
    return paths


def test_only_what_was_read_before_the_first_template_of_another_plan_is_read_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = list[str]()

    def counted(path: Path | str, plan: Plan, **options: Any) -> Reading:
        read.append(f"{Path(path).name} {plan.id}")
        return read_workbook(path, plan, **options)

    monkeypatch.setattr(gather, "read_workbook", counted)
    report = check(Request(templates_of(tmp_path, "ha-noi-2026", "ha-noi-2026", "ha-noi-2026")))
    assert report.plan.id == "ha-noi-2026"
    assert read == ["0.xlsx hai-duong-2023", *(f"{number}.xlsx ha-noi-2026" for number in range(3))]


@pytest.mark.parametrize(
    "plans", [("ha-noi-2026", "hai-phong-2026"), ("ha-noi-2026", "hai-duong-2023"), ("hai-duong-2023", "ha-noi-2026")]
)
def test_templates_of_several_plans_are_judged_by_the_usual_one(plans: tuple[str, ...], tmp_path: Path) -> None:
    report = check(Request(templates_of(tmp_path, *plans)))
    assert report.plan.id == "hai-duong-2023"
    assert codes(report).count("TEMPLATE_OF_OTHER_PLAN") == sum(plan != "hai-duong-2023" for plan in plans)


def unstamped(path: Path) -> Path:
    """An honest return of the usual plan, on no template."""
    path.write_bytes(FORM.read_bytes())
    return path


@pytest.mark.crossing(1)
@pytest.mark.parametrize("name", ["a.xlsx", "z.xlsx"])
def test_a_stamp_chooses_no_plan_for_the_files_beside_it(name: str, tmp_path: Path) -> None:
    forged = templates_of(tmp_path, "ha-noi-2026", "ha-noi-2026")
    report = check(Request(tuple(sorted((*forged, unstamped(tmp_path / name))))))
    assert report.plan.id == "hai-duong-2023"
    assert codes(report) == ["TEMPLATE_OF_OTHER_PLAN"] * 2
    assert [filed.unit for filed in report.returns if filed.reported] == ["290"]
    files = check_data(DataRequest(tuple(sorted((*forged, tmp_path / name))))).files
    standings = {file.name.rsplit("/", 1)[-1]: file.standing for file in files}
    assert standings == {"0.xlsx": Standing.FAULTY, "1.xlsx": Standing.FAULTY, name: Standing.SOUND}


@pytest.mark.parametrize("name", ["a.xlsx", "z.xlsx"])
def test_what_is_no_return_does_not_hide_the_plan_of_the_others(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"PK damaged")
    report = check(Request(tuple(sorted((*templates_of(tmp_path, "ha-noi-2026", "ha-noi-2026"), tmp_path / name)))))
    assert report.plan.id == "ha-noi-2026"
