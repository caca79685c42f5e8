"""Days left in words: exact, in the right number, in every format that people read and in JSON."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

import scenes
from khpcmd.i18n import Messages
from khpcmd.judge.roll_call import deadlines
from khpcmd.render.formats import Format, Look, render
from khpcmd.render.summary.check import quiet_lines
from khpcmd.report import Report

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
