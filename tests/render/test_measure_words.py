"""How a target is measured, in words: one way of saying it for each kind, from the plan's own labels."""

from __future__ import annotations

from datetime import date

import pytest

import days_plan
import scenes
import shapes_plan
from khpcmd.i18n import Messages
from khpcmd.measures.conditions import FieldHolds
from khpcmd.plan.base import Text
from khpcmd.plan.load import load_plan, parse_plan
from khpcmd.plan.model import Document, Plan, Target
from khpcmd.render.explained import MeasureWords, TargetWords
from khpcmd.render.figures import Figures
from khpcmd.render.issued import cited, in_words, kind, subject
from khpcmd.render.view import plan_line
from places import TARGETS, languages
from small_plan import changed

SMALL = scenes.small_plan()


NESTED = "{all: [{field: plan_issued}, {any: [{field: venues, at_least: 1}, {field: venues, at_least: 2}]}]}"


def told(name: str, language: str, plan: Plan = SMALL) -> TargetWords:
    return MeasureWords(Messages(language), plan).target(plan.target[name])


def with_measure(measure: str, threshold: str = "", more: str = "") -> Plan:
    """The small plan whose target A2 is another one."""
    old = "    measure: {kind: ratio, part: inspected, whole: [venues]}\n    threshold: {at_least: 20%}\n"
    asked = f"    threshold: {threshold}\n" if threshold else ""
    return parse_plan(changed((old, f"    measure: {measure}\n{asked}{more}")), "plan.yaml")


@pytest.mark.parametrize(
    ("name", "vi", "en"),
    [
        (
            "B1",
            "tỷ lệ huyện, thị xã, thành phố đạt: “Đã ban hành kế hoạch”: có",
            "share of districts, towns and cities that meet: “Plan issued”: yes",
        ),
        (
            "B3a",
            "“Tin báo xử lý kịp thời” / “Tin báo tiếp nhận”, tính riêng từng đơn vị",
            "“Reports handled in time” / “Reports received”, each unit by itself",
        ),
        (
            "B3b",
            "mức tăng, giảm của “Số tội phạm được xử lý” so với năm 2022, cộng tất cả đơn vị",
            "change of “Crimes handled” against 2022, all units combined",
        ),
        (
            "B3c",
            "“Số cơ sở được kiểm tra” / “Tổng số cơ sở kinh doanh dịch vụ”, cộng tất cả đơn vị",
            "“Venues inspected” / “Venues in all”, all units combined",
        ),
        (
            "B8",
            "“Số tin, bài từng tháng” trong mỗi tháng trọn của kỳ, tính chung các đơn vị",
            "“News items by month” in every complete month of the period, the units taken together",
        ),
        ("C1", "“Số người được tuyên truyền”, cộng tất cả đơn vị", "“Persons informed”, all units combined"),
        ("D1", "mọi đơn vị trả lời có: “Đã ban hành quy chế”", "every unit answers yes: “Rules issued”"),
        ("M1", "không tính từ số liệu, phải xem xét trực tiếp", "not computed; needs a manual review"),
    ],
)
def test_every_kind_of_measure_is_told_from_the_labels(name: str, vi: str, en: str) -> None:
    assert (told(name, "vi").measured, told(name, "en").measured) == (vi, en)


@pytest.mark.parametrize(
    ("measure", "threshold", "measured"),
    [
        ("{kind: ratio, part: [inspected], whole: {register: communes}}", "{at_least: 20%}",
         "“Venues inspected” / communes of the plan's register, all units combined"),
        ("{kind: ratio, part: [inspected, communes_reached], whole: [venues]}", "{at_least: 20%}",
         "(“Venues inspected” + “Communes reached”) / “Venues”, all units combined"),
        ("{kind: share, of: district, where: {field: venues, at_least: 1000}}", "{at_least: 2}",
         "number of districts that meet: “Venues” ≥ 1,000"),
        (f"{{kind: share, of: district, where: {NESTED}}}", "{at_least: 100%}",
         "share of districts that meet: all of: “Plan issued”: yes; (at least one of: “Venues” ≥ 1; “Venues” ≥ 2)"),
        ("{kind: share, of: district, where: {any: [{field: plan_issued}]}}", "{at_least: 100%}",
         "share of districts that meet: “Plan issued”: yes"),
        ("{kind: maintain, of: inspected}", "", "“Venues inspected” compared with 2022, all units combined"),
        ("{kind: frequency, of: news, every: quarter, by: each}", "",
         "“News items” in every complete quarter of the period"),
    ],
)  # fmt: skip
def test_sums_registers_and_conditions_are_told(measure: str, threshold: str, measured: str) -> None:
    assert told("A2", "en", with_measure(measure, threshold)).measured == measured


