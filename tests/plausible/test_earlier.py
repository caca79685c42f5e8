"""Returns beside those of the previous period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from filings import Inbox, in_file, reading
from khpcmd.checking import Request, check
from khpcmd.checking.data import check_data
from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.diagnostics.parameters import Ref
from khpcmd.plan.model import Plan
from khpcmd.plausible.ask import questions
from khpcmd.plausible.earlier import Earlier, against_previous
from khpcmd.plausible.usual import usual_figures
from khpcmd.returns import Key, Return
from workbook.builder import write
from worlds import count_field, filed, plan, text

FIELDS: Mapping[str, Mapping[str, object]] = {
    "venues": count_field(flow=False),
    "sessions": count_field(),
    "cases": count_field(),
    "issued": {"kind": "yes_no", "reported_by": ["district"]},
}
TARGET = {"measure": {"kind": "count", "of": "venues"}, "threshold": {"at_least": 10}}
MEASURED = {"measure": {"kind": "count", "of": "money"}}
FIGURES = {"venues": 100, "sessions": 40, "cases": 3, "issued": True}


@pytest.fixture(scope="module")
def small() -> Plan:
    return plan(FIELDS, {"measure": {"kind": "count", "of": "sessions"}, "threshold": {"at_least": 10}})


def told(
    small: Plan, now: Mapping[str, object], then: Mapping[str, object], period: str = "year", before: str = "half_year"
) -> list[Diagnostic]:
    earlier = {"d1": [Earlier(filed("d1", then, before), before)]}
    return list(against_previous(small, period, [filed("d1", now, period)], earlier))


def codes(found: Sequence[Diagnostic]) -> list[str]:
    return [one.code.name for one in found]


def test_the_same_figures_again_are_told_at_the_file(small: Plan) -> None:
    (fault,) = told(small, FIGURES, FIGURES)
    assert (fault.code, fault.at, fault.unit) == (Code.IDENTICAL_TO_PREVIOUS, Location("f.xlsx"), "d1")
    assert fault.params == {"unit": Ref("unit", "d1"), "other": "f.xlsx"}


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ({**FIGURES, "cases": 4}, FIGURES),
        (FIGURES, {"venues": 100, "sessions": 40, "issued": True}),
        ({"venues": 100, "sessions": 0, "cases": 0}, {"venues": 100, "sessions": 0, "cases": 0}),
        ({"venues": 100, "sessions": 40}, {"venues": 100, "sessions": 40}),
        ({**FIGURES, "cases": None}, FIGURES),
    ],
    ids=["one differs", "one more", "nothing happened", "too few", "unreadable"],
)
def test_figures_that_differ_or_say_little_are_not_told_as_the_same(
    small: Plan, now: Mapping[str, object], then: Mapping[str, object]
) -> None:
    assert "IDENTICAL_TO_PREVIOUS" not in codes(told(small, now, then))


def test_a_flow_of_the_year_below_that_of_its_half_is_told_with_both(small: Plan) -> None:
    (fault,) = told(small, {**FIGURES, "sessions": 35}, FIGURES)
    assert (fault.code, fault.at) == (Code.FLOW_BELOW_PREVIOUS, Location("f.xlsx", "s", "A1"))
    assert {name: fault.params[name] for name in ("field", "value", "previous")} == {
        "field": Ref("field", "sessions"),
        "value": 35,
        "previous": 40,
    }


@pytest.mark.parametrize(
    ("period", "before"), [("year", "year"), ("year", ""), ("half_year", "year"), ("", "half_year")]
)
def test_a_flow_is_compared_with_a_part_of_its_own_period_only(small: Plan, period: str, before: str) -> None:
    assert told(small, {**FIGURES, "sessions": 35}, FIGURES, period, before) == []


def test_a_year_does_not_begin_with_its_spring(small: Plan) -> None:
    half = small.periods["half_year"]
    spring = half.model_copy(update={"window": half.window.model_copy(update={"first": date(2023, 3, 15)})})
    of = small.model_copy(update={"periods": {**small.periods, "spring": spring}})
    assert told(of, {**FIGURES, "sessions": 35}, FIGURES, "year", "spring") == []


@pytest.mark.parametrize(
    ("now", "then", "moved"),
    [(120, 100, False), (121, 100, True), (80, 100, False), (79, 100, True), (5, 0, False), (6, 0, True)],
)
def test_a_register_may_move_by_a_fifth(small: Plan, now: int, then: int, moved: bool) -> None:
    found = told(small, {**FIGURES, "venues": now, "cases": 9}, {**FIGURES, "venues": then}, before="")
    assert (codes(found) == ["REGISTER_MOVED"]) is moved


@pytest.mark.parametrize(
    ("now", "then", "moved"),
    [(9, 0, False), (10, 0, True), (27, 9, False), (28, 9, True), (0, 9, False), (62, 100, False), (61, 100, True),
     (147, 100, False), (148, 100, True)],
)  # fmt: skip
def test_a_backlog_may_move_by_chance(now: int, then: int, moved: bool) -> None:
    """By three times the root of both numbers together."""
    of = plan({"venues": count_field(flow=False, nature="backlog")}, TARGET)
    assert (codes(told(of, {"venues": now}, {"venues": then})) == ["REGISTER_MOVED"]) is moved
    (usual,) = usual_figures(
        of, "year", [filed("d1", {"venues": now})], {"d1": [Earlier(filed("d1", {"venues": then}), "")]}
    )("d1", Key("venues"))
    assert (usual.low <= now and usual.high is not None and now <= usual.high) is not moved


def test_a_progress_never_falls_within_the_year_and_may_reach_all_in_its_second_half() -> None:
    of = plan({"venues": count_field(flow=False, nature="progress")}, TARGET, 8)

    def asked(then: int, now: int, before: str = "half_year") -> list[str]:
        past = {unit: [Earlier(filed(unit, {"venues": then}), before, "" if before else "2022")] for unit in of.unit}
        returns = [filed(unit, {"venues": now if unit == "d3" else then + 1}) for unit in of.unit]
        return codes(list(questions(of, "year", returns, past)))

    assert asked(12, 11) == ["FLOW_BELOW_PREVIOUS"]
    assert asked(2, 30) == asked(12, 12) == []
    assert asked(12, 11, before="") == []
    assert asked(20, 200, before="") == ["FLOW_UNUSUAL"]


def test_a_small_register_is_usual_from_nothing_on() -> None:
    of = plan({"venues": count_field(flow=False)}, TARGET)
    past = {"d1": [Earlier(filed("d1", {"venues": 2}), "")]}
    assert usual_figures(of, "year", [filed("d1", {"venues": 2})], past)("d1", Key("venues")) == ((0, 7),)


@pytest.mark.parametrize(
    ("now", "then", "moved"), [(130, 100, False), (131, 100, True), (70, 100, False), (69, 100, True), (1, 0, True)]
)
def test_what_the_plan_tolerates_holds_to_the_letter(now: int, then: int, moved: bool) -> None:
    of = plan({"venues": count_field(flow=False, tolerance="30%")}, TARGET)
    assert (codes(told(of, {"venues": now}, {"venues": then})) == ["REGISTER_MOVED"]) is moved


MONEY = {**count_field(flow=False), "kind": "amount", "decimals": 1, "unit_of_measure": text("ha"), "at_least": -1000}


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize(("tolerance", "most"), [(None, "120"), ("30%", "130")])
def test_an_amount_may_move_by_its_share_below_zero_as_above(sign: int, tolerance: str | None, most: str) -> None:
    of = plan({"money": MONEY | ({"tolerance": tolerance} if tolerance else {})}, TARGET | MEASURED)
    for now, expected in ((Decimal(most), []), (Decimal(most) + Decimal("0.1"), ["REGISTER_MOVED"])):
        assert codes(told(of, {"money": sign * now}, {"money": sign * Decimal(100)})) == expected


def test_figures_of_the_baseline_year_and_those_that_are_not_asked_about_are_left() -> None:
    for left, expected in (([], ["REGISTER_MOVED"]), (["venues"], [])):
        of = plan({"venues": count_field(flow=False, baseline=True)}, TARGET, plausibility={"not_asked": left})
        assert codes(told(of, {"venues": 900, "venues@2022": 9}, {"venues": 100, "venues@2022": 700})) == expected


MONTHS = {"kind": "months", "reported_by": ["district"], "unit_of_measure": text("n")}


@pytest.mark.parametrize(
    ("now", "then", "expected"),
    [
        ({"news#1": 3, "news#2": 4, "news#7": 1}, {"news#1": 3, "news#2": 4}, []),
        ({"news#1": 3, "news#2": 5}, {"news#1": 3, "news#2": 4}, [(2, 5, 4)]),
        ({"news#1": 4, "news#2": 3}, {"news#1": 3, "news#2": 4}, [(1, 4, 3), (2, 3, 4)]),
        ({"news#1": None, "news#2": 4}, {"news#1": 3, "news#2": 4}, []),
    ],
    ids=["more months", "one more", "entered crosswise", "unreadable"],
)
def test_a_month_that_was_reported_stays(
    now: Mapping[str, object], then: Mapping[str, object], expected: list[tuple[int, int, int]]
) -> None:
    measure = {"measure": {"kind": "frequency", "of": "news"}}
    of = plan({"news": MONTHS}, measure)
    faults = told(of, now, then)
    assert {fault.code for fault in faults} <= {Code.MONTH_CHANGED}
    assert [(fault.params["month"], fault.params["value"], fault.params["previous"]) for fault in faults] == expected
    assert told(of, {**now, "news#3": 9}, then, before="") == []


def test_a_unit_without_an_earlier_return_is_not_compared(small: Plan) -> None:
    returns: list[Return] = [filed("d2", FIGURES)]
    assert list(against_previous(small, "year", returns, {"d1": [Earlier(filed("d1", FIGURES), "half_year")]})) == []


# From files

HEADER = "| Đơn vị | Tổng số CSKD dịch vụ | Số cơ sở được kiểm tra | Số hoạt động đã tổ chức |\n"


def sheet(title: str, *figures: int | str) -> str:
    return f"UBND HUYỆN NAM SÁCH\n{title}\n{HEADER}| Huyện Nam Sách | " + " | ".join(map(str, figures)) + " |\n"


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write(Path("year.xlsx"), S=sheet("BÁO CÁO NĂM 2023", 86, 20, 12))
    write(Path("half.xlsx"), S=sheet("BÁO CÁO 6 THÁNG ĐẦU NĂM 2023", 41, 20, 15))
    write(Path("last_year.xlsx"), S=sheet("BÁO CÁO NĂM 2022", 86, 20, 12))
    write(Path("faulty.xlsx"), S=sheet("BÁO CÁO 6 THÁNG ĐẦU NĂM 2023", "'abc", 20, 12))
    return tmp_path


COMPARED = {Code.IDENTICAL_TO_PREVIOUS, Code.FLOW_BELOW_PREVIOUS, Code.REGISTER_MOVED}


@pytest.mark.parametrize(
    ("previous", "expected"),
    [
        ("half.xlsx", ["REGISTER_MOVED", "FLOW_BELOW_PREVIOUS"]),
        ("last_year.xlsx", ["IDENTICAL_TO_PREVIOUS"]),
        ("faulty.xlsx", []),
    ],
)
@pytest.mark.usefixtures("files")
def test_both_commands_compare_with_previous_files_and_tell_nothing_of_their_faults(
    previous: str, expected: list[str]
) -> None:
    checked = check(Request((Path("year.xlsx"),), previous=(Path(previous),)))
    validated = check_data(Request((Path("year.xlsx"),), previous=(Path(previous),)))
    (file,) = validated.files
    for diagnostics in (checked.diagnostics, file.diagnostics):
        assert [fault.code.name for fault in diagnostics if fault.code in COMPARED] == expected
        assert not any(fault.at and fault.at.file == previous for fault in diagnostics)
    assert [(one.name, one.role) for one in checked.inputs] == [("year.xlsx", "return"), (previous, "previous")]


@pytest.mark.usefixtures("files")
def test_a_previous_file_that_cannot_be_read_is_a_fault() -> None:
    Path("broken.xlsx").write_bytes(b"PK\x03\x04 no")
    report = check(Request((Path("year.xlsx"),), previous=(Path("broken.xlsx"), Path("missing.xlsx"))))
    files = {fault.at.file for fault in report.diagnostics if fault.at and fault.code.code.startswith("F")}
    assert files == {"broken.xlsx", "missing.xlsx"}


def test_a_file_stands_although_its_previous_one_is_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inbox = Inbox(tmp_path, monkeypatch)
    figures = {"venues": 100, "inspected": 23, "cases": 17}
    inbox.put(reading("a.xlsx", in_file("a.xlsx", "291", figures)))
    inbox.put(reading("b.xlsx", in_file("b.xlsx", "291", figures, "half_year")))
    (file,) = check_data(Request((Path("a.xlsx"),), previous=(Path("b.xlsx"),))).files
    assert [fault.params["other"] for fault in file.diagnostics if fault.code in COMPARED] == ["b.xlsx"]


def test_a_stock_has_to_differ_from_every_earlier_return(small: Plan) -> None:
    now = [filed("d1", {**FIGURES, "venues": 130, "sessions": 90}, "year")]
    before = [
        Earlier(filed("d1", {**FIGURES, "venues": value}, "year"), "", year)
        for value, year in ((100, "2021"), (115, "2022"))
    ]
    assert codes(list(against_previous(small, "year", now, {"d1": before}))) == []
    assert codes(list(against_previous(small, "year", now, {"d1": before[:1]}))) == ["REGISTER_MOVED"]
    now = [filed("d1", {**FIGURES, "venues": 1150, "sessions": 90}, "year")]
    assert codes(list(against_previous(small, "year", now, {"d1": before}))) == ["REGISTER_MOVED"]
