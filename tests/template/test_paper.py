"""A form looks like the paper of an office: who reports, what it is about, who signs, on as few pages as it needs."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

import annex_plan
import scenes
import small_plan
from khpcmd.diagnostics import Severity
from khpcmd.diagnostics.parameters import Ref
from khpcmd.i18n import Messages
from khpcmd.plan.load import load_plan, parse_plan
from khpcmd.plan.model import Letterhead
from khpcmd.render.xlsx.book import pixels_of
from khpcmd.template.duty_sheet import NO, ROWS, YES
from khpcmd.template.form_sheet import OPEN, form_layout, registers, relations
from khpcmd.template.make import make_consolidated, make_template, units_of
from khpcmd.template.paper import (
    SIGNED,
    Book,
    Sheet,
    office,
    page_cuts,
    place_above,
    place_of,
    printed,
    room_across,
    state,
    subject_of,
)
from khpcmd.workbook.read import read_workbook
from office import soffice
from one_language import in_one
from places import languages
from small_plan import PLAN, mistakes
from template.making import loaded_from, loaded_plans, of_unit, wanted
from word_files import drafted

PLAN_2023 = load_plan(None)
LOADED = {loaded.plan.id: loaded for loaded in loaded_plans()}

TWO_LIMITS = small_plan.changed(
    ("register: {communes: 19}", "register: {communes: 19, listed: 40}"),
    ("register: {communes: 23}", "register: {communes: 23, listed: 50}"),
    ("    label: {vi: Tổng số cơ sở,", "    register_limit: listed\n    label: {vi: Tổng số cơ sở,"),
)


def form_of(unit: str, folder: Path, period: str = "year", language: str = "vi") -> Path:
    file = folder / f"{unit}-{period}-{language}.xlsx"
    make_template(file, wanted(PLAN_2023, PLAN_2023.plan.unit[unit], period, language))
    return file


def texts(sheet: Worksheet) -> list[str]:
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value not in (None, "")]


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Huyện Tứ Kỳ", ("ỦY BAN NHÂN DÂN", "HUYỆN TỨ KỲ")),
        ("Phường Hồng Bàng", ("ỦY BAN NHÂN DÂN", "PHƯỜNG HỒNG BÀNG")),
        ("Đặc khu Cát Hải", ("ỦY BAN NHÂN DÂN", "ĐẶC KHU CÁT HẢI")),
        ("Công an tỉnh", ("CÔNG AN TỈNH",)),
        ("Sở Y tế", ("SỞ Y TẾ",)),
        ("Báo Hải Dương", ("BÁO HẢI DƯƠNG",)),
    ],
)
def test_above_a_place_stands_its_peoples_committee(name: str, lines: tuple[str, ...]) -> None:
    unit = PLAN_2023.plan.unit["298"]
    named = unit.model_copy(update={"name": unit.name.model_copy(update={"vi": name})})
    assert office(wanted(PLAN_2023, named)) == lines


def test_a_place_signs_at_home_and_a_body_in_its_province() -> None:
    plan = PLAN_2023.plan
    places = [place_of(plan, plan.unit[unit], "vi") for unit in ("298", "290", "so-y-te")]
    assert places == ["Tứ Kỳ", "Chí Linh", "Hải Dương"]
    nowhere = plan.unit["so-y-te"].model_copy(update={"parent": None})
    assert place_of(plan, nowhere, "vi") == "……"


def test_a_form_of_several_units_is_signed_above_them(tmp_path: Path) -> None:
    plan = PLAN_2023.plan
    communes = [unit for unit in plan.units if unit.level == "commune"]
    first = [unit for unit in communes if unit.parent == communes[0].parent]
    assert place_above(plan, first, "vi") == place_of(plan, plan.unit[communes[0].parent or ""], "vi")
    assert place_above(plan, communes, "vi") == "Hải Dương"
    assert place_above(plan, [plan.unit["298"].model_copy(update={"parent": None})], "vi") == "……"
    units = units_of(wanted(PLAN_2023, plan.filers[0]), "district")
    make_consolidated(tmp_path / "all.xlsx", units[1:])
    signed = [text for text in texts(load_workbook(tmp_path / "all.xlsx").worksheets[0]) if ", ngày" in text]
    assert [text.partition(",")[0] for text in signed] == ["Hải Dương"]


def test_the_title_cites_the_document_by_its_kind_or_the_plan_by_its_title() -> None:
    found = {name: subject_of(wanted(loaded, loaded.plan.filers[0]), "title_plan") for name, loaded in LOADED.items()}
    assert found["hai-duong-2023"] == "THỰC HIỆN KẾ HOẠCH SỐ 416/KH-UBND NGÀY 17/02/2023"
    assert found["quyet-dinh-808-2023"] == "THỰC HIỆN QUYẾT ĐỊNH SỐ 808/QĐ-LĐTBXH NGÀY 05/09/2022"
    assert found["hai-phong-2026"].startswith("THỰC HIỆN KẾ HOẠCH PHÒNG, CHỐNG MẠI DÂM NĂM 2026")


def test_rows_are_counted_through_and_related_by_their_codes() -> None:
    asked = wanted(PLAN_2023, PLAN_2023.plan.unit["298"])
    layout = form_layout(asked)
    codes = [layout.codes[name] for name in ("plan_issued", "venues_total", "sellers_reached")]
    assert codes == ["01", "18", "32"]
    assert [row.number for row in layout.rows][:7] == ["I", "1", "2", "3", "4", "II", "1"]
    assert relations(asked, layout.codes) == (
        "11 ≤ 09 + 10; 12 ≤ 11; 13 + 14 ≤ 12; 13 + 14 + 15 + 16 = 09 + 10; 13 + 15 ≤ 09 + 10; 19 ≤ 18; 19 ≤ 20; "
        "22 ≤ 21; 24 ≤ 23; 26 ≤ 25; 28 ≤ 27; 30 ≤ 29; 32 ≤ 31"
    )
    assert registers(asked, layout.codes) == ["Dòng 21, 22: mỗi số không lớn hơn số trong danh mục (23)."]


@pytest.mark.crossing(1)
@languages
def test_a_form_with_several_registered_numbers_comes_back(language: str, tmp_path: Path) -> None:
    """Their sentences stood in one cell, which was asked about (S317) when the form came back."""
    loaded = loaded_from(TWO_LIMITS)
    asked = wanted(loaded, loaded.plan.unit["0291"], language=language)
    make_template(tmp_path / "form.xlsx", asked)
    assert len(registers(asked, form_layout(asked).codes)) == 2
    reading = read_workbook(tmp_path / "form.xlsx", loaded.plan, name="form.xlsx")
    assert [(one.code.code, one.params) for one in reading.diagnostics] == []


@pytest.mark.slow
@languages
def test_the_form_has_room_to_sign_and_says_no_code(language: str, tmp_path: Path) -> None:
    book = load_workbook(form_of("298", tmp_path, language=language))
    shown = [sheet for sheet in book if sheet.sheet_state == "visible"]
    for sheet in shown[:3]:
        said = " ".join(texts(sheet))
        for word in ("NGƯỜI LẬP BIỂU", "THỦ TRƯỞNG ĐƠN VỊ") if language == "vi" else ("PREPARED BY", "HEAD OF UNIT"):
            assert word in said
        assert ("CỘNG HÒA" in said) is (language == "vi")
        assert not re.search(r"\bB[1-8][a-d]?\b|\bD[1-9]\b", said)
    assert shown[-1].title in ("Hướng dẫn", "Instructions")


@pytest.mark.slow
def test_what_is_for_information_stands_apart_and_has_no_colour(tmp_path: Path) -> None:
    sheet = load_workbook(form_of("298", tmp_path))["Đánh giá"]
    first = {row: str(sheet.cell(row, 1).value) for row in range(1, sheet.max_row + 1)}
    heads = {text[:2]: row for row, text in first.items() if text[:2] in ("A.", "B.")}
    last = max(row for row, text in first.items() if text.isdigit())
    titles = [sheet.cell(row, 2).value for row in range(heads["B."] + 1, last + 1)]
    assert "Cơ sở kinh doanh dịch vụ được kiểm tra" in titles
    assert "Huyện, thị xã, thành phố có kế hoạch" not in titles
    coloured = [str(box.sqref) for box in sheet.conditional_formatting if not str(box.sqref).startswith("A1")]
    assert coloured == [f"E{heads['A.'] + 1}:E{heads['B.'] - 1}"]
    assert all(sheet.cell(row, 2).comment for row in (heads["A."] + 1, last))


def banner(file: Path) -> str:
    return str(load_workbook(file, data_only=True).worksheets[0]["A1"].value)


@pytest.mark.e2e
def test_the_banner_counts_figures_duties_and_evidence(tmp_path: Path) -> None:
    asked = wanted(PLAN_2023, PLAN_2023.plan.unit["so-gddt"])
    blank, some, bare, proved = (tmp_path / f"{name}.xlsx" for name in ("blank", "some", "bare", "proved"))
    figures = dict.fromkeys(form_layout(asked).places, 0)
    make_template(blank, asked)
    make_template(some, replace(asked, given=of_unit(asked, figures)))
    proofs: dict[int, str | date] = {NO + 1: "12/KH-SGDĐT", NO + 2: date(2023, 3, 3)}
    for file, answers in ((bare, {}), (proved, proofs)):
        make_template(file, replace(asked, given=of_unit(asked, figures)))
        book = load_workbook(file)
        sheet = book[asked.say("sheet_duties")]
        for column, answer in ({YES: "x"} | answers).items():
            sheet.cell(ROWS + 1, column + 1).value = answer
        book.save(file)
    out = soffice(tmp_path, "xlsx", blank, some, bare, proved)
    assert [banner(out / file.name) for file in (blank, some, bare, proved)] == [
        "CHƯA SẴN SÀNG GỬI: còn 2 ô số liệu, 1 nhiệm vụ thiếu hoặc chưa đúng",
        "GỬI ĐƯỢC: còn 1 nhiệm vụ chưa trả lời",
        "GỬI ĐƯỢC: còn 1 nhiệm vụ chưa ghi đủ minh chứng",
        "SẴN SÀNG GỬI",
    ]
    assert OPEN == ("unanswered", "unproven", "read_there")


def pages(file: Path) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", file.read_bytes()))


@pytest.mark.e2e
def test_each_sheet_of_a_form_is_printed_on_one_page(tmp_path: Path) -> None:
    """Of a district, of bodies and of a ward; the consolidated form of twelve districts takes two."""
    files = {form_of(unit, tmp_path): None for unit in ("298", "so-ldtbxh", "bao-hai-duong", "so-y-te")}
    files |= {form_of("298", tmp_path, "half_year"): None, form_of("298", tmp_path, language="en"): None}
    ward = LOADED["hai-phong-2026"]
    make_template(tmp_path / "ward.xlsx", wanted(ward, ward.plan.filers[0]))
    consolidated = tmp_path / "all.xlsx"
    make_consolidated(consolidated, units_of(wanted(PLAN_2023, PLAN_2023.plan.unit["298"]), "district"))
    every = [*files, tmp_path / "ward.xlsx", consolidated]
    shown = {file: sum(sheet.sheet_state == "visible" for sheet in load_workbook(file)) for file in every}
    out = soffice(tmp_path, "pdf", *every)
    found = {file.name: pages((out / file.name).with_suffix(".pdf")) for file in every}
    assert found == {file.name: shown[file] for file in every} | {consolidated.name: 2}


@pytest.mark.parametrize("seed", range(40))
def test_pages_beside_each_other_are_as_few_as_can_be_with_room_to_sign(seed: int, tmp_path: Path) -> None:
    """Every last page that could be is tried; groups stay together where they fit on a page."""
    dice = random.Random(seed)  # noqa: S311
    groups = [dice.choice((1, 1, 2, 3, 12, 16)) for _ in range(dice.randint(1, 8))]
    page = Book(tmp_path / "x.xlsx").page(
        "x", (6.0, 26.0, *(dice.choice((6.5, 9.0, 12.0)) for _ in range(sum(groups))))
    )
    room = room_across(73) - pixels_of(6.0, 26.0)
    starts = [2 + sum(groups[:number]) for number in range(len(groups) + 1)]
    end = starts.pop()
    cuts = page_cuts(page, [number for number, count in enumerate(groups) for _ in range(count)], 2, 73)

    def width(first: int, behind: int) -> int:
        return pixels_of(*page.widths[first:behind])

    wide = [pair for pair in pairwise((*starts, end)) if width(*pair) > room]
    within = {column for first, behind in wide for column in range(first, behind)}
    assert set(cuts) <= {*starts, *within}
    pages = list(pairwise((2, *cuts, end)))
    assert all(width(*one) <= room for one in pages)
    assert len(pages) == 1 or width(2, end) > room
    if cuts and width(cuts[-1], end) < SIGNED:
        earlier = max(column for column in {*starts, *within} if column < cuts[-1])
        assert earlier <= pages[-2][0] or width(pages[-2][0], earlier) < SIGNED or width(earlier, end) > room


def test_the_last_page_of_an_annex_has_room_for_two_signatures(tmp_path: Path) -> None:
    loaded = loaded_from(annex_plan.PLAN)
    asked = wanted(loaded, loaded.plan.unit["d1"])
    make_template(tmp_path / "form.xlsx", asked)
    sheet = load_workbook(tmp_path / "form.xlsx")[asked.say("sheet_annex")]
    (cut,) = [one.id for one in sheet.col_breaks.brk]
    header = [str(cell.value) for cell in sheet[9][cut:] if cell.value]
    fields = ["Kinh phí đã chi (triệu đồng)", "Ngày ban hành kế hoạch xã", "Số chốt bảo vệ rừng"]
    assert header == [*fields, "Ghi chú", "Kiểm tra"]


@pytest.mark.crossing(7)
@pytest.mark.parametrize("rows", range(30, 90, 3))
def test_signatures_are_never_alone_on_a_page(rows: int, tmp_path: Path) -> None:
    book = Book(tmp_path / "x.xlsx")
    page = book.page("x", (100.0,))
    for row in range(1, 12 + rows + 8):
        page.tall(row, 20.0)
    printed(page, Sheet(0, 12, 11 + rows, 11 + rows + 8, (10, 11)))
    book.close()
    breaks = [one.id for one in load_workbook(tmp_path / "x.xlsx")["x"].row_breaks.brk]
    fits = load_workbook(tmp_path / "x.xlsx")["x"].sheet_properties.pageSetUpPr
    assert bool(breaks) is not bool(fits and fits.fitToPage)
    assert not breaks or 12 + rows - breaks[-1] >= 3


@pytest.mark.slow
def test_every_unit_of_every_plan_has_a_letterhead() -> None:
    for loaded in LOADED.values():
        for unit in loaded.plan.filers[:200]:
            assert len(office(wanted(loaded, unit))) in (1, 2)


# the lines at the head of forms and of the report are those of the plan, where it has its own


STATE = "ĐẢNG CỘNG SẢN VIỆT NAM"
OWN = """
letterhead:
  state: [{vi: ĐẢNG CỘNG SẢN VIỆT NAM, en: COMMUNIST PARTY OF VIET NAM}]
  above_unit: {vi: BAN CHẤP HÀNH ĐẢNG BỘ, en: PARTY COMMITTEE}
  author: [{vi: TỈNH ỦY MẪU, en: PARTY OF MAU}, {vi: BAN TUYÊN GIÁO, en: COMMUNICATION}]
