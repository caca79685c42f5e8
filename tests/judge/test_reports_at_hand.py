"""Reports that came in, with figures and without, and months without news: as plan 416 has them."""

from __future__ import annotations

from pathlib import Path

from khpcmd.checking import Request, check
from khpcmd.diagnostics import Code
from khpcmd.i18n import Messages
from khpcmd.render.figures import Figures
from khpcmd.report import Report
from khpcmd.results import DutyState, Verdict
from places import EXAMPLES
from workbook.builder import write
from worlds import judged, plan, text

NEWS = {"news": {"kind": "months", "unit_of_measure": text("n"), "reported_by": ["district"]}}


def report(previous: bool) -> Report:
    before = (EXAMPLES / "half_year_2023.xlsx",) if previous else ()
    return check(Request((EXAMPLES / "returns_2023.xlsx",), previous=before))


def states(found: Report, duty: str) -> dict[str, DutyState]:
    return {one.unit: one.state for one in found.duties if one.duty.id == duty}


def test_the_half_year_s_returns_answer_the_duty_to_send_them_where_they_are_at_hand() -> None:
    alone, beside = report(previous=False), report(previous=True)
    assert set(states(alone, "D11").values()) == {DutyState.NOT_REPORTED}
    silent = {unit for unit, state in states(beside, "D11").items() if state is DutyState.NOT_REPORTED}
    assert silent == {"291", "298"}  # whose half-year returns are not there
    assert set(states(beside, "D11").values()) == {DutyState.DONE, DutyState.NOT_REPORTED}
    assert not any(one.missing_evidence for one in beside.duties if one.duty.id == "D11")


def test_ten_bodies_without_figures_are_in_no_roll_call_and_change_no_verdict() -> None:
    found = report(previous=False)
    missing = set(found.without_figures)
    assert missing.isdisjoint(unit for call in found.roll_call for unit in call.expected)
    assert len(missing) == 10
    assert found.missing_units == ()
    assert {one.code for one in found.diagnostics if one.unit in missing} == {Code.REPORT_NOT_RECEIVED}
    assert sum(state is DutyState.DONE for state in states(found, "P23").values()) == 5


def test_the_month_without_news_is_named() -> None:
    of = plan(NEWS, {"measure": {"kind": "frequency", "of": "news"}}, districts=2)
    months = {f"news#{month}": 1 for month in range(1, 12)}
    found = judged(of, {"d1": {**months, "news#4": 0}, "d2": {**months, "news#4": 0, "news#7": 0}})
    assert (found.verdict, found.without) == (Verdict.MISSED, ((4,),))
    assert Figures(Messages("vi"), of).slots(found.without) == "tháng chưa đủ: 4"
    open_ = judged(of, {"d1": {**months, "news#4": 0}})
    assert (open_.verdict, open_.without) == (Verdict.INCONCLUSIVE, ())


def test_a_quarter_without_news_is_named_as_a_quarter() -> None:
    of = plan(NEWS, {"measure": {"kind": "frequency", "of": "news", "every": "quarter"}}, districts=1)
    months = {f"news#{month}": int(month > 3) for month in range(1, 13)}
    found = judged(of, {"d1": months})
    assert found.without == ((1, 2, 3),)
    assert Figures(Messages("en"), of).slots(found.without) == "quarters without enough: 1"


def test_an_answer_on_a_checklist_of_several_units_is_no_report_of_theirs(tmp_path: Path) -> None:
    returns, checklist = EXAMPLES / "returns_2023.xlsx", EXAMPLES / "checklist_2023.xlsx"
    found = check(Request((returns, checklist)))
    assert states(found, "P11")["so-y-te"] is DutyState.DONE  # its duty is answered …
    assert "so-y-te" in found.without_figures  # … and its report has not come in
    own = write(tmp_path / "so-y-te.xlsx", BC=OWN)
    beside = check(Request((returns, own)))
    assert "so-y-te" not in beside.without_figures
    assert states(beside, "P23")["so-y-te"] is DutyState.DONE


OWN = """
Đơn vị báo cáo: Sở Y tế
| NHIỆM VỤ PHÒNG, CHỐNG MẠI DÂM NĂM 2023 |
| TT | Nhiệm vụ | Đã thực hiện | Số, ký hiệu văn bản |
| 1 | Can thiệp giảm hại, khám bệnh định kỳ | Có | 22/KH-SYT |
"""
