"""The workbook of results: the same figures as the report, text that is only text, and the same bytes each time."""

from __future__ import annotations

import re
import shutil
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import partial
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

import scenes
from khpcmd.cli import main
from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.diagnostics.parameters import Ref
from khpcmd.i18n import Messages
from khpcmd.plan.units import Unit
from khpcmd.render.figures import Percentage
from khpcmd.render.styles import FOR_INFORMATION, SIGNS
from khpcmd.render.wording import Wording
from khpcmd.render.xlsx import sheet as sheets
from khpcmd.render.xlsx.book import LONGEST, RESULT_LOOKS, Book, Formula, In, fitting, ratio
from khpcmd.render.xlsx.results import link
from khpcmd.report import Report
from khpcmd.results import Measurement, Verdict
from khpcmd.returns import Basis, Key
from khpcmd.workbook.read import read_workbook
from places import RETURNS, Captured
from results_books import MESSAGES, VI, cells, content, header, opened, sheet, table, word

HOSTILE = "=1+1|<b>\x1b[31m\u202e＝cmd"
languages = pytest.mark.parametrize("messages", MESSAGES, ids=["vi", "en"])
scenarios = pytest.mark.parametrize(
    "report",
    [scenes.report(scenes.sound()), scenes.report(scenes.faulty(), *scenes.FAULTS), scenes.report({})],
    ids=["sound", "faulty", "nobody"],
)


@pytest.mark.crossing(1)
@languages
@pytest.mark.parametrize("verdict", list(Verdict))
def test_every_verdict_has_its_sign_and_its_word(verdict: Verdict, messages: Messages) -> None:
    book = opened(scenes.with_verdict(verdict), messages)
    told = f"{SIGNS[verdict]} {messages.template(f'verdicts.{verdict.value}')}"
    (row,) = table(sheet(book, "targets", messages), "target", messages)
    assert row[word("verdict", messages)] == told
    summary = {row[0].value: row[1].value for row in sheet(book, "summary", messages).iter_rows(max_col=2)}
    assert str(summary[told]).rstrip("*°") == row[word("target", messages)]


@pytest.mark.crossing(1)
@languages
def test_every_fault_is_told_with_its_place_and_its_cure(messages: Messages) -> None:
    faults = [
        Diagnostic(code, Location("f.xlsx", "Biểu", f"C{row}"), scenes.params_of(code, Ref("word", "folder")), "291")
        for row, code in enumerate(Code, 1)
    ]
    wording, book = Wording(messages, scenes.small_plan()), opened(scenes.report(scenes.sound(), *faults), messages)
    names = [word(name, messages) for name in ("code", "place", "unit", "message", "cure")]
    found = {tuple(row[name] for name in names) for row in table(sheet(book, "faults", messages), "severity", messages)}
    unit = wording.unit("291")
    assert found >= {
        (one.code.code, f"f.xlsx › Biểu!C{row}", unit, wording.message(one), wording.cure(one))
        for row, one in enumerate(faults, 1)
    }


@pytest.mark.slow
@scenarios
def test_the_figures_of_the_targets_are_those_of_the_report(report: Report) -> None:
    rows = table(sheet(opened(report), "targets"), "target")
    for result, row in zip(report.results, rows, strict=True):
        found, gap = result.measurement, result.gap
        shown = found is not None and (found.counted or found.part)
        assert row[word("target")] == result.target.id
        assert row[word("part")] == (found.part if found and shown else None)
        assert row[word("whole")] == (found.whole if found and shown else None)
        assert row[word("gap")] == (gap.more if gap else None)
        assert str(row[word("verdict")]).startswith(SIGNS[result.verdict])


