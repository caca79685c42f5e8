"""Days held against a day of the plan: targets by brute force, and duties that are due on a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import product

import pytest

import days_plan
from khpcmd.diagnostics import Code
from khpcmd.i18n import Messages
from khpcmd.judge.duties import judge_duties
from khpcmd.judge.sound import validate
from khpcmd.judge.verdict import evaluate
from khpcmd.judge.world import World
from khpcmd.plan.checklist import with_checklist
from khpcmd.plan.load import parse_plan
from khpcmd.plan.model import Plan
from khpcmd.plan.periods import Window
from khpcmd.render.duties import _remarks
from khpcmd.render.wording import Wording
from khpcmd.results import DutyResult, DutyState, Verdict
from small_plan import mistakes
from worlds import count_field, filed, plan, text

ASKED: dict[str, tuple[dict[str, object], Callable[[date], bool]]] = {
    "before": ({"before": date(2023, 3, 15)}, lambda day: day < date(2023, 3, 15)),
    "by": ({"by": date(2023, 3, 15)}, lambda day: day <= date(2023, 3, 15)),
    "between": (
        {"from": date(2023, 2, 1), "before": date(2023, 3, 15)},
        lambda day: date(2023, 2, 1) <= day < date(2023, 3, 15),
    ),
    "with the half-year": ({"by": date(2023, 6, 14)}, lambda day: day <= date(2023, 6, 14)),
    "later": ({"by": date(2023, 9, 30)}, lambda day: day <= date(2023, 9, 30)),
}
"""What a plan writes, and the same in Python."""
GIVEN = {
    "early": date(2023, 1, 31),
    "first": date(2023, 2, 1),
    "last": date(2023, 3, 14),
    "the day": date(2023, 3, 15),
    "late": date(2023, 5, 2),
    "blank": "",
    "unreadable": None,
    "silent": "no return",
}
KINDS = {
    "on_time": ({"kind": "on_time", "field": "t"}, None, False),
    "each": ({"kind": "on_time", "field": "t"}, None, True),
    "half of them": ({"kind": "share", "of": "district"}, {"at_least": "50%"}, False),
    "two of them": ({"kind": "share", "of": "district"}, {"at_least": 2}, False),
    "at most one": ({"kind": "share", "of": "district"}, {"at_most": 1}, False),
}


def reached(kind: str, in_time: list[bool]) -> bool:
    count = sum(in_time)
    return {
        "on_time": all(in_time),
        "each": all(in_time),
        "half of them": 2 * count >= len(in_time),
        "two of them": count >= 2,
        "at most one": count <= 1,
    }[kind]


def expected(kind: str, days: list[object], asked: str, *, half: bool, cumulative: bool) -> Verdict:
    """What every way to fill in the unknown days says."""
    in_time = ASKED[asked][1]
    possible = [{in_time(day)} if isinstance(day, date) else {True, False} for day in days]
    said = {reached(kind, list(world)) for world in product(*possible)}
    if len(said) == 1:
        return Verdict.MET if said == {True} else Verdict.MISSED
    ahead = asked == "later" and half and cumulative  # its last day lies after the half-year
    if ahead and all(isinstance(day, date) or day == "" for day in days):
        return Verdict.IN_PROGRESS
    return Verdict.INCONCLUSIVE


def plans() -> Iterator[tuple[str, str, bool, Plan]]:
    for (kind, (measure, threshold, each)), asked, cumulative in product(KINDS.items(), ASKED, (False, True)):
        days = ASKED[asked][0]
        full = measure | (days if "field" in measure else {"where": {"field": "t", **days}})
        target: dict[str, object] = {"measure": full, "cumulative": cumulative}
        target |= {"threshold": threshold} if threshold else {}
        target |= {"judged": "each_unit"} if each else {}
        field = {"kind": "date", "reported_by": ["district"], "required": False}
        yield kind, asked, cumulative, plan({"t": field}, target, districts=2)


def test_every_verdict_on_days_is_what_all_completions_say() -> None:
    seen, wrong = Counter[Verdict](), list[object]()
    for kind, asked, cumulative, small in plans():
        for given, period in product(product(GIVEN.values(), repeat=2), ("half_year", "year")):
            returns = {
                unit: filed(unit, {"t": day})
                for unit, day in zip(("d1", "d2"), given, strict=True)
                if day != "no return"
            }
            world = World(small, period, returns, frozenset(small.unit))
            found = evaluate(world, small.targets)[0]
            wanted = expected(kind, list(given), asked, half=period == "half_year", cumulative=cumulative)
            seen[wanted] += 1
            if found.verdict is not wanted:
                wrong.append((kind, asked, cumulative, period, given, found.verdict, wanted))
            for unit in found.units:
                alone = [given[0] if unit.unit == "d1" else given[1]]
                if kind in ("on_time", "each"):
                    told = expected("on_time", alone, asked, half=period == "half_year", cumulative=cumulative)
                    wrong += [(kind, asked, period, alone, unit.alone, told)] if unit.alone is not told else []
    assert not wrong, (len(wrong), wrong[:3])
    assert set(seen) == {Verdict.MET, Verdict.MISSED, Verdict.IN_PROGRESS, Verdict.INCONCLUSIVE}


@pytest.fixture(scope="module")
def loaded() -> Plan:
    return parse_plan(days_plan.PLAN, "plan.yaml")


def sound(of: Plan, period: str, **figures: object) -> tuple[Verdict, list[str]]:
    """The verdict on T1 of one district alone, and the codes of its faults."""
    returns, faults = validate(of, period, [filed("0291", figures)], frozenset(of.fields))
    world = World(of, period, {one.unit: one for one in returns}, frozenset({"0291"}))
    return evaluate(world, of.targets)[0].verdict, [fault.code.code for fault in faults]


def test_a_day_of_another_plan_or_after_the_period_is_not_believed(loaded: Plan) -> None:
    assert sound(loaded, "half_year", plan_day=date(2027, 3, 14)) == (Verdict.MET, [])
    assert sound(loaded, "half_year", plan_day=date(2027, 3, 15)) == (Verdict.MISSED, [])
    assert sound(loaded, "half_year", plan_day=date(2026, 3, 10)) == (Verdict.INCONCLUSIVE, ["C550"])
    assert sound(loaded, "half_year", plan_day=date(2026, 12, 14)) == (Verdict.INCONCLUSIVE, ["C550"])
    assert sound(loaded, "half_year", plan_day=date(2026, 12, 15)) == (Verdict.MET, [])
    assert sound(loaded, "half_year", plan_day=date(2027, 6, 14)) == (Verdict.MISSED, [])
    assert sound(loaded, "half_year", plan_day=date(2027, 6, 15)) == (Verdict.INCONCLUSIVE, ["C550"])


def test_a_rule_that_begins_before_the_plan_believes_its_own_days() -> None:
    early = parse_plan(days_plan.PLAN.replace("before: 2027-03-15", "from: 2026-10-01, before: 2027-03-15"), "p.yaml")
    assert sound(early, "year", plan_day=date(2026, 10, 1)) == (Verdict.MET, ["C515"])
    assert sound(early, "year", plan_day=date(2026, 9, 30)) == (Verdict.INCONCLUSIVE, ["C550"])


def test_a_day_of_an_earlier_year_is_not_believed_in_a_plan_of_several_years(loaded: Plan) -> None:
    year = loaded.periods["year"]
    window = Window.model_validate({"from": date(2027, 12, 15), "to": date(2028, 12, 14)})
    both = loaded.changed(periods={**loaded.periods, "next": year.model_copy(update={"window": window})})
    assert sound(both, "year", plan_day=date(2027, 3, 1))[0] is Verdict.MET
    assert sound(both, "next", plan_day=date(2027, 3, 1)) == (Verdict.INCONCLUSIVE, ["C550"])


def duty_of(of: Plan, period: str, **figures: object) -> tuple[DutyState, bool, tuple[str, ...]]:
    cells = {name.replace("_", ":", 2) if name.startswith("duty") else name: value for name, value in figures.items()}
    returns, _ = validate(of, period, [filed("0291", cells)], frozenset(of.fields))
    world = World(of, period, {one.unit: one for one in returns}, frozenset({"0291"}))
    (found,) = judge_duties(world, {})
    return found.state, found.late, found.missing_evidence


def test_a_duty_is_on_time_late_or_not_due_yet(loaded: Plan) -> None:
    due, after = date(2027, 7, 31), date(2027, 8, 1)
    yes = {"duty_D1": True, "duty_D1_document": "12/QĐ-UBND"}
    assert duty_of(loaded, "year", **yes, duty_D1_date=due) == (DutyState.DONE, False, ())
    assert duty_of(loaded, "year", **yes, duty_D1_date=after) == (DutyState.NOT_DONE, True, ())
    assert duty_of(loaded, "year", duty_D1=False) == (DutyState.NOT_DONE, False, ())
    assert duty_of(loaded, "half_year", duty_D1=False) == (DutyState.NOT_YET, False, ())
    assert duty_of(loaded, "half_year", **yes, duty_D1_date=date(2027, 6, 1)) == (DutyState.DONE, False, ())
    assert duty_of(loaded, "year", duty_D1="") == (DutyState.NOT_REPORTED, False, ())


def test_a_yes_without_a_day_that_can_be_believed_is_open(loaded: Plan) -> None:
    for day in ("", None, date(2020, 5, 1), date(2027, 12, 15)):
        assert duty_of(loaded, "year", duty_D1=True, duty_D1_date=day)[0] is DutyState.NOT_REPORTED
    assert duty_of(loaded, "year", duty_D1=True)[2] == ("document", "date")


def test_a_duty_on_its_last_day_is_due_when_the_period_ends_on_it() -> None:
    for inclusive, due, state in (
        ("true", "2027-06-14", DutyState.NOT_DONE),
        ("true", "2027-06-15", DutyState.NOT_YET),
        ("false", "2027-06-15", DutyState.NOT_DONE),
    ):
        text = days_plan.PLAN.replace("{date: 2027-07-31, inclusive: true}", f"{{date: {due}, inclusive: {inclusive}}}")
        assert duty_of(parse_plan(text, "plan.yaml"), "half_year", duty_D1=False)[0] is state


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("field: plan_day, before: 2027-03-15", "field: plan_day", Code.WRONG_VALUE),
        ("before: 2027-03-15", "before: 2027-03-15, by: 2027-03-15", Code.WRONG_VALUE),
        ("before: 2027-03-15", "from: 2027-03-15, before: 2027-03-15", Code.WRONG_VALUE),
        ("from: 2027-07-01, by: 2027-07-15", "from: 2027-07-16, by: 2027-07-15", Code.WRONG_VALUE),
        ("field: review_day, from: 2027-07-01, by: 2027-07-15", "field: review_day", Code.MISSING_KEY),
        ("field: review_day, from", "field: review_days, from", Code.UNKNOWN_REFERENCE),
        ("field: review_day, from: 2027-07-01", "field: review_day, after: 2027-07-01", Code.UNKNOWN_KEY),
        ("before: 2027-03-15", "before: 15/3/2027", Code.WRONG_TYPE),
        ("evidence: [document, date]", "evidence: [document]", Code.WRONG_VALUE),
        ("evidence: [document, date]", "report_of: year", Code.WRONG_VALUE),
        ("{at_least: 50%}", "{at_least: 50%}\n    milestones: {half_year: {at_least: 20%}}", Code.WRONG_VALUE),
    ],
)
def test_what_is_wrong_with_days_is_said(old: str, new: str, code: object) -> None:
    assert days_plan.PLAN.count(old) == 1
    assert [found.code for found in mistakes(days_plan.PLAN.replace(old, new))] == [code]


# duties: done, not done or not reported, unit by unit


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
    assert [[cell.value for cell in one.cells] for one in found] == [[True], [False], []]


def test_an_answer_that_could_not_be_read_is_not_reported() -> None:
    (unread, *_) = states(with_duty(), {"d1": {"duty:D1": None}})
    assert (unread.state, len(unread.cells)) == (DutyState.NOT_REPORTED, 1)


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


DUES = (("year", date(2023, 6, 10)), ("half_year", date(2023, 7, 1)), ("year", None), ("half_year", None))
PROOFS = ("document", "date", "received")


@pytest.mark.parametrize("of_return", [None, "half_year"])
def test_a_duty_stands_as_its_answer_its_days_and_its_return_say(of_return: str | None) -> None:
    """In every world of one unit; the half-year's return is due before 15 June."""
    early, late = date(2023, 6, 1), date(2023, 7, 5)
    for period, due in DUES[2:] if of_return else DUES:
        by = {} if due is None else {"due": {"date": due, "inclusive": True}}
        small = with_duty(evidence=PROOFS, **by, **({"report_of": of_return} if of_return else {}))
        for answer, *given, there in product(
            (True, False, "", None), ("12", ""), (early, late, "", None), (early, late, ""), (True, False)
        ):
            kinds = {f"duty:D1:{kind}": value for kind, value in zip(PROOFS, given, strict=True)}
            world = World(small, period, {"d1": filed("d1", {"duty:D1": answer, **kinds})}, frozenset({"d1"}))
            (found,) = judge_duties(world, {"half_year": {"d1"} if there else set()})
            at_hand = there and of_return is not None
            known = {kind: value for kind, value in zip(PROOFS, given, strict=True) if value not in ("", None)}
            came_in = "received" in known and of_return is not None
            asked = of_return != period or at_hand
            done = None if answer in ("", None) or not asked else bool(answer)
            done = True if at_hand or (done is None and came_in and asked) else done
            too_late = done is not False and came_in and known["received"] == late
            too_late |= done is True and due is not None and known.get("date") == late
            open_ = done is None or (done and due is not None and "date" not in known)
            to_come = due is not None and period == "half_year"
            state = DutyState.NOT_YET if to_come else DutyState.NOT_DONE
            state = DutyState.DONE if done else state
            state = DutyState.NOT_DONE if too_late else DutyState.NOT_REPORTED if open_ else state
            assert (found.state, found.late) == (state, too_late), (period, due, answer, given, there)
            lacking = tuple(kind for kind in PROOFS if kind not in known)
            assert found.missing_evidence == (lacking if done and not too_late and not at_hand else ())
            assert dict(found.evidence).keys() == known.keys()
            said = list[object]() if at_hand or not asked or answer == "" else [answer]
            said = [known["received"]] if answer in ("", None) and came_in and asked and not at_hand else said
            assert [one.value for one in found.cells] == said
