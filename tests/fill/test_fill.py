"""Blank forms of others: what is written into them, what is left blank, and that all else stays as it was."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import zipfile
from contextlib import redirect_stdout
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from defusedxml.ElementTree import iterparse
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Border, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from amounts_plan import PLAN as AMOUNTS
from fill.layouts import LAYOUTS, Layout
from khpcmd.cli import main
from khpcmd.fill.edit import UneditableError, computed_when_opened, with_figures
from khpcmd.names.file import NamesText
from khpcmd.plan.load import load_plan
from khpcmd.workbook.read import read_workbook
from office import soffice
from places import RETURNS, Captured, languages
from workbook.builder import fill, rows_of

SIMPLE = """
PHÒNG, CHỐNG MẠI DÂM NĂM 2023
| TT | Chỉ tiêu | Đơn vị tính | Số lượng | Ghi chú |
| 1 | Số lượt kiểm tra cơ sở | lượt | | |
| 2 | Số cơ sở được kiểm tra ít nhất một lần | cơ sở | | |
"""
ids = pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("KHPCMD_LANG", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def figures() -> tuple[Worksheet, Worksheet]:
    """The return that the forms are filled from, as another program reads it: districts, and provincial bodies."""
    book = load_workbook(RETURNS)
    return book.worksheets[0], book.worksheets[1]


def drawn(markdown: str, path: Path, title: str = "Biểu") -> Path:
    """A form as a workbook, with borders and a colour in its cells."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    fill(sheet, rows_of(markdown))
    side = Side("thin")
    for row in sheet.iter_rows(min_row=3):
        for cell in row:
            cell.border = Border(side, side, side, side)
            cell.fill = PatternFill("solid", fgColor="FFF2CC")
    book.save(path)
    return path


def filled(form: Path, *words: str, returns: Path = RETURNS) -> dict[str, Any]:
    """What the command says as JSON of a form that it filled into out.xlsx."""
    printed = io.StringIO()
    with redirect_stdout(printed):
        main(["fill", str(form), "--from", str(returns), "-o", "out.xlsx", "--format", "json", *words])
    found: dict[str, Any] = json.loads(printed.getvalue())
    return found


def number(value: object) -> int:
    """A figure as the examples have it: none in words or as a dash is 0."""
    return value if isinstance(value, int) else 0


def meant(what: str, figures: tuple[Worksheet, Worksheet]) -> int:
    """What stands for an expected figure, added up from the examples."""
    districts, bodies = figures
    if not what.startswith("="):
        return number(districts[what].value)
    column, _, beside = what[1:].partition("+")
    total = sum(number(districts[f"{column}{row}"].value) for row in range(13, 25))
    if beside:  # the police of the province report crimes too
        label = "Số vụ phạm tội liên quan đến mại dâm được xử lý theo quy định"
        own = {"C": "D", "D": "E"}[beside]
        total += sum(number(bodies[f"{own}{row}"].value) for row in range(9, 58) if bodies[f"B{row}"].value == label)
    return total


def contents(path: Path) -> dict[str, dict[str, tuple[object, ...]]]:
    """Every cell of a workbook with its content and everything of its format."""
    return {
        sheet.title: {
            cell.coordinate: (
                str(cell.value), cell.number_format,
                *map(repr, (cell.font, cell.fill, cell.border, cell.alignment, cell.protection)),
            )
            for row in sheet.iter_rows()
            for cell in row
        }
        for sheet in load_workbook(path, rich_text=True).worksheets
    }  # fmt: skip


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Path]]:
    """Each layout as a blank form, and filled."""
    found = dict[str, tuple[Path, Path]]()
    for layout in LAYOUTS:
        at = tmp_path_factory.mktemp("form")
        blank, done = drawn(layout.sheet, at / "form.xlsx"), at / "done.xlsx"
        assert main(["fill", str(blank), "--from", str(RETURNS), "-o", str(done), "-q"]) in (0, 1), layout.name
        found[layout.name] = blank, done
    return found


@pytest.mark.slow
@ids
def test_a_form_is_filled_with_what_its_labels_name(
    layout: Layout, forms: dict[str, tuple[Path, Path]], figures: tuple[Worksheet, Worksheet]
) -> None:
    sheet = load_workbook(forms[layout.name][1]).worksheets[0]
    wanted = {at: meant(what, figures) for at, what in layout.expected.items()}
    assert {at: sheet[at].value for at in wanted} == wanted


@pytest.mark.crossing(4)
@ids
def test_nothing_else_changes(layout: Layout, forms: dict[str, tuple[Path, Path]]) -> None:
    blank, done = forms[layout.name]
    before, after = contents(blank), contents(done)
    assert {title: cells.keys() for title, cells in after.items()} == {
        title: one.keys() for title, one in before.items()
    }
    for title, cells in before.items():
        for at, cell in cells.items():
            first = int(at in layout.expected)  # of those that were filled all but the value
            assert after[title][at][first:] == cell[first:], at
    assert changed_parts(blank, done) <= {"xl/worksheets/sheet1.xml", "xl/workbook.xml"}


