"""A score says in every format what each criterion gave, and how the units are ranked."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from defusedxml import ElementTree
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it has no stubs here
from openpyxl import load_workbook

import amounts_plan
from khpcmd.checking import Request, check
from khpcmd.exits import Exit, exit_code, policy
from khpcmd.i18n import Messages
from khpcmd.judge.verdict import evaluate
from khpcmd.judge.world import World
from khpcmd.plan.load import load_plan, parse_plan
from khpcmd.render.explained import explained_document
from khpcmd.render.formats import Format, Look, render, rendered_file, shown_by
from khpcmd.render.json import results_schema
from khpcmd.render.plain import wrapped
from khpcmd.report import Report
from places import languages
from render.examples import FIGURES_ALONE, text_of
from small_plan import PLAN
from workbook.builder import write
from worlds import filed

HEAD = "clause: III, quote: q, title: {vi: t, en: t}, cumulative: false"
TARGETS = f"""\
  - {{id: E1, {HEAD}, judged: each_unit, measure: {{kind: done, field: plan_issued}}}}
  - {{id: E2, {HEAD}, judged: each_unit, measure: {{kind: ratio, part: inspected, whole: venues}},
      threshold: {{at_least: 20%}}}}
  - {{id: S, {HEAD}, judged: each_unit, threshold: {{at_least: 80}}, measure: {{kind: score, waived: not_counted,
      criteria: [{{target: E1, points: 62.5}}, {{target: E2, points: 37.5, give: in_proportion}}]}}}}
  - {{id: P, {HEAD}, threshold: {{at_least: 80}}, measure: {{kind: score,
      criteria: [{{target: A2, points: 90, give: in_proportion, full_at: 100%}},
      {{target: M, points: 5, weight: 2}}]}}}}
  - {{id: M, {HEAD}, measure: {{kind: manual}}}}
