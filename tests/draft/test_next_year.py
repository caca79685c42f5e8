"""Next year's copy of a plan: what is moved, what stays, and what has to be read again."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from khpcmd.cli import main
from khpcmd.diagnostics import Code, Diagnostic
from khpcmd.diagnostics.errors import PlanError
from khpcmd.draft.next_year import next_year
from khpcmd.plan.load import default_plan, load_plan
from places import Captured
from small_plan import PLAN

TARGETS = sorted(default_plan().parent.glob("*.yaml"))
COMMENT = re.compile(r"(?:^|\s)#.*$", re.MULTILINE)


def copied(path: Path, year: int) -> tuple[str, str]:
    """The text of a plan and of its copy."""
    text = path.read_text(encoding="utf-8")
    return text, next_year(text, load_plan(path).plan, path.parent, year).text


def mistakes_of_copy(path: Path) -> list[Diagnostic]:
    with pytest.raises(PlanError) as refused:
        load_plan(path)
    return refused.value.diagnostics


@pytest.mark.crossing(1)
@pytest.mark.parametrize("path", TARGETS, ids=lambda path: path.stem)
@pytest.mark.parametrize("by", [1, 2, -1])
def test_the_copy_of_every_plan_loads_and_is_of_its_year(path: Path, by: int, tmp_path: Path) -> None:
    plan = load_plan(path).plan
    shutil.copytree(path.parent / "rosters", tmp_path / "rosters")
    text, new = copied(path, plan.year + by)
    (tmp_path / "plan.yaml").write_text(new, encoding="utf-8")
    if plan.id == "quyet-dinh-808-2023" and by == 2:
        pytest.skip("its roster ends with the reform of 2025")
    if plan.id == "quyet-dinh-546-2022":
        told = mistakes_of_copy(tmp_path / "plan.yaml")
        assert {(one.code, one.params["key"]) for one in told} == {(Code.MISSING_KEY, "coverage")}
        return  # its levels are a number for each year, which only the new document has
    moved = load_plan(tmp_path / "plan.yaml").plan
    assert moved.year == plan.year + by
    for name, period in moved.periods.items():
        old = plan.periods[name]
        assert period.window.last == old.window.last.replace(year=old.window.last.year + by)
        assert period.due.date == old.due.date.replace(year=old.due.date.year + by)
    assert COMMENT.findall(new) == COMMENT.findall(text)
    assert len(new.split("\n")) == len(text.split("\n"))
    assert [target.quote for target in moved.targets] == [target.quote for target in plan.targets]
    assert [target.threshold for target in moved.targets] == [target.threshold for target in plan.targets]


@pytest.mark.slow
def test_there_and_back_is_the_same_plan_but_for_its_number() -> None:
    text, new = copied(default_plan(), 2025)
    plan = load_plan(default_plan()).plan
    later = plan.changed(year=2025, baseline_year=2024)
    assert next_year(new, later, default_plan().parent, 2023).text == text.replace(
        "416/KH-UBND\n  date", "…/KH-UBND\n  date"
    )


def test_no_old_year_is_left_outside_quotes_and_comments() -> None:
    _, new = copied(default_plan(), 2025)
    left = [line.strip() for line in COMMENT.sub("", new).split("\n") if re.search(r"(?<!\d)202[23](?!\d)", line)]
    assert [line.split(":")[0].removeprefix("- ") for line in left] == ["file", "quote"]  # the roster, and B3b


CHANGED = (
    PLAN.replace("date: 2023-02-17", "date: 2024-02-29")
    .replace("year: 2023\nbaseline_year: 2022", "year: 2024\nbaseline_year: 2020 # fixed by the programme of 2020")
    .replace("2022-12-15", "2023-12-15")
    .replace("2023-12-1", "2024-12-1")
    .replace("from: 2024-12-15", "from: 2023-12-15")
    .replace("measure: {kind: growth, of: inspected}", "measure: {kind: growth, of: inspected, baseline: {year: 12}}")
    .replace("vi: Tăng,", "vi: Tăng so với năm 2020 (năm 2024),")
)


def test_a_fixed_baseline_year_and_days_that_the_new_year_lacks(tmp_path: Path, capsys: Captured) -> None:
    path, new = tmp_path / "old.yaml", tmp_path / "new.yaml"
    path.write_text(CHANGED, encoding="utf-8")
    assert main(["plan", "new", "--from-plan", str(path), "-o", str(new), "--lang", "en"]) == 0
    text, told = new.read_text(encoding="utf-8"), capsys.readouterr().out
    assert "date: 2025-02-28" in text
    assert "baseline_year: 2020 # fixed by the programme of 2020" in text
    assert "Tăng so với năm 2020 (năm 2025)" in text
    assert "416/" not in text
    for what in ("Baseline year, unchanged", "A3  year: 12", "fixed by the programme of 2020", "A2  at_least: 20%"):
        assert what in told


@pytest.mark.slow
def test_a_roster_of_the_new_year_is_taken_where_there_is_one(tmp_path: Path) -> None:
    shutil.copytree(default_plan().parent / "rosters", tmp_path / "rosters")
    shutil.copy(tmp_path / "rosters/hai_duong_2023_communes.csv", tmp_path / "rosters/hai_duong_2024_communes.csv")
    shutil.copy(default_plan(), tmp_path / "plan.yaml")
    plan = load_plan(tmp_path / "plan.yaml").plan
    copy = next_year((tmp_path / "plan.yaml").read_text(encoding="utf-8"), plan, tmp_path, 2024)
    assert "file: rosters/hai_duong_2024_communes.csv" in copy.text
    assert [one.text for one in copy.again if one.what == "roster_moved"] == ["rosters/hai_duong_2024_communes.csv"]


def test_without_a_file_the_plan_is_printed_and_the_list_is_beside_it(capsys: Captured) -> None:
    assert main(["plan", "new", "--from-plan", str(default_plan()), "--lang", "vi"]) == 0
    shown = capsys.readouterr()
    assert "\nyear: 2024\n" in shown.out
    assert "Đã chuyển sang năm 2024: đổi 28 giá trị" in shown.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--year", "2025"], "--from-plan"),
        (["--from-plan", "x.yaml", "--from-workbook", "y.xlsx"], "--from-workbook"),
        (["--from-plan", str(default_plan()), "--year", "2023"], "2023"),
        (["--from-plan", "nowhere.yaml"], "P101"),
    ],
)
def test_what_cannot_be_copied_is_told(arguments: list[str], told: str, capsys: Captured, tmp_path: Path) -> None:
    path = tmp_path / "out.yaml"
    assert main(["plan", "new", *arguments, "-o", str(path)]) == 2
    assert told in capsys.readouterr().err
    assert not path.exists()