@pytest.mark.crossing(6)
@ids
def test_a_reader_reads_back_what_was_written(
    layout: Layout, forms: dict[str, tuple[Path, Path]], figures: tuple[Worksheet, Worksheet]
) -> None:
    """As ``khpcmd inspect`` reads; a form of the province, which files no return, is given the name of a unit."""
    done = forms[layout.name][1]
    if layout.whole:
        book = load_workbook(done)
        book.worksheets[0].title = "Nam Sách"
        done = done.with_name("of_a_unit.xlsx")
        book.save(done)
    reading = read_workbook(done, load_plan(None).plan, name="form.xlsx")
    cells = [cell for filed in reading.returns for cell in filed.cells.values() if cell.at and cell.known]
    wanted = {at: meant(what, figures) for at, what in layout.expected.items()}
    sums = {at for at, what in layout.expected.items() if what.startswith("=") and not layout.whole}
    assert {cell.at.cell: cell.value for cell in cells if cell.at} | {at: wanted[at] for at in sums} == wanted
    assert not [one for one in reading.diagnostics if one.at and one.at.cell in sums]  # it compares sums


def changed_parts(first: Path, second: Path) -> set[str]:
    """The parts of two workbooks that are not the same, byte by byte."""
    with zipfile.ZipFile(first) as one, zipfile.ZipFile(second) as other:
        assert one.namelist() == other.namelist()
        return {name for name in one.namelist() if one.read(name) != other.read(name)}


@pytest.mark.slow
def test_libreoffice_opens_the_filled_forms_and_computes_them(
    forms: dict[str, tuple[Path, Path]], figures: tuple[Worksheet, Worksheet], tmp_path: Path
) -> None:
    paths = []
    for number, layout in enumerate(LAYOUTS):
        paths.append(tmp_path / f"form{number}.xlsx")
        paths[-1].write_bytes(forms[layout.name][1].read_bytes())
    opened = soffice(tmp_path, "xlsx", *paths)
    for path, layout in zip(paths, LAYOUTS, strict=True):
        sheet = load_workbook(opened / path.name, data_only=True).worksheets[0]
        wanted = {at: meant(what, figures) for at, what in layout.expected.items()}
        assert {at: sheet[at].value for at in wanted} == wanted, layout.name
    ratio = load_workbook(opened / paths[0].name, data_only=True).worksheets[0]["G10"].value
    assert round(ratio, 4) == round(68 / 66, 4)


def test_what_stands_there_is_never_overwritten() -> None:
    sheet = SIMPLE.replace("| lượt | | |", "| lượt | 7 | |").replace("| cơ sở | | |", "| cơ sở | =6*7 | |")
    found = filled(drawn(sheet, Path("form.xlsx")))
    assert [(cell["cell"], cell["reason"]) for cell in found["cells"]] == [("D3", "content"), ("D4", "formula")]
    assert not Path("out.xlsx").exists()


def test_a_row_of_sums_is_blank_where_a_unit_has_no_row() -> None:
    sheet = """
    PHÒNG, CHỐNG MẠI DÂM NĂM 2023
    | TT | Đơn vị | Số lượt kiểm tra cơ sở |
    | 1 | Thành phố Hải Dương | |
    | 2 | Huyện Nam Sách | |
    | | Tổng cộng | |
    """
    found = filled(drawn(sheet, Path("form.xlsx")))
    cells = [(cell["cell"], cell["value"], cell["reason"]) for cell in found["cells"]]
    assert cells == [("C3", 62, None), ("C4", 15, None), ("C5", None, "rows")]


def test_a_blank_row_of_its_own_is_no_heading_but_one_with_parts_may_be() -> None:
    alone = SIMPLE.replace("Số lượt kiểm tra cơ sở", "Số vụ phải giải quyết theo kế hoạch")
    assert [cell["state"] for cell in filled(drawn(alone, Path("form.xlsx")))["cells"]] == ["left", "written"]
    parts = alone.replace("| 2 | Số cơ sở", "| | - Số cơ sở")
    assert [cell["state"] for cell in filled(drawn(parts, Path("form.xlsx")), "--force")["cells"]] == ["left"] * 2


BODY = """
| CÔNG AN TỈNH | | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM |
PHÒNG, CHỐNG MẠI DÂM NĂM 2023
| TT | Chỉ tiêu | Đơn vị tính | Số lượng |
| 1 | Số lượt kiểm tra cơ sở | lượt | |
| 2 | Số vụ phạm tội liên quan đến mại dâm được xử lý theo quy định | vụ | |
"""


