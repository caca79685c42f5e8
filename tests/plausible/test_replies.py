"""Remarks stand in the questions about their figures, and replies close the question about one figure as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment

from khpcmd.checking import Request, check
from khpcmd.checking.data import check_data
from khpcmd.diagnostics import AnyCode, Code, Diagnostic, Location, Severity
from khpcmd.diagnostics.errors import AnswersError
from khpcmd.diagnostics.parameters import Ref, UnitOther
from khpcmd.exits import exit_code, policy
from khpcmd.i18n import Messages
from khpcmd.inputs.decisions import load_answers
from khpcmd.plan.load import load_plan
from khpcmd.plausible.ask import with_remarks
from khpcmd.render.wording import Wording
from khpcmd.report import Report
from workbook.builder import write

NAMES = ("Nam Sách", "Kim Thành", "Tứ Kỳ", "Thanh Miện", "Ninh Giang", "Gia Lộc", "Bình Giang")
HEAD = "plan: hai-duong-2023\nquestions:\n"
ONE = (
    '  - code: Q101\n    unit: "298"\n    field: activities_held\n    figure: 1020\n    period: year\n'
    "    reply: |\n      Mở đợt cao điểm\n      tháng 6\n    replied_by: Phòng LĐTBXH\n    day: 2023-12-10\n"
)


def table(title: str, figure: int = 102, remark: str = "") -> str:
    rows = "".join(
        f"| Huyện {name} | {figure if name == 'Tứ Kỳ' else 100 + at} | {remark if name == 'Tứ Kỳ' else ''} |\n"
        for at, name in enumerate(NAMES)
    )
    return f"{title}\n| Đơn vị | Số hoạt động đã tổ chức | Ghi chú |\n{rows}"


@pytest.fixture(autouse=True)
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(Path("then.xlsx"), S=table("BÁO CÁO NĂM 2022"))
    write(Path("now.xlsx"), S=table("BÁO CÁO NĂM 2023", 1020))


def checked(text: str, *, previous: bool = True, day: date = date(2023, 12, 14)) -> Report:
    Path("answers.yaml").write_text(text, encoding="utf-8")
    before = (Path("then.xlsx"),) if previous else ()
    paths = {"previous": before, "answers": Path("answers.yaml")}
    return check(Request((Path("now.xlsx"),), as_of=day, only_reported=True, targets=("B1b",), **paths))  # type: ignore[arg-type]  # paths


def told(report: Report) -> list[Diagnostic]:
    return [one for one in report.diagnostics if one.code.code[0] in "QA"]


def codes(report: Report) -> list[AnyCode]:
    return [one.code for one in told(report)]


def test_a_reply_closes_its_question_and_says_who_gave_it_when() -> None:
    report = checked(HEAD + ONE)
    (note,) = told(report)
    assert (note.code, note.severity, note.unit) == (Code.QUESTION_ANSWERED, Severity.NOTE, "298")
    assert note.at is not None
    assert note.at.cell == "B5"
    assert {name: note.params[name] for name in ("found", "reply", "by", "day")} == {
        "found": "Q101",
        "reply": "Mở đợt cao điểm tháng 6",
        "by": "Phòng LĐTBXH",
        "day": date(2023, 12, 10),
    }
    assert [one.role for one in report.inputs] == ["return", "previous", "answers"]


def test_an_answered_question_passes_a_strict_run() -> None:
    open_, closed = checked("plan: hai-duong-2023\nanswers: []\n"), checked(HEAD + ONE)
    assert codes(open_) == [Code.FLOW_UNUSUAL]
    others = {one.code for one in closed.diagnostics if one.severity in (Severity.ERROR, Severity.WARNING)}
    assert others == set()
    assert exit_code(open_, policy((), strict=True)) == 3
    assert exit_code(closed, policy((), strict=True)) == 0
    assert [one.verdict for one in closed.results] == [one.verdict for one in open_.results]


def test_a_reply_to_another_figure_leaves_the_question_open() -> None:
    report = checked(HEAD + ONE.replace("1020", "1120"))
    assert codes(report) == [Code.REPLY_OUTDATED, Code.FLOW_UNUSUAL]
    assert (told(report)[0].params["figure"], told(report)[0].params["now"]) == (Decimal(1120), Decimal(1020))


def test_a_reply_to_nothing_is_told() -> None:
    assert codes(checked(HEAD + ONE.replace("Q101", "K614"))) == [Code.REPLY_UNUSED, Code.FLOW_UNUSUAL]


@pytest.mark.parametrize(
    "text",
    [ONE.replace("year", "half_year"), ONE.replace('"298"', '"288"')],
    ids=["of another period", "of a unit without a return"],
)
def test_what_cannot_be_asked_in_a_run_is_passed_over(text: str) -> None:
    assert codes(checked(HEAD + text)) == [Code.FLOW_UNUSUAL]


def test_without_earlier_returns_no_reply_is_unused() -> None:
    assert codes(checked(HEAD + ONE, previous=False)) == []


def test_a_reply_of_the_day_itself_closes_its_question() -> None:
    assert codes(checked(HEAD + ONE, day=date(2023, 12, 10))) == [Code.QUESTION_ANSWERED]


def test_a_reply_of_a_later_day_is_not_used() -> None:
    assert codes(checked(HEAD + ONE, day=date(2023, 12, 9))) == [Code.REPLY_NOT_YET, Code.FLOW_UNUSUAL]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        (HEAD + ONE.replace("Q101", "C502"), Code.REPLY_TO_NO_QUESTION, 3),
        (HEAD + ONE.replace("Q101", "Q999"), Code.REPLY_TO_NO_QUESTION, 3),
        (HEAD + ONE.replace("    figure: 1020\n", ""), Code.REPLY_TO_WHAT, 3),
        (HEAD + ONE.replace("Q101", "Q102"), Code.REPLY_TO_WHAT, 3),
        (HEAD + ONE.replace("Q101", "Q102").replace("    figure: 1020\n", ""), Code.REPLY_TO_WHAT, 3),
        (HEAD + ONE.replace("Q101", "Q102").replace("    field: activities_held\n", ""), Code.REPLY_TO_WHAT, 3),
        (HEAD + ONE.replace('"298"', '"999"'), Code.UNKNOWN_REFERENCE, 4),
        (HEAD + ONE.replace("activities_held", "activities_hold"), Code.UNKNOWN_REFERENCE, 5),
        (HEAD + ONE.replace("year", "yaer"), Code.UNKNOWN_REFERENCE, 7),
        (HEAD + ONE.replace("2023-12-10", "2022-06-10"), Code.ANSWER_BEFORE_PERIOD, 12),
        (HEAD + ONE + ONE, Code.REPLY_TWICE, 13),
        (HEAD + ONE.replace("replied_by", "replied"), Code.UNKNOWN_KEY, 11),
        (HEAD.replace("2023", "2024") + ONE, Code.ANSWERS_OF_OTHER_PLAN, 1),
    ],
)
def test_each_mistake_is_told_at_its_place(text: str, code: AnyCode, line: int) -> None:
    Path("answers.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(AnswersError) as caught:
        load_answers(Path("answers.yaml"), load_plan(None).plan)
    found = [(one.code, one.at.line) for one in caught.value.diagnostics if one.at]
    of_return = Ref("word", "reply_with_figure" if "Q102" in text else "reply_without_figure")
    assert all(one.params["what"] == of_return for one in caught.value.diagnostics if one.code is Code.REPLY_TO_WHAT)
    assert (code, line) in found


def test_where_a_name_stands_for_an_id_the_id_is_offered() -> None:
    text = ONE.replace('"298"', "Huyện Tứ Kỳ").replace("year", "năm 2023")
    text = text.replace("activities_held", "Số hoạt động phòng, chống mại dâm đã tổ chức")
    Path("answers.yaml").write_text(HEAD + text, encoding="utf-8")
    with pytest.raises(AnswersError) as caught:
        load_answers(Path("answers.yaml"), load_plan(None).plan)
    assert [one.params["suggestion"] for one in caught.value.diagnostics] == ["298", "activities_held", "year"]


# what a unit wrote beside a figure stands in the question about it


WHY = "mở đợt cao điểm tháng 6"


def asked() -> Diagnostic:
    request = Request((Path("now.xlsx"),), previous=(Path("then.xlsx"),), only_reported=True)
    (question,) = check(request).of(Severity.QUESTION)
    (file,) = check_data(Request((Path("now.xlsx"),), previous=(Path("then.xlsx"),))).files
    (same,) = [one for one in file.diagnostics if one.severity is Severity.QUESTION]
    assert same == replace(question, turns=None, turns_usual=None, usual=())  # no target is judged there
    return question


def test_the_remark_in_its_row_is_quoted() -> None:
    write(Path("now.xlsx"), S=table("BÁO CÁO NĂM 2023", 1020, WHY))
    question = asked()
    assert question.remark == WHY
    assert f"“{WHY}”" in Wording(Messages("vi"), load_plan(None).plan).message(question)


def test_the_comment_on_its_cell_is_quoted() -> None:
    write(Path("now.xlsx"), S=table("BÁO CÁO NĂM 2023", 1020))
    book = load_workbook("now.xlsx")
    book["S"]["B5"].comment = Comment(WHY, "Tứ Kỳ")
    book.save("now.xlsx")
    assert asked().remark == WHY


def test_the_remark_of_another_row_is_not() -> None:
    text = table("BÁO CÁO NĂM 2023", 1020).replace("| Huyện Gia Lộc | 105 |  |", f"| Huyện Gia Lộc | 105 | {WHY} |")
    write(Path("now.xlsx"), S=text)
    assert asked().remark == ""


def test_what_is_said_of_a_figure_and_of_its_row_stands_beside_the_question_once() -> None:
    remarks = {"f.xlsx": {"s": {(5, 2): "một \n đợt", (5, 0): "một đợt", (6, 2): "hai", (6, 0): "ba"}}}
    params: UnitOther = {"unit": Ref("unit", "d1"), "other": ""}
    places = [*(Location("f.xlsx", "s", cell) for cell in ("B5", "B6", "C6", "C7", "")), Location("g.xlsx"), None]
    asked = [Code.IDENTICAL_TO_PREVIOUS(at, params) for at in places]
    assert [one.remark for one in with_remarks(asked, remarks)] == ["một đợt", "hai; ba", "ba", "", "", "", ""]


def test_a_long_remark_is_cut() -> None:
    write(Path("now.xlsx"), S=table("BÁO CÁO NĂM 2023", 1020, f"{WHY}; " * 20))
    assert len(asked().remark) == 300