"""


@pytest.mark.parametrize(
    ("text", "language", "right", "left"),
    [
        (PLAN, "vi", ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"), ("ỦY BAN NHÂN DÂN",)),
        (PLAN, "en", (), ("PEOPLE'S COMMITTEE",)),
        (PLAN + OWN, "vi", ("ĐẢNG CỘNG SẢN VIỆT NAM",), ("BAN CHẤP HÀNH ĐẢNG BỘ",)),
        (PLAN + OWN, "en", ("COMMUNIST PARTY OF VIET NAM",), ("PARTY COMMITTEE",)),
        (PLAN + "\nletterhead: {}\n", "vi", (), ()),
        (in_one(PLAN, "en"), "vi", (), ()),
        (in_one(PLAN, "en"), "en", (), ()),
        (in_one(PLAN, "en") + "\nletterhead: {state: [MAU, By all]}\n", "vi", ("MAU", "By all"), ()),
    ],
)  # fmt: skip
def test_the_head_of_a_form_is_that_of_the_plan(
    text: str, language: str, right: tuple[str, ...], left: tuple[str, ...]
) -> None:
    plan = loaded_from(text)
    asked = wanted(plan, plan.plan.unit["0291"], language=language)
    assert state(asked) == right
    assert office(asked) == (*left, asked.unit.upper())


@pytest.mark.crossing(1)
@languages
@pytest.mark.parametrize("text", [PLAN + OWN, PLAN + "\nletterhead: {}\n", in_one(PLAN, "en")])
def test_a_form_with_another_head_comes_back_without_a_question(text: str, language: str, tmp_path: Path) -> None:
    plan = loaded_from(text)
    file = tmp_path / "form.xlsx"
    make_template(file, wanted(plan, plan.plan.unit["0291"], language=language))
    reading = read_workbook(file, plan.plan, name=file.name)
    assert [found for found in reading.diagnostics if found.severity is not Severity.NOTE] == []
    assert {filed.unit for filed in reading.returns} == {"0291"}
    assert reading.period == "year"


USUAL = ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]


@pytest.mark.crossing(1)
@pytest.mark.parametrize(
    ("changes", "left", "right"),
    [
        ({}, None, USUAL),
        ({"languages": ("en",)}, None, []),
        ({"letterhead": parse_plan(PLAN + OWN, "p").letterhead}, ["TỈNH ỦY MẪU", "BAN TUYÊN GIÁO"], [STATE]),
        ({"letterhead": Letterhead()}, None, []),
    ],
)
def test_the_draft_of_the_report_has_the_same_head(
    changes: dict[str, object], left: list[str] | None, right: list[str]
) -> None:
    report = scenes.report(scenes.sound())
    lines = drafted(replace(report, plan=report.plan.changed(**changes))).lines
    spoken = "en" if changes.get("languages") == ("en",) else "vi"  # a plan in English alone has its report in English
    placeholders = [Messages(spoken).template(f"word_report.{key}") for key in ("superior", "body")]
    own = [*(left or placeholders), *right]
    assert [line for line in lines if line.strip()][: len(own)] == own
    assert (USUAL[1] in lines) == (USUAL[1] in right)


def test_a_third_line_is_too_much_and_told_there() -> None:
    text = PLAN + OWN.replace("en: COMMUNIST PARTY OF VIET NAM}]", "en: C}, {vi: A, en: A}, {vi: B, en: B}]")
    (found,) = mistakes(text)
    assert found.params["expected"] == Ref("word", "at_most_two")
    assert found.at is not None
    assert text.split("\n")[found.at.line - 1].startswith("  state:")
