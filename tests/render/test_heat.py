"""The table of units: a verdict where a unit is judged, a figure for information where it is not, and nobody blamed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

import scenes
from khpcmd.i18n import Messages
from khpcmd.measures.threshold import Threshold
from khpcmd.plan.model import Target
from khpcmd.render.formats import Format, Look, render
from khpcmd.render.html.heat import Cell, Heat, Row, heat
from khpcmd.render.view import View
from khpcmd.render.wording import Wording
from khpcmd.report import Report
from khpcmd.results import Measurement, Result, UnitResult, Verdict, settled
from pages import Element, page
from places import languages
from render.examples import judged

pytestmark = pytest.mark.slow

RATIO = scenes.small_plan().target["B3c"]


@pytest.fixture(scope="module")
def reports() -> dict[str, Report]:
    return {
        "year": judged("returns_2023.xlsx"),
        "half a year": judged("half_year_2023.xlsx", day=date(2023, 6, 14)),
        "faults": judged("faulty/cells.xlsx"),
        "provinces": judged("quyet_dinh_808_2023/returns.xlsx", plan="quyet_dinh_808_2023"),
        "communes": judged("ha_noi_2026/returns.xlsx", plan="ha_noi_2026", day=date(2026, 12, 15)),
        "communes judged one by one": judged(
            "hai_phong_2026/returns.xlsx", plan="hai_phong_2026", day=date(2026, 12, 15)
        ),
        "some missing": scenes.report(scenes.faulty()),
        "nobody": scenes.report({}),
    }


SCENES = (
    "year", "half a year", "faults", "provinces", "communes", "communes judged one by one", "some missing", "nobody",
)  # fmt: skip
scenarios = pytest.mark.parametrize("scene", SCENES)


def table(report: Report, language: str = "vi") -> Heat:
    messages = Messages(language)
    found = heat(report, View(report, messages).targets, Wording(messages, report.plan))
    assert found is not None
    return found


def rows(found: Heat) -> dict[str, Row]:
    return {row.unit: row for band in found.bands for row in band.rows}


def cells(report: Report) -> Iterator[tuple[Result, UnitResult, Cell]]:
    """Every cell that there is, with what it shows."""
    found, names = table(report), Wording(Messages("vi"), report.plan)
    by_name = rows(found)
    results = [result for result in report.results if result.units]
    assert [column.id for column in found.columns] == [result.target.id for result in results]
    for index, result in enumerate(results):
        for unit in result.units:
            row = by_name[names.unit(unit.unit)]
            if row.cells:
                cell = row.cells[index]
                assert cell is not None
                yield result, unit, cell


def cell(unit: str, target: str, report: Report) -> Cell:
    found = table(report)
    at = [column.id for column in found.columns].index(target)
    shown = rows(found)[unit].cells[at]
    assert shown is not None
    return shown


@pytest.mark.slow
@scenarios
def test_a_verdict_on_a_unit_shows_only_where_the_unit_is_judged(scene: str, reports: dict[str, Report]) -> None:
    for result, unit, shown in cells(reports[scene]):
        if result.target.judged == "each_unit":
            expected = {Verdict.INCONCLUSIVE: "open", Verdict.NOT_APPLICABLE: "none"}.get(unit.alone, unit.alone.value)
            assert shown.look == expected, (result.target.id, unit.unit)
        else:
            looks = {"info0", "info1", "info2", "info3", "no", "none"}
            assert shown.look in (looks if unit.measurement.complete else {"open"}), (result.target.id, unit.unit)
            assert not set("✓✗") & set(shown.text)


@scenarios
def test_a_unit_has_a_row_and_one_that_has_not_reported_no_cells(scene: str, reports: dict[str, Report]) -> None:
    report = reports[scene]
    names = Wording(Messages("vi"), report.plan)
    missing = {names.unit(unit) for call in report.roll_call for unit in call.missing}
    concerned = {names.unit(unit.unit) for result in report.results for unit in result.units}
    found = rows(table(report))
    assert set(found) == concerned
    assert {name for name, row in found.items() if not row.cells} == missing & concerned


@pytest.mark.crossing(9)
@pytest.mark.parametrize(
    ("unit", "target", "look", "text"),
    [
        ("Thị xã Kinh Môn", "B3a", "missed", "✗"),
        ("Huyện Nam Sách", "B3a", "met", "✓"),
        ("Huyện Ninh Giang", "B2b", "no", "Chưa"),
        ("Huyện Nam Sách", "B2b", "info0", "Có"),
        ("Thành phố Hải Dương", "B3c", "info0", "20,7"),
        ("Thị xã Kinh Môn", "B3c", "info1", "19,0"),
        ("Huyện Thanh Miện", "B5c", "info2", "15,4"),
        ("Huyện Tứ Kỳ", "B3b", "info3", "−1"),
        ("Thành phố Chí Linh", "B3b", "info0", "+1"),
        ("Huyện Nam Sách", "B4a", "info0", "100"),
        ("Báo Hải Dương", "B8", "info0", "10/11"),
        ("Huyện Thanh Hà", "B6b", "none", "–"),
    ],
)
def test_a_cell_says_what_its_target_counts(
    unit: str, target: str, look: str, text: str, reports: dict[str, Report]
) -> None:
    shown = cell(unit, target, reports["year"])
    assert (shown.look, shown.text) == (look, text)


def test_a_figure_that_still_builds_up_has_no_shade(reports: dict[str, Report]) -> None:
    report = reports["half a year"]
    cumulative = [shown for result, _, shown in cells(report) if result.target.cumulative]
    assert {shown.look for shown in cumulative} <= {"info0", "none", "open", "no"}
    due_later = [shown for result, _, shown in cells(reports["provinces"]) if result.target.id == "M1b"]
    assert {shown.look for shown in due_later} == {"info0"}


def test_no_province_has_to_do_what_only_half_of_them_have_to(reports: dict[str, Report]) -> None:
    looks = {shown.text: shown.look for result, _, shown in cells(reports["provinces"]) if result.target.id == "M5"}
    assert looks == {"Có": "info0", "Chưa": "info2"}


def alone(target: Target, part: int, whole: int | None) -> Cell:
    """The cell of one district with such a figure."""
    found = Measurement(part, whole, 1, 1)
    verdict = Verdict.MET if found.value is None or target.limits.hold(found.value) else Verdict.MISSED
    result = Result(target, verdict, found, unit_results=lambda: (UnitResult("291", found, settled(verdict)),))
    report = replace(scenes.report(scenes.sound()), results=(result,))
    return cell("Huyện Nam Sách", target.id, report)


@pytest.mark.parametrize(
    ("part", "look"),
    [(2000, "info0"), (1999, "info1"), (1800, "info1"), (1799, "info2"), (1499, "info3"), (0, "info3")],
)
def test_the_shade_says_how_far_below_the_common_threshold_a_figure_is(part: int, look: str) -> None:
    assert alone(RATIO, part, 10_000).look == look


@pytest.mark.parametrize(("part", "look"), [(2000, "info0"), (2001, "info1"), (2600, "info2"), (4000, "info3")])
def test_and_how_far_beyond_an_upper_limit(part: int, look: str) -> None:
    at_most = RATIO.model_copy(update={"threshold": Threshold.model_validate({"at_most": "20%"})})
    assert alone(at_most, part, 10_000).look == look


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [(1, 5, "20,0"), (19_999, 100_000, "19,9"), (0, 7, "0"), (7, 7, "100"), (999, 1000, "99,9"), (1, 3, "33,3")],
)
def test_a_percentage_is_rounded_down_to_one_decimal(part: int, whole: int, text: str) -> None:
    assert alone(RATIO, part, whole).text == text


def test_a_percentage_never_looks_like_a_threshold_that_it_misses() -> None:
    fine = RATIO.model_copy(update={"threshold": Threshold.model_validate({"at_least": "20,55%"})})
    assert (alone(fine, 20_55, 10_000).text, alone(fine, 20_56, 10_000).text) == ("20,55", "20,56")
    assert alone(fine, 20_54, 10_000).text == "20,5"


@scenarios
def test_rows_are_sorted_by_how_much_of_the_threshold_was_reached(scene: str, reports: dict[str, Report]) -> None:
    for result, unit, shown in cells(reports[scene]):
        if shown.look == "open" or unit.measurement.value is None:
            assert not shown.order
        else:
            level = result.target.limits.low or result.target.limits.high
            assert level
            assert int(shown.order) == int(unit.measurement.value / level * 1_000_000 // 1)


@languages
def test_the_cells_are_explained(language: str, reports: dict[str, Report]) -> None:
    notes = " ".join(table(reports["year"], language).notes)
    expected = {
        "vi": [
            "chỉ để tham khảo",
            "đánh giá ở từng đơn vị: B3a.",
            "Số tăng, giảm so với năm 2022: B3b.",
            "phải đạt: B8.",
        ],
        "en": ["for information", "Judged at each unit: B3a.", "Change against 2022: B3b.", "those required: B8."],
    }[language]
    assert [part for part in expected if part not in notes] == []


def test_of_many_units_paper_shows_those_that_somebody_has_to_look_at(reports: dict[str, Report]) -> None:
    found = table(reports["communes"])
    on_paper = [row.unit for row in rows(found).values() if row.printed]
    assert on_paper == ["Xã Minh Châu"]
    assert "1/130 đơn vị" in found.on_paper
    few = table(reports["year"])
    assert all(row.printed for row in rows(few).values())
    assert not few.on_paper


def test_a_page_of_too_many_units_says_how_many_are_left_out(
    monkeypatch: pytest.MonkeyPatch, reports: dict[str, Report]
) -> None:
    monkeypatch.setattr("khpcmd.render.html.heat.MOST", 100)
    found = table(reports["communes"])
    assert list(rows(found)) == ["Xã Minh Châu"]
    assert found.left_out.startswith("Bản này không nêu 129 trong 130 đơn vị.")


def drawn(report: Report) -> Element:
    return page(render(report, Messages("vi"), Look(Format.HTML))).one("section", id="units")


@pytest.mark.crossing(1)
@scenarios
def test_the_page_draws_every_cell(scene: str, reports: dict[str, Report]) -> None:
    found = table(reports[scene])
    shown = drawn(reports[scene])
    told = {row.attributes["data-name"]: row for row in shown.all("tr") if "data-name" in row.attributes}
    for unit, row in rows(found).items():
        head, *own = told[unit].elements
        assert head.text == unit
        assert ("data-asks" in told[unit].attributes) == row.asks
        assert ("unprinted" in told[unit].attributes["class"]) == (not row.printed)
        if not row.cells:
            assert [cell.text for cell in own] == ["chưa báo cáo"]
        for expected, cell_ in zip(row.cells, own, strict=False):
            if expected is None:
                assert (cell_.text, cell_.attributes["class"]) == ("", "nobody")
            else:
                assert cell_.text.startswith(expected.text)
                assert cell_.attributes["class"] == expected.look
                assert cell_.attributes["title"] == expected.full
                assert cell_.attributes["data-order"] == expected.order


def test_codes_stand_with_their_names_and_controls_wait_for_the_script(reports: dict[str, Report]) -> None:
    shown = drawn(reports["year"])
    key = {item.text for item in shown.one("ul", **{"class": "key"}).elements}
    assert "B3c Cơ sở kinh doanh dịch vụ được kiểm tra" in key
    assert len(key) == 19
    assert "hidden" in shown.one("div", **{"class": "controls"}).attributes
    levels = [row.text for row in shown.all("tr") if row.attributes.get("class") == "level"]
    assert levels == ["Huyện, thị xã, thành phố", "Cơ quan cấp tỉnh"]


@pytest.mark.crossing(1)
@pytest.mark.parametrize(("targets", "classes"), [(24, "units"), (25, "units wide"), (41, "units unprinted")])
def test_many_targets_are_printed_across_the_sheet(targets: int, classes: str) -> None:
    base = scenes.report(scenes.sound())
    one = next(result for result in base.results if result.target.id == "B3c")
    many = tuple(
        replace(one, target=one.target.model_copy(update={"id": f"T{number}"})) for number in range(1, targets + 1)
    )
    assert drawn(replace(base, results=many)).attributes["class"] == classes
