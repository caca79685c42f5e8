"""Who has reported, who is missing or overdue, and how many days are left."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import scenes
from khpcmd.checking import Request, check
from khpcmd.checking.run import unlikely_day
from khpcmd.cli import main
from khpcmd.diagnostics import AnyCode, Code, Diagnostic, Location
from khpcmd.diagnostics.parameters import Ref
from khpcmd.inputs.unread import with_files
from khpcmd.judge.roll_call import (
    absent,
    awaited,
    deadlines,
    left_out,
    looked_at,
    not_judged,
    submitted,
)
from khpcmd.judge.verdict import evaluate
from khpcmd.judge.world import World
from khpcmd.plan.model import Plan
from khpcmd.plan.periods import Due
from khpcmd.report import ABSENT, Deadline, ReturnState, SentFile, Submission
from places import EXAMPLES
from worlds import count_field, filed, plan, text


def seen_on(day: date, **given_returns: tuple[str, ...]) -> dict[str, Deadline]:
    found = deadlines(scenes.small_plan(), given_returns, day, watched="year")
    return {deadline.period: deadline for deadline in found}


@pytest.mark.parametrize(
    ("day", "inclusive", "left"),
    [
        ("2023-06-12", False, 2),
        ("2023-06-14", False, 0),
        ("2023-06-15", False, -1),
        ("2023-06-16", False, -2),
        ("2023-06-12", True, 3),
        ("2023-06-15", True, 0),
        ("2023-06-16", True, -1),
    ],
)
def test_before_the_fifteenth_means_that_the_fourteenth_is_the_last_day(day: str, inclusive: bool, left: int) -> None:
    due = Due(date=date(2023, 6, 15), inclusive=inclusive)
    assert due.days_left(date.fromisoformat(day)) == left


@given(st.dates(), st.integers(0, 4000), st.booleans())
def test_as_many_days_are_left_as_can_be_counted_off_in_time(day: date, after: int, inclusive: bool) -> None:
    """The oracle counts: the days that follow one after the other, as long as they are not too late."""
    try:
        due = Due(date=day + timedelta(days=after), inclusive=inclusive)
    except OverflowError:
        return
    left = due.days_left(day)
    assert (left < 0) is due.late(day)
    if left >= 0:
        assert not due.late(day + timedelta(days=left))
        assert left == after if inclusive else left == after - 1


def test_a_deadline_on_the_first_day_of_the_calendar_is_over() -> None:
    assert Due(date=date.min).days_left(date(2023, 6, 1)) < 0


def test_who_is_not_among_the_files_is_missing_and_after_the_last_day_overdue() -> None:
    year = seen_on(date(2023, 12, 14), year=("291", "296", "297", "bao", "dai"))["year"]
    assert (year.days_left, year.missing, year.overdue) == (0, ("298",), ())
    year = seen_on(date(2023, 12, 15), year=("291", "296", "297", "bao", "dai"))["year"]
    assert (year.days_left, year.missing, year.overdue) == (-1, ("298",), ("298",))


def test_of_a_period_that_is_not_judged_nobody_is_called_missing() -> None:
    half = seen_on(date(2023, 12, 12), half_year=("291",))["half_year"]
    assert (half.reported, half.missing, half.overdue) == (("291",), (), ())
    assert len(half.expected) == 6
    assert half.days_left == -181


def test_every_period_of_the_plan_is_there_in_its_order() -> None:
    assert list(seen_on(date(2023, 1, 1))) == ["half_year", "year"]


def judged(*names: str, day: str, previous: str = "", only_reported: bool = False) -> dict[str, Deadline]:
    before = (EXAMPLES / previous,) if previous else ()
    request = Request(
        tuple(EXAMPLES / name for name in names),
        as_of=date.fromisoformat(day),
        previous=before,
        only_reported=only_reported,
    )
    return {deadline.period: deadline for deadline in check(request).deadlines}


def test_the_half_year_example_lacks_two_districts() -> None:
    half = judged("half_year_2023.xlsx", day="2023-06-12")["half_year"]
    assert (half.days_left, half.overdue) == (2, ())
    assert half.missing == ("291", "298")
    assert len(half.reported) + len(half.missing) == len(half.expected) == 12 + 5  # ten bodies owe no figures
    late = judged("half_year_2023.xlsx", day="2023-06-17")["half_year"]
    assert (late.days_left, late.overdue) == (-3, half.missing)


def test_whoever_looks_only_at_those_that_reported_misses_nobody() -> None:
    half = judged("half_year_2023.xlsx", day="2023-06-17", only_reported=True)["half_year"]
    assert (half.watched, half.missing, half.overdue) == (False, (), ())


def test_returns_of_another_period_among_the_files_are_counted_there() -> None:
    found = judged("returns_2023.xlsx", day="2023-12-12", previous="half_year_2023.xlsx")
    assert (len(found["half_year"].reported), len(found["year"].reported)) == (15, 17)
    assert judged("returns_2023.xlsx", day="2023-12-12")["half_year"].reported == ()


def test_answers_on_the_checklist_are_no_return_of_a_unit_that_owes_figures() -> None:
    sent = [one for one in (EXAMPLES / "year_2023").iterdir() if not one.name.startswith("chi_linh")]
    report = check(Request((*sent, EXAMPLES / "checklist_2023.xlsx"), as_of=date(2023, 12, 15)))
    districts = next(call for call in report.roll_call if call.level == "district")
    told = [
        (fault.code.code, fault.unit) for fault in report.diagnostics if fault.code.code in ("S304", "R801", "R802")
    ]
    assert (len(districts.expected), districts.missing) == (12, ("290",))
    assert {unit for _, unit in told} == {"290"}, "overdue, and nothing else of it"
    assert not [one for one in told if one[0] == "S304"]
    venues = next(one for one in report.results if one.target.id == "B3c")
    assert [(one.unit, one.reported) for one in venues.open_units] == [("290", False)]


def test_without_any_return_the_deadlines_are_still_said(tmp_path: Path) -> None:
    report = check(Request((tmp_path,), as_of=date(2023, 6, 12)))
    assert report.period == ""
    assert [(one.period, one.days_left, one.watched) for one in report.deadlines] == [
        ("half_year", 2, False),
        ("year", 185, False),
    ]


def about(code: AnyCode, file: str = "a.xlsx", unit: str = "291") -> Diagnostic:
    return Diagnostic(code, Location(file, "s", "A1"), scenes.params_of(code), unit)


WRONG, OTHER, ELSEWHERE = about(Code.NEGATIVE), about(Code.CELL_BLANK), about(Code.NEGATIVE, "b.xlsx")
ASIDE, NOTE = about(Code.RETURN_REPLACED, unit=""), about(Code.MORE_FAULTS, unit="")


@pytest.mark.parametrize(
    ("state", "how", "said", "to_fix", "found"),
    [
        ("COUNTED", "COUNTED", [], [], ("COUNTED", "COUNTED", None)),
        ("COUNTED", "COUNTED", [NOTE], [], ("COUNTED", "COUNTED", None)),
        ("COUNTED", "COUNTED", [NOTE, WRONG], [WRONG], ("FAULTY", "FAULTY", WRONG)),
        ("COUNTED", "COUNTED", [ELSEWHERE], [ELSEWHERE], ("FAULTY", "COUNTED", None)),  # in its other file
        ("COUNTED", "REPLACED", [WRONG, ASIDE], [WRONG], ("FAULTY", "REPLACED", ASIDE)),
        ("COUNTED", "REPLACED", [WRONG], [], ("COUNTED", "REPLACED", None)),
        ("FAULTY", "COUNTED", [NOTE], [], ("FAULTY", "FAULTY", NOTE)),  # nothing in it could be used
        ("FAULTY", "COUNTED", [NOTE, OTHER], [], ("FAULTY", "FAULTY", OTHER)),
        ("NOT_READABLE", "NOT_READABLE", [NOTE, WRONG], [], ("NOT_READABLE", "NOT_READABLE", WRONG)),
        ("NOT_READABLE", "NOT_READABLE", [], [], ("NOT_READABLE", "NOT_READABLE", None)),
    ],
)
def test_a_file_stands_as_what_is_to_be_fixed_in_it(
    state: str, how: str, said: list[Diagnostic], to_fix: list[Diagnostic], found: tuple[str, str, Diagnostic | None]
) -> None:
    sent = Submission("291", ReturnState[state], "291", counts=state == "COUNTED")
    (one,) = with_files([sent], {"291": {"a.xlsx": ReturnState[how]}}, {"291": to_fix}, said)
    (file,) = one.files
    assert (one.state.name, file.state.name, file.reason) == found
    assert one.to_fix == tuple(to_fix)


def test_a_file_of_a_unit_that_nobody_waits_for_is_told_after_the_others() -> None:
    sent = Submission("291", ReturnState.NOT_DUE, "291")
    first, other = with_files([sent], {"bao": {"b.xlsx": ReturnState.COUNTED}}, {}, [])
    assert (first.unit, first.files, other.unit, other.expected) == ("291", (), "bao", False)
    assert other.files == (SentFile("b.xlsx", ReturnState.COUNTED),)


@pytest.mark.parametrize(
    ("called", "came", "sent", "unread", "day", "state", "codes"),
    [
        (True, True, True, True, 16, "COUNTED", []),
        (False, True, False, False, 16, "COUNTED", []),
        (False, False, False, False, 16, "NO_FIGURES", [Code.REPORT_NOT_RECEIVED]),
        (True, False, True, True, 16, "FAULTY", [Code.SENT_NOT_USED]),
        (True, False, False, True, 14, "NOT_READABLE", [Code.SENT_NOT_USED]),
        (True, False, False, False, 16, "NOT_RECEIVED", [Code.OVERDUE]),
        (True, False, False, False, 14, "NOT_DUE", [Code.NOT_REPORTED]),
    ],
)
def test_a_return_is_in_one_state_and_what_is_said_follows_from_it(  # the columns of the table
    *, called: bool, came: bool, sent: bool, unread: bool, day: int, state: str, codes: list[AnyCode]
) -> None:
    of, (unit, other) = scenes.small_plan(), ("291", "296")
    found = submitted(
        of, "year", {unit: called, other: True}, {other, *([unit] if came else [])}, date(2023, 12, day),
        sent={other, *([unit] if sent else [])}, unread={other, *([unit] if unread else [])},
    )  # fmt: skip
    assert [(one.unit, one.state.name, one.expected, one.counts) for one in found] == [
        (unit, state, called, came),
        (other, "COUNTED", True, True),
    ]
    assert [(one.code, one.unit) for one in absent(of, "year", found)] == [(code, unit) for code in codes]
    assert list(absent(of, "year", [one._replace(asked="bao") for one in found])) == []


@pytest.mark.parametrize(
    ("day", "codes"),
    [
        (date(2022, 12, 14), [Code.DAY_BEFORE_PLAN]), (date(2022, 12, 15), []), (date(2023, 6, 1), []),
        (date(2023, 6, 2), [Code.DAY_TO_COME]),
    ],
)  # fmt: skip
def test_a_day_to_judge_as_of_is_asked_about_before_the_plan_and_after_today(day: date, codes: list[AnyCode]) -> None:
    assert [one.code for one in unlikely_day(scenes.small_plan(), day, date(2023, 6, 1))] == codes


def of_two_levels(**more: object) -> Plan:
    """Districts count, an agency only has to report for the half-year."""
    levels = {name: {"title": text(name)} for name in ("district", "agency")}
    units = [{"id": one, "level": "agency" if one == "a" else "district", "name": text(one)} for one in ("a", "d", "e")]
    duty = {"id": "D1", "clause": "1", "quote": "q", "title": text("t"), "of": ["agency"], "report_of": "half_year"}
    target = {"measure": {"kind": "count", "of": "n"}, "threshold": {"at_least": 1}}
    return plan({"n": count_field()}, target | more, levels=levels, units=units, duties=[duty])


def test_who_owes_figures_is_called_and_who_owes_a_report_alone_is_awaited_in_its_period() -> None:
    of = of_two_levels()
    assert awaited(of, "year", selected=False) == {"d": True, "e": True}
    assert awaited(of, "half_year", selected=False) == {"d": True, "e": True, "a": False}
    assert awaited(of, "half_year", selected=True) == {"d": True, "e": True}


def test_targets_are_judged_over_those_expected_and_over_the_units_of_a_level_that_a_share_counts() -> None:
    where = {"field": "n", "at_least": 1}
    share = {"measure": {"kind": "share", "of": "district", "where": where}, "threshold": {"at_least": "50%"}}
    returns = [filed("d", {"n": 1}), filed("e", {"n": ""})]
    for of, more in ((of_two_levels(), set()), (of_two_levels(**share), {"d", "e"})):
        assert looked_at(of, ["a"], returns, only_reported=False) == {"a", *more}
        assert looked_at(of, ["a"], returns, only_reported=True) == {"d"}


def test_a_unit_that_another_one_files_for_is_missing_in_the_return_of_that_one() -> None:
    own, other = Submission("d", ReturnState.NOT_RECEIVED, "a"), Submission("e", ReturnState.NOT_RECEIVED, "a")
    filer = Submission("a", ReturnState.COUNTED, "a", counts=True)
    returns = {"a": filed("a", {"n": 1})}
    named = Code.ROLL_UP_INCOMPLETE(None, {"field": Ref("field", "n"), "units": (Ref("unit", "d"),)}, "a")
    for sent, told, left in (
        ([own, other, filer], [], ["d", "e"]), ([own, other, filer], [named], ["e"]),
        ([own._replace(counts=True), other, filer], [], ["e"]), ([own, filer._replace(counts=False)], [], []),
        ([own._replace(state=ReturnState.FAULTY), other, filer], [], ["e"]),  # it is there, and cannot be used
    ):  # fmt: skip
        found = list(left_out(sent, returns, told))
        assert [one.params["units"] for one in found] == ([tuple(Ref("unit", name) for name in left)] if left else [])
        assert all((one.unit, one.at) == ("a", returns["a"].sources[0]) for one in found)
    assert [one.at for one in left_out([own, filer], {}, [])] == [None]


def targets_of(**measures: Mapping[str, object]) -> list[dict[str, object]]:
    common = {"clause": "1", "quote": "q", "title": text("t"), "cumulative": False}
    return [{**common, "id": name, **one} for name, one in measures.items()]


@pytest.mark.parametrize(
    ("requested", "owed", "left"),
    [
        ((), ["N", "S"], {"left_of_other_period": ["H"], "left_nobody_reports": ["Q"]}),
        (("A",), [], {"left_not_asked_for": ["N", "H", "Q", "S"]}),
        (("S", "H"), ["S"], {"left_not_asked_for": ["A", "N", "Q"], "left_of_other_period": ["H"]}),
        (("N", "Q"), ["N"], {"left_not_asked_for": ["A", "H", "S"], "left_nobody_reports": ["Q"]}),
    ],
)
@pytest.mark.parametrize("only", [False, True])
def test_each_target_without_a_verdict_is_named_once_with_the_reason(
    requested: tuple[str, ...], owed: list[str], left: dict[str, list[str]], *, only: bool
) -> None:
    """N is a number that all units owe, S a score that rests on it, H of the half-year; nobody reports what Q asks."""
    ratio = {"measure": {"kind": "ratio", "part": "a", "whole": "w"}, "threshold": {"at_least": "20%"}}
    criteria = [{"target": name, "points": 50} for name in ("A", "N")]
    targets = targets_of(
        A=ratio, N={"measure": {"kind": "count", "of": "a"}, "threshold": {"at_least": 1}},
        H={**ratio, "periods": ["half_year"]},
        Q={"measure": {"kind": "count", "of": "q"}, "threshold": {"at_least": 1}, "judged": "each_unit"},
        S={"measure": {"kind": "score", "criteria": criteria}, "threshold": {"at_least": 80}},
    )  # fmt: skip
    fields = {"a": count_field(), "w": count_field(), "q": {**count_field(), "reported_by": ["agency"]}}
    levels = {name: {"title": text(name)} for name in ("district", "agency")}
    of = plan(fields, {}, targets=targets, levels=levels)
    found = evaluate(World(of, "year", {"d1": filed("d1", {"a": 1, "w": 2})}, frozenset({"d1"})), of.targets)
    assert [one.target.id for one in found] == ["A"]
    told = list(not_judged(of, "year", found, requested, only_reported=only))
    nobody = "left_nobody_reports_only" if only else "left_nobody_reports"
    left = {nobody if why == "left_nobody_reports" else why: names for why, names in left.items()}
    said = {
        (one.code, str(reason.id) if isinstance(reason := one.params.get("reason"), Ref) else ""): [
            ref.id for ref in one.params["target"] if isinstance(ref, Ref)
        ]
        for one in told
        if isinstance(one.params["target"], tuple)
    }
    expected = {(Code.TARGET_NOT_CHECKED, why): names for why, names in left.items()}
    assert said == expected | ({(Code.OWED_BY_ALL, ""): owed} if owed else {})
    assert len(told) == len(said)


@pytest.mark.parametrize("wrong", ["wrong_year.xlsx", "blank"])
def test_a_return_of_another_year_was_sent_and_a_blank_template_was_not(wrong: str, tmp_path: Path) -> None:
    path = EXAMPLES / "faulty" / wrong
    if wrong == "blank":
        path = tmp_path / "nam-sach.xlsx"
        assert main(["template", "--unit", "Nam Sách", "--period", "year", "-o", str(path)]) == 0
    report = check(Request((path,), as_of=date(2023, 12, 16), period="year"))
    said = [fault.code for fault in report.diagnostics if fault.unit == "291" and fault.code in ABSENT]
    assert said == [Code.OVERDUE if wrong == "blank" else Code.SENT_NOT_USED]
