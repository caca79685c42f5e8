"""Days left in words: exact, in the right number, in every format that people read and in JSON."""

from __future__ import annotations

import datetime
import json
import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest

import days_plan
import scenes
from khpcmd.cli import main
from khpcmd.i18n import Messages
from khpcmd.judge.roll_call import deadlines
from khpcmd.render.formats import Format, Look, render
from khpcmd.render.summary.check import quiet_lines
from khpcmd.report import Report
from places import Captured

LAST = date(2023, 12, 14)


def seen(days_left: int, *, everybody: bool = False) -> Report:
    """The year with Tứ Kỳ missing (or nobody), so many days before the last one."""
    report = scenes.report(scenes.sound() if everybody else scenes.faulty())
    day, there = LAST - timedelta(days=days_left), {filed.unit for filed in report.returns}
    return replace(report, as_of=day, deadlines=deadlines(report.plan, {"year": there}, day, watched="year"))


def quiet(report: Report, language: str) -> list[str]:
    return list(quiet_lines(report, Messages(language), Look(Format.SUMMARY, exit_code=3)))


@pytest.mark.crossing(3)
@pytest.mark.parametrize(
    ("days_left", "vi", "en"),
    [
        (3, "còn 3 ngày", "3 days left"),
        (1, "còn 1 ngày", "1 day left"),
        (0, "hôm nay là hạn cuối", "last day for returns"),
        (-1, "quá hạn 1 ngày", "1 day overdue"),
        (-2, "quá hạn 2 ngày", "2 days overdue"),
    ],
)
def test_quiet_says_who_is_missing_and_how_many_days_are_left(days_left: int, vi: str, en: str) -> None:
    assert quiet(seen(days_left), "vi")[1] == f"Chưa báo cáo ({vi}): Huyện Tứ Kỳ"
    assert quiet(seen(days_left), "en")[1] == f"Not reported ({en}): Tu Ky District"


def test_where_everybody_has_reported_no_day_counts() -> None:
    assert not any(re.search("chưa báo cáo|ngày", line) for line in quiet(seen(-2, everybody=True), "vi")[1:])


def test_whoever_looks_only_at_those_that_reported_is_told_of_nobody_missing() -> None:
    report = scenes.report(scenes.faulty(), only_reported=True)
    assert not any("Tứ Kỳ" in line for line in quiet(report, "vi"))


@pytest.mark.crossing(1)
@pytest.mark.parametrize("form", [Format.TABLE, Format.PLAIN, Format.MARKDOWN])
def test_the_deadlines_stand_beside_the_roll_call(form: Format) -> None:
    def text(days_left: int, language: str, *, everybody: bool = False) -> str:
        report = seen(days_left, everybody=everybody)
        return re.sub(r"[\\\s]+", " ", render(report, Messages(language), Look(form, width=200)))

    assert "Hạn gửi báo cáo năm 2023: trước ngày 15/12/2023, còn 3 ngày." in text(3, "vi")
    assert "Hạn của kỳ khác: 6 tháng đầu năm 2023 (trước ngày 15/06/2023, đã qua 180 ngày)." in text(3, "vi")
    assert "Deadline for returns, year 2023: before 2023-12-15 (2 days overdue)." in text(-2, "en")
    assert "before 2023-12-15 (2 days ago)." in text(-2, "en", everybody=True)
    assert "before 2023-12-15 (1 day ago)." in text(-1, "en", everybody=True)


def test_a_day_that_is_itself_in_time_is_said_so() -> None:
    report = seen(3)
    year = report.plan.periods["year"]
    on_it = year.model_copy(update={"due": year.due.model_copy(update={"inclusive": True})})
    changed = replace(report, plan=report.plan.changed(periods=report.plan.periods | {"year": on_it}))
    assert "chậm nhất ngày 15/12/2023" in render(changed, Messages("vi"), Look(Format.PLAIN))


