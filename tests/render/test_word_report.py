"""The Word draft says what the report says: every verdict, figure and fault, and nothing beyond."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from docx.oxml.ns import qn

import scenes
from khpcmd.diagnostics import AnyCode, Code, Diagnostic, Location
from khpcmd.diagnostics.parameters import Ref
from khpcmd.i18n import Messages
from khpcmd.measures.threshold import Threshold
from khpcmd.plan.beside import load_agency
from khpcmd.render.docx.dress import running
from khpcmd.render.docx.report import word_report
from khpcmd.render.formats import Format, Look
from khpcmd.render.view import View
from khpcmd.render.wording import Wording
from khpcmd.report import Input, Report
from khpcmd.results import DutyState, Reason, Result, Verdict
from places import ROOT, languages
from pooled_reports import CASES, report_of
from render.examples import judged as example
from test_other_plans import RUNS, Expected, judged
from word_files import Reopened, drafted, opened, plain

EVIL = 'Xã =cmd|"/c calc"!A1 <script>&amp; {PAGE} \x1b[31m\x07\u202eđỏ\u200b\r\n\t\x00\ud800\ufffe\uffff'
RATE = "Tỷ lệ cơ sở kinh doanh dịch vụ được kiểm tra là 23% (92/400 cơ sở)"
TOLD = {
    Verdict.MET: f"{RATE}, đạt chỉ tiêu (mức phải đạt: ít nhất 20%).",
    Verdict.MISSED: f"{RATE}, không đạt chỉ tiêu (mức phải đạt: ít nhất 20%).",
    Verdict.IN_PROGRESS: f"{RATE}, đang thực hiện (mức phải đạt: ít nhất 20%).",
    Verdict.INCONCLUSIVE: f"{RATE}, chưa kết luận (mức phải đạt: ít nhất 20%).",
    Verdict.NOT_APPLICABLE: f"{RATE}, không áp dụng (mức phải đạt: ít nhất 20%).",
    Verdict.WAIVED: f"{RATE}, không đạt chỉ tiêu (mức phải đạt: ít nhất 20%) nhưng được miễn.",
}


def told_of_targets(report: Report, language: str = "vi") -> list[str]:
    """The second section: its headings and its lines."""
    draft = drafted(report, language)
    heads = [Messages(language).template(f"word_report.{key}") for key in ("targets", "targets_by_group")]
    lines, here = list[str](), False
    for one in draft.paragraphs:
        if one.style is not None and one.style.name == "Heading 1":
            here = one.text.endswith(tuple(heads))
        elif here:
            lines.append(plain(one.text))
    return lines


def sentences(report: Report, language: str = "vi") -> dict[str, str]:
    """What the second section says of each target: by the title, or by what is counted."""
    lines = [line for line in told_of_targets(report, language) if line.startswith("- ")]

    def told(result: Result) -> str:
        labels = [report.plan.fields[name].label for name in result.target.measure.part_fields()]
        for text in (result.target.title, *labels):
            name = text.in_(language).casefold()
            if here := [line for line in lines if name in line.casefold()]:
                return min(here, key=lambda line: line.casefold().index(name))
        raise AssertionError(result.target.id)

    return {one.target.id: told(one) for one in report.results}


def sentence(report: Report, ident: str, language: str = "vi") -> str:
    return sentences(report, language)[ident].removeprefix("- ")


def faulty() -> Report:
    return scenes.report(scenes.faulty(), *scenes.FAULTS)


@cache
def with_faults() -> Reopened:
    return drafted(faulty())


@cache
def of_the_year() -> Reopened:
    return drafted(example("returns_2023.xlsx"))


@pytest.mark.crossing(1)
@pytest.mark.parametrize("verdict", list(Verdict))
def test_every_verdict_is_told_as_it_is_and_as_no_other(verdict: Verdict) -> None:
    report = scenes.with_verdict(verdict)
    draft = drafted(report)
    assert sentence(report, "B3c") == TOLD[verdict]
    word = Messages("vi").template(f"verdicts.{verdict.value}")
    assert draft.rows("TT")[0][4] == word


@pytest.mark.crossing(1)
@languages
def test_no_fault_is_listed_and_no_path_option_or_key_is_named(language: str) -> None:
    """The addressee has nothing to do with them; the workbook of results and the page have them all."""
    told = [one_of(code) for code in Code]
    report = scenes.with_verdict(Verdict.MISSED, diagnostics=tuple(told))
    inputs = (Input("/home/somebody/inbox/returns.xlsx", "1" * 64), Input(r"C:\Users\somebody\b.xlsx", "2" * 64))
    text = drafted(replace(report, inputs=inputs), language).text
    messages = Messages(language)
    for one in told:
        assert one.code.code not in text
        assert Wording(messages, report.plan).cure(one) not in text
    assert not re.search(r"--[a-z]|aliases|/home|Users|inbox", text)
    assert "returns.xlsx · sha256" in text
    assert "b.xlsx · sha256" in text


def one_of(code: AnyCode) -> Diagnostic:
    """A diagnostic of a code, in a file of its own."""
    params = scenes.params_of(code, Ref("field", "venues"))
    return Diagnostic(code, Location(f"{code.code}.xlsx", "Tổng hợp", "B7"), params, unit="291")


@pytest.mark.crossing(1)
@languages
@pytest.mark.parametrize("period", ["half_year", "year"])
@pytest.mark.parametrize("units", [0, 1, 4])
def test_the_annex_of_targets_is_the_one_tabulation(units: int, period: str, language: str) -> None:
    figures = dict(list(scenes.faulty().items())[:units])
    report = scenes.report(figures, *scenes.FAULTS, period=period)
    view, draft = View(report, Messages(language), by_unit=True), drafted(report, language)
    head = {"vi": "TT", "en": "No."}[language]
    table = draft.rows(head)[: len(view.targets)]
    numbers = [str(number) for number in range(1, len(view.targets) + 1)]
    assert [row[:2] for row in table] == [[n, row.title] for n, row in zip(numbers, view.targets, strict=True)]
    assert [row[4] for row in table] == [row.word for row in view.targets]
    # what is asked and reached is in words: no equation, no sign of comparison
    assert not [text for row in table for text in row if re.search("[=≥≤<>✓✗◊]", text)]


@pytest.mark.crossing(1)
@pytest.mark.parametrize(("name", "run"), RUNS, ids=lambda value: value if isinstance(value, str) else value.period)
def test_the_draft_of_every_plan_has_the_exact_figure_of_every_target(name: str, run: Expected) -> None:
    """The figures that examples/NAME/expected.yaml states are those that the text of the report tells."""
    report = judged(name, run)
    language = report.plan.languages[0]
    messages, told = Messages(language), sentences(report, language)
    for ident, expected in run.targets.items():
        (result,) = (one for one in report.results if one.target.id == ident)
        line, open_ = told[ident], run.missing and not expected.part
        number = [messages.number(one) for one in (expected.part, expected.whole) if one is not None]
        if language == "vi" and len(number) == 1 and number[0].isdigit() and int(number[0]) < 10:
            number = [f"{int(number[0]):02}"]
        found = result.measurement
        if found is None or not found.added_up or result.target.measure.out_of is not None or open_:
            assert line  # a person decides, each unit stands for itself, or nobody has reported
        elif expected.whole == 0:
            assert "không phát sinh" in line
        elif "/" not in line.partition("(")[0] and expected.whole is not None:
            assert f"({'/'.join(number)} " in line
        else:
            assert re.search(rf"(?<![\d.,]){re.escape('/'.join(number))}(?![\d])", line), (ident, line)
        assert " = " not in line


def test_every_unit_stands_against_every_target_that_concerns_it() -> None:
    report = faulty()
    view, draft = View(report, Messages("vi"), by_unit=True), drafted(report)
    assert view.matrix is not None
    tables = [one for one in draft.document.tables if one.rows[0].cells[0].text == "Đơn vị báo cáo"]
    heads = [cell.text for table in tables for cell in table.rows[0].cells[1:]]
    targets = [report.plan.target[ident] for ident in view.matrix.targets]
    titles = [(target.short or target.title).vi for target in targets]
    assert [head.removesuffix(" (*)") for head in heads] == titles
    assert [head.endswith(" (*)") for head in heads] == [target.judged == "each_unit" for target in targets]
    found = {
        (row.cells[0].text, head.text.removesuffix(" (*)")): plain(cell.text)
        for table in tables
        for row in table.rows[1:]
        for head, cell in zip(table.rows[0].cells[1:], row.cells[1:], strict=True)
    }
    for row in view.matrix.rows:
        for title, mark in zip(titles, row.marks, strict=True):
            told = found.get((row.unit, title), "")
            if mark is None or not mark.figure:
                assert told in ("", "chưa có số liệu", mark.word if mark else "")
                continue
            # the figures of the tabulation, without its signs and equations
            numbers = re.findall(r"\d+", mark.figure.replace(",00%", "%").replace(".", ""))
            assert "0/0" in mark.figure or set(re.findall(r"\d+", told.replace(".", ""))) <= set(numbers)
            assert bool(told) is True
    assert not [told for told in found.values() if re.search("[=✓✗◊?→]", told)]
    title = (report.plan.target["B3c"].short or report.plan.target["B3c"].title).vi
    assert found["Huyện Bình Giang", title] == "chưa có số liệu"
    assert found["Huyện Gia Lộc", title] == "23/100 (23%)"


def test_the_general_results_count_the_targets_by_verdict_and_name_those_missed() -> None:
    lines = of_the_year().under("Kết quả thực hiện các chỉ tiêu")
    assert lines[:4] == [
        "- Đã đánh giá 19 chỉ tiêu, trong đó:",
        "+ 12 chỉ tiêu đạt, trong đó 02 chỉ tiêu phấn đấu.",
        (
            "+ 06 chỉ tiêu không đạt, trong đó 01 chỉ tiêu phấn đấu: lồng ghép với chương trình an sinh, trợ giúp xã "
            "hội; tố giác, tin báo, khiếu nại được xử lý kịp thời; cơ sở kinh doanh dịch vụ được kiểm tra; xã, phường, "
            "thị trấn duy trì tuyên truyền thường xuyên; cán bộ cấp xã được tập huấn; người lao động tại cơ sở kinh "
            "doanh dịch vụ được tuyên truyền (phấn đấu)."
        ),
        "+ 01 chỉ tiêu không áp dụng.",
    ]


@pytest.mark.slow
def test_what_the_targets_wait_for_is_said_once() -> None:
    report = example("half_year_2023.xlsx", day=date(2023, 6, 14))
    text = drafted(report).text
    report_itself = text[: text.index("Phụ lục I\n")]
    said = "Các chỉ tiêu chưa kết luận được do chưa có báo cáo số liệu của huyện Nam Sách và huyện Tứ Kỳ."
    assert report_itself.count(said) == 1
    assert not any("Nam Sách" in line for line in sentences(report).values())


@pytest.mark.crossing(1)
@pytest.mark.parametrize("day", [date(2023, 12, 20), date(2024, 1, 5)])
def test_a_report_is_of_the_year_in_which_it_is_written(day: date) -> None:
    """Its own day is written by hand, its year is not: a report on 2023 that is made in January is of 2024."""
    draft = drafted(example("returns_2023.xlsx", day=day))
    assert f"……, ngày …… tháng …… năm {day.year}" in draft.lines
    assert sum(f"ngày …… tháng …… năm {day.year} của" in line for line in draft.lines) == 3


def test_without_a_missed_target_there_are_no_reasons_to_give() -> None:
    lines = drafted(example("scsep_2021", plan="scsep_2021", day=date(2021, 10, 1)), "en").lines
    start = lines.index("III. PROPOSALS")
    assert lines[start + 2] == "- For the targets in progress: […]"
    assert not any("CAUSES" in line for line in lines)
    assert "IV. NGUYÊN NHÂN VÀ ĐỀ XUẤT, KIẾN NGHỊ" in of_the_year().lines


def test_no_line_ends_amid_a_day() -> None:
    lines = drafted(example("scsep_2021", plan="scsep_2021", day=date(2021, 10, 1)), "en").lines
    opening = next(line for line in lines if line.startswith("Pursuant to"))
    assert "(figures from 2021\u201107\u201101 to 2021\u201109\u201130, judged as of 2021\u201110\u201101)" in opening
    assert running("a-2023-06-12, 2023-06-12.xlsx, 12/2023-06-12; by 2023-06-12.") == (
        "a-2023-06-12, 2023-06-12.xlsx, 12/2023-06-12; by 2023\u201106\u201112."
    )


@pytest.mark.slow
def test_half_a_year_is_not_told_as_a_year() -> None:
    report = example("half_year_2023.xlsx", day=date(2023, 6, 15))
    draft, told = drafted(report), sentences(report)
    assert "Kết quả thực hiện các chỉ tiêu 6 tháng đầu năm 2023 theo" in draft.lines
    assert any("chưa phải kết quả cả năm" in line for line in draft.under("Kết quả thực hiện các chỉ tiêu"))
    assert "đạt tính đến hết kỳ báo cáo (mức phải đạt: mỗi tháng có ít nhất 01 tin, bài)" in told["B8"]
    assert told["B5a"] == (
        "- Tỷ lệ cán bộ cấp tỉnh được tập huấn là 15,83% (38/240 người), đang thực hiện (mức phải đạt: ít nhất 30%); "
        "bằng 52,77% mức phải đạt của cả năm khi đã qua 49,86% thời gian thực hiện."
    )
    assert "chưa phải kết quả cả năm" not in of_the_year().text


SENTENCES = {
    "B2b": (
        "Tỷ lệ đơn vị thực hiện nội dung “lồng ghép với chương trình an sinh, trợ giúp xã hội” là 91,66% "
        "(11/12 đơn vị), không đạt chỉ tiêu (mức phải đạt: 100%); còn thiếu 01 đơn vị. "
        "Đơn vị chưa thực hiện: huyện Ninh Giang."
    ),
    "B3a": (
        "Tỷ lệ tố giác, tin báo, khiếu nại được xử lý kịp thời là 99,21% (127/128 vụ việc), không đạt chỉ tiêu "
        "(mức phải đạt: 100% ở từng đơn vị); 11/12 đơn vị có phát sinh đạt mức này; còn thiếu 01 vụ việc. "
        "Đơn vị chưa đạt: thị xã Kinh Môn (11/12, 91,66%)."
    ),
    "B3b": (
        "Số vụ phạm tội liên quan đến mại dâm được xử lý theo quy định là 68 vụ, tăng 3,03% so với 66 vụ của "
        "năm 2022, đạt chỉ tiêu (mức phải đạt: tăng ít nhất 3%)."
    ),
    "B3c": (
        "Tỷ lệ cơ sở kinh doanh dịch vụ được kiểm tra là 19,97% (199/996 cơ sở), không đạt chỉ tiêu "
        "(mức phải đạt: ít nhất 20%); còn thiếu 01 cơ sở. Để tham khảo, 7/12 đơn vị có tỷ lệ dưới 20%, "
        "thấp nhất là huyện Thanh Miện (17,50%), thị xã Kinh Môn (19,04%) và huyện Ninh Giang (19,14%); "
        "số liệu từng đơn vị tại phụ lục kèm theo."
    ),
    "B4b": (
        "Tỷ lệ xã, phường, thị trấn duy trì tuyên truyền thường xuyên là 97,02% (228/235 xã), theo số liệu "
        "đơn vị tự kê khai, không đạt chỉ tiêu (mức phải đạt: 100%); còn thiếu 07 xã. Số xã còn lại phải "
        "thực hiện: huyện Nam Sách (2), huyện Thanh Hà (1), huyện Tứ Kỳ (2), huyện Thanh Miện (2)."
    ),
    "B7": (
        "Người bán dâm có nhu cầu, đủ điều kiện được tiếp cận dịch vụ: trong kỳ không phát sinh đối tượng, "
        "không áp dụng (mức phải đạt: ít nhất 90%)."
    ),
}


def test_the_targets_stand_under_the_headings_of_the_form_and_equal_shares_are_one_sentence() -> None:
    lines = told_of_targets(example("returns_2023.xlsx"))
    assert lines[:6] == [
        "1. Xây dựng kế hoạch và tổ chức thực hiện",
        (
            "- Tỷ lệ đơn vị thực hiện các nội dung “huyện, thị xã, thành phố có kế hoạch” và “huyện, thị xã, thành phố "
            "tổ chức hoạt động” đều là 100% (12/12 đơn vị), đạt chỉ tiêu (mức phải đạt: 100%)."
        ),
        "2. Lồng ghép với các chương trình",
        (
            "- Tỷ lệ đơn vị thực hiện các nội dung “lồng ghép với chương trình phát triển kinh tế - xã hội”, “lồng "
            "ghép với chương trình phòng, chống ma túy” và “lồng ghép với chương trình phòng, chống HIV/AIDS” đều là "
            "100% (12/12 đơn vị), đạt chỉ tiêu (mức phải đạt: 100%)."
        ),
        f"- {SENTENCES['B2b']}",
        "3. Tố giác, tin báo; xử lý tội phạm; kiểm tra cơ sở kinh doanh dịch vụ",
    ]
    assert sum(line.startswith("- ") for line in lines) == 16, "19 targets, of which 2 and 3 are told together"


@pytest.mark.slow
def test_a_score_is_told_without_ranks_codes_and_repetitions() -> None:
    report = example("dak_lak_2014/returns.xlsx", plan="dak_lak_2014", day=date(2014, 12, 31))
    lines = told_of_targets(report)
    assert lines[0] == "1. Lập nhiệm vụ quy hoạch", "the heading's own number is not repeated"
    assert lines[1] == (
        "- “Nhiệm vụ quy hoạch: thuyết minh nhiệm vụ quy hoạch”: 7/8 đơn vị, không đạt chỉ tiêu (yêu cầu: "
        "phải thực hiện ở từng đơn vị); còn thiếu 01 đơn vị. Đơn vị chưa đạt: xã Hòa Xuân."
    )
    assert not [line for line in lines if "xếp hạng" in line]
    general = drafted(report).under("Kết quả thực hiện các chỉ tiêu")
    assert general[1].startswith(
        "+ 24 chỉ tiêu không đạt, trong đó 17 chỉ tiêu chỉ để chấm điểm và 07 chỉ tiêu phấn đấu: điểm mục 1"
    )
    assert "(phấn đấu)" not in general[1]


def test_what_the_units_declare_of_themselves_is_said_once() -> None:
    told = sentence(example("half_year_2023.xlsx", day=date(2023, 6, 15)), "B4b")
    assert "(180/193 xã), theo số liệu tự kê khai của 10/12 đơn vị, đang thực hiện" in told


def test_a_plan_outside_the_decree_has_no_kind_in_the_number_of_its_report() -> None:
    text = drafted(example("scsep_2021", plan="scsep_2021", day=date(2021, 10, 1)), "en").text
    assert "No.: ……\n" in text
    assert "/BC-" not in text


def test_each_way_of_judging_has_its_own_sentence() -> None:
    told = sentences(example("returns_2023.xlsx"))
    assert {ident: told[ident].removeprefix("- ") for ident in SENTENCES} == SENTENCES


def test_what_is_met_names_nobody() -> None:
    report = example("returns_2023.xlsx")
    names = [unit.name.in_("vi").split(" ", 1)[1] for unit in report.plan.units if unit.level == "district"]
    told = sentences(report)
    met = [told[result.target.id] for result in report.results if result.verdict is not Verdict.MISSED]
    assert [line for line in met if any(name in line for name in names)] == []


@pytest.mark.slow
def test_what_is_open_is_told_as_open_with_its_bounds() -> None:
    assert sentence(faulty(), "B3c") == (
        "Tỷ lệ cơ sở kinh doanh dịch vụ được kiểm tra là 23% (46/200 cơ sở), theo số liệu của 2/4 đơn vị, "
        "chưa kết luận (mức phải đạt: ít nhất 20%)."
    )
    assert sentence(faulty(), "B1") == (
        "Tỷ lệ huyện có kế hoạch là 66,66% (2/3 đơn vị), theo số liệu của 3/4 đơn vị, "
        "không đạt chỉ tiêu (mức phải đạt: 100%); còn thiếu 01 đơn vị; khi đủ số liệu, kết quả từ 50% đến 75%. "
        "Đơn vị chưa thực hiện: huyện Bình Giang."
    )
    assert sentence(faulty(), "B7").startswith(
        "Tiếp cận dịch vụ xã hội: 3/4 đơn vị đã báo cáo không phát sinh, chưa kết luận"
    )


def test_a_fall_and_a_baseline_of_zero_are_sentences() -> None:
    fewer: scenes.Filed = {unit: {**figures, "cases": 2, "cases@2022": 3} for unit, figures in scenes.sound().items()}
    told = sentence(scenes.report(fewer, only=("B3b",)), "B3b")
    assert told.startswith("Số tội phạm được xử lý là 8 vụ, giảm 33,33% so với 12 vụ của năm 2022, không đạt chỉ tiêu")
    nothing: scenes.Filed = {unit: {**figures, "cases": 2, "cases@2022": 0} for unit, figures in scenes.sound().items()}
    told = sentence(scenes.report(nothing, only=("B3b",)), "B3b")
    assert told.startswith("Số tội phạm được xử lý là 8 vụ; số liệu của năm 2022 là 0 vụ (số liệu năm gốc bằng 0")


def test_a_milestone_that_was_missed_is_not_told_as_the_years_threshold() -> None:
    base = scenes.with_verdict(Verdict.MISSED)
    one = replace(
        base.results[0], reason=Reason.MILESTONE, milestone=Threshold.model_validate({"at_least": "10%"}), gap=None
    )
    told = sentence(replace(base, results=(one,)), "B3c")
    assert "không đạt mức của kỳ báo cáo (mức của kỳ: ít nhất 10%; mức phải đạt: ít nhất 20%)" in told


def test_what_nobody_can_compute_has_no_verdict_in_words() -> None:
    assert sentence(faulty(), "M1") == (
        "Nâng cao nhận thức: chưa có kết quả (phải xem xét trực tiếp, không tính được từ số liệu), chưa kết luận."
    )


def test_units_that_have_not_reported_are_named_and_many_of_them_listed() -> None:
    draft = with_faults()
    under = "Tình hình gửi báo cáo số liệu"
    assert "- Đơn vị chưa gửi báo cáo số liệu: huyện Tứ Kỳ." in draft.under(under)
    assert any("Đề nghị các đơn vị chưa báo cáo" in line and "huyện Tứ Kỳ" in line for line in draft.lines)
    everybody = drafted(scenes.report(scenes.sound()))
    assert everybody.under(under)[1] == (
        "- Đến ngày 12 tháng 12 năm 2023, 4/4 huyện, thị xã, thành phố và 2/2 cơ quan cấp tỉnh đã gửi báo cáo số liệu."
    )
    assert "Đề nghị các đơn vị chưa báo cáo" not in everybody.text
    nobody = drafted(scenes.report({}))
    assert "- Còn 06 đơn vị chưa gửi báo cáo số liệu (danh sách tại phụ lục kèm theo)." in nobody.under(under)
    assert [row[1] for row in nobody.rows("TT") if len(row) == 2] == [
        unit.name.in_("vi") for unit in scenes.small_plan().units
    ]


def test_a_return_that_could_not_be_used_is_told_as_sent() -> None:
    sent = Diagnostic(Code.SENT_NOT_USED, None, {"unit": Ref("unit", "298")}, unit="298")
    draft = drafted(scenes.report(scenes.faulty(), sent))
    assert "- Đơn vị đã gửi nhưng báo cáo chưa dùng được: huyện Tứ Kỳ." in draft.lines


def test_a_draft_on_the_reporting_units_alone_cannot_be_taken_for_the_provinces() -> None:
    report = scenes.report(scenes.faulty(), only_reported=True)
    draft = drafted(report)
    names = "huyện Nam Sách, huyện Bình Giang, huyện Gia Lộc, Báo Hải Dương, Đài PT-TH tỉnh"
    limit = f"Chỉ xét các đơn vị đã báo cáo ({names})"
    assert "Kết quả thực hiện các chỉ tiêu năm 2023 của các đơn vị đã báo cáo theo" in draft.lines
    assert f"({limit}, không phải kết quả chung của kế hoạch)" in draft.lines
    assert f"- {limit}, không phải kết quả chung của kế hoạch." in draft.lines


def test_a_draft_on_chosen_targets_says_so_under_its_title() -> None:
    draft = drafted(scenes.report(scenes.sound(), only=("B1", "B3c")))
    chosen = "huyện có kế hoạch; cơ sở kinh doanh dịch vụ được kiểm tra"
    assert f"(Chỉ xét các chỉ tiêu được chọn ({chosen}), không xét các chỉ tiêu khác của kế hoạch)" in draft.lines
    assert "Chỉ xét" not in drafted(scenes.report(scenes.sound())).text


def test_where_nothing_could_be_read_nothing_is_claimed() -> None:
    report = replace(scenes.report({}), period="", results=(), submissions=())
    draft = drafted(report)
    assert draft.under("KẾT QUẢ TỪNG CHỈ TIÊU") == ["- Chưa xét được chỉ tiêu nào."]
    assert "- Chưa xác định được các đơn vị phải báo cáo." in draft.lines
    assert not draft.rows("TT")
    assert View(report, Messages("vi")).verdict_line in draft.lines
    assert draft.lines[-2].endswith("1" * 64)


def test_the_errors_of_the_data_are_one_sentence() -> None:
    lines = with_faults().under("Tình hình gửi báo cáo số liệu")
    assert lines[-1] == (
        "- Số liệu của 01 đơn vị còn lỗi, đang yêu cầu rà soát; sau khi sửa, kết quả và đánh giá có thể thay đổi."
    )
    unread = Diagnostic(Code.FILE_EMPTY, Location("a.xlsx"), {})
    both = drafted(scenes.report(scenes.faulty(), *scenes.FAULTS, unread)).lines
    assert any("Số liệu của 01 đơn vị và 01 tệp chưa rõ của đơn vị nào còn lỗi" in line for line in both)
    absent = Diagnostic(Code.NOT_REPORTED, None, {"unit": Ref("unit", "298")}, unit="298")
    assert "- Số liệu đã gửi không có lỗi phải sửa." in drafted(scenes.report(scenes.faulty(), absent)).lines


def test_causes_and_proposals_are_stubs_for_the_author() -> None:
    draft = with_faults()
    assert draft.under("Nguyên nhân các chỉ tiêu không đạt") == [
        "- Huyện có kế hoạch: […]",
        "- Tin báo được xử lý kịp thời: […]",
    ]
    proposed = draft.under("Đề xuất, kiến nghị")
    assert "- Đối với các chỉ tiêu không đạt: […]" in proposed
    assert "- [Đề xuất, kiến nghị khác]" in proposed


@pytest.mark.slow
def test_duties_that_are_not_done_are_told_and_an_annex_has_them_all() -> None:
    report = example("returns_2023.xlsx", "checklist_2023.xlsx")
    draft, view = drafted(report), View(report, Messages("vi"))
    assert view.duties is not None
    lines = draft.under("KẾT QUẢ THỰC HIỆN NHIỆM VỤ")
    assert lines[0] == "- 10/43 nhiệm vụ đã được tất cả các đơn vị có trách nhiệm thực hiện."
    assert lines[-1] == "- 27 nhiệm vụ chưa có thông tin kết quả. [bổ sung]"
    undone = [row for row in view.duties.rows if row.state is not DutyState.DONE]
    for row, line in zip(undone, lines[1:-1], strict=True):
        told = f"{row.done} đã thực hiện; {'; '.join(row.remarks)}"
        if row.of_units == 1:  # a sentence: "Sở … chưa thực hiện"
            (told,) = (f"{remark.partition(': ')[2]} {remark.partition(':')[0]}" for remark in row.remarks)
        assert line.casefold() == f"- {row.title}: {told}.".casefold()
        assert "Huyện" not in line.partition(":")[2], "within a sentence the class of a place is written small"
    annex = {row[1]: row[2:] for row in draft.rows("TT")}
    for row in view.duties.rows:
        assert annex[row.title] == [row.word, row.done, "; ".join(row.remarks)]


def test_the_small_print_says_what_it_was_made_from() -> None:
    report = faulty()
    view, draft = View(report, Messages("vi")), drafted(report)
    assert draft.lines[-1 - len(view.provenance) : -1] == list(view.provenance)


@pytest.mark.crossing(1)
@languages
def test_text_of_workbooks_is_nothing_but_text(language: str) -> None:
    report = scenes.report(scenes.faulty())
    draft = drafted(replace(report, inputs=(Input(f"a{EVIL}.xlsx", "1" * 64),)), language)
    shown = r'c calc"!A1 <script>&amp; {PAGE} \x1b[31m\x07\u202eđỏ\u200b\x0d\x0a\x09\x00\ud800\ufffe\uffff'
    assert shown in draft.text
    body = draft.document.element.body
    for name in ("w:hyperlink", "w:fldSimple", "w:instrText", "w:object", "w:br", "w:tab"):
        assert not list(body.iter(qn(name))), name
    linked = [one for one in draft.document.part.rels.values() if one.is_external]
    assert linked == []


def test_a_share_of_the_whole_is_not_at_least_the_whole() -> None:
    told = sentences(scenes.report(scenes.sound()))
    assert "(mức phải đạt: 100%)" in told["B1"]
    assert "(mức phải đạt: 100% ở từng đơn vị)" in told["B3a"]
    assert "(mức phải đạt: tăng ít nhất 3%)" in told["B3b"]
    assert "(mức phấn đấu: ít nhất 20,5%)" in told["B6a"]


def test_the_draft_is_addressed_as_a_report_to_a_superior_body_is() -> None:
    lines = drafted(scenes.report(scenes.sound())).lines
    subject = lines.index("Kế hoạch phòng, chống mại dâm năm 2023")
    assert lines[subject - 1] == "Kết quả thực hiện các chỉ tiêu năm 2023 theo"
    opening = next(number for number, line in enumerate(lines) if line.startswith("Thực hiện Kế hoạch số 416/KH-UBND"))
    assert [line for line in lines[subject + 1 : opening] if line] == ["Kính gửi: [cơ quan nhận báo cáo]."]
    recipients = lines.index("Nơi nhận:")
    assert lines[recipients + 1 : recipients + 4] == ["- Như trên;", "- […];", "- Lưu: VT, […]."]
    assert "(Kế hoạch" not in lines[opening], "the kind is not repeated"


def test_a_plan_that_is_a_decision_is_cited_as_one() -> None:
    name = "quyet_dinh_808_2023"
    lines = drafted(example(f"{name}/returns.xlsx", plan=name, day=date(2023, 12, 20))).lines
    assert "Quyết định số 808/QĐ-LĐTBXH" in lines
    assert any(
        line.startswith("Thực hiện Quyết định số 808/QĐ-LĐTBXH ngày 05 tháng 9 năm 2022 của Bộ ") for line in lines
    )


@pytest.mark.crossing(1)
@pytest.mark.parametrize(("path", "period"), CASES, ids=lambda value: Path(value).stem)
def test_of_a_target_for_all_together_the_text_blames_no_unit(path: Path, period: str) -> None:
    report = report_of(path, period)
    names = [lowered_name(unit.name.in_("vi")) for unit in report.plan.units]
    told = sentences(report, report.plan.languages[0])
    for result in report.results:
        line = told[result.target.id]
        if result.target.judged == "each_unit":
            continue
        assert "dưới mức phải đạt" not in line
        facts, _, information = line.partition(". ")[2].partition("Để tham khảo")
        assert not facts or facts.startswith(("Đơn vị chưa thực hiện: ", "Số "))
        assert result.target.asks_all or not facts
        assert not information or result.verdict is Verdict.MISSED
        assert not any(name in line.partition(". ")[0] for name in names)


def lowered_name(name: str) -> str:
    return name[0].lower() + name[1:]


def test_an_english_draft_has_no_vietnamese_sentence() -> None:
    draft = drafted(faulty(), "en")
    assert draft.headings(1)[0] == "I. GENERAL RESULTS"
    told = sentence(faulty(), "B3c", "en")
    assert told == (
        "Venues inspected: 23% (46/200 venues), from the figures of 2/4 units, inconclusive (threshold: at least 20%)."
    )
    headings = " ".join((*draft.headings(1), *draft.headings(2)))
    assert not re.search("[ạảấầẩẫậắằẳẵặẹẻẽếềểễệọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", headings)


@pytest.mark.slow
def test_a_plan_that_is_not_issued_yet_has_no_number() -> None:
    draft = drafted(example("hai_phong_2026/returns.xlsx", plan="hai_phong_2026", day=date(2026, 12, 20)))
    assert "số chưa ban hành" not in draft.text
    assert any(line.startswith("Thực hiện Kế hoạch ") and line.count("chưa ban hành") == 1 for line in draft.lines)


OPEN_TO_THE_AUTHOR = {
    "vi": {
        "[…]",
        "[bổ sung]",
        "[Họ và tên]",
        "[Đề xuất, kiến nghị khác]",
        "[Người lập báo cáo hoàn thiện phần này ở những chỗ ghi […]",
    },
    "en": {"[…]", "[Full name]", "[Other proposals]", "[The author completes this section wherever it says […]"},
}
"""What stands in brackets where everything about the agency is known."""


@pytest.mark.crossing(1)
@pytest.mark.parametrize(("path", "period"), CASES, ids=lambda value: Path(value).stem)
def test_of_the_report_that_is_signed_only_what_is_the_authors_is_open(path: Path, period: str) -> None:
    """With an agency, and without the internal part: no code, path, option, hash, equation or other placeholder."""
    report = report_of(path, period)
    look = Look(Format.DOCX)._replace(agency=load_agency(ROOT / "examples" / "agency.yaml"), internal=False)
    language = report.plan.languages[0]
    text = opened(word_report(report, Messages("vi"), look)).text  # of a plan in English alone it is English
    assert not re.search(r" = |[≥≤✓✗◊→]|--[a-z]|khpcmd \w|sha256|\.xlsx|\.yaml|/home|\\", text)
    texts = [one.title for one in report.plan.targets] + [one.title for one in report.plan.duties]
    titles = [text.in_(language) for text in texts]
    for ident in (*report.plan.target, *report.plan.duty, *(code.code for code in Code)):
        in_title = any(ident in title for title in titles)
        assert in_title or not re.search(rf"(?<![\w/-])({re.escape(ident)})(?![\w/-])", text), ident
    assert set(re.findall(r"\[[^\]]*\]", text)) <= OPEN_TO_THE_AUTHOR[language]
    assert "Ban Chỉ đạo 138 tỉnh" in text
    if language == "en":
        assert "I. GENERAL RESULTS" in text
        assert "Kính gửi" not in text
        return
    assert "Sở Lao động - Thương binh và Xã hội kính báo cáo Ban Chỉ đạo 138 tỉnh" in text
    for line in ("Kính gửi: Ban Chỉ đạo 138 tỉnh.", "- Như trên;", "- Lưu: VT, BTXH.", "PHÓ GIÁM ĐỐC"):
        assert line in text.splitlines()
    body = text[: text.index("Phụ lục")]
    assert not re.search(r"\b\d{1,2}/\d{1,2}/\d{4}\b", body), "days are written out"
    assert not re.search(r"[aăâeêioôơuưy], (?:Huyện|Xã|Phường|Thị xã|Thành phố) ", body)


def test_the_internal_part_can_be_left_out() -> None:
    report = example("returns_2023.xlsx")
    whole = drafted(report).text
    without = opened(word_report(report, Messages("vi"), Look(Format.DOCX)._replace(internal=False))).text
    assert whole.startswith(without.rstrip())
    assert "BẢN GIẢI TRÌNH SỐ LIỆU" in whole[len(without.rstrip()) :]


def test_where_no_duty_is_done_it_is_said_so() -> None:
    lines = drafted(example("half_year_2023.xlsx", day=date(2023, 6, 15))).under("KẾT QUẢ THỰC HIỆN NHIỆM VỤ")
    assert lines[0].startswith("- Trong 39 nhiệm vụ, chưa có nhiệm vụ nào")


def test_who_owes_no_figures_and_sent_nothing_is_told_apart() -> None:
    lines = of_the_year().under("Tình hình gửi báo cáo số liệu")
    assert lines[2].startswith(
        "- 10 đơn vị không có số liệu phải báo cáo: Sở Y tế; Sở Tài chính; Sở Văn hóa, Thể thao và Du lịch; "
    )
