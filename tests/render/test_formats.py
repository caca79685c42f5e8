"""Every format shows everything, and nothing of a workbook can act up in it."""

from __future__ import annotations

import json
import re
import sys
from importlib import import_module
from inspect import Signature, signature
from itertools import product

import pytest

import scenes
from khpcmd.diagnostics import Code, Diagnostic, Location, Severity
from khpcmd.diagnostics.parameters import Ref
from khpcmd.i18n import LANGUAGES, Messages
from khpcmd.plan.load import UNSEEN as IN_NO_NAME
from khpcmd.render.formats import COMPOSERS, Format, Look, render
from khpcmd.render.styles import SIGNS
from khpcmd.render.told.target import TargetTold
from khpcmd.render.view import View
from khpcmd.render.wording import UNSEEN, Wording, visible
from khpcmd.report import Report
from khpcmd.results import Verdict
from places import languages

VI = Messages("vi")
EVIL = "Xã [mới][/đóng] :100: \x1b[31m\x07\u202eđỏ\u200b\r\n\x9b\ud800"
HOSTILE = Diagnostic(Code.UNKNOWN_COLUMN, Location("a\x1b]0;b.xlsx", EVIL, "A1"), {"header": EVIL, "suggestion": ""})


ANSWERS = {"check": "Report", "validate": "DataReport", "diff": "Changes"}
"""What each command that has its results written by the table hands to a writer."""


@pytest.mark.parametrize("form", Format)
def test_every_writer_of_the_table_takes_the_results_of_its_command(form: Format) -> None:
    for command, name in form.writers.items():
        taken = called(name)
        results, *others = (one.annotation for one in taken.parameters.values())
        known = ("Document", ["Look"]) if name == form.dress else (ANSWERS[command], ["Messages", "Look"])
        assert (results, others) == known
        assert (taken.return_annotation == "bytes") == (form.content == "binary")


@pytest.mark.parametrize("command", COMPOSERS)
def test_every_composer_makes_a_document_of_the_results_of_its_command(command: str) -> None:
    taken = called(COMPOSERS[command])
    assert [one.annotation for one in taken.parameters.values()] == [ANSWERS[command], "Messages", "Look"]
    assert taken.return_annotation == "Document"


def called(name: str) -> Signature:
    """How a function is called that the table names."""
    module, _, function = name.partition(":")
    return signature(getattr(import_module(f"khpcmd.render.{module}"), function))


def shown(report: Report, name: str, width: int = 80, language: str = "vi", *, color: bool = False) -> str:
    return render(report, Messages(language), Look(Format(name), by_unit=True, width=width, color=color))


def faulty(*more: Diagnostic) -> Report:
    return scenes.report(scenes.faulty(), *scenes.FAULTS, *more)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.crossing(1)
@languages
@pytest.mark.parametrize("width", [40, 80, 120, 200])
def test_a_table_fits_its_width_and_cuts_nothing(width: int, language: str) -> None:
    text = shown(faulty(), "table", width, language)
    assert max(len(line) for line in text.splitlines()) <= width
    assert squeezed(text).count("…") == squeezed(text).count("…Đangthựchiện") + squeezed(text).count("…Inprogress")
    fault = "C502" + squeezed("returns.xlsx › Tổng hợp!E9")
    assert fault in squeezed(text)


def test_colour_adds_nothing_but_colour() -> None:
    plain, colored = (shown(faulty(), "table", color=color) for color in (False, True))
    assert "\x1b" not in plain
    assert "\x1b[" in colored
    assert squeezed(re.sub(r"\x1b\[[0-9;]*m", "", colored)) == squeezed(plain)


def test_plain_lines_are_whole_and_have_no_trailing_blanks() -> None:
    lines = shown(faulty(), "plain").splitlines()
    assert all(line == line.rstrip() for line in lines)
    assert not any(character in "".join(lines) for character in "─│┃━")
    assert sum("C502" in line and "4 người" in line and "Chỉ ghi chữ số" in line for line in lines) == 1


