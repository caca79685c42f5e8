"""Answers to targets that nobody can compute: each mistake of the file once at its place, and what an answer does."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khpcmd.diagnostics import AnyCode, Code, Location
from khpcmd.errors import AnswersError
from khpcmd.judge.answers import Answers, answer, load_answers
from khpcmd.judge.verdict import evaluate
from khpcmd.judge.waivers import waive
from khpcmd.judge.world import World
from khpcmd.plan.decisions import Answer, Waiver
from khpcmd.plan.model import Plan
from khpcmd.results import Reason, Result, Verdict
from worlds import count_field, filed, plan

FIELDS = {"handled": count_field(), "received": count_field()}
MANUAL = plan(FIELDS, {"measure": {"kind": "manual"}})
COMPUTED = plan(
    FIELDS, {"measure": {"kind": "ratio", "part": "handled", "whole": "received"}, "threshold": {"at_least": "100%"}}
)
DAY = date(2023, 12, 12)

HEAD = f"plan: {MANUAL.id}\nanswers:\n"
ONE = (
    "  - target: T1\n    period: year\n    verdict: met\n    reason: Đã ban hành\n    document: 5/BC-UBND\n"
    "    decided_by: Chủ tịch UBND tỉnh\n    day: 2023-12-10\n"
)


def loaded(folder: Path, text: str, of: Plan = MANUAL) -> Answers:
    path = folder / "a.yaml"
    path.write_text(text, encoding="utf-8")
    return load_answers(path, of)


def refused(folder: Path, text: str, of: Plan = MANUAL) -> list[tuple[AnyCode, int, int]]:
    with pytest.raises(AnswersError) as caught:
        loaded(folder, text, of)
    return [(one.code, one.at.line, one.at.column) for one in caught.value.diagnostics if one.at]


def test_an_answer_says_who_decided_what_when_by_which_document_and_why(tmp_path: Path) -> None:
    (found,) = loaded(tmp_path, HEAD + ONE.replace("Đã ban hành", "|\n      Đã\n      ban hành")).entries
    assert (found.target, found.period, found.verdict, found.reason) == ("T1", "year", "met", "Đã ban hành")
    assert (found.document, found.decided_by, found.day) == ("5/BC-UBND", "Chủ tịch UBND tỉnh", date(2023, 12, 10))
    assert (found.at.line, found.at.column) == (3, 5)


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        (HEAD + ONE.replace("    reason: Đã ban hành\n", ""), Code.MISSING_KEY, 3, 5),
        (HEAD + ONE.replace("    document: 5/BC-UBND\n", ""), Code.MISSING_KEY, 3, 5),
        (HEAD + ONE.replace("Đã ban hành", '""'), Code.WRONG_VALUE, 6, 13),
        (HEAD + ONE + "    approver: x\n", Code.UNKNOWN_KEY, 10, 5),
        (HEAD + ONE.replace("verdict: met", "verdict: waived"), Code.WRONG_VALUE, 5, 14),
        (HEAD + ONE.replace("verdict: met", "verdict: inconclusive"), Code.WRONG_VALUE, 5, 14),
        (HEAD + ONE.replace("verdict: met", "verdict: true"), Code.WRONG_VALUE, 5, 14),
        (HEAD + ONE.replace("2023-12-10", "10/12/2023"), Code.WRONG_TYPE, 9, 10),
        (HEAD + ONE.replace("T1", "T9"), Code.UNKNOWN_REFERENCE, 3, 13),
        (HEAD + ONE.replace("period: year", "period: yaer"), Code.UNKNOWN_REFERENCE, 4, 13),
        (HEAD + ONE.replace("2023-12-10", "2022-06-10"), Code.ANSWER_BEFORE_PERIOD, 9, 10),
        (HEAD + ONE.replace("verdict: met", "verdict: in_progress"), Code.ANSWER_LEFT_OPEN, 5, 14),
        (HEAD + ONE + ONE, Code.ANSWER_TWICE, 10, 5),
        (HEAD.replace("plan: ", "plan: x") + ONE, Code.ANSWERS_OF_OTHER_PLAN, 1, 7),
        (HEAD + "    [", Code.YAML_SYNTAX, 4, 1),
        ("plan: small\n", Code.MISSING_KEY, 1, 1),
    ],
)
def test_each_mistake_is_told_once_at_its_place(
    text: str, code: AnyCode, line: int, column: int, tmp_path: Path
) -> None:
    assert refused(tmp_path, text) == [(code, line, column)]


def test_a_target_that_is_computed_takes_no_answer(tmp_path: Path) -> None:
    assert refused(tmp_path, HEAD + ONE, COMPUTED) == [(Code.ANSWER_TO_COMPUTED, 3, 13)]


def test_the_half_year_and_the_year_may_have_an_answer_each(tmp_path: Path) -> None:
    half = ONE.replace("period: year", "period: half_year").replace("verdict: met", "verdict: in_progress")
    assert len(loaded(tmp_path, HEAD + half + ONE).entries) == 2


def test_an_answer_for_a_period_in_which_the_target_is_not_judged_is_a_mistake(tmp_path: Path) -> None:
    of = plan(FIELDS, {"measure": {"kind": "manual"}, "periods": ["half_year"]})
    assert refused(tmp_path, HEAD + ONE, of) == [(Code.WRONG_VALUE, 4, 13)]
    assert len(loaded(tmp_path, HEAD + ONE.replace("period: year", "period: half_year"), of).entries) == 1


def given_answer(verdict: str = "met", period: str = "year", day: date = DAY) -> Answer:
    return Answer("T1", period, verdict, "vì", "5/BC", "Chủ tịch", day, Location("a.yaml", line=3, column=5))


def judged(*answers: Answer, of: Plan = MANUAL) -> tuple[Result, list[AnyCode]]:
    world = World(of, "year", {"d1": filed("d1", {"handled": 1, "received": 2})}, frozenset({"d1"}))
    (result,), told = answer("year", evaluate(world, of.targets), answers, DAY)
    return result, [one.code for one in told]


@pytest.mark.parametrize("verdict", ["met", "missed", "not_applicable"])
def test_an_answer_is_the_verdict(verdict: str) -> None:
    result, told = judged(given_answer(verdict))
    assert (result.verdict, result.reason, told) == (Verdict(verdict), Reason.NONE, [])
    assert result.answer == given_answer(verdict)


def test_without_an_answer_it_stays_open() -> None:
    result, told = judged()
    assert (result.verdict, result.reason, result.answer, told) == (Verdict.INCONCLUSIVE, Reason.MANUAL, None, [])


@pytest.mark.parametrize(
    ("one", "code"),
    [
        (given_answer(day=date(2023, 12, 13)), Code.ANSWER_NOT_YET),
        (given_answer(period="half_year"), Code.ANSWER_OF_OTHER_PERIOD),
    ],
)
def test_an_answer_of_another_time_is_reported_and_changes_nothing(one: Answer, code: AnyCode) -> None:
    result, told = judged(one)
    assert (result.verdict, result.answer, told) == (Verdict.INCONCLUSIVE, None, [code])


def test_a_target_that_was_answered_missed_may_be_waived() -> None:
    result, _ = judged(given_answer("missed"))
    world = World(MANUAL, "year", {}, frozenset({"d1"}))
    granted = Waiver("T1", "", "vì", "6/QĐ", "Chủ tịch", DAY, Location("w.yaml", line=1, column=1))
    (waived,), _ = waive(world, [result], [granted], DAY)
    assert (waived.verdict, waived.otherwise, waived.answer) == (Verdict.WAIVED, Verdict.MISSED, given_answer("missed"))


@given(st.dates(date(2023, 11, 1), date(2024, 1, 31)), st.sampled_from(["year", "half_year"]))
def test_met_needs_an_answer_of_the_period_that_was_given_by_the_day(day: date, period: str) -> None:
    result, _ = judged(given_answer("met", period, day))
    assert (result.verdict is Verdict.MET) == (period == "year" and day <= DAY)
