"""Duties: done, not done or not reported, unit by unit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from khpcmd.i18n import Messages
from khpcmd.judge.duties import judge_duties
from khpcmd.judge.world import World
from khpcmd.plan.checklist import with_checklist
from khpcmd.plan.model import Plan
from khpcmd.render.duties import _remarks
from khpcmd.render.wording import Wording
from khpcmd.results import DutyResult, DutyState
from worlds import count_field, filed, plan, text

MANUAL = {"measure": {"kind": "manual"}}


def duty(**more: object) -> dict[str, object]:
    return {"id": "D1", "clause": "V.1", "quote": "q", "title": text("set up a team"), "of": ["district"], **more}


def with_duty(**more: object) -> Plan:
    fields = {"visits": count_field()}
    return with_checklist(plan(fields, MANUAL, districts=3, duties=[duty(**more)]))


def states(small: Plan, figures: Mapping[str, Mapping[str, object]], period: str = "year") -> list[DutyResult]:
    returns = {unit: filed(unit, values) for unit, values in figures.items()}
    sent = {period: {unit for unit, one in returns.items() if one.reported}}
    return list(judge_duties(World(small, period, returns, frozenset(small.unit)), sent))


def test_a_checklist_says_done_or_not_done_and_silence_is_not_reported() -> None:
    found = states(with_duty(), {"d1": {"duty:D1": True}, "d2": {"duty:D1": False}, "d3": {"duty:D1": ""}})
    assert [one.state for one in found] == [DutyState.DONE, DutyState.NOT_DONE, DutyState.NOT_REPORTED]


def test_an_answer_that_could_not_be_read_is_not_reported() -> None:
    assert states(with_duty(), {"d1": {"duty:D1": None}})[0].state is DutyState.NOT_REPORTED


def test_what_is_done_without_its_evidence_is_done_and_the_evidence_is_lacking() -> None:
    small = with_duty(evidence=["document", "date"])
    found = states(small, {"d1": {"duty:D1": True, "duty:D1:document": "QĐ 12"}, "d2": {"duty:D1": False}})
    assert (found[0].state, [kind for kind, _ in found[0].evidence], found[0].missing_evidence) == (
        DutyState.DONE, ["document"], ("date",),
    )  # fmt: skip
    assert found[1].missing_evidence == ()


def test_the_longest_title_that_a_plan_may_give_a_duty_leaves_room_for_its_evidence() -> None:
    longest = {"vi": "v" * 2000, "en": "e" * 2000}
    assert len(with_duty(title=longest, evidence=["document", "date"]).fields["duty:D1:document"].label.vi) > 2000


def test_a_document_without_an_answer_proves_nothing() -> None:
    small = with_duty(evidence=["document"])
    assert states(small, {"d1": {"duty:D1:document": "chưa ban hành"}})[0].state is DutyState.NOT_REPORTED


def test_fields_can_answer_a_duty() -> None:
    small = with_duty(where={"field": "visits", "at_least": 1})
    found = states(small, {"d1": {"visits": 3}, "d2": {"visits": 0}, "d3": {"visits": None}})
    assert [one.state for one in found] == [DutyState.DONE, DutyState.NOT_DONE, DutyState.NOT_REPORTED]
    assert "duty:D1" not in small.fields


def test_the_return_itself_is_the_duty_to_report() -> None:
    found = states(with_duty(report_of="year"), {"d1": {"visits": 3}})
    assert [one.state for one in found] == [DutyState.DONE, DutyState.NOT_REPORTED, DutyState.NOT_REPORTED]


def test_a_return_that_came_on_its_day_is_late_where_the_day_is_excluded() -> None:
    small = with_duty(report_of="half_year", evidence=["received"])
    days = {"d1": date(2023, 6, 14), "d2": date(2023, 6, 15)}
    found = states(small, {unit: {"duty:D1:received": day} for unit, day in days.items()})
    assert [(one.state, one.late) for one in found] == [
        (DutyState.DONE, False), (DutyState.NOT_DONE, True), (DutyState.NOT_REPORTED, False),
    ]  # fmt: skip


@pytest.mark.parametrize(("language", "sent", "issued"), [
    ("vi", "gửi sau hạn: ", "ban hành sau hạn: "), ("en", "sent late: ", "issued after the deadline: "),
])  # fmt: skip
def test_a_return_is_sent_late_and_a_document_is_issued_late(language: str, sent: str, issued: str) -> None:
    late = date(2023, 6, 15)
    of_return = with_duty(report_of="half_year", evidence=["received"])
    of_document = with_duty(evidence=["date"], due={"date": date(2023, 6, 1)})
    for small, kind, words in ((of_return, "received", sent), (of_document, "date", issued)):
        found = states(small, {"d1": {"duty:D1": True, f"duty:D1:{kind}": late}, "d2": {}})
        wording, asked = Wording(Messages(language), small), small.duties[0]
        remarks = list(_remarks(asked, [one for one in found if one.unit == "d1"], wording, wording.unit))
        assert remarks == [f"{words}{wording.unit('d1')}"]


def test_a_duty_of_one_period_is_not_looked_at_in_another() -> None:
    assert states(with_duty(periods=["half_year"]), {}) == []