@pytest.mark.parametrize("name", ["plain", "table"])
def test_what_cannot_be_seen_is_shown_as_an_escape(name: str) -> None:
    text = shown(faulty(HOSTILE), name, 200)
    assert r"Xã [mới][/đóng] :100: \x1b[31m\x07\u202eđỏ\u200b\x0d\x0a\x9b\ud800" in text
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\u200b\ud800]", text)
    text.encode()


def test_json_keeps_the_value_of_what_cannot_be_seen() -> None:
    text = shown(faulty(HOSTILE), "json")
    text.encode()
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\u200b]", text)
    assert json.loads(text)["diagnostics"][-1]["params"]["header"] == EVIL


def test_json_is_complete_and_written_in_the_readers_letters() -> None:
    text = shown(faulty(), "json")
    assert "Huyện có kế hoạch" in text
    found = json.loads(text)
    assert found["format_version"] == "1"
    assert found["plan"]["sha256"] == "0" * 64
    assert found["inputs"] == [
        {"file": "returns.xlsx", "sha256": "1" * 64, "role": "return", "standing": "faulty", "units": []}
    ]
    assert found["summary"]["targets"]["missed"] == 2
    assert found["summary"]["diagnostics"] == {"error": 1, "warning": 1, "question": 0, "note": 1}
    assert found["summary"]["not_reported"] == 1
    assert found["roll_call"][0]["missing"] == ["298"]
    one = next(result for result in found["results"] if result["target"] == "B1")
    assert (one["part"], one["whole"], one["value"]) == (2, 3, "2/3")
    assert one["bounds"] == {"low": "1/2", "high": "3/4"}
    assert (one["verdict"], one["gap"], one["threshold"]) == ("missed", 1, {"at_least": "100%"})
    assert one["lacking"] == [{"unit": "298", "reported": False, "under_way": False}]
    assert one["units"][0]["part_cells"] == [
        {"file": "f.xlsx", "sheet": "s", "cell": "A1", "state": "value", "raw": "True", "value": True}
    ]
    assert all(not (result["part_cells"] or result["whole_cells"]) for result in found["results"] if result["units"])
    fault = found["diagnostics"][0]
    assert (fault["code"], fault["name"], fault["severity"]) == ("C502", "not_a_number", "error")
    assert (fault["file"], fault["sheet"], fault["cell"], fault["unit"]) == ("returns.xlsx", "Tổng hợp", "E9", "296")
    assert fault["params"] == {"field": {"kind": "field", "id": "inspected"}, "found": "4 người"}


def keys(value: object) -> set[str]:
    if isinstance(value, dict):
        return set(value) | {key for item in value.values() for key in keys(item)}
    return {key for item in value for key in keys(item)} if isinstance(value, list) else set()


def test_json_keys_are_the_same_in_every_language() -> None:
    vi, en = (json.loads(shown(faulty(), "json", language=language)) for language in LANGUAGES)
    assert keys(vi) == keys(en)
    assert all(re.fullmatch("[a-z0-9_]+", key) for key in keys(vi))
    assert [d["code"] for d in vi["diagnostics"]] == [d["code"] for d in en["diagnostics"]]


def test_an_escape_is_one_line() -> None:
    assert visible("a\nb\tc\u2028d") == r"a\x0ab\x09c\u2028d"


@pytest.mark.slow
def test_every_character_that_cannot_be_seen_is_escaped_and_no_other() -> None:
    everything = [chr(code) for code in range(sys.maxunicode + 1)]
    changed = {character for character in everything if visible(character) != character}
    assert changed == {character for character in everything if UNSEEN.search(character)}
    assert "\x1b" in changed
    in_no_name = [character for character in everything if IN_NO_NAME.search(character)]
    assert "\u202e" in in_no_name
    assert not any(character.isprintable() for character in in_no_name)


# what a person reads: the verdict line, the roll-call, the rows and the faults


VI_VIEW, EN = Messages("vi"), Messages("en")


def view(figures: scenes.Filed, *diagnostics: Diagnostic, messages: Messages = VI_VIEW, period: str = "year") -> View:
    return View(scenes.report(figures, *diagnostics, period=period), messages, by_unit=True)


