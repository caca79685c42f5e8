"""What a person reads: the verdict line, the roll-call, the rows and the faults."""

from __future__ import annotations

from itertools import product

import pytest

import scenes
from khpcmd.diagnostics import Code, Diagnostic, Location, Severity
from khpcmd.i18n import Messages
from khpcmd.parameters import Ref
from khpcmd.render.targets import SIGNS, TargetRow
from khpcmd.render.view import View, tabulate
from khpcmd.render.wording import Wording
from khpcmd.results import Verdict
from places import languages

VI, EN = Messages("vi"), Messages("en")


def view(figures: scenes.Filed, *diagnostics: Diagnostic, messages: Messages = VI, period: str = "year") -> View:
    return tabulate(scenes.report(figures, *diagnostics, period=period), messages, by_unit=True)


def row(drawn: View, name: str) -> TargetRow:
    return next(row for row in drawn.targets if row.id == name)


def test_the_first_line_has_the_verdicts_and_the_errors() -> None:
    drawn = view(scenes.faulty(), *scenes.FAULTS)
    assert drawn.verdict_line == (
        "Kỳ báo cáo năm 2023 (đến 14/12/2023): 1 đạt, 2 không đạt, 7 chưa kết luận; 1 đơn vị chưa báo cáo, 1 lỗi"
    )


def test_the_first_line_says_that_only_reporting_units_were_judged() -> None:
    report = scenes.report(scenes.faulty(), only_reported=True)
    assert tabulate(report, VI).verdict_line.startswith("CHỈ XÉT CÁC ĐƠN VỊ ĐÃ BÁO CÁO")
    assert tabulate(report, EN).verdict_line.startswith("REPORTED UNITS ONLY")


def test_the_first_line_says_that_only_some_targets_were_judged() -> None:
    line = tabulate(scenes.report(scenes.sound(), only=("B3c",)), VI).verdict_line
    assert line.endswith("1 đạt (chỉ xét các chỉ tiêu được chọn)")


def test_without_any_return_the_period_is_not_known() -> None:
    drawn = tabulate(scenes.report({}, period="year", only=()), VI)
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
    assert (found.threshold, found.result) == (threshold, result)


def test_marks_say_what_is_aspirational_and_what_is_self_declared() -> None:
    assert row(view(scenes.sound()), "B6a").title == "Người lao động được tuyên truyền (phấn đấu) (đơn vị tự khai)"


def test_an_incomplete_figure_is_provisional_and_names_who_is_lacking() -> None:
    found = row(view(scenes.faulty()), "B3c")
    assert found.word == "Chưa kết luận"
    assert found.remarks == ("tạm tính, 2/4 đơn vị",)
    assert found.details == (
        "chưa báo cáo: Huyện Tứ Kỳ",
        "thiếu hoặc không đọc được số liệu: Huyện Bình Giang",
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
    assert len(set(SIGNS.values())) == len(Verdict)


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


def said(diagnostic: Diagnostic, messages: Messages = VI) -> str:
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