@pytest.mark.parametrize(("first", "said"), [("01", "from 2027-07-01 to 2027-07-15"), ("15", "on 2027-07-15")])
def test_days_are_told_from_the_first_to_the_last(first: str, said: str) -> None:
    plan = parse_plan(days_plan.PLAN.replace("from: 2027-07-01", f"from: 2027-07-{first}"), "plan.yaml")
    assert told("T2", "en", plan).measured == f"share of districts that meet: “Day of the review”: {said}"


def test_a_target_of_one_unit_adds_nothing_up() -> None:
    plan = with_measure("{kind: count, of: venues}", "{at_least: 5}", '    only: ["0298"]\n')
    assert told("A2", "en", plan).measured == "“Venues”"
    assert told("A2", "en", plan).reporters == "Tu Ky"


def test_reporters_are_named_by_level_and_else_one_by_one() -> None:
    assert told("B1", "vi").reporters == "huyện, thị xã, thành phố"
    assert told("B8", "vi").reporters == "cơ quan cấp tỉnh"
    assert told("M1", "vi").reporters == ""
    both = changed(
        ("    unit_of_measure: {vi: tin, en: items}", "    unit_of_measure: {vi: tin, en: items}\n"),
        (
            "en: Plan issued}\n    reported_by: [district]",
            'en: Plan issued}\n    reported_by: [district, "0291", radio]',
        ),
    )
    plan = parse_plan(both.replace("{kind: frequency, of: news}", "{kind: done, field: plan_issued}"), "plan.yaml")
    assert told("A4", "en", plan).reporters == "districts; Radio"


def test_the_conditions_of_a_target_are_told() -> None:
    more = (
        "    judged: each_unit\n    only: [district]\n    years: {from: 2021, to: 2025}\n    zero: missed\n"
        '    unit_thresholds: {"0298": {at_least: 10%}}\n'
    )
    plan = with_measure("{kind: ratio, part: inspected, whole: venues}", "{at_least: 20%}", more)
    assert told("A2", "en", plan) == TargetWords(
        "“Venues inspected” / “Venues”, each unit by itself",
        "each unit ≥ 20%",
        "districts",
        (
            "only for: districts",
            "for Tu Ky: ≥ 10%",
            "cumulative from 2021, due at the end of 2025",
            "with nothing to measure (0/0): missed",
        ),
    )


def test_the_numbers_of_units_stand_with_their_names() -> None:
    shapes = parse_plan(shapes_plan.PLAN, "plan.yaml")
    (vi,) = (line for line in told("A3", "vi", shapes).conditions if "“" in line)
    assert vi == (
        "số “covered” của từng đơn vị: Xã Tân Tiến, Huyện Gia Lộc: 91,5%; Xã Gia Khánh: 92%; "
        "Xã Tân Tiến, Thị xã Kinh Môn: 95,25%"
    )
    (en,) = (line for line in told("A1", "en", shapes).conditions if "“" in line)
    assert (
        en == "“plan” of each unit: Gia Loc District: 120.5 (2024), 130.5 (2025); Kinh Mon Town: 80 (2024), 90 (2025)"
    )


def test_a_milestone_and_a_stated_baseline_are_told_by_their_period() -> None:
    half = SMALL.target["C1"].model_copy(
        update={"milestones": {"half_year": scenes.small_plan().target["C1"].threshold}}
    )
    growth = SMALL.target["B3b"].measure.model_copy(update={"baseline": {"year": 1200}})
    plan = SMALL.changed(targets=(half, SMALL.target["B3b"].model_copy(update={"measure": growth})))
    assert told("C1", "vi", plan).conditions[0] == "đến hết 6 tháng đầu năm 2023: ≥ 5.300 người"
    assert told("B3b", "vi", plan).conditions[0] == "số năm gốc để so với năm 2023, do kế hoạch nêu: 1.200"


def test_a_target_that_builds_up_is_told_from_one_that_does_not() -> None:
    assert told("B3c", "vi").conditions == ("lũy kế trong năm",)
    assert told("B1", "vi").conditions == ("phải đạt ở từng kỳ báo cáo",)
    assert told("M1", "vi").conditions == ()


@pytest.mark.crossing(16)
@languages
@pytest.mark.parametrize("target", SMALL.targets, ids=lambda target: target.id)
def test_no_word_is_lacking_in_either_language(target: Target, language: str) -> None:
    found = MeasureWords(Messages(language), SMALL).target(target)
    assert all(text.strip() for text in (found.measured, found.threshold, *found.conditions))


