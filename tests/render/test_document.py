"""The document that a plan was issued as is cited by its kind, its number and its day."""

from __future__ import annotations

from datetime import date

import pytest

import scenes
from khpcmd.i18n import Messages
from khpcmd.plan.base import Text
from khpcmd.plan.document import Document
from khpcmd.plan.load import load_plan
from khpcmd.plan.model import Plan
from khpcmd.render.document import cited, in_words, kind, subject
from khpcmd.render.view import plan_line
from places import TARGETS

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
