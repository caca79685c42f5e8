"""Every format and both languages show a question; marked copies and forms know it."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from khpcmd.checking import Request, check
from khpcmd.cli import main
from khpcmd.diagnostics import Severity
from khpcmd.i18n import Messages
from khpcmd.render.formats import Format, Look, shown_by
from khpcmd.render.summary.check import calls_of, calls_text, check_summary
from places import EXAMPLES, Captured
from plausible.test_replies import WHY, table
from workbook.builder import write

FIGURES, REMARKS = 6, 7
"""The columns of a form of khpcmd."""
CHECK = ["check", "now.xlsx", "--previous", "then.xlsx", "--only-reported", "--target", "B1b", "--as-of", "2023-12-14"]


@pytest.fixture(autouse=True)
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(Path("then.xlsx"), S=table("BÁO CÁO NĂM 2022"))
    write(Path("now.xlsx"), S=table("BÁO CÁO NĂM 2023", 1020, WHY))


@pytest.mark.crossing(3)
@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("name", [one.value for one in shown_by("check") if one.value not in ("table", "summary")])
def test_every_format_has_the_question_with_its_basis_and_its_remark(name: str, lang: str, capsys: Captured) -> None:
    assert main([*CHECK, "-f", name, "--lang", lang]) == 0
    text = capsys.readouterr().out
    assert "Q101" in text
    assert {"vi": "1.020", "en": "1,020"}[lang] in text
    assert WHY in text


@pytest.mark.parametrize("suffix", ["xlsx", "docx", "html", "json"])
def test_every_file_of_results_is_written(suffix: str) -> None:
    assert main([*CHECK, "-q", "-o", f"out/results.{suffix}"]) == 0
    assert Path(f"out/results.{suffix}").stat().st_size > 0


@pytest.mark.parametrize(("lang", "words"), [("vi", "1 câu hỏi"), ("en", "1 question")])
def test_the_first_screen_counts_questions(lang: str, words: str, capsys: Captured) -> None:
    main([*CHECK, "--lang", lang])
    assert words in capsys.readouterr().out


@pytest.mark.parametrize(
    ("turns_usual", "asked", "rest"), [((), 0, 5), (None, 3, 2), (("B1b",), 3, 2)], ids=["unusual", "unknown", "usual"]
)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_first_screen_has_the_few_questions_that_can_turn_a_binding_target(
    lang: str, turns_usual: tuple[str, ...] | None, asked: int, rest: int
) -> None:
    """Not those that can only if the figure is none that is usual; the others are counted."""
    request = Request((Path("now.xlsx"),), previous=(Path("then.xlsx"),), only_reported=True, targets=("B1b",))
    report, messages = check(request), Messages(lang)
    (question,) = report.of(Severity.QUESTION)
    assert (question.turns, question.turns_usual) == (("B1b",), ())
    five = (replace(question, turns_usual=turns_usual),) * 5
    look = Look(Format.SUMMARY, width=80, color=False, terminal=True)
    lines = check_summary(replace(report, diagnostics=five), messages, look).splitlines()
    shown = [line for line in lines if line.startswith("? Q101 B5")]
    assert len(shown) == asked
    assert (messages.template("summary.asked") in lines) is bool(asked)
    assert ("  " + messages.text("summary.more_asked", count=rest) in lines) is bool(asked)
    assert all(len(line) <= 80 for line in shown)


def test_hidden_values_hide_figures_and_remarks(capsys: Captured) -> None:
    main([*CHECK, "-f", "json", "--hide-values"])
    text = capsys.readouterr().out
    assert "Q101" in text
    assert WHY not in text
    assert re.search(r"\b1020\b", text) is None  # a hash may have these digits
    assert "1.020" not in text


def test_the_counts_of_the_document_have_a_number_of_questions(capsys: Captured) -> None:
    main([*CHECK, "-f", "json"])
    document = json.loads(capsys.readouterr().out)
    assert document["summary"]["diagnostics"] == {"error": 0, "warning": 0, "question": 1, "note": 1}
    (question,) = [one for one in document["diagnostics"] if one["severity"] == "question"]
    assert (question["cell"], question["unit"], question["params"]["count"]) == ("B5", "298", 7)


def test_a_marked_copy_marks_the_cell_that_is_asked_about() -> None:
    main(["annotate", "now.xlsx", "--previous", "then.xlsx", "-d", "marked"])
    (copy,) = Path("marked").glob("*.xlsx")
    cell = load_workbook(copy)["S"]["B5"]
    assert cell.comment is not None
    assert "1.020" in cell.comment.text
    assert cell.fill.fgColor.rgb == "FF9DC3E6"


ASKED_ONLY = ("--previous", str(EXAMPLES / "returns_2023.xlsx"), "--as-of", "2023-12-14")
"""What a copy of the shipped example has to be compared with to raise questions and no error: its own figures."""


@pytest.mark.parametrize(("lang", "answer"), [
    ("vi", "Không có tệp nào phải sửa; có 16 câu hỏi cho đơn vị trong 1 tệp (mã thoát 0)"),
    ("en", "Nothing has to be fixed; 16 questions to the units in 1 file (exit code 0)"),
])  # fmt: skip
def test_a_file_with_questions_alone_gets_its_marked_copy(lang: str, answer: str, capsys: Captured) -> None:
    """It goes back to the unit, which has to answer; there is nothing to fix, and the exit code says so."""
    shutil.copy(EXAMPLES / "returns_2023.xlsx", "asked.xlsx")
    assert main(["annotate", "asked.xlsx", *ASKED_ONLY, "-d", "marked", "--lang", lang]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == answer
    assert any(line.startswith("? 17 ") and line.endswith("marked/asked.xlsx") for line in lines)
    assert [one.name for one in Path("marked").iterdir()] == ["asked.xlsx"]


@pytest.mark.parametrize(
    ("lang", "words"), [("vi", "Cần hỏi lại (16 câu hỏi): Thành"), ("en", "To ask (16 questions): ")]
)
def test_quiet_has_whom_to_ask_on_a_line(lang: str, words: str, capsys: Captured) -> None:
    shutil.copy(EXAMPLES / "returns_2023.xlsx", "asked.xlsx")
    assert main(["check", "asked.xlsx", *ASKED_ONLY, "-q", "--lang", lang]) == 1
    _, asked = capsys.readouterr().out.splitlines()
    assert asked.startswith(words)


def test_a_question_says_that_no_verdict_changes_where_usual_figures_turn_none(
    capsys: Captured,
) -> None:
    """A figure that is asked about is right, or should have been a usual one: no call for what only others turn."""
    main([*CHECK, "-v", "-f", "plain", "--lang", "en"])
    (asked,) = [line for line in capsys.readouterr().out.splitlines() if "Q101" in line]
    assert "With a figure as usual (35 to 305), no verdict changes." in asked
    assert "Can turn" not in asked
    main([*CHECK, "--calls", "--lang", "en"])
    assert "no call is needed" in capsys.readouterr().out.splitlines()[0]
    report = check(Request((Path("now.xlsx"),), previous=(Path("then.xlsx"),), only_reported=True, targets=("B1b",)))
    (question,) = report.of(Severity.QUESTION)
    turned = replace(question, turns_usual=("B1b",))
    assert [call.targets for call in calls_of(replace(report, diagnostics=(turned,)))] == [("B1b",)]
    assert calls_of(report) == ()


def test_a_form_of_khpcmd_is_asked_about_like_any_return(capsys: Captured) -> None:
    """The unit's form has its cells elsewhere; what is asked, and where, is the same."""
    assert main(["template", "--unit", "298", "--period", "year", "-o", "form.xlsx"]) == 0
    book = load_workbook("form.xlsx")
    label = "Số hoạt động phòng, chống mại dâm đã tổ chức"
    sheet, row = next((sheet, cell.row) for sheet in book for row in sheet for cell in row if cell.value == label)
    sheet.cell(row, FIGURES).value = 1020
    sheet.cell(row, REMARKS).value = WHY
    book.save("form.xlsx")
    others = table("BÁO CÁO NĂM 2023").replace("| Huyện Tứ Kỳ | 102 |  |\n", "")
    write(Path("others.xlsx"), S=others)
    capsys.readouterr()
    main(["check", "form.xlsx", "others.xlsx", *CHECK[2:], "-f", "json"])
    document = json.loads(capsys.readouterr().out)
    asked = [one for one in document["diagnostics"] if one["code"] == "Q101"]
    assert [(one["file"], one["unit"]) for one in asked] == [("form.xlsx", "298")]
    assert WHY in asked[0]["message"]


def test_where_nothing_is_open_the_calls_decide_nothing() -> None:
    """A call whose answer may turn a verdict that is sure as the figures stand."""
    request = Request((Path("now.xlsx"),), previous=(Path("then.xlsx"),), only_reported=True, targets=("B1b",))
    report, look = check(request), Look(Format.SUMMARY)
    turned = [replace(one, turns_usual=one.turns) for one in report.of(Severity.QUESTION)]
    lines = calls_text(replace(report, diagnostics=tuple(turned)), Messages("vi"), look).splitlines()
    assert any(line.startswith("   Q101 B5: ") for line in lines)
    assert lines[-1].startswith("Không còn chỉ tiêu nào chưa kết luận")


def test_where_nothing_was_judged_no_call_list_says_that_all_is_decided(capsys: Captured, tmp_path: Path) -> None:
    assert main(["check", str(tmp_path / "none"), "--calls", "--lang", "en"]) == 3
    assert capsys.readouterr().out.splitlines()[-1] == "Inconclusive: 1 error (exit code 3)"