def test_a_field_that_is_not_there_shows_as_its_id() -> None:
    assert MeasureWords(Messages("en"), SMALL).condition(FieldHolds(field="gone")) == "“gone”: yes"


@pytest.mark.parametrize(
    ("threshold", "key"),
    [
        ("{at_least: 20%}", "view.not_reaching"),
        ("{at_most: 20%}", "view.exceeding"),
        ("{less_than: 20%}", "view.exceeding"),
        ("{at_least: 20%, at_most: 40%}", "view.not_at"),
        ("{equal_to: 50%}", "view.not_at"),
    ],
)
def test_a_unit_that_misses_an_upper_limit_is_not_called_below_it(threshold: str, key: str) -> None:
    plan = with_measure("{kind: ratio, part: inspected, whole: [venues]}", threshold, "    judged: each_unit\n")
    assert Figures(Messages("vi"), plan).not_reaching(plan.target["A2"]) == key


# the document that a plan was issued as is cited by its kind, its number and its day


VI, EN = Messages("vi"), Messages("en")


def numbered(number: str, day: date = date(2023, 2, 17)) -> Document:
    return scenes.small_plan().document.model_copy(update={"number": number, "date": day})


def titled(vi: str, en: str, number: str) -> Plan:
    update = {"title": Text(vi=vi, en=en), "document": numbered(number)}
    return scenes.small_plan().model_copy(update=update)


@pytest.mark.parametrize(
    ("number", "vi", "en"),
    [
        ("416/KH-UBND", "Kế hoạch", "Plan"),
        ("808/QĐ-LĐTBXH", "Quyết định", "Decision"),
        ("07/2023/NQ-HĐND", "Nghị quyết", "Resolution"),
        ("15/CTr-UBND", "Chương trình", "Programme"),
        ("3/CT-UBND", "Chỉ thị", "Directive"),
        ("1/ĐA-UBND", "Đề án", "Scheme"),
        ("123/UBND-VX", "Văn bản", "Document"),
        ("chưa ban hành", "Văn bản", "Document"),
        ("", "Văn bản", "Document"),
    ],
)
def test_the_number_of_a_document_says_its_kind(number: str, vi: str, en: str) -> None:
    assert (kind(numbered(number), VI), kind(numbered(number), EN)) == (vi, en)


@pytest.mark.parametrize(
    ("day", "short", "long"),
    [
        (date(2023, 2, 17), "17/02/2023", "ngày 17 tháng 02 năm 2023"),
        (date(2022, 9, 5), "05/9/2022", "ngày 05 tháng 9 năm 2022"),
        (date(2022, 10, 15), "15/10/2022", "ngày 15 tháng 10 năm 2022"),
        (date(2026, 1, 7), "07/01/2026", "ngày 07 tháng 01 năm 2026"),
    ],
)
def test_only_days_to_nine_january_and_february_have_a_leading_zero(day: date, short: str, long: str) -> None:
    assert cited(numbered("416/KH-UBND", day), VI) == f"Kế hoạch số 416/KH-UBND ngày {short}"
    assert cited(numbered("416/KH-UBND", day), EN) == f"Plan 416/KH-UBND of {day.isoformat()}"
    assert (in_words(day, VI), in_words(day, EN)) == (long, day.isoformat())


def test_the_kind_that_a_title_begins_with_is_not_repeated() -> None:
    plan = titled("Kế hoạch phòng, chống mại dâm", "Plan against prostitution", "416/KH-UBND")
    assert plan_line(plan, VI) == "Kế hoạch số 416/KH-UBND ngày 17/02/2023: phòng, chống mại dâm."
    assert plan_line(plan, EN) == "Plan 416/KH-UBND of 2023-02-17: against prostitution."
    other = titled("Kế hoạch hóa gia đình", "Planning", "808/QĐ-BYT")
    assert (subject(other, VI), subject(other, EN)) == ("Kế hoạch hóa gia đình", "Planning")


def test_a_decision_is_not_called_a_plan() -> None:
    plan = load_plan(TARGETS / "quyet_dinh_808_2023.yaml").plan
    assert plan_line(plan, VI).startswith("Quyết định số 808/QĐ-LĐTBXH ngày 05/9/2022: Chỉ tiêu quốc gia ")
    assert plan_line(plan, EN).startswith("Decision 808/QĐ-LĐTBXH of 2022-09-05: National targets ")
