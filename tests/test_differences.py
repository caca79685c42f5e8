"""In what two sides of returns differ: figure by figure, unit by unit, and which verdicts turned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import scenes
from khpcmd.changes import Changes, FigureChange, How, Turn, compared
from khpcmd.checking import Request
from khpcmd.checking.data import compare
from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.diagnostics.errors import UnreachedError, UsageError
from khpcmd.diagnostics.parameters import Ref
from khpcmd.judge.sound import validate
from khpcmd.judge.verdict import evaluate
from khpcmd.judge.world import World
from khpcmd.report import Report
from khpcmd.results import Verdict
from khpcmd.returns import Basis, Cell, CellState, CellValue, Key, Return
from workbook.builder import write
from worlds import count_field, filed, plan, text

PLAN = scenes.small_plan()
ZERO = Cell(CellState.DECLARED_ZERO, 0, Location("old.xlsx", "S", "C3"), "-")


def side(*returns: Return, period: str = "year") -> Report:
    """A side on which only these returns were filed."""
    return replace(scenes.report({}, period=period), filed=returns)


def of(before: Mapping[str, Mapping[str, object]], after: Mapping[str, Mapping[str, object]]) -> Changes:
    """Two whole reports, judged."""
    reports = (scenes.report(dict(figures)) for figures in (before, after))
    old, new = (replace(report, filed=report.returns) for report in reports)
    return compared(old, new)


def one(before: Cell | None, after: Cell | None, field: str = "venues") -> list[How]:
    """What becomes of a figure of a unit that reports something else as well."""
    other = {Key("inspected"): Cell(CellState.VALUE, 5)}
    sides = [other | ({Key(field): cell} if cell else {}) for cell in (before, after)]
    found = compared(*(side(Return("291", "year", cells)) for cells in sides))
    return [figure.how for figure in found.figures()]


def cell(value: CellValue, at: str = "A1", raw: str = "") -> Cell:
    return Cell(CellState.VALUE, value, Location("new.xlsx", "T", at), raw or str(value))


def unread(raw: str) -> Cell:
    return Cell(CellState.PROBLEM, None, Location("f.xlsx", "S", "B2"), raw)


BLANK = Cell(CellState.BLANK, None, Location("f.xlsx", "S", "B2"))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (cell(4), cell(5), How.CHANGED),
        (ZERO, cell(1), How.CHANGED),
        (BLANK, ZERO, How.ADDED),
        (None, cell(0), How.ADDED),
        (cell(4), BLANK, How.REMOVED),
        (cell(4), None, How.REMOVED),
        (cell(4), unread("4 người"), How.CHANGED),
        (unread("abc"), cell(4), How.CHANGED),
        (unread("abc"), unread("xyz"), How.CHANGED),
        (unread("abc"), BLANK, How.REMOVED),
        (cell(1), cell(Fraction(3, 2)), How.CHANGED),
    ],
)
def test_a_figure_that_is_not_what_it_was_is_told(before: Cell | None, after: Cell | None, expected: How) -> None:
    assert one(before, after) == [expected]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (cell(4, "A1"), cell(4, "XFD99")),
        (cell(1240, raw="1240"), cell(1240, raw="1.240")),
        (ZERO, cell(0)),
        (BLANK, None),
        (None, None),
        (unread("abc"), unread(" abc ")),
        (cell("416/KH-UBND"), cell("416/KH-UBND\u200b ")),
    ],
    ids=["moved", "written otherwise", "a dash for 0", "column gone", "nowhere", "still unread", "unseen characters"],
)
def test_what_only_stands_or_is_written_elsewhere_has_not_changed(before: Cell | None, after: Cell | None) -> None:
    assert one(before, after) == []


def test_a_figure_that_is_not_asked_for_counts_only_if_it_says_something() -> None:
    assert one(None, ZERO, "news") == []
    assert one(None, cell(3), "news") == [How.ADDED]


VALUES = st.one_of(st.integers(0, 30), st.none(), st.just(""), st.booleans())
KEYS = st.sampled_from(
    [
        *(f"{name}{basis}" for name in ("venues", "inspected", "cases") for basis in ("", "@2022")),
        "plan_issued",
        *(f"news#{month}" for month in range(1, 12)),
    ]
)
FIGURES = st.dictionaries(st.sampled_from(list(PLAN.unit)), st.dictionaries(KEYS, VALUES, min_size=1), max_size=4)


@settings(deadline=None)  # a busy machine is no fault
@given(FIGURES)
def test_nothing_differs_from_itself(figures: Mapping[str, Mapping[str, object]]) -> None:
    returns = [filed(unit, values, "year") for unit, values in figures.items()]
    found = compared(side(*returns), side(*reversed(returns)))
    assert list(found.figures()) == []
    assert {unit.how for unit in found.units} <= {How.SAME}
    assert [unit.unit for unit in found.units] == [
        unit.id for unit in PLAN.units if any(one.unit == unit.id and one.reported for one in returns)
    ]


@given(st.data())
def test_exactly_the_figures_that_were_changed_are_told(data: st.DataObject) -> None:
    figures = {unit: dict(values) for unit, values in scenes.sound().items()}
    places = [(unit, name) for unit, values in figures.items() for name in values]
    changed = data.draw(st.sets(st.sampled_from(places), max_size=12))
    after = {unit: dict(values) for unit, values in figures.items()}
    for unit, name in changed:
        old = figures[unit][name]
        new = data.draw(st.sampled_from([None, ""]) if isinstance(old, bool) else st.integers(10_000, 99_999))
        after[unit][name] = (not old) if isinstance(old, bool) and new == "" else new
    found = compared(
        side(*(filed(unit, values, "year") for unit, values in figures.items())),
        side(*(filed(unit, values, "year") for unit, values in after.items())),
    )
    assert {(figure.unit, name_of(figure.key)) for figure in found.figures()} == changed
    assert set(found.units_that(How.CHANGED)) == {unit for unit, _ in changed}


def name_of(key: Key) -> str:
    year = "@2022" if key.basis is Basis.BASELINE else ""
    return f"{key.field}{year}" + (f"#{key.month}" if key.month else "")


def test_units_that_came_and_went_are_told_with_all_their_figures() -> None:
    before, after = side(filed("291", {"venues": 1})), side(filed("298", {"venues": 2, "inspected": ""}))
    found = compared(before, after)
    assert [(unit.unit, unit.how, len(unit.figures)) for unit in found.units] == [
        ("291", How.REMOVED, 1),
        ("298", How.ADDED, 1),
    ]
    assert not found.compared
    assert list(found.figures()) == []


def test_a_return_of_blanks_only_is_no_return() -> None:
    found = compared(side(filed("291", {"venues": ""})), side(filed("291", {"venues": 3})))
    assert [unit.how for unit in found.units] == [How.ADDED]


def test_a_verdict_that_turned_is_told_with_the_figures_behind_it() -> None:
    after = scenes.sound() | {"291": {**scenes.DISTRICT, "inspected": 3, "plan_issued": False}}
    found = of(scenes.sound(), after)
    turned = {one.target.id: (one.turn, [figure.key.field for figure in one.behind]) for one in found.targets}
    assert turned == {"B1": (Turn.WORSE, ["plan_issued"]), "B3c": (Turn.WORSE, ["inspected"])}


def test_a_figure_that_moves_without_its_verdict_is_no_turn() -> None:
    found = of(scenes.sound(), scenes.sound() | {"291": {**scenes.DISTRICT, "inspected": 24}})
    assert [(one.target.id, one.turn) for one in found.targets] == [("B3c", Turn.NONE)]


def test_the_baseline_of_a_field_concerns_only_what_is_compared_with_it() -> None:
    found = of(scenes.sound(), scenes.sound() | {"291": {**scenes.DISTRICT, "cases@2022": 15}})
    (changed,) = found.targets
    assert (changed.target.id, [figure.key.basis for figure in changed.behind]) == ("B3b", [Basis.BASELINE])


@pytest.mark.parametrize(
    ("before", "after", "turn"),
    [
        (Verdict.MET, Verdict.MISSED, Turn.WORSE),
        (Verdict.MET, Verdict.INCONCLUSIVE, Turn.WORSE),
        (Verdict.MET, Verdict.WAIVED, Turn.WORSE),
        (Verdict.IN_PROGRESS, Verdict.MISSED, Turn.WORSE),
        (Verdict.INCONCLUSIVE, Verdict.MISSED, Turn.WORSE),
        (Verdict.NOT_APPLICABLE, Verdict.MISSED, Turn.WORSE),
        (Verdict.MISSED, Verdict.MET, Turn.BETTER),
        (Verdict.INCONCLUSIVE, Verdict.NOT_APPLICABLE, Turn.OTHER),
        (Verdict.MISSED, Verdict.NOT_APPLICABLE, Turn.OTHER),
        (Verdict.IN_PROGRESS, Verdict.MET, Turn.BETTER),
        (Verdict.MET, Verdict.NOT_APPLICABLE, Turn.OTHER),
        (Verdict.MISSED, Verdict.INCONCLUSIVE, Turn.OTHER),
    ],
)
def test_every_turn_has_a_direction(before: Verdict, after: Verdict, turn: Turn) -> None:
    found = compared(scenes.with_verdict(before), scenes.with_verdict(after))
    assert [one.turn for one in found.targets] == [turn]


def test_a_target_that_is_no_longer_judged_has_turned_for_the_worse() -> None:
    met = scenes.with_verdict(Verdict.MET)
    assert [one.turn for one in compared(met, replace(met, results=())).targets] == [Turn.WORSE]
    assert [one.turn for one in compared(replace(met, results=()), met).targets] == [Turn.BETTER]


def fault(found: str, at: str = "E9", unit: str = "296") -> Diagnostic:
    place = Location("f.xlsx", "S", at)
    return Diagnostic(Code.NOT_A_NUMBER, place, {"field": Ref("field", "inspected"), "found": found}, unit=unit)


def test_errors_are_known_by_what_they_say_and_not_by_their_place() -> None:
    before = scenes.report({}, fault("4 người"), fault("abc"), fault("abc", "E10", "297"))
    after = scenes.report({}, fault("4 người", "F12"), fault("xyz"), fault("4 người", "F13"))
    faults = compared(before, after).faults
    assert [one.at.cell for one in faults.stayed if one.at] == ["F12"]
    assert [one.params["found"] for one in faults.came] == ["xyz", "4 người"]
    assert [one.at.cell for one in faults.gone if one.at] == ["E9", "E10"]


def test_who_has_not_reported_is_no_error_of_the_comparison() -> None:
    absent = Diagnostic(Code.NOT_REPORTED, None, {"unit": Ref("unit", "298")}, unit="298")
    assert compared(scenes.report({}), scenes.report({}, absent)).faults.came == ()


def test_what_units_below_report_is_behind_the_verdict_of_the_unit_above() -> None:
    reached = count_field(flow=False, rolled_up={"level": "commune", "field": "held"})
    held = {"kind": "yes_no", "reported_by": ["commune"], "required": False}
    of = plan(
        {"reached": reached, "held": held},
        {"measure": {"kind": "count", "of": "reached"}, "threshold": {"at_least": 2}},
        levels={"district": {"title": text("districts")}, "commune": {"title": text("communes")}},
        units=[
            {"id": "d1", "level": "district", "name": text("District 1")},
            *({"id": f"c{n}", "level": "commune", "name": text(f"Commune {n}"), "parent": "d1"} for n in (1, 2)),
        ],
    )

    def judge(second: bool) -> Report:
        returns = [filed("c1", {"held": True}), filed("c2", {"held": second})]
        sound, _ = validate(of, "year", returns, frozenset(of.fields))
        results = evaluate(World(of, "year", {one.unit: one for one in sound}, frozenset(of.unit)), of.targets)
        return replace(scenes.report({}), plan=of, results=results, filed=tuple(returns))

    (changed,) = compared(judge(True), judge(False)).targets
    assert (changed.turn, [(one.unit, one.key.field) for one in changed.behind]) == (Turn.WORSE, [("c2", "held")])


# two submissions, or two periods, from files: what is told of them


EXAMPLES = Path(__file__).parents[1] / "examples"
HEADER = "| Đơn vị | Tổng số CSKD dịch vụ | Số cơ sở được kiểm tra | Số hoạt động đã tổ chức |\n"
TURNED_ROUND = "| Số hoạt động đã tổ chức | Số cơ sở được kiểm tra | Đơn vị | Tổng số CSKD dịch vụ |\n"
YEAR, HALF = "BÁO CÁO NĂM 2023", "BÁO CÁO 6 THÁNG ĐẦU NĂM 2023"
SONG = "| Huyện Nam Sách | 62 | 13 | 22 |\n| Huyện Tứ Kỳ | 52 | 10 | 22 |\n"


pytestmark = pytest.mark.usefixtures("folder")


def put(name: str, rows: str, title: str = YEAR, header: str = HEADER, **sheets: str) -> Path:
    return write(Path(name), **({"S": f"UBND TỈNH\n{title}\n{header}{rows}"} | sheets))


def asked(old: Path, new: Path, periods: tuple[str, str] = ("", "")) -> Changes:
    side = Request((new,), as_of=date(2023, 12, 1))
    return compare(side._replace(paths=(old,), period=periods[0]), side._replace(period=periods[1]))


def told(figure: FigureChange) -> tuple[str, str, object, object, str, str]:
    before, after = figure.before, figure.after
    assert before is not None
    assert after is not None
    return figure.unit, figure.key.field, before.value, after.value, str(before.at), str(after.at)


def test_a_changed_cell_is_told_with_both_values_and_both_places() -> None:
    old = put("lan-1.xlsx", SONG)
    new = put("lan-2.xlsx", "---\n" + SONG.replace("| 13 |", "| 20 |"))
    (figure,) = asked(old, new).figures()
    assert told(figure) == ("291", "venues_inspected", 13, 20, "lan-1.xlsx › S!C4", "lan-2.xlsx › S!C5")


def test_moved_rows_and_columns_and_other_names_are_no_change() -> None:
    old = put("lan-1.xlsx", SONG)
    turned = "| 22 | 10 | H. Tứ Kỳ | 52 |\n| 22 | 13 | NAM SÁCH | 62 |\n"
    new = put("khac/bao cao moi.xlsx", turned, header=TURNED_ROUND)
    found = asked(old, new)
    assert list(found.figures()) == []
    assert found.units_that(How.SAME) == ("291", "298")
    assert found.targets == ()


def test_forms_of_each_unit_say_the_same_as_the_consolidated_table() -> None:
    found = asked(EXAMPLES / "year_2023", EXAMPLES / "returns_2023.xlsx")
    assert {unit.how for unit in found.units} == {How.SAME}
    assert (found.targets, found.warnings) == ((), ())


def test_a_unit_that_is_gone_leaves_its_targets_open() -> None:
    found = asked(put("lan-1.xlsx", SONG), put("lan-2.xlsx", SONG.splitlines()[0]))
    assert [(unit.unit, unit.how) for unit in found.units] == [("291", How.SAME), ("298", How.REMOVED)]
    assert all("298" in target.units for target in found.targets)


def test_a_unit_that_stands_twice_is_unread_where_it_differs() -> None:
    old = put("lan-1.xlsx", SONG)
    new = put("lan-2.xlsx", SONG + "| Huyện Nam Sách | 62 | 14 | 22 |\n")
    found = asked(old, new)
    (figure,) = found.figures()
    assert (figure.key.field, figure.unread, figure.how) == ("venues_inspected", True, How.CHANGED)
    assert Code.UNIT_TWICE in {fault.code for fault in found.faults.came}


def test_a_fault_that_was_mended_is_gone_and_one_that_was_not_stays() -> None:
    old = put("lan-1.xlsx", "| Huyện Nam Sách | abc | khoảng 13 | 22 |\n")
    new = put("lan-2.xlsx", "| Huyện Nam Sách | abc | 13 | 22 |\n")
    faults = asked(old, new).faults

    def cells(found: tuple[object, ...]) -> list[object]:
        return [fault.params["found"] for fault in found if getattr(fault, "code", None) is Code.NOT_A_NUMBER]  # type: ignore[attr-defined]

    assert (cells(faults.came), cells(faults.stayed), cells(faults.gone)) == ([], ["abc"], ["khoảng 13"])


# Two periods


def test_what_cannot_be_between_a_half_year_and_its_year_is_told() -> None:
    half = put("sau-thang.xlsx", "| Huyện Nam Sách | 41 | 20 | 15 |\n", HALF)
    year = put("ca-nam.xlsx", "| Huyện Nam Sách | 86 | 20 | 12 |\n")
    found = asked(half, year)
    assert (found.before.period, found.after.period) == ("half_year", "year")
    expected = {(Code.REGISTER_MOVED, "ca-nam.xlsx › S!B4"), (Code.FLOW_BELOW_PREVIOUS, "ca-nam.xlsx › S!D4")}
    assert {(fault.code, str(fault.at)) for fault in found.warnings} == expected
    turned_round = asked(year, half)
    assert {(fault.code, str(fault.at)) for fault in turned_round.warnings} == expected


def test_a_copy_of_last_periods_return_is_told_between_periods_and_not_between_submissions() -> None:
    half, year = put("sau-thang.xlsx", SONG, HALF), put("ca-nam.xlsx", SONG)
    assert [fault.unit for fault in asked(half, year).warnings if fault.code is Code.IDENTICAL_TO_PREVIOUS] == [
        "291",
        "298",
    ]
    assert asked(year, put("ky-3.xlsx", SONG)).warnings == ()


def test_one_folder_with_both_periods_can_be_held_against_itself() -> None:
    put("hop-thu/sau-thang.xlsx", SONG, HALF)
    put("hop-thu/ca-nam.xlsx", SONG.replace("| 13 |", "| 15 |"))
    folder = Path("hop-thu")
    found = asked(folder, folder, ("half_year", "year"))
    assert [told(figure)[2:4] for figure in found.figures()] == [(13, 15)]
    assert not any(fault.code is Code.WRONG_PERIOD for fault in (*found.faults.came, *found.faults.stayed))
    put("hop-thu/ky-3.xlsx", "| Huyện Gia Lộc | 1 | 1 | 1 |\n", "BÁO CÁO NĂM 2021")
    assert any(fault.code is Code.WRONG_YEAR for fault in asked(folder, folder, ("half_year", "year")).faults.stayed)


def test_the_example_of_the_half_year_and_that_of_the_year() -> None:
    found = asked(EXAMPLES / "half_year_2023.xlsx", EXAMPLES / "returns_2023.xlsx")
    assert found.units_that(How.ADDED) == ("291", "298")
    worse = [target.target.id for target in found.turned(Turn.WORSE)]
    assert worse == ["B3a", "B3c", "B4b", "B5c", "B6a"]


# What cannot be asked


def test_a_period_that_the_plan_does_not_have_is_a_fault_of_the_question() -> None:
    old = put("lan-1.xlsx", SONG)
    with pytest.raises(UsageError):
        asked(old, old, ("", "quarter"))


@pytest.mark.parametrize("sides", [("lan-1.xlsx", "khong-co.xlsx"), ("khong-co.xlsx", "lan-1.xlsx")])
def test_nothing_is_compared_with_a_file_that_is_not_there(sides: tuple[str, str]) -> None:
    put("lan-1.xlsx", SONG)
    with pytest.raises(UnreachedError) as error:
        asked(Path(sides[0]), Path(sides[1]))
    assert [(fault.code, fault.at) for fault in error.value.faults] == [
        (Code.FILE_NOT_FOUND, Location("khong-co.xlsx"))
    ]
