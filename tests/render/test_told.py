"""What is told of a target and of a unit is the same in every output: in full on a pipe, short under a heading."""

from __future__ import annotations

import pytest

import scenes
from khpcmd.i18n import Messages
from khpcmd.render.figures import Figures
from khpcmd.render.formats import Format, Look, render
from khpcmd.render.summary.check import summarized
from khpcmd.render.told.office import UnitTold
from khpcmd.render.told.target import TargetTold
from khpcmd.report import Report
from khpcmd.results import Verdict
from places import languages


def told(report: Report, target: str, language: str = "vi") -> TargetTold:
    figures = Figures(Messages(language), report.plan)
    return next(TargetTold(one, figures, figures.who) for one in report.results if one.target.id == target)


@languages
def test_a_line_on_a_pipe_says_what_the_heading_of_its_column_says(language: str) -> None:
    report, messages = scenes.report(scenes.faulty(), *scenes.FAULTS), Messages(language)
    piped = render(report, messages, Look(Format.SUMMARY, exit_code=3)).splitlines()
    screen = render(report, messages, Look(Format.SUMMARY, exit_code=3, terminal=True, width=110)).splitlines()
    short = [one for one in (told(report, name, language) for name in ("B1", "B3a")) if one.needed]
    assert [one.verdict for one in short] == [Verdict.MISSED] * 2
    for one in short:
        assert any(f"  {one.id}  " in line and one.needed in line for line in piped), one.id
        assert any(f" {one.id} " in line and one.needed_short in line and one.needed not in line for line in screen)


@pytest.mark.parametrize(
    "format_", [Format.JUNIT, Format.GITHUB, Format.GITLAB, Format.MARKDOWN, Format.PLAIN, Format.HTML]
)
def test_the_value_of_a_target_is_the_same_text_everywhere(format_: Format) -> None:
    report = scenes.report(scenes.faulty(), *scenes.FAULTS)
    text = render(report, Messages("vi"), Look(format_, exit_code=3))
    values = [one.value for one in (told(report, name) for name in ("B3a", "B1", "B3b"))]
    assert [value for value in values if value not in text.replace("\\\\", "")] == []


@languages
def test_markdown_has_the_units_where_they_are_asked_for_and_ends_with_the_answer(language: str) -> None:
    report, messages = scenes.report(scenes.faulty(), *scenes.FAULTS), Messages(language)
    look = Look(Format.MARKDOWN, by_unit=True, exit_code=3)
    lines = render(report, messages, look).splitlines()
    closing = render(report, messages, Look(Format.PLAIN, exit_code=3)).splitlines()[-1]
    assert lines[-1].replace("\\", "") == f"**{closing}**"
    heading = f"## {messages.template('headings.matrix')}"
    assert heading in lines
    assert any(line.startswith(f"| {report.plan.name_of(report.plan.unit['291']).in_(language)} | ") for line in lines)
    assert heading not in render(report, messages, Look(Format.MARKDOWN, exit_code=3))


def test_the_last_screen_names_the_letters_where_somebody_has_sent_nothing() -> None:
    def steps(report: Report) -> list[str]:
        return [step.text for step in summarized(report, Messages("vi"), Look(Format.SUMMARY, exit_code=3)).steps]

    absent = scenes.report(scenes.faulty(), *scenes.FAULTS)
    assert "khpcmd letters -d thu" in steps(absent)
    assert "khpcmd letters -d thu" not in steps(scenes.report(scenes.sound()))


def test_a_unit_that_has_one_thing_to_do_is_not_told_how_many_of_it_are_short() -> None:
    report = scenes.report(scenes.faulty())
    one = told(report, "B3a")
    assert [unit.needed for unit in one.missed_by] == ["cần thêm 2 vụ"]
    (done,) = (result for result in report.results if result.target.id == "D1")
    units = [UnitTold(unit, done.target, Figures(Messages("vi"), report.plan)) for unit in done.units]
    assert {unit.needed for unit in units} == {""}