def row(drawn: View, name: str) -> TargetTold:
    return next(row for row in drawn.targets if row.id == name)


def test_the_first_line_has_the_verdicts_and_the_errors() -> None:
    drawn = view(scenes.faulty(), *scenes.FAULTS)
    assert drawn.verdict_line == (
        "Kỳ báo cáo năm 2023 (đến 14/12/2023): 1 đạt, 2 không đạt, 7 chưa kết luận; 1 đơn vị chưa báo cáo, 1 lỗi"
    )


def test_the_first_line_says_that_only_reporting_units_were_judged() -> None:
    report = scenes.report(scenes.faulty(), only_reported=True)
    assert View(report, VI_VIEW).verdict_line.startswith("CHỈ XÉT CÁC ĐƠN VỊ ĐÃ BÁO CÁO")
    assert View(report, EN).verdict_line.startswith("REPORTED UNITS ONLY")


def test_the_first_line_says_that_only_some_targets_were_judged() -> None:
    line = View(scenes.report(scenes.sound(), only=("B3c",)), VI_VIEW).verdict_line
    assert line.endswith("1 đạt (chỉ xét các chỉ tiêu được chọn)")


def test_without_any_return_the_period_is_not_known() -> None:
    drawn = View(scenes.report({}, period="year", only=()), VI_VIEW)
    assert "chưa xét chỉ tiêu nào" not in drawn.verdict_line
    assert drawn.roll_call[0] == "Đã báo cáo: 0/4 huyện, thị xã, thành phố; 0/2 cơ quan cấp tỉnh."


def test_the_roll_call_names_the_missing() -> None:
    assert view(scenes.faulty()).roll_call == (
        "Đã báo cáo: 3/4 huyện, thị xã, thành phố; 2/2 cơ quan cấp tỉnh.",
        "Chưa báo cáo (huyện, thị xã, thành phố): Huyện Tứ Kỳ.",
    )


@pytest.mark.parametrize(
    ("name", "threshold", "result"),
    [
        ("B1", "≥ 100%", "4/4 = 100,00%"),
        ("B3a", "mỗi đơn vị ≥ 100%", "4/4 đơn vị đạt; tính chung: 28/28 = 100,00%"),
        ("B3b", "≥ +3%", "68 so với 64 của năm 2022: tăng 6,25%"),
        ("B3c", "≥ 20%", "92/400 = 23,00%"),
        ("B6a", "≥ 20,5%", "5.600/20.000 = 28,00%"),
        ("B7", "≥ 90%", "0/0"),
        ("B8", "mỗi tháng ≥ 1 tin, bài", "11/11 tháng"),
        ("C1", "≥ 5.300 người", "5.600 người"),
        ("D1", "phải thực hiện", "4/4 đơn vị"),
        ("M1", "xem xét trực tiếp", "chưa có kết quả"),
    ],
)
def test_every_kind_of_measure_is_told_in_its_own_way(name: str, threshold: str, result: str) -> None:
    found = row(view(scenes.sound()), name)
    assert (found.threshold, found.value) == (threshold, result)


def test_marks_say_what_is_aspirational_and_what_is_self_declared() -> None:
    assert row(view(scenes.sound()), "B6a").title == "Người lao động được tuyên truyền (phấn đấu) (đơn vị tự khai)"


def test_an_incomplete_figure_is_provisional_and_names_who_is_lacking() -> None:
    found = row(view(scenes.faulty()), "B3c")
    assert found.word == "Chưa kết luận"
    assert found.remarks == ("tạm tính, 2/4 đơn vị",)
    assert found.details == (
        "chưa báo cáo: Huyện Tứ Kỳ",
        "thiếu hoặc không dùng được số liệu: Huyện Bình Giang",
    )


def test_a_missed_target_has_the_gap_the_bounds_the_clause_and_the_cells() -> None:
    found = row(view(scenes.faulty()), "B1")
    assert found.remarks == ("tạm tính, 3/4 đơn vị", "cần thêm 1 đơn vị")
    assert found.details == (
        "khi đủ số liệu: từ 50,00% đến 75,00%",
        "chưa báo cáo: Huyện Tứ Kỳ",
        "đơn vị chưa thực hiện: Huyện Bình Giang",
        "Căn cứ Mục II.2: “tổ chức kiểm tra ít nhất 20% số cơ sở”",
        "Lấy từ f.xlsx › s!A1",
    )