def test_a_body_of_the_province_sends_the_figures_of_the_province() -> None:
    """Those that others report; of one that it reports with others nobody knows whose it is, unless that is said."""
    form = drawn(BODY, Path("form.xlsx"))
    for words, first, second in (
        ((), (236, None), (None, "whose")),
        (("--unit", "cong-an-tinh", "--force"), (None, "not_reported"), (13, None)),
    ):
        cells = {cell["cell"]: (cell["value"], cell["reason"]) for cell in filled(form, *words)["cells"]}
        assert cells == {"D4": first, "D5": second}


def test_the_day_that_is_checked_as_of_is_recorded(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    """By the option or the configuration; the figures are the same, and a day that is none is refused."""
    form = drawn(SIMPLE, Path("form.xlsx"))
    plain = filled(form)
    dated = filled(form, "--as-of", "15/12/2023", "--force")
    assert (plain["as_of"], dated["as_of"]) == (None, "2023-12-15")
    early = filled(form, "--as-of", "5/1/2023", "--force")  # the year is not over, and its figures are there
    assert early == {**plain, "as_of": "2023-01-05"}
    assert dated["cells"] == plain["cells"]
    monkeypatch.setenv("KHPCMD_AS_OF", "2023-12-16")
    assert filled(form, "--force")["as_of"] == "2023-12-16"
    assert main(["fill", str(form), "--from", str(RETURNS), "-o", "b.xlsx", "--as-of", "31/02/2023"]) == 2
    assert "--as-of" in capsys.readouterr().err


@pytest.mark.crossing(1)
@pytest.mark.parametrize("number_format", ["0%", "#,##0,", '0" người"', ";;;", '0.0"k"'])
def test_a_format_that_would_show_another_figure_leaves_the_cell_blank(number_format: str) -> None:
    form = drawn(SIMPLE, Path("form.xlsx"))
    book = load_workbook(form)
    book.worksheets[0]["D3"].number_format = number_format
    book.save(form)
    assert [(cell["cell"], cell["state"]) for cell in filled(form)["cells"]] == [("D3", "left"), ("D4", "written")]


def test_a_filled_form_is_not_put_among_the_returns(capsys: Captured) -> None:
    drawn(SIMPLE, Path("form.xlsx"))
    Path("inbox").mkdir()
    Path("inbox/returns.xlsx").write_bytes(RETURNS.read_bytes())
    assert main(["fill", "form.xlsx", "--from", "inbox", "-o", "inbox/sub/out.xlsx"]) == 2
    assert "inbox" in capsys.readouterr().err
    assert not Path("inbox/sub").exists()


def test_the_same_figure_may_stand_there() -> None:
    found = filled(drawn(SIMPLE.replace("| lượt | | |", "| lượt | 236 | |"), Path("form.xlsx")))
    assert [(cell["cell"], cell["state"]) for cell in found["cells"]] == [("D3", "already"), ("D4", "written")]


@pytest.mark.crossing(1)
@pytest.mark.parametrize(
    "changes",
    [
        {"NĂM 2023": "NĂM 2024"},
        {"NĂM 2023": "6 THÁNG ĐẦU NĂM 2023"},
        {"Số lượng": "Kế hoạch"},
        {"Số lượng": "Ước thực hiện"},
        {"PHÒNG, CHỐNG MẠI DÂM": "KẾ HOẠCH PHÒNG, CHỐNG MẠI DÂM"},
        {"PHÒNG, CHỐNG MẠI DÂM": "(Số liệu ước tính) PHÒNG, CHỐNG MẠI DÂM"},
        {"| lượt |": "| nghìn lượt |", "| cơ sở |": "| nghìn cơ sở |"},
        {"Đơn vị tính": "Đơn vị tính (nghìn)"},
        {"| lượt |": "| người |", "| cơ sở |": "| người |"},
        {"Số lượng": "Số lượng (nghìn)"},
        {"Số lượng": "Tỷ lệ (%)"},
        {"Số lượt": "Trong đó: Số lượt", "Số cơ sở": "Trong đó: số nữ"},
    ],
    ids=str,
)
def test_no_figure_is_written_where_the_words_mean_something_else(changes: dict[str, str]) -> None:
    sheet = SIMPLE
    for old, new in changes.items():
        sheet = sheet.replace(old, new)
    found = filled(drawn(sheet, Path("form.xlsx")), "--period", "year")
    assert [cell["cell"] for cell in found["cells"] if cell["state"] == "written"] == []
    assert not Path("out.xlsx").exists()


def without_kinh_mon(path: Path) -> Path:
    """The examples' return without the figures of one district."""
    book = load_workbook(RETURNS)
    for column in range(3, 36):
        book.worksheets[0].cell(16, column).value = None
    book.save(path)
    return path


def test_a_total_is_blank_where_a_unit_is_missing_unless_asked_otherwise() -> None:
    form, returns = drawn(SIMPLE, Path("form.xlsx")), without_kinh_mon(Path("returns.xlsx"))
    found = filled(form, returns=returns)
    assert [(cell["reason"], cell["missing"]) for cell in found["cells"]] == [("open", ["292"])] * 2
    assert not Path("out.xlsx").exists()
    found = filled(form, "--only-reported", returns=returns)
    assert [cell["value"] for cell in found["cells"]] == [236 - 19, 199 - 16]
    assert all("292" not in cell["counted"] for cell in found["cells"])


def test_a_unit_is_asked_for() -> None:
    found = filled(drawn(SIMPLE, Path("form.xlsx")), "--unit", "Huyện Nam Sách")
    assert [cell["value"] for cell in found["cells"]] == [15, 13]


@pytest.mark.slow
def test_a_label_that_is_unknown_is_told_and_can_be_taught() -> None:
    form = drawn(SIMPLE.replace("Số lượt kiểm tra cơ sở", "Tổng lượt K.T"), Path("form.xlsx"))
    states = {cell["cell"]: cell["reason"] for cell in filled(form)["cells"]}
    assert states == {"B3": "unmatched", "D4": None}
    names = taught('plan: hai-duong-2023\nnames:\n  - text: "Tổng lượt K.T"\n    field: inspection_visits\n')
    cells = filled(form, *names, "--force")["cells"]
    assert {cell["cell"]: cell["value"] for cell in cells} == {"D3": 236, "D4": 199}


def test_pictures_texts_and_conditional_formats_stay() -> None:
    """What openpyxl would lose stays, for only the XML of the sheet is changed."""
    form = drawn(SIMPLE, Path("form.xlsx"))
    parts = {"xl/media/image1.png": b"picture", "xl/charts/chart9.xml": b"<chart/>", "customXml/item1.xml": b"<a/>"}
    with zipfile.ZipFile(form, "a") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    filled(form)
    assert changed_parts(form, Path("out.xlsx")) == {"xl/worksheets/sheet1.xml"}


def test_it_is_the_same_every_time() -> None:
    form = drawn(SIMPLE, Path("form.xlsx"))
    filled(form)
    first = Path("out.xlsx").read_bytes()
    filled(form, "--force")
    assert Path("out.xlsx").read_bytes() == first


def test_an_account_left_behind_is_named_and_replaced_only_on_demand(capsys: Captured) -> None:
    form, account = drawn(SIMPLE, Path("form.xlsx")), Path("out.fill.csv")
    account.write_bytes(b"somebody's")
    given = ["fill", str(form), "--from", str(RETURNS), "-o", "out.xlsx"]
    assert main(given) == 2
    told = capsys.readouterr().err
    assert "out.fill.csv" in told
    assert "--force" in told
    assert account.read_bytes() == b"somebody's"
    assert not Path("out.xlsx").exists()
    filled(form, "--force")
    assert account.read_bytes() != b"somebody's"


@pytest.mark.crossing(1)
@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize("lost", ["out.xlsx", "out.fill.csv"])
def test_form_and_account_are_written_both_or_neither(monkeypatch: pytest.MonkeyPatch, lost: str, there: bool) -> None:
    """One of them cannot get its name: what was there before is there as it was, and nothing else."""
    form = drawn(SIMPLE, Path("form.xlsx"))
    before = {"form.xlsx": form.read_bytes()}
    if there:
        before |= {"out.xlsx": b"form of yesterday", "out.fill.csv": b"account of yesterday"}
    for name, content in before.items():
        Path(name).write_bytes(content)
    link, rename = os.link, Path.replace

    def no_link(source: Any, target: Any, **more: Any) -> None:
        if Path(target).name == lost:
            raise FileExistsError(17, "somebody was faster")
        link(source, target, **more)

    def no_rename(source: Path, target: Path) -> Path:
        if target.name == lost and source.read_bytes()[:2] in (b"PK", b"\xef\xbb"):
            raise OSError(28, "No space left on device")
        return rename(source, target)

    monkeypatch.setattr(os, "link", no_link)
    monkeypatch.setattr(Path, "replace", no_rename)
    assert main(["fill", str(form), "--from", str(RETURNS), "-o", "out.xlsx", "--force"]) == 2
    assert {path.name: path.read_bytes() for path in Path().iterdir()} == before


def test_what_the_name_of_the_form_says_is_told_once_with_that_name(capsys: Captured) -> None:
    form = drawn(SIMPLE, Path("bo sung.xlsx"))
    workbook = load_workbook(form)
    workbook.copy_worksheet(workbook.worksheets[0])
    workbook.save(form)
    assert main(["fill", str(form), "--from", str(RETURNS), "-o", "out.xlsx"]) == 3
    out, err = capsys.readouterr()
    told = [line for line in (out + err).splitlines() if line.startswith("bo sung.xlsx: Tên tệp “bo sung”")]
    assert any("cụm từ" in line for line in told)
    assert (out + err).count("cụm từ “bo sung”") == 1


def test_a_signed_form_is_refused(capsys: Captured) -> None:
    form = drawn(SIMPLE, Path("form.xlsx"))
    with zipfile.ZipFile(form, "a") as archive:
        archive.writestr("_xmlsignatures/sig1.xml", b"<Signature/>")
    assert main(["fill", str(form), "--from", str(RETURNS), "-o", "out.xlsx"]) == 3
    assert "ký số" in capsys.readouterr().err
    assert not Path("out.xlsx").exists()


@pytest.mark.crossing(3)
@pytest.mark.parametrize(
    "words",
    [
        ("form.xlsx", "-o", "out.xlsx"),
        ("form.xlsx", "--from", str(RETURNS)),
        ("form.xlsx", "--from", str(RETURNS), "-o", "out.pdf"),
        ("form.xlsx", "--from", str(RETURNS), "-o", "form.xlsx", "--force"),
        ("form.xlsx", "--from", str(RETURNS), "-o", "taken.xlsx"),
        ("form.xlsx", "--from", str(RETURNS), "-o", "out.xlsx", "--unit", "nobody"),
    ],
)
def test_wrong_usage_writes_nothing(words: tuple[str, ...]) -> None:
    drawn(SIMPLE, Path("form.xlsx"))
    Path("taken.xlsx").write_bytes(b"somebody's")
    assert main(["fill", *words]) == 2
    assert not Path("out.xlsx").exists()
    assert Path("taken.xlsx").read_bytes() == b"somebody's"


@pytest.mark.crossing(1)
@languages
def test_it_says_which_cell_came_from_what(language: str, capsys: Captured) -> None:
    form = drawn(f"{SIMPLE}\n| 3 | Số bị can bị khởi tố | bị can | | |", Path("form.xlsx"))
    assert main(["fill", str(form), "--from", str(RETURNS), "-o", "out.xlsx", "--lang", language]) == 1
    text = capsys.readouterr().out
    assert re.search(r"D3 +236 +Số lượt kiểm tra cơ sở", text)
    assert re.search(r"B5 +Số bị can bị khởi tố", text)
    assert text.endswith({"vi": "out.xlsx (mã thoát 1)\n", "en": "out.xlsx (exit code 1)\n"}[language])


SUMS = """
KẾT QUẢ CÔNG TÁC PHÒNG, CHỐNG MẠI DÂM NĂM 2023
| TT | Chỉ tiêu | Đơn vị tính | Số lượng | Ghi chú |
| 1 | Số tố giác, tin báo phải giải quyết | vụ việc | | |
| 2 | Số tố giác, tin báo, khiếu nại tiếp nhận trong kỳ | vụ việc | | |
| 3 | Số cán bộ được đào tạo cả ba cấp | người | | |
| 4 | Số lượt kiểm tra cơ sở | lượt | | |
"""
TAUGHT = """
plan: hai-duong-2023
names: []
fill:
  - label: Số tố giác, tin báo phải giải quyết
    sum: [reports_received, reports_carried_in]
  - label: Số cán bộ được đào tạo cả ba cấp
    sum: [staff_province_trained, staff_district_trained, staff_commune_trained]
"""


def taught(text: str = TAUGHT) -> tuple[str, str]:
    Path("names.yaml").write_text(text, encoding="utf-8")
    return "--names", "names.yaml"


def test_a_label_can_be_taught_to_be_a_sum() -> None:
    """Also where the form asks for one of its fields as well; the figures are those of the returns, added up."""
    found = {cell["cell"]: cell for cell in filled(drawn(SUMS, Path("form.xlsx")), *taught())["cells"]}
    assert {cell: one["value"] for cell, one in found.items()} == {"D3": 128, "D4": 121, "D5": 553, "D6": 236}
    assert found["D3"]["fields"] == ["reports_received", "reports_carried_in"]
    assert found["D3"]["field"] is None
    assert found["D4"]["fields"] == ["reports_received"]
    assert [load_workbook("out.xlsx").worksheets[0][cell].value for cell in found] == [128, 121, 553, 236]


@pytest.mark.slow
def test_a_sum_is_blank_where_one_of_its_figures_is_missing_or_its_words_do_not_fit() -> None:
    form, returns = drawn(SUMS, Path("form.xlsx")), without_kinh_mon(Path("returns.xlsx"))
    found = {cell["cell"]: cell for cell in filled(form, *taught(), returns=returns)["cells"]}
    assert (found["D3"]["value"], found["D3"]["reason"], found["D3"]["missing"]) == (None, "open", ["292"])
    other = SUMS.replace("cả ba cấp | người", "cả ba cấp | lượt người")
    form = drawn(other, form)
    found = {cell["cell"]: cell for cell in filled(form, *taught())["cells"]}
    assert (found["D5"]["value"], found["D5"]["reason"]) == (None, "words")


FIRST, FIELDS = "Số tố giác, tin báo phải giải quyết", "[reports_received, reports_carried_in]"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (FIELDS, "[reports_received, reports_carried]", "names.yaml:6 reports_carried"),
        (FIELDS, "[reports_received, staff_commune_trained]", "names.yaml:6 vụ việc"),
        (FIELDS, "[reports_received]", "names.yaml:6 ít nhất hai"),
        (FIRST, "Số lượt kiểm tra cơ sở", "names.yaml:5:5: T003"),
        (FIRST, "số lượt kiểm tra CƠ SỞ", "names.yaml:5:5: T003"),
        (FIRST, "Huyện Nam Sách", "names.yaml:5:5: T003"),
        ("names: []", "names: [{text: Số cán bộ được đào tạo cả ba cấp, field: venues_total}]", "names.yaml T002"),
    ],
)
def test_a_sum_that_cannot_be_or_whose_label_has_another_meaning_is_refused(
    old: str, new: str, told: str, capsys: Captured
) -> None:
    """The plan cannot add the fields; or it has the label for something, which would be filled with the sum."""
    names = taught(TAUGHT.replace(old, new))
    assert main(["fill", str(drawn(SUMS, Path("form.xlsx"))), "--from", str(RETURNS), "-o", "out.xlsx", *names]) == 2
    place, _, words = told.partition(" ")
    err = capsys.readouterr().err
    assert place in err
    assert words in err
    assert not Path("out.xlsx").exists()


