"""The Word draft says what the report says: every verdict, figure and fault, and nothing beyond."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from docx.oxml.ns import qn

import scenes
from khpcmd.check import Request, check
from khpcmd.diagnostics import AnyCode, Code, Diagnostic, Location, Ref
from khpcmd.i18n import LANGUAGES, Messages
from khpcmd.measures.threshold import Threshold
from khpcmd.render.view import tabulate
from khpcmd.render.wording import Wording
from khpcmd.report import Reason, Report, Verdict
from word_files import Reopened, drafted

EXAMPLES = Path(__file__).parents[2] / "examples"
EVIL = 'Xã =cmd|"/c calc"!A1 <script>&amp; {PAGE} \x1b[31m\x07\u202eđỏ\u200b\r\n\t\x00\ud800\ufffe\uffff'
GROUPS = {
    Verdict.MET: "Chỉ tiêu đạt",
    Verdict.MISSED: "Chỉ tiêu không đạt",
    Verdict.IN_PROGRESS: "Chỉ tiêu đang thực hiện",
    Verdict.INCONCLUSIVE: "Chỉ tiêu chưa kết luận",
    Verdict.NOT_APPLICABLE: "Chỉ tiêu không áp dụng",
    Verdict.WAIVED: "Chỉ tiêu được miễn",
}
TOLD = {
    Verdict.MET: "92/400 = 23,00%, đạt (mức phải đạt: ít nhất 20%).",
    Verdict.MISSED: "92/400 = 23,00%, không đạt (mức phải đạt: ít nhất 20%).",
    Verdict.IN_PROGRESS: "92/400 = 23,00%, đang thực hiện (mức phải đạt: ít nhất 20%).",
    Verdict.INCONCLUSIVE: "92/400 = 23,00%, chưa kết luận (mức phải đạt: ít nhất 20%).",
    Verdict.NOT_APPLICABLE: "92/400 = 23,00%, không áp dụng (mức phải đạt: ít nhất 20%).",
    Verdict.WAIVED: "92/400 = 23,00%, được miễn (mức phải đạt: ít nhất 20%).",
}


def example(*names: str, period: str = "", day: date = date(2023, 12, 15)) -> Report:
    return check(Request(tuple(EXAMPLES / name for name in names), period=period, as_of=day))


def sentence(draft: Reopened, ident: str) -> str:
    """What the second section says of a target."""
    return next(line for line in draft.lines if f"({ident}): " in line and line.startswith("- "))


def faulty(*, period: str = "year") -> Report:
    return scenes.report(scenes.faulty(), *scenes.FAULTS, period=period)


@pytest.mark.parametrize("verdict", list(Verdict))
def test_every_verdict_is_told_as_it_is_and_as_no_other(verdict: Verdict) -> None:
    draft = drafted(scenes.with_verdict(verdict))
    assert [line for line in draft.headings(2) if line.startswith("1. Chỉ tiêu")] == [
        f"1. {GROUPS[verdict]} (1 chỉ tiêu)"
    ]
    assert sentence(draft, "B3c") == f"- Cơ sở kinh doanh dịch vụ được kiểm tra (B3c): {TOLD[verdict]}"
    word = Messages("vi").template(f"verdicts.{verdict.value}")
    assert draft.rows("Mã")[0][4].endswith(word)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("letter", sorted({code.code[0] for code in Code}))
def test_every_code_is_told_with_its_cure(letter: str, language: str) -> None:
    told = [one_of(code) for code in Code if code.code.startswith(letter)]
    draft = drafted(scenes.with_verdict(Verdict.MET, diagnostics=tuple(told)), language)
    wording = Wording(Messages(language), scenes.small_plan())
    head = Messages(language).template("word_report.fault_code")
    rows = {row[0].split()[-1]: row[1:] for row in draft.rows(head) if len(row) == 4}
    for one in told:
        place, message, cure = rows[one.code.code]
        assert place == f"{one.code.code}.xlsx › Tổng hợp!B7 · {wording.unit('291')}"
        assert (message, cure) == (wording.message(one), wording.cure(one))


def one_of(code: AnyCode) -> Diagnostic:
    """A diagnostic of a code, in a file of its own."""
    params = scenes.params_of(code, Ref("field", "venues"))
    return Diagnostic(code, Location(f"{code.code}.xlsx", "Tổng hợp", "B7"), params, unit="291")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("period", ["half_year", "year"])
@pytest.mark.parametrize("units", [0, 1, 4])
def test_the_figures_are_those_of_the_one_tabulation(units: int, period: str, language: str) -> None:
    figures = dict(list(scenes.faulty().items())[:units])
    report = scenes.report(figures, *scenes.FAULTS, period=period)
    view, draft = tabulate(report, Messages(language), by_unit=True), drafted(report, language)
    head = {"vi": "Mã", "en": "Id"}[language]
    table = draft.rows(head)[: len(view.targets)]
    assert table == [
        [row.id, row.title, row.threshold, "; ".join((row.result, *row.remarks)), f"{row.sign} {row.word}"]
        for row in view.targets
    ]
    for row in view.targets:
        told = sentence(draft, row.id)
        assert row.title in told
        assert f" {row.result}, " in told
        assert all(remark in told for remark in row.remarks)


@pytest.mark.parametrize(("name", "day"), [("returns_2023.xlsx", (12, 15)), ("half_year_2023.xlsx", (6, 15))])
def test_a_draft_of_twelve_districts_has_the_exact_figure_of_every_target(name: str, day: tuple[int, int]) -> None:
    report = example(name, day=date(2023, *day))
    draft = drafted(report)
    for result in report.results:
        told = sentence(draft, result.target.id).replace(".", "")
        found = result.measurement
        assert found is not None
        figure = f"{found.part} so với {found.whole}" if result.target.measure.growth else f"{found.part}/{found.whole}"
        assert figure in told
        assert (f"cần thêm {result.gap.more} " in told) if result.gap else ("cần thêm" not in told)


def test_every_unit_stands_against_every_target_that_concerns_it() -> None:
    report = faulty()
    view, draft = tabulate(report, Messages("vi"), by_unit=True), drafted(report)
    assert view.matrix is not None
    tables = [one for one in draft.document.tables if one.rows[0].cells[0].text == "Đơn vị báo cáo"]
    heads = [cell.text for table in tables for cell in table.rows[0].cells[1:]]
    assert heads == list(view.matrix.targets)
    found = {
        (row.cells[0].text, head.text): cell.text.replace("\u00a0", " ")
        for table in tables
        for row in table.rows[1:]
        for head, cell in zip(table.rows[0].cells[1:], row.cells[1:], strict=True)
    }
    for row in view.matrix.rows:
        for target, mark in zip(view.matrix.targets, row.marks, strict=True):
            told = "" if mark is None else f"{mark.sign} {mark.figure}".strip()
            assert found.get((row.unit, target), "") == told
    assert found["Huyện Bình Giang", "B3c"] == "?"
    assert found["Huyện Gia Lộc", "B3c"] == "◊ 23/100 = 23,00%"


def test_the_general_results_count_the_targets_by_verdict() -> None:
    lines = drafted(example("returns_2023.xlsx")).under("Kết quả thực hiện các chỉ tiêu")
    assert lines[:5] == [
        "- Đã đánh giá 19 chỉ tiêu, trong đó:",
        "- Đạt: 12 chỉ tiêu (B1a, B1b, B2a, B2c, B2d, B3b, B4a, B5a, B5b, B6b, B6c, B8).",
        "- Không đạt: 6 chỉ tiêu (B2b, B3a, B3c, B4b, B5c, B6a).",
        "- Không áp dụng: 1 chỉ tiêu (B7).",
        "- Trong số này, các chỉ tiêu phấn đấu (không bắt buộc): B6a, B6b, B6c.",
    ]


def test_half_a_year_is_not_told_as_a_year() -> None:
    draft = drafted(example("half_year_2023.xlsx", day=date(2023, 6, 15)))
    assert "Kết quả thực hiện các chỉ tiêu 6 tháng đầu năm 2023 theo" in draft.lines
    assert any("chưa phải kết quả cả năm" in line for line in draft.under("Kết quả thực hiện các chỉ tiêu"))
    assert "đạt tính đến hết kỳ báo cáo (mức phải đạt: mỗi tháng ít nhất 1)" in sentence(draft, "B8")
    assert sentence(draft, "B5a") == (
        "- Cán bộ cấp tỉnh được tập huấn (B5a): 38/240 = 15,83%, đang thực hiện (mức phải đạt: ít nhất 30%); "
        "cần thêm 34 người; bằng 52,77% mức phải đạt cả năm; thời gian đã qua 49,86%."
    )
    assert "chưa phải kết quả cả năm" not in drafted(example("returns_2023.xlsx")).text


def test_what_is_open_is_told_as_open_with_its_bounds() -> None:
    assert sentence(drafted(faulty()), "B3c") == (
        "- Cơ sở kinh doanh dịch vụ được kiểm tra (B3c): 46/200 = 23,00%, chưa kết luận "
        "(mức phải đạt: ít nhất 20%); tạm tính, 2/4 đơn vị; "
        "thiếu hoặc không đọc được số liệu: Huyện Bình Giang."
    )


def test_a_milestone_that_was_missed_is_not_told_as_the_years_threshold() -> None:
    base = scenes.with_verdict(Verdict.MISSED)
    one = replace(
        base.results[0], reason=Reason.MILESTONE, milestone=Threshold.model_validate({"at_least": "10%"}), gap=None
    )
    told = sentence(drafted(replace(base, results=(one,))), "B3c")
    assert "không đạt mức của kỳ báo cáo (mức phải đạt cả năm: ít nhất 20%); mức của kỳ: ≥ 10%" in told


def test_what_nobody_can_compute_has_no_verdict_in_words() -> None:
    assert sentence(drafted(faulty()), "M1") == (
        "- Nâng cao nhận thức (M1): chưa có kết quả, chưa kết luận; phải xem xét trực tiếp, không tính được từ số liệu."
    )


def test_units_that_have_not_reported_are_named() -> None:
    draft = drafted(faulty())
    assert draft.under("ĐƠN VỊ CHƯA BÁO CÁO") == ["- Chưa báo cáo (huyện, thị xã, thành phố): Huyện Tứ Kỳ."]
    assert any("Đề nghị các đơn vị chưa báo cáo" in line and "Huyện Tứ Kỳ" in line for line in draft.lines)
    everybody = drafted(scenes.report(scenes.sound()))
    assert everybody.under("ĐƠN VỊ CHƯA BÁO CÁO") == ["- Không có đơn vị nào chưa báo cáo."]
    assert "Đề nghị các đơn vị chưa báo cáo" not in everybody.text


def test_a_return_that_could_not_be_used_is_told_as_sent() -> None:
    sent = Diagnostic(Code.SENT_NOT_USED, None, {"unit": Ref("unit", "298")}, unit="298")
    draft = drafted(scenes.report(scenes.faulty(), sent))
    assert draft.under("ĐƠN VỊ CHƯA BÁO CÁO")[1:] == [
        "- Trong đó có đơn vị đã gửi nhưng báo cáo chưa dùng được: Huyện Tứ Kỳ."
    ]


def test_a_draft_on_the_reporting_units_alone_cannot_be_taken_for_the_provinces() -> None:
    report = scenes.report(scenes.faulty(), only_reported=True)
    draft = drafted(report)
    names = "Huyện Nam Sách, Huyện Bình Giang, Huyện Gia Lộc, Báo Hải Dương, Đài PT-TH tỉnh"
    limit = f"Chỉ xét các đơn vị đã báo cáo ({names})"
    assert "Kết quả thực hiện các chỉ tiêu năm 2023 của các đơn vị đã báo cáo theo" in draft.lines
    assert f"({limit}, không phải kết quả chung của kế hoạch)" in draft.lines
    assert f"- {limit}, không phải kết quả chung của kế hoạch." in draft.lines
    assert draft.under("ĐƠN VỊ CHƯA BÁO CÁO") == [
        "- Báo cáo này chỉ xét các đơn vị đã báo cáo, không xét các đơn vị khác."
    ]


def test_a_draft_on_chosen_targets_says_so_under_its_title() -> None:
    draft = drafted(scenes.report(scenes.sound(), only=("B1", "B3c")))
    assert "(Chỉ xét các chỉ tiêu được chọn (B1, B3c), không xét các chỉ tiêu khác của kế hoạch)" in draft.lines
    assert "Chỉ xét" not in drafted(scenes.report(scenes.sound())).text


def test_where_nothing_could_be_read_nothing_is_claimed() -> None:
    report = replace(scenes.report({}), period="", results=(), roll_call=())
    draft = drafted(report)
    assert draft.under("KẾT QUẢ TỪNG CHỈ TIÊU") == ["- Chưa xét được chỉ tiêu nào."]
    assert draft.under("ĐƠN VỊ CHƯA BÁO CÁO") == ["- Chưa xác định được các đơn vị phải báo cáo."]
    assert not draft.rows("Mã")
    assert draft.lines[-1].endswith("1" * 64)


def test_faults_are_counted_by_file_and_by_unit() -> None:
    draft = drafted(faulty())
    assert draft.under("Theo tệp") == [
        "- returns.xlsx: 1 lỗi, 1 cảnh báo, 1 ghi chú.",
        "- Lỗi chung, không thuộc tệp nào: 1 lỗi.",
    ]
    assert draft.under("Theo đơn vị báo cáo")[:2] == ["- Huyện Bình Giang: 1 lỗi.", "- Huyện Tứ Kỳ: 1 lỗi."]


def test_errors_in_the_data_are_said_to_leave_results_open_and_missing_returns_are_no_errors_in_the_data() -> None:
    said = "- Số liệu còn lỗi phải sửa; sau khi sửa, kết quả và đánh giá có thể thay đổi."
    assert said in drafted(faulty()).under("Chất lượng số liệu")
    absent = Diagnostic(Code.NOT_REPORTED, None, {"unit": Ref("unit", "298")}, unit="298")
    assert said not in drafted(scenes.report(scenes.faulty(), absent)).lines


def test_of_many_faults_and_files_the_rest_is_counted() -> None:
    many = [Diagnostic(Code.FILE_EMPTY, Location(f"bc-{number:03}.xlsx"), {}) for number in range(300)]
    draft = drafted(scenes.report(scenes.sound(), *many))
    assert draft.under("Theo tệp")[-2:] == ["- bc-029.xlsx: 1 lỗi.", "- và 270 tệp khác."]
    faults = [row for row in draft.rows("Mã") if "F204" in row[0]]
    assert len(faults) == 50
    assert "Còn 250 mục khác không nêu ở đây" in draft.text


def test_causes_and_proposals_are_stubs_for_the_author() -> None:
    draft = drafted(faulty())
    assert draft.under("Nguyên nhân các chỉ tiêu không đạt") == [
        "- Huyện có kế hoạch (B1): […]",
        "- Tin báo được xử lý kịp thời (B3a): […]",
    ]
    proposed = draft.under("Đề xuất, kiến nghị")
    assert "- Đối với các chỉ tiêu không đạt (B1, B3a): […]" in proposed
    assert "- [Đề xuất, kiến nghị khác]" in proposed


def test_duties_are_told_where_the_plan_has_them() -> None:
    report = example("returns_2023.xlsx", "checklist_2023.xlsx")
    draft, view = drafted(report), tabulate(report, Messages("vi"))
    assert view.duties is not None
    assert "III. KẾT QUẢ THỰC HIỆN NHIỆM VỤ" in draft.headings(1)
    for row in view.duties.rows:
        told = next(line for line in draft.under("KẾT QUẢ THỰC HIỆN NHIỆM VỤ") if f"({row.id}): " in line)
        assert row.done in told
        assert all(remark in told for remark in row.remarks)


def test_the_small_print_says_what_it_was_made_from() -> None:
    report = faulty()
    view, draft = tabulate(report, Messages("vi")), drafted(report)
    assert draft.lines[-len(view.provenance) :] == list(view.provenance)


@pytest.mark.parametrize("language", LANGUAGES)
def test_text_of_workbooks_is_nothing_but_text(language: str) -> None:
    evil = Diagnostic(Code.UNKNOWN_COLUMN, Location(f"a{EVIL}.xlsx", EVIL, "A1"), {"header": EVIL, "suggestion": ""})
    draft = drafted(scenes.report(scenes.faulty(), evil), language)
    shown = r'Xã =cmd|"/c calc"!A1 <script>&amp; {PAGE} \x1b[31m\x07\u202eđỏ\u200b\x0d\x0a\x09\x00\ud800\ufffe\uffff'
    assert shown in draft.text
    body = draft.document.element.body
    for name in ("w:hyperlink", "w:fldSimple", "w:instrText", "w:object", "w:br", "w:tab"):
        assert not list(body.iter(qn(name))), name
    linked = [one for one in draft.document.part.rels.values() if one.is_external]
    assert linked == []


def test_a_share_of_the_whole_is_not_at_least_the_whole() -> None:
    draft = drafted(scenes.report(scenes.sound()))
    assert "(mức phải đạt: 100%)" in sentence(draft, "B1")
    assert "(mức phải đạt: mỗi đơn vị 100%)" in sentence(draft, "B3a")
    assert "(mức phải đạt: ít nhất +3%)" in sentence(draft, "B3b")


def test_an_english_draft_has_no_vietnamese_sentence() -> None:
    draft = drafted(faulty(), "en")
    assert draft.headings(1)[0] == "I. GENERAL RESULTS"
    told = sentence(draft, "B3c")
    assert told.startswith("- Venues inspected (B3c): 46/200 = 23.00%, inconclusive (threshold: at least 20%)")
    headings = " ".join((*draft.headings(1), *draft.headings(2)))
    assert not re.search("[ạảấầẩẫậắằẳẵặẹẻẽếềểễệọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", headings)
