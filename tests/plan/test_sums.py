"""Which figures of several units have a sum: what the words of a field say, and what its author says."""

from __future__ import annotations

import pytest

import amounts_plan
import annex_plan
import small_plan
from khpcmd.diagnostics import Code
from khpcmd.plan.base import Text
from khpcmd.plan.fields import AmountField, CountField
from small_plan import word

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