def test_names_that_are_learned_later_leave_sums_where_they_are() -> None:
    name = 'names:\n  - text: "Tổng lượt K.T"\n    field: inspection_visits'
    text = NamesText(TAUGHT.replace("names: []", name), "n")
    longer = text.extended('  - text: "Kiểm tra"\n    field: venues_inspected\n')
    assert [one.entry.text for one in NamesText(longer, "n").entries] == ["Tổng lượt K.T", "Kiểm tra"]
    assert longer.index("Kiểm tra") < longer.index("fill:")
    assert "fill:" in text.without([0])


@pytest.mark.slow
def test_answers_and_days_of_each_unit_are_words() -> None:
    form = drawn(
        """
        PHÒNG, CHỐNG MẠI DÂM NĂM 2023
        | TT | Đơn vị | Đã xây dựng kế hoạch | Ngày ban hành kế hoạch | Số lượt kiểm tra cơ sở |
        | 1 | Thành phố Hải Dương | | | |
        | 2 | Huyện Ninh Giang | | | |
        """,
        Path("form.xlsx"),
    )
    cells = {one["cell"]: one["value"] for one in filled(form)["cells"]}
    assert cells == {"C3": True, "D3": "2023-03-14", "E3": 62, "C4": True, "D4": "2023-03-30", "E4": 9}
    sheet = load_workbook("out.xlsx").worksheets[0]
    assert [sheet[cell].value for cell in cells] == ["Có", "14/03/2023", 62, "Có", "30/03/2023", 9]
    shown = soffice(Path.cwd(), "csv", Path("out.xlsx")) / "out.csv"
    assert "1,Thành phố Hải Dương,Có,14/03/2023,62" in shown.read_text(encoding="utf-8")