@pytest.mark.crossing(1)
@scenarios
def test_the_figures_of_the_units_are_those_of_the_report(report: Report) -> None:
    book = opened(report)
    expected = [(result.target.id, unit) for result in report.results for unit in result.units]
    rows = table(sheet(book, "standings"), "target")
    for (target, unit), row in zip(expected, rows, strict=True):
        known = unit.measurement if unit.measurement.complete else None
        assert (row[word("target")], row[word("id")]) == (target, unit.unit)
        assert row[word("part")] == (known.part if known else None)
        assert row[word("whole")] == (known.whole if known else None)
        assert row[word("gap")] == (unit.gap.more if unit.gap else None)
        assert str(row[word("verdict")]).startswith(SIGNS[unit.verdict] if unit.verdict else (FOR_INFORMATION, "?"))


def test_the_matrix_has_every_unit_and_says_its_verdicts_in_words() -> None:
    report = scenes.report(scenes.faulty())
    page = sheet(opened(report), "matrix")
    rows = {str(row[0]): row[1:] for row in page.iter_rows(min_row=header(page, word("unit")) + 1, values_only=True)}
    assert list(rows) == [unit.name.in_("vi") for unit in report.plan.units]
    assert str(rows["Huyện Bình Giang"][0]) == "◊ chưa"
    assert str(rows["Huyện Bình Giang"][1]) == "✗ Không đạt\n5/7 = 71,42%"
    assert str(rows["Huyện Gia Lộc"][4]) == "◊ 200/5.000 = 4,00%"
    assert rows["Báo Hải Dương"][0] is None
    assert len(page.conditional_formatting) == 1


