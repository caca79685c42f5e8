"""Changes in every format."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

import scenes
from khpcmd.changes import Changes, How, Turn, compared
from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.diagnostics.parameters import Ref
from khpcmd.i18n import Messages
from khpcmd.render.changes import HOW_SIGNS, TURN_SIGNS
from khpcmd.render.formats import Format, Look, render, shown_by
from khpcmd.report import Report
from khpcmd.results import Verdict
from khpcmd.returns import Cell, CellState, Key, Return

LANGUAGES = [Messages("vi"), Messages("en")]
HOSTILE = "=1+1 |<b>`[red]%0A::error::\x1b[31m\u202e]]>&"

languages = pytest.mark.parametrize("messages", LANGUAGES, ids=["vi", "en"])
formats = pytest.mark.parametrize("form", shown_by("diff"))


def rendered(changes: Changes, form: Format, messages: Messages = LANGUAGES[1], width: int = 100) -> str:
    return render(changes, messages, Look(form, width=width))


def plain_text(shown: str) -> str:
    """Without the marks of Markdown, and on one line."""
    return re.sub(r"\s+", " ", shown.replace("\\", ""))


def hostile() -> Changes:
    def side(text: str) -> Report:
        at = Location(f"{HOSTILE}.xlsx", HOSTILE, "A1")
        cells = {
            Key("venues"): Cell(CellState.PROBLEM, None, at, text),
            Key("cases"): Cell(CellState.VALUE, text, at, text),
        }
        told = Diagnostic(Code.NOT_A_NUMBER, at, {"field": Ref("field", "venues"), "found": text}, unit="291")
        return replace(scenes.report({}, told), filed=(Return("291", "year", cells),))

    return compared(side(HOSTILE), side(HOSTILE + "?"))


@pytest.mark.crossing(7)
@formats
@languages
def test_text_of_a_workbook_is_only_text(form: Format, messages: Messages) -> None:
    shown = rendered(hostile(), form, messages)
    assert "1+1" in shown
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", shown)
    if form is Format.MARKDOWN:
        assert "<b>" not in shown
        assert all(line.count(" | ") == 2 for line in shown.splitlines() if line.startswith("| "))


@pytest.mark.crossing(14)
@formats
@languages
@pytest.mark.parametrize("before", list(Verdict))
@pytest.mark.parametrize("after", list(Verdict))
def test_every_turn_of_a_verdict_is_shown_in_every_format(
    before: Verdict, after: Verdict, form: Format, messages: Messages
) -> None:
    found = compared(scenes.with_verdict(before), scenes.with_verdict(after))
    shown = plain_text(rendered(found, form, messages))
    if before is after:
        assert "B3c" not in shown
    elif form is Format.JSON:
        (target,) = json.loads(shown)["targets"]
        assert [target[side]["verdict"] for side in ("before", "after")] == [before.value, after.value]
    else:
        (turned,) = found.targets
        assert f"{TURN_SIGNS[turned.turn]} {messages.template(f'compare.turns.{turned.turn.value}')}" in shown
        assert all(messages.template(f"verdicts.{verdict.value}") in shown for verdict in (before, after))


@languages
def test_everything_that_can_happen_has_a_sign_and_a_word(messages: Messages) -> None:
    assert set(HOW_SIGNS) == set(How)
    assert set(TURN_SIGNS) == set(Turn)
    assert all(messages.template(f"compare.turns.{turn.value}") for turn in Turn)


def sides() -> tuple[Report, Report]:
    """A district that inspected more and said nothing of its plan any more, one that came, and one that is gone."""
    before, after = scenes.sound(), scenes.sound()
    del before["297"], after["298"]
    after["291"] = {**scenes.DISTRICT, "inspected": 1240, "plan_issued": ""}
    old, new = scenes.report(before), scenes.report(after)
    return replace(old, filed=old.returns), replace(new, filed=new.returns)


@pytest.mark.crossing(5)
@pytest.mark.parametrize("form", [Format.TABLE, Format.PLAIN, Format.MARKDOWN])
@languages
def test_figures_are_told_as_the_language_writes_them(form: Format, messages: Messages) -> None:
    shown = plain_text(rendered(compared(*sides()), form, messages))
    words = ["1.240", "Có", "(không ghi)", "Huyện Gia Lộc", "Huyện Tứ Kỳ"]
    if messages.language == "en":
        words = ["1,240", "Yes", "(nothing)", "Gia Loc District", "Tu Ky District"]
    assert [word for word in words if word not in shown] == []


def test_a_program_finds_every_figure_also_of_units_that_came_or_went() -> None:
    found = json.loads(rendered(compared(*sides()), Format.JSON))
    figures = {unit["unit"]: (unit["how"], len(unit["figures"])) for unit in found["units"]}
    assert figures["291"] == ("changed", 2)
    assert figures["297"] == ("added", len(scenes.DISTRICT))
    assert figures["298"] == ("removed", len(scenes.DISTRICT))
    assert found["summary"]["units"] == {"added": 1, "removed": 1, "changed": 1, "same": 3}
    assert found["summary"]["figures"] == {"added": 0, "removed": 1, "changed": 1}


def test_what_turned_several_targets_is_told_once() -> None:
    before, after = scenes.sound(), scenes.sound()
    del after["298"]
    after["291"] = {**scenes.DISTRICT, "plan_issued": ""}
    old, new = scenes.report(before), scenes.report(after)
    found = compared(replace(old, filed=old.returns), replace(new, filed=new.returns))
    because = rendered(found, Format.PLAIN).split(LANGUAGES[1].template("compare.behind"))[1].split("\n\n")[0]
    assert because.splitlines()[1:] == [
        "  B1: No longer reporting: Tu Ky District.",
        "  B1: Plan issued: Nam Sach District Yes → (nothing)",
        "  B3a, B3b, B3c, B6a, B7, C1, D1: No longer reporting: Tu Ky District.",
    ]


def test_between_two_periods_nobody_asks_why_a_figure_differs() -> None:
    old, new = sides()
    shown = rendered(compared(replace(old, period="half_year"), new), Format.PLAIN)
    assert LANGUAGES[1].template("compare.behind") not in shown
    assert shown.startswith("Comparison of first half of 2023 with year 2023:")


def test_colour_only_repeats_what_signs_and_words_say() -> None:
    found = compared(*sides())
    plain = render(found, LANGUAGES[0], Look(Format.TABLE, width=80))
    colored = render(found, LANGUAGES[0], Look(Format.TABLE, width=80, color=True))
    assert "\x1b[" in colored
    bare = re.sub(r"\x1b\[[0-9;]*m", "", colored)
    assert [line.rstrip() for line in bare.splitlines()] == plain.splitlines()