def test_a_table_beside_the_form_says_where_each_cell_came_from() -> None:
    """With what was left blank, and why; texts of the form stay texts there."""
    form = drawn(SIMPLE.replace("Số lượt kiểm tra cơ sở", "@lạ"), Path("form.xlsx"))
    filled(form)
    rows = list(csv.DictReader(io.StringIO(Path("out.fill.csv").read_text(encoding="utf-8-sig"))))
    assert [(row["cell"], row["state"], row["value"]) for row in rows] == [("B3", "left", ""), ("D4", "written", "199")]
    assert rows[0]["label"].startswith("'@")
    assert rows[0]["reason"] == "tên không có trong kế hoạch"
    assert rows[1]["fields"] == "venues_inspected"
    assert rows[1]["counted"].count("; ") == 11
    assert main(["fill", str(form), "--from", str(RETURNS), "-o", "out.xlsx"]) == 2
    Path("out.xlsx").unlink()
    assert main(["fill", str(form), "--from", str(RETURNS), "-o", "out.xlsx"]) == 2  # the table is not written over


def test_amounts_are_added_up_where_the_plan_adds_them_up() -> None:
    """Money that a target pools has a sum; hectares that each unit is asked for by itself have none."""
    Path("plan.yaml").write_text(AMOUNTS, encoding="utf-8")
    table = """
    NĂM 2023
    | TT | Đơn vị | Tổng thu ngân sách (tỷ đồng) | Diện tích rừng trồng mới (ha) |
    | 1 | Huyện Nam Sách | {} | {} |
    | 2 | Huyện Tứ Kỳ | {} | {} |
    """
    returns = drawn(table.format("3,12", "7,5", "3", "8,25"), Path("returns.xlsx"))
    form = drawn(table.format("", "", "", "") + "    | | Cộng | | |\n", Path("form.xlsx"))
    found = filled(form, "--plan", "plan.yaml", "--period", "year", returns=returns)["cells"]
    cells = {one["cell"]: one for one in found}
    assert {cell: one["value"] for cell, one in cells.items()} == {
        "C3": "3.12", "D3": "7.5", "C4": "3", "D4": "8.25", "C5": "6.12", "D5": None,
    }  # fmt: skip
    assert cells["D5"]["reason"] == "not_added"


