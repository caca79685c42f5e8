"""What the linter tells of amounts: units of measure, bounds, decimals, and what cannot be added up or compared."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

import amounts_plan
import annex_plan
import small_plan
from amounts_plan import PLAN
from khpcmd.diagnostics import AnyCode, Code
from khpcmd.diagnostics.parameters import Phrase
from khpcmd.plan.base import Text
from khpcmd.plan.fields import AmountField, CountField
from khpcmd.plan.lint import lint_file
from khpcmd.plan.load import parse_plan
from small_plan import word

MARK = small_plan.MARK


def told(*changes: tuple[str, str]) -> list[tuple[AnyCode, object]]:
    """The code and what is needed instead, for each mistake; they stand where the changes have their marks."""
    text = PLAN
    for old, new in changes:
        assert text.count(old) >= 1, old
        text = text.replace(old, new, 1)
    found = small_plan.mistakes(text.replace(MARK, ""))
    assert [(one.at.line, one.at.column) for one in found if one.at] == small_plan.marks(text), found
    return [(one.code, one.params.get("expected", one.params.get("takes"))) for one in found]


@pytest.mark.parametrize(
    ("label", "told"), [("Diện tích rừng trồng mới", []), ("Diện tích rừng bình quân", ["forest"])]
)
def test_they_are_no_part_of_a_pooled_rate_unseen(tmp_path: Path, label: str, told: list[str]) -> None:
    head, tail = PLAN.replace("Diện tích rừng trồng mới", label).split("  - id: T1\n")
    one = tail.split("  - id: T2\n")[0].replace(
        "{kind: count, of: revenue}", "{kind: rate, part: forest, whole: communes, per: 1}"
    )
    (tmp_path / "plan.yaml").write_text(f"{head}  - id: T1\n{one}", encoding="utf-8")
    found = [one for one in lint_file(tmp_path / "plan.yaml").diagnostics if one.code is Code.RATES_ADDED_UP]
    assert [one.params["field"] for one in found] == told


def test_the_plan_is_valid() -> None:
    plan = parse_plan(PLAN, "plan.yaml")
    assert small_plan.mistakes(PLAN) == []
    assert plan.target["T1"].limits.low == Fraction(61091, 10000)
    assert plan.target["T4"].limits.low == 80


T2 = "measure: {kind: ratio, part: spent, whole: funds}"
T3 = "measure: {kind: growth, of: revenue}"


@pytest.mark.crossing(16)
@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("en: billion dong}", "en: ◆million dong}", "same_unit_in_both"),
        ("unit_of_measure: {vi: tỷ đồng, en: billion dong}", "unit_of_measure: {vi: tỷ, en: ◆billion dong}",
         "same_unit_in_both"),
        ("at_most: 100000\n", "at_most: ◆0.0001\n", "fewer_decimals"),
        ("at_most: 100000\n", "at_most: 100\n    at_least: ◆0.0001\n", "fewer_decimals"),
        ("decimals: 2\n", "decimals: 2\n    at_least: 5\n    at_most: ◆4\n", "bounds_in_order"),
        ("unit_of_measure: {vi: ha, en: ha}", "unit_of_measure: {vi: ◆phần nghìn, en: per mille}", "percent_sign"),
        ("decimals: 2\n", "decimals: 2\n    below_one: ◆true\n", "percentage_field"),
        ("decimals: 2\n", "decimals: 2\n    tolerance: ◆30%\n", "stock_field"),
        (T2, "measure: {kind: ratio, part: spent, whole: ◆revenue}", "same_unit"),
        (T2, "measure: {kind: ratio, part: spent, whole: ◆communes}", "same_unit"),
        (T2, "measure: {kind: ratio, part: spent, whole: ◆insured}", "no_percentage"),
        ("measure: {kind: count, of: revenue}", "measure: {kind: count, of: [revenue, ◆spent]}", "same_unit"),
        ("measure: {kind: count, of: revenue}",
         "measure: {kind: rate, part: [revenue, ◆spent], whole: communes, per: 1}", "same_unit"),
        ("judged: each_unit\n    cumulative: false", "judged: ◆pooled\n    cumulative: false", "percentage_each_unit"),
        ('unit_of_measure: {vi: "%"', 'adds_up: ◆true\n    unit_of_measure: {vi: "%"', "percentage_no_sum"),
        ("threshold: {at_least: 80%}", "threshold: ◆{at_least: 80}", "percent"),
        ("threshold: {at_least: 6.1091}", "threshold: ◆{at_least: 80%}", "a_number"),
        ("threshold: {at_least: 5}", "threshold: {at_least: ◆4.5}", "whole_number"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_at_its_place(old: str, new: str, expected: str) -> None:
    (found,) = told((old, new))
    assert found[1] == word(expected)


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        ("at_most: 100000\n", "at_most: ◆10000000000\n", "at_most"),
        ("threshold: {at_least: 80%}", "threshold: {at_least: ◆120%}", "between"),
    ],
)
def test_what_a_figure_cannot_be_is_told(old: str, new: str, text: str) -> None:
    (found,) = told((old, new))
    assert isinstance(found[1], Phrase)
    assert found[1].id == text


def test_percentages_are_not_added_up() -> None:
    found = told(("measure: {kind: count, of: insured}", "measure: {kind: count, of: [◆insured, ◆forest]}"))
    assert [expected for _, expected in found] == [word("no_percentage"), word("same_unit")]


def test_negative_figures_stand_alone() -> None:
    bounds = ("at_most: 100000\n", "at_least: -5\n    at_most: 100000\n")
    (found,) = told(bounds, (T3, "measure: {kind: growth, of: ◆revenue}"))
    assert found[1] == word("no_negative")


@pytest.mark.parametrize(
    ("measure", "total", "expected"),
    [("revenue", "5.5", None), ("revenue", "5.1234", "fewer_decimals"), ("communes", "5.5", "whole_number")],
)
def test_a_baseline_has_the_decimals_of_its_field(measure: str, total: str, expected: str | None) -> None:
    mark = MARK if expected else ""
    change = (T3, f"measure: {{kind: growth, of: {measure}, baseline: {{year: {mark}{total}}}}}")
    found = told(change)
    assert [wanted for _, wanted in found] == ([word(expected)] if expected else [])


# which figures of several units have a sum: what the words of a field say, and what its author says


AMOUNTS = [
    ("Kinh phí", "triệu đồng", True),
    ("Giá trị sản xuất công nghiệp", "tỷ đồng", True),
    ("Kinh phí xây dựng bộ chỉ số", "triệu đồng", True),
    ("Diện tích rừng trồng mới", "ha", True),
    ("Sản lượng thủy sản", "tấn", True),
    ("Điện năng tiêu thụ", "kWh", True),
    ("Budget spent", "million dong", True),
    ("Dân số trung bình năm", "nghìn người", True),
    ("Dân số trung bình", "tuổi", False),
    ("Thu nhập", "triệu đồng/người", False),
    ("Thu nhập bình quân đầu người", "triệu đồng", False),
    ("Năng suất lúa", "tạ/ha", False),
    ("Năng suất lúa", "tạ", True),
    ("Điểm hạ tầng số", "điểm", False),
    ("Kết quả chấm chuyển đổi số", "Điểm", False),
    ("Chỉ số cải cách hành chính", "", False),
    ("Kết quả Chỉ số SIPAS", "số", False),
    ("Hệ số sử dụng đất", "lần", False),
    ("Tỉ suất sinh", "con", False),
    ("Tỷ số giới tính khi sinh", "trẻ trai", False),
    ("Xếp hạng chuyển đổi số", "thứ hạng", False),
    ("Số ngày giải quyết thủ tục trung bình", "ngày", False),
    ("Tuổi nghề trung bình", "năm", False),
    ("Average days to settle a case", "days", False),
    ("Reform index", "points", False),
    ("Human development index", "units", False),
]
COUNTS = [
    ("Số vụ", "vụ", True),
    ("Số hộ có mức sống trung bình", "hộ", True),
    ("Số học sinh xếp loại trung bình", "học sinh", True),
    ("Số xã có thu nhập bình quân đầu người trên 50 triệu đồng", "xã", True),
    ("Số di tích được xếp hạng", "di tích", True),
    ("Số điểm tư vấn", "điểm", True),
    ("Số chỉ tiêu hoàn thành", "chỉ tiêu", True),
    ("Số cuộc kiểm tra", "cuộc/năm", True),
    ("Dân số trung bình", "người", True),
    ("Dân số bình quân năm 2025", "người", True),
    ("Số lao động bình quân trong năm", "lao động", True),
    ("Average population of 2025", "people", True),
    ("Số lao động bình quân mỗi doanh nghiệp", "người", False),
    ("Dân số bình quân mỗi xã", "người", False),
    ("Điểm chuyển đổi số", "điểm", False),
    ("Số điểm đạt được", "điểm", False),
    ("Xếp hạng của huyện", "hạng", False),
    ("Số ngày giải quyết trung bình", "ngày", False),
    ("Số ngày trung bình giải quyết một hồ sơ", "ngày", False),
    ("Số buổi bình quân mỗi xã", "buổi", False),
    ("Sĩ số", "học sinh/lớp", False),
    ("Average number of sessions", "sessions", False),
]


@pytest.mark.parametrize(("label", "unit", "summed"), AMOUNTS)
def test_which_amounts_have_a_sum(label: str, unit: str, *, summed: bool) -> None:
    spec = AmountField(kind="amount", label=_text(label), reported_by=("d",), unit_of_measure=_text(unit or "số"))
    assert spec.has_sum is summed
    assert [spec.model_copy(update={"adds_up": said}).has_sum for said in (True, False)] == [True, False]


@pytest.mark.parametrize(("label", "unit", "summed"), COUNTS)
def test_which_counts_have_a_sum(label: str, unit: str, *, summed: bool) -> None:
    spec = CountField(kind="count", label=_text(label), reported_by=("d",), unit_of_measure=_text(unit))
    assert spec.has_sum is summed
    assert [spec.model_copy(update={"adds_up": said}).has_sum for said in (True, False)] == [True, False]


def _text(text: str) -> Text:
    return Text(vi=text, en=text)


def test_one_language_is_enough_to_call_it_a_rate() -> None:
    label = Text(vi="Sản phẩm", en="Product per head")
    unit = Text(vi="triệu đồng", en="million dong")
    assert not AmountField(kind="amount", label=label, reported_by=("d",), unit_of_measure=unit).has_sum


def test_what_has_no_sum_is_not_rolled_up() -> None:
    text = annex_plan.PLAN.replace("field: model", "field: households")
    assert small_plan.mistakes(text) == []
    (told,) = small_plan.mistakes(text.replace("vi: Số hộ gia đình", "vi: Chỉ số hộ"))
    assert (told.code, told.params["expected"]) == (Code.WRONG_VALUE, word("field_with_sum"))


@pytest.mark.parametrize(
    ("target", "threshold"),
    [
        ("{kind: count, of: ◆revenue}", "6.1091"),
        ("{kind: change, of: ◆revenue}", "+2"),
        ("{kind: growth, of: ◆revenue}", "+2%"),
    ],
)
def test_what_has_no_sum_is_no_target_of_all_units_together(target: str, threshold: str) -> None:
    """40 and 45 points were 85, and met a threshold of 70."""
    text = amounts_plan.PLAN.replace("Tổng thu ngân sách, en: Budget revenue", "Điểm bình quân, en: Average score")
    head, tail = text.split("  - id: T1\n")
    one = tail.split("  - id: T2\n")[0].replace("{kind: count, of: revenue}", target).replace("6.1091", threshold)
    text = f"{head}  - id: T1\n{one}"
    (told,) = small_plan.mistakes(text.replace("◆", ""))
    assert (told.code, told.params) == (Code.WRONG_VALUE, {"found": "revenue", "expected": word("summed_or_each_unit")})
    assert [(told.at.line, told.at.column) if told.at else None] == small_plan.marks(text)
    text = text.replace("◆", "")
    assert small_plan.mistakes(text.replace("kind: amount", "kind: amount\n    adds_up: true", 1)) == []
    assert small_plan.mistakes(f"{text}    judged: each_unit\n") == []
    assert small_plan.mistakes(f'{text}    only: ["0291"]\n') == []