"""
NAM_SACH, TU_KY = "0291", "0298"


def report(*, open_: bool = False) -> Report:
    """Nam Sách has all points but a seventh of one criterion, Tứ Kỳ has none for its plan, or has not said so."""
    plan = parse_plan(PLAN + TARGETS, "p.yaml")
    figures: dict[str, dict[str, object]] = {
        NAM_SACH: {"plan_issued": True, "venues": 70, "inspected": 12},
        TU_KY: {"plan_issued": None if open_ else False, "venues": 10, "inspected": 9},
    }
    returns = {unit: filed(unit, values) for unit, values in figures.items()}
    world = World(plan, "year", returns, frozenset(plan.unit))
    results = tuple(one for one in evaluate(world, plan.targets) if one.target.id in ("S", "P"))
    return Report(plan, "0" * 64, "year", date(2023, 12, 12), False, (), (), results, tuple(returns.values()))


def shown(form: Format, language: str, *, open_: bool = False) -> str:
    text = render(report(open_=open_), Messages(language), Look(form, by_unit=True, width=300))
    return re.sub(r"[\\│\s]+", " ", text)


PROSE = [form for form in shown_by("check") if form not in (Format.SUMMARY, Format.JSON, Format.CSV)]


@pytest.mark.crossing(2)
@pytest.mark.parametrize("form", PROSE)
def test_every_format_ranks_the_units_and_names_the_points_of_the_criteria(form: Format) -> None:
    vi, en = shown(form, "vi"), shown(form, "en")
    assert re.search(r"xếp hạng: 1\. [Hh]uyện Nam Sách \(94,64\), 2\. [Hh]uyện Tứ Kỳ \(37,5\)", vi)
    assert re.search(r"ranking: 1\. Nam S[aá]ch.* \(94\.64\), 2\. T", en)
    assert "điểm từng tiêu chí: A2 23,62/90; M 0–10/10" in vi
    assert "points: A2 23.62/90; M 0–10/10" in en


@pytest.mark.crossing(5)
@pytest.mark.parametrize("form", PROSE)
def test_a_ranking_of_open_scores_says_so(form: Format) -> None:
    said = shown(form, "vi", open_=True)
    assert re.search(
        r"để ngỏ, từ hạng đến hạng: 1–2\. [Hh]uyện Nam Sách \(94,64\), 1–2\. [Hh]uyện Tứ Kỳ \(37,5–100\)", said
    )


CLASSES = """classes: [{name: {vi: tốt, en: good}, at_least: 90}, {name: {vi: khá, en: fair}, more_than: 37.5},
      {name: {vi: yếu, en: poor}}]"""


@pytest.mark.crossing(3)
@pytest.mark.parametrize("form", [*PROSE, Format.JSON])
def test_every_format_names_the_classes_of_scores_and_all_that_an_open_one_can_be_of(
    form: Format, monkeypatch: pytest.MonkeyPatch
) -> None:
    classed = TARGETS.replace("waived: not_counted,", "waived: not_counted,", 1)
    for name, head in (("S", "judged: each_unit, threshold: {at_least: 80}"), ("P", "threshold: {at_least: 80}")):
        start = f"{{id: {name}, {HEAD}, "
        assert classed.count(start + head) == 1
        classed = classed.replace(start + head, f"{start}{CLASSES}, {head}")
    monkeypatch.setattr(__name__ + ".TARGETS", classed)
    if form is Format.JSON:
        of_units, together = json.loads(shown(form, "vi", open_=True))["results"]
        assert of_units["score"]["classes"] == [
            {"unit": NAM_SACH, "possible": ["tốt"]},
            {"unit": TU_KY, "possible": ["tốt", "khá", "yếu"]},
        ]
        assert together["score"]["classes"] == [{"unit": None, "possible": ["yếu"]}]
        return
    vi, en = shown(form, "vi"), shown(form, "en", open_=True)
    assert re.search(r"Nam Sách \(94,64: tốt\), 2\. [Hh]uyện Tứ Kỳ \(37,5: yếu\)", vi)
    assert "xếp loại: yếu" in vi
    assert re.search(r"\(37\.5–100: poor–good\)", en)


def test_json_has_every_point_exactly_and_csv_the_ranks() -> None:
    of_units, together = json.loads(shown(Format.JSON, "vi"))["results"]
    best = of_units["score"]["ranking"][0]
    assert best == {"unit": NAM_SACH, "low": "1325/14", "high": "1325/14", "first": 1, "last": 1}
    assert together["score"]["points"][0]["unit"] is None
    assert together["score"]["points"][0]["criteria"][1]["most"] == "10/1"
    text = render(report(), Messages("vi"), Look(Format.CSV)).removeprefix("\ufeff")
    rows = {(row["target"], row["unit"]): row for row in csv.DictReader(io.StringIO(text))}
    assert rows["S", TU_KY]["rank_first"] == "2"
    assert rows["S", TU_KY]["figure"] == "37,5/100 điểm"
    assert rows["S", ""]["rank_first"] == ""


def test_explained_the_score_tells_its_rules_and_each_unit_its_points() -> None:
    text = wrapped(explained_document(report(), Messages("en"), 1), None)
    assert "E1: 62.5 points if it is met" in text
    assert "E2: up to 37.5 points, as its value stands to its threshold" in text
    assert "A2: up to 90 points, as its value stands to 100%" in text
    assert "M: 5 points if it is met, times 2" in text
    assert "a criterion that is waived is not counted" in text
    assert "94.64/100 points; E1 62.5/62.5; E2 32.14/37.5" in text


@pytest.mark.parametrize(("asked", "said"), [("94.64", "94,642/100 điểm"), ("94.6429", "94,64/100 điểm")])
def test_a_score_as_shown_stands_to_its_threshold_as_the_exact_one_does(asked: str, said: str) -> None:
    plan = parse_plan(PLAN + TARGETS.replace("{at_least: 80}", f"{{at_least: {asked}}}", 1), "p.yaml")
    world = World(
        plan,
        "year",
        {NAM_SACH: filed(NAM_SACH, {"plan_issued": True, "venues": 70, "inspected": 12})},
        frozenset(plan.unit),
    )
    result = next(one for one in evaluate(world, plan.targets) if one.target.id == "S")
    found = Report(plan, "0" * 64, "year", date(2023, 12, 12), False, (), (), (result,))
    assert said in render(found, Messages("vi"), Look(Format.PLAIN, by_unit=True))


def with_criteria_for_points() -> Report:
    """Its own target A1, and two that are not binding: E1 gives points, X is striven for. Nobody has a plan."""
    plan = parse_plan(
        PLAN
        + TARGETS.replace("{id: E1,", "{id: E1, binding: false,")
        + f"  - {{id: X, {HEAD}, binding: false, measure: {{kind: done, field: plan_issued}}}}\n",
        "p.yaml",
    )
    figures = {"plan_issued": False, "venues": 10, "inspected": 10}
    returns = {unit: filed(unit, figures) for unit in (NAM_SACH, TU_KY)}
    results = tuple(evaluate(World(plan, "year", returns, frozenset(plan.unit)), plan.targets))
    return Report(plan, "0" * 64, "year", date(2023, 12, 12), False, (), (), results, tuple(returns.values()))


def test_a_criterion_that_only_gives_points_is_neither_binding_nor_striven_for() -> None:
    found = with_criteria_for_points()
    target = {result.target.id: result.target for result in found.results}
    assert [(target[name].for_points, target[name].strives) for name in ("E1", "E2", "X")] == [
        (True, False), (False, False), (False, True),
    ]  # fmt: skip
    alone = replace(found, results=tuple(one for one in found.results if one.target.id in ("E1", "E2")))
    assert [one.verdict.value for one in alone.results] == ["missed", "met"]
    assert exit_code(alone, policy((), strict=True)) == Exit.SOUND
    striven = replace(found, results=tuple(one for one in found.results if one.target.id in ("X", "E2")))
    assert exit_code(striven, policy((), strict=True)) == Exit.MISSED


@pytest.mark.parametrize(("language", "marked"), [("vi", "t (để chấm điểm)"), ("en", "t (for points)")])
def test_such_a_criterion_is_marked_as_one(language: str, marked: str) -> None:
    report, messages = with_criteria_for_points(), Messages(language)
    table = render(report, messages, Look(Format.PLAIN, width=300))
    assert table.count(marked) >= 1
    screen = render(report, messages, Look(Format.SUMMARY, width=300))
    assert re.search(r"\bE1\+", screen)
    assert re.search(r"\bX\*", screen)
    assert messages.text("summary.for_points", mark="+") in screen
    only = replace(report, results=tuple(one for one in report.results if one.target.id in ("E1", "E2")))
    closing = render(only, messages, Look(Format.SUMMARY, width=300, exit_code=0)).splitlines()[-1]
    assert "E1" not in closing


def test_machines_are_told_as_much() -> None:
    report, messages = with_criteria_for_points(), Messages("en")
    found = json.loads(render(report, messages, Look(Format.JSON)))["results"]
    said = {one["target"]: (one["binding"], one["for_points"]) for one in found}
    assert {name: said[name] for name in ("E1", "E2", "X")} == {
        "E1": (False, True), "E2": (True, False), "X": (False, False),
    }  # fmt: skip
    log = render(report, messages, Look(Format.GITHUB))
    assert re.search(r"^::notice title=E1 t \(for points\)::", log, re.MULTILINE)
    assert re.search(r"^::warning title=X t", log, re.MULTILINE)
    suites = ElementTree.fromstring(render(report, messages, Look(Format.JUNIT)))
    cases = [one for one in suites.iter("testcase") if one.get("name") == "E1 t (for points)"]
    assert cases
    assert all(case.find("failure") is None and case.find("skipped") is not None for case in cases)


# amounts in every format and language: all their decimals, the language's separators, nothing of binary fractions


FIGURES = """
BÁO CÁO SỐ LIỆU NĂM 2023
| TT | Đơn vị | Tổng thu ngân sách (triệu đồng) | < | Vốn đã giải ngân (triệu đồng) | Vốn được giao (triệu đồng) | Diện tích rừng trồng mới (ha) | Tỷ lệ dân số tham gia bảo hiểm y tế (%) | Số xã đạt chuẩn |
| ^ | ^ | Năm 2022 | Năm 2023 | ^ | ^ | ^ | ^ | ^ |
| 1 | Huyện Nam Sách | 1200 | 1250 | 1250.5 | 1316.3 | 12.75 | 80 | 3 |
| 2 | Huyện Tứ Kỳ | 900 | 981 | 980.3 | 1000 | 0.1 | 79.9 | 1 |
"""  # noqa: E501


@pytest.fixture(scope="module")
def report_amount(tmp_path_factory: pytest.TempPathFactory) -> Report:
    folder = tmp_path_factory.mktemp("amounts")
    (folder / "plan.yaml").write_text(amounts_plan.PLAN, encoding="utf-8")
    path = write(folder / "returns.xlsx", Sheet1=FIGURES)
    found = check(Request(paths=(path,), plan=folder / "plan.yaml", as_of=date(2024, 1, 10)))
    assert not [fault for fault in found.diagnostics if fault.severity.value == "error"], found.diagnostics
    return found


def made(report_amount: Report, format_: Format, language: str) -> bytes:
    return b"".join(rendered_file(report_amount, Messages(language), Look(format_)))


@pytest.mark.crossing(3)
@languages
@pytest.mark.parametrize("format_", list(Format))
def test_every_format_writes_amounts(report_amount: Report, format_: Format, language: str) -> None:
    text = text_of(made(report_amount, format_, language))
    assert format_ in (Format.XLSX, Format.LONG_XLSX) or not re.search(r"\d[.,]\d*(?:0000000|9999999)\d", text)
    assert "Decimal" not in text
    assert not re.search(r"\bNone\b|\bnan\b", text)
    if format_ not in (Format.XLSX, Format.DOCX, Format.JSON, Format.CSV, *FIGURES_ALONE):
        shown, other = ("2,231", "2.231") if language == "vi" else ("2.231", "2,231")
        plain = re.sub(r"\d+\.\d+%|[\w/-]+\.\d+", "", text) if format_ is Format.HTML else text
        assert shown in text or format_ in (Format.JUNIT, Format.GITHUB, Format.GITLAB)
        assert other not in plain


def test_the_json_has_exact_strings(report_amount: Report) -> None:
    document = json.loads(made(report_amount, Format.JSON, "en"), parse_float=pytest.fail)
    assert list(Draft202012Validator(json.loads(results_schema())).iter_errors(document)) == []
    found = {one["target"]: one for one in document["results"]}
    assert (found["T1"]["part"], found["T1"]["gap"], found["T1"]["value"]) == ("2.231", "3.879", "2231/1000")
    assert (found["T2"]["part"], found["T2"]["whole"]) == ("2230.8", "2316.3")
    assert (found["T4"]["part"], found["T4"]["gap"], found["T4"]["reaching"]) == (None, None, {"units": 1, "of": 2})
    assert [one["part"] for one in found["T4"]["units"]] == ["80", "79.9"]
    assert (found["T6"]["part"], found["T6"]["gap"]) == (4, 1)
    (comparison,) = found["T1"]["comparison"]
    assert (comparison["part"], comparison["whole_times"], comparison["holds"]) == ("2.231", "6.1091", False)


def test_the_workbook_has_numbers_with_their_decimals(report_amount: Report, tmp_path: Path) -> None:
    (tmp_path / "r.xlsx").write_bytes(made(report_amount, Format.XLSX, "vi"))
    book = load_workbook(tmp_path / "r.xlsx")
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert any(cell.value == 2.231 and cell.number_format == "#,##0.000" for cell in cells)
    assert any(cell.value == 79.9 and cell.number_format == "#,##0.0" for cell in cells)
    assert not any(
        isinstance(cell.value, float) and Decimal(f"{cell.value:.15g}") == Decimal("159.9") for cell in cells
    )


def test_the_plan_of_the_tests_is_sound(tmp_path: Path) -> None:
    (tmp_path / "plan.yaml").write_text(amounts_plan.PLAN, encoding="utf-8")
    assert load_plan(tmp_path / "plan.yaml").plan.amounts.keys() == {"revenue", "spent", "funds", "forest", "insured"}


@pytest.mark.crossing(1)
@pytest.mark.parametrize(
    ("label", "measure", "total"),
    [
        ("Diện tích rừng trồng mới", "ha", 12.85),
        ("Thu nhập bình quân", "ha", None),
        ("Năng suất lúa", "tạ/ha", None),
        ("Điểm chuyển đổi số", "điểm", None),
    ],
)
def test_the_sheets_of_figures_add_up_no_rates_and_averages(
    tmp_path: Path, label: str, measure: str, total: float | None
) -> None:
    def named(text: str) -> str:
        return text.replace("Diện tích rừng trồng mới", label).replace(
            "{vi: ha, en: ha}", f"{{vi: {measure}, en: {measure}}}"
        )

    (tmp_path / "plan.yaml").write_text(named(amounts_plan.PLAN), encoding="utf-8")
    path = write(tmp_path / "returns.xlsx", Sheet1=named(FIGURES).replace("(ha)", f"({measure})"))
    report_amount = check(Request(paths=(path,), plan=tmp_path / "plan.yaml", as_of=date(2024, 1, 10)))
    (tmp_path / "r.xlsx").write_bytes(made(report_amount, Format.XLSX, "vi"))
    page = load_workbook(tmp_path / "r.xlsx", data_only=True)[Messages("vi").text("results_book.sheets.figures")]
    columns = {str(cell.value): cell.column for row in page.iter_rows(max_row=8) for cell in row if cell.value}
    (total_row,) = [
        row for row in page.iter_rows(values_only=True) if row[1] == Messages("vi").text("results_book.total")
    ]
    found = {name: total_row[column - 1] for name, column in columns.items()}
    assert found[f"{label} ({measure})"] == total
    assert found["Vốn được giao (triệu đồng)"] == 2316.3