def test_a_cell_in_another_multiple_of_the_unit_says_so() -> None:
    """The reason names the plan's unit of measure, and no other row is blamed."""
    Path("plan.yaml").write_text(AMOUNTS, encoding="utf-8")
    table = "NĂM 2023\n| TT | Đơn vị | Tổng thu ngân sách (triệu đồng) |\n| 1 | Huyện Nam Sách | {} |\n"
    returns = drawn(table.format("3120"), Path("returns.xlsx"))
    words = "--plan", "plan.yaml", "--period", "year", "--unit", "0291"
    (cell,) = filled(drawn(table.format(""), Path("table.xlsx")), *words, returns=returns)["cells"]
    assert (cell["cell"], cell["value"], cell["reason"]) == ("C3", None, "measure")
    rows = """
    NĂM 2023
    | TT | Chỉ tiêu | Đơn vị tính | Năm 2023 |
    | 1 | Tổng thu ngân sách | triệu đồng | |
    | 2 | Số chợ xây mới | chợ | |
    """
    cells = filled(drawn(rows, Path("rows.xlsx")), *words, returns=returns)["cells"]
    assert [(one["cell"], one["reason"]) for one in cells] == [("D3", "measure"), ("B4", "unmatched")]


def test_a_field_in_two_rows_is_not_said_to_be_unknown(capsys: Captured) -> None:
    rows = """
    UBND HUYỆN NAM SÁCH
    PHÒNG, CHỐNG MẠI DÂM NĂM 2023
    | TT | Chỉ tiêu | Đơn vị tính | Năm 2023 |
    | 1 | Số lượt kiểm tra cơ sở | lượt | |
    | 2 | Số lượt kiểm tra cơ sở | nghìn lượt | |
    | 3 | Số cơ sở được kiểm tra ít nhất một lần | cơ sở | |
    | 4 | Số chợ xây mới | chợ | |
    """
    form = drawn(rows, Path("twice.xlsx"))
    cells = {one["label"] + one["cell"][1:]: one for one in filled(form)["cells"]}
    twice = [one["reason"] for name, one in cells.items() if name.startswith("Số lượt")]
    assert twice == ["twice", "twice"]
    assert cells["Số cơ sở được kiểm tra ít nhất một lần6"]["state"] == "written"
    assert cells["Số chợ xây mới7"]["reason"] == "unmatched"
    main(["fill", str(form), "--from", str(RETURNS), "-o", "again.xlsx"])
    assert "biểu có nhiều chỗ cho trường số liệu này" in "".join(capsys.readouterr())