def test_returns_of_another_period_are_counted_where_there_are_some() -> None:
    report = scenes.report(scenes.sound())
    found = deadlines(report.plan, {"half_year": {"291", "296"}}, report.as_of, watched="year")
    text = render(replace(report, deadlines=found), Messages("vi"), Look(Format.PLAIN))
    assert "đã qua 181 ngày), trong các tệp có báo cáo của 2/6 đơn vị." in text


def test_json_lists_every_period_with_who_is_missing_and_overdue() -> None:
    half, year = json.loads(render(seen(-2), Messages("vi"), Look(Format.JSON)))["deadlines"]
    assert year == {
        "period": "year",
        "due": "2023-12-15",
        "due_inclusive": False,
        "days_left": -2,
        "expected": ["291", "296", "297", "298", "bao", "dai"],
        "reported": ["291", "296", "297", "bao", "dai"],
        "missing": ["298"],
        "overdue": ["298"],
    }
    assert (half["days_left"], half["missing"], half["overdue"]) == (-185, None, None)


# what is measured by a day is told by that day and by how late it is, in every format


DAYS = {"0291": datetime.date(2027, 3, 18), "0298": datetime.date(2027, 3, 10)}
REVIEWED = {"0291": datetime.date(2027, 6, 29), "0298": datetime.date(2027, 7, 5)}
SAID = {
    "vi": ("18/03/2027, chậm 4 ngày", "10/03/2027, đúng hạn", "1 đơn vị chưa đúng hạn"),
    "en": ("2027-03-18, 4 days late", "2027-03-10, in time", "1 unit not in time"),
}


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The forms of both districts, one of them four days late."""
    folder = tmp_path_factory.mktemp("days")
    (folder / "plan.yaml").write_text(days_plan.PLAN, encoding="utf-8")
    (folder / "inbox").mkdir()
    for unit, day in DAYS.items():
        file = folder / "inbox" / f"{unit}.xlsx"
        assert main(["template", "--unit", unit, "--plan", str(folder / "plan.yaml"), "-o", str(file)]) == 0
        book = openpyxl.load_workbook(file)
        sheet = book.worksheets[0]
        for row in sheet.iter_rows():
            if row[2].value == "Ngày ban hành kế hoạch":
                row[4].value = day
            elif row[2].value == "Ngày họp sơ kết":
                row[4].value = REVIEWED[unit]
        book.save(file)
    return folder / "inbox"


def written(inbox: Path, capsys: Captured, language: str, *more: str) -> str:
    capsys.readouterr()
    plan = str(inbox.parent / "plan.yaml")
    assert main([more[0], *more[1:], str(inbox), "--plan", plan, "--config", "none", "--lang", language]) == 1
    return capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.parametrize("language", SAID)
@pytest.mark.parametrize("form", ["csv", "json", "html"])
def test_every_format_tells_the_day(inbox: Path, capsys: Captured, form: str, language: str) -> None:
    found = written(inbox, capsys, language, "check", "--format", form)
    assert all(text in found for text in SAID[language][: 2 if form == "csv" else 3])


@pytest.mark.slow
@pytest.mark.parametrize("language", SAID)
@pytest.mark.parametrize("form", ["plain", "table", "markdown", "github", "junit"])
def test_every_format_says_how_many_are_late(inbox: Path, capsys: Captured, form: str, language: str) -> None:
    found = " ".join(written(inbox, capsys, language, "check", "--format", form).split())
    assert SAID[language][2] in found
    assert not any(text in found for text in ("cần thêm 1 đơn vị", "short by 1 (units)"))


@pytest.mark.crossing(1)
@pytest.mark.parametrize("language", SAID)
def test_explain_tells_the_day_and_its_cell_without_part_and_whole(
    inbox: Path, capsys: Captured, language: str
) -> None:
    found = written(inbox, capsys, language, "explain", "T1")
    (line,) = (line for line in found.splitlines() if SAID[language][0] in line)
    assert "0291.xlsx" in line
    assert not any(word in line for word in ("tử số", "mẫu số", "part", "whole"))


def test_a_day_before_the_first_one_is_too_early(inbox: Path, capsys: Captured) -> None:
    found = written(inbox, capsys, "en", "check", "--format", "csv")
    assert "2027-06-29, 2 days too early" in found
