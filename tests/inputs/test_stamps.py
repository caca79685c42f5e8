"""Returns on a template: the stamp against the plan, the title and the letterhead."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from khpcmd.checking import Request, check
from khpcmd.checking.data import check_data
from khpcmd.cli import main
from khpcmd.diagnostics import Code, Diagnostic, Severity
from khpcmd.diagnostics.errors import UsageError
from khpcmd.inputs import gather
from khpcmd.plan.load import load_plan
from khpcmd.plan.model import Plan
from khpcmd.report import Report, Standing
from khpcmd.workbook.read import Reading, read_workbook
from khpcmd.workbook.stamp import SHEET, Stamp, read_stamp
from places import EXAMPLES

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
    report = stamped(tmp_path, RIGHT._replace(**change))
    assert codes(report) == [code]
    assert not [cell for filed in report.returns for cell in filed.cells.values() if cell.value is not None]


def test_a_template_of_an_older_version_of_the_plan_is_read_with_a_warning(tmp_path: Path) -> None:
    report = stamped(tmp_path, RIGHT._replace(plan_sha256="0" * 64))
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
    files = check_data(Request(tuple(sorted((*forged, tmp_path / name))))).files
    standings = {file.name.rsplit("/", 1)[-1]: file.standing for file in files}
    assert standings == {"0.xlsx": Standing.FAULTY, "1.xlsx": Standing.FAULTY, name: Standing.SOUND}


@pytest.mark.parametrize("name", ["a.xlsx", "z.xlsx"])
def test_what_is_no_return_does_not_hide_the_plan_of_the_others(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"PK damaged")
    report = check(Request(tuple(sorted((*templates_of(tmp_path, "ha-noi-2026", "ha-noi-2026"), tmp_path / name)))))
    assert report.plan.id == "ha-noi-2026"


# saved results as the past: what they hold is compared like the returns that they were made from


YEAR, HALF = EXAMPLES / "returns_2023.xlsx", EXAMPLES / "half_year_2023.xlsx"
Document = dict[str, object]


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of the half-year in which nothing is below what the year has, but for one figure."""
    file = tmp_path_factory.mktemp("saved") / "half.json"
    main(["check", str(HALF), "-q", "--as-of", "2090-01-01", "-o", str(file)])
    document = json.loads(file.read_text(encoding="utf-8"))
    document["sound_figures"]["units"][0]["values"]["activities_held"] = 10**6
    file.write_text(json.dumps(document), encoding="utf-8")
    return file


def asked(*previous: Path) -> list[Diagnostic]:
    return [one for one in check(Request((YEAR,), previous=previous)).diagnostics if one.severity is Severity.QUESTION]


def changed(saved: Path, tmp_path: Path, change: Callable[[Document], object]) -> Path:
    document = json.loads(saved.read_text(encoding="utf-8"))
    change(document)
    file = tmp_path / "changed.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    return file


@pytest.mark.slow
def test_results_are_compared_like_returns(saved: Path) -> None:
    def told(found: list[Diagnostic]) -> set[str]:
        return {
            f"{one.code.name} {one.at} {[value for name, value in one.params.items() if name != 'other']}"
            for one in found
        }

    found, by_returns = told(asked(saved)), told(asked(HALF))
    (more,) = found - by_returns
    assert "FLOW_BELOW_PREVIOUS" in more
    assert "1000000" in more
    assert by_returns <= found


def test_the_file_of_the_results_is_named(saved: Path) -> None:
    (question,) = (one for one in asked(saved) if one.code is Code.FLOW_BELOW_PREVIOUS)
    assert str(question.params["other"]).endswith("half.json")
    report = check(Request((YEAR,), previous=(saved,)))
    assert [one.role for one in report.inputs if one.name == saved.as_posix()] == ["previous"]


def test_a_folder_may_have_returns_and_results(saved: Path, tmp_path: Path) -> None:
    """Where both are of one unit and time, the return counts; other JSON is set aside."""
    shutil.copy(saved, tmp_path / "half.json")
    (tmp_path / "other.json").write_text('{"name": "something else"}', encoding="utf-8")
    assert any(one.code is Code.FLOW_BELOW_PREVIOUS for one in asked(tmp_path))
    shutil.copy(HALF, tmp_path / "half.xlsx")
    assert not any(one.code is Code.FLOW_BELOW_PREVIOUS for one in asked(tmp_path))
    notes = check(Request((YEAR,), previous=(tmp_path,))).diagnostics
    assert [one.at.file for one in notes if one.code is Code.FILE_SET_ASIDE and one.at] == [f"{tmp_path}/other.json"]


def test_what_was_judged_last_counts(saved: Path, tmp_path: Path) -> None:
    shutil.copy(saved, tmp_path / "a.json")
    main(["check", str(HALF), "-q", "--as-of", "2099-01-01", "-o", str(tmp_path / "b.json")])
    assert not any(one.code is Code.FLOW_BELOW_PREVIOUS for one in asked(tmp_path))


def test_a_field_that_is_measured_otherwise_now_is_left_out_and_told(saved: Path, tmp_path: Path) -> None:
    def other(document: Document) -> None:
        figures = document["sound_figures"]
        assert isinstance(figures, dict)
        figures["fields"][0]["unit_of_measure"] = "nghìn hoạt động"

    found = check(Request((YEAR,), previous=(changed(saved, tmp_path, other),))).diagnostics
    assert not any(one.code is Code.FLOW_BELOW_PREVIOUS for one in found)
    assert [one.params["found"] for one in found if one.code is Code.RESULT_FIELDS_OTHER] == ["activities_held"]


@pytest.mark.crossing(4)
@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (lambda document: document.clear(), "no_result"),
        (lambda document: document.update(format_version="99"), "no_result"),
        (lambda document: document.update(sound_figures={"year": 2023}), "no_result"),
        (lambda document: document.update(what_if={}), "result_supposed"),
        (lambda document: document.pop("sound_figures"), "result_without_figures"),
        (lambda document: document["sound_figures"].update(fields=[]), "result_of_other_plan"),
        (
            lambda document: [one.update(unit=f"x{one['unit']}") for one in document["sound_figures"]["units"]],
            "result_of_other_plan",
        ),
    ],
)
def test_what_holds_no_past_of_this_plan_is_an_error(
    saved: Path, tmp_path: Path, change: Callable[[Document], object], kind: str
) -> None:
    file = changed(saved, tmp_path, change)
    with pytest.raises(UsageError) as error:
        asked(file)
    assert error.value.kind == kind
    file.write_text("no json", encoding="utf-8")
    with pytest.raises(UsageError):
        asked(file)


def test_a_count_that_is_not_whole_is_not_compared(saved: Path, tmp_path: Path) -> None:
    """No result of khpcmd has one; cut to a whole number it would be another figure."""

    def broken(document: Document) -> None:
        units = document["sound_figures"]["units"]  # type: ignore[index]
        units[0]["values"]["activities_held"] = "1000000.5"

    found = asked(changed(saved, tmp_path, broken))
    assert [one for one in found if one.params.get("before") == 10**6] == []
    assert len(found) == len(asked(saved)) - 1