def test_labels_of_a_form_of_nobody_are_not_said_to_be_unknown(capsys: Captured) -> None:
    Path("plan.yaml").write_text(AMOUNTS, encoding="utf-8")
    table = "NĂM 2023\n| TT | Đơn vị | Tổng thu ngân sách (tỷ đồng) |\n| 1 | Huyện Nam Sách | 3 |\n"
    returns = drawn(table, Path("returns.xlsx"))
    rows = "NĂM 2023\n| TT | Chỉ tiêu | Năm 2023 |\n| 1 | Tổng thu ngân sách | |\n| 2 | Số chợ xây mới | |\n"
    form = drawn(rows, Path("form.xlsx"))
    found = filled(form, "--plan", "plan.yaml", "--period", "year", returns=returns)["cells"]
    assert [(one["cell"], one["reason"]) for one in found] == [("B3", "no_unit"), ("B4", "unmatched")]
    words = ["--plan", "plan.yaml", "--from", str(returns), "--period", "year", "-o", "o.xlsx"]
    assert main(["fill", str(form), *words]) == 3
    said = "".join(capsys.readouterr())
    assert "biểu của tỉnh cần đơn vị ấy trong kế hoạch, và các đơn vị ngay dưới ghi mã của đơn vị ấy ở parent" in said


# numbers put into the XML of a sheet, however a program wrote it: read back by openpyxl, and nothing else changed


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
ROWS = (
    '<row r="2"/>',
    '<row r="2"><c r="A2" t="inlineStr"><is><t>tên</t></is></c></row>',
    '<row r="2" spans="1:2" s="0" customFormat="1"><c r="B2" s="0" t="s"/><c r="D2"><f>B2*2</f><v>0</v></c></row>',
    '<row r="2"><c r="B2"></c><c r="C2"/></row>',
    "",
)
AROUND = (("", ""), ('<row r="1"><c r="A1"><v>1</v></c></row>', '<row r="5"><c r="A5"><v>5</v></c></row>'))