def brute(report: Report, units: list[str], key: Key) -> list[int]:
    """The known figures of some units, by hand."""
    found = [one.cells.get(key) for one in report.returns if one.unit in units]
    return [int(cell.value) for cell in found if cell is not None and isinstance(cell.value, int)]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet of figures: its total, of how many units that is, and the cells above."""

    total: object
    known: object
    above: Sequence[object]


def totals(report: Report, number: int) -> dict[str, Column]:
    """The columns of one of several sheets of figures, by heading."""
    page = opened(report)[VI.text("results_book.sheets.figures_of", number=number)]
    columns = page.iter_cols(min_row=header(page, word("number")), min_col=3, values_only=True)
    return {str(top): Column(total, known, above) for top, *above, total, known in columns}


@pytest.mark.crossing(1)
@pytest.mark.parametrize("figures", [scenes.sound(), scenes.faulty()], ids=["sound", "faulty"])
def test_totals_are_the_sums_of_what_is_known_and_marked_where_something_is_not(figures: scenes.Filed) -> None:
    report = scenes.report(figures)
    keys = {
        "Tổng số cơ sở kinh doanh dịch vụ (cơ sở)": Key("venues"),
        "Số cơ sở được kiểm tra (cơ sở)": Key("inspected"),
        "Số tội phạm được xử lý (vụ), năm 2022": Key("cases", Basis.BASELINE),
        "Số tội phạm được xử lý (vụ)": Key("cases"),
        "Đã ban hành kế hoạch": Key("plan_issued"),
    }
    found = totals(report, 1)
    assert keys.keys() <= found.keys()
    for heading, key in keys.items():
        numbers, column = brute(report, list(scenes.DISTRICTS), key), found[heading]
        assert column.total == sum(numbers)
        assert column.known == ("4/4" if len(numbers) == 4 else f"tạm tính, {len(numbers)}/4 đơn vị")
        assert sum(one is not None for one in column.above) == len(numbers)


def test_months_are_added_up_where_all_of_them_are_known() -> None:
    figures = scenes.sound()
    figures["dai"] = {**scenes.NEWS, "news#4": None}
    found = totals(scenes.report(figures), 2)
    together = found["Số tin, bài từng tháng (tin, bài): cộng các tháng"]
    assert together == Column(11, "tạm tính, 1/2 đơn vị", [11, None])
    assert found["Số tin, bài từng tháng (tin, bài): tháng 4"] == Column(1, "tạm tính, 1/2 đơn vị", [1, None])


def test_what_nobody_reported_is_blank_and_never_zero() -> None:
    for column in totals(scenes.report({}), 1).values():
        assert column == Column(None, "tạm tính, 0/4 đơn vị", [None] * 4)


def test_only_the_reporting_units_stand_in_a_report_on_them() -> None:
    report = scenes.report(scenes.faulty(), only_reported=True)
    assert all(len(column.above) == 3 for column in totals(report, 1).values())
    assert any("CHỈ XÉT" in str(cell.value) for cell in cells(opened(report)))


@given(st.integers(0, 5000), st.integers(1, 5000), st.integers(0, 1000), st.booleans())
def test_a_shown_percentage_is_never_more_than_the_figure_and_stands_to_the_threshold_as_it_does(
    part: int, whole: int, level: int, signed: bool
) -> None:
    value, threshold = Fraction(part, whole) - signed, Fraction(level, 1000)
    percentage = Percentage(value, (threshold,), signed)
    found = ratio(Book(BytesIO(), RESULT_LOOKS), percentage, Measurement(part, whole, 1, 1), ("E", "F"))
    assert isinstance(found, Formula)
    scale = 10 ** (percentage.decimals + 2)
    shown = Fraction(round(Fraction(found.value) * scale), scale)
    assert found.value == float(shown)  # the nearest number that a spreadsheet can store
    assert abs(value) - Fraction(1, scale) < abs(shown) <= abs(value), "neither a rise nor a fall is shown larger"
    assert shown * value >= 0
    assert (shown > threshold, shown < threshold) == (value > threshold, value < threshold)


def test_a_percentage_that_no_spreadsheet_can_tell_from_the_threshold_is_left_to_the_text() -> None:
    threshold = Fraction(1, 5)
    close = Measurement(2 * 10**20 + 1, 10**21, 1, 1)
    assert (
        ratio(
            Book(BytesIO(), RESULT_LOOKS), Percentage(Fraction(2 * 10**20 + 1, 10**21), (threshold,)), close, ("E", "F")
        )
        is None
    )
    large = Measurement(3 * 10**13, 10**14, 1, 1)
    found = ratio(Book(BytesIO(), RESULT_LOOKS), Percentage(Fraction(3, 10), (threshold,)), large, ("E", "F"))
    assert isinstance(found, In)
    assert found.value == 0.3


@pytest.mark.crossing(1)
@languages
def test_text_of_others_is_only_text(messages: Messages) -> None:
    at = Location(f"{HOSTILE}.xlsx", HOSTILE, "A1")
    fault = Diagnostic(Code.UNKNOWN_ROW, at, {"text": HOSTILE, "suggestion": HOSTILE}, unit="291")
    report = scenes.report(scenes.sound(), fault)
    report = replace(report, inputs=tuple(one._replace(name=HOSTILE) for one in report.inputs))
    book = opened(report, messages, formulas=True, folder=Path())
    formulas = [cell for cell in cells(book) if cell.data_type == "f"]
    known = re.compile(r"=(SUM|COUNTIF|INT|TRUNC)\(.*|='[^']+'!\$[A-Z]+\$[0-9]+")
    assert all(known.fullmatch(str(cell.value)) for cell in formulas)
    texts = [str(cell.value) for cell in cells(book) if cell.data_type == "s"]
    assert not any(sign in text for text in texts for sign in "\x1b\u202e")
    assert any("=1+1|<b>\\x1b[31m\\u202e＝cmd" in text for text in texts)
    external = [cell.hyperlink.target for cell in cells(book) if cell.hyperlink and cell.hyperlink.target]
    assert external == []


def test_faults_lead_to_ordinary_files_only() -> None:
    at = Location("inbox/Huyện Nam Sách (lần 2).xlsx", "Tổng hợp", "C7")
    assert link(at, Path("out")) == "external:../inbox/Huyện Nam Sách (lần 2).xlsx#'Tổng hợp'!C7"
    assert link(at._replace(cell=""), Path()) == "external:inbox/Huyện Nam Sách (lần 2).xlsx#'Tổng hợp'!A1"
    assert link(at._replace(sheet="a'b!"), Path()) == "external:inbox/Huyện Nam Sách (lần 2).xlsx"
    assert link(None, Path()) == ""
    assert link(at, None) == ""
    for name in (
        "a.exe",
        "a.xlsx#x.xlsx",
        "http:a.xlsx",
        "a%2e.xlsx",
        "=a.xlsx",
        "a\n.xlsx",
        "\\\\host\\a.xlsx",
        "x" * 300 + ".xlsx",
        "a\0.xlsx",
    ):
        assert link(Location(name, "Biểu", "A1"), Path()) == "", name


def test_a_fault_has_its_link_and_its_place_in_words() -> None:
    page = sheet(opened(scenes.report(scenes.sound(), scenes.FAULTS[0]), folder=Path()), "faults")
    links = [cell.hyperlink for row in page.iter_rows() for cell in row if cell.hyperlink]
    assert [(one.target, one.location) for one in links] == [("returns.xlsx", "'Tổng hợp'!E9")]


def test_no_time_of_day_is_in_the_file() -> None:
    with zipfile.ZipFile(BytesIO(content(scenes.report(scenes.faulty(), *scenes.FAULTS)))) as archive:
        assert {one.date_time[0] for one in archive.infolist()} == {1980}
    assert opened(scenes.report({})).properties.created.date() == date(2023, 12, 12)


def test_the_epoch_that_a_build_names_is_the_day_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert opened(scenes.report({})).properties.created.date() == date(1970, 1, 2)


def test_no_file_is_made_on_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere/at/all")
    assert content(scenes.report(scenes.sound()))


def test_results_among_returns_are_set_aside(tmp_path: Path) -> None:
    report = scenes.report(scenes.sound())
    for messages in MESSAGES:
        (tmp_path / "results.xlsx").write_bytes(content(report, messages))
        found = read_workbook(tmp_path / "results.xlsx", report.plan, name="results.xlsx")
        assert not found.returns
        assert [fault.code for fault in found.diagnostics] == [Code.FILE_SET_ASIDE]


@pytest.mark.slow
def test_results_in_an_inbox_change_no_verdict(tmp_path: Path, capsys: Captured) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    shutil.copy(RETURNS, inbox)
    results, check = inbox / "results.xlsx", ["check", str(inbox), "-q", "--as-of", "2023-12-15"]
    for more in (["-o", str(results)], ["-o", str(results)], []):
        assert main([*check, *more]) == 1
    first, *others = capsys.readouterr().out.splitlines()
    assert others == [first] * 2
    assert main(["check", str(results), "-q"]) == 5
    assert main(["validate", str(results), "-q"]) == 5
    assert main(["validate", str(inbox), "-q"]) == 0


@pytest.mark.slow
def test_the_faults_of_a_run_lead_from_the_workbook_to_the_returns(tmp_path: Path) -> None:
    inbox, results = tmp_path / "inbox", tmp_path / "out" / "results.xlsx"
    shutil.copytree(RETURNS.with_name("faulty"), inbox)
    results.parent.mkdir()
    assert main(["check", str(inbox), "-q", "-o", str(results)]) == 3
    page = sheet(load_workbook(results), "faults")
    links = [cell.hyperlink for row in page.iter_rows() for cell in row if cell.hyperlink]
    assert len(links) > 1
    assert all((results.parent / unquote(str(one.target)).replace("\\", "/")).is_file() for one in links)


def test_a_report_without_a_period_has_its_faults_and_no_figures() -> None:
    empty = replace(scenes.report({}, scenes.FAULTS[0]), period="", submissions=(), results=(), returns=())
    book = opened(empty)
    assert book.sheetnames == [
        VI.template(f"results_book.sheets.{name}") for name in ("summary", "targets", "faults", "files")
    ]
    assert table(sheet(book, "faults"), "severity")[0][word("code")] == "C502"


def test_one_unit_is_enough() -> None:
    base = scenes.report(scenes.sound())
    plan = base.plan.changed(units=base.plan.units[:1])
    firsts = [result.units[:1] for result in base.results]
    results = tuple(
        replace(result, unit_results=partial(tuple, first)) for result, first in zip(base.results, firsts, strict=True)
    )
    calls = base.submissions[:1]
    book = opened(replace(base, plan=plan, results=results, returns=base.returns[:1], submissions=calls))
    page = sheet(book, "figures")
    assert page.cell(header(page, word("number")) + 1, 2).value == "Huyện Nam Sách"


def test_a_text_is_cut_where_a_cell_ends() -> None:
    assert fitting("x" * LONGEST) == "x" * LONGEST
    for text in ("x" * (LONGEST + 1), "😀" * LONGEST):
        cut = fitting(text)
        assert cut.endswith("…")
        assert len(cut.encode("utf-16-le")) // 2 <= LONGEST


@pytest.mark.slow
def test_a_long_roll_call_is_written_whole_over_several_rows() -> None:
    base = scenes.report({})
    units = tuple(
        Unit.model_validate({"id": f"x{n}", "level": "district", "name": scenes.both(f"Xã Mẫu {n}", f"Commune {n}")})
        for n in range(3000)
    )
    calls = tuple(base.submissions[0]._replace(unit=unit.id, asked=unit.id) for unit in units)
    report = replace(base, plan=base.plan.changed(units=units), submissions=calls)
    told = " ".join(str(row[0]) for row in sheet(opened(report), "files").iter_rows(max_col=1, values_only=True))
    assert all(f"Xã Mẫu {n}" in told for n in (0, 1499, 2999))


def test_rows_that_a_sheet_has_no_room_for_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "LAST_ROW", 10)
    page = sheet(opened(scenes.report(scenes.sound())), "standings")
    assert page.max_row == 11
    written = 10 - header(page, word("target"))
    left = sum(len(result.units) for result in scenes.report(scenes.sound()).results) - written
    assert page.cell(11, 1).value == VI.text("results_book.rows_left_out", count=left)


@pytest.mark.crossing(1)
@languages
def test_sheets_are_named_so_that_excel_takes_them(messages: Messages) -> None:
    book = opened(scenes.report(scenes.faulty(), *scenes.FAULTS), messages)
    for one in book.worksheets:
        assert len(one.title) <= 31
        assert not set(one.title) & set("[]:*?/\\'")
    for name in ("targets", "standings", "matrix", "faults"):
        page = sheet(book, name, messages)
        assert page.freeze_panes is not None
        assert page.print_title_rows
        assert page.auto_filter.ref


def test_the_chart_shows_what_was_reached_beside_the_threshold() -> None:
    report = scenes.report(scenes.faulty())
    page = sheet(opened(report), "chart")
    shown = {str(row[word("target")]): row for row in table(page, "target")}
    assert shown["✗ B1"][word("reached")] == pytest.approx(0.6666)
    assert shown["✗ B1"][word("asked")] == 1
    assert shown["? B3c"][word("remarks")] == "tạm tính, 2/4 đơn vị"
    with zipfile.ZipFile(BytesIO(content(report))) as archive:
        assert "xl/charts/chart1.xml" in archive.namelist()


@pytest.mark.crossing(1)
@languages
def test_what_a_unit_is_not_asked_is_not_marked_like_a_yes(messages: Messages) -> None:
    plan = scenes.small_plan()
    asked = plan.fields["plan_issued"].model_copy(update={"reported_by": ("291",)})
    plan = plan.model_copy(update={"fields": {**plan.fields, "plan_issued": asked}})
    book = opened(replace(scenes.report(scenes.sound()), plan=plan), messages)
    page = book[messages.text("results_book.sheets.figures_of", number=1)]
    marks = {str(cell.value) for row in page.iter_rows() for cell in row if cell.fill.fgColor.rgb == "FFE7E6E6"}
    assert marks == {messages.template("results_book.not_asked")}
    assert not marks & {"x", "X", "", "-", "–", messages.template("results_book.no")}