def test_the_gap_is_in_the_things_that_are_counted() -> None:
    figures = scenes.sound() | {"291": {**scenes.DISTRICT, "inspected": 0}}
    assert "cần thêm 11 cơ sở" in row(view(figures), "B3c").remarks
    assert "short by 11 (venues)" in row(view(figures, messages=EN), "B3c").remarks


def test_an_interim_shortfall_shows_its_pace() -> None:
    figures = scenes.sound() | {"291": {**scenes.DISTRICT, "inspected": 0}}
    found = row(view(figures, period="half_year"), "B3c")
    assert found.verdict is Verdict.IN_PROGRESS
    assert "bằng 86,25% mức phải đạt cả năm; thời gian đã qua 49,86%" in found.remarks


def test_nothing_to_measure_is_told_with_its_reason() -> None:
    found = row(view(scenes.sound()), "B7")
    assert (found.word, found.remarks) == ("Không áp dụng", ("không phát sinh",))


def test_verdicts_are_told_apart_without_colour() -> None:
    assert len({SIGNS[verdict] for verdict in Verdict}) == len(Verdict)


def test_the_matrix_has_every_unit_against_every_target_that_concerns_it() -> None:
    drawn = view(scenes.faulty()).matrix
    assert drawn is not None
    assert drawn.targets == ("B1", "B3a", "B3b", "B3c", "B6a", "B7", "B8", "D1")
    signs = {row.unit: "".join(mark.sign if mark else " " for mark in row.marks) for row in drawn.rows}
    assert signs["Huyện Bình Giang"] == "◊✗◊?◊◊ ◊", "only B3a is asked of each unit"
    assert signs["Báo Hải Dương"] == "      ◊ ", "the press owes its months together"


def test_faults_come_by_severity_with_place_unit_message_and_cure() -> None:
    sections = view(scenes.faulty(), *scenes.FAULTS).sections
    assert [section.severity for section in sections] == [Severity.ERROR, Severity.WARNING, Severity.NOTE]
    fault = sections[0].faults[0]
    assert (fault.code, fault.place, fault.unit) == ("C502", "returns.xlsx › Tổng hợp!E9", "Huyện Bình Giang")
    assert fault.message == "Trường số liệu “Số cơ sở được kiểm tra” ghi “4 người”, không đọc được thành số."
    assert fault.cure.startswith("Chỉ ghi chữ số")


def said(diagnostic: Diagnostic, messages: Messages = VI_VIEW) -> str:
    return Wording(messages, scenes.small_plan()).message(diagnostic)


def test_a_suggestion_becomes_a_question() -> None:
    unknown = Diagnostic(Code.UNKNOWN_UNIT, None, {"found": "Nam Sach", "suggestion": "Huyện Nam Sách"})
    assert said(unknown).endswith("tên là “Nam Sach”. Có phải là “Huyện Nam Sách”?")
    assert said(unknown, EN).endswith("“Nam Sach”. Did you mean “Huyện Nam Sách”?")
    assert said(Diagnostic(Code.UNKNOWN_UNIT, None, {"found": "x", "suggestion": ""})).endswith("tên là “x”.")


def test_without_a_plan_names_show_as_their_ids() -> None:
    missing = Diagnostic(Code.NOT_REPORTED, None, {"unit": Ref("unit", "291")})
    assert Wording(EN).message(missing) == "Not reported: 291."


@pytest.mark.slow
@languages
def test_every_code_can_be_worded_with_any_kind_of_parameter_it_takes(language: str) -> None:
    wording = Wording(Messages(language), scenes.small_plan())
    for code, value in product(Code, (*scenes.SAMPLES, Ref("field", "venues"))):
        diagnostic = Diagnostic(code, Location("f.xlsx"), scenes.params_of(code, value))
        assert wording.message(diagnostic), code
        assert wording.cure(diagnostic), code