def sheet(rows: str, prefix: str = "") -> bytes:
    name = f"xmlns:{prefix[:-1]}" if prefix else "xmlns"
    text = f"<worksheet {name}='{MAIN}'><sheetData>{rows}</sheetData></worksheet>"
    if not rows:
        text = text.replace("<sheetData></sheetData>", "<sheetData/>")
    if prefix:
        for one in ("worksheet", "sheetData", "row", "c", "v", "f", "is", "t"):
            for left, right in product(("<", "</"), (" ", ">", "/>")):
                text = text.replace(f"{left}{one}{right}", f"{left}{prefix}{one}{right}")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'.encode()


def values(xml: bytes, *, stored: bool = False) -> dict[str, object]:
    """What another program reads of a workbook with this sheet; ``stored``: the results of its formulas."""
    saved, whole = io.BytesIO(), io.BytesIO()
    Workbook().save(saved)
    with zipfile.ZipFile(saved) as made, zipfile.ZipFile(whole, "w") as archive:
        for name in made.namelist():
            archive.writestr(name, xml if name == "xl/worksheets/sheet1.xml" else made.read(name))
    cells = (cell for row in load_workbook(whole, data_only=stored).worksheets[0].iter_rows() for cell in row)
    return {cell.coordinate: cell.value for cell in cells if cell.value is not None}


def structure(xml: bytes) -> list[str]:
    """The path of each element."""
    path, found = list[str](), list[str]()
    for event, element in iterparse(io.BytesIO(xml), ("start", "end")):
        if event == "start":
            path.append(element.tag.rpartition("}")[2])
            found.append("/".join(path))
        else:
            path.pop()
    return found


@pytest.mark.crossing(5)
@pytest.mark.parametrize("row", ROWS)
@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize("prefix", ["", "x:"])
def test_figures_are_where_they_belong(row: str, around: tuple[str, str], prefix: str) -> None:
    blank = sheet(around[0] + row + around[1], prefix)
    made, _ = with_figures(blank, {(2, 2): "7", (2, 3): "1.5", (3, 1): "-2", (9, 27): "0"})
    places = [name for name in structure(made) if name.rpartition("/")[2] in ("row", "c", "v", "f")]
    assert set(places) <= {"worksheet/sheetData/row" + rest for rest in ("", "/c", "/c/v", "/c/f")}
    assert values(made) == values(blank) | {"B2": 7, "C2": 1.5, "A3": -2, "AA9": 0}


@pytest.mark.parametrize(
    "cell",
    ['<c r="B2"><v>3</v></c>', '<c r="B2"><f>1+1</f></c>', '<c r="B2" t="inlineStr"><is><t>x</t></is></c>'],
)
def test_what_stands_in_a_cell_is_never_replaced(cell: str) -> None:
    with pytest.raises(UneditableError):
        with_figures(sheet(f'<row r="2">{cell}</row>'), {(2, 2): "7"})


def test_results_that_figures_reach_are_dropped_and_texts_that_they_do_not_reach_stay() -> None:
    rows = (
        '<row r="1"><c r="A1" t="str"><f>"Năm "&amp;H1</f><v>Năm 2023</v></c>'
        '<c r="B1" t="str"><f>IF(C1&gt;0,"đạt","không")</f><v>không</v></c>'
        '<c r="C1"><f>SUM(D1:D9)</f><v>0</v></c><c r="E1" t="str"><f>B1&amp;""</f><v>không</v></c>'
        '<c r="F1" t="str"><f>ten_rieng</f><v>x</v></c></row>'
    )
    made, has = with_figures(sheet(rows), {(4, 4): "1"})
    assert has
    assert values(made, stored=True) == {"A1": "Năm 2023", "D4": 1}


@pytest.mark.parametrize(
    ("workbook", "wanted"),
    [
        (b"<workbook><sheets/></workbook>", b'<workbook><sheets/><calcPr fullCalcOnLoad="1"/></workbook>'),
        (b'<workbook><calcPr calcId="1"/></workbook>', b'<workbook><calcPr calcId="1" fullCalcOnLoad="1"/></workbook>'),
        (b'<w:workbook><w:calcPr fullCalcOnLoad="0"></w:calcPr></w:workbook>',
         b'<w:workbook><w:calcPr fullCalcOnLoad="1"></w:calcPr></w:workbook>'),
        (b"<workbook><sheets/><extLst/></workbook>",
         b'<workbook><sheets/><calcPr fullCalcOnLoad="1"/><extLst/></workbook>'),
    ],
)  # fmt: skip
def test_the_workbook_asks_to_be_computed(workbook: bytes, wanted: bytes) -> None:
    assert computed_when_opened(workbook) == wanted
